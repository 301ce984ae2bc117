"""In which way two rows that are one thing differ, in words of the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.scoring.likeness import close, squash

Record = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "indicator_dropped": "an indicator that the document no longer has",
    "indicator_added": "an indicator that it did not have",
    "target_gone": "a value is gone; its indicator still has others",
    "target_new": "a further value of an indicator that was there",
    "number_dropped": "a target that has lost its number (10所 → 若干所, 进一步提高)",
    "number_given": "a target that has got one",
    "comparator_weakened": "以上 → 左右, 超过 → 以上",
    "comparator_strengthened": "左右 → 以上",
    "comparator_changed": "以上 → 以内, 97% → 97%以上",
    "value_raised": "a higher number",
    "value_lowered": "a lower number",
    "unit_changed": "another unit, which cannot be compared",
    "measure_changed": "达到 → 提高, 增长 → 翻一番",
    "deadline_later": "2025年 → 2027年",
    "deadline_earlier": "2027年 → 2025年",
    "deadline_dropped": "no longer dated",
    "deadline_given": "newly dated",
    "status_changed": "planned → reported, or the other way",
    "commitment_weakened": "确保 → 力争",
    "commitment_strengthened": "力争 → 确保",
    "binding_weakened": "约束性 → 预期性",
    "binding_strengthened": "预期性 → 约束性",
    "indicator_renamed": "the same target under another name",
    "reworded": "the sentence says the same in other words",
    "initiative_gone": "an item of the outline that is gone",
    "initiative_new": "a new one",
    "initiative_retitled": "one under another title",
    "departments_changed": "other bodies are responsible",
    "programme_gone": "a programme, set or slogan that is gone",
    "programme_new": "a new one",
    "members_changed": "a set of programmes with other members",
    "fact_changed": "another title, issuer, region, number, day, kind or year of the document",
}
_RANK = {"must": 2, "none": 1, "plan": 1, "strive": 0}
_BINDING = {"binding": 2, "indicative": 1, None: 0}
_STRICT = {("gt", "ge"), ("lt", "le")}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "eq": "", "range": ""}
FACTS = ("title", "issuer", "region", "doc_number", "published", "doc_type", "year")
Said = tuple[str, str]  # kind, and what has become of what


def of_target(old: Record, new: Record) -> Iterator[Said]:
    """How a target differs; a sentence in other words counts only where nothing else does."""
    found = [*_number(old, new), *_dates(old, new), *_force(old, new)]
    if old["status"] != new["status"]:
        found.append(("status_changed", _arrow(old["status"], new["status"])))
    if squash(old["indicator"]) != squash(new["indicator"]):
        found.append(("indicator_renamed", _arrow(old["indicator"], new["indicator"])))
    if not found and squash(old["sentence"]) != squash(new["sentence"]):
        found.append(("reworded", ""))
    yield from found


def _number(old: Record, new: Record) -> Iterator[Said]:
    if (old["kind"] == "number") != (new["kind"] == "number"):
        yield "number_dropped" if old["kind"] == "number" else "number_given", _arrow(value(old), value(new))
        return
    said = _arrow(value(old), value(new))
    if old["change"] != new["change"]:
        yield "measure_changed", _arrow(old["change"], new["change"])
    if old["comparator"] != new["comparator"]:
        yield f"comparator_{_shift(old['comparator'], new['comparator'])}", said
    if old["base_unit"] != new["base_unit"]:
        yield "unit_changed", said
    elif not (close(old["value_low"], new["value_low"]) and close(old["value_high"], new["value_high"])):
        ends = [(o, n) for o, n in zip(_ends(old), _ends(new), strict=True) if None not in (o, n) and not close(o, n)]
        if ends:
            yield "value_raised" if sum(n - o for o, n in ends) > 0 else "value_lowered", said


def _ends(row: Record) -> tuple[Any, Any]:
    return row["value_low"], row["value_high"]


def _shift(old: str, new: str) -> str:
    """`ge` to `approx` is weaker, as is `gt` to `ge`.

    >>> _shift("ge", "approx"), _shift("ge", "gt"), _shift("ge", "le")
    ('weakened', 'strengthened', 'changed')
    """
    if new == "approx" or (old, new) in _STRICT:
        return "weakened"
    return "strengthened" if old == "approx" or (new, old) in _STRICT else "changed"


def _dates(old: Record, new: Record) -> Iterator[Said]:
    one, other = old["period_end"], new["period_end"]
    if one == other:
        return
    if one is None or other is None:
        kind = "deadline_given" if one is None else "deadline_dropped"
    else:
        kind = "deadline_later" if other > one else "deadline_earlier"
    yield kind, _arrow(one, other)


def _force(old: Record, new: Record) -> Iterator[Said]:
    for name, ranks in (("commitment", _RANK), ("binding", _BINDING)):
        one, other = ranks[old[name]], ranks[new[name]]
        if one != other:
            yield f"{name}_{'weakened' if other < one else 'strengthened'}", _arrow(old[name], new[name])


def of_initiative(old: Record, new: Record) -> Iterator[Said]:
    """How an initiative differs, its number and place aside."""
    if squash(old["title"]) != squash(new["title"]):
        yield "initiative_retitled", _arrow(old["title"], new["title"])
    if list(old["departments"] or ()) != list(new["departments"] or ()):
        yield "departments_changed", _arrow("、".join(old["departments"] or ()), "、".join(new["departments"] or ()))


def of_programme(old: Record, new: Record) -> Iterator[Said]:
    """How a programme differs."""
    one, other = ({squash(m): m for m in row["members"] or ()} for row in (old, new))
    if one.keys() != other.keys():
        gone = "、".join(m for key, m in one.items() if key not in other)
        more = "、".join(m for key, m in other.items() if key not in one)
        yield "members_changed", " ".join(filter(None, (gone and f"−{gone}", more and f"+{more}")))


def of_document(old: Record, new: Record) -> Iterator[Said]:
    """Which of a document's facts differ."""
    for name in FACTS:
        if old[name] != new[name]:
            yield "fact_changed", f"{name}: {_arrow(old[name], new[name])}"


def value(row: Record) -> str:
    """The value as people write it: ≥97%."""
    return f"{SIGNS[row['comparator']]}{row['text']}"


def _arrow(old: object, new: object) -> str:
    return f"{'–' if old in (None, '') else old} → {'–' if new in (None, '') else new}"
