"""Amounts that pick out who or what is meant: thresholds, criteria, ages, the base of a rate."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Number, Role, Scene, rule
from pipeline.quantities import Quantity

LARGEST_GRADE = 100  # 百亿级, 千吨级 are sizes; grades are counted on the fingers
# 98%以上的|茶村达到标准: how many of them do
WHO_DO = re.compile(r"[^，,。；;、的]{1,10}?(?:达到|达标|完成|实现|建成|开展|具备|配备|拥有|建立|通过|纳入|用上|开通)")
# 年产|3万吨|的茶厂1家
SIZED = re.compile(r"(?:年产|年处理|日处理|日产|年加工|占地)$")
LIFE = re.compile(r"(?:寿命|年龄)[^，,。；;]{0,10}$")
BEGINS = frozenset("，,。；;：:\n（(")
COUNTS = frozenset({"count", "person", "ratio"})


@rule(lambda kind: kind.form != "roman")
def threshold(number: Number, scene: Scene) -> Role | None:
    """A criterion that picks out who or what is meant: `50万元以上的村`, `600分以上的考生`, `65岁及以上老年人`."""
    q, left, right = number
    right = right[:16]
    entry = scene.words.after.starting(right)
    if entry is None or entry["comparator"] == "approx":  # about a third of them: no threshold
        return None
    rest = right[len(entry.term) :]
    if q.dimension == "money" and rest and rest[0] in "0123456789XxＸ":
        return Role("name", "threshold")  # 10亿元以上X个
    owned = rest.startswith("的")
    rest = rest[1:] if owned else rest
    if q.dimension == "ratio" and WHO_DO.match(rest):
        return None
    if not rest or not "\u4e00" <= rest[0] <= "\u9fff":
        return None
    verb = None if owned else scene.words.verbs.starting(rest)
    if verb is not None and verb["kind"] in ("state", "measure", "act", "nominal"):
        return None
    if q.dimension in COUNTS and not owned and left and left[-1] not in BEGINS:
        return None
    verb = scene.words.verbs.ending(left) if q.dimension in ("count", "ratio") else None
    if verb is not None and not scene.cues.picked.match(rest):
        return None
    if q.dimension == "ratio" and owned:
        return None if not scene.cues.picked.match(rest) else Role("name", "threshold")
    return Role("name", "threshold")


PER_ONE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:最多|至多|最少|至少)")


@rule()
def per(number: Number, scene: Scene) -> Role | None:
    """The base of a rate: `每千人口`, `每百户`, `1名教师最多指导`."""
    q, left, right = number
    if q.low == q.high == 1 and q.dimension in ("person", "count") and PER_ONE.match(right[:12]):
        return Role("name", "per_base")
    return Role("name", "per_base") if left[-1:] == "每" and right[:1] != "元" else None


EQUIPMENT = frozenset({"千伏", "伏", "kV", "KV", "兆瓦级", "吨级"})
PRODUCT = frozenset({"英寸", "吋", "纳米", "微米", "nm"})  # 12英寸晶圆, 28纳米芯片: by which products are told apart
MEASURED = re.compile(r"(?:[到至为达由从超近约过]|缩小|突破)$")
# 投产两台|30万千瓦机组, 新建1座|5000吨冷库: how large each is of what has been counted
COUNTED = re.compile(r"[\d一二两三四五六七八九十百千万多余][台套座艘条架辆口眼列个处]$")
SIZES = frozenset({"power", "mass", "length", "area", "volume", "energy"})
OVER = re.compile(r"(?:超过?|过|近|逾|突破|达到?|不足|低于|高于)$")
EACH = re.compile(r"单[笔个项户]$")
OF_SIZE = re.compile(r"的[^，,。；;、\d]{2,20}\d")
OF_AMOUNT = re.compile(r"的[^，,。；;、]{2,14}\d")
TO = re.compile(r"(?:[^，,。；;]{0,8})(?:对于?|凡)")
PICKING = frozenset("以的")  # the first characters of what picks somebody out, but for money
WHO = re.compile(r"(?:以上|以下|以内)?的[^，,。；;]{1,16}[，,]")
MARK = re.compile(r"[，,。；;：:\n]")


@rule()
def criterion(number: Number, scene: Scene) -> Role | None:
    """An amount within the name of what is counted: `产值超亿元企业2家`, `500千伏变电站`."""
    q, left, right = number
    after, near = right[:1], left[-10:]
    if (after == "级" and q.unit) or (
        q.unit[-1:] == "级" and q.high is not None and (len(q.unit) > 1 or q.high >= LARGEST_GRADE)
    ):
        return Role("name", "class_of_size")
    sized = q.unit in PRODUCT or q.dimension in SIZES
    if q.unit in EQUIPMENT or (sized and _is_attribute(right) and _is_size(q, near)):
        return Role("name", "class_of_equipment")
    if after == "的" and SIZED.search(near) and OF_SIZE.match(right[:24]):
        return Role("name", "criterion")
    money = q.dimension == "money"
    if money and EACH.search(near[-2:]):
        return Role("name", "criterion")
    if not money and after not in PICKING:
        return None
    who = WHO.match(right[:20])
    clause = MARK.split(left[-30:])[-1] if who or q.start in scene.given else ""
    if scene.words.giving.give.search(clause) is not None:  # given itself: 对设备购置费给予不超过50%的补助
        return None
    if who and TO.match(clause):
        return Role("name", "criterion")
    if money and OVER.search(near) and (OF_AMOUNT.match(right[:18]) or scene.cues.sized.match(right[:10])):
        return Role("name", "criterion")
    if q.unit in ("户", "人") and scene.cues.peopled.match(right[:10]):
        return Role("name", "criterion")
    return None


def _is_attribute(right: str) -> bool:
    """A noun goes on behind the unit."""
    return "\u4e00" <= (right[:1] or "。") <= "\u9fff" and not right.startswith(("以", "左右", "和", "及", "与"))


def _is_size(q: Quantity, near: str) -> bool:
    """A size that tells products apart, or says how large each one is of what has been counted."""
    if q.unit in PRODUCT:
        return MEASURED.search(near) is None
    return q.dimension in SIZES and COUNTED.search(near) is not None


@rule(lambda kind: kind.unit in ("岁", "周岁"))
def age(number: Number, scene: Scene) -> Role | None:
    """Ages that name a group: `6岁以下儿童`, `15至17岁`; an expectancy of life is measured."""
    _, left, right = number
    if LIFE.search(left[-20:]) and not right[:4].startswith(("以下儿童", "以上老", "及以上老")):
        return None
    return Role("name", "age")
