"""`gangmu export`: tables for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer


def command(
    to: Annotated[Path, typer.Option(help="The file to write; a folder for csv, dta and jsonl.")],
    format: Annotated[
        str | None,
        typer.Option(help="csv, dta, duckdb, jsonl, sqlite, xlsx; if not given, the end of --to says it."),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option(help="Only this table or ready view (planned, reported, panel); repeatable. All tables if none."),
    ] = None,
    out: Annotated[str, typer.Option(help="Folder of the tables, or its URL.")] = "data/processed",
) -> None:
    """Write tables as files for Excel, Stata, SQLite, DuckDB and others, with what each column means.

    The meanings are variable labels in Stata, comments in DuckDB and SQLite, and the table `dictionary` (a sheet, a
    file) everywhere. csv is UTF-8 with a byte order mark, as Excel needs it. Files appear whole or not at all.

    Examples:

    gangmu export --to tables.xlsx --table targets --table programmes

    gangmu export --format dta --to stata/

    gangmu export --to panel.csv --table panel --out tables
    """
    from pipeline.analysis import sql
    from pipeline.analysis.output import export
    from pipeline.analysis.output.sheet import sheets_of
    from pipeline.analysis.output.whole import OutputError
    from pipeline.extras import MissingExtra
    from pipeline.places import StoreError, place

    kind = format or to.suffix.removeprefix(".")
    if kind not in export.formats():
        _refuse(f"{f'no format {kind!r}' if kind else 'say a --format'}; there are {', '.join(export.formats())}")
    try:
        with sql.opened(place(out), "anything") as tables:
            names = table or [name for name, view in tables.views.items() if not view.ready]
            strange = [name for name in names if name not in tables.views]
            if strange:
                _refuse(f"no table {strange[0]!r}; there are {', '.join(tables.views)}")
            files = export.write(sheets_of(tables, list(dict.fromkeys(names))), kind, to)
    except (StoreError, sql.SqlError, OutputError, MissingExtra) as error:
        _refuse(str(error))
    for path in files:
        typer.echo(path.as_posix())


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu export: {message}", err=True)
    raise typer.Exit(2)
