"""The tables: the schema stated by each `Row`, with ids and raw positions added; `batches` fills them.

The file system is the registry: every module of `pipeline/extract/` and `pipeline/records/` that has a class `Row` is a
table of its own name. What the table adds to the row's own fields:

- the row's id, `doc_id-` + the module's KEY + its number in the document (`…-t017`), in a column named for the table
  (`targets` → `target_id`); a module that has `NUMBER = "number_no"` gets the bare number in that column instead;
- `doc_id`, unless the row has it; `raw_start`, `raw_end` behind `end`, unless the row has them;
- for a field with `ref`, the id of the row it points at.

Documents stand in the order they are given; rows in the order the extractor found them.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pyarrow as pa

import pipeline.extract
import pipeline.records
from pipeline.record import Category
from pipeline.text import Text

# The contract's one count that is not int32.
_NARROW = {"year": pa.int16()}
_PLAIN = {str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
_POINTS = "code points"
Source = Literal["id", "doc_id", "number", "raw_start", "raw_end", "ref", "field"]


class RowError(ValueError):
    """A row that does not fit its table; the message names table, column and value."""


@dataclass(frozen=True, slots=True)
class Mined:
    """What one document gave: its text with the way back, and its rows by table name."""

    doc_id: str
    source: str
    text: Text
    rows: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as written: where its values come from, and what they mean."""

    name: str
    type: pa.DataType
    nullable: bool
    description: str
    unit: str | None
    source: Source
    ref: str | None = None
    values: tuple[str, ...] | None = None  # of a closed enumeration

    @property
    def field(self) -> pa.Field:
        metadata = {"description": self.description} | ({"unit": self.unit} if self.unit else {})
        return pa.field(self.name, self.type, nullable=self.nullable, metadata=metadata)


@dataclass(frozen=True)
class Table:
    """One table of the contract."""

    name: str
    description: str
    key: str
    needs: tuple[str, ...]
    row: type
    columns: tuple[Column, ...]

    @functools.cached_property
    def schema(self) -> pa.Schema:
        return pa.schema([c.field for c in self.columns], metadata={"description": self.description})


@functools.cache
def all_tables() -> Mapping[str, Table]:
    """Every table by name, in the order of their names."""
    modules = [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for package in (pipeline.extract, pipeline.records)
        for found in pkgutil.iter_modules(package.__path__)
    ]
    tables = [_table(module) for module in modules if hasattr(module, "Row")]
    return types.MappingProxyType({t.name: t for t in sorted(tables, key=lambda t: t.name)})


def row_id(doc_id: str, key: str, position: int, count: int) -> str:
    """The id of the row at `position` (from 0) of `count` rows: ids of a document sort as its rows do.

    >>> row_id("00ff", "t", 16, 40), row_id("00ff", "t", 16, 1200)
    ('00ff-t017', '00ff-t0017')
    """
    return doc_id if key == "d" else f"{doc_id}-{key}{position + 1:0{_digits(count)}}"


def row_ids(doc_id: str, key: str, count: int) -> list[str]:
    """The ids of all `count` rows."""
    if key == "d":
        return [doc_id] * count
    before, digits = f"{doc_id}-{key}", _digits(count)
    return [f"{before}{number:0{digits}}" for number in range(1, count + 1)]


def _digits(count: int) -> int:
    return max(3, len(str(count)))


def derived(name: str, description: str, needs: Iterable[str], row: type) -> Table:
    """A table whose rows are whole as they are made: columns are the fields of `row`, no ids are added."""
    return Table(name, description, "", tuple(needs), row, tuple(_own_columns(name, row)))


def _own_columns(name: str, row: type) -> list[Column]:
    hints = typing.get_type_hints(row)
    return [_own_column(name, f, hints[f.name]) for f in dataclasses.fields(row)]


def _table(module: types.ModuleType) -> Table:
    name = module.__name__.rpartition(".")[2]
    own = _own_columns(name, module.Row)
    names = {c.name for c in own}
    columns = _leading(name, module, names)
    for column in own:
        columns.append(column)
        if column.name == "end" and {"start", "end"} <= names and "raw_start" not in names:
            first, last = "first character in the raw text", "one past the last character in the raw text"
            columns.append(Column("raw_start", pa.int32(), column.nullable, first, _POINTS, "raw_start"))
            columns.append(Column("raw_end", pa.int32(), column.nullable, last, _POINTS, "raw_end"))
    description = (module.__doc__ or "").strip().partition("\n")[0]
    return Table(name, description, module.KEY, tuple(module.NEEDS), module.Row, tuple(columns))


def _leading(name: str, module: types.ModuleType, own: set[str]) -> list[Column]:
    number, text = getattr(module, "NUMBER", None), pa.string()
    doc_id = Column("doc_id", text, False, "first 16 hex digits of the SHA-256 of the source's bytes", None, "doc_id")
    if "doc_id" in own:
        return []
    if module.KEY == "d":
        return [doc_id]
    if number:
        return [doc_id, Column(number, pa.int32(), False, "its number in the document, from 1", None, "number")]
    meaning = f"doc_id, the letter {module.KEY} and its number in the document: unique and stable"
    return [Column(name.removesuffix("s") + "_id", text, False, meaning, None, "id"), doc_id]


def _own_column(table: str, field: dataclasses.Field[Any], hint: Any) -> Column:
    if "description" not in field.metadata:
        raise TypeError(f"{table}.{field.name}: make the field with record.column, it has no description")
    hint, nullable = _without_none(hint)
    meaning, unit, ref = (field.metadata[k] for k in ("description", "unit", "ref"))
    is_list = typing.get_origin(hint) is list
    if ref:
        kind = pa.list_(pa.string()) if is_list else pa.string()
        return Column(field.name, kind, nullable, meaning, unit, "ref", ref)
    values = typing.get_args(hint) if typing.get_origin(hint) is Literal else None
    return Column(field.name, _arrow_type(table, field.name, hint), nullable, meaning, unit, "field", None, values)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint, False
    others = [a for a in typing.get_args(hint) if a is not type(None)]
    return (others[0] if len(others) == 1 else hint), len(others) < len(typing.get_args(hint))


def _arrow_type(table: str, name: str, hint: Any) -> pa.DataType:
    if hint is Category or typing.get_origin(hint) is Literal:
        return pa.dictionary(pa.int32(), pa.string())
    if typing.get_origin(hint) is list:
        return pa.list_(_arrow_type(table, name, _without_none(typing.get_args(hint)[0])[0]))
    if hint not in _PLAIN:
        raise TypeError(f"{table}.{name}: no Arrow type for {hint!r}; see pipeline/record.py for those there are")
    return _NARROW.get(name, _PLAIN[hint]) if hint is int else _PLAIN[hint]
