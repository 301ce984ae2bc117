"""`gangmu panel`: an indicator over regions and years."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

# On the screen; files have more.
SEEN = ("asked", "status", "cell", "comparator", "value_low", "value_high", "base_unit", "change", "text", "target_id")


class Status(StrEnum):
    """Which targets."""

    planned = "planned"
    reported = "reported"
    both = "both"


class Cells(StrEnum):
    """What becomes of several values in one cell."""

    rows = "rows"
    list = "list"


def command(
    indicator: Annotated[list[str], typer.Option(help="Its key, or a document's own words; repeatable.")],
    by: Annotated[
        str, typer.Option(help="What a cell is of: region, issuer, doc_type, document, source, doc_id; year.")
    ] = "region,year",
    status: Annotated[Status, typer.Option(help="Which values.")] = Status.both,
    years: Annotated[str | None, typer.Option(help="2015-2025: these years, whether or not a document is of them.")] = (
        None
    ),
    cells: Annotated[
        Cells, typer.Option(help="Several values of a cell as rows, or as lists in one row.")
    ] = Cells.rows,
    out: Annotated[str, typer.Option(help="Folder of the tables, or its URL.")] = "data/processed",
    format: Annotated[str | None, typer.Option(help="table, csv, json, jsonl; with --to also parquet, xlsx …")] = None,
    to: Annotated[Path | None, typer.Option(help="Write here; the end of the name says the format.")] = None,
) -> None:
    """Make a tidy panel of an indicator: every region in every year, planned and reported.

    Of a cell without a value the column `cell` says why: not_stated, where a document of the region speaks of the year
    but not of the indicator, or no_document. Values are never added up or averaged: several are several rows, each with
    its sentence and target_id.

    Examples:

    gangmu panel --indicator 学前三年毛入园率

    gangmu panel --indicator 地区生产总值 --indicator 粮食总产量 --status reported --years 2015-2025 --to gdp.csv

    gangmu panel --indicator 新增学位 --by issuer,year --cells list --format json --out tables
    """
    from pipeline.analysis.output.deliver import deliver
    from pipeline.analysis.output.whole import OutputError
    from pipeline.analysis.panel import STATUSES, PanelError, PanelOptions, panel
    from pipeline.analysis.sql import opened
    from pipeline.extras import MissingExtra
    from pipeline.places import StoreError, place

    options = PanelOptions(
        indicators=tuple(dict.fromkeys(indicator)),
        by=tuple(name.strip() for name in by.split(",") if name.strip()),
        statuses=STATUSES if status is Status.both else (status.value,),
        cells=cells.value,
        years=_years(years),
    )
    try:
        with opened(place(out), "anything") as tables:
            found, meanings = panel(tables, options)
        seen = [name for name in found.column_names if name in (*options.by, *SEEN)]
        deliver(found, meanings, "panel", kind=format, to=to, seen=seen)
    except (StoreError, PanelError, OutputError, MissingExtra) as error:
        _refuse(str(error))


def _years(said: str | None) -> tuple[int, int] | None:
    """`2015-2025`, or one year."""
    if said is None:
        return None
    match = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", said)
    if match is None or int(match[2] or match[1]) < int(match[1]):
        _refuse(f"--years {said}: give a span such as 2015-2025, or one year")
    return int(match[1]), int(match[2] or match[1])


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu panel: {message}", err=True)
    raise typer.Exit(2)
