"""Where in the raw text many stretches of the clean one stand, all at once: `Text.raw_span`, over arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.edit import Columns


class WayBack:
    """The way back past `edits`, to a raw text of `raw_length` characters."""

    def __init__(self, edits: Columns, raw_length: int) -> None:
        import numpy as np

        self._raw_length = raw_length
        self._starts, self._ends = np.array(edits.starts), np.array(edits.ends)
        self._raw_starts, self._raw_ends = np.array(edits.raw_starts), np.array(edits.raw_ends)
        self._even = self._ends - self._starts == self._raw_ends - self._raw_starts

    def raw_spans(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[list[int], list[int]]:
        """The raw starts and the raw ends of the half-open spans of clean text."""
        import numpy as np

        first, end = np.array(starts), np.array(ends)
        last = np.maximum(end - 1, first)
        raw_starts, raw_ends = self._raw_at(np.concatenate([first, last]))
        raw_starts, raw_ends = raw_starts[: len(first)], raw_ends[len(first) :]
        if (empty := end <= first).any():
            raw_starts[empty] = np.minimum(raw_starts[empty], self._raw_length)
            raw_ends[empty] = raw_starts[empty]
        return raw_starts.tolist(), raw_ends.tolist()

    def _raw_at(self, positions: Any) -> tuple[Any, Any]:
        """The raw spans of the clean characters at `positions`; see `Text.raw_span`."""
        import numpy as np

        at = np.searchsorted(self._starts, positions, side="right") - 1
        before, at = at < 0, np.maximum(at, 0)
        past, even = positions >= self._ends[at], self._even[at]
        inside = np.where(even, self._raw_starts[at] - self._starts[at] + positions, self._raw_starts[at])
        raw = np.where(before, positions, np.where(past, self._raw_ends[at] - self._ends[at] + positions, inside))
        return raw, np.where(before | past | even, raw + 1, self._raw_ends[at])
