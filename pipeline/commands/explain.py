"""`gangmu explain`: why a row is what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

LETTERS = {"t": "targets", "i": "initiatives", "p": "programmes", "n": "numbers", "f": "findings"}


def command(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="A doc_id or its beginning, a file name, or a path.")],
    row: Annotated[str, typer.Argument(metavar="ROW", help="A row's id, or its end: t017, i003, p002, n12, f1.")],
    out: Annotated[str, typer.Option(help="Folder of the tables, or its URL.")] = "data/processed",
    lexicons: Annotated[list[Path] | None, typer.Option(help="Folders of lexicons, as given to run.")] = None,
) -> None:
    """Say why a row is what it is: the rule, the lexicon lines, the words that decided status and period.

    Examples:

    gangmu explain plan.txt t003

    gangmu explain 3f2a i001 --out tables
    """
    from pipeline import lookup
    from pipeline.explaining import explain
    from pipeline.lexicon import LexiconError, Lexicons
    from pipeline.places import StoreError, place
    from pipeline.store import snapshot

    tail = row.rpartition("-")[2]
    table = LETTERS.get(tail[:1])
    if table is None or not tail[1:].isdigit():
        _refuse(f"{row!r} is no row; rows are named t017, i003, p002, n12 or f1 (gangmu show {doc} lists them)")
    try:
        tables = snapshot(place(out))
        document = lookup.document(tables, doc)
        rows = lookup.rows(tables, table, document["doc_id"])
        words = Lexicons.default(*(lexicons or ()))
    except (StoreError, LexiconError) as error:
        _refuse(str(error))
    number = int(tail[1:])
    if not 1 <= number <= len(rows):
        _refuse(f"{document['source']} has {len(rows)} {table}; there is no {tail}")
    for line in explain(rows[number - 1], table, document["text"], words):
        typer.echo(line)


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu explain: {message}", err=True)
    raise typer.Exit(2)
