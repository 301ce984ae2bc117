"""A paragraph that stands twice, word for word: the second one goes.

Only running text is looked at: headings, table rows and lists of bodies in charge may well repeat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.characters import Line, lines
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_SHORTEST = 20
_MARKER = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[)）]")  # an item's own, not a list of bodies in charge


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Expects one paragraph a line, as `whitespace` leaves them."""
    if _all_differ(text):
        return
    everything = list(lines(text))
    seen: dict[str, int] = {}
    twice: dict[int, int] = {}  # line -> its first
    for at, line in enumerate(everything):
        if not _is_prose(line.text):
            continue
        if line.text in seen:
            twice[at] = seen[line.text]
        else:
            seen[line.text] = at
    gone = _with_headings(everything, twice)
    end = len(everything)
    while end - 1 in gone:
        end -= 1
    for at in sorted(gone):
        start = everything[at].start
        if at == end and at:
            start -= 1  # what ends the text takes the break before it along
        yield Proposal(start, everything[at].after, "", "duplicate", "paragraph")


def _all_differ(text: str) -> bool:
    """Whether no line of `text` that is long enough stands twice, blanks at its ends or not."""
    rows = [row.strip() for row in text.split("\n") if len(row) >= _SHORTEST]
    return len(set(rows)) == len(rows)


def _is_prose(text: str) -> bool:
    in_brackets = text[0] in "（(" and not _MARKER.match(text)
    return len(text) >= _SHORTEST and text[-1] in "。！？!?；;”" and not in_brackets and "|" not in text


def _with_headings(everything: list[Line], twice: dict[int, int]) -> set[int]:
    """The repeated lines, and the short lines between two of them that repeat in step."""
    gone = set(twice)
    order = sorted(twice)
    for at in order:  # the headings over it
        above, first = at - 1, twice[at] - 1
        while above > twice[at] and first >= 0 and everything[above].text == everything[first].text:
            gone.add(above)
            above, first = above - 1, first - 1
    for left, right in pairwise(order):
        if right - left != twice[right] - twice[left]:
            continue
        between = range(left + 1, right)
        if all(everything[i].text == everything[i - left + twice[left]].text for i in between):
            gone.update(between)
    return gone
