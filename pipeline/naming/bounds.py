"""Where a plain name begins: to the right of the verb that governs it, of function words and of punctuation.

`大力实施县域商业提质工程` -> 县域商业提质工程; `加强和改进…` and the like are stripped only where nothing governs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.naming.scan import REACH, Bound, Scan

MAX_JOINED = (12, 9)  # characters of the halves of a name that 和 holds together
LONGEST_LEAD = 6
LONGEST_WIDER = 18
SIDES = ("side_level", "side_place", "side_owner", "side_body")  # 中央与地方, 城市和农村, 公办和民办
UNDERTAKING = ("实施", "开展", "启动")
REGION = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:自治区|自治州|自治县|省|市|县|(?<![园社片景小范地山校库灾])区|州|镇|乡|街道)(?![局委场域级长])"
)
DEEPEN = "深化"  # what one does to a reform, whoever does it
STAGE = re.compile(r"第[一二三四五六七八九十]{1,2}[期轮]")  # of a plan: a region before it belongs to the name
PREPOSITIONS = frozenset("在向以为对从由")
_DATE_BEGINS = frozenset("到0123456789０１２３４５６７８９XxＸ一二")
_DATE = re.compile(r"(?:到)?(?:[0-9０-９XxＸ]{2,4}|[一二][〇○零一二三四五六七八九]{3})年(?:度|底|末)?")
_YEAR = re.compile(
    r"(?:[0-9０-９XxＸ]{4}|(?:未来|今后)\d{1,2}|[XxＸ]{2}|[一二][〇○零一二三四五六七八九]{3})年(?:度|底|末)?"
)  # no 延长30年


class Left(NamedTuple):
    """Where a name begins and what stands before it.

    `verb` is the bounding word ("" where punctuation bounds), `use` how it bounds, `listed` whether a 、 bounds.
    """

    start: int
    verb: str
    use: str
    listed: bool


def left_of(scan: Scan, at: int, *, opens: bool, floor: int | None = None) -> Left | None:
    """The beginning of the name whose head noun (or last part) is at `at`; None if there is none near.

    `opens`: whether a weak verb may open the name (优化营商环境行动) or is stripped (深化国资国企改革).
    """
    floor = max(scan.floor(at), floor or 0)
    bounds = [b for b in scan.bounds_in(max(floor, at - REACH), at) if b.end < at and b.use != "keep"]
    cut = _cut(scan, bounds)
    if cut is None and at - floor > REACH:
        return None
    begin = cut.end if cut else floor
    listed = cut is None and floor > 0 and scan.text[floor - 1] == "、"
    if listed:  # a later member of a list begins with no verb
        start = begin
    elif cut is None or cut.use in ("adverb", "function"):
        start = _strip(scan, begin, at, opens=opens)
    else:
        start = _strip_words(scan, begin, at, "particle")
        if cut.use == "govern" and not opens:  # 坚持|深化|…改革
            start = _strip_words(scan, start, at, "weak", most=1)
    start = _past_date(scan, start, at)
    if not opens and (deepened := scan.text.rfind(DEEPEN, start + 1, at - len(DEEPEN))) > 0:
        start = deepened + len(DEEPEN)  # 支持甲市深化|空间规划改革
    verb = scan.text[cut.start : cut.end] if cut else ""
    left = Left(start, verb, cut.use if cut else "", listed)
    return _unjoin(scan, left, at, opens, [b for b in bounds if b.use == "join" and b.start >= left.start])


def _past_date(scan: Scan, start: int, at: int) -> int:
    """Past the year that a title puts before a name, and the region before the year: 甲县2023年|养老行动."""
    if scan.text.find("年", start, at - 1) >= 0 and (dates := list(_YEAR.finditer(scan.text, start, at - 1))):
        return dates[-1].end()
    opens_line = start == 0 or scan.text[start - 1] == "\n"
    region = REGION.match(scan.text, start, at - 1) if opens_line else None
    return region.end() if region and not STAGE.match(scan.text, region.end()) else start


def _cut(scan: Scan, bounds: list[Bound]) -> Bound | None:
    """The bounding word behind which the name begins, the last there is.

    A preposition behind a verb of undertaking is part of the name (实施|向阳花开在乡村行动), 的 and 等 are not.
    """
    hard = [b for b in bounds if b.use != "join"]
    last = hard[-1] if hard else None
    at = len(hard) - 1
    while at >= 0 and hard[at].use == "function" and scan.text[hard[at].start : hard[at].end] in PREPOSITIONS:
        at -= 1
    return hard[at] if at >= 0 and hard[at].use == "undertake" else last


def _strip(scan: Scan, start: int, at: int, *, opens: bool) -> int:
    """Past adverbs and the date, then past one weak verb unless the name may open with it."""
    start = _strip_words(scan, start, at, "lead")
    stripped = _strip_words(scan, start, at, "weak", most=1)
    if stripped == start and not opens:
        stripped = _strip_words(scan, start, at, "opening", most=1)
    return _strip_words(scan, stripped, at, "particle") if stripped > start else start


def _strip_words(scan: Scan, start: int, at: int, use: str, most: int = 9) -> int:
    """Past at most `most` words of `use` that stand at `start`; a word that holds one (保障性) is left whole."""
    text, terms, firsts = scan.text, scan.words.uses[use], scan.words.firsts[use]
    for _ in range(most):
        if text[start] in _DATE_BEGINS and (date := _DATE.match(text, start, at)) is not None:
            start = date.end()
        longest = min(LONGEST_LEAD, at - start - 1) if text[start] in firsts else 0
        length = next((n for n in range(longest, 0, -1) if text[start : start + n] in terms), 0)
        if not length:
            return start
        kept = next((b for b in scan.bounds_in(start, start + 1) if b.use == "keep"), None)
        if kept is not None and text[kept.start : kept.end] not in terms:
            return start
        start += length
    return start


def wider(scan: Scan, left: Left, at: int) -> Left | None:
    """The name from the verb of undertaking on, where a verb inside it leaves no stem: 开展|企业对标|提升行动."""
    bounds = [b for b in scan.bounds_in(max(scan.floor(at), at - LONGEST_WIDER), left.start) if b.use != "keep"]
    while bounds and bounds[-1].use in ("govern", "undertake"):
        bound = bounds.pop()
        verb = scan.text[bound.start : bound.end]
        if bound.end < left.start and verb.endswith(UNDERTAKING):
            return Left(_strip_words(scan, bound.end, at, "particle"), verb, "undertake", False)
    return None


def _paired(scan: Scan, start: int, join: Bound, at: int) -> bool:
    """Whether 和 pairs two things of one kind: 留守儿童和困境儿童…, 中央与地方…."""
    text = scan.text
    half = text[start : join.start]
    for kind in SIDES:
        sides = scan.words.uses[kind]
        if half in sides and any(text.startswith(side, join.end) for side in sides):
            return True
    return len(half) > 2 and half[-2:] in text[join.end : min(at, join.end + len(half) + 2)]


def _unjoin(scan: Scan, left: Left, at: int, opens: bool, joins: list[Bound]) -> Left:
    """Cut a name at 和 unless both halves are short: 初中学校培优创建和补短提升行动 is one name."""
    start = left.start
    for join in joins:
        halves = (join.start - start, at - join.end)
        short = 2 <= halves[0] <= MAX_JOINED[0] and 2 <= halves[1] <= MAX_JOINED[1]
        whole = not left.listed and (short or _paired(scan, start, join, at))
        ends_in_head = any(h.end == join.start and h.entry["single"] for h in scan.heads_from(start, join.start))
        if not whole or ends_in_head:
            start = _strip(scan, join.end, at, opens=opens)
    if start == left.start:
        return left
    return Left(start, "", "join", False)
