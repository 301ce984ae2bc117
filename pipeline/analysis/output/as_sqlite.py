"""SQLite: a table each, with what its columns mean in its own CREATE TABLE and in the table `dictionary`."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.analysis.output.sheet import Sheet, as_json, dictionary, json_text
from pipeline.analysis.sql import quoted

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIX = ".sqlite"
SEVERAL = True
INDEXED = ("doc_id", "indicator_key", "name_key")


def write(sheets: Sequence[Sheet], to: Path) -> None:
    """All sheets and their dictionary as a database."""
    with contextlib.closing(sqlite3.connect(to)) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF")  # a file that is not whole is thrown away anyway
        for sheet in (*sheets, dictionary(sheets)):
            connection.execute(_create(sheet))
            places = ", ".join("?" * len(sheet.columns))
            rows = ([_cell(value) for value in row] for row in sheet.rows())
            connection.executemany(f"INSERT INTO {quoted(sheet.name)} VALUES ({places})", rows)
            for column in sheet.columns:
                if column in INDEXED or column == sheet.columns[0]:
                    index = quoted(f"{sheet.name}_{column}")
                    connection.execute(f"CREATE INDEX {index} ON {quoted(sheet.name)} ({quoted(column)})")


def _create(sheet: Sheet) -> str:
    """CREATE TABLE with a comment a column, which SQLite keeps and `.schema` shows."""
    fields = [(n, _affinity(t)) for n, t in zip(sheet.columns, sheet.schema.types, strict=True)]
    lines = [
        f"  {quoted(name)} {kind}{',' if number < len(fields) else ''} -- {_line(sheet.meanings.get(name, ''))}"
        for number, (name, kind) in enumerate(fields, 1)
    ]
    return f"CREATE TABLE {quoted(sheet.name)} ( -- {_line(sheet.description)}\n" + "\n".join(lines) + "\n)"


def _line(text: str) -> str:
    return " ".join(text.split())


def _affinity(kind: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _cell(value: Any) -> Any:
    return json_text(value) if isinstance(value, list | dict) else as_json(value)
