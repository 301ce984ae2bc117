"""Blanks left to be filled in: XX所, 20XX年, X大改革, __个."""

from __future__ import annotations

import re
from itertools import islice

from pipeline.characters import HAN

_CHARACTERS = "X×x_"
_BLANK = re.compile(f"[{_CHARACTERS}]+")
_HAN = re.compile(f"[{HAN}]")
_MANY = 2


def present(text: str) -> bool:
    """Whether blanks stand in it more than once: a single one may be a name (X光).

    >>> present("新建XX所,引进XXX人"), present("配备X光机5台")
    (True, False)
    """
    if not any(char in text for char in _CHARACTERS):
        return False
    blanks = (match for match in _BLANK.finditer(text) if _is_blank(text, match.start(), match.end()))
    return len(list(islice(blanks, _MANY))) == _MANY


def _is_blank(text: str, start: int, end: int) -> bool:
    left, right = text[start - 1 : start], text[end : end + 1]
    if end - start == 1 or text[start] == "_":
        return text[start] in "X_" and bool(_HAN.match(left) and _HAN.match(right))
    return end - start <= 6 and not any(side.isascii() and side.isalpha() for side in (left, right))
