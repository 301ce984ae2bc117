"""Bodies: whose document it is, at which level of government, and under whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.lexicon import Lexicons

Level = Literal["nation", "province", "city", "county", "town"]
LEVELS: tuple[Level, ...] = ("nation", "province", "city", "county", "town")
NATION = "全国"
HEAD = 300  # characters in which a national report says before whom it is read
_NATIONAL = re.compile(r"国务院|全国人民代表大会|全国人大|中央人民政府|中华人民共和国第")
_GOVERNMENT = re.compile(r"政府|国务院|人民代表大会")
_PARTS = re.compile(r"[\u4e00-\u9fff]{1,9}?(?:自治区|自治州|自治县|省|市|州|盟|地区|县|区|旗|镇|乡|街道)")
_ENDS: tuple[tuple[str, Level], ...] = (
    ("镇", "town"), ("乡", "town"), ("街道", "town"), ("省", "province"), ("自治区", "province"), ("自治州", "city"),
    ("州", "city"), ("盟", "city"), ("地区", "city"), ("县", "county"), ("旗", "county"), ("区", "county"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """A body that plans and reports: a region's government, or one organ of it."""

    region: str
    level: Level | None
    organ: str | None  # None: the government itself

    @property
    def key(self) -> str:
        """The same for the same body: `云泽省`, `禾丘县/教育局`."""
        return f"{self.region}/{self.organ}" if self.organ else self.region


def bodies(documents: Iterable[Mapping[str, Any]], lexicons: Lexicons) -> dict[str, Body]:
    """The body of each document by `doc_id`; documents that do not say whose they are have none.

    A region named short (`汉滨区`) is the longer one of another document (`安康市汉滨区`) where only one ends so.
    """
    provinces = frozenset(lexicons["regions"].by_term)
    read = {d["doc_id"]: (d["region"], d["issuer"], _is_national(d)) for d in documents}
    longest = _longest({region for region, _, national in read.values() if region and not national})
    found: dict[str, Body] = {}
    for doc_id, (region, issuer, national) in read.items():
        if national:
            found[doc_id] = Body(NATION, "nation", None)
        elif region:
            place = longest[region]
            found[doc_id] = Body(place, level_of(place, provinces), _organ(issuer, place))
    return found


def level_of(region: str, provinces: frozenset[str]) -> Level | None:
    """The level of a region by its name.

    >>> nothing = frozenset()
    >>> level_of("云泽省", nothing), level_of("云泽省澜川市", nothing), level_of("澜川市石笕区", nothing)
    ('province', 'city', 'county')
    >>> level_of("北京市", frozenset({"北京市"}))
    'province'
    """
    if region == NATION:
        return "nation"
    if region in provinces:
        return "province"
    if region.endswith("市"):
        above = parent_of(region)
        return "county" if above is not None and above.endswith(("市", "州")) and above not in provinces else "city"
    return next((level for end, level in _ENDS if region.endswith(end)), None)


def parent_of(region: str) -> str | None:
    """The region that the name says it lies in: `安康市汉滨区` 安康市; None where it does not.

    >>> parent_of("云泽省澜川市"), parent_of("澜川市")
    ('云泽省', None)
    """
    parts = _PARTS.findall(region)
    return "".join(parts[:-1]) if len(parts) > 1 and "".join(parts) == region else None


def _is_national(document: Mapping[str, Any]) -> bool:
    if document["region"] and document["region"] != NATION:
        return False
    said = " ".join(filter(None, (document["issuer"], document["title"])))
    if _NATIONAL.search(said):
        return True
    spoken = document["doc_type"] in ("report", "report_and_plan", "plan", "outline")
    return spoken and _NATIONAL.search((document["text"] or "")[:HEAD]) is not None


def _longest(regions: set[str]) -> dict[str, str]:
    found = {}
    for region in regions:
        longer = {other for other in regions if other.endswith(region)}
        whole = {other for other in longer if not any(o != other and o.endswith(other) for o in longer)}
        found[region] = whole.pop() if len(whole) == 1 else region
    return found


def _organ(issuer: str | None, region: str) -> str | None:
    """The organ of the region that issues: 教育局 of `禾丘县教育局`; None where it is the government."""
    if issuer is None or _GOVERNMENT.search(issuer):
        return None
    parts = _PARTS.findall(region)
    bare = issuer.removeprefix(region)
    for part in reversed(parts):
        bare = bare.removeprefix(part)
    return bare.lstrip("省市县区州") or None
