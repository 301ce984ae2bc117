"""Blanks: indentation, blank lines, U+3000 used as a paragraph break, full-width digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.characters import BLANK
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_BREAK = re.compile(rf"[{BLANK}\n]*\n[{BLANK}\n]*")
_PARAGRAPH = re.compile(rf"[{BLANK}]*\u3000[{BLANK}]*\u3000[{BLANK}]*")
_EDGE = re.compile(rf"\A[{BLANK}\n]+|[{BLANK}\n]+\Z")
_WIDE = re.compile("[０-９]+(?:．[０-９]+)?")
_NARROW = str.maketrans("０１２３４５６７８９．", "0123456789.")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """One newline between paragraphs, nothing at their edges."""
    for match in _EDGE.finditer(text):
        yield Proposal(*match.span(), "", "whitespace", "edge")
    for match in _BREAK.finditer(text):
        if match.group() != "\n":
            yield Proposal(*match.span(), "\n", "whitespace", "line_break")
    for match in _PARAGRAPH.finditer(text):
        yield Proposal(*match.span(), "\n", "whitespace", "paragraph")
    for match in _WIDE.finditer(text):
        yield Proposal(*match.span(), match.group().translate(_NARROW), "whitespace", "fullwidth_digit")
