"""The rows, the facets and the downloads of a table page."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from pipeline.explore.filters import NULL, Asked, columns
from pipeline.explore.source import Column, Record, Session, Shape, Source, quoted

# Not enumerations, but of few enough values to choose from.
FACETED = frozenset({"year", "region", "issuer", "level", "dimension", "base_unit", "stage", "verdict"})
FIRST = ("year", "doc_type", "region", "status", "kind", "severity", "rule", "role", "comparator", "change", "level")
UNTOLD = frozenset({"pipeline_version", "lexicon_version", "media_type"})  # the same for all
MOST_VALUES = 200
# What a spreadsheet would take for a formula at the beginning of a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, as text, with how many rows have it; `chosen` if it is a filter now."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A column's values, the most frequent first."""

    column: Column
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows."""

    asked: Asked
    columns: tuple[Column, ...]
    rows: Sequence[Record]
    total: int
    facets: Sequence[Facet]

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return _pages(self.total, self.asked.size)


def _pages(rows: int, size: int) -> int:
    return max(1, -(-rows // size))


def listed(source: Source, asked: Asked) -> Listed:
    """The page that is asked for, or the last one if there are fewer, with its facets.

    A search reads long texts, so it is done once, into a table of the page's own; all else asks that.
    """
    shape, shown = asked.shape, columns(asked)
    names = dict.fromkeys([*_keys(shape), *(c.name for c in shown)])
    where = asked.filtered
    with source.session() as session:
        rows_of = _searched(session, asked, [*names]) if asked.q else quoted(shape.name)
        total, facets = _facets(session, asked, rows_of)
        asked = asked.on_page(min(asked.page, _pages(total, asked.size)))
        rows = session.query(
            f"SELECT {', '.join(map(quoted, names))} FROM {rows_of} WHERE {where.sql}{asked.order}"
            f" LIMIT {asked.size} OFFSET {(asked.page - 1) * asked.size}",
            where.values,
        )
    return Listed(asked, shown, rows, total, facets)


def _searched(session: Session, asked: Asked, names: list[str]) -> str:
    """A temporary table of the rows that the search finds, with the columns that the page needs."""
    needed = dict.fromkeys([*names, *(c.name for c in _faceted(asked.shape)), *(name for name, _ in asked.filters)])
    if asked.sort:
        needed |= dict.fromkeys([asked.sort.removeprefix("-"), asked.shape.columns[0].name])
    search = asked.searched
    session.query(
        f"CREATE TEMP TABLE searched AS SELECT {', '.join(map(quoted, needed))} FROM {quoted(asked.shape.name)}"
        f" WHERE {search.sql}",
        search.values,
    )
    return "searched"


def _keys(shape: Shape) -> list[str]:
    """The columns that lead from a row to its place in its document."""
    return [n for n in (shape.id, "doc_id", shape.number) if n and shape.column(n)]


def _faceted(shape: Shape) -> list[Column]:
    found = [c for c in shape.columns if (c.kind in ("enum", "flag") or c.name in FACETED) and c.name not in UNTOLD]
    return sorted(found, key=lambda c: FIRST.index(c.name) if c.name in FIRST else len(FIRST))


def _facets(session: Session, asked: Asked, rows_of: str) -> tuple[int, list[Facet]]:
    """How many rows there are, and how many each value of a facet has, the other filters as they are."""
    wanted = _faceted(asked.shape)
    free = [c for c in wanted if not asked.values(c.name)]
    total, counts = _counts(session, asked, free, rows_of)
    found = []
    for column in wanted:
        if column not in free:
            counts |= _counts(session, asked.without(column.name), [column], rows_of)[1]
        chosen = asked.values(column.name)
        choices = [Choice(value, n, value in chosen) for value, n in counts[column.name]]
        if len(choices) > 1 or chosen:
            found.append(Facet(column, tuple(choices[:MOST_VALUES])))
    return total, found


def _counts(
    session: Session, asked: Asked, of: Sequence[Column], rows_of: str
) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """The number of rows, and of each value of some columns, in one pass over the rows."""
    where = asked.filtered
    names = [quoted(c.name) for c in of]
    sets = ", ".join(["()", *(f"({n})" for n in names)])
    which = f"grouping({', '.join(names)})" if names else "0"
    rows = session.query(
        f"SELECT {', '.join([f'{which} AS of_set', 'count(*) AS n', *names])}"
        f" FROM {rows_of} WHERE {where.sql} GROUP BY GROUPING SETS ({sets})",
        where.values,
    )
    full = (1 << len(of)) - 1
    by_set = {full ^ (1 << (len(of) - 1 - i)): c for i, c in enumerate(of)}
    found: dict[str, list[tuple[str, int]]] = {c.name: [] for c in of}
    total = 0
    for row in rows:
        column = by_set.get(row["of_set"]) if row["of_set"] != full else None
        if column is None:
            total = row["n"]
        else:
            found[column.name].append((_as_text(row[column.name]), row["n"]))
    return total, {name: sorted(pairs, key=lambda pair: (-pair[1], pair[0])) for name, pairs in found.items()}


def _as_text(value: Any) -> str:
    if value is None:
        return NULL
    return str(value).lower() if isinstance(value, bool) else str(value)


def download(source: Source, asked: Asked, form: str) -> Path:
    """A file with all rows that `asked` matches (all pages of them), all columns; the caller removes it.

    CSV is for spreadsheets: with a byte order mark, and with ' before a text that they would take for a formula.
    """
    search, where = asked.searched, asked.filtered
    name = quoted(asked.shape.name)
    with source.session() as session:
        found = session.arrow(
            f"SELECT * FROM {name} WHERE ({search.sql}) AND ({where.sql}){asked.order}", search.values + where.values
        )
    with tempfile.NamedTemporaryFile(suffix=f".{form}", prefix="gangmu-", delete=False) as file:
        _WRITERS[form](found, asked.shape, file)
    return Path(file.name)


def _write_parquet(found: pa.Table, shape: Shape, file: IO[bytes]) -> None:
    fields = []
    for field in found.schema:
        column = shape.column(field.name)
        said = {"description": column.description} if column else {}
        if column and column.unit:
            said["unit"] = column.unit
        fields.append(field.with_metadata(said))
    pq.write_table(found.cast(pa.schema(fields)), file, compression="zstd")


def _write_json(found: pa.Table, shape: Shape, file: IO[bytes]) -> None:
    file.write(b"[\n")
    first = True
    for batch in found.to_batches(max_chunksize=5_000):
        for row in batch.to_pylist():
            file.write(b"" if first else b",\n")
            file.write(json.dumps(row, ensure_ascii=False, default=str).encode())
            first = False
    file.write(b"\n]\n")


def _write_csv(found: pa.Table, shape: Shape, file: IO[bytes]) -> None:
    file.write("\ufeff".encode())
    plain = {n: _cells(found.column(n), shape.column(n)) for n in found.column_names}
    pyarrow.csv.write_csv(pa.table(plain), file)


def _cells(values: pa.ChunkedArray, column: Column | None) -> pa.ChunkedArray | pa.Array:
    if column is None or column.kind not in ("text", "enum", "list"):
        return values
    texts = ("、".join(v) if isinstance(v, list) else v for v in values.to_pylist())
    return pa.array([f"'{t}" if t and t.startswith(FORMULA) else t for t in texts], pa.string())


_WRITERS = {"csv": _write_csv, "json": _write_json, "parquet": _write_parquet}
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
