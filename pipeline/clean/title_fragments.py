"""A title that a site chopped: 2023 / 教育 / 工作计划 / 范文, a word a line before the real title.

Or the title itself on two lines, the first of which ends where no title does: 白水区促进 / 农业发展的若干意见.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from pipeline.characters import HAN, HAN_CHAR, Line, lines
from pipeline.lexicon import Lexicon, Lexicons
from pipeline.text import Proposal

_LONGEST = 6
_FEWEST = 3
_SHARED = 0.5  # of the fragments' characters that the title must have
_HEAD = 400  # characters
_FIRST = 6  # lines in which a title begins
_LONGEST_HALF = 40
_CUT = re.compile("(?:关于|印发|转发|促进|推进|加强|加快|推动|支持|深化|做好|开展|实施|落实|贯彻|完善|进一步|全面)$")
_PLAIN = re.compile(f"[{HAN}A-Za-z0-9《“”〈〉·、（）()—-]+")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """The fragments go if the line behind them is the title they are made of; two halves of a title are joined."""
    head = [line for line in lines(text[:_HEAD]) if line.text]
    fragments = list(takewhile(lambda line: _is_fragment(line.text), head))
    if len(fragments) < _FEWEST or len(fragments) == len(head):
        yield from _halves(text, head, lexicons["document_nouns"])
        return
    title = set(head[len(fragments)].text)
    han = [char for line in fragments for char in line.text if HAN_CHAR.match(char)]
    if han and sum(char in title for char in han) >= _SHARED * len(han):
        yield Proposal(fragments[0].start, fragments[-1].after, "", "title_fragments", "chopped_title")


def _is_fragment(text: str) -> bool:
    return len(text) <= _LONGEST and text.isalnum()


def _halves(text: str, head: Sequence[Line], nouns: Lexicon) -> Iterator[Proposal]:
    for line, after in pairwise(head[:_FIRST]):
        whole = line.text + after.text
        if max(len(line.text), len(after.text)) > _LONGEST_HALF or not _PLAIN.fullmatch(whole):
            continue
        if nouns.ending(after.text) and _is_half(line.text, after.text, nouns):
            end = text.index(line.text, line.start) + len(line.text)
            yield Proposal(end, text.index(after.text, after.start), "", "title_fragments", "title_on_two_lines")
            return


def _is_half(first: str, second: str, nouns: Lexicon) -> bool:
    """Whether a title that ends with `second` cannot end with `first`."""
    if nouns.ending(first) or "关于" in second:
        return False
    return _CUT.search(first) is not None or "关于" in first
