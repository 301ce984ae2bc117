"""`gangmu query`: SQL over the tables."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer


def command(
    sql: Annotated[
        str | None, typer.Argument(metavar="SQL", help="One SELECT; - reads it from standard input.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A file that holds the SQL.")] = None,
    out: Annotated[str, typer.Option(help="Folder of the tables, or its URL.")] = "data/processed",
    format: Annotated[str | None, typer.Option(help="table, csv, json, jsonl; with --to also parquet, xlsx …")] = None,
    to: Annotated[Path | None, typer.Option(help="Write here; the end of the name says the format.")] = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Any SQL: it may read and write files, load extensions.")] = (
        False
    ),
) -> None:
    """Ask the tables in SQL (DuckDB's). Every table is a view of its name; ready ones are planned and reported (targets
    beside their document and initiative) and panel (every value of an indicator, whose and for which year).

    The SQL sees nothing but the tables: no files, no network, unless --unsafe is given. It is read-only.

    Exit status: 0 done; 2 SQL that cannot be run, or unusable arguments.

    Examples:

    gangmu query "SELECT indicator, value_low, base_unit FROM planned WHERE region = '禾丘县' ORDER BY start"

    gangmu query "SELECT region, count(*) AS n FROM reported GROUP BY ALL" --out tables --to regions.csv

    gangmu query --file growth.sql --format json

    gangmu query "DESCRIBE panel"
    """
    from pipeline.analysis.output.deliver import deliver
    from pipeline.analysis.output.whole import OutputError
    from pipeline.analysis.sql import SqlError, opened
    from pipeline.extras import MissingExtra
    from pipeline.places import StoreError, place

    text = _sql(sql, file)
    try:
        with opened(place(out), "anything" if unsafe else "tables") as tables:
            found = tables.select(text)
            meanings = {name: said for view in tables.views.values() for name, said in view.columns.items()}
        deliver(found, meanings, "query", kind=format, to=to)
    except (StoreError, SqlError, OutputError, MissingExtra) as error:
        _refuse(str(error))


def _sql(sql: str | None, file: Path | None) -> str:
    if (sql is None) == (file is None):
        _refuse("give the SQL, or - to read it from standard input, or a --file that holds it")
    if file is None:
        return sys.stdin.read() if sql == "-" else str(sql)
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        _refuse(f"{file}: {error.strerror or error}; name another --file")
    except UnicodeError as error:
        _refuse(f"{file}: is not in UTF-8 ({error}); save it so")


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu query: {message}", err=True)
    raise typer.Exit(2)
