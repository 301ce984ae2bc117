"""A title that a download site chopped: 2023 / 教育 / 工作计划 / 范文, a word a line, before the real title."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from pipeline.characters import HAN_CHAR, lines
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_LONGEST = 6
_FEWEST = 3
_SHARED = 0.5  # of the fragments' characters that the title must have


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """The fragments go if the line behind them is the title they are made of."""
    head = [line for line in lines(text[:400]) if line.text]
    fragments = list(takewhile(lambda line: _is_fragment(line.text), head))
    if len(fragments) < _FEWEST or len(fragments) == len(head):
        return
    title = set(head[len(fragments)].text)
    han = [char for line in fragments for char in line.text if HAN_CHAR.match(char)]
    if han and sum(char in title for char in han) >= _SHARED * len(han):
        yield Proposal(fragments[0].start, fragments[-1].after, "", "title_fragments", "chopped_title")


def _is_fragment(text: str) -> bool:
    return len(text) <= _LONGEST and text.isalnum()
