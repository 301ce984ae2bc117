"""Whether what stands before a head noun makes a name of it: 县域商业|提质工程 does, 重点|工程 does not."""

from __future__ import annotations

import re

from pipeline.naming.bounds import REGION, UNDERTAKING
from pipeline.naming.scan import Bound, Head, Scan
from pipeline.naming.shared import FULL_STEM
from pipeline.naming.words import PLAN_PERIOD

_COUNTED = re.compile(
    r"(?:\d|[一二两三四五六七八九十几多数])[百千万]?(?:余|多)?(?:个|项|条|所|套|处|座|家|批|种|类|名|件|亿|万|亩|户|人)"
)
_NAMING = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]|(?<!\d)\d{3}(?!\d)")  # 863计划 is a name, 1980计划 is not
_PHASE = re.compile(r"(.{3,40})[一二三四]期")
_SET = re.compile(r"(?:[一二两三四五六七八九十]{1,3}|\d{1,3}|[XxＸ]{1,2})大")
_TERM = re.compile(r"(?<![\d一二三四五六七八九〇○零])(?:[一二两三四五六七八九十]|\d{1,2})年$")
ORGANS = "局委厅部市县区镇司"  # 某局计划…: the subject of a verb
GRANTED = ("创建", "争创", "围绕", "申报", "获批", "入选", "列入", "纳入", "争取", "承担")  # of what a region is given
AWARDED = ("试点", "示范区")
_GREAT = ("重点", "重大", "重要")  # 重点…工程 is a class of them, not one
CLASSED = dict.fromkeys(("工程", "项目", "专项", "改革", "试点"), _GREAT) | {"示范区": ("国家", "现代", "省级", "市级")}
SHORTEST = {"改革": 3, "示范区": 4, "试验区": 4, "实验区": 4}
LONGEST = 26
LONGEST_QUOTED = 40
SHORTEST_UNDERTAKEN = 4
SHORTEST_OF_CLASS = 8
SHORTEST_OF_KIND = 6  # 油茶、黄精等|林下经济提质行动 is one; 甲、乙等|专项行动 are several


def is_name(scan: Scan, start: int, head: Head, *, quoted: bool = False, verb: str = "") -> bool:
    """Whether `start` to the head noun is a name: long enough, not counted, and not made of common words only.

    Behind a `verb` of undertaking the words of a field make one: 实施|农业创新工程.
    """
    stem = scan.text[start : head.start]
    kind = head.entry["kind"]
    longest = LONGEST_QUOTED if quoted else LONGEST
    if not SHORTEST.get(kind, 2) <= len(stem) <= longest or (not quoted and _COUNTED.search(stem)):
        return False
    if scan.text[start : head.end] in scan.words.known:
        return True
    if _SET.search(stem) or (not quoted and _is_common(scan, start, head, verb)):
        return False
    if kind == "计划" and not quoted and stem[-1] in ORGANS:
        return False
    if kind == "试点" and REGION.fullmatch(stem) and not stem.endswith("城市"):
        return False
    if any(stem in scan.words.uses[use] for use in ("undertake", "govern", "weak", "opening")):
        return False
    if _is_class(scan, start, head, verb) or PLAN_PERIOD.fullmatch(stem):
        return False
    piloted = kind == "试点" and verb and len(stem) >= SHORTEST_OF_KIND  # 推动|数字货币应用|试点
    if kind in ("改革", "试点") and not piloted and _ends_in_verb(scan, start, head):
        return False
    if any(b.end == head.start and not _may_end(scan, b, verb) for b in scan.bounds_in(start, head.start)):
        return False
    core = _TERM.sub("", stem)
    if core != stem and head.entry["opens"] == "yes" and head.entry.term != "计划":
        return len(core) >= 2  # a term of years makes a name of common words: 技术改造三年行动
    if head.entry["single"] == "term" or (not quoted and _NAMING.search(core) is None):
        return False
    if verb.endswith(UNDERTAKING) and head.entry["opens"] == "yes" and len(core) >= SHORTEST_UNDERTAKEN:
        return not scan.words.is_vague(core, kind)
    granted = kind in AWARDED and _granted(scan, start, core)
    done = kind == "项目" and verb.endswith(UNDERTAKING[0]) and len(core) >= SHORTEST_OF_CLASS
    if granted or done:
        return not scan.words.is_vague(core, kind)
    short = not quoted and kind != "战略" and len(core) < SHORTEST_UNDERTAKEN  # 联合|执法|行动
    return not scan.words.is_generic(core, kind) and not (short and scan.words.is_vague(core, kind))


def _granted(scan: Scan, start: int, stem: str) -> bool:
    """Whether it is something that a region is given or works for: 创建|国家现代农业|示范区."""
    return len(stem) >= SHORTEST_OF_KIND and scan.text.endswith(GRANTED, 0, start)


def _is_class(scan: Scan, start: int, head: Head, verb: str) -> bool:
    """Whether the stem says a class of works: 重大水利|工程; but 实施|重大流域装备攻关|工程 is one."""
    stem = scan.text[start : head.start]
    named = verb.endswith(UNDERTAKING) and head.entry["opens"] == "yes" and len(stem) >= SHORTEST_OF_CLASS
    return not (named or _granted(scan, start, stem)) and stem.startswith(CLASSED.get(head.entry["kind"], ()))


def _may_end(scan: Scan, bound: Bound, verb: str) -> bool:
    """Whether a bounding word may be the last before the head noun: 人才服务|行动, 实施|学校扩建|工程."""
    built = bound.use == "govern" and scan.text[bound.start : bound.end] in scan.words.uses["works"]
    return bound.use in ("keep", "undertake") or (built and verb.endswith(UNDERTAKING))


def _is_common(scan: Scan, start: int, head: Head, verb: str) -> bool:
    """Whether the name ends in a common noun (重点工程), but for the phase or the project of what has a name."""
    if not scan.text.endswith(scan.words.commons, start, head.end):
        return False
    kind = head.entry["kind"]
    phase = _PHASE.fullmatch(scan.text, start, head.start)
    if phase is not None:
        return scan.words.is_generic(phase[1], kind)
    common = next(c for c in scan.words.commons if scan.text.endswith(c, start, head.end))
    owner = scan.text[start : head.end - len(common)]
    shortest = FULL_STEM if kind == "项目" else SHORTEST_OF_KIND
    named = kind == "项目" or verb.endswith(UNDERTAKING)  # 实施|湿地鸟类保护|重大工程
    return not named or len(owner) < shortest or scan.words.is_generic(owner, kind)


def _ends_in_verb(scan: Scan, start: int, head: Head) -> bool:
    """学前教育深化|改革: the head noun is the verb's object, not the end of a name."""
    verbs = scan.words.verbs
    return any(scan.text[at : head.start] in verbs for at in range(max(start, head.start - 4), head.start))
