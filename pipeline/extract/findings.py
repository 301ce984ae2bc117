"""What a careful reader would query in a document (疑点), and what a CI run can fail on: one function a rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from pipeline.document import Document
from pipeline.grammar.shares import is_share
from pipeline.record import Category, column

NEEDS = ("documents", "initiatives", "numbers", "programmes", "targets")
KEY = "f"
NUMBER = "finding_no"

Severity = Literal["error", "warning", "note"]
RATES = ("率", "占比", "比重", "比例")
WHOLE = 100  # percent
FAR_AHEAD = 50  # years after the document's own
ROUNDING = 0.02  # of a level, which two printed roundings may differ by


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A finding, and the row it is about."""

    severity: Severity = column("error: cannot be right; warning: look at it; note: good to know")
    rule: Category = column("name of the rule")
    message: str = column("what is odd, in one sentence")
    table: Category | None = column("table of the row it is about")
    row_id: int | None = column("the row it is about", ref="*")
    start: int = column("start in documents.text", unit="code points")
    end: int = column("end in documents.text", unit="code points")


Rule = Callable[[Document], Iterator[Row]]


def rows(doc: Document) -> Iterator[Row]:
    """The findings of `doc`, by position."""
    found = [row for rule in RULES for row in rule(doc)]
    yield from sorted(found, key=lambda row: (row.start, row.end, row.rule))


def _about(doc: Document, table: str, at: int, severity: Severity, rule: str, message: str) -> Row:
    row = doc.found[table][at]
    return Row(
        severity=severity, rule=Category(rule), message=message, table=Category(table), row_id=at,
        start=row.start, end=min(row.end, row.start + 80),
    )  # fmt: skip


def _each(doc: Document, table: str) -> Iterator[tuple[int, Any]]:
    yield from enumerate(doc.found[table])


def numbering(doc: Document) -> Iterator[Row]:
    """A gap, a repeat or a disorder in the numbering: （二） followed by （四）."""
    said = {
        "missing_before": "a number is missing before",
        "repeated": "the number stands twice",
        "out_of_order": "out of order:",
    }
    for at, item in _each(doc, "initiatives"):
        for anomaly in item.anomalies:
            message = f"{said.get(anomaly, anomaly)} {item.marker}{item.title}"
            yield _about(doc, "initiatives", at, "warning", f"numbering_{anomaly}", message)


def empty_heading(doc: Document) -> Iterator[Row]:
    """A heading with nothing under it: its text ends with its title, and no item stands under it."""
    parents = {item.parent for item in doc.items}
    for at, item in enumerate(doc.items):
        body = doc.text[item.title_end : item.end].strip("。；;：:. \n")
        if item.style in ("table", "series") or at in parents or body or len(item.title) > 20:
            continue
        following = doc.items[at + 1] if at + 1 < len(doc.items) else None
        if following is not None and following.level < item.level:
            yield _about(
                doc, "initiatives", at, "note", "empty_heading", f"nothing stands under {item.marker}{item.title}"
            )


def member_count(doc: Document) -> Iterator[Row]:
    """An umbrella that declares another number of members than the document names: 五大工程 with four."""
    for at, row in _each(doc, "programmes"):
        if row.role == "umbrella" and row.declared_count and row.found_count and row.declared_count != row.found_count:
            message = f"{row.name} declares {row.declared_count} members, the document names {row.found_count}"
            yield _about(doc, "programmes", at, "warning", "member_count", message)


def share_over_100(doc: Document) -> Iterator[Row]:
    """A share of more than the whole: 覆盖率达120%."""
    for at, row in _each(doc, "targets"):
        part = row.base_unit == "percent" and row.change == "level" and is_share(row.indicator or "", doc.lexicons)
        if part and row.value_high is not None and row.value_high > WHOLE:
            yield _about(doc, "targets", at, "error", "share_over_100", f"{row.indicator} of {row.text}")


def range_upside_down(doc: Document) -> Iterator[Row]:
    """A range whose lower end is the higher: 8%至6%."""
    for at, row in _each(doc, "targets"):
        if row.value_low is not None and row.value_high is not None and row.value_low > row.value_high:
            yield _about(doc, "targets", at, "error", "range_upside_down", f"{row.text} falls from low to high")


def percent_for_points(doc: Document) -> Iterator[Row]:
    """A rate that rises by % where percentage points are meant: 毛入园率比上年提高3%."""
    for at, row in _each(doc, "targets"):
        moved = row.change in ("increase", "decrease") and row.base_unit == "percent"
        if moved and (row.indicator or "").endswith(RATES):
            yield _about(
                doc, "targets", at, "warning", "percent_for_points", f"{row.indicator} moves by {row.text}: points?"
            )


def far_future(doc: Document) -> Iterator[Row]:
    """A date more than fifty years after the document's own."""
    year = doc.found["documents"][0].year
    for at, row in _each(doc, "targets"):
        if year and row.period_end is not None and row.period_text and row.period_end.year > year + FAR_AHEAD:
            yield _about(doc, "targets", at, "warning", "far_future", f"{row.period_text} is far from {year}")


def two_values(doc: Document) -> Iterator[Row]:
    """The same indicator and period with two values."""
    seen: dict[tuple[Any, ...], tuple[int, Any]] = {}
    for at, row in _each(doc, "targets"):
        whole = row.kind == "number" and row.change == "level" and row.dimension in ("ratio", "money")
        if not (whole and row.indicator_key and row.period_text and len(row.indicator_key) >= 4):
            continue
        key = (
            row.indicator_key,
            row.period_start,
            row.period_end,
            row.status,
            row.base_unit,
            row.action,
            row.comparator,
        )
        first = seen.setdefault(key, (at, row))[1]
        if (first.value_low, first.value_high) != (row.value_low, row.value_high):
            message = f"{row.indicator}: {first.text} and {row.text} for {row.period_text}"
            yield _about(doc, "targets", at, "warning", "two_values", message)


def base_and_growth(doc: Document) -> Iterator[Row]:
    """Baseline, growth and level that do not fit: 由100亿元增加到130亿元、增长20%."""
    by_sentence: dict[tuple[int | None, str | None], list[tuple[int, Any]]] = defaultdict(list)
    for at, row in _each(doc, "targets"):
        by_sentence[row.sent_no, row.indicator_key].append((at, row))
    for group in by_sentence.values():
        for (_, level), (at, growth) in pairwise(group):
            if level.baseline_low and level.low is not None and growth.change in ("increase", "decrease"):
                expected = _expected(level, growth)
                if expected is not None and abs(expected - level.low) > ROUNDING * max(abs(level.low), 1):
                    message = f"{level.baseline_low:g} and {growth.text} give {expected:g}, not {level.text}"
                    yield _about(doc, "targets", at, "warning", "base_and_growth", message)


def _expected(level: Any, growth: Any) -> float | None:
    sign = 1 if growth.change == "increase" else -1
    if growth.low is None:
        return None
    if growth.base_unit == "percent" and level.base_unit != "percent":
        return float(level.baseline_low * (1 + sign * growth.low / 100))
    if growth.base_unit == "percentage_point" and level.base_unit == "percent":
        return float(level.baseline_low + sign * growth.low)
    return None


def suspect_number(doc: Document) -> Iterator[Row]:
    """A number that cannot be what the document said."""
    for at, row in _each(doc, "targets"):
        if row.suspect:
            likely = f", likely {row.likely}" if row.likely else ""
            yield _about(
                doc, "targets", at, "warning", "suspect_number", f"{row.text}{likely}: {'; '.join(row.suspect)}"
            )


def placeholder_left(doc: Document) -> Iterator[Row]:
    """A figure left open in a published document: 创建示范村X个."""
    for at, row in _each(doc, "targets"):
        if row.placeholder:
            yield _about(doc, "targets", at, "note", "placeholder_left", f"{row.indicator or 'a figure'}: {row.text}")


RULES: tuple[Rule, ...] = (
    numbering, empty_heading, member_count, share_over_100, range_upside_down, percent_for_points, far_future,
    two_values, base_and_growth, suspect_number, placeholder_left,
)  # fmt: skip
