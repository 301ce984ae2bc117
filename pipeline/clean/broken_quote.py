"""Quotation and title marks that lost their partner, or became another character on the way.

`“三审三校〞` and `“十四五"` are put right; `?关于加强…的意见?` is 《…》; a mark that was lost is put back where it is
clear where it stood: behind a phrase that the text or a lexicon knows in quotes, before the colon or pause mark that a
scan made of it, behind the last of a row of equal members. Elsewhere the lone mark is kept and flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.characters import HAN
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_KIND = "broken_quote"
_MARK = re.compile('[“”〝〞〟"]')
_OPEN, _CLOSE = "“〝", "”〞〟"
_TITLE_MARK = re.compile("[《》]")
_LOST_TITLE = re.compile("([?？《])([^?？《》。！；\n]{4,60})([?？》])")
_COUNTED = re.compile(f"[{HAN}]{{2,8}}(?:X+|\\d+)[{HAN}]{{1,3}}[,，、;；]")
_PHRASE = re.compile(f"[{HAN}A-Za-z0-9+·]{{1,8}}")
_STOPS = ",，:：、;；"
_STOP = re.compile("[,，。:：;；！!？?]")
_SHORT = 12  # characters of a quotation that may be taken for one whatever its marks
_CLEAR = ":：、"  # what a scan makes of ”; a comma may be the phrase's own
_NESTED = 40  # characters that a quotation in a quotation may be long
_LONG = 60  # of a pair in a damaged text: longer ones with a sentence's end in them are two broken pairs
_DAMAGED = 2  # lone marks that make a text a damaged one


@dataclass(frozen=True)
class _Lone:
    """A mark without a partner."""

    at: int
    opens: bool


@dataclass(frozen=True)
class _Book:
    """What the text itself, and the lexicons, have in quotes."""

    text: str
    lexicons: Lexicons

    @cached_property
    def phrases(self) -> frozenset[str]:
        own = re.findall(f"“([{HAN}A-Za-z0-9+·、]{{2,12}})”", self.text)
        known = (entry.term for name in ("slogans", "quoted") for entry in self.lexicons[name].entries)
        return frozenset((*own, *known))

    @cached_property
    def heads(self) -> tuple[str, ...]:
        return tuple(entry.term for entry in self.lexicons["programme_heads"].entries)

    def known_from(self, start: int) -> int | None:
        """End of the longest known phrase at `start`, or None."""
        ends = range(min(len(self.text), start + 12), start + 1, -1)
        return next((end for end in ends if self.text[start:end] in self.phrases), None)

    def known_to(self, end: int) -> int | None:
        """Start of the longest known phrase that ends at `end`, or None."""
        return next((start for start in range(max(0, end - 12), end - 1) if self.text[start:end] in self.phrases), None)


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Repairs, and flags (text unchanged) where the place of the lost mark is not clear."""
    book = _Book(text, lexicons)
    if "?" in text or "？" in text:
        yield from _lost_title_marks(text, lexicons)
    lone, odd = _unpaired(text)
    for at, mark in odd:
        yield Proposal(at, at + 1, mark, _KIND, "odd_mark")
    for one in lone:
        yield _closed(one.at, book) if one.opens else _opened(one.at, book)
    if "《" in text or "》" in text:
        yield from _title_marks(text, lexicons)


@dataclass(frozen=True)
class _Marks:
    """What the marks of a text come to: partnerless ones, pairs, and those to be written otherwise."""

    lone: list[_Lone]
    pairs: list[tuple[int, int]]
    odd: list[tuple[int, str]]


def _unpaired(text: str) -> tuple[list[_Lone], list[tuple[int, str]]]:
    """Lone marks, and marks to be written otherwise, paragraph by paragraph."""
    marks = _Marks([], [], [])
    paragraph: list[tuple[int, str]] = []
    for match in _MARK.finditer(text):
        at = match.start()
        if paragraph and text.find("\n", paragraph[-1][0], at) >= 0:
            _pair(paragraph, text, marks)
            paragraph = []
        paragraph.append((at, match.group()))
    if paragraph:
        _pair(paragraph, text, marks)
    if len(marks.lone) >= _DAMAGED:
        marks.lone.extend(mark for pair in marks.pairs for mark in _split(pair, text))
    return sorted(marks.lone, key=lambda one: one.at), marks.odd


def _pair(paragraph: list[tuple[int, str]], text: str, marks: _Marks) -> None:
    straight = [at for at, mark in paragraph if mark == '"']
    if len(straight) == len(paragraph):
        marks.lone.extend([_Lone(straight[-1], opens=True)] if len(straight) % 2 else [])
        return
    open_at: list[int] = []
    for i, (at, mark) in enumerate(paragraph):
        right = _direction(paragraph, i, open_at[-1] if open_at else None, text)
        if right != mark:
            marks.odd.append((at, right))
        if right == "”" or (right == '"' and open_at):
            if open_at:
                marks.pairs.append((open_at.pop(), at))
            else:
                marks.lone.append(_Lone(at, opens=False))
            continue
        open_at.append(at)
        if len(open_at) == 2 and not _is_nested(open_at, paragraph[i + 1 :], text):
            marks.lone.append(_Lone(open_at.pop(0), opens=True))
    marks.lone.extend(_Lone(at, opens=True) for at in open_at)


def _direction(paragraph: list[tuple[int, str]], i: int, opened: int | None, text: str) -> str:
    """“ or ”, whatever was printed at `i`; a straight mark stays one where its partner is straight too."""
    at, mark = paragraph[i]
    following = paragraph[i + 1] if i + 1 < len(paragraph) else None
    if mark == '"':
        if opened is not None:
            return mark if text[opened] == mark else "”"
        return mark if following and following[1] == mark else "“"
    near = following is not None and _is_short(text[at + 1 : following[0]])
    if mark in _CLOSE and opened is None and near and following and following[1] in _CLOSE:
        return "“"  # ”五讲四美”
    if mark in _OPEN and opened is not None and _is_short(text[opened + 1 : at]) and not near:
        return "”"  # “三个代表“重要思想
    return "“" if mark in _OPEN else "”"


def _is_short(inner: str) -> bool:
    return 0 < len(inner) <= _SHORT and _STOP.search(inner) is None


def _is_nested(open_at: list[int], following: list[tuple[int, str]], text: str) -> bool:
    """Whether two marks stand open because one quotation holds another: two that close follow soon."""
    outer, inner = open_at
    if len(following) < 2 or any(mark in _OPEN for _, mark in following[:2]):
        return False
    end = following[1][0]
    return end - outer <= _NESTED + inner - outer and "。" not in text[outer:end]


def _split(pair: tuple[int, int], text: str) -> list[_Lone]:
    """Both marks of a pair that cannot be one: sentences between them, a colon or a number behind the first word."""
    start, end = pair
    inner = text[start + 1 : end]
    word = _PHRASE.match(inner)
    early = word is not None and inner[word.end() : word.end() + 1] in tuple(":：") and len(inner) > word.end() + 12
    if early or _COUNTED.match(inner) or (len(inner) > _LONG and "。" in inner):
        return [_Lone(start, opens=True), _Lone(end, opens=False)]
    return []


def _closed(at: int, book: _Book) -> Proposal:
    text = book.text
    end = book.known_from(at + 1) or _row_end(text, at + 1)
    word = _PHRASE.match(text, at + 1)
    stop = word.end() if end is None and word else end
    misread = stop is not None and (text[stop : stop + 1] in tuple("’'") or _is_head_behind(text, stop, book.heads))
    if stop is not None and misread:
        return Proposal(stop, stop + 1, "”", _KIND, "closing_mark_misread")
    if end is not None:
        return Proposal(end - 1, end, text[end - 1] + "”", _KIND, "closing_mark_lost")
    if stop is not None and text[stop : stop + 1] in tuple(_STOPS):
        if text[stop] in _CLEAR or text[at + 1 : stop].endswith(book.heads):
            return Proposal(stop - 1, stop, text[stop - 1] + "”", _KIND, "closing_mark_lost")
        return Proposal(at, at + 1, text[at], _KIND, "unclosed", text[at:stop] + "”")
    return Proposal(at, at + 1, text[at], _KIND, "unclosed")


def _is_head_behind(text: str, stop: int, heads: tuple[str, ...]) -> bool:
    """`“红色引擎,工程`: a comma that parts a name from its head noun was a closing mark."""
    return text[stop : stop + 1] in tuple(",，") and text.startswith(heads, stop + 1)


def _row_end(text: str, start: int) -> int | None:
    """`“增量、创优、普惠三项工程`: where the last of three or more members of one length ends."""
    row = re.match(f"([{HAN}]{{2,6}})(?:、[{HAN}]+)+", text[start : start + 120])
    if row is None:
        return None
    members = row.group().split("、")
    size = len(members[0])
    equal = next((i for i, member in enumerate(members) if len(member) != size), len(members))
    if equal < 2 or equal + 1 != len(members) or len(members[-1]) <= size:
        return None
    return start + (size + 1) * len(members) - 1


def _opened(at: int, book: _Book) -> Proposal:
    text = book.text
    start = book.known_to(at)
    if start is not None:
        return Proposal(start, start + 1, "“" + text[start], _KIND, "opening_mark_lost")
    return Proposal(at, at + 1, text[at], _KIND, "unopened")


def _lost_title_marks(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """`?…意见?`, `《…意见?`, `?…意见》`: what stands between is the title of a document."""
    nouns = tuple(entry.term for entry in lexicons["document_nouns"].entries)
    at = 0
    while match := _LOST_TITLE.search(text, at):
        at = match.start() + 1
        if match.group(2).rstrip(")）").endswith(nouns) or match.group(2).endswith(nouns):
            at = match.end()
            if match.group(1) != "《":
                yield Proposal(match.start(), match.start() + 1, "《", _KIND, "title_mark")
            if match.group(3) != "》":
                yield Proposal(match.end() - 1, match.end(), "》", _KIND, "title_mark")


def _title_marks(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """《 without 》 and the other way round."""
    open_at: list[int] = []
    for match in _TITLE_MARK.finditer(text):
        at, mark = match.start(), match.group()
        if open_at and text.find("\n", open_at[-1], at) >= 0:  # what is open at a line's end stays so
            yield from (_closed_title(left, text, lexicons) for left in open_at)
            open_at = []
        if mark == "《":
            open_at.append(at)
        elif open_at:
            open_at.pop()
        elif text[at - 1 : at] not in "?？":
            yield Proposal(at, at + 1, mark, _KIND, "unopened_title")
    yield from (_closed_title(left, text, lexicons) for left in open_at)


def _closed_title(at: int, text: str, lexicons: Lexicons) -> Proposal:
    for _, end, _ in lexicons["document_nouns"].find(text[at : at + 60]):
        if text[at + end : at + end + 1] in tuple(",，。、;；和及等"):
            last = at + end - 1
            return Proposal(last, last + 1, text[last] + "》", _KIND, "title_mark_lost")
    return Proposal(at, at + 1, "《", _KIND, "unclosed_title")
