"""Single names without a quote: 县域商业提质工程, 义务教育优质均衡三年行动计划, 引甲济乙、引丙济丁工程."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.naming.bounds import UNDERTAKING, Left, left_of, wider
from pipeline.naming.likely import LONGEST, SHORTEST_OF_CLASS, SHORTEST_OF_KIND, is_name
from pipeline.naming.names import Name, clean_name
from pipeline.naming.plans import stages
from pipeline.naming.scan import CLOSERS, Head, Scan
from pipeline.naming.shared import (
    follows_name,
    goes_on,
    halves,
    happens,
    is_work,
    list_verb,
    members_before,
    one_name,
    splits,
    stems_before,
)
from pipeline.naming.words import PLAN_PERIOD

_TITLE_END = re.compile(r"(?:实施|工作|总体)?方案(?:的通知)?\s*(?:\n|$)")
_STOP = re.compile(r"[，,。；;：:《]")
_AMOUNT = re.compile(
    r"[\d０-９]{1,20}(?:余|多)?[个项处家座条万亿]|[一二两三四五六七八九十]{1,12}[个项处家座条]"
)  # 工程26项, 计划60万: a number
_CODE = re.compile(r"(?:[一二两三四五六七八九十][\u4e00-\u9fff]{1,2}){2,}")
PLAIN = ("plain", "term", "event")  # kinds of head nouns that end a name without a quote
PLAN = "方案"
LISTABLE = frozenset({"行动", "计划", "战略"})  # a name even as the last of a list of other things
CODE_REACH = 14
SHORTEST_STRATEGY = 3  # 实施|品牌|战略 is one; 资源战略 is as often a thing to think about
SHORTEST_QUALIFIED = 4  # what follows 的 is more often a common noun (两地的联合工程)


def plain_names(scan: Scan) -> Iterator[Name]:
    """Every name without quotes that ends in a head noun; names in titles of documents (《…》) are left out."""
    for head in scan.single_heads:
        if head.entry["single"] == "term" and _titles_document(scan.text, head):
            head = _without_plan(scan, head)
        if head.entry["single"] not in PLAIN or not stands_alone(scan, head):
            continue
        if head.start and scan.text[head.start - 1] in CLOSERS:
            continue
        yield from _names_at(scan, head)
        yield from _sharing(scan, head)
    yield from _known_names(scan)
    yield from _coded_systems(scan)


def _sharing(scan: Scan, head: Head) -> Iterator[Name]:
    """The names of a list that ends in 等 before the head noun: 甲治理、乙提升等工程."""
    for stem in stems_before(scan, head):
        name = clean_name(scan.text[stem.start : stem.end]) + head.entry.term
        yield Name(stem.start, stem.end, name, head.entry["kind"], "single")


def _known_names(scan: Scan) -> Iterator[Name]:
    """Names known by heart, wherever they stand: of common words (区域协调发展战略) or with a verb inside."""
    longest: dict[int, int] = {}  # of the names that end at a place: where it begins
    for start, end, _ in scan.words.known.find_all(scan.text):
        longest[end] = min(start, longest.get(end, start))
    for head in scan.single_heads if longest else ():
        start = longest.get(head.end, head.start)
        if scan.floor(head.start) <= start < head.start and stands_alone(scan, head):
            yield Name(start, head.end, scan.text[start : head.end], head.entry["kind"], "single")


def stands_alone(scan: Scan, head: Head) -> bool:
    """Whether the head noun is one here: no longer word begins with it, and no document is named after it."""
    text, words = scan.text, scan.words
    if text.startswith(words.rights[head.entry.term], head.start):
        return False
    if text.startswith(words.tails, head.end) and not _titles_document(text, head):
        return False
    if scan.in_title(head.start) or _AMOUNT.match(text, head.end):
        return False
    following = next(scan.heads_from(head.end, head.end + 1), None)
    return not (following is not None and following.entry["single"] and stands_alone(scan, following))


def _titles_document(text: str, head: Head) -> bool:
    """Whether a line of its own, a title, names a plan for the undertaking: 甲县养老服务提质行动方案."""
    if head.entry["opens"] != "yes":
        return False
    start = text.rfind("\n", 0, head.start) + 1
    end = head.end - len(PLAN) * head.entry.term.endswith(PLAN)
    return _TITLE_END.match(text, end) is not None and _STOP.search(text, start, end) is None


def _without_plan(scan: Scan, head: Head) -> Head:
    """行动 of 行动方案."""
    entry = scan.words.heads.get(head.entry.term.removesuffix(PLAN))
    return Head(head.start, head.end - len(PLAN), entry) if entry is not None else head


def _names_at(scan: Scan, head: Head) -> Iterator[Name]:
    kind = head.entry["kind"]
    left = _left(scan, head)
    if left is None:
        return
    if not _fits_head(scan, left, head):
        return
    if left.start and left.start == scan.floor(head.start) and _behind_quote(scan, left.start):
        return  # words behind a quote that make a name only with it
    if left.use == "plural" and (kind not in LISTABLE or head.start - left.start < SHORTEST_OF_KIND):
        return
    if left.verb == "的" and head.start - left.start < SHORTEST_QUALIFIED:
        return
    start = left.start
    if left.listed:
        members = members_before(scan, left, head)
        if earlier := stages(scan, members, left.start, head):
            yield from earlier
        elif splits(scan, members, left, head):
            for member in members:
                stem = clean_name(scan.text[member.start : member.end])
                yield Name(member.start, member.end, stem + head.entry.term, kind, "single")
        elif one_name(members, head) or (members and kind == "战略"):
            start = members[0].start
        elif (
            kind not in LISTABLE
            and not (kind == "试点" and head.start - start >= SHORTEST_OF_CLASS)
            and not goes_on(scan, head)
            and not is_work(scan, members, left, head)
            and not follows_name(scan, left.start - 1, kind)
        ):
            return
    for first, last in halves(scan, start, head, left.verb):
        name = clean_name(scan.text[first:last]) + head.entry.term
        if len(name) <= LONGEST:
            yield Name(first, head.end if last == head.start else last, name, kind, "single")


def _behind_quote(scan: Scan, at: int) -> bool:
    """Whether a quote ends at `at`, but for the period of a plan: “十四五”|山地搬迁工程."""
    quote = scan.quote_ending.get(at)
    period = quote is not None and PLAN_PERIOD.fullmatch(scan.text, quote.inner_start, quote.inner_end)
    return scan.text[at - 1] in CLOSERS and not period


def _left(scan: Scan, head: Head) -> Left | None:
    """Where the name with this head noun begins; None if what stands before it is no name."""
    opens = head.entry["opens"] == "yes" and head.entry.term != "计划"  # 优化|青年创业援助计划, but 优化营商环境行动
    left = left_of(scan, head.start, opens=opens)
    if left is None or is_name(scan, left.start, head, verb=_governing(scan, left, head)):
        return left
    left = wider(scan, left, head.start) if head.entry["opens"] == "yes" else None
    return left if left is not None and is_name(scan, left.start, head, verb=left.verb) else None


def _governing(scan: Scan, left: Left, head: Head) -> str:
    """The verb that governs a name, be it the last of a list of names, or the verb behind: …工程|深入实施."""
    if not left.use and (scan.text.startswith(scan.words.carried, head.end) or heads_item(scan, left.start, head)):
        return UNDERTAKING[0]
    joined = left.listed or (left.use == "join" and left.start > 1)
    return UNDERTAKING[0] if joined and follows_name(scan, left.start - 1, head.entry["kind"]) else left.verb


def _fits_head(scan: Scan, left: Left, head: Head) -> bool:
    """What the head noun asks of its neighbours: 行动方案 a verb of undertaking before, 项目 an event behind."""
    single = head.entry["single"]
    if head.entry.term == "计划" and left.verb in scan.words.uses["draft"]:
        return False
    if head.entry["kind"] == "战略" and head.start - left.start < SHORTEST_STRATEGY:
        return left.use == "undertake" or left.verb.endswith(("实施", "坚持"))
    if single == "term":
        return left.use == "undertake"
    if single == "event":
        classed = scan.text.endswith(scan.words.commons, left.start, head.end)
        verb = list_verb(scan, left.start) if left.listed else left.verb
        if verb.endswith(UNDERTAKING[0]) and head.start - left.start >= SHORTEST_OF_CLASS and not classed:
            return True  # 实施|湾区关键核心技术协同攻关|项目
        if left.use or (left.listed and not follows_name(scan, left.start - 1, head.entry["kind"])):
            return False
        return happens(scan, head) or _is_heading(scan, left.start, head.end)
    return True


def heads_item(scan: Scan, start: int, head: Head) -> bool:
    """Whether the name is all that a heading says (（一）产业人才行动。), but for a class of works (重点工程)."""
    return _is_heading(scan, start, head.end) and not scan.text.endswith(scan.words.commons, start, head.end)


def _is_heading(scan: Scan, start: int, end: int) -> bool:
    """Whether a marker or a new line stands before `start`, and nothing more of the sentence behind `end`."""
    return scan.text[start - 1 : start] in ("", "\n", ".", "）", ")", "\u3000") and scan.text[end : end + 1] in (
        "",
        "\n",
        "。",
    )


def _coded_systems(scan: Scan) -> Iterator[Name]:
    """Names coded with numerals before a common head: 三级两类名师体系."""
    for head in scan.single_heads:
        reach = max(0, head.start - CODE_REACH)
        if head.entry["single"] != "digits" or _CODE.search(scan.text, reach, head.start) is None:
            continue
        code = _CODE.search(scan.text, max(scan.floor(head.start), reach), head.start)
        if code is not None and not scan.in_title(head.start) and not scan.bounds_in(code.start(), head.start):
            name = clean_name(scan.text[code.start() : head.end])
            yield Name(code.start(), head.end, name, head.entry["kind"], "single")
