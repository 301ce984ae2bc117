"""Names with a quote or a code: “青竹”工程, “618工程”, 农机“2+1”行动, “跑办”“帮办”“代办”行动."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.naming.bounds import left_of
from pipeline.naming.counted import counted_parts
from pipeline.naming.likely import is_name
from pipeline.naming.names import Name, clean_name
from pipeline.naming.scan import Head, Quote, Scan
from pipeline.naming.shared import follows_name
from pipeline.naming.single import heads_item, stands_alone
from pipeline.naming.words import PLAN_PERIOD

# “3×3”现代化产业体系; but “1+3”任务 without words between
QUALIFIED = frozenset({"体系", "集群", "平台", "网络", "通道"})
LONGEST_INNER = 24
LONGEST_INFIX = 14
LONGEST_PREFIX = 12
LONGEST_SLOGAN_INFIX = 4
LONGEST_CODE = 6
LONGEST_COUNTED = 3
LONGEST_SHARED = 10
LONGEST_WHOLE = 40
_NUMERAL = re.compile(r"[一二两三四五六七八九十百千万\d]")
_DIGIT = re.compile(r"[\d０-９]")
_COUNT = re.compile(r"[二两三四五六七八九十\d](?!年)")
_SETS = re.compile("[一二两三四五六七八九十][大项个条][^、]{2,8}、[一二两三四五六七八九十][大项个条]")  # sets, no name
_SENTENCE = re.compile(r"[，,。；;：:！!？?\n]")


def coded_names(scan: Scan) -> Iterator[Name]:
    """Every name that a quote is, or that a quote begins."""
    for quote in scan.quotes:
        inner = scan.text[quote.inner_start : quote.inner_end].strip()
        if not inner or len(inner) > LONGEST_WHOLE or _SENTENCE.search(inner) or scan.in_title(quote.start):
            continue
        if PLAN_PERIOD.fullmatch(inner) or scan.text.endswith(scan.words.against, 0, quote.start):
            continue
        own = _whole(scan, quote, inner)
        if own is not None:
            yield _headed(scan, quote) or own
        elif len(inner) <= LONGEST_INNER and counted_parts(scan, quote) is None:
            yield from _before_head(scan, quote, inner)


def _whole(scan: Scan, quote: Quote, inner: str) -> Name | None:
    """The quote is the name: “618工程”."""
    entry = scan.words.ending_head(inner)
    if entry is None or not entry["single"] or counted_parts(scan, quote) is not None or _SETS.match(inner):
        return None
    head = Head(quote.inner_end - len(entry.term), quote.inner_end, entry)
    if _is_sentence(scan, quote, head):
        return None  # “开展…行动”: the name is found in it as in any other
    if entry["single"] == "digits" and not _counts(scan, inner):
        return None
    if not is_name(scan, quote.inner_start, head, quoted=True):
        return None
    also = next((h.entry.term for h in scan.heads_from(quote.end, quote.end + 1)), "")
    return Name(quote.inner_start, quote.inner_end, clean_name(inner), entry["kind"], "single", quoted=True, also=also)


def _headed(scan: Scan, quote: Quote) -> Name | None:
    """A heading that goes on behind the quote is the longer name: （三）|“晨光计划”留学项目|。"""
    head = _head_behind(scan, quote)
    if head is None or head.start == quote.end or not heads_item(scan, quote.start, head):
        return None
    name = clean_name(scan.text[quote.start : head.end])
    return Name(quote.start, head.end, name, head.entry["kind"], "single", quoted=True)


def _is_sentence(scan: Scan, quote: Quote, head: Head) -> bool:
    """Whether a quote that ends in a head noun is more than a name; a long name may hold 服务 or 为."""
    bounds = [b for b in scan.bounds_in(quote.inner_start, head.start) if b.use not in ("keep", "join")]
    if head.entry["row"] != "yes" or head.start - quote.inner_start <= LONGEST_INNER // 2:
        return bool(bounds)
    return any(b.end < head.start for b in bounds)


def _counts(scan: Scan, inner: str) -> bool:
    """Whether a code has what a system or a base is named by: a digit or two numerals, 四川 holding none."""
    for word in scan.words.uses["no_code"]:
        inner = inner.replace(word, "")
    return bool(_DIGIT.search(inner)) or len(_NUMERAL.findall(inner)) >= 2


def _before_head(scan: Scan, quote: Quote, inner: str) -> Iterator[Name]:
    """The quote begins the name: “青竹”工程, “1+3”平台体系; a list of quotes may share the head noun."""
    head = _head_behind(scan, quote)
    if head is None or (head.entry["single"] == "digits" and not (_is_code(inner) and _counts(scan, inner))):
        return
    if head.entry["kind"] == "平台" and not _DIGIT.search(inner):
        return  # “三库合一”信息平台 is a thing, “2+10”园区平台 a plan of them
    if "、" in inner and head.entry["single"] != "plain":
        return
    if head.entry["single"] == "digits" and inner in scan.words.slogans:
        return
    infix = scan.text[quote.end : head.start]
    listed = infix[:1] == "等" and scan.words.is_class(infix[1:])
    if infix and not listed and not _fits_between(scan, inner, quote.end, head):
        return
    tail = head.entry.term if listed or not quote.closed else infix + head.entry.term
    start = _prefix_start(scan, quote, inner)
    spans = [(start, quote.inner_end)]
    spans += _sharing(scan, start, plain=listed)
    for at, (span_start, span_end) in enumerate(reversed(spans)):
        end = head.end if at == len(spans) - 1 else span_end
        name = clean_name(scan.text[span_start:span_end]) + tail
        yield Name(span_start, end, name, head.entry["kind"], "single", quoted=True)


def _head_behind(scan: Scan, quote: Quote) -> Head | None:
    if quote.closed:
        stop = min(quote.end + LONGEST_INFIX, scan.ceiling(quote.end))
        heads = [h for h in scan.heads_from(quote.end, stop) if h.entry["single"] and _ends_name(scan, quote, h)]
        return heads[0] if heads else None
    # a closing mark misread as a comma: “青竹,工程
    if scan.text[quote.end : quote.end + 1] not in tuple("，,：:；;"):
        return None
    return next((h for h in scan.heads_from(quote.end + 1, quote.end + 2) if h.entry["single"]), None)


def _ends_name(scan: Scan, quote: Quote, head: Head) -> bool:
    """Whether the head noun is one here; “青竹”工程项目 are projects of that programme."""
    directly = head.start == quote.end and head.entry["row"] == "yes"
    return stands_alone(scan, head) or (directly and scan.text.startswith("项目", head.end))


def _fits_between(scan: Scan, inner: str, start: int, head: Head) -> bool:
    """Whether the words between the quote and the head noun belong to the name."""
    infix = scan.text[start : head.start]
    kind = head.entry["kind"]
    if infix[0] in "、等的" or _COUNT.match(infix):
        return False
    if inner in scan.words.slogans and (len(infix) > LONGEST_SLOGAN_INFIX or head.entry["single"] != "plain"):
        return False
    if head.entry["single"] == "digits" and kind not in QUALIFIED:
        return False
    joins = infix[0] in "和与及" and head.entry["opens"] == "yes" and not _is_code(inner)
    bounds = [b for b in scan.bounds_in(start, head.start) if b.use != "keep"]
    if any(b.start > start or not joins for b in bounds):
        return False
    return not (scan.words.is_generic(infix, kind) and head.entry["single"] == "event")


def _is_code(inner: str) -> bool:
    return len(inner) <= LONGEST_CODE and _NUMERAL.search(inner) is not None


def _prefix_start(scan: Scan, quote: Quote, inner: str) -> int:
    """A code alone says little: the words before it belong to the name (农机“2+1”行动), those before “青竹” do not."""
    if not _is_code(inner) or not (len(inner) <= LONGEST_COUNTED or _counts(scan, inner)):
        return quote.start  # “百日冲刺” says what it is
    before = quote.start
    if any(b.end == before and b.use != "keep" for b in scan.bounds_in(max(0, before - 8), before)):
        return quote.start
    left = left_of(scan, before, opens=False)
    if left is None or not 2 <= before - left.start <= LONGEST_PREFIX:
        return quote.start
    if left.listed and not follows_name(scan, left.start - 1, ""):
        return quote.start  # 立项评审、成果评奖|“两评”改革: the list is what is counted
    prefix = scan.text[left.start : before]
    if _DIGIT.search(prefix) or scan.words.is_generic(prefix, ""):
        return quote.start
    return left.start


def _sharing(scan: Scan, at: int, *, plain: bool) -> list[tuple[int, int]]:
    """The members before `at` of a list that shares the head noun, from right to left; unquoted ones if `plain`."""
    spans: list[tuple[int, int]] = []
    while True:
        separated = scan.text[at - 1 : at] in ("、", "和", "与", "及")
        end = at - 1 if separated else at
        quote = scan.quote_ending.get(end)
        if quote is not None:
            inner = scan.text[quote.inner_start : quote.inner_end]
            entry = scan.words.ending_head(inner)
            if (entry is not None and entry["single"]) or len(inner) > LONGEST_SHARED:
                return spans
            at = _prefix_start(scan, quote, inner)
            spans.append((at, quote.inner_end))
            continue
        if not plain or scan.text[at - 1 : at] != "、":
            return spans
        left = left_of(scan, end, opens=True)
        if left is None or not 2 <= end - left.start <= LONGEST_SHARED:
            return spans
        if any(h.end == end for h in scan.heads_from(left.start, end)):
            return spans
        spans.append((left.start, end))
        if not left.listed:
            return spans
        at = left.start
