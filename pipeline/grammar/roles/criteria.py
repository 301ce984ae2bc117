"""Amounts that pick out who or what is meant: thresholds, criteria, ages, the base of a rate."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Role, Scene, clause_of, left_of, right_of
from pipeline.grammar.words import prefix, suffix
from pipeline.quantities import Quantity

LARGEST_GRADE = 100  # 百亿级, 千吨级 are sizes; grades are counted on the fingers
CRITERION = re.compile(r"^(?:村|企业|项目|单位|学校|人员|考生|园区|机构|地区|县|市|乡镇|家庭|农户|用户|个人|产品|部分)")
# 98%以上的|茶村达到标准: how many of them do
WHO_DO = re.compile(r"[^，,。；;、的]{1,10}?(?:达到|达标|完成|实现|建成|开展|具备|配备|拥有|建立|通过|纳入|用上|开通)")
# 年产|3万吨|的茶厂1家
SIZED = re.compile(r"(?:年产|年处理|日处理|日产|年加工|占地)$")
LIFE = re.compile(r"(?:寿命|年龄)[^，,。；;]{0,10}$")


def threshold(q: Quantity, scene: Scene) -> Role | None:
    """A criterion that picks out who or what is meant: `50万元以上的村`, `600分以上的考生`, `65岁及以上老年人`."""
    right = right_of(q, scene, 16)
    entry = prefix(right, scene.words.after)
    if entry is None or q.form == "roman" or entry["comparator"] == "approx":  # about a third of them: no threshold
        return None
    if (
        q.dimension == "money"
        and right[len(entry.term) : len(entry.term) + 1].strip("0123456789XxＸ") == ""
        and len(right) > len(entry.term)
    ):
        return Role("name", "threshold")  # 10亿元以上X个
    rest = right[len(entry.term) :]
    rest = rest[1:] if rest.startswith("的") else rest
    if q.dimension == "ratio" and WHO_DO.match(rest):
        return None
    if not rest or not "\u4e00" <= rest[0] <= "\u9fff":
        return None
    verb = prefix(rest, scene.words.verbs)
    if (
        verb is not None
        and verb["kind"] in ("state", "measure", "act", "nominal")
        and not right[len(entry.term) :].startswith("的")
    ):
        return None
    begins = re.search(r"(?:^|[，,。；;：:\n（(])$", left_of(q, scene, 1))
    if q.dimension in ("count", "person", "ratio") and not right[len(entry.term) :].startswith("的") and not begins:
        return None
    left = left_of(q, scene)
    if q.dimension in ("count", "ratio") and suffix(left, scene.words.verbs) is not None and not CRITERION.search(rest):
        return None
    if q.dimension == "ratio" and right[len(entry.term) :].startswith("的"):
        return None if not CRITERION.search(rest) else Role("name", "threshold")
    return Role("name", "threshold")


PER_ONE = re.compile(r"^[\u4e00-\u9fff]{1,8}?(?:最多|至多|最少|至少)")


def per(q: Quantity, scene: Scene) -> Role | None:
    """The base of a rate: `每千人口`, `每百户`, `1名教师最多指导`."""
    if q.low == q.high == 1 and q.dimension in ("person", "count") and PER_ONE.match(right_of(q, scene, 12)):
        return Role("name", "per_base")
    return Role("name", "per_base") if left_of(q, scene, 1) == "每" and right_of(q, scene, 1) != "元" else None


def criterion(q: Quantity, scene: Scene) -> Role | None:
    """An amount within the name of what is counted: `产值超亿元企业2家`, `500千伏变电站`."""
    right = right_of(q, scene, 10)
    if (right.startswith(("级", "级以上")) and q.unit) or (
        q.unit.endswith("级") and q.high is not None and (len(q.unit) > 1 or q.high >= LARGEST_GRADE)
    ):
        return Role("name", "class_of_size")
    if q.unit in ("千伏", "伏", "kV", "KV", "兆瓦级", "吨级"):
        return Role("name", "class_of_equipment")
    left = left_of(q, scene, 10)
    if SIZED.search(left) and re.match(r"的[^，,。；;、\d]{2,20}\d", right_of(q, scene, 24)):
        return Role("name", "criterion")
    over = re.search(r"(?:超过?|过|近|逾|突破|达到?|不足|低于|高于)$", left)
    named = re.match(
        r"(?:以上|以下)?的?[^，,。；;、：:\d的]{0,6}?(?:企业|项目|县市|县域|村|园区|集群|产业|大户|市场主体|产业链|乡镇|镇)(?![^，,。；;]{0,6}(?:资金|基金))",
        right,
    )
    if q.dimension == "money" and re.search(r"单[笔个项户]$", left):
        return Role("name", "criterion")
    clause = clause_of(q, scene)
    if scene.words.giving.give.search(clause) is not None:  # given itself: 对设备购置费给予不超过50%的补助
        return None
    if re.match(r"(?:[^，,。；;]{0,8})(?:对于?|凡)", clause) and re.match(
        r"(?:以上|以下|以内)?的[^，,。；;]{1,16}[，,]", right_of(q, scene, 20)
    ):
        return Role("name", "criterion")
    if q.dimension == "money" and over and re.match(r"的[^，,。；;、]{2,14}\d", right_of(q, scene, 18)):
        return Role("name", "criterion")
    if q.dimension == "money" and over and named:
        return Role("name", "criterion")
    if q.unit in ("户", "人") and re.match(r"(?:以上|以下)的?(?:自然村|行政村|村|企业|学校|单位|社区|乡镇)", right):
        return Role("name", "criterion")
    return None


def age(q: Quantity, scene: Scene) -> Role | None:
    """Ages that name a group: `6岁以下儿童`, `15至17岁`; an expectancy of life is measured."""
    if q.unit not in ("岁", "周岁"):
        return None
    right = right_of(q, scene, 4)
    if LIFE.search(left_of(q, scene, 20)) and not right.startswith(("以下儿童", "以上老", "及以上老")):
        return None
    return Role("name", "age")
