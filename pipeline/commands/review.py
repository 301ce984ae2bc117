"""`gangmu review`: what readers decided about rows, and gold files of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer


def command(
    action: Annotated[
        Literal["list", "export"], typer.Argument(metavar="ACTION", help="list the decisions, or export gold files.")
    ],
    out: Annotated[str, typer.Option(help="Folder of the tables.")] = "data/processed",
    to: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the gold files.")] = Path("gold"),
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="Also documents that nobody marked as read in full.")
    ] = False,
) -> None:
    """List what was decided in gangmu explore, or make gold files of the documents that were read in full.

    In a gold file stand the rows that were accepted, those that were corrected as they were, and those nobody decided
    about; rejected rows are left out. gangmu score takes the files.

    Examples:

    gangmu review list --out tables

    gangmu review export --out tables --to my-gold

    gangmu score tables my-gold --errors
    """
    from pipeline.explore import golden
    from pipeline.explore.reviews import Reviews
    from pipeline.places import StoreError, here

    try:
        tables = here(out, "review")
    except StoreError as error:
        _refuse(str(error))
    reviews = Reviews(tables)
    for fault in reviews.faults():
        typer.echo(f"gangmu review: {fault}: left out", err=True)
    if not reviews.entries():
        _refuse(f"{out} has no decisions; make some with gangmu explore {out}")
    if action == "list":
        for entry in reviews.entries():
            changed = " ".join(f"{k}: {entry.was.get(k)} → {v}" for k, v in entry.cells.items())
            parts = (entry.when, entry.who, entry.verdict, entry.row_id, _plain(entry.quote), changed, entry.note)
            typer.echo("  ".join(part for part in parts if part))
        return
    try:
        written = list(golden.export(tables, to, unfinished=unfinished))
    except (StoreError, OSError) as error:
        _refuse(str(error))
    for one in written:
        typer.echo(f"{one.path}: {one.decided} rows decided, {one.open_rows} taken as right")
    if not written:
        _refuse("no document is marked as read in full; --unfinished takes the others too")


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu review: {message}", err=True)
    raise typer.Exit(2)


def _plain(text: str) -> str:
    """A quote on one line, without a terminal's commands in it."""
    return "".join(c if c.isprintable() else " " for c in text[:60])
