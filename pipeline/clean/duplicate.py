"""A paragraph that stands twice, word for word: the second one goes; so does a title that the site printed before.

Only running text is looked at: headings, table rows and lists of bodies in charge may well repeat. A title is one of
the first lines, and stands again before the text begins, on one line or on two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.characters import HAN_CHAR, Line, lines
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_SHORTEST = 20
_HEAD = 16  # lines in which titles are looked for
_HEAD_LENGTH = 1600  # characters
_FIRST = 4  # lines of it of which one is the site's title
_LATER = 8  # or one of these, under a register, if it is long
_SHORTEST_TITLE = 6
_LONG_TITLE = 12
_NO_TITLE = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（]|第[一二三四五六七八九十]{1,3}[编章节条]|\d{1,2}[.．、](?!\d)"
    r"|目\s*[录次]$"
)
_MARKER = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[)）]")  # an item's own, not a list of bodies in charge


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Expects one paragraph a line, as `whitespace` leaves them."""
    for line in _titles(list(lines(text[:_HEAD_LENGTH]))[:_HEAD]):
        # the break before goes, not the one behind: that may be part of what is proposed below
        yield Proposal(line.start - 1, line.end, "", "duplicate", "title")
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


def _titles(first: list[Line]) -> list[Line]:
    """Lines above the text that say again what one of the first lines, or two of them, said."""
    body = next((at for at, line in enumerate(first) if _begins_text(line.text)), len(first))
    plain = ["".join(line.text.split()) for line in first[:body]]
    for at in range(min(_LATER, len(plain))):
        shortest = _SHORTEST_TITLE if at < _FIRST else _LONG_TITLE
        for size in (1, 2):
            title = "".join(plain[at : at + size])
            good = len(title) >= shortest and HAN_CHAR.search(title) and title[-1] not in ":："
            if good and (again := _again(plain, title, at + size)):
                return [first[i] for i in again]
    return []


def _again(plain: list[str], title: str, start: int) -> range | None:
    """The line, or the two lines, from `start` on that make up `title`."""
    for at in range(start, len(plain)):
        for end in (at + 1, at + 2):
            if end <= len(plain) and "".join(plain[at:end]) == title:
                return range(at, end)
    return None


def _begins_text(text: str) -> bool:
    return not text or text[-1] in "。；;|" or _is_prose(text) or _NO_TITLE.match(text) is not None


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
    gone.update(_ending(everything, twice))
    for left, right in pairwise(order):
        if right - left != twice[right] - twice[left]:
            continue
        between = range(left + 1, right)
        if all(everything[i].text == everything[i - left + twice[left]].text for i in between):
            gone.update(between)
    return gone


def _ending(everything: list[Line], twice: dict[int, int]) -> Iterator[int]:
    """What ends the text under a block that repeats, and repeats in step with it."""
    if not twice:
        return
    last = max(twice)
    step = last - twice[last]
    below = range(last + 1, len(everything))
    in_step = sum(at - first == step for at, first in twice.items()) > 1
    apart = twice[last] + len(below) < last
    if in_step and apart and all(everything[i].text == everything[i - step].text for i in below):
        yield from below
