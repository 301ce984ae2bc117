"""Panels: an indicator over regions and years, where a cell without a value says why it has none.

A cell is one unit (what `by` names: a region, an issuer …), one year and one status. It is

- `value`: some document says it. Several values are several rows (or lists): nothing is averaged, nor is one chosen;
- `not_stated`: a document of the unit speaks of that year, and does not say it;
- `no_document`: no document of the unit here speaks of that year.

A document speaks of its own year, and of the years of its other values of that status: a plan of 2021 that sets targets
for 2025 and leaves this one out gives `not_stated` in 2025.
"""

from __future__ import annotations

import difflib
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipeline.analysis.sql import Tables
from pipeline.grammar.keys import indicator_key
from pipeline.lexicon import Lexicons

if TYPE_CHECKING:
    import pyarrow as pa

DIMENSIONS = ("region", "issuer", "doc_type", "document", "source", "doc_id")
STATUSES = ("planned", "reported")
_MEANT = {
    "asked": "the indicator that was asked for",
    "year": "the year that the value is of: the last of its period, else the document's own",
    "cell": "value; not_stated: a document of the unit speaks of the year and does not say; no_document: none speaks",
    "values": "number of values in the cell",
    "documents": "number of documents of the unit that speak of the year",
}
# What a value brings along, beside what the panel is by.
_VALUE = (
    "comparator", "change", "value_low", "value_high", "base_unit", "kind", "doubtful", "year_from", "indicator_key",
    "indicator", "text", "sentence", "target_id", "doc_id", "document", "source",
)  # fmt: skip
Cells = Literal["rows", "list"]
Record = Mapping[str, Any]
Unit = tuple[Any, ...]


class PanelError(Exception):
    """A panel that cannot be made; the message says what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelOptions:
    """What is asked for. `years` None: those of which a document here speaks of its own, and those of the values."""

    indicators: tuple[str, ...]
    by: tuple[str, ...] = ("region", "year")
    statuses: tuple[str, ...] = STATUSES
    cells: Cells = "rows"
    years: tuple[int, int] | None = None

    @property
    def unit(self) -> tuple[str, ...]:
        """What a unit is made of: all that the panel is by but the year."""
        return tuple(name for name in self.by if name != "year")


def panel(tables: Tables, options: PanelOptions) -> tuple[pa.Table, dict[str, str]]:
    """The panel, and what its columns mean. Raises PanelError for what is not there."""
    import pyarrow as pa

    strange = [name for name in options.by if name not in (*DIMENSIONS, "year")]
    if strange:
        raise PanelError(f"a panel is by {', '.join((*DIMENSIONS, 'year'))}; not by {', '.join(strange)}")
    if "panel" not in tables.views:
        raise PanelError("a panel needs the tables documents and targets")
    keys = {asked: _known_key(tables, asked) for asked in options.indicators}
    rows = _Maker(tables, options, keys).rows()
    schema = _schema(tables, options)
    meanings = tables.views["panel"].columns
    return pa.Table.from_pylist(list(rows), schema), {n: _MEANT.get(n) or meanings[n] for n in schema.names}


def _known_key(tables: Tables, asked: str) -> str:
    """The indicator's key; `asked` is a key, or a document's own words. Raises PanelError with what is like it."""
    key = indicator_key(asked, Lexicons.default())
    found = tables.select("SELECT DISTINCT indicator_key AS k, indicator AS i FROM panel").to_pylist()
    known = {row["k"] for row in found} | {row["i"] for row in found}
    if key in known or asked in known:
        return key
    holding = sorted((name for name in known if asked in name), key=lambda name: (len(name), name))
    like = [*holding[:8], *difflib.get_close_matches(asked, known, n=8, cutoff=0.5)]
    said = f"; like it are {'、'.join(dict.fromkeys(like))}" if like else f"; some that are there: {_some(found)}"
    raise PanelError(f"no document here has the indicator {asked!r}{said}")


def _some(found: list[dict[str, Any]]) -> str:
    """The shortest keys, so that there is something to try."""
    return "、".join(sorted({row["k"] for row in found if row["k"]}, key=lambda key: (len(key), key))[:8]) or "none"


def _schema(tables: Tables, options: PanelOptions) -> pa.Schema:
    import pyarrow as pa

    given = tables.select("SELECT * FROM panel LIMIT 0").schema
    lead = ["asked", *options.unit, "year", "status", "cell", "values", "documents"]
    made = {"asked": pa.string(), "cell": pa.string(), "values": pa.int32(), "documents": pa.int32()}
    several = options.cells == "list"

    def kind(name: str) -> pa.DataType:
        if name in made or name in lead:
            one = made[name] if name in made else given.field(name).type
            return pa.list_(one) if several and name == "year" and "year" not in options.by else one
        return pa.list_(given.field(name).type) if several else given.field(name).type

    names = [*lead, *(name for name in _VALUE if name not in lead)]
    return pa.schema([pa.field(name, kind(name)) for name in names])


@dataclass(frozen=True)
class _Maker:
    """Makes the rows of one panel."""

    tables: Tables
    options: PanelOptions
    keys: Mapping[str, str]

    def rows(self) -> Iterator[Record]:
        """Asked, unit, year, status in this order; a cell's values by document and place."""
        values = {asked: self._values(asked) for asked in self.keys}
        speaking = self._speaking()
        for asked, found in values.items():
            for cell in self._cells(found, speaking):
                yield from self._cell(asked, cell, found.get(cell, []), len(speaking.get(cell, ())))

    def _values(self, asked: str) -> dict[Unit, list[Record]]:
        """The values of an indicator by cell: (unit …, year, status)."""
        found: dict[Unit, list[Record]] = defaultdict(list)
        sql = "SELECT * FROM panel WHERE indicator_key = ? OR indicator = ? ORDER BY doc_id, target_id"
        for row in self.tables.select(sql, [self.keys[asked], asked]).to_pylist():
            if row["status"] in self.options.statuses and self._wanted(row["year"]):
                found[self._place(row)].append(row)
        return found

    def _speaking(self) -> dict[Unit, set[str]]:
        """By cell, the documents that speak of it: of their own year, and of those of their values."""
        own = "SELECT region, issuer, doc_type, title AS document, source, doc_id, year FROM documents"
        speaking: dict[Unit, set[str]] = defaultdict(set)
        for row, status in itertools.product(self.tables.select(own).to_pylist(), STATUSES):
            speaking[self._place({**row, "status": status})].add(row["doc_id"])
        dimensions = ", ".join(DIMENSIONS)
        said = f"SELECT DISTINCT {dimensions}, year, status FROM panel"
        for row in self.tables.select(said).to_pylist():
            speaking[self._place(row)].add(row["doc_id"])
        return speaking

    def _place(self, row: Record) -> Unit:
        year = row["year"] if "year" in self.options.by else None
        return (*(row[name] for name in self.options.unit), year, row["status"])

    def _wanted(self, year: int | None) -> bool:
        years = self.options.years
        return years is None or (year is not None and years[0] <= year <= years[1])

    def _cells(self, found: Mapping[Unit, Sequence[Record]], speaking: Mapping[Unit, set[str]]) -> list[Unit]:
        """Every unit there is, in every year asked for, in every status."""
        units = {cell[:-2] for cell in speaking}
        if "year" not in self.options.by:
            years: set[int | None] = {None}
        elif self.options.years is not None:
            years = set(range(self.options.years[0], self.options.years[1] + 1))
        else:
            own = self.tables.select("SELECT DISTINCT year FROM documents WHERE year IS NOT NULL").to_pylist()
            years = {row["year"] for row in own} | {cell[-2] for cell in found}
        cells = [(*u, y, s) for u, y, s in itertools.product(units, years, self.options.statuses)]
        return sorted(cells, key=lambda cell: [(part is None, part if part is not None else "") for part in cell])

    def _cell(self, asked: str, cell: Unit, values: Sequence[Record], documents: int) -> Iterator[Record]:
        *unit, year, status = cell
        state = "value" if values else ("not_stated" if documents else "no_document")
        said = {"asked": asked, "status": status, "cell": state, "values": len(values), "documents": documents}
        lead = dict(zip(self.options.unit, unit, strict=True)) | said
        names = [*_VALUE]
        if "year" in self.options.by:
            lead["year"] = year
        else:
            names.append("year")
        if self.options.cells == "list":
            yield {name: [row[name] for row in values] for name in names} | lead
        elif values:
            yield from ({name: row[name] for name in names} | lead for row in values)
        else:
            yield lead
