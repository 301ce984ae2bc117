"""Shingles: a text as numbers that two copies of a passage have in common, and as characters with their way back."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH = 8  # characters of a shingle: a swapped word every fifteen characters leaves half of them whole
SAMPLE = 4  # one shingle in so many is kept, chosen by its own value, so that every copy keeps the same ones
_BASE = 1_000_003
_MIX = 0x9E3779B97F4A7C15
_PLANES = 0x3100  # up to here, and from FF00 on, are the marks that a text may write in one way or another


@dataclass(frozen=True)
class Shingled:
    """The letters and digits of a text, and its sampled shingles by their place there."""

    letters: str
    values: NDArray[np.uint64]
    places: NDArray[np.int64]


def letters_of(text: str) -> str:
    """`text` without marks and spaces, which copies write as they like.

    >>> letters_of("一、新建公办幼儿园 18 所，“青禾”计划。")
    '一新建公办幼儿园18所青禾计划'
    """
    return text.translate(_dropped())


def places_of(text: str) -> list[int]:
    """Where in `text` each character of `letters_of(text)` stands."""
    dropped = _dropped()
    return [at for at, character in enumerate(text) if ord(character) not in dropped]


def shingled(text: str) -> Shingled:
    """The sampled shingles of `text`; none where it is shorter than one."""
    import numpy as np

    letters = letters_of(text)
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = len(codes) - WIDTH + 1
    if count <= 0:
        return Shingled(letters, np.empty(0, np.uint64), np.empty(0, np.int64))
    values = np.zeros(count, np.uint64)
    for at in range(WIDTH):
        values = values * np.uint64(_BASE) + codes[at : at + count]
    values *= np.uint64(_MIX)
    values ^= values >> np.uint64(29)
    kept = np.flatnonzero(values % np.uint64(SAMPLE) == 0)
    return Shingled(letters, values[kept], kept.astype(np.int64))


@functools.cache
def _dropped() -> dict[int, None]:
    marks = [*range(_PLANES), *range(0xFF00, 0x10000)]
    return {code: None for code in marks if unicodedata.category(chr(code))[0] not in "LN"}
