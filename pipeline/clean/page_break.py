"""What a page leaves in the text: page numbers in every dress, running heads, and the chunk numbers of preview sites.

They go, and a sentence that they cut in two is joined again; so does the title where it stands again under a number. A
bare number is a page number only as one of a row that counts on, a page apart; `1、` is one only if such a row cuts
sentences: items of a list begin after an ended one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.characters import HAN, Line, ends_sentence, lines
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal
from pipeline.wrapping import OUTLINE

_KIND = "page_break"
_DASHES = "—–－─―‐-"
_DASH = f"[{_DASHES}]"
_PAGE = re.compile(
    r"第 ?\d{1,4} ?页(?:[\s/／,，|·]*共 ?\d{1,4} ?页)?|共 ?\d{1,4} ?页[\s,，/]*第 ?\d{1,4} ?页"
    rf"|{_DASH}{{1,2}} ?\d{{1,4}} ?{_DASH}{{1,2}}|\d{{1,4}} ?/ ?\d{{1,4}} ?页?"
    r"|[Pp](?:age|AGE)? ?\d{1,4}(?: ?of ?\d{1,4})?"
    r"|[(（〔\[【] ?第? ?\d{1,4} ?页? ?[)）〕\]】]"
)
_BRACKETED = re.compile(r"[(（〔\[【] ?\d")  # (1) by itself on a line is rather an item
_AT_END = re.compile(rf"{_DASH}{_DASH}? ?(\d{{1,4}}) ?{_DASH}{{1,2}}[ \u3000]*(?=\n|\Z)")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d{1,4}")
_CHUNK = re.compile(r"(?:\A|\n)[ \u3000]*(\d{1,3})、")
_CUT = re.compile(f"[{HAN}A-Za-z0-9，,、“（(《]$")

_ROW = 3  # numbers in a row that make page numbers, or chunk numbers
_APART = 100  # characters between two of them, at least
_CHUNK_SIZE = 150  # characters of a page's chunk, on average
_TITLE_LINES = 3  # that a running head may have, at most
_SHORTEST_TITLE = 6
_LONG = 20  # characters of a line that a page may have cut
_SHORT = 20  # characters that a page number fills, with what belongs to it


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Page marks with their lines; newlines at a cut go along."""
    if any(len(row) <= _SHORT and _DIGIT.search(row) for row in map(str.strip, text.split("\n"))):
        filled = [line for line in lines(text) if line.text]
        for line in filled:
            if len(line.text) <= _SHORT and _PAGE.fullmatch(line.text) and not _BRACKETED.match(line.text):
                yield _gone(text, line.start, line.after, "page_number")
        yield from _lone_numbers(text, filled)
    yield from _at_line_end(text)
    yield from _chunks(text)


def _gone(text: str, start: int, end: int, rule: str) -> Proposal:
    """The mark `start:end`, and the line breaks around it where it cut a sentence."""
    left, right = text[:start].rstrip(), text[end:].lstrip()
    before = left[left.rfind("\n") + 1 :]
    after = right[:30]
    cut = len(before) >= _LONG and _CUT.search(before) and "|" not in before and after and not OUTLINE.match(after)
    if cut:
        return Proposal(len(left), len(text) - len(right), "", _KIND, rule)
    return Proposal(start, end, "", _KIND, rule)


def _lone_numbers(text: str, filled: Sequence[Line]) -> Iterator[Proposal]:
    numbers = [at for at, line in enumerate(filled) if len(line.text) <= 4 and _NUMBER.fullmatch(line.text)]
    pages = _in_a_row(filled, numbers)
    if filled and numbers and numbers[-1] == len(filled) - 1 > 0 and numbers[-1] not in pages:
        pages.append(numbers[-1])  # the last line of all: a page's foot
    heads = _running(filled, pages, -1)
    feet = _running(filled, pages, 1)
    for at in pages:
        first = at - 1 if at and _shape(filled[at - 1].text) in heads else at
        last = at + 1 if at + 1 < len(filled) and _shape(filled[at + 1].text) in feet else at
        last = max(last, at + _title_again(filled, at))
        yield _gone(text, filled[first].start, filled[last].after, "lone_number")


def _in_a_row(filled: Sequence[Line], numbers: Sequence[int]) -> list[int]:
    """Those of the lone numbers that count on by one, a page apart, at least three in a row."""
    row: list[int] = []
    best: list[int] = []
    for at in numbers:
        follows = row and int(filled[at].text) == int(filled[row[-1]].text) + 1
        if follows and filled[at].start - filled[row[-1]].start < _APART:
            continue
        row = [*row, at] if follows else [at]
        best = row if len(row) > len(best) else best
    return best if len(best) >= _ROW else []


def _running(filled: Sequence[Line], pages: Sequence[int], step: int) -> frozenset[str]:
    """Shapes of the lines beside page numbers that stand there on most pages."""
    shapes = Counter(_shape(filled[at + step].text) for at in pages if 0 <= at + step < len(filled))
    return frozenset(s for s, n in shapes.items() if n >= _ROW and 2 * n > len(pages))


def _title_again(filled: Sequence[Line], at: int) -> int:
    """How many lines under a page number say again what the text's first lines say, its title."""
    most = min(_TITLE_LINES, at - 1, len(filled) - at - 1)
    again = next((i for i in range(most) if filled[at + 1 + i].text != filled[i].text), most)
    return again if sum(len(filled[i].text) for i in range(again)) >= _SHORTEST_TITLE else 0


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _at_line_end(text: str) -> Iterator[Proposal]:
    if not any(dash in text for dash in _DASHES):
        return
    found = [match for match in _AT_END.finditer(text) if text[: match.start()].rsplit("\n", 1)[-1].strip()]
    numbers = [int(match.group(1)) for match in found]
    if len(found) < 2 or any(right <= left for left, right in pairwise(numbers)):
        return
    for match in found:
        start = len(text[: match.start()].rstrip(" \u3000"))
        yield _gone(text, start, match.end(), "page_number_at_line_end")


def _chunks(text: str) -> Iterator[Proposal]:
    """`1、` `2、` … before each page's text on a preview site: they count on, a page apart, and cut sentences."""
    found: list[re.Match[str]] = []
    if "1、" not in text:
        return
    for match in _CHUNK.finditer(text):
        if int(match.group(1)) == len(found) + 1:
            found.append(match)
    if len(found) < _ROW or found[-1].start() - found[0].start() < _CHUNK_SIZE * (len(found) - 1):
        return
    cuts = [not ends_sentence(text[max(0, match.start() - 20) : match.start()]) for match in found[1:]]
    if 2 * sum(cuts) <= len(cuts):
        return
    for match, cut in zip(found, [False, *cuts], strict=True):
        start = match.end() - len(match.group().lstrip("\n \u3000"))
        yield Proposal(len(text[:start].rstrip()) if cut else start, match.end(), "", _KIND, "chunk_number")
