"""Goals and results: rows of `targets` made comparable, each with what it may be joined on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.joining.bodies import Body
from pipeline.joining.measures import Meaning, Measure, basis, half_step, meanings, measure, sign
from pipeline.joining.sayings import Sayings
from pipeline.joining.spans import Span, last_day, reported_span, span
from pipeline.lexicon import Lexicons

NEEDS = {
    "documents": ("doc_id", "title", "issuer", "region", "published", "doc_type", "year", "text"),
    "targets": (
        "target_id", "doc_id", "sent_no", "indicator", "indicator_key", "action", "kind", "comparator", "change",
        "low", "high", "value_low", "value_high", "base_unit", "baseline_low", "status", "period_start", "period_end",
        "period_assumed", "placeholder", "suspect", "text", "sentence", "start",
    ),
}  # fmt: skip
NEW = ("新增", "净增")
MOVES = ("涨幅", "增幅", "降幅", "增速", "升幅", "上涨幅度")
# No indicator at all: one character, or a span of time.
_VAGUE = re.compile(r"^(?:.|[一二三四五六七八九十两几\d]+[年月日天]|其中|以上|总数|总额|合计)$")


@dataclass(frozen=True, slots=True)
class Given:
    """A document as the ledger sees it: whose, and from which day."""

    doc_id: str
    body: Body
    day: date
    year: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of `targets` with what two of them must share to be about the same thing."""

    row: Mapping[str, Any]
    given: Given
    key: str
    measure: Measure
    basis: str
    span: Span
    low: float  # of the value with its sign: a fall of 3 % is -3
    high: float
    half_step: float
    occurrence: int
    span_note: str | None = None

    @property
    def subject(self) -> tuple[Any, ...]:
        """Body, indicator, measure, basis, unit and period."""
        return (self.given.body.key, self.key, *self.sense)

    @property
    def sense(self) -> tuple[Any, ...]:
        """What must agree besides body and indicator; of a mean of several years, the last of them."""
        unit = self.row["base_unit"] if self.measure in ("amount", "gain") else None
        first, last = self.span.joined
        return (self.measure, self.basis, unit, None if self.basis == "average" else first, last)

    @property
    def order(self) -> tuple[Any, ...]:
        """By day, document and place."""
        return (self.given.day, self.given.doc_id, self.row["start"])


def given(documents: Iterable[Mapping[str, Any]], owners: Mapping[str, Body]) -> dict[str, Given]:
    """Documents whose body and day are known, by `doc_id`."""
    found = {}
    for document in documents:
        body, day = owners.get(document["doc_id"]), last_day(document)
        if body is not None and day is not None:
            found[document["doc_id"]] = Given(document["doc_id"], body, day, document["year"] or day.year)
    return found


def canonical_key(row: Mapping[str, Any], lexicons: Lexicons) -> str | None:
    """The indicator's key; a verb that is a part of the lexicon's name counts: `新增|城镇就业` is 新增城镇就业."""
    if row["action"] in NEW and row["indicator"]:
        whole = lexicons["indicators"].get(NEW[0] + row["indicator"])
        if whole is not None:
            return whole["key"]
    key: str | None = row["indicator_key"]
    return key


def figures(
    targets: Iterable[Mapping[str, Any]], documents: Mapping[str, Given], lexicons: Lexicons
) -> Iterator[Figure]:
    """The rows that state a figure of a named indicator for a period; goals that are only quoted are left out."""
    known, words = meanings(lexicons), Sayings(lexicons)
    targets = list(targets)
    started_from = {(r["doc_id"], r["sent_no"], r["baseline_low"]) for r in targets if r["baseline_low"] is not None}
    seen: Counter[tuple[Any, ...]] = Counter()
    quoted: dict[tuple[str, int], Mapping[str, Any]] = {}
    for row in targets:
        of = documents.get(row["doc_id"])
        printed = (row["doc_id"], row["sent_no"], row["text"])
        seen[printed] += 1
        if of is None or row["kind"] != "number" or row["value_low"] is None or row["placeholder"] or row["suspect"]:
            continue
        if row["action"] is None and (row["doc_id"], row["sent_no"], row["low"]) in started_from:
            continue  # what another figure starts from: 40个 of 从40个减少到29个
        occurrence = seen[printed] - 1
        if row["status"] == "reported" and row["sentence"] and words.is_quoted(row, occurrence):
            quoted[row["doc_id"], row["sent_no"]] = row
            continue
        if row["indicator_key"] in MOVES and row["sent_no"] is not None:
            row = _of_quoted(row, quoted.get((row["doc_id"], row["sent_no"] - 1)))
        figure = _figure(row, of, occurrence, known, lexicons)
        if figure is not None:
            yield figure


def _of_quoted(row: Mapping[str, Any], quoted: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A bare 涨幅 of the sentence behind a quoted goal is that of the goal's indicator, in the goal's period."""
    if quoted is None or row["base_unit"] != quoted["base_unit"]:
        return row
    return {**row, **{name: quoted[name] for name in ("indicator_key", "period_start", "period_end", "period_assumed")}}


def _figure(
    row: Mapping[str, Any], of: Given, occurrence: int, known: Mapping[str, Meaning], lexicons: Lexicons
) -> Figure | None:
    key = canonical_key(row, lexicons)
    when, note = (span(row), None) if row["status"] == "planned" else reported_span(row, of.day)
    if key is None or when is None or not row["sentence"] or _VAGUE.search(key):
        return None
    kind = measure(row, known.get(key, Meaning()))
    low, high = sorted(sign(row, kind) * v for v in (row["value_low"], _or(row["value_high"], row["value_low"])))
    against = basis(row, kind, occurrence)
    if against == "year" and kind == "growth" and when.horizon == "multi_year":
        against = "since"  # 五年内增长44%
    return Figure(row, of, key, kind, against, when, low, high, half_step(row), occurrence, note)


def _or(value: float | None, other: float) -> float:
    return other if value is None else value
