"""`gangmu score`: tables against gold files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def command(
    tables: Annotated[str, typer.Argument(metavar="TABLES", help="Folder of the tables, or its URL.")],
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD", help="Gold files and folders of them.")],
    raw: Annotated[Path | None, typer.Option(help="Folder of the documents; if not given, beside their gold.")] = None,
    docs: Annotated[str, typer.Option(help="Of folders, only gold files whose name matches this pattern.")] = "*",
    errors: Annotated[bool, typer.Option("--errors", help="Print every disagreement first.")] = False,
    intervals: Annotated[bool, typer.Option("--intervals", help="How far other documents might move each F1.")] = False,
    more: Annotated[bool, typer.Option("--more", help="Also action, period, binding and document facts.")] = False,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write the figures here.")] = None,
) -> None:
    """Score tables against gold files.

    Gold files say what a careful reader finds in a document (tests/gold/README.md). Rows are matched by document and by
    their place in the source. A document that is not beside its gold file is taken from the tables.

    Examples:

    gangmu score data/processed tests/gold --raw data/raw --errors

    gangmu score tables mine.gold.json --intervals --json figures.json
    """
    from pipeline.places import StoreError, place
    from pipeline.scoring import faults, figures, shown, stored
    from pipeline.scoring.compare import compare
    from pipeline.scoring.gold import GoldError, find, load

    try:
        rows = stored.read(place(tables))
        folders = [raw] if raw is not None else []
        golds = [load(path, folders, lambda doc_id: stored.raw_text(rows, doc_id)) for path in find(gold, docs)]
    except (StoreError, GoldError) as error:
        typer.echo(f"gangmu score: {error}", err=True)
        raise typer.Exit(2) from error
    compared = [compare(one, rows) for one in golds]
    if errors:
        for fault in faults.every(compared, more=more):
            typer.echo(str(fault))
    spread = figures.intervals(compared) if intervals else {}
    scored = figures.figures(compared) | (figures.more(compared) if more else {})
    for line in shown.lines(scored, spread):
        typer.echo(line)
    if json_out is not None:
        text = json.dumps(shown.as_json(scored, spread), ensure_ascii=False, indent=1)
        try:
            json_out.write_text(text + "\n", "utf-8")
        except OSError as error:
            typer.echo(f"gangmu score: {json_out}: {error.strerror or error}; choose another --json", err=True)
            raise typer.Exit(2) from error
