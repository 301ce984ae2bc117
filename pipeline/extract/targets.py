"""Quantitative targets (量化指标): every statement of a measured amount, planned or reported, one row a number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from pipeline import status
from pipeline.document import Document
from pipeline.grammar import typed
from pipeline.grammar.binding import Binding, bindings
from pipeline.grammar.dating import Dater
from pipeline.grammar.frame import Change, Comparator, Frame
from pipeline.grammar.keys import indicator_key
from pipeline.grammar.measured import quantities_by_sentence, readings_of
from pipeline.grammar.reading import Reading
from pipeline.grammar.shares import is_share
from pipeline.grammar.words import Words
from pipeline.lexicon import Entry
from pipeline.quantities import Quantity
from pipeline.record import column
from pipeline.text import Edit

NEEDS = ("documents", "initiatives", "programmes")
KEY = "t"

Kind = Literal["number", "placeholder", "relational", "relative", "delegated", "directional", "absent"]
Status = Literal["planned", "reported"]
Commitment = Literal["must", "strive", "plan", "none"]


@dataclass(slots=True, kw_only=True)  # not frozen: made by the ten thousand, and that would take four times as long
class Row:
    """A measured amount, or a target set without one."""

    initiative_id: int | None = column("the innermost initiative that holds it", ref="initiatives")
    sent_no: int | None = column("number of its sentence in the table sentences")
    indicator: str | None = column("what is measured (指标), as the text names it")
    indicator_key: str | None = column("the same for the same indicator across documents")
    action: str | None = column("the verb the number hangs on")
    kind: Kind = column("number, or how a target is set without one")
    comparator: Comparator = column("how the number bounds the value")
    change: Change = column("the amount itself, by how much more or less, or a ratio")
    low: float | None = column("lower end of the value, as printed before the unit")
    high: float | None = column("upper end of the value, as printed before the unit")
    unit: str | None = column("unit as printed, with its scale word")
    value_low: float | None = column("lower end in the base unit")
    value_high: float | None = column("upper end in the base unit")
    base_unit: str | None = column("base unit: CNY, person, percent, percentage_point, m2, …")
    dimension: str | None = column("what the unit measures: money, count, ratio, area, …")
    baseline_low: float | None = column("lower end of the value it starts from, as printed", default=None)
    baseline_high: float | None = column("upper end of the value it starts from, as printed", default=None)
    status: Status = column("to be reached, or found to be so")
    commitment: Commitment = column("how firmly it is meant")
    binding: Binding | None = column("约束性 or 预期性, where the text says so")
    period_text: str | None = column("the words that date it")
    period_start: date | None = column("first day it covers")
    period_end: date | None = column("last day it covers")
    period_assumed: str | None = column("what was assumed to date it, where the text does not say")
    placeholder: bool = column("the figure is left open: XX, 若干")
    suspect: list[str] = column("reasons to doubt the printed number")
    likely: str | None = column("the likely original number, where it can be told")
    text: str = column("the number and its unit as printed, cleaned")
    sentence: str | None = column("the sentence it stands in")
    start: int = column("start in documents.text", unit="code points")
    end: int = column("end in documents.text", unit="code points")
    rule: str = column("the rules that made the row, for gangmu explain")


def rows(doc: Document) -> Iterator[Row]:
    """The targets of `doc`, by position."""
    words = Words.of(doc.lexicons)
    facts = doc.found["documents"][0]
    dater = Dater(doc.text, status.periods(doc), facts.year)
    maker = _Maker(doc, words, dater, status.Statuses.of(doc))
    found: list[Row] = []
    measured = quantities_by_sentence(doc)
    for number, quantities in measured.items():
        found += maker.numbers(readings_of(doc, number, quantities, words), number)
    for number in typed.likely(doc):
        before, beside, after = (len(measured.get(n, ())) for n in (number - 1, number, number + 1))
        near = before + beside + after
        found += maker.typed(typed.find(doc, doc.sentences[number], words, beside, near), number)
    found.sort(key=lambda row: (row.start, row.end))
    for at, row in enumerate(found):
        if row.rule == typed.CARRIED:
            if not at or found[at - 1].sent_no != row.sent_no:
                continue
            row.indicator, row.indicator_key = found[at - 1].indicator, found[at - 1].indicator_key
        yield row


WHOLE = 100  # percent; a share of more cannot be right (办复率20230%)


@dataclass(frozen=True)
class _Maker:
    """Makes the rows of one document."""

    doc: Document
    words: Words
    dater: Dater
    statuses: status.Statuses

    def numbers(self, readings: Sequence[Reading], number: int) -> list[Row]:
        """The rows of the numbers of a sentence, which is the `number`th."""
        bound = bindings(self.doc.text, self.doc.sentences[number], [r.quantity.end for r in readings])
        made = [self._number(r, binding, number) for r, binding in zip(readings, bound, strict=True)]
        _repeat_baselines(made, readings)
        return made

    def typed(self, found: Iterator[typed.Typed], number: int) -> Iterator[Row]:
        """The rows of the targets without a number in that sentence."""
        for target in found:
            row = self._begun(target.start, target.end, target.indicator, number)
            if target.kind == "directional" and row.status != "planned":
                continue
            row.kind, row.action = target.kind, target.action or None
            row.change, row.comparator, row.rule = target.change, target.comparator, target.rule
            yield row

    def _number(self, reading: Reading, binding: Binding | None, number: int) -> Row:
        q, frame, indicator = reading.quantity, reading.frame, reading.indicator
        row = self._begun(q.start, q.end, indicator, number)
        row.action = frame.verb or None
        row.comparator = _comparator(q, frame, row.text)
        if reading.rule not in ("award", "honour"):
            row.change = _change(q, frame, indicator, reading.rule, self.words)
        row.low, row.high, row.unit = q.low, q.high, q.unit
        row.value_low, row.value_high, row.base_unit, row.dimension = (
            q.value_low,
            q.value_high,
            q.base_unit,
            q.dimension,
        )
        row.binding = binding
        if q.form == "placeholder":
            row.kind, row.placeholder = "placeholder", True
        if frame.baseline:
            row.status = "reported"
        row.suspect, row.likely = self._doubts(q)
        over = q.base_unit == "percent" and (q.high or 0) > WHOLE
        if over and row.change == "level" and is_share(indicator, self.doc.lexicons):
            row.suspect.append("share over 100 %")
        row.rule = (
            f"{reading.rule}+{frame.verb_line}" if reading.rule and frame.verb_line else reading.rule or frame.verb_line
        )
        return row

    def _commitment(self, position: int, floor: int) -> Commitment:
        will = willed(self.doc, position, floor)
        if will is None:
            return "none"
        value: Commitment = will["commitment"]  # type: ignore[assignment]
        return value

    def _begun(self, start: int, end: int, indicator: str, number: int) -> Row:
        """The row of what stands at `start:end`, with all that its place in the document says."""
        doc = self.doc
        sentence = doc.sentences[number]
        item = doc.item_at(start)
        held = (doc.items[item].start, doc.items[item].end) if item is not None else None
        dated = self.dater.date(start, (sentence.start, sentence.end), held)
        state, _ = self.statuses.at(start, sentence)
        return Row(
            initiative_id=item, sent_no=number + 1, indicator=indicator or None,
            indicator_key=indicator_key(indicator, doc.lexicons) if indicator else None,
            action=None, kind="number", comparator="eq", change="level", low=None, high=None, unit=None,
            value_low=None, value_high=None, base_unit=None, dimension=None, status=state,
            commitment=self._commitment(start, sentence.start) if state == "planned" else "none", binding=None,
            period_text=dated.text, period_start=dated.first, period_end=dated.last, period_assumed=dated.assumed,
            placeholder=False, suspect=[], likely=None, text=doc.text[start:end],
            sentence=doc.text[sentence.start : sentence.end], start=start, end=end, rule="",
        )  # fmt: skip

    @cached_property
    def _doubtful(self) -> tuple[list[Edit], list[int]]:
        """What cleaning flagged of the damage that touches numbers, and where each ends."""
        edits = [e for e in self.doc.edits if e.kind in DOUBTFUL]
        return edits, [e.end for e in edits]

    def _doubts(self, q: Quantity) -> tuple[list[str], str | None]:
        """Reasons to doubt a number that cleaning has flagged (`2023所` for 10所 in a spun download)."""
        edits, ends = self._doubtful
        reasons: list[str] = []
        if not edits:
            return reasons, None
        likely = None
        for at in range(bisect_right(ends, q.start), len(edits)):
            edit = edits[at]
            if edit.start >= q.end:
                break
            if edit.likely is not None:
                reasons.append(f"{edit.kind}: {edit.rule}")
                likely = self.doc.text[q.start : edit.start] + edit.likely + self.doc.text[edit.end : q.end]
        return reasons, likely


DOUBTFUL = ("spun", "ocr")  # kinds of damage that touch numbers


def _comparator(q: Quantity, frame: Frame, text: str) -> Comparator:
    """What the number says itself (4至6所, 1.1万余户, 过半) before what stands around it."""
    if text[0] == "过":
        return "ge"
    return q.comparator if q.comparator != "eq" else frame.comparator


def _change(q: Quantity, frame: Frame, indicator: str, rule: str, words: Words) -> Change:
    if q.form in ("doubling", "times"):
        return "ratio"
    if frame.gap or frame.baseline or (rule == "behind_number" and frame.before and frame.measures):
        return "level"  # 降低实体经济成本|35条措施: the verb has its own object
    head = words.heads.get(indicator) or words.heads.ending(indicator)
    moves = head is not None and head["change"] and (q.dimension == "ratio" or head["bare"] != "yes")
    if frame.change == "level" and head is not None and moves:
        value: Change = head["change"]  # type: ignore[assignment]
        return value
    return frame.change


def _repeat_baselines(made: Sequence[Row], readings: Sequence[Reading]) -> None:
    """`由54.9%提高到58.8%`: the row that starts from a baseline repeats it."""
    for at in range(1, len(made)):
        if readings[at - 1].frame.baseline and not readings[at].frame.baseline:
            made[at].baseline_low, made[at].baseline_high = made[at - 1].low, made[at - 1].high


WILLS = "commitment"  # the lexicon
WILLED = 40  # characters; a will farther off is another matter's


def willed(doc: Document, position: int, floor: int) -> Entry | None:
    """The nearest word of will before a number: 确保, 力争, 计划."""
    return doc.places(WILLS).last(max(floor, position - WILLED), position)
