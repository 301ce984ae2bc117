"""The tables of a folder, read through DuckDB; what a new run publishes is there at the next request."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.analysis.sql import Tables, View, open_tables, quoted
from pipeline.store import StoreError, snapshot
from pipeline.tables import Table, all_tables

if TYPE_CHECKING:
    import duckdb

__all__ = ["Column", "Record", "Session", "Shape", "Source", "quoted", "shape_of"]
Record = dict[str, Any]
T = TypeVar("T")
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


@dataclass(frozen=True, slots=True)
class Session:
    """A connection of its own over the same tables: what it makes (a temporary table), no other sees."""

    cursor: duckdb.DuckDBPyConnection

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Record]:
        """The rows of a query, as dictionaries."""
        result = self.cursor.execute(sql, list(parameters))
        names = [d[0] for d in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def arrow(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """The rows of a query as an Arrow table."""
        return self.cursor.sql(sql, params=list(parameters)).to_arrow_table()


class Source:
    """The tables in `out`. Raises StoreError where there are none."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._lock = threading.Lock()
        self._memory: dict[tuple[str, str], Any] = {}
        self._base = open_tables(out, "anything")
        self._stamp = _stamp(out)
        self._shapes = _shapes(self._base)

    def refresh(self) -> None:
        """Open what the latest run wrote, if it is not what is open."""
        with self._lock:
            stamp = _stamp(self.out)
            if stamp != self._stamp:
                base = open_tables(self.out, "anything")
                self._shapes, self._base, self._stamp = _shapes(base), base, stamp

    @property
    def version(self) -> str:
        """The same as long as the same tables are open."""
        return self._stamp

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """The tables there are, those of the contract first."""
        return self._shapes

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, kept as long as the same tables are open."""
        key = (self.version, name)
        if key not in self._memory:
            self._memory = {k: v for k, v in self._memory.items() if k[0] == self.version} | {key: make()}
        found: T = self._memory[key]
        return found

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """Several queries of one page, which may share what they find."""
        with self._lock:
            cursor = self._base.connection.cursor()
        try:
            yield Session(cursor)
        finally:
            cursor.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Record]:
        """The rows of a query, as dictionaries."""
        with self.session() as session:
            return session.query(sql, parameters)

    def of_document(self, table: str, doc_id: str, columns: Sequence[str] = ()) -> list[Record]:
        """A document's rows of `table` in their order, or none where there is no such table."""
        shape = self._shapes.get(table)
        if shape is None:
            return []
        names = ", ".join(map(quoted, columns)) or "*"
        by = shape.number or shape.id
        order = f" ORDER BY {quoted(by)}" if by else ""
        return self.query(f"SELECT {names} FROM {quoted(table)} WHERE doc_id = ?{order}", [doc_id])


def _stamp(out: Path) -> str:
    """Changes when a run, or a derivation beside it, has put tables there."""
    folders = sorted((e.name, e.stat(follow_symlinks=False).st_mtime_ns) for e in os.scandir(out) if _is_table(e))
    return f"{snapshot(out)} {folders}"


def _is_table(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and (entry.name.endswith(".parquet") or entry.is_dir())


def _shapes(base: Tables) -> Mapping[str, Shape]:
    known = list(all_tables())
    found = [view for view in base.views.values() if not view.ready]
    if "documents" not in base.views:
        raise StoreError("no table of documents there; run `gangmu run` first, or name another folder")
    found.sort(key=lambda view: (known.index(view.name) if view.name in known else len(known), view.name))
    return {view.name: _shape(view) for view in found}


def _shape(view: View) -> Shape:
    known = all_tables().get(view.name)
    columns = tuple(_column(field) for field in pq.read_schema(view.files[0]))
    rows = sum(pq.read_metadata(file).num_rows for file in view.files)
    return Shape(
        view.name, known.key if known else None, known.description if known else view.description, columns, rows
    )


def shape_of(table: Table) -> Shape:
    """The shape of a table of the contract, without its rows."""
    return Shape(table.name, table.key, table.description, tuple(map(_column, table.schema)), 0)


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
