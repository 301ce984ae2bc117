"""Amounts that say who gets something, not what is to be reached: `对年服务1万人次以上的，给予5万元补助`."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Number, Role, Scene, rule

CLAUSE = re.compile(r"[，,；;。\n]")
SENTENCE = re.compile(r"[；;。\n]")
TO = re.compile(r"(?:^|[：:，,、\s）)是])(?:对于?|凡是?)[^，,；;。]*(?:[，,](?:且|并)[^，,；;。]*)?$")
# …的，给予; …的中药材基地，一次性奖励
THEN = re.compile(r"[^，,；;。]{0,80}(?:[，,](?:且|并)[^，,；;。]{0,30})?[，,](?P<then>.*)")
REACHED = re.compile(
    r"(?:[^，,；;。、\d]{0,6}、\d[^，,；;。、]{1,24})*(?:以上|及以上|以下|以内)?[^，,；;。]{0,4}[，,](?P<then>.{0,48})"
)
BEHIND = re.compile(r"(?:[^，,；;。]{0,24}\d[^，,；;。、]{0,24})?(?:以上|及以上|以下|以内)")
TIERS = re.compile(r"(?:、\d[^，,；;。、]{1,24}){1,6}(?:以上|以下)")  # 200万美元|、500万美元、1000万美元以上的，
BY = re.compile(r"按照?[^，,；;。\d]{1,20}$")  # 按价格的|20%予以补贴
GIVEN = re.compile(r"(?:的比例)?(?:予以|给予|补|奖|资助)")
AT_ONCE = re.compile(r"(?:以上|以下)?(?:的[，,]?)?(?:再|另)?(?:给予|一次性)*(?:奖励|奖补|补助|补贴|奖)(?:人民币)?\d")
BEFORE = re.compile(r"(?:达到?|超过?|突破|不低于|不少于|满)$")
MONEY = re.compile(r"\d[^，,；;。]{0,8}(?:元|%|％)")


@rule(lambda kind: kind.dimension not in (None, "time") and kind.form != "placeholder")
def condition(number: Number, scene: Scene) -> Role | None:
    """A threshold in the condition of a subsidy, up to the comma before the giving."""
    q, left, right = number
    if left[-1:] == "含" and right[:1] in "）)":
        return Role("name", "condition")
    if q.start not in scene.given:
        return None
    given = scene.words.giving.give
    clause = CLAUSE.split(left)[-1]
    if given.search(clause):  # itself what is given
        return None
    left = SENTENCE.split(left)[-1]
    right = SENTENCE.split(right)[0]
    if AT_ONCE.match(right):
        return Role("name", "condition")
    if BY.search(clause) and GIVEN.match(right):
        return None
    bounded = BEHIND.match(right) or TIERS.match(right) or BEFORE.search(left)
    whose = THEN.match(right) if TO.search(left) else REACHED.match(right) if bounded else None
    if whose is None:
        return None
    giving = given.search(whose["then"])
    near = giving is not None and (giving.start() <= 12 or TO.search(left) or whose["then"].startswith("分别"))
    return Role("name", "condition") if giving and near and MONEY.search(whose["then"]) else None
