"""Names that share one head noun: 引甲济乙、引丙济丁工程, 乡风培育、家风传承等工程."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.naming.bounds import UNDERTAKING, Left, left_of
from pipeline.naming.scan import Bound, Head, Scan

_DIGIT = re.compile(r"\d")
_OPEN_LIST = re.compile(r"等([\u4e00-\u9fff]{0,6})$")
_SET = re.compile(r"[二两三四五六七八九十\d][大项个]$")
_JOINS = ("和", "与", "及", "、")
FOLLOWING = ("实施", "坚持", "落实", "实行", "推进")  # what one does with strategies
CARRYING_OUT = ("实施", "开展", "启动", "推进", "建设", "开工", "建成", "完成")
LONGEST_SHARED = 16
MOST_SHARED = 12
SURE = 3  # so many full stems behind a verb of undertaking share the head noun without 等
FULL_STEM = 4
SHORTEST_STEM = 3
LONGEST_STEM = 10
MOST_UNEVEN = 2
MOST_WORKS = 4  # one stem in so many may be a work that is built: 甲水系修复、乙片区改造、丙河整治、丁灌区等工程


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a list before a head noun; `undertaken` if a verb of undertaking governs it."""

    start: int
    end: int
    undertaken: bool


def goes_on(scan: Scan, head: Head) -> bool:
    """Whether a list goes on behind the head noun: 体系建设、国有资产改革|和|队伍建设 are things of several kinds."""
    return scan.text.startswith(_JOINS, head.end)


def happens(scan: Scan, head: Head) -> bool:
    """Whether something happens to what the head noun ends, be it one of a list: 甲项目、乙项目|加快建设."""
    if scan.text.startswith(scan.words.events, head.end):
        return True
    ceiling = scan.ceiling(head.end + 1) if goes_on(scan, head) else head.end
    following = (h for h in scan.heads_from(head.end, ceiling) if h.entry["kind"] == head.entry["kind"])
    return any(happens(scan, h) for h in following)


def follows_name(scan: Scan, end: int, kind: str) -> bool:
    """Whether the member of the list that ends at `end` has a head noun of its own."""
    before = (h.entry for h in scan.heads_from(max(0, end - 4), end) if h.end == end)
    return any(entry["row"] == "yes" or entry["kind"] == kind for entry in before)


def list_verb(scan: Scan, start: int) -> str:
    """The verb of undertaking that governs the list whose later member begins at `start`; "" if none does."""
    for _ in range(MOST_SHARED):
        if scan.text[start - 1 : start] != "、":
            break
        start = scan.floor(start - 1)
    found = [b for b in scan.bounds_in(start, scan.ceiling(start)) if b.use == "undertake"]
    return scan.text[found[0].start : found[0].end] if found else ""


def members_before(scan: Scan, left: Left, head: Head) -> list[Member]:
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


def splits(scan: Scan, members: Sequence[Member], left: Left, head: Head) -> bool:
    """Whether full stems share the head noun: 引甲济乙、引丙济丁工程; short words and places do not."""
    last = scan.text[left.start : head.start]
    stems = [scan.text[m.start : m.end] for m in members]
    if head.entry["kind"] == "战略" or not stems:
        return bool(stems) and all(len(stem) >= FULL_STEM for stem in stems)
    if goes_on(scan, head) and not members[0].undertaken:
        return False
    if any(stem.endswith(scan.words.places) or _DIGIT.search(stem) for stem in [*stems, last]):
        return False
    like = all(abs(len(stem) - len(last)) <= MOST_UNEVEN for stem in stems)
    full = like and all(FULL_STEM <= len(stem) <= LONGEST_STEM for stem in [*stems, last])
    even = all(len(stem) == len(last) >= SHORTEST_STEM for stem in stems)
    return full or even or all(stem[:2] == last[:2] for stem in stems)


def is_work(scan: Scan, members: Sequence[Member], left: Left, head: Head) -> bool:
    """The last of a list of works that are undertaken: 加快航道整治、引丙济丁工程; not of a list of places."""
    if head.entry["kind"] != "工程" or not members or not members[0].undertaken:
        return False
    return not scan.text.endswith(scan.words.places, left.start, head.start)


def halves(scan: Scan, start: int, head: Head, verb: str) -> list[tuple[int, int]]:
    """The stem, or its two halves where 和 joins two strategies: 科教兴国|和|人才强国|战略."""
    joins = [b for b in scan.bounds_in(start, head.start) if b.use == "join"]
    if head.entry["kind"] != "战略" or len(joins) != 1 or not verb.endswith(FOLLOWING):
        return [(start, head.start)]
    found = [(start, joins[0].start), (joins[0].end, head.start)]
    return found if min(end - at for at, end in found) >= FULL_STEM else [(start, head.start)]


def one_name(members: Sequence[Member], head: Head) -> bool:
    """Short words before the last member belong to its name: 职业病、地方病防治行动."""
    short = all(m.end - m.start < FULL_STEM for m in members)
    return bool(members) and short and members[0].undertaken and head.entry["opens"] == "yes"


def stems_before(scan: Scan, head: Head) -> list[Member]:
    """The stems of a list that share the head noun, most often behind 等, if they are carried out and all are full.

    Works and places (甲水库、乙隧道等工程) are no stems, nor are words that have a head noun of their own.
    """
    floor = scan.floor(head.start)
    match = _OPEN_LIST.search(scan.text, floor, head.start)
    if head.entry["opens"] != "yes" or _SET.search(scan.text, floor, head.start):
        return []
    if match is None:
        stems, verb = _stems(scan, head.start)
        carried_out = verb.endswith(UNDERTAKING) or (not verb and scan.text.startswith(scan.words.events, head.end))
        full = SURE <= len(stems) <= MOST_SHARED and carried_out
        return stems if full and all(_is_stem(scan, stem) for stem in stems) else []
    if not scan.words.is_class(match[1]):
        return []
    stems, verb = _stems(scan, match.start())
    happening = not verb and scan.text.startswith(scan.words.events, head.end)
    if not (happening or verb.endswith(CARRYING_OUT)) or not 2 <= len(stems) <= MOST_SHARED:
        return []
    works = [stem for stem in stems if not _is_stem(scan, stem)]
    return stems if len(works) * MOST_WORKS <= len(stems) and all(_is_site(scan, stem) for stem in works) else []


def _stems(scan: Scan, end: int) -> tuple[list[Member], str]:
    """The members of the list that ends at `end`, and the verb before the first one."""
    stems: list[Member] = []
    while True:
        floor = scan.floor(end)
        bounds = [b for b in scan.bounds_in(floor, end) if b.use != "keep"]
        verbs = [b for b in bounds if b.use != "join"]
        start = verbs[-1].end if verbs else floor
        parting = ("和", "与") if stems else _JOINS  # 骨干|及|配套、提质增效等工程: one member
        joins = [b for b in bounds if b.use == "join" and b.start >= start and scan.text.startswith(parting, b.start)]
        stems[:0] = _joined(scan, start, end, joins)
        if verbs or scan.text[floor - 1 : floor] != "、" or floor == 0:
            return stems, scan.text[verbs[-1].start : verbs[-1].end] if verbs else ""
        end = floor - 1


def _joined(scan: Scan, start: int, end: int, joins: Sequence[Bound]) -> list[Member]:
    """A member, or the two that 和 joins; the object of a verb (建设甲和乙) stays in one piece."""
    opens = any(scan.text[start : start + length] in scan.words.openings for length in (2, 3, 4))
    if not joins or opens or min(joins[-1].start - start, end - joins[-1].end) < FULL_STEM:
        return [Member(start, end, True)]
    return [Member(start, joins[-1].start, True), Member(joins[-1].end, end, True)]


def _is_site(scan: Scan, stem: Member) -> bool:
    return FULL_STEM <= stem.end - stem.start <= LONGEST_SHARED and scan.text.endswith(
        scan.words.sites, stem.start, stem.end
    )


def _is_stem(scan: Scan, stem: Member) -> bool:
    text = scan.text[stem.start : stem.end]
    if not FULL_STEM <= len(text) <= LONGEST_SHARED or _DIGIT.search(text):
        return False
    if text.endswith(scan.words.sites) or scan.words.is_vague(text, ""):
        return False
    return not any(h.end == stem.end and h.entry["single"] for h in scan.heads_from(stem.start, stem.end))
