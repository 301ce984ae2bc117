"""Dates and stretches of time."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Role, Scene, left_of
from pipeline.grammar.words import suffix
from pipeline.quantities import Quantity

CLOCK_HOUR = re.compile(r"\d[时時点點]$")
CLOCK = re.compile(r"[^\d]{0,3}\d{1,2}[:：]\d{2}")
# 聘期为, 演出时间约: nouns that measure time themselves
SPAN = re.compile(r"(?:期|时间|时长|年限|寿命|期限|周期)(?:为|达|约|约为|控制在|以|由|从)?$")
VALID = re.compile(r"(?:有效期|试行期|实施期|过渡期|建设期|试用期|执行期)限?为?$")
TIMED = frozenset({"达", "达到", "缩短", "压缩", "延长", "提前", "减少", "增加", "超过"})


def date(q: Quantity, scene: Scene) -> Role | None:
    """A date or a time, whole or in part: `2025年底`, `三年内`."""
    if scene.dates.at(q.start, q.end):
        return Role("date", "date")
    if q.unit == "分" and CLOCK_HOUR.search(left_of(q, scene, 4)):
        return Role("date", "clock")
    return (
        Role("date", "clock")
        if CLOCK.match(scene.doc.text, max(0, q.start - 3)) and q.unit in ("", "时", "点")
        else None
    )


def duration(q: Quantity, scene: Scene) -> Role | None:
    """A stretch of time is measured only where a verb or comparator says so: `平均住院日压缩至7.2天`."""
    if q.dimension != "time" or q.unit in ("课时", "学时", "人天"):
        return None
    if "." in scene.doc.text[q.start : q.number_end]:  # 平均受教育年限10.8年: no date has a fraction
        return None
    left = left_of(q, scene)
    before = suffix(left, scene.words.before)
    verb = suffix(left, scene.words.verbs)
    if before is not None or (verb is not None and verb["kind"] == "measure" and verb.term in TIMED):
        return None
    if SPAN.search(left) and not VALID.search(left):
        return None
    reached = re.search(r"(?:至|到|为|达)$", left)
    if reached and suffix(left[: reached.start()], scene.words.verbs) is not None and not re.search(r"\d$", left):
        return None
    if verb is not None and verb["change"] in ("increase", "decrease") and verb.term not in ("多", "少", "增", "减"):
        return None
    return Role("date", "duration")
