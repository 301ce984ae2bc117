"""Plan beside outcome (账本): each goal for a period with what a later document of the same body reports for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from pipeline.joining import goals
from pipeline.joining.bodies import Level, bodies
from pipeline.joining.goals import Figure, Given
from pipeline.joining.measures import Direction, Meaning, Measure, meanings
from pipeline.joining.outcomes import Told, Words, following
from pipeline.joining.reading import Tables
from pipeline.joining.sayings import Said
from pipeline.joining.spans import Horizon
from pipeline.joining.verdicts import Ground, Judged, aim, judge
from pipeline.lexicon import Lexicons
from pipeline.record import column

NEEDS = {**goals.NEEDS, "sentences": ("doc_id", "sent_no", "role", "text")}
Verdict = Literal["met", "missed", "restated", "not_reported", "no_document"]
FAR = 4  # times; figures of a name that is not in the lexicon and lie further apart are of two things
WINDOW = timedelta(days=366)  # after a period's end, in which a report on it is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A goal and what came of it."""

    indicator_key: str = column("the indicator, the same across documents")
    region: str = column("whose goal it is: 全国, a province, a city, a county")
    level: Level | None = column("level of government of the region")
    organ: str | None = column("the organ that set it; null if the government itself")
    period: str = column("the period aimed at: 2017; 2021/2025; /2025 by its end; days")
    horizon: Horizon = column("a year's goal, one over several years, one by a date, one for a part of a year")
    indicator_known: bool = column("in lexicons/indicators.csv; else the words of the document, which may mean less")
    measure: Measure = column(
        "amount, gain (an amount more), growth (% more), rate (a level in %), points, ratio (doubled)"
    )
    basis: Literal["year", "average", "since"] = column("against the year before, a year's mean, or an earlier year")
    direction: Direction = column("whether more or less of it is better, or neither")
    direction_from: Ground = column("what says so: the goal's comparator, the lexicon, its change; or assumed")
    target_id: str = column("the goal in targets")
    planned_doc_id: str = column("the document that sets it")
    planned_year: int = column("that document's year")
    planned_text: str = column("the goal as printed")
    planned_comparator: str = column("how the number bounds the value: eq, ge, le, approx, range, …")
    planned_low: float = column("lower end, falls negative, in unit")
    planned_high: float = column("upper end, falls negative, in unit")
    unit: str | None = column("base unit of planned_* and reported_*")
    planned_sentence: str = column("the goal's evidence: its sentence")
    repeats: int = column("how often documents give the same goal again; repeats have no rows")
    restated_id: str | None = column("the goal in targets that a later document sets for the same period")
    outcome_id: str | None = column("the result in targets")
    reported_doc_id: str | None = column("the document that reports it")
    reported_year: int | None = column("that document's year")
    reported_key: str | None = column("the indicator reported, where another answers for the one aimed at")
    reported_text: str | None = column("the result as printed")
    reported_low: float | None = column("lower end of the result, falls negative, in unit")
    reported_high: float | None = column("upper end of the result, falls negative, in unit")
    reported_sentence: str | None = column("the result's evidence: its sentence")
    reported_others: int = column("further results for the same goal, in this or other documents")
    margin: float | None = column("how far the result lies on the better side of the goal; negative: short of it")
    tolerance: float | None = column("what it may fall short by and be met, in unit")
    tolerance_why: str | None = column("where the tolerance comes from")
    said: Said | None = column("what the reporting document itself says: met or missed")
    verdict: Verdict = column(
        "met, missed; restated (set again, no result); not_reported (a report is there, the result is not); no_document"
    )
    reason: str = column("why this verdict")


def rows(tables: Tables, lexicons: Lexicons) -> Iterator[Row]:
    """The ledger: by body, indicator, period and day of the goal."""
    owners = bodies(documents := [_short(d) for d in tables.rows("documents")], lexicons)
    of = goals.given(documents, owners)
    known = meanings(lexicons)
    named = {entry["key"] for entry in lexicons["indicators"].entries} | known.keys()
    figures = sorted(goals.figures(tables.rows("targets"), of, lexicons), key=lambda f: f.order)
    plans = _plans(f for f in figures if f.row["status"] == "planned")
    results: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.row["status"] == "reported":
            results[figure.subject].append(figure)
    reports = _reports(documents, of)
    words = Words(figures, tables, lexicons, {g.doc_id for found in reports.values() for g in found})
    court = _Judge(results, reports, words, known, named)
    made = [court.row(plan) for plan in plans]
    yield from sorted(made, key=lambda r: (r.region, r.organ or "", r.indicator_key, r.period, r.measure, r.target_id))


def _short(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**document, "text": (document["text"] or "")[:1000]}


@dataclass(frozen=True, slots=True)
class _Plan:
    goal: Figure
    repeats: int
    restated: Figure | None


def _plans(planned: Iterable[Figure]) -> Iterator[_Plan]:
    """The goals, each once: what repeats it adds to its count, what sets another value later restates it."""
    by_subject: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for figure in planned:
        if figure.span.end >= figure.given.day:  # a goal for what is past is a goal quoted
            by_subject[figure.subject].append(figure)
    for subject in sorted(by_subject, key=repr):
        found = by_subject[subject]
        first: dict[tuple[Any, ...], Figure] = {}
        for figure in found:
            first.setdefault(_value(figure), figure)
        for goal in first.values():
            same = [f for f in found if _value(f) == _value(goal)]
            later = [f for f in found if f.given.day > goal.given.day]
            yield _Plan(goal, len(same) - 1, later[0] if later else None)


def _value(figure: Figure) -> tuple[Any, ...]:
    return (figure.low, figure.high, figure.row["comparator"])


def _reports(documents: Iterable[Mapping[str, Any]], of: Mapping[str, Given]) -> dict[str, list[Given]]:
    """By body, the documents that report, by day."""
    found: dict[str, list[Given]] = defaultdict(list)
    for document in documents:
        given = of.get(document["doc_id"])
        if given is not None and document["doc_type"] in ("report", "report_and_plan"):
            found[given.body.key].append(given)
    return {body: sorted(given, key=lambda g: (g.day, g.doc_id)) for body, given in found.items()}


@dataclass(frozen=True, slots=True)
class _Judge:
    """What a goal is held against."""

    results: Mapping[tuple[Any, ...], Sequence[Figure]]
    reports: Mapping[str, Sequence[Given]]
    words: Words
    known: Mapping[str, Meaning]
    named: Collection[str]

    def row(self, plan: _Plan) -> Row:
        """The ledger's row of a goal."""
        goal = plan.goal
        meaning = self.known.get(goal.key, Meaning())
        wanted = aim(goal, meaning)
        candidates = _candidates(goal, meaning, goal.key in self.named, self.results)
        result = candidates[0] if candidates else None
        due = following(self.reports.get(goal.given.body.key, ()), goal.span.end, goal.span.end + WINDOW)
        judged = judge(goal, result, meaning) if result else None
        if result is not None:
            told = self.words.said_of(result, wanted.direction)
        else:
            told = self.words.said_in(due, goal, wanted.direction)
        verdict, reason = _verdict(plan, result, judged, told.said if told and not result else None, due)
        return Row(
            **_planned(plan),
            **_reported(goal, candidates, told),
            indicator_known=goal.key in self.named,
            direction=wanted.direction,
            direction_from=wanted.ground,
            margin=judged.margin if judged else None,
            tolerance=judged.tolerance if judged else None,
            tolerance_why=judged.why if judged else None,
            said=told.said if told else None,
            verdict=verdict,
            reason=reason,
        )


def _planned(plan: _Plan) -> dict[str, Any]:
    goal, row = plan.goal, plan.goal.row
    return {
        "indicator_key": goal.key,
        "region": goal.given.body.region,
        "level": goal.given.body.level,
        "organ": goal.given.body.organ,
        "period": goal.span.label,
        "horizon": goal.span.horizon,
        "measure": goal.measure,
        "basis": goal.basis,
        "target_id": row["target_id"],
        "planned_doc_id": row["doc_id"],
        "planned_year": goal.given.year,
        "planned_text": row["text"],
        "planned_comparator": row["comparator"],
        "planned_low": goal.low,
        "planned_high": goal.high,
        "unit": row["base_unit"],
        "planned_sentence": row["sentence"],
        "repeats": plan.repeats,
        "restated_id": plan.restated.row["target_id"] if plan.restated else None,
    }


def _reported(goal: Figure, candidates: Sequence[Figure], told: Told | None) -> dict[str, Any]:
    result = candidates[0] if candidates else None
    row: Mapping[str, Any] = result.row if result else {}
    return {
        "outcome_id": row.get("target_id"),
        "reported_doc_id": row["doc_id"] if result else told.doc_id if told else None,
        "reported_year": result.given.year if result else told.year if told else None,
        "reported_key": result.key if result and result.key != goal.key else None,
        "reported_text": row.get("text"),
        "reported_low": result.low if result else None,
        "reported_high": result.high if result else None,
        "reported_sentence": row["sentence"] if result else told.sentence if told else None,
        "reported_others": max(0, len(candidates) - 1),
    }


def _candidates(
    goal: Figure, meaning: Meaning, is_known: bool, results: Mapping[tuple[Any, ...], Sequence[Figure]]
) -> list[Figure]:
    """Results for `goal`, the best first: of its own indicator, after the period's end, with its year said."""
    found: list[tuple[tuple[Any, ...], Figure]] = []
    for rank, key in enumerate((goal.key, *meaning.stands_in)):
        for result in results.get((goal.given.body.key, key, *goal.sense), ()):
            if result.given.day > goal.given.day and (is_known or _alike(goal, result)):
                early = result.given.day <= goal.span.end
                found.append(((rank, early, result.given.day, result.span_note is not None, result.order), result))
    return [result for _, result in sorted(found, key=lambda pair: pair[0])]


def _alike(goal: Figure, result: Figure) -> bool:
    """Whether two figures of a name that no lexicon has may be of the same thing: within the same order of size."""
    a, b = abs(goal.high), abs(result.high)
    return min(a, b) * FAR >= max(a, b)


def _verdict(
    plan: _Plan, result: Figure | None, judged: Judged | None, said: Said | None, due: Sequence[Given]
) -> tuple[Verdict, str]:
    if result is not None and judged is not None:
        why = "the figures compared"
        if result.key != plan.goal.key:
            why += f"; {result.key} answers for {plan.goal.key}"
        if result.given.day <= plan.goal.span.end:
            why += "; reported before the period was over"
        return judged.verdict, why + (f"; {result.span_note}" if result.span_note else "")
    if said is not None:
        return said, "the report says so in words"
    if plan.restated is not None:
        return "restated", "a later document sets a goal for the same period, none reports a result"
    if due:
        return "not_reported", f"{len(due)} report(s) of the body within a year of the period's end do not give it"
    last: date = plan.goal.span.end + WINDOW
    return "no_document", f"no report of the body between {plan.goal.span.end} and {last}"
