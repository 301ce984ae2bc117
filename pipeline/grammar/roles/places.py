"""Ordinals and ranks: what comes first, and how far up a list."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Role, Scene, left_of, right_of
from pipeline.quantities import Quantity

# 301国道, 两国, 两岸
ROAD = re.compile(r"(?:国道|省道|县道|乡道)")
BOTH = frozenset({"国", "岸", "省", "地"})
RANKED = frozenset({"名", "位", "等", "等奖"})
AWARD = re.compile(r"(?:获|荣获|夺得|取得|摘得|赢得|斩获)[^，,。；;]{0,14}$")
RANKING = re.compile(
    r"(?:居|列|排名?|位次?|名次|跃升|上升|升至|升到|前进|全国|全省|全市|全区|世界|全球|倒数)[^，,。；;]{0,6}$"
)


def ordinal(q: Quantity, scene: Scene) -> Role | None:
    """`第三条` refers, `居第七位` ranks, `第五届` is part of a name; `获第七名` is an award won, and measured."""
    if q.form != "ordinal":
        return None
    left = left_of(q, scene, 16)
    if q.unit in RANKED and AWARD.search(left):
        return None
    if RANKING.search(left):
        return Role("rank", "rank_reached")
    return (
        Role("reference", "article") if q.unit in ("条", "章", "款", "编", "节", "号") else Role("ordinal", "ordinal")
    )


def rank(q: Quantity, scene: Scene) -> Role | None:
    """Ranks as criteria or as reached: `前20名`, `后5位`, `百强`."""
    left, right = left_of(q, scene, 4), right_of(q, scene, 3)
    if re.search(r"(?<![目之以])[前后末]$", left) and (
        q.unit in RANKED or right[:1] in "名位强" or q.unit in ("强", "", "个", "家", "省", "市")
    ):
        return Role("rank", "top_or_bottom")
    if q.unit == "强" or (right.startswith("强") and not right.startswith(("强化", "强度"))):
        return Role("rank", "strongest")
    return None


def place(q: Quantity, scene: Scene) -> Role | None:
    """A number that names a place: the `301国道`; `两国` and `两岸` are those just spoken of."""
    if not q.unit and ROAD.match(right_of(q, scene, 2)):
        return Role("name", "road")
    both = scene.doc.text[q.start : q.number_end] == "两" and q.unit in BOTH
    return Role("reference", "both") if both else None
