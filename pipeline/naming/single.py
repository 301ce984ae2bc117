"""Single names without a quote: 县域商业提质工程, 义务教育优质均衡三年行动计划, 引甲济乙、引丙济丁工程."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.naming.bounds import Left, left_of
from pipeline.naming.names import Name, clean_name
from pipeline.naming.scan import CLOSERS, Head, Scan

_COUNTED = re.compile(
    r"(?:\d|[一二两三四五六七八九十几多数])[百千万]?(?:余|多)?(?:个|项|条|所|套|处|座|家|批|种|类|名|件|亿|万|亩|户|人)"
)
_NAMING = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]|(?<!\d)\d{3}(?!\d)")  # 863计划 is a name, 1980计划 is not
_TITLE_END = re.compile(r"(?:实施|工作|总体)?方案(?:的通知)?\s*(?:\n|$)")
_STOP = re.compile(r"[，,。；;：:《]")
_DIGIT = re.compile(r"\d")
_SET = re.compile(r"(?:[一二两三四五六七八九十]{1,3}|\d{1,3}|[XxＸ]{1,2})大")
_TERM = re.compile(r"(?<![\d一二三四五六七八九〇○零])(?:[一二两三四五六七八九十]|\d{1,2})年$")
_AMOUNT = re.compile(
    r"[\d０-９]+(?:余|多)?[个项处家座条万亿]|[一二两三四五六七八九十]+[个项处家座条]"
)  # 工程26项, 计划60万: a number
_CODE = re.compile(r"(?:[一二两三四五六七八九十][\u4e00-\u9fff]{1,2}){2,}")
ORGANS = "局委厅部市县区镇司"  # 某局计划…: the subject of a verb
PLAIN = ("plain", "term", "event")  # kinds of head nouns that end a name without a quote
PLAN = "方案"
LISTABLE = frozenset({"行动", "计划", "战略"})  # a name even as the last of a list of other things
CLASSED = ("重点", "重大", "重要")
CLASSES = frozenset({"工程", "项目", "专项", "改革", "试点"})  # 重点…工程 is a class of them, not one
SHORTEST = {"改革": 3, "示范区": 4, "试验区": 4, "实验区": 4}
LONGEST = 26
CODE_REACH = 14
SHORTEST_QUALIFIED = 4  # what follows 的 is more often a common noun (两地的联合工程)
FULL_STEM = 4
SHORTEST_STEM = 3
LONGEST_STEM = 10
MOST_UNEVEN = 2


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a list before a head noun; `undertaken` if a verb of undertaking governs it."""

    start: int
    end: int
    undertaken: bool


def plain_names(scan: Scan) -> Iterator[Name]:
    """Every name without quotes that ends in a head noun; names in titles of documents (《…》) are left out."""
    for head in scan.heads:
        if head.entry["single"] == "term" and _titles_document(scan.text, head):
            head = _without_plan(scan, head)
        if head.entry["single"] not in PLAIN or not stands_alone(scan, head):
            continue
        if head.start and scan.text[head.start - 1] in CLOSERS:
            continue
        yield from _names_at(scan, head)
    yield from _known_names(scan)
    yield from _coded_systems(scan)


def _known_names(scan: Scan) -> Iterator[Name]:
    """Names known by heart, wherever they stand: of common words (区域协调发展战略) or with a verb inside."""
    for head in scan.heads:
        if not head.entry["single"] or not stands_alone(scan, head):
            continue
        floor = max(scan.floor(head.start), head.start - LONGEST)
        for start in range(floor, head.start):
            name = scan.text[start : head.end]
            if name in scan.words.known:
                yield Name(start, head.end, name, head.entry["kind"], "single")
                break


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
    left = left_of(scan, head.start, opens=head.entry["opens"] == "yes")
    if left is None or not is_name(scan, left.start, head):
        return
    if not _fits_head(scan, left, head):
        return
    if left.start and left.start == scan.floor(head.start) and scan.text[left.start - 1] in CLOSERS:
        return  # words behind a quote that make a name only with it
    if left.use == "plural":
        return
    if left.verb == "的" and head.start - left.start < SHORTEST_QUALIFIED:
        return
    start = left.start
    if left.listed:
        members = _list_before(scan, left, head)
        if _splits(scan, members, left, head):
            for member in members:
                stem = clean_name(scan.text[member.start : member.end])
                yield Name(member.start, member.end, stem + head.entry.term, kind, "single")
        elif _one_name(members, head) or (members and kind == "战略"):
            start = members[0].start
        elif (
            kind not in LISTABLE
            and not _is_work(scan, members, left, head)
            and not _follows_name(scan, left.start - 1, kind)
        ):
            return
    name = clean_name(scan.text[start : head.end])
    if len(name) <= LONGEST:
        yield Name(start, head.end, name, kind, "single")


def _fits_head(scan: Scan, left: Left, head: Head) -> bool:
    """What the head noun asks of its neighbours: 行动方案 a verb of undertaking before, 项目 an event behind."""
    single = head.entry["single"]
    if head.entry.term == "计划" and left.verb in scan.words.uses["draft"]:
        return False
    if single == "term":
        return left.use == "undertake"
    if single == "event":
        if left.use or left.listed:
            return False
        return scan.text.startswith(scan.words.events, head.end) or _is_heading(scan, left.start, head.end)
    return True


def _is_heading(scan: Scan, start: int, end: int) -> bool:
    """Whether a marker or a new line stands before `start`, and nothing more of the sentence behind `end`."""
    return scan.text[start - 1 : start] in ("", "\n", ".", "）", ")", "\u3000") and scan.text[end : end + 1] in (
        "",
        "\n",
        "。",
    )


def _follows_name(scan: Scan, end: int, kind: str) -> bool:
    """Whether the member of the list that ends at `end` has a head noun of its own."""
    before = (h.entry for h in scan.heads_from(max(0, end - 4), end) if h.end == end)
    return any(entry["row"] == "yes" or entry["kind"] == kind for entry in before)


def is_name(scan: Scan, start: int, head: Head, *, quoted: bool = False) -> bool:
    """Whether `start` to the head noun is a name: long enough, not counted, and not made of common words only."""
    stem = scan.text[start : head.start]
    kind = head.entry["kind"]
    if not SHORTEST.get(kind, 2) <= len(stem) <= LONGEST or (not quoted and _COUNTED.search(stem)):
        return False
    if scan.text[start : head.end] in scan.words.known:
        return True
    if _SET.search(stem) or (not quoted and scan.text.endswith(scan.words.commons, start, head.end)):
        return False
    if kind == "计划" and stem[-1] in ORGANS:
        return False
    if any(stem in scan.words.uses[use] for use in ("undertake", "govern", "weak", "opening")):
        return False
    if kind in CLASSES and stem.startswith(CLASSED):
        return False
    if kind in ("改革", "试点") and _ends_in_verb(scan, start, head):
        return False
    if any(b.use not in ("keep", "undertake") and b.end == head.start for b in scan.bounds_in(start, head.start)):
        return False
    core = _TERM.sub("", stem)
    if core != stem and head.entry["opens"] == "yes" and head.entry.term != "计划":
        return len(core) >= 2  # a term of years makes a name of common words: 技术改造三年行动
    if head.entry["single"] == "term" or (not quoted and _NAMING.search(core) is None):
        return False
    return not scan.words.is_generic(core, kind)


def _ends_in_verb(scan: Scan, start: int, head: Head) -> bool:
    """学前教育深化|改革: the head noun is the verb's object, not the end of a name."""
    weak = (scan.words.uses["weak"] | scan.words.uses["opening"] | scan.words.uses["undertake"]) - {"改革"}
    return any(scan.text[at : head.start] in weak for at in range(max(start, head.start - 4), head.start))


def _list_before(scan: Scan, left: Left, head: Head) -> list[Member]:
    """The earlier members of a list with one head noun, from left to right; none if one has a head of its own."""
    members: list[Member] = []
    end = left.start - 1
    while True:
        before = left_of(scan, end, opens=head.entry["opens"] == "yes")
        if before is None or any(h.end == end and h.entry["single"] for h in scan.heads_from(before.start, end)):
            return []
        members.append(Member(before.start, end, before.use in ("undertake", "adverb")))
        if not before.listed:
            break
        end = before.start - 1
    members.reverse()
    return members if before.use != "function" else []


def _splits(scan: Scan, members: Sequence[Member], left: Left, head: Head) -> bool:
    """Whether full stems share the head noun: 引甲济乙、引丙济丁工程; short words and places do not."""
    last = scan.text[left.start : head.start]
    stems = [scan.text[m.start : m.end] for m in members]
    if head.entry["kind"] == "战略" or not stems:
        return bool(stems) and all(len(stem) >= FULL_STEM for stem in stems)
    if any(stem.endswith(scan.words.places) or _DIGIT.search(stem) for stem in [*stems, last]):
        return False
    like = all(abs(len(stem) - len(last)) <= MOST_UNEVEN for stem in stems)
    full = like and all(FULL_STEM <= len(stem) <= LONGEST_STEM for stem in [*stems, last])
    even = all(len(stem) == len(last) >= SHORTEST_STEM for stem in stems)
    return full or even or all(stem[:2] == last[:2] for stem in stems)


def _is_work(scan: Scan, members: Sequence[Member], left: Left, head: Head) -> bool:
    """The last of a list of works that are undertaken: 加快航道整治、引丙济丁工程; not of a list of places."""
    if head.entry["kind"] != "工程" or not members or not members[0].undertaken:
        return False
    return not scan.text.endswith(scan.words.places, left.start, head.start)


def _one_name(members: Sequence[Member], head: Head) -> bool:
    """Short words before the last member belong to its name: 职业病、地方病防治行动."""
    short = all(m.end - m.start < FULL_STEM for m in members)
    return bool(members) and short and members[0].undertaken and head.entry["opens"] == "yes"


def _coded_systems(scan: Scan) -> Iterator[Name]:
    """Names coded with numerals before a common head: 三级两类名师体系."""
    for head in scan.heads:
        if head.entry["single"] != "digits" or scan.in_title(head.start):
            continue
        floor = max(scan.floor(head.start), head.start - CODE_REACH)
        code = _CODE.search(scan.text, floor, head.start)
        if code is not None and not scan.bounds_in(code.start(), head.start):
            name = clean_name(scan.text[code.start() : head.end])
            yield Name(code.start(), head.end, name, head.entry["kind"], "single")
