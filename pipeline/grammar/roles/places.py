"""Ordinals and ranks: what comes first, and how far up a list."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Number, Role, Scene, rule

# 301国道, 两国, 两岸
ROAD = ("国道", "省道", "县道", "乡道")
BOTH = frozenset({"国", "岸", "省", "地"})
RANKED = frozenset({"名", "位", "等", "等奖"})
ARTICLES = frozenset({"条", "章", "款", "编", "节", "号"})
FIRST = re.compile(r"(?<![目之以])[前后末]$")
EDGES = frozenset("前后末")
FIRST_OF = RANKED | {"强", "", "个", "家", "省", "市"}


@rule(lambda kind: kind.form == "ordinal")
def ordinal(number: Number, scene: Scene) -> Role | None:
    """`第三条` refers, `居第七位` ranks, `第五届` is part of a name; `获第七名` is an award won, and measured."""
    q, left = number.q, number.left[-16:]
    if q.unit in RANKED and scene.cues.won.search(left):
        return None
    if scene.cues.ranked.search(left):
        return Role("rank", "rank_reached")
    return Role("reference", "article") if q.unit in ARTICLES else Role("ordinal", "ordinal")


@rule()
def rank(number: Number, scene: Scene) -> Role | None:
    """Ranks as criteria or as reached: `前20名`, `后5位`, `百强`."""
    q, left, right = number
    if left[-1:] in EDGES and FIRST.search(left[-4:]) and (q.unit in FIRST_OF or right[:1] in "名位强"):
        return Role("rank", "top_or_bottom")
    if q.unit == "强" or (right[:1] == "强" and right[:2] not in ("强化", "强度")):
        return Role("rank", "strongest")
    return None


# 三省一市, 两市|三县: so many neighbours, as one name
REGIONS = frozenset({"省", "市", "县", "区", "州"})
NEXT = re.compile(r"(?<![十百千万])[一二两三四五六七八九][省市县区州]")


@rule(lambda kind: kind.unit == "" or kind.unit in BOTH or kind.unit in REGIONS)
def place(number: Number, scene: Scene) -> Role | None:
    """A number that names a place: the `301国道`, `三省一市`; `两国` and `两岸` are those just spoken of."""
    q = number.q
    if not q.unit and number.right.startswith(ROAD):
        return Role("name", "road")
    both = scene.doc.text[q.start : q.number_end] == "两" and q.unit in BOTH
    if both:
        return Role("reference", "both")
    listed = q.unit in REGIONS and q.form == "han"
    neighbour = listed and (NEXT.match(number.right) or NEXT.fullmatch(number.left[-2:]))
    return Role("name", "regions") if neighbour else None
