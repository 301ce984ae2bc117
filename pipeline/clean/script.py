"""Traditional to simplified, and only where the text is traditional.

Characters that stand in traditional text alone are counted, not just looked for: names and idioms of plain simplified
text hold some (乾县, 瞭望), and those are right as they stand.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pipeline.characters import HAN, Line, lines
from pipeline.code_points import COUNT, code_points
from pipeline.lexicon import Lexicons
from pipeline.t2s import dictionary, respelt
from pipeline.text import Respelling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.code_points import Codes

    Kinds = NDArray[np.uint8]
    Counts = NDArray[np.int64]

Script = Literal["hans", "hant", "mixed"]
_HAN, _TRADITIONAL = 1, 2  # what a character is, as bits
_FEW = 4  # different traditional characters that plain simplified text may hold
_HANT = 0.12  # share of a text's Han characters that are traditional only, from which on the whole is traditional
_LINE = 0.10  # the same for one line of a mixed text
_MOST = 0.75  # share of a traditional text that stands in lines which are traditional by themselves
_SHORTEST = 8  # characters of a line that can be judged
_SHORT_LINE = 0.3  # the share that tells of a shorter one


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
    common = traditional[traditional <= 0xFFFF]  # each of them a Han character too
    if not len(common):
        return "hans"
    if len(traditional) / np.count_nonzero(kinds & _HAN) >= _HANT:
        return "hant" if _is_hant_throughout(codes, kinds) else "mixed"
    if len(np.unique(common)) <= _FEW:
        return "hans"
    return "mixed" if any(hant for _, hant in _hant_lines(text, codes, kinds)) else "hans"


@functools.cache
def _kinds() -> Kinds:
    """What each code point is."""
    import numpy as np

    kinds = np.zeros(COUNT, np.uint8)
    for stretch in re.finditer(f"[{HAN}]+", "".join(map(chr, range(0x10000)))):
        kinds[stretch.start() : stretch.end()] = _HAN
    kinds[list(map(ord, dictionary().traditional))] |= _TRADITIONAL
    return kinds


def _counted(codes: Codes, kinds: Kinds) -> tuple[Counts, Counts]:
    """How many Han characters, and how many traditional ones, each line has; `kinds`: what each character is."""
    import numpy as np

    starts = np.flatnonzero(codes[:-1] == ord("\n")) + 1
    edges = np.concatenate([[0], starts])
    return np.add.reduceat(kinds & _HAN, edges, dtype=np.int64), np.add.reduceat(kinds >> 1, edges, dtype=np.int64)


def propose(text: str, lexicons: Lexicons) -> Respelling:
    """Changed characters next to each other are one edit; so is a phrase."""
    import numpy as np

    script = script_of(text)
    if script == "hans":
        return Respelling(text, (), (), "script", "t2s")
    new, changed = respelt(text)
    if script == "mixed":
        codes = code_points(text)
        pieces: list[str] = []
        for line, hant in _hant_lines(text, codes, _kinds()[codes]):
            changed[line.start : line.after] &= hant
            pieces.append((new if hant else text)[line.start : line.after])
        new = "".join(pieces)
    edges = np.flatnonzero(np.diff(changed, prepend=False, append=False)).tolist()
    return Respelling(new, edges[::2], edges[1::2], "script", "t2s")


def _is_hant_throughout(codes: Codes, kinds: Kinds) -> bool:
    """Whether the Han characters stand, nearly all, in lines that are traditional by themselves."""
    han, traditional = _counted(codes, kinds)
    judged = han >= _SHORTEST
    han, traditional = han[judged], traditional[judged]
    return bool(han[traditional / han >= _LINE / 2].sum() >= _MOST * han.sum())


def _hant_lines(text: str, codes: Codes, kinds: Kinds) -> Iterator[tuple[Line, bool]]:
    """The lines of `text`, and whether each is traditional."""
    han, traditional = _counted(codes, kinds)
    for line, some, few in zip(lines(text), han.tolist(), traditional.tolist(), strict=True):
        share = _LINE if len(line.text) >= _SHORTEST else _SHORT_LINE
        yield line, some > 0 and few / some >= share
