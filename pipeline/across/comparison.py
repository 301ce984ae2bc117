"""Levels compared (层级对比): the same indicator and period as the nation, province, city and county set it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.joining import goals
from pipeline.joining.bodies import LEVELS, NATION, Body, Level, bodies
from pipeline.joining.goals import Figure
from pipeline.joining.measures import Direction, Meaning, Measure, meanings
from pipeline.joining.reading import Tables
from pipeline.joining.spans import Horizon
from pipeline.joining.verdicts import aim
from pipeline.lexicon import Lexicons
from pipeline.record import column

NEEDS = goals.NEEDS
Stance = Literal["more", "same", "less"]
_AMOUNTS = ("amount", "gain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A region's goal beside that of the nearest region above it which sets one for the same period."""

    indicator_key: str = column("the indicator, the same across documents")
    indicator_known: bool = column("in lexicons/indicators.csv; else the words of the documents, which may mean less")
    period: str = column("the period aimed at: 2017; 2021/2025; /2025 by its end; days")
    horizon: Horizon = column("a year's goal, one over several years, one by a date, one for a part of a year")
    measure: Measure = column(
        "amount, gain (an amount more), growth (% more), rate (a level in %), points, ratio (doubled)"
    )
    unit: str | None = column("base unit of low, high and difference")
    region: str = column("whose goal it is")
    level: Level = column("level of government of the region")
    target_id: str = column("the goal in targets")
    text: str = column("the goal as printed")
    low: float = column("its lower end, falls negative, in unit")
    high: float = column("its upper end, falls negative, in unit")
    sentence: str = column("its evidence: its sentence")
    above_region: str = column("the region above")
    above_level: Level = column("level of government of the region above")
    steps: int = column("levels between the two: 1 from a city to its province")
    above_id: str = column("the goal of the region above in targets")
    above_text: str = column("that goal as printed")
    above_low: float = column("its lower end, falls negative, in unit")
    above_high: float = column("its upper end, falls negative, in unit")
    above_sentence: str = column("its evidence: its sentence")
    direction: Direction = column("whether more or less of it is better, or neither")
    difference: float | None = column("goal less the goal above, by the bounds that count; null for amounts")
    part: float | None = column("for amounts: the goal as a part of the goal above, 1 being all of it")
    stance: Stance | None = column(
        "aims at more, the same or less than the region above, by direction; null for amounts"
    )


def rows(tables: Tables, lexicons: Lexicons) -> Iterator[Row]:
    """Every goal that has one above it, by indicator, period, level and region."""
    documents = [{**d, "text": (d["text"] or "")[:1000]} for d in tables.rows("documents")]
    of = goals.given(documents, bodies(documents, lexicons))
    known = meanings(lexicons)
    named = {entry["key"] for entry in lexicons["indicators"].entries} | known.keys()
    first: dict[tuple[Any, ...], dict[str, Figure]] = defaultdict(dict)
    for figure in sorted(goals.figures(tables.rows("targets"), of, lexicons), key=lambda f: f.order):
        body = figure.given.body
        planned = figure.row["status"] == "planned" and figure.span.end >= figure.given.day
        if planned and body.level is not None and body.organ is None:
            first[figure.key, *figure.sense].setdefault(body.region, figure)
    made = []
    for by_region in first.values():
        for figure in by_region.values():
            above = _above(figure.given.body, by_region)
            if above is not None:
                made.append(_row(figure, above, known.get(figure.key, Meaning()), figure.key in named))
    yield from sorted(made, key=lambda r: (r.indicator_key, r.period, r.measure, LEVELS.index(r.level), r.region))


def _above(body: Body, by_region: Mapping[str, Figure]) -> Figure | None:
    """The goal of the nearest region that `body` is said to lie in; the nation is above all."""
    over = [r for r in by_region if r != body.region and (r == NATION or body.region.startswith(r))]
    nearest = max(over, key=lambda r: 0 if r == NATION else len(r), default=None)
    return by_region[nearest] if nearest is not None else None


def _row(figure: Figure, above: Figure, meaning: Meaning, is_known: bool) -> Row:
    body, over = figure.given.body, above.given.body
    assert body.level is not None and over.level is not None
    direction = aim(figure, meaning).direction
    counts = figure.measure in _AMOUNTS
    ours, theirs = _bound(figure, direction), _bound(above, direction)
    return Row(
        indicator_key=figure.key,
        indicator_known=is_known,
        period=figure.span.label,
        horizon=figure.span.horizon,
        measure=figure.measure,
        unit=figure.row["base_unit"],
        region=body.region,
        level=body.level,
        target_id=figure.row["target_id"],
        text=figure.row["text"],
        low=figure.low,
        high=figure.high,
        sentence=figure.row["sentence"],
        above_region=over.region,
        above_level=over.level,
        steps=LEVELS.index(body.level) - LEVELS.index(over.level),
        above_id=above.row["target_id"],
        above_text=above.row["text"],
        above_low=above.low,
        above_high=above.high,
        above_sentence=above.row["sentence"],
        direction=direction,
        difference=None if counts else round(ours - theirs, 9),
        part=round(ours / theirs, 6) if counts and theirs else None,
        stance=None if counts or direction == "equal" else _stance(ours - theirs, direction),
    )


def _bound(figure: Figure, direction: Direction) -> float:
    """The end of the goal that must be reached."""
    return figure.high if direction == "less" else figure.low


def _stance(difference: float, direction: Direction) -> Stance:
    better = -difference if direction == "less" else difference
    return "same" if abs(better) < 1e-9 else "more" if better > 0 else "less"
