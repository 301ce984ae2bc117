"""Plans of action by their stage and title: 甲市第三期托育行动计划, 第一、第二期…, 《甲县托育三年行动计划》."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lexicon import Entry
from pipeline.naming.bounds import REGION, STAGE
from pipeline.naming.names import Name, clean_name
from pipeline.naming.scan import Head, Scan
from pipeline.naming.shared import Member

LONGEST = 36
SHORTEST = 4
_STAGES = re.compile(r"第[一二三四五六七八九十]{1,2}")
_YEARS = re.compile(r"[（(]\d{4}[^（）()《》]{0,12}[)）]$")  # （2021—2025年）
_DATED = re.compile(r"(?:\d{4}[—-])?\d{4}年度?")
_OF_PLAN = re.compile(r"(?<=行动)(?:实施|工作|总体)?方案$")
_ABOUT = re.compile("关于|印发|[“”]|的")
_LINE = re.compile(
    r"^[ \u3000]*([\u4e00-\u9fff]{2,8}[省市县区州][\u4e00-\u9fff]{4,40}行动计划(?:[（(]\d{4}[^（）()\n]{0,12}[)）])?)$",
    re.M,
)
ACTIONS = frozenset({"行动", "计划"})


def titled_plans(scan: Scan) -> Iterator[Name]:
    """Undertakings that a document is named after: 《甲县托育行动计划（2021—2025年）》, 《甲县|托育行动|实施方案》.

    A scheme for an action counts where it is a region's own; the title of any other scheme is a document's only.
    """
    lines = ((m.start(1), m.end(1)) for m in _LINE.finditer(scan.text))
    for start, end in sorted([*((start + 1, end - 1) for start, end in scan.titles), *lines]):
        title = _YEARS.sub("", scan.text[start:end])
        region = REGION.match(title)
        scheme = _OF_PLAN.search(title)
        stop = scheme.start() if scheme and region else len(title)
        entry = scan.words.ending_head(title[:stop])
        if entry is None or entry["kind"] not in ACTIONS or entry["opens"] != "yes" or _ABOUT.search(title):
            continue
        lead = region.end() if region else 0
        dated = _DATED.match(title, lead)
        lead = dated.end() if dated else lead if scheme else 0  # a plan keeps its region
        name = title[lead:stop]
        if _names(scan, name, entry):
            yield Name(start + lead, start + stop, clean_name(name), entry["kind"], "single")


def _names(scan: Scan, name: str, entry: Entry) -> bool:
    """Whether a title says more than common words do; 乡村建设行动 is made of them, and a name."""
    stem = name[: -len(entry.term)]
    common = name not in scan.words.known and scan.words.is_generic(stem, entry["kind"])
    return SHORTEST <= len(stem) <= LONGEST and not common


def stages(scan: Scan, members: Sequence[Member], start: int, head: Head) -> list[Name]:
    """The earlier ones of several stages: 第一、|第二期托育行动计划."""
    stage = STAGE.match(scan.text, start)
    if stage is None or not all(_STAGES.fullmatch(scan.text, m.start, m.end) for m in members):
        return []
    tail = clean_name(scan.text[stage.end() - 1 : head.end])
    names = ((m, scan.text[m.start : m.end] + tail) for m in members)
    return [Name(m.start, m.end, name, head.entry["kind"], "single") for m, name in names]
