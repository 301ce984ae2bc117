"""Counted sets (umbrellas): “六大工程”, 四大服务体系, `…等三项工程`, “五个十大”任务, “七步曲”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lexicon import Entry
from pipeline.naming.names import Name, clean_name
from pipeline.naming.scan import Head, Quote, Scan
from pipeline.naming.words import han_count

_NUMBER = r"(?:[一二两三四五六七八九十百]{1,3}|\d{1,3}|[XxＸ]{1,2})"
_NOT_BEFORE = r"(?<![第党一二两三四五六七八九十百千万亿\d.XxＸ年月+＋×-])"
_QUOTED = re.compile(rf"({_NUMBER})(大|项|个|类|条|种|件|张)?([^\W\d一二三四五六七八九十_][^、，,]{{0,11}})")
_BIG = re.compile(rf"{_NOT_BEFORE}({_NUMBER})大")
_PLURAL = re.compile(rf"{_NOT_BEFORE}(?<![一二两三四五六七八九十][级类层])({_NUMBER})(?:项|个|类|条|种|件)")
_STRONG = re.compile(rf"{_NOT_BEFORE}({_NUMBER})[^期级步等层轮类年\W](?=行动|工程|计划)")
_CONGRESSES = range(12, 31)  # 十二大, 二十大: congresses of the Party
REACH = 9


def counted_sets(scan: Scan) -> Iterator[Name]:
    """Every counted set, quoted or not; plurals of common nouns are marked `needs_members`."""
    for quote in scan.quotes:
        found = counted_parts(scan, quote)
        if found is not None and not scan.in_title(quote.start):
            yield found
    for match in _BIG.finditer(scan.text):
        yield from _unquoted(scan, match, needs_members=False)
    for pattern in (_PLURAL, _STRONG):
        for match in pattern.finditer(scan.text):
            yield from _unquoted(scan, match, needs_members=True)


def counted_parts(scan: Scan, quote: Quote) -> Name | None:
    """The counted set that a quote is, with the head noun behind it if it has none: “五个十大”任务."""
    inner = scan.text[quote.inner_start : quote.inner_end].strip()
    match = _QUOTED.fullmatch(inner)
    if match is None or inner in scan.words.slogans:
        return None
    number, measure, rest = match.groups()
    count = han_count(number)
    if measure is None and number.isdecimal():
        return None
    if count is not None and (count < 2 or (measure == "大" and count in _CONGRESSES and len(rest) > 8)):
        return None
    entry = scan.words.ending_head(rest)
    if entry is not None and entry["umbrella"] and (measure or entry["umbrella"] != "big"):
        return Name(
            quote.inner_start, quote.inner_end, clean_name(inner), entry["kind"], "umbrella", count, quoted=True
        )
    outside = next(scan.heads_from(quote.end, quote.end + 1), None) if quote.closed else None
    if outside is not None and (rest.endswith("大") or measure == "大"):
        name = clean_name(inner) + outside.entry.term
        return Name(quote.start, outside.end, name, outside.entry["kind"], "umbrella", count, quoted=True)
    if measure == "大" and entry is None and quote.closed and len(rest) <= 4:
        return Name(quote.inner_start, quote.inner_end, clean_name(inner), rest, "umbrella", count, quoted=True)
    return None


def _unquoted(scan: Scan, match: re.Match[str], *, needs_members: bool) -> Iterator[Name]:
    count = han_count(match.group(1))
    if count is not None and (count < 2 or (not needs_members and count in _CONGRESSES)):
        return
    if scan.in_title(match.start()):
        return
    stop = min(match.end() + REACH, scan.ceiling(match.end()))
    head = _nearest(scan, match.end(), stop)
    if head is None or (needs_members and head.entry["umbrella"] != "any"):
        return
    if head.start == match.end() and match.group().endswith("个"):
        return  # 五个工程 is no name
    if any(b.use != "keep" for b in scan.bounds_in(match.end(), head.start) if b.use != "join"):
        return
    name = clean_name(scan.text[match.start() : head.end])
    yield Name(
        match.start(), head.end, name, head.entry["kind"], "umbrella", count, quoted=False, needs_members=needs_members
    )


def _nearest(scan: Scan, start: int, stop: int) -> Head | None:
    """The nearest head noun that counts sets, and on to one that directly follows it: 攻关|项目."""
    found = (h for h in scan.heads_from(start, stop) if h.entry["umbrella"])
    head = next((h for h in found if h.entry["umbrella"] != "last" or _is_last(scan, h)), None)
    while head is not None:
        following = next(scan.heads_from(head.end, head.end + 1), None)
        if following is None or not _extends(following.entry):
            return head
        head = following
    return None


def _is_last(scan: Scan, head: Head) -> bool:
    """Whether nothing follows that 重点 or 优势 could qualify: 十大重点, but not 十大重点产业."""
    return scan.ceiling(head.end) == head.end or any(
        b.start == head.end and b.use != "keep" for b in scan.bounds_in(head.end, head.end + 1)
    )


def _extends(entry: Entry) -> bool:
    return entry["umbrella"] in ("any", "big")
