"""Drift (目标变迁): what became of a body's goals from one plan to the next: new, dropped, softer, harder, put off."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.joining import goals
from pipeline.joining.bodies import Level, bodies
from pipeline.joining.goals import Figure, Given
from pipeline.joining.measures import Direction, Meaning, Measure, meanings
from pipeline.joining.reading import Tables
from pipeline.joining.verdicts import aim
from pipeline.lexicon import Lexicons
from pipeline.record import column

NEEDS = {**goals.NEEDS, "targets": (*goals.NEEDS["targets"], "commitment")}
Change = Literal["introduced", "dropped", "weakened", "strengthened", "postponed", "brought_forward", "same"]
Reach = Literal["year", "longer"]
# How firmly a goal is put, the firmest first.
_FIRM = {"must": 0, "plan": 1, "none": 1, "strive": 2}
_LOOSE = {"approx": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A goal in two plans of one body that follow each other, or in one of them only."""

    region: str = column("whose goal it is")
    level: Level | None = column("level of government of the region")
    organ: str | None = column("the organ that sets it; null if the government itself")
    indicator_key: str = column("the indicator, the same across documents")
    indicator_known: bool = column("in lexicons/indicators.csv; else the words of the documents, which may mean less")
    measure: Measure = column(
        "amount, gain (an amount more), growth (% more), rate (a level in %), points, ratio (doubled)"
    )
    reach: Reach = column("a goal for a year, or for longer")
    unit: str | None = column("base unit of difference")
    change: Change = column("what became of it; by value first, then by date, then by how firmly it is put")
    why: str = column("what changed: value, date, wording (左右, 力争), or that it is there in one plan only")
    direction: Direction = column("whether more or less of it is better, or neither")
    from_year: int = column("year of the earlier plan")
    to_year: int = column("year of the next plan of the same body that is in the tables")
    from_doc_id: str = column("the earlier plan")
    to_doc_id: str = column("the later one")
    before_id: str | None = column("the goal in targets, in the earlier plan")
    before_period: str | None = column("its period")
    before_text: str | None = column("as printed")
    before_sentence: str | None = column("its evidence: its sentence")
    after_id: str | None = column("the goal in targets, in the later plan")
    after_period: str | None = column("its period")
    after_text: str | None = column("as printed")
    after_sentence: str | None = column("its evidence: its sentence")
    difference: float | None = column("after less before, by the bounds that count")


def rows(tables: Tables, lexicons: Lexicons) -> Iterator[Row]:
    """Every goal of every two plans that follow each other, by body, year and indicator."""
    documents = [{**d, "text": (d["text"] or "")[:1000]} for d in tables.rows("documents")]
    of = goals.given(documents, bodies(documents, lexicons))
    known = meanings(lexicons)
    named = {entry["key"] for entry in lexicons["indicators"].entries} | known.keys()
    plans: dict[tuple[str, Reach], dict[str, dict[tuple[Any, ...], Figure]]] = defaultdict(dict)
    for figure in sorted(goals.figures(tables.rows("targets"), of, lexicons), key=lambda f: f.order):
        reach: Reach = "longer" if figure.span.horizon in ("multi_year", "by_date") else "year"
        if figure.row["status"] == "planned" and figure.span.end >= figure.given.day:
            plan = plans[figure.given.body.key, reach].setdefault(figure.given.doc_id, {})
            plan.setdefault(_subject(figure), figure)
    made = [
        _row(before.get(subject), after.get(subject), ends, reach, known, named)
        for (_, reach), by_document in plans.items()
        for ends, before, after in _steps(by_document)
        for subject in {**before, **after}
    ]
    yield from sorted(
        made, key=lambda r: (r.region, r.organ or "", r.to_year, r.to_doc_id, r.reach, r.indicator_key, r.measure,
                             r.before_id or "", r.after_id or "")
    )  # fmt: skip


def _subject(figure: Figure) -> tuple[Any, ...]:
    unit = figure.row["base_unit"] if figure.measure in ("amount", "gain") else None
    return (figure.key, figure.measure, figure.basis, unit)


def _steps(
    by_document: Mapping[str, Mapping[tuple[Any, ...], Figure]],
) -> Iterator[tuple[tuple[Given, Given], Mapping[tuple[Any, ...], Figure], Mapping[tuple[Any, ...], Figure]]]:
    """Plans of different years that follow each other; of one year's, the first in the order of days counts."""
    chosen: dict[int, Mapping[tuple[Any, ...], Figure]] = {}
    for plan in sorted(by_document.values(), key=_order):
        chosen.setdefault(_given(plan).year, plan)
    ordered = [chosen[year] for year in sorted(chosen)]
    for before, after in itertools.pairwise(ordered):
        yield (_given(before), _given(after)), before, after


def _given(plan: Mapping[tuple[Any, ...], Figure]) -> Given:
    return next(iter(plan.values())).given


def _order(plan: Mapping[tuple[Any, ...], Figure]) -> tuple[Any, ...]:
    given = _given(plan)
    return (given.day, -len(plan), given.doc_id)


def _row(
    before: Figure | None,
    after: Figure | None,
    ends: Sequence[Given],
    reach: Reach,
    known: Mapping[str, Meaning],
    named: set[str],
) -> Row:
    figure = after or before
    assert figure is not None
    direction = aim(figure, known.get(figure.key, Meaning())).direction
    change, why, difference = _change(before, after, direction)
    return Row(
        region=figure.given.body.region,
        level=figure.given.body.level,
        organ=figure.given.body.organ,
        indicator_key=figure.key,
        indicator_known=figure.key in named,
        measure=figure.measure,
        reach=reach,
        unit=figure.row["base_unit"],
        change=change,
        why=why,
        direction=direction,
        from_year=ends[0].year,
        to_year=ends[1].year,
        from_doc_id=ends[0].doc_id,
        to_doc_id=ends[1].doc_id,
        before_id=before.row["target_id"] if before else None,
        before_period=before.span.label if before else None,
        before_text=before.row["text"] if before else None,
        before_sentence=before.row["sentence"] if before else None,
        after_id=after.row["target_id"] if after else None,
        after_period=after.span.label if after else None,
        after_text=after.row["text"] if after else None,
        after_sentence=after.row["sentence"] if after else None,
        difference=difference,
    )


def _change(before: Figure | None, after: Figure | None, direction: Direction) -> tuple[Change, str, float | None]:
    if before is None:
        return "introduced", "in the later plan only", None
    if after is None:
        return "dropped", "in the earlier plan only", None
    ours, theirs = (f.high if direction == "less" else f.low for f in (after, before))
    difference = round(ours - theirs, 9)
    better = -difference if direction == "less" else difference
    if abs(better) > 1e-9:
        return ("strengthened" if better > 0 else "weakened"), "value", difference
    longer = before.span.horizon in ("multi_year", "by_date")
    if longer and after.span.end != before.span.end:
        return ("postponed" if after.span.end > before.span.end else "brought_forward"), "date", difference
    softer = _softness(after) - _softness(before)
    if softer:
        return ("weakened" if softer > 0 else "strengthened"), "wording", difference
    return "same", "nothing", difference


def _softness(figure: Figure) -> int:
    row = figure.row
    return _FIRM.get(row["commitment"], 1) + 3 * _LOOSE.get(row["comparator"], 0)
