"""Blanks left to be filled in: XX所, 20XX年, X大改革, __个."""

from __future__ import annotations

import re

from pipeline.characters import HAN

_BLANK = re.compile(f"(?<![A-Za-z])(?:20)?[X×x]{{2,6}}(?![A-Za-z])|(?<=[{HAN}])X(?=[{HAN}])|_{{2,}}(?=[{HAN}])")
_MANY = 2


def present(text: str) -> bool:
    """Whether blanks stand in it more than once: a single one may be a name (X光).

    >>> present("新建XX所,引进XXX人"), present("配备X光机5台")
    (True, False)
    """
    return sum(1 for _, _ in zip(_BLANK.finditer(text), range(_MANY), strict=False)) >= _MANY
