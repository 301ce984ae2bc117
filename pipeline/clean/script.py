"""Traditional to simplified, and only where the text is traditional.

Characters that stand in traditional text alone are counted, not just looked for: names and idioms of plain simplified
text hold some (乾县, 瞭望), and those are right as they stand.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.characters import HAN, Line, lines
from pipeline.code_points import COUNT, code_points
from pipeline.lexicon import Lexicons
from pipeline.t2s import dictionary, respelt
from pipeline.text import Respelling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Script = Literal["hans", "hant", "mixed"]
_HAN, _TRADITIONAL = 1, 2  # what a character is, as bits
_FEW = 4  # different traditional characters that plain simplified text may hold
_HANT = 0.12  # share of a text's Han characters that are traditional only, from which on the whole is traditional
_LINE = 0.10  # the same for one line of a mixed text
_MOST = 0.75  # share of a traditional text that stands in lines which are traditional by themselves
_SHORTEST = 8  # characters of a line that can be judged
_SHORT_LINE = 0.3  # the share that tells of a shorter one


@dataclass(frozen=True)
class _Counted:
    """A line with the number of its Han characters, and of its traditional ones."""

    line: Line
    han: int
    traditional: int

    def has_share(self, share: float) -> bool:
        return self.han > 0 and self.traditional / self.han >= share

    @property
    def is_hant(self) -> bool:
        return self.has_share(_LINE if len(self.line.text) >= _SHORTEST else _SHORT_LINE)


@functools.lru_cache(maxsize=1)
def script_of(text: str) -> Script:
    """Which script `text` is written in.

    >>> script_of("全面提高教育质量"), script_of("全面提高教育质量，實現優質均衡發展")
    ('hans', 'hant')
    """
    import numpy as np

    codes = code_points(text)
    kinds = _kinds()[codes]
    traditional = codes[kinds >= _TRADITIONAL]
    found = np.unique(traditional[traditional <= 0xFFFF])
    if not len(found):
        return "hans"
    if len(traditional) / np.count_nonzero(kinds & _HAN) >= _HANT:
        return "hant" if _is_hant_throughout(_counted(text, kinds)) else "mixed"
    if len(found) <= _FEW:
        return "hans"
    return "mixed" if any(one.is_hant for one in _counted(text, kinds)) else "hans"


@functools.cache
def _kinds() -> NDArray[np.uint8]:
    """What each code point is."""
    import numpy as np

    kinds = np.zeros(COUNT, np.uint8)
    for stretch in re.finditer(f"[{HAN}]+", "".join(map(chr, range(0x10000)))):
        kinds[stretch.start() : stretch.end()] = _HAN
    kinds[list(map(ord, dictionary().traditional))] |= _TRADITIONAL
    return kinds


def _counted(text: str, kinds: NDArray[np.uint8]) -> list[_Counted]:
    """The lines of `text`, of which `kinds` says what each character is."""
    import numpy as np

    found = list(lines(text))
    edges = [line.start for line in found]
    han, traditional = (np.add.reduceat(kinds & bit != 0, edges, dtype=int).tolist() for bit in (_HAN, _TRADITIONAL))
    return list(map(_Counted, found, han, traditional))


def propose(text: str, lexicons: Lexicons) -> Respelling:
    """Changed characters next to each other are one edit; so is a phrase."""
    import numpy as np

    script = script_of(text)
    if script == "hans":
        return Respelling(text, (), (), "script", "t2s")
    new, changed = respelt(text)
    if script == "mixed":
        pieces: list[str] = []
        for one in _counted(text, _kinds()[code_points(text)]):
            start, end = one.line.start, one.line.after
            changed[start:end] &= one.is_hant
            pieces.append(new[start:end] if one.is_hant else text[start:end])
        new = "".join(pieces)
    edges = np.flatnonzero(np.diff(changed, prepend=False, append=False)).tolist()
    return Respelling(new, edges[::2], edges[1::2], "script", "t2s")


def _is_hant_throughout(found: list[_Counted]) -> bool:
    """Whether the Han characters stand, nearly all, in lines that are traditional by themselves."""
    judged = [one for one in found if one.han >= _SHORTEST]
    return sum(one.han for one in judged if one.has_share(_LINE / 2)) >= _MOST * sum(one.han for one in judged)
