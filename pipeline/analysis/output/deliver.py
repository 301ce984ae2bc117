"""The rows of a query or a panel, where they are wanted: on the screen, in a pipe, in a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.analysis.output import as_csv, export, screen
from pipeline.analysis.output.sheet import as_json, json_text, sheet_of
from pipeline.analysis.output.whole import OutputError, replacing

if TYPE_CHECKING:
    import pyarrow as pa

PIPED = ("table", "csv", "json", "jsonl")  # what needs no file


def kinds() -> list[str]:
    """The formats there are for rows."""
    return [*dict.fromkeys((*PIPED, "parquet", *export.formats()))]


def deliver(
    table: pa.Table,
    meanings: Mapping[str, str],
    name: str,
    *,
    kind: str | None,
    to: Path | None,
    seen: Sequence[str] | None = None,
) -> None:
    """Print `table` or write it to `to`; without a `kind`, the end of the file's name says it.

    `seen` are the columns that a table on the screen has, all if None. Raises OutputError.
    """
    kind = kind or (to.suffix.removeprefix(".") if to is not None else "table")
    if kind not in kinds():
        raise OutputError(f"no format {kind!r}; there are {', '.join(kinds())}")
    if to is None:
        _print(table.select(list(seen)) if seen and kind == "table" else table, kind)
    elif kind == "table":
        raise OutputError("a table is for the screen; in a file have csv, json or parquet")
    elif kind in ("json", "parquet"):
        with replacing(to) as new:
            if kind == "json":
                new.write_text(_json(table), "utf-8", newline="\n")
            else:
                _write_parquet(table, meanings, new)
    else:
        sheet = sheet_of(name, table, {n: meanings.get(n, "") for n in table.column_names})
        export.write([sheet], kind, to)


def _print(table: pa.Table, kind: str) -> None:
    if kind not in PIPED:
        raise OutputError(f"{kind} is written to a file: say which with --to")
    if kind == "table":
        screen.show(table)
    elif kind == "csv":
        as_csv.write_to(sheet_of("", table, {}), sys.stdout)
    elif kind == "json":
        sys.stdout.write(_json(table))
    else:
        sys.stdout.writelines(json_text(row) + "\n" for row in table.to_pylist())


def _json(table: pa.Table) -> str:
    return json.dumps(as_json(table.to_pylist()), ensure_ascii=False, indent=1) + "\n"


def _write_parquet(table: pa.Table, meanings: Mapping[str, str], to: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [field.with_metadata({"description": meanings.get(field.name, "")}) for field in table.schema]
    pq.write_table(table.cast(pa.schema(fields)), to, compression="zstd")
