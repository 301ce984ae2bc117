"""What a table page shows, as its address says it: search, filters, order, page, and the SQL that gives it.

    /table/targets?q=幼儿园&f.status=planned&f.value_low=>=10&sort=-value_low&page=2

A filter of a text or a list is a substring (`=…` the whole), of a number or a date a value, a bound or a range
(`5`, `>=5`, `5..10`, `2025`, `2025-06`), of an enumeration one of its values; given twice, either; `-` is null.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pipeline.explore.source import Column, Shape, quoted
from pipeline.t2s import simplified

PREFIX = "f."
NULL = "-"
SIZES = (50, 100, 250)
FURTHEST = 2**31
BOUND = re.compile(r"(>=|<=|>|<)\s*(.+)")
DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class FilterError(ValueError):
    """A filter that cannot be read; the message says how one is written."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition of SQL with the values of its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a table. `faults` are the filters that cannot be read: they are left out."""

    shape: Shape
    q: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1
    size: int = SIZES[0]
    shown: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, shape: Shape, pairs: Sequence[tuple[str, str]]) -> Asked:
        """What the query string `pairs` asks of the table `shape`."""
        last = dict(pairs)
        filters, faults = [], []
        for key, value in pairs:
            column = shape.column(key.removeprefix(PREFIX)) if key.startswith(PREFIX) else None
            if column is None or not value.strip():
                continue
            try:
                _condition(column, value.strip())
            except FilterError as error:
                faults.append(str(error))
            else:
                filters.append((column.name, value.strip()))
        sort = last.get("sort", "")
        shown = tuple(v for k, v in pairs if k == "col" and shape.column(v))
        return cls(
            shape, last.get("q", "").strip(), tuple(dict.fromkeys(filters)),
            sort if shape.column(sort.removeprefix("-")) else "", _count(last.get("page"), 1),
            min(_count(last.get("size"), SIZES[0]), SIZES[-1]), shown, tuple(faults),
        )  # fmt: skip

    def values(self, column: str) -> tuple[str, ...]:
        """The filters of a column."""
        return tuple(value for name, value in self.filters if name == column)

    def without(self, column: str) -> Asked:
        """The same without the filters of `column`."""
        return replace(self, filters=tuple(f for f in self.filters if f[0] != column), page=1)

    def toggled(self, column: str, value: str) -> Asked:
        """With the filter, or without it if it is there."""
        pair = (column, value)
        kept = tuple(f for f in self.filters if f != pair)
        return replace(self, filters=kept if pair in self.filters else (*kept, pair), page=1)

    def sorted_by(self, column: str) -> Asked:
        """In the order of `column`; where it is already, the other way round."""
        return replace(self, sort=f"-{column}" if self.sort == column else column, page=1)

    def on_page(self, page: int) -> Asked:
        """Another page."""
        return replace(self, page=page)

    @property
    def query_string(self) -> str:
        """The address behind the question mark."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(PREFIX + name, value) for name, value in self.filters]
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("col", name) for name in self.shown]
        pairs += [("size", str(self.size))] if self.size != SIZES[0] else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return urlencode(pairs)

    @property
    def searched(self) -> Clause:
        """The condition that what is searched for stands in one of the texts of the row.

        Texts are simplified; who types traditional characters finds them too.
        """
        if not self.q:
            return Clause("true")
        clauses = [_anywhere(self.shape, q) for q in dict.fromkeys((self.q, simplified(self.q)))]
        return Clause(" OR ".join(c.sql for c in clauses), tuple(v for c in clauses for v in c.values))

    @property
    def filtered(self) -> Clause:
        """The condition that the filters make."""
        clauses = [_either(self.shape.column(name), self.values(name)) for name in dict(self.filters)]
        if not clauses:
            return Clause("true")
        return Clause(" AND ".join(f"({c.sql})" for c in clauses), tuple(v for c in clauses for v in c.values))

    @property
    def order(self) -> str:
        """ORDER BY, or nothing: the order of the files, which is that of the documents."""
        if not self.sort:
            return ""
        name = quoted(self.sort.removeprefix("-"))
        tie = next((quoted(c.name) for c in self.shape.columns), name)
        return f" ORDER BY {name} {'DESC' if self.sort.startswith('-') else 'ASC'} NULLS LAST, {tie}"


def _count(text: str | None, default: int) -> int:
    """A number from 1 on, or `default` where `text` is none."""
    return min(max(1, int(text)), FURTHEST) if text and text.isascii() and text.isdigit() else default


def _either(column: Column | None, values: Sequence[str]) -> Clause:
    assert column is not None
    clauses = [_condition(column, value) for value in values]
    return Clause(" OR ".join(c.sql for c in clauses), tuple(v for c in clauses for v in c.values))


def _anywhere(shape: Shape, q: str) -> Clause:
    names = list(SEARCHED.get(shape.name, ()))
    names = names or [c.name for c in shape.columns if c.kind in ("text", "list") and not c.name.endswith("_id")]
    if not names:
        return Clause("false")
    kinds = {c.name: c.kind for c in shape.columns}
    tests = [_within(quoted(n)) if kinds[n] == "list" else f"contains({quoted(n)}, ?)" for n in names]
    return Clause(" OR ".join(tests), (q,) * len(tests))


def _within(name: str) -> str:
    return f"contains(array_to_string({name}, chr(10)), ?)"


def _condition(column: Column, value: str) -> Clause:
    """One filter. Raises FilterError."""
    name = quoted(column.name)
    if value == NULL:
        return Clause(f"len({name}) = 0 OR {name} IS NULL" if column.kind == "list" else f"{name} IS NULL")
    match column.kind:
        case "text":
            if value.startswith("="):
                return Clause(f"{name} = ?", (value[1:],))
            return Clause(f"contains({name}, ?)", (value,))
        case "enum":
            return Clause(f"{name} = ?", (value,))
        case "flag":
            return Clause(name if value == "true" else f"NOT {name}")
        case "list":
            return Clause(_within(name), (value,))
        case "number":
            return _range(column, value, _number)
        case "date":
            return _range(column, value, _day)


def _range(column: Column, value: str, read: Any) -> Clause:
    name = quoted(column.name)
    bound = BOUND.fullmatch(value)
    if bound is not None:
        low, high = read(column, bound[2])
        return Clause(f"{name} {bound[1]} ?", (high if bound[1] in (">", "<=") else low,))
    first, dots, last = value.partition("..")
    if dots and not last:
        return Clause(f"{name} >= ?", (read(column, first)[0],))
    low, high = read(column, first)[0], read(column, last or first)[1]
    return Clause(f"{name} BETWEEN ? AND ?", (low, high))


def _number(column: Column, text: str) -> tuple[float, float]:
    try:
        value = float(text.strip())
    except ValueError:
        raise FilterError(f"{column.name}: {text!r} is no number; write 5, >=5 or 5..10") from None
    return value, value


def _day(column: Column, text: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day."""
    found = DAY.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        raise FilterError(f"{column.name}: {text!r} is no date; write 2025, 2025-06, >=2025 or 2021..2025") from None
    return first, last


DEFAULT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "documents": ("title", "source", "issuer", "region", "year", "doc_type", "script", "chars", "repairs", "flags"),
    "initiatives": ("marker", "title", "level", "path", "status", "departments", "anomalies", "doc_id"),
    "targets": (
        "indicator", "action", "comparator", "change", "text", "value_low", "value_high", "base_unit", "status",
        "period_start", "period_end", "doc_id",
    ),
    "programmes": ("name", "role", "kind", "declared_count", "found_count", "members", "mentions", "doc_id"),
    "numbers": ("text", "role", "unit", "value_low", "value_high", "doc_id"),
    "findings": ("severity", "rule", "message", "table", "doc_id"),
    "edits": ("kind", "rule", "raw_text", "text", "likely", "doc_id"),
    "sentences": ("role", "text", "doc_id"),
    "errors": ("source", "stage", "error", "message"),
}  # fmt: skip
# Where a search looks: the texts that hold the others. Of other tables, all texts.
SEARCHED: Mapping[str, tuple[str, ...]] = {
    "documents": ("title", "source", "issuer", "region", "text"),
    "initiatives": ("title", "text", "departments"),
    "targets": ("indicator", "sentence"),
    "programmes": ("name", "members"),
    "numbers": ("text",),
    "sentences": ("text",),
    "edits": ("raw_text", "text", "likely"),
}
PLACES = frozenset({"start", "end", "raw_start", "raw_end"})


def columns(asked: Asked) -> tuple[Column, ...]:
    """The columns to show: those asked for, else those of the table that tell most."""
    every = asked.shape.columns
    names = asked.shown or DEFAULT_COLUMNS.get(asked.shape.name)
    if names is None:
        return tuple(c for c in every if c.name not in PLACES and c.name not in ("text", "tokens", "pos"))
    return tuple(c for name in names if (c := asked.shape.column(name)) is not None)
