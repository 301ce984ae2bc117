"""Which cells of a row a reader may correct, and how what she types becomes values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pipeline.explore.reviews import Entry

Record = Mapping[str, Any]
Kind = Literal["text", "number", "whole", "date", "flag", "choice", "list"]


class EditError(ValueError):
    """A value that the column cannot hold; the message says what it takes."""


@dataclass(frozen=True, slots=True)
class Editable:
    """A column that can be corrected; `choices` are its values, if it has but a few."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """An editable column with what it holds now, as text."""

    editable: Editable
    value: str


STATUS = ("planned", "reported")
EDITABLE: Mapping[str, tuple[Editable, ...]] = {
    "targets": (
        Editable("indicator", "text"),
        Editable("action", "text"),
        Editable("comparator", "choice", ("eq", "ge", "gt", "le", "lt", "approx", "range")),
        Editable("change", "choice", ("level", "increase", "decrease", "ratio")),
        Editable("low", "number"),
        Editable("high", "number"),
        Editable("unit", "text"),
        Editable("status", "choice", STATUS),
        Editable("period_start", "date"),
        Editable("period_end", "date"),
        Editable(
            "kind", "choice",
            ("number", "placeholder", "relational", "relative", "delegated", "directional", "absent"),
        ),
        Editable("placeholder", "flag"),
        Editable("binding", "choice", ("", "binding", "indicative")),
    ),
    "initiatives": (
        Editable("marker", "text"), Editable("ordinal", "whole"), Editable("title", "text"),
        Editable("parent_id", "text"), Editable("status", "choice", STATUS),
    ),
    "programmes": (
        Editable("name", "text"), Editable("kind", "text"),
        Editable("role", "choice", ("umbrella", "single", "slogan")), Editable("declared_count", "whole"),
        Editable("members", "list"),
    ),
    "documents": (
        Editable("title", "text"), Editable("issuer", "text"), Editable("region", "text"), Editable("year", "whole"),
        Editable(
            "doc_type", "choice",
            ("plan", "report", "report_and_plan", "outline", "notice", "news", "speech", "other"),
        ),
    ),
}  # fmt: skip
# What a row that a reader adds says until she says otherwise.
BLANK: Mapping[str, Record] = {
    "targets": {
        "indicator": None, "action": None, "comparator": "eq", "change": "level", "low": None, "high": None,
        "unit": None, "status": "planned", "period_start": None, "period_end": None, "kind": "number",
        "placeholder": False, "binding": None,
    },
    "programmes": {"name": None, "kind": None, "role": "single", "declared_count": None, "members": []},
}  # fmt: skip
REVIEWED = frozenset({*EDITABLE, "findings", "edits"})


def fields(table: str, record: Record, entry: Entry | None) -> Sequence[Field]:
    """The cells of a row that can be corrected, with what they hold: the correction, if there was one."""
    corrected = entry.cells if entry is not None else {}
    return [Field(e, as_text(corrected.get(e.name, record.get(e.name)))) for e in EDITABLE.get(table, ())]


def as_text(value: Any) -> str:
    """A value as a form shows it.

    >>> as_text(97.0), as_text(["甲", "乙"]), as_text(None), as_text(True)
    ('97', '甲、乙', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)


def corrections(table: str, record: Record, form: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of `form` that differ from those of the row. Raises EditError."""
    found: dict[str, Any] = {}
    for editable in EDITABLE.get(table, ()):
        said = form.get(f"cell.{editable.name}")
        if isinstance(said, str) and said.strip() != as_text(record.get(editable.name)):
            found[editable.name] = value_of(editable, said.strip())
    if "low" in found and "high" not in found and record.get("low") == record.get("high"):
        found["high"] = found["low"]
    return found


def additions(table: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row that the tables lack. Raises EditError where they do not make a row."""
    found = dict(BLANK[table]) | corrections(table, BLANK[table], form)
    if table == "programmes" and not found["name"]:
        raise EditError("name: a programme has one")
    if table == "targets" and found["kind"] == "number" and not found["placeholder"] and found["low"] is None:
        raise EditError("low: a number has a value; choose another kind, or say that the figure is left open")
    if table == "targets" and found["high"] is None:
        found["high"] = found["low"]
    return found


def value_of(editable: Editable, text: str) -> Any:
    """What `text` is in the column; "" is null. Raises EditError.

    >>> value_of(Editable("low", "number"), "1,200.5"), value_of(Editable("members", "list"), "甲、乙")
    (1200.5, ['甲', '乙'])
    """
    if editable.choices and text not in editable.choices:
        raise EditError(f"{editable.name}: {text!r} is none of {', '.join(editable.choices)}")
    if editable.kind == "list":
        return [part.strip() for part in text.replace("，", "、").split("、") if part.strip()]
    if editable.kind == "flag":
        return text == "true"
    if not text:
        return None
    try:
        if editable.kind == "number":
            return float(text.replace(",", ""))
        if editable.kind == "whole":
            return int(text)
        if editable.kind == "date":
            return date.fromisoformat(text).isoformat()
    except ValueError:
        wanted = "a day, 2026-12-31" if editable.kind == "date" else "a number"
        raise EditError(f"{editable.name}: {text!r} is no value; it takes {wanted}") from None
    return text
