"""The tables of a folder, read through DuckDB; what a new run publishes is there at the next request."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.store import StoreError, snapshot, table_path
from pipeline.tables import all_tables

Record = dict[str, Any]
Kind = Literal["text", "enum", "flag", "number", "date", "list"]
# Texts that a list of rows does not show: they are on the document's page.
LONG = frozenset({"text", "raw_text", "sentence", "tokens", "pos", "message"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as the pages need it."""

    name: str
    kind: Kind
    description: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table looks like; `key` is the letter of its rows (t017), None for a table across documents."""

    name: str
    key: str | None
    description: str
    columns: tuple[Column, ...]
    rows: int

    def column(self, name: str) -> Column | None:
        """The column of this name, if there is one."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def number(self) -> str | None:
        """The column that numbers the rows of a document, where they have no id of their own."""
        second = self.columns[1].name if len(self.columns) > 1 else ""
        return second if self.columns[0].name == "doc_id" and second.endswith("_no") else None

    @property
    def id(self) -> str | None:
        """The column of the rows' ids."""
        first = self.columns[0].name
        return first if first.endswith("_id") and first != "doc_id" else None


def quoted(name: str) -> str:
    """`name` as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


class Source:
    """The tables in `out`. Raises StoreError where there are none."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._lock = threading.Lock()
        self._place: Path | None = None
        self._base: duckdb.DuckDBPyConnection | None = None
        self._shapes: Mapping[str, Shape] = {}
        self.refresh()

    def refresh(self) -> None:
        """Open what the latest run wrote, if it is not what is open."""
        with self._lock:
            place = snapshot(self.out)
            if place != self._place:
                self._shapes = _shapes(place)
                self._base = _open(place, self._shapes)
                self._place = place

    @property
    def version(self) -> str:
        """The same as long as the same tables are open."""
        return str(self._place)

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """The tables there are, those of the contract first."""
        return self._shapes

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Record]:
        """The rows of a query, as dictionaries."""
        assert self._base is not None
        cursor = self._base.cursor()
        result = cursor.execute(sql, list(parameters))
        names = [d[0] for d in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def arrow(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """The rows of a query as an Arrow table."""
        assert self._base is not None
        return self._base.cursor().sql(sql, params=list(parameters)).to_arrow_table()

    def of_document(self, table: str, doc_id: str, columns: Sequence[str] = ()) -> list[Record]:
        """A document's rows of `table` in their order, or none where there is no such table."""
        shape = self._shapes.get(table)
        if shape is None:
            return []
        names = ", ".join(map(quoted, columns)) or "*"
        by = shape.number or shape.id
        order = f" ORDER BY {quoted(by)}" if by else ""
        return self.query(f"SELECT {names} FROM {quoted(table)} WHERE doc_id = ?{order}", [doc_id])


def _shapes(place: Path) -> Mapping[str, Shape]:
    known = list(all_tables())
    found = {p.name.removesuffix(".parquet") for p in place.glob("[a-z]*") if p.is_dir() or p.suffix == ".parquet"}
    found = {name for name in found if _files(place, name)}
    if "documents" not in found:
        raise StoreError(f"{place}: no tables there; run `gangmu run --out {place}` first, or name another folder")
    names = sorted(found, key=lambda name: (known.index(name) if name in known else len(known), name))
    return {name: _shape(place, name) for name in names}


def _files(place: Path, name: str) -> list[Path]:
    path = table_path(place, name)
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def _shape(place: Path, name: str) -> Shape:
    files = _files(place, name)
    known = all_tables().get(name)
    columns = tuple(_column(field) for field in pq.read_schema(files[0]))
    rows = sum(pq.read_metadata(file).num_rows for file in files)
    return Shape(name, known.key if known else None, known.description if known else "", columns, rows)


def _column(field: pa.Field) -> Column:
    metadata = field.metadata or {}
    unit = metadata.get(b"unit")
    return Column(
        field.name, _kind(field.type), metadata.get(b"description", b"").decode(), unit.decode() if unit else None
    )


def _kind(of: pa.DataType) -> Kind:
    if pa.types.is_dictionary(of):
        return "enum"
    if pa.types.is_list(of) or pa.types.is_large_list(of):
        return "list"
    if pa.types.is_boolean(of):
        return "flag"
    if pa.types.is_date(of) or pa.types.is_timestamp(of):
        return "date"
    return "number" if pa.types.is_integer(of) or pa.types.is_floating(of) else "text"


def _open(place: Path, shapes: Mapping[str, Shape]) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect(":memory:", config={"threads": 2})
    base.execute("SET enable_object_cache = true")
    for name in shapes:
        files = ", ".join("'" + str(file).replace("'", "''") + "'" for file in _files(place, name))
        base.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM read_parquet([{files}])")
    base.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    base.execute(f"SET allowed_directories = ['{str(place).replace(chr(39), chr(39) * 2)}']")
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")
    return base
