"""Counted sets (umbrellas): “六大工程”, 四大服务体系, `…等三项工程`, “五个十大”任务, “七步曲”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lexicon import Entry
from pipeline.naming.lists import ends_in_set, list_before
from pipeline.naming.names import Name, Need, clean_name
from pipeline.naming.scan import CLOSERS, Head, Quote, Scan
from pipeline.naming.words import HAN_DIGITS, han_count

_NUMBER = r"(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,3}|[XxＸ]{1,2})"
_QUOTED = re.compile(rf"({_NUMBER})(大|项|个|类|条|种|件|张)?([\u4e00-\u9fff][^、，,]{{0,11}})")
# the same number, but looked for by its first character: a quarter of the time
_BEGUN = (
    r"[一二两三四五六七八九十\dXxＸ]"
    r"(?:(?<=[二三四五六七八九])十[一二三四五六七八九]?|(?<=十)[一二三四五六七八九]?|(?<=\d)\d{0,2}|(?<=[XxＸ])[XxＸ]?"
    r"|(?<=[一二两三四五六七八九]))"
)
_UNQUOTED = re.compile(
    rf"({_BEGUN})(?:(?P<big>大(?![类个批步量]|项(?!目))|重(?=[^大点要]{{1,4}}(?:保障|屏障)))|(?P<plural>[项个类条种件级])"
    r"|(?P<strong>[^期级步等层轮类年\W])(?=行动|工程|计划))"
)
_NOT_BEFORE = frozenset("第党一二两三四五六七八九十百千万亿0123456789.XxＸ年月+＋×-")
_HOUR = re.compile(r"[点时]半?")  # 四点半课堂
_CODED = re.compile(r"[一二两三四五六七八九十][级类层、]")  # 三级|三类…体系, 一、|二类: a code, no count
_BEFORE_BRACKET = re.compile(r"[\u4e00-\u9fff]{1,8}(?=[（(])")
_CONGRESSES = range(12, 31)  # 十二大, 二十大: congresses of the Party
REACH = 9
LONGEST_LISTED = 8
SETS_REACH = 24
LONGEST_FIELD = 8
LONGEST_OF_TWO = 6
_SCOPE = re.compile("[全我本各该这省市县区]|国家|中央|上述|新一|下一|其中")  # whose set it is, not what of
_TASKS = ("等", "建设", "工作", "方面")
_SETS = re.compile(r"“(?:[二两三四五六七八九十][大项个条][\u4e00-\u9fff]{2,8}、){1,3}$")
_EACH = re.compile("[各均都](?!市)|[总整]体(?=向|上|实)|全部|分别|迈入|稳步|逐步")
_LOCALIZERS = "中上内里下"


def counted_sets(scan: Scan) -> Iterator[Name]:
    """Every counted set, quoted or not; those that are programmes only with their parts named say what they need."""
    for quote in scan.quotes:
        found = counted_parts(scan, quote) or _headless(scan, quote)
        if found is not None and not scan.in_title(quote.start) and scan.text[quote.end : quote.end + 1] != "奖":
            yield found
    for match in _UNQUOTED.finditer(scan.text):
        before = scan.text[max(0, match.start() - 2) : match.start()]
        if before[-1:] in _NOT_BEFORE or _CODED.fullmatch(before):
            continue
        known = list(_unquoted(scan, match, "" if match["big"] else "members")) if match["plural"] != "级" else []
        yield from known or _behind_list(scan, match)
        if not match["strong"] and (name := _BEFORE_BRACKET.match(scan.text, match.end())) is not None:
            yield from _any_head(scan, match, name.end())


def counted_parts(scan: Scan, quote: Quote) -> Name | None:
    """The counted set that a quote is, with the head noun behind it if it has none: “五个十大”任务."""
    inner = scan.text[quote.inner_start : quote.inner_end].strip()
    match = _QUOTED.fullmatch(inner)
    if match is None or inner in scan.words.slogans:
        return None
    number, measure, rest = match.groups()
    count = han_count(number)
    if measure is None and (number.isdecimal() or any(char in HAN_DIGITS for char in rest) or _HOUR.match(rest)):
        return None  # “三基地一枢纽”: a code
    if count is not None and (count < 2 or (measure == "大" and count in _CONGRESSES and len(rest) > 8)):
        return None
    entry = scan.words.ending_head(rest)
    sized = measure or len(rest) > len(entry.term if entry else "")
    if entry is not None and entry["umbrella"] and (sized or entry["umbrella"] != "big"):
        counted_big = measure == "大" and entry["row"] == "yes"
        start = _field_start(scan, quote.start, count) if counted_big else quote.start
        start = quote.inner_start if start == quote.start else start
        name = clean_name(scan.text[start : quote.inner_end])
        return Name(start, quote.inner_end, name, entry["kind"], "umbrella", count, quoted=True)
    outside = next(scan.heads_from(quote.end, quote.end + 1), None) if quote.closed else None
    if outside is not None and (rest.endswith("大") or (measure and _sums_up(outside.entry))):
        name = clean_name(inner) + outside.entry.term
        return Name(quote.start, outside.end, name, outside.entry["kind"], "umbrella", count, quoted=True)
    if measure == "大" and entry is None and quote.closed and len(rest) <= 4 and not _goes_on(scan, quote):
        return Name(quote.inner_start, quote.inner_end, clean_name(inner), rest, "umbrella", count, quoted=True)
    return None


def _goes_on(scan: Scan, quote: Quote) -> bool:
    """Whether a quote begins the name of one undertaking: “四大顽疾”|综合整治行动."""
    stop = min(quote.end + REACH, scan.ceiling(quote.end))
    head = next((h for h in scan.heads_from(quote.end, stop) if h.entry["row"] == "yes"), None)
    return head is not None and all(b.use == "keep" for b in scan.bounds_in(quote.end, head.start))


def _sums_up(entry: Entry) -> bool:
    """Whether a head noun behind a quote makes a set of what is counted in it: “三个一百”工程, “两个一流”建设."""
    return entry["row"] == "yes" or entry.term == "建设"


def _headless(scan: Scan, quote: Quote) -> Name | None:
    """“五项管理”, “三优”体系: a set if its parts are listed beside it or are titles, else a slogan or a code."""
    inner = scan.text[quote.inner_start : quote.inner_end].strip()
    match = _QUOTED.fullmatch(inner)
    if match is None or inner in scan.words.slogans or inner in scan.words.uses["no_slogan"]:
        return None
    number, measure, rest = match.groups()
    count = han_count(number)
    if count is not None and count < 2:
        return None
    if measure:
        return Name(quote.inner_start, quote.inner_end, clean_name(inner), rest[-2:], "umbrella", count, True, "list")
    head = next(scan.heads_from(quote.end, quote.end + 1), None)
    if head is None or not quote.closed or len(rest) > 2 or number.isdecimal():
        return None
    return Name(quote.start, head.end, inner + head.entry.term, head.entry["kind"], "umbrella", count, True, "list")


def _any_head(scan: Scan, match: re.Match[str], end: int) -> Iterator[Name]:
    """三类人群（甲、乙、丙）: whatever its head noun, its parts stand in the brackets."""
    count = han_count(match.group(1))
    if count is not None and count < 2:
        return  # 一个作品（节目）
    name = clean_name(scan.text[match.start() : end])
    entry = scan.words.ending_head(name)
    kind = entry["kind"] if entry is not None else name[-2:]
    yield Name(match.start(), end, name, kind, "umbrella", count, False, "list")


def _behind_list(scan: Scan, match: re.Match[str]) -> Iterator[Name]:
    """甲、乙、丙三种支付方式: whatever its head noun, its parts stand before it, exactly as many."""
    count = han_count(match.group(1))
    if match["strong"] or match["plural"] == "级" or count is None or count < 2 or scan.in_title(match.start()):
        return
    if not _may_follow_list(scan, match.start(), count):
        return
    if scan.text.startswith("方面", match.end()):
        return  # 甲、乙两个方面组成
    end = scan.ceiling(match.end())
    end = next((b.start for b in scan.bounds_in(match.end(), end) if b.use not in ("keep", "join")), end)
    end = each.start() if (each := _EACH.search(scan.text, match.end(), end)) else end
    end -= scan.text[end - 1] in _LOCALIZERS
    if not 2 <= end - match.end() <= LONGEST_LISTED or scan.text.endswith(scan.words.no_sets, 0, end):
        return
    listing = list_before(scan, match.start(), count)
    if listing is None or listing.open:
        return
    if any(scan.words.bound_use.get(p.name) == "govern" for p in listing.parts):
        return  # 深入|贯彻、…
    if count == 2 and (scan.text[end : end + 1] == "的" or any(len(p.name) > LONGEST_OF_TWO for p in listing.parts)):
        return  # 区分和处理|两类不同性质|的矛盾
    name = clean_name(scan.text[match.start() : end])
    if name in scan.words.slogans:
        return
    entry = scan.words.ending_head(name)
    yield Name(match.start(), end, name, entry["kind"] if entry else name[-2:], "umbrella", count, False, "list")


def _may_follow_list(scan: Scan, at: int, count: int) -> bool:
    """Whether a list may end at `at`, cheaply told: a 、 stands before its last part, or a quote, or two are joined."""
    floor = scan.floor(at)
    if scan.text[floor - 1 : floor] == "、" or scan.text[at - 1] in CLOSERS or scan.text[at - 1] in "等的这":
        return True
    return count == 2 and any(join in scan.text[floor:at] for join in "和与及")


def _unquoted(scan: Scan, match: re.Match[str], needs: Need) -> Iterator[Name]:
    count = han_count(match.group(1))
    if count is not None and (count < 2 or (not needs and count in _CONGRESSES)):
        return
    if scan.in_title(match.start()):
        return
    stop = min(match.end() + REACH, scan.ceiling(match.end()))
    head = _nearest(scan, match.end(), stop)
    if head is None or (head.start == match.end() and match.group().endswith("个")):
        return  # 五个工程 is no name
    if any(b.use not in ("keep", "join") for b in scan.bounds_in(match.end(), head.start)):
        return
    if any(char.isdecimal() for char in scan.text[match.end() : head.start]):
        return  # 4个方面21条措施
    around = scan.text[match.start() - 1 : match.start()] + scan.text[head.end : head.end + 1]
    if match.group(1).isdecimal() and "、" in around:
        needs = "list"  # 1个中心、3大基地: amounts
    listed = scan.text[head.end : head.end + 1] in ("、", "”") and _SETS.search(
        scan.text, max(0, match.start() - SETS_REACH), match.start()
    )
    if needs and listed and head.entry["umbrella"]:
        needs = ""  # “五大任务、|十项工程|”: quoted, be it with others
    elif needs and head.entry["umbrella"] != "any":
        needs = "list"
    start = match.start()
    if match["big"] and head.entry["row"] == "yes":
        start = _field_in_quote(scan, start, head.end) or _field_start(scan, start, count)
    if scan.text.startswith("方案", head.end):
        return  # 五大产业培育工作|方案
    name = clean_name(scan.text[start : head.end])
    yield Name(start, head.end, name, head.entry["kind"], "umbrella", count, False, needs)


def _field_in_quote(scan: Scan, at: int, end: int) -> int | None:
    """Where a quote begins that holds a field, the set and nothing more: “|水乡建设三大行动”."""
    floor = scan.floor(at)
    quote = scan.quote_starting.get(floor - 1)
    return floor if quote is not None and quote.inner_end == end and at - floor <= LONGEST_FIELD else None


def _field_start(scan: Scan, at: int, count: int | None) -> int:
    """Where the field begins that a counted set is of: 推进|扩消费六大工程、|城建五大行动."""
    floor = scan.floor(at)
    bounds = [b for b in scan.bounds_in(max(floor, at - LONGEST_FIELD - 4), at) if b.use != "keep"]
    cut = bounds[-1] if bounds else None
    if cut is not None and cut.use in ("undertake", "govern"):
        start = cut.end
    else:
        start = cut.end if cut is not None else floor
        joined = cut.start if cut is not None and cut.use == "join" else floor - 1
        if not ends_in_set(scan, joined) or scan.text[start - 1] not in "、和与及":
            return at
    field = scan.text[start:at]
    if not 2 <= len(field) <= LONGEST_FIELD or not field.isalpha() or list_before(scan, at, count) is not None:
        return at
    return at if _SCOPE.match(field) or field.endswith(_TASKS) or field in scan.words.uses["lead"] else start


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
