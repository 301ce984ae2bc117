"""Every number of the clean text with what it is (数字): the ledger that shows nothing was passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.document import Document
from pipeline.grammar import roles
from pipeline.record import column

NEEDS = ("documents", "initiatives", "programmes", "targets")
KEY = "n"
NUMBER = "number_no"


@dataclass(slots=True, kw_only=True)  # not frozen: made by the ten thousand, and that would take four times as long
class Row:
    """A number and its role."""

    text: str = column("the number as printed, with its unit")
    value_low: float | None = column("lower end, in the base unit")
    value_high: float | None = column("upper end, in the base unit")
    unit: str | None = column("unit as printed")
    role: roles.RoleName = column("what the number is; unknown where no rule explains it")
    rule: str = column("the rule that says so")
    target_id: int | None = column("the target it is the value of", ref="targets")
    start: int = column("start in documents.text", unit="code points")
    end: int = column("end in documents.text", unit="code points")


def rows(doc: Document) -> Iterator[Row]:
    """All numbers of `doc`, by position."""
    targets = {row.start: at for at, row in enumerate(doc.found["targets"]) if row.kind in ("number", "placeholder")}
    for q, role in zip(doc.quantities, roles.assign(doc), strict=True):
        target = targets.get(q.start)
        name, rule = role.name, role.rule
        if name == "target" and target is None:  # a measured number outside every sentence
            name, rule = "unknown", "outside_sentences"
        yield Row(
            text=doc.text[q.start : q.end], value_low=q.value_low, value_high=q.value_high,
            unit=q.unit or None, role=name, rule=rule, target_id=target, start=q.start, end=q.end,
        )  # fmt: skip
