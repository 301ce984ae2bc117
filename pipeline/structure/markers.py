"""Markers that may begin an item of the outline: 一、 （一） 1. （1） ① 一是 第三条 专栏1.

Every style is one pattern. A marker at the start of a line is taken at its word; one inside a line needs a sibling
(`accepted`): `…破难1 .围绕队伍` is an item where a 2. follows, `三、四级手术` and `统一是` never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.numerals import parse

HAN = "一二三四五六七八九十"
# (?<![\d.．])\d{1,2}, the digit first: it is looked for five times as fast
NUMBER = r"(?P<n>\d(?<![\d.．]\d)\d?)"
# style: (rank from the top, pattern). Group `n` is the number; what follows the match belongs to the item.
STYLES: dict[str, tuple[int, re.Pattern[str]]] = {
    "part": (0, re.compile(rf"第(?P<n>[{HAN}]{{1,3}})[编篇](?![章辑制])")),
    "chapter": (1, re.compile(rf"第(?P<n>[{HAN}]{{1,3}})章")),
    "section": (2, re.compile(rf"第(?P<n>[{HAN}]{{1,3}})节(?![课能约])")),
    "article": (3, re.compile(rf"第(?P<n>[{HAN}百]{{1,5}}|\d{{1,3}})条(?=[\s　]|[^的规款所之、，,至和或及例件])")),
    "heading_han": (4, re.compile(rf"(?P<n>[{HAN}]{{1,3}})[、．.](?![{HAN}][、级类产])")),
    "box": (5, re.compile(r"专栏[\s]?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})[：:\s]?")),
    "bracket_han": (5, re.compile(rf"[（(〔\[][ ]?(?P<n>[{HAN}]{{1,3}})[ ]?[）)〕\]]、?")),
    "dot": (6, re.compile(rf"{NUMBER}[ ]?[.．](?![\d])[ ]?[.．]?")),
    "comma": (6, re.compile(rf"{NUMBER}[ ]?、")),
    "bracket": (7, re.compile(r"[（(][ ]?(?P<n>\d{1,2})[ ]?[）)]、?")),
    "half_bracket": (8, re.compile(r"(?P<n>\d(?<![\d（(.]\d)\d?)[）)]")),
    "circled": (9, re.compile(r"(?P<n>[①-⑳⑴-⒇])")),
    "ordinal": (10, re.compile(rf"第(?P<n>[{HAN}]{{1,2}})(?:[，,：:是]|、(?!第))")),
    "first_then": (10, re.compile(r"(?P<n>首先|其次|再次|最后)(?=[，,是要])[，,]?")),
    "series": (11, re.compile(rf"(?P<n>[{HAN}]{{1,2}})是(?=[^否非的以])[，,]?")),
    "series_must": (12, re.compile(rf"(?P<n>[{HAN}]{{1,2}})要(?=[^素点件求闻害务员道])[，,]?")),
}
# What all styles have in one of these shapes: the last figure of the number and what is behind it, or the first two
# characters; and by these the style, of Han figures with how many there may be.
PLACE = re.compile(
    rf"[{HAN}\d第（(〔\[专首其再最①-⑳⑴-⒇](?:(?<=[{HAN}])[、．.是要]|(?<=\d) ?(?:[.．](?!\d)|[、）)])"
    rf"|(?<=第)[{HAN}百\d]|(?<=[（(〔\[])[ {HAN}\d]|(?<=[专首其再最])[栏先次后]|(?<=[①-⑳⑴-⒇]))"
)
BEHIND_HAN = {"是": ("series", 2), "要": ("series_must", 2)} | dict.fromkeys("、．.", ("heading_han", 3))
BEHIND_DIGIT = {".": "dot", "．": "dot", "、": "comma", "）": "half_bracket", ")": "half_bracket"}
BEGUN_BY = {
    "第": ("part", "chapter", "section", "article", "ordinal"),
    "专": ("box",),
    **dict.fromkeys("（(〔[", ("bracket_han", "bracket")),
    **dict.fromkeys("首其再最", ("first_then",)),
}
PRINTED = re.compile(r"\S")
# Lines where such a style may begin; elsewhere it needs a mark before it.
RUN_IN = frozenset({"ordinal", "first_then", "series", "series_must"})
MARKS = "。！？；!?;：:，,、\n \u3000”’）)】—…"
ENDS = "。！？；!?;：:\n”’）)"
WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}
# 第一章 总则|第一条: an article may follow its chapter's title directly
CHAPTER_TITLE = re.compile(rf"第[{HAN}]{{1,3}}章[^。；;\n]{{0,30}}$")
# A list of annexes: 附件：1. … 2. …
ANNEXES = re.compile(r"附件[:：]?[ ]?\n?(?:[ \u3000]*\d{1,2}[ ]?[.．、][^\n]*\n)*[ \u3000]*$")
# 之一是, 统一是, 唯一是, 万一要: the numeral belongs to the word before
GLUED = frozenset("统唯之第万同单专逐不任某每这那如初其划同")


class Marker(NamedTuple):
    """A marker found at `start:end`; `strong` at the start of a line."""

    start: int
    end: int
    style: str
    ordinal: int
    strong: bool


def candidates(text: str) -> list[Marker]:
    """Every place where an item may begin, by position; of two that overlap the longer."""
    found: list[Marker] = []
    for style, start in _places(text):
        match = STYLES[style][1].match(text, start)
        marker = _candidate(text, style, match) if match else None
        if marker is not None:
            found.append(marker)
    found.sort(key=lambda m: (m.start, -m.end))
    kept: list[Marker] = []
    for marker in found:
        if not kept or marker.start >= kept[-1].end:
            kept.append(marker)
    return kept


def _places(text: str) -> Iterator[tuple[str, int]]:
    """(style, start) of what may be a marker, from two characters of it: one pass over the text for all styles."""
    for place in PLACE.finditer(text):
        first, second = place.group()[0], place.group()[-1]
        start = place.start()
        if first in HAN:
            style, most = BEHIND_HAN[second]
            low = max(0, start + 1 - most)
            while start > low and text[start - 1] in HAN:
                start -= 1
            yield style, start
        elif first.isdecimal():
            yield BEHIND_DIGIT[second], start - 1 if start and text[start - 1].isdecimal() else start
        else:
            for style in BEGUN_BY.get(first, ("circled",)):
                yield style, start


def _candidate(text: str, style: str, match: re.Match[str]) -> Marker | None:
    start, end = match.span()
    if PRINTED.search(text, end) is None:
        return None
    at_line_start = _begins_line(text, start)
    before = text[start - 1] if start else "\n"
    if not at_line_start and not _may_stand_inside(text, style, before, start, end):
        return None
    lawlike = style in ("article", "chapter", "section", "part")
    under_chapter = style == "article" and CHAPTER_TITLE.search(text, max(0, start - 40), start)
    if lawlike and not at_line_start and before not in ENDS + " \u3000" and not under_chapter:
        return None
    if style in ("dot", "comma") and _lists_annexes(text[max(0, start - 400) : start]):
        return None
    number = _ordinal(match["n"])
    return Marker(start, end, style, number, at_line_start) if number else None


def _lists_annexes(before: str) -> bool:
    return "附件" in before and ANNEXES.search(before) is not None


def _begins_line(text: str, start: int) -> bool:
    """Whether nothing but blanks stands between the break before and `start`."""
    while start and text[start - 1] in " \u3000":
        start -= 1
    return not start or text[start - 1] == "\n"


def _may_stand_inside(text: str, style: str, before: str, start: int, end: int) -> bool:
    if style in ("series", "series_must"):
        return before in MARKS or (match_one(text, start) and before not in GLUED and "\u4e00" <= before <= "\u9fff")
    if style in RUN_IN:
        return before in MARKS
    if style == "heading_han":
        return before in ENDS
    if style in ("dot", "comma"):
        after = text[end : end + 1]
        return ("\u4e00" <= before <= "\u9fff" or before in ENDS + "、 ") and (
            "\u4e00" <= after <= "\u9fff" or after in "“《"
        )
    if style == "circled":
        return True
    if style == "half_bracket":
        return before in ENDS
    if style == "box":
        return before in ENDS
    return before not in "第按照见" and (before in ENDS + "，,、 " or "\u4e00" <= before <= "\u9fff")


def match_one(text: str, start: int) -> bool:
    """Only the first of a series may follow a word directly: 他们一是围绕核心."""
    return text[start : start + 1] == "一"


def _ordinal(printed: str) -> int:
    if printed in WORDS:
        return WORDS[printed]
    if len(printed) == 1 and "①" <= printed <= "⑳":
        return ord(printed) - ord("①") + 1
    if len(printed) == 1 and "⑴" <= printed <= "⒇":
        return ord(printed) - ord("⑴") + 1
    value = parse(printed)
    return int(value) if value is not None else 0


def accepted(markers: Sequence[Marker]) -> list[Marker]:
    """The markers that begin an item: those at line starts, and those inside a line that a sibling bears out."""
    kept: set[Marker] = set()
    for style in STYLES:
        kept.update(_chains([m for m in markers if m.style == style]))
    return [m for m in markers if m in kept]


def _chains(markers: Sequence[Marker]) -> Iterator[Marker]:
    last: Marker | None = None
    for at, marker in enumerate(markers):
        follows = last is not None and 0 <= marker.ordinal - last.ordinal <= 2
        if marker.strong and (marker.style not in RUN_IN or marker.ordinal > 1):
            good = True
        elif marker.ordinal == 1:
            good = _has_second(markers, at)
        else:
            good = follows and (marker.ordinal != last.ordinal or marker.style == "series")  # type: ignore[union-attr]
        if good:
            last = marker
            yield marker


def _has_second(markers: Sequence[Marker], at: int) -> bool:
    """Whether a second one follows the first one at `at`, before another first one."""
    for following in range(at + 1, len(markers)):
        marker = markers[following]
        if marker.ordinal == 1:
            return False
        if marker.ordinal in (2, 3):
            return marker.start - markers[at].end >= 3
    return False
