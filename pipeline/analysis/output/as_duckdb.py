"""DuckDB: a table each, lists and dates as they are, what they mean as comments (`duckdb_columns()` shows them)."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from pipeline.analysis.output.sheet import Sheet, dictionary
from pipeline.analysis.sql import literal, quoted
from pipeline.extras import need

SUFFIX = ".duckdb"
SEVERAL = True


def write(sheets: Sequence[Sheet], to: Path) -> None:
    """All sheets and their dictionary as a database. Raises MissingExtra without DuckDB."""
    import pyarrow as pa

    duckdb = need("duckdb", "query")
    with contextlib.closing(duckdb.connect(str(to))) as connection:
        for sheet in (*sheets, dictionary(sheets)):
            name = quoted(sheet.name)
            connection.register("rows of the sheet", pa.RecordBatchReader.from_batches(sheet.schema, sheet.batches()))
            connection.execute(f'CREATE TABLE {name} AS FROM "rows of the sheet"')
            connection.unregister("rows of the sheet")
            connection.execute(f"COMMENT ON TABLE {name} IS {literal(sheet.description)}")
            for column, meaning in sheet.meanings.items():
                connection.execute(f"COMMENT ON COLUMN {name}.{quoted(column)} IS {literal(meaning)}")
