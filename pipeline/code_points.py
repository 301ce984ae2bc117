"""Texts as arrays of code points: what is asked of every character of a text is looked up for all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]

COUNT = 0x110000
_GONE = COUNT  # what a character becomes that is left out


def code_points(text: str) -> Codes:
    """The code points of `text`, lone surrogates too."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def as_text(codes: Codes) -> str:
    """The text of code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def table(changes: Mapping[int, str | int | None]) -> Codes:
    """What each code point becomes, from a table for `str.translate` that gives a character, or None, for one."""
    import numpy as np

    becomes = np.arange(COUNT, dtype=np.uint32)
    values = (_GONE if new is None else new if isinstance(new, int) else ord(new) for new in changes.values())
    becomes[list(changes)] = list(values)
    return becomes


def translated(text: str, becomes: Codes) -> str:
    """`text.translate` with a `table`, some ten times as fast for a long text.

    >>> translated("ＡＢ　ＣＤ", table(str.maketrans("ＡＢＣ", "ABC", "　")))
    'ABCＤ'
    """
    codes = becomes[code_points(text)]
    return as_text(codes[codes != _GONE])
