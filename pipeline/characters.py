"""Kinds of characters, and lines: what several stages must agree about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# For use inside [...]: common Han. Characters beyond U+FFFF would make every pattern slow; policy text has hardly any.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
# Characters of Chinese figures: no guess may bring one forth.
FIGURES = frozenset("〇零一二三四五六七八九十百千万亿两半")
# Blanks that are no line break.
BLANK = " \t\u00a0\u3000\u2000-\u200a\u202f\u205f"
# What ends a sentence, and what may close behind it.
SENTENCE_END = "。！？!?…"
CLOSERS = "”’」』）)》〉】"

HAN_CHAR = re.compile(f"[{HAN}]")
_BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009\r"


class Line(NamedTuple):
    """A line: `text` is stripped of blanks, `start:end` are its bounds without the break, `after` begins the next."""

    start: int
    end: int
    after: int
    text: str


def lines(text: str) -> Iterator[Line]:
    """Every line of `text`, blank ones too.

    >>> [(line.start, line.after, line.text) for line in lines(" 一 \\n二")]
    [(0, 4, '一'), (4, 5, '二')]
    """
    at = 0
    for row in text.split("\n"):
        end = at + len(row)
        if end == len(text):  # no break behind it
            if row:
                yield Line(at, end, end, row.strip(_BLANKS))
            return
        yield Line(at, end, end + 1, row.strip(_BLANKS))
        at = end + 1


def ends_sentence(text: str) -> bool:
    """Whether `text` stops where a sentence may stop.

    >>> ends_sentence("抓好落实。”"), ends_sentence("抓好落")
    (True, False)
    """
    return text.rstrip(CLOSERS + _BLANKS)[-1:] in set(SENTENCE_END + ";；:：")
