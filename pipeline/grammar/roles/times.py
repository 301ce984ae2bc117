"""Dates and stretches of time."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Number, Role, Scene, rule

CLOCK_HOUR = re.compile(r"\d[时時点點]$")
CLOCK = re.compile(r"[^\d]{0,3}\d{1,2}[:：]\d{2}")
# 聘期为, 演出时间约: nouns that measure time themselves
SPAN = re.compile(
    r"(?:(?<!第[一二三四五六七八九十\d])期|时间|时长|年限|寿命|期限|周期)(?:为|达|约|约为|控制在|以|由|从)?$"
)
VALID = re.compile(r"(?:有效期|试行期|实施期|过渡期|建设期|试用期|执行期)限?为?$")
TIMED = frozenset({"达", "达到", "缩短", "压缩", "延长", "提前", "减少", "增加", "超过"})
REACHED = ("至", "到", "为", "达")


@rule(lambda kind: kind.placed)
def date(number: Number, scene: Scene) -> Role | None:
    """A date or a time, whole or in part: `2025年底`, `三年内`."""
    return Role("date", "date") if number.q.start in scene.dates else None


@rule(lambda kind: kind.unit in ("", "分", "时", "点"))
def clock(number: Number, scene: Scene) -> Role | None:
    """A time of day: `9时30分`, `9:30`."""
    q = number.q
    if q.unit == "分" and CLOCK_HOUR.search(number.left[-4:]):
        return Role("date", "clock")
    shown = q.unit != "分" and CLOCK.match(scene.doc.text, max(0, q.start - 3))
    return Role("date", "clock") if shown else None


LESSONS = frozenset({"课时", "学时", "人天"})


@rule(lambda kind: kind.dimension == "time" and kind.unit not in LESSONS)
def duration(number: Number, scene: Scene) -> Role | None:
    """A stretch of time is measured only where a verb or comparator says so: `平均住院日压缩至7.2天`."""
    q, left = number.q, number.left[-12:]
    verbs = scene.words.verbs
    if "." in scene.doc.text[q.start : q.number_end]:  # 平均受教育年限10.8年: no date has a fraction
        return None
    verb = verbs.ending(left)
    before = scene.words.before.ending(left)
    if before is not None or (verb is not None and verb["kind"] == "measure" and verb.term in TIMED):
        return None
    if SPAN.search(left) and not VALID.search(left):
        return None
    if left.endswith(REACHED) and verbs.ending(left[:-1]) is not None:
        return None
    if verb is not None and verb["change"] in ("increase", "decrease") and verb.term not in ("多", "少", "增", "减"):
        return None
    return Role("date", "duration")
