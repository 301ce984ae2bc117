"""What cleaning asks for and what it did: proposals and edits, one by one and column by column.

A traditional text has an edit every few characters. As objects they would be made anew by every stage that moves them;
as columns they are moved by adding to two lists, and become objects (`Columns.edits`) once, when cleaning is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Proposal(NamedTuple):
    """A change that a cleaning stage asks for, in the coordinates of the text it was given.

    `text` equal to what stands at `start:end` only flags the place; `likely` is the likely original.
    """

    start: int
    end: int
    text: str
    kind: str
    rule: str
    likely: str | None = None


class Edit(NamedTuple):
    """A difference between raw and clean text: `clean[start:end] == text` stands for `raw[raw_start:raw_end]`."""

    kind: str
    rule: str
    raw_start: int
    raw_end: int
    raw_text: str
    start: int
    end: int
    text: str
    likely: str | None = None


@dataclass(frozen=True, slots=True)
class Respelling:
    """Characters replaced one for one all over a text, as proposals: `text` is the whole of it after that.

    The stretches `starts[i]:ends[i]` stand in order and do not touch.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    kind: str
    rule: str

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, at: int) -> Proposal:
        start, end = self.starts[at], self.ends[at]
        return Proposal(start, end, self.text[start:end], self.kind, self.rule)

    def __iter__(self) -> Iterator[Proposal]:
        return map(self.__getitem__, range(len(self)))


@dataclass(frozen=True, slots=True)
class Columns:
    """Edits in their order, column by column; what they say of the texts is in the texts."""

    kinds: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    raw_starts: list[int] = field(default_factory=list)
    raw_ends: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    likely: list[str | None] = field(default_factory=list)

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Columns:
        """The columns of `edits`."""
        made = cls()
        for edit in edits:
            made.add(edit)
        return made

    def __len__(self) -> int:
        return len(self.starts)

    def edit(self, at: int, raw: str, clean: str) -> Edit:
        """The edit at `at`; `raw` and `clean` are the texts between which the edits stand."""
        raw_start, raw_end, start, end = self.raw_starts[at], self.raw_ends[at], self.starts[at], self.ends[at]
        return Edit(
            self.kinds[at], self.rules[at], raw_start, raw_end, raw[raw_start:raw_end],
            start, end, clean[start:end], self.likely[at],
        )  # fmt: skip

    def edits(self, raw: str, clean: str) -> tuple[Edit, ...]:
        """All of them."""
        raw_texts = [raw[start:end] for start, end in zip(self.raw_starts, self.raw_ends, strict=True)]
        texts = [clean[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        columns = (self.kinds, self.rules, self.raw_starts, self.raw_ends, raw_texts, self.starts, self.ends, texts)
        return tuple(map(Edit._make, zip(*columns, self.likely, strict=True)))

    def add(self, edit: Edit) -> None:
        """Put `edit` behind the last one."""
        self.kinds.append(edit.kind)
        self.rules.append(edit.rule)
        self.raw_starts.append(edit.raw_start)
        self.raw_ends.append(edit.raw_end)
        self.starts.append(edit.start)
        self.ends.append(edit.end)
        self.likely.append(edit.likely)

    def take(self, others: Columns, first: int, last: int, shift: int) -> None:
        """Put `others` from `first` to `last` behind the last one, moved by `shift` characters of clean text."""
        if first == last:
            return
        these = slice(first, last)
        self.kinds.extend(others.kinds[these])
        self.rules.extend(others.rules[these])
        self.raw_starts.extend(others.raw_starts[these])
        self.raw_ends.extend(others.raw_ends[these])
        self.starts.extend([start + shift for start in others.starts[these]] if shift else others.starts[these])
        self.ends.extend([end + shift for end in others.ends[these]] if shift else others.ends[these])
        self.likely.extend(others.likely[these])

    def respell(self, respelling: Respelling, first: int, last: int, offset: int) -> None:
        """Put the stretches `first` to `last` behind the last one; `offset`: raw position less clean position there."""
        starts, ends, count = respelling.starts[first:last], respelling.ends[first:last], last - first
        self.kinds.extend([respelling.kind] * count)
        self.rules.extend([respelling.rule] * count)
        self.raw_starts.extend([start + offset for start in starts] if offset else starts)
        self.raw_ends.extend([end + offset for end in ends] if offset else ends)
        self.starts.extend(starts)
        self.ends.extend(ends)
        self.likely.extend([None] * count)


def undo(clean: str, edits: Iterable[Edit]) -> str:
    """The raw text again, from the clean one and its edits in their order."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [clean[at : edit.start], edit.raw_text]
        at = edit.end
    pieces.append(clean[at:])
    return "".join(pieces)
