"""`gangmu suggest`: lexicon lines to review and paste."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class What(StrEnum):
    """What to suggest lines for."""

    indicators = "indicators"
    programmes = "programmes"
    boilerplate = "boilerplate"
    units = "units"


def command(
    what: Annotated[What, typer.Argument(metavar="KIND", help="indicators, programmes, boilerplate or units.")],
    out: Annotated[str, typer.Option(help="Folder of the tables, or its URL.")] = "data/processed",
    limit: Annotated[int, typer.Option(min=1, help="Lines at most.")] = 30,
    lexicons: Annotated[list[Path] | None, typer.Option(help="Folders of lexicons, as given to run.")] = None,
) -> None:
    """Suggest lines for a lexicon, from what the documents say and no lexicon knows, the most frequent first.

    Prints CSV with the lexicon's own columns, and in the note how often, in how many documents, and an example. Nothing
    is changed: review the lines, correct the cells, and paste those that hold into the lexicon (lexicons/README.md).

    Examples:

    gangmu suggest indicators --out tables

    gangmu suggest units --limit 10 > my-lexicons/units.csv
    """
    from pipeline.lexicon import LexiconError, Lexicons
    from pipeline.places import StoreError, place
    from pipeline.store import snapshot
    from pipeline.suggesting import suggest

    try:
        columns, lines = suggest(snapshot(place(out)), what.value, Lexicons.default(*(lexicons or ())))
    except (StoreError, LexiconError) as error:
        typer.echo(f"gangmu suggest: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(",".join(columns))
    for line in lines[:limit]:
        typer.echo(line.line(columns))
    if not lines:
        typer.echo(f"nothing to suggest from {out}", err=True)
    if len(lines) > limit:
        typer.echo(f"{len(lines) - limit} more: --limit", err=True)
