"""`gangmu across`: the tables that are derived from those of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    tables: Annotated[list[str] | None, typer.Argument(metavar="TABLE", help="Derived tables; all if none.")] = None,
    out: Annotated[str, typer.Option(help="Folder of the tables.")] = "data/processed",
    lexicons: Annotated[list[Path] | None, typer.Option(help="Folders of lexicons, as given to run.")] = None,
) -> None:
    """Derive what shows only across documents: plan beside outcome, programmes and indicators over the years, levels of
    government compared, copies.

    Reads the tables of `gangmu run` in OUT and writes OUT/ledger, OUT/copies and so on beside them. A derived table
    whose inputs have not changed is kept; after another run, run this again.

    Examples:

    gangmu across --out tables

    gangmu across ledger --out tables
    """
    from rich.console import Console
    from rich.table import Table

    from pipeline.derive import DeriveError, derive
    from pipeline.lexicon import LexiconError
    from pipeline.places import StoreError, here

    folders = [folder.absolute() for folder in lexicons or ()]
    try:
        made = derive(here(out, "across"), tables or (), folders, lambda name: typer.echo(f"deriving {name}", err=True))
    except (StoreError, LexiconError, DeriveError) as error:
        typer.echo(f"gangmu across: {error}", err=True)
        raise typer.Exit(2) from error
    grid = Table("table", "rows", *([""] if any(one.kept for one in made.values()) else []), title=f"{out}")
    grid.columns[1].justify = "right"
    for name, one in made.items():
        grid.add_row(name, f"{one.rows:,}", *(["unchanged"] if one.kept else []))
    Console().print(grid)
