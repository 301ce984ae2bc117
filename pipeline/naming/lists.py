"""Lists beside a counted set: `良种、良法、良机等五大行动`, `四大平台：甲、乙、丙、丁`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.naming.names import clean_name
from pipeline.naming.scan import CLOSERS, Bound, Quote, Scan

JOINS = ("以及", "和", "与", "及")
LONGEST_PART = 40
SURE = 3  # so many parts, as many as declared, may hold words that govern elsewhere
_LEAD_OUT = re.compile(r"(?:等)?(?:作?为)(?:主要|重点|核心)?(?:(?:内容|重点|主体|代表|核心|支撑|抓手|主)?的)?$")
_INTRODUCES = re.compile(
    r"[”」』〞]?(?:建设|工作|任务)?[，,]?\s*"
    r"(?:[:：]|[（(]|(?:即|就是|是指|分别是|分别为|主要包括|包括|主要是|主要有)[:：]?|——?|—)"
)
_SET = re.compile(r"[二两三四五六七八九十\d][大项个][\u4e00-\u9fff]{2,6}$")
_LIST_END = re.compile(r"[，,。；;\n）)！!？?]")
_SENTENCE_END = re.compile(r"[。；;\n）)！!？?]")
_PARAGRAPH_END = re.compile(r"[。\n]")
_MARKER = re.compile(
    r"(?:\s|和(?![平谐美睦])|与(?!时)|及(?!时))*(?:[①-⑳]|[（(]?\d{1,2}[）).、]|[一二三四五六七八九十][是要])?\s*"
)
_BRACKETED = re.compile(r"[（(][^（）()\n]*[）)]$")
_ASIDE = re.compile(r"[（(][^（）()。；;\n]{1,16}[）)]$")
ASIDE_REACH = 18


@dataclass(frozen=True, slots=True)
class Part:
    """A named part with its span; `item` is the outline item it is the title of, if it is one."""

    start: int
    end: int
    name: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The parts that a list names; `open` if it ends in 等."""

    parts: tuple[Part, ...]
    open: bool


def list_before(scan: Scan, end: int, count: int | None) -> Listing | None:
    """The list that ends right before `end`, where the counted set begins; None if it does not fit `count`."""
    found = clear_list_before(scan, end, count)
    if count is None or count < SURE or (found is not None and not found.open):
        return found
    spans = _last_spans(scan, _list_end(scan, end)[0], count)
    return found if _splits_quotes(scan, spans) else _fit(scan, spans, count, open_list=False) or found


def clear_list_before(scan: Scan, end: int, count: int | None) -> Listing | None:
    """The same, but only a list whose parts hold no word that governs: its beginning is clear without the count."""
    end, open_list = _list_end(scan, end)
    spans = _quoted_spans(scan, end) or _plain_spans(scan, end)
    return None if _splits_quotes(scan, spans) else _fit(scan, spans, count, open_list=open_list)


def _splits_quotes(scan: Scan, spans: list[tuple[int, int]]) -> bool:
    """Whether a part ends in a quote that it does not begin with: 建设西部“两纵”、北部|“两横”大通道."""
    return any(start < q.start and q.end == stop for start, stop in spans for q in _quotes_in(scan, start, stop))


def _list_end(scan: Scan, end: int) -> tuple[int, bool]:
    """Where the list before `end` ends, and whether it is open: 甲、乙|等“, 甲、乙|这, 甲、乙|作为."""
    text = scan.text
    if match := _LEAD_OUT.search(text, max(0, end - 14), end):
        end = match.start()
    orphan = text[end - 1 : end] in tuple(CLOSERS) and end not in scan.quote_ending
    end -= orphan
    open_list = text[end - 1 : end] == "等" and end > 1
    end -= open_list or text[end - 1 : end] == "这"
    return end, open_list


def list_behind(scan: Scan, end: int, count: int | None) -> Listing | None:
    """The list that a colon, a bracket, 即 or 包括 introduces right behind `end`; None if it does not fit `count`."""
    match = _INTRODUCES.match(scan.text, end)
    if match is None:
        return None
    for separators, stops in (("、", _LIST_END), ("，,", _SENTENCE_END), ("；;", _PARAGRAPH_END)):
        stop = stops.search(scan.text, match.end())
        spans = _split(scan.text, match.end(), stop.start() if stop else len(scan.text), separators)
        open_list = bool(spans) and scan.text[spans[-1][0] : spans[-1][1]].endswith("等")
        if open_list:
            spans[-1] = (spans[-1][0], spans[-1][1] - 1)
        if (found := _fit(scan, spans, count, open_list=open_list)) is not None:
            return found
    return None


def _quoted_spans(scan: Scan, end: int) -> list[tuple[int, int]]:
    """Spans of the quotes that end at `end`: several in a row, or one that holds a list."""
    spans: list[tuple[int, int]] = []
    at = end
    while (quote := scan.quote_ending.get(at)) is not None:
        spans.append((quote.inner_start, quote.inner_end))
        at = quote.start
        if at not in scan.quote_ending:
            at -= next((len(j) for j in ("、", *JOINS) if scan.text.endswith(j, 0, at)), 0)
    spans.reverse()
    if len(spans) == 1:
        return _split(scan.text, *spans[0], "、")
    return spans


def _plain_spans(scan: Scan, end: int) -> list[tuple[int, int]]:
    """Spans of the parts, separated by 、, that end at `end`; the first begins behind what governs the list."""
    spans: list[tuple[int, int]] = []
    at = end
    while True:
        floor = _part_floor(scan, at)
        cuts = [b for b in scan.bounds_in(floor, at) if _cuts(scan, b) and b.end < at]
        spans.append((cuts[-1].end if cuts else floor, at))
        if cuts or scan.text[floor - 1 : floor] != "、" or len(spans) > 20:
            break
        at = floor - 1
    spans.reverse()
    start, stop = spans[0]
    spans[0] = (_without_lead(scan, start, stop), stop)
    return spans


def _last_spans(scan: Scan, end: int, count: int) -> list[tuple[int, int]]:
    """Spans of the last `count` parts that end at `end`, whatever words they hold: 甲提升、旅游服务|升级等两大工程."""
    spans: list[tuple[int, int]] = []
    at = end
    while len(spans) < count:
        floor = _part_floor(scan, at)
        spans.append((floor, at))
        if scan.text[floor - 1 : floor] != "、" or floor == 0:
            break
        at = floor - 1
    spans.reverse()
    start, stop = spans[0]
    cuts = [b.end for b in scan.bounds_in(start, stop) if _cuts(scan, b) and b.end < stop]
    if not cuts and scan.text[start - 1 : start] == "、":
        return []  # the list is longer
    spans[0] = (_without_lead(scan, cuts[-1] if cuts else start, stop), stop)
    return spans


def _quotes_in(scan: Scan, start: int, end: int) -> Iterator[Quote]:
    return (quote for at in range(start, end) if (quote := scan.quote_starting.get(at)) is not None)


def _cuts(scan: Scan, bound: Bound) -> bool:
    """Whether a list may begin behind the bounding word; 和 ends a name before it: 甲、乙两大战略|和|丙、丁两大行动."""
    if bound.use == "join":
        return ends_in_set(scan, bound.start)
    return bound.use != "keep"


def ends_in_set(scan: Scan, at: int) -> bool:
    """Whether a counted set ends at `at`: 三大行动|."""
    return _SET.search(scan.text, scan.floor(at), at) is not None


def _part_floor(scan: Scan, at: int) -> int:
    """Where the part that ends at `at` begins; quotes are within it, and so is what stands in brackets."""
    while True:
        quote = scan.quote_ending.get(at)
        if quote is not None:
            at = quote.start
            continue
        floor = scan.floor(at)
        bracket = _ASIDE.search(scan.text, max(0, floor - ASIDE_REACH), floor)
        if bracket is not None:
            at = bracket.start()
            continue
        if floor == at or floor not in scan.quote_ending:
            return floor
        at = floor


def _without_lead(scan: Scan, start: int, end: int) -> int:
    """Past a weak verb or adverb, and past whom the list concerns: 推广|职工|食堂、宿舍、浴室."""
    for use in ("lead", "weak", "opening", "particle", "person"):
        if scan.text[start : start + 1] not in scan.words.firsts[use]:
            continue
        for length in range(min(6, end - start - 2), 0, -1):
            if scan.text[start : start + length] in scan.words.uses[use]:
                if any(b.use == "keep" and b.end > start + length for b in scan.bounds_in(start, start + 1)):
                    return start  # 高标准|农田
                start += length
                break
    return start


def _split(text: str, start: int, end: int, separators: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = start
    for match in re.compile(f"[{separators}]").finditer(text, start, end):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, end))
    return [span for span in spans if span[0] < span[1]]


def _fit(scan: Scan, spans: list[tuple[int, int]], count: int | None, *, open_list: bool) -> Listing | None:
    """The spans as parts if there are as many as `count` declares, the last one split at 和 where that makes it so."""
    if not spans:
        return None
    if count is None or len(spans) < count:
        spans = _split_last(scan, spans, count)
    enough = len(spans) >= 2 if count is None else len(spans) == count or (open_list and 2 <= len(spans) < count)
    if not enough:
        return None
    parts = tuple(_part(scan.text, start, end) for start, end in spans)
    if any(not 2 <= len(p.name) <= LONGEST_PART for p in parts):
        return None
    last = parts[-1].name
    if last in scan.words.openings or scan.words.bound_use.get(last, "keep") != "keep":
        return None  # 守住红线（甲）、建好两个产业（乙、丙）、加强|四大建设: a verb, no part
    return Listing(parts, open_list and (count is None or len(parts) < count))


def _split_last(scan: Scan, spans: list[tuple[int, int]], count: int | None) -> list[tuple[int, int]]:
    start, end = spans[-1]
    joins = [b for b in scan.bounds_in(start, end) if b.use == "join" and start < b.start and b.end < end]
    if not joins or (count is not None and len(spans) + 1 != count):
        return spans
    return [*spans[:-1], (start, joins[-1].start), (joins[-1].end, end)]


def _part(text: str, start: int, end: int) -> Part:
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    end -= text.endswith("的", start, end)
    return Part(start, end, clean_name(_BRACKETED.sub("", text[start:end])))
