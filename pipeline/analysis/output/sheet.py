"""A table on its way out: its rows in batches, and what its columns mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline import places

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.analysis.sql import Tables

DICTIONARY = "dictionary"  # the sheet that says what the columns of the others are
JOIN = "; "
_MEANT = {"table": "table", "column": "column", "type": "type in the Parquet table", "meaning": "what it is"}


@dataclass(frozen=True)
class Sheet:
    """A table to be written: `batches()` reads its rows anew."""

    name: str
    description: str
    schema: pa.Schema
    meanings: Mapping[str, str]  # column -> what it is
    batches: Callable[[], Iterator[pa.RecordBatch]]

    @property
    def columns(self) -> list[str]:
        return list(self.schema.names)

    def rows(self) -> Iterator[list[Any]]:
        """The rows one after the other, as lists of Python values."""
        for batch in self.batches():
            yield from map(list, zip(*(column.to_pylist() for column in batch.columns), strict=True))


def sheet_of(name: str, table: pa.Table, meanings: Mapping[str, str], description: str = "") -> Sheet:
    """A sheet of rows in memory: the result of a query."""
    return Sheet(name, description, table.schema, meanings, lambda: iter(table.to_batches()))


def sheets_of(tables: Tables, names: Sequence[str]) -> list[Sheet]:
    """The named tables and ready views as sheets; tables are read in portions. Raises KeyError for an unknown name."""
    return [_sheet(tables, name) for name in names]


def _sheet(tables: Tables, name: str) -> Sheet:
    view = tables.views[name]
    if view.ready:
        return sheet_of(name, tables.select(f"SELECT * FROM {name}"), view.columns, view.description)
    data = places.dataset(view.files)
    return Sheet(name, view.description, data.schema, view.columns, lambda: data.to_batches(batch_size=10_000))


def dictionary(sheets: Sequence[Sheet]) -> Sheet:
    """The data dictionary of `sheets`, itself a sheet."""
    import pyarrow as pa

    rows: list[dict[str, str | None]] = []
    for sheet in sheets:
        rows.append({"table": sheet.name, "column": None, "type": None, "meaning": sheet.description})
        for name, kind in zip(sheet.columns, sheet.schema.types, strict=True):
            meaning = sheet.meanings.get(name, "")
            rows.append({"table": sheet.name, "column": name, "type": plain_type(kind), "meaning": meaning})
    schema = pa.schema([(name, pa.string()) for name in _MEANT])
    return sheet_of(DICTIONARY, pa.Table.from_pylist(rows, schema), _MEANT, "what the tables and their columns are")


def plain_type(kind: pa.DataType) -> str:
    """The type as people say it: enumerations are text, lists of text are that."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return "enumeration"
    if pa.types.is_list(kind):
        return f"list of {kind.value_type}"
    return {"double": "float64", "date32[day]": "date"}.get(str(kind), str(kind))


def as_json(value: Any) -> Any:
    """A value that `json.dumps` takes."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [as_json(v) for v in value]
    if isinstance(value, dict):
        return {str(k): as_json(v) for k, v in value.items()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)  # Decimal, timedelta, UUID: what SQL can make besides


def json_text(value: Any) -> str:
    """JSON on one line, Chinese as it is.

    >>> json_text(["甲", None])
    '["甲", null]'
    """
    return json.dumps(as_json(value), ensure_ascii=False)


def joined(value: Any) -> Any:
    """Lists as one text for people, all else as it is.

    >>> joined(["甲", None, "乙"])
    '甲; ; 乙'
    """
    if isinstance(value, list):
        return JOIN.join("" if v is None else str(as_json(v)) for v in value) or None
    return str(as_json(value)) if isinstance(value, dict) else value
