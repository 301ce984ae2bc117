"""`gangmu report`: documents as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer


def command(
    docs: Annotated[
        list[str], typer.Argument(metavar="DOC", help="A doc_id or its beginning, a file name, or a path; repeatable.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The HTML file to write.")] = Path("report.html"),
    tables: Annotated[str, typer.Option(metavar="DIR", help="Folder of the tables, or its URL.")] = "data/processed",
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of the labels.")] = "en",
    lexicons: Annotated[list[Path] | None, typer.Option(help="Folders of lexicons, as given to run.")] = None,
) -> None:
    """Write documents with every row at its place as one HTML file, which needs nothing else and no network.

    DOC is looked for in the tables; a file that they do not have is mined.

    Examples:

    gangmu report plan.txt --out plan.html

    gangmu report 3f2a 77c1 --tables tables --out both.html --lang zh
    """
    from pipeline.extras import MissingExtra, need
    from pipeline.lexicon import LexiconError
    from pipeline.places import StoreError, place
    from pipeline.read import ReadError, Skipped

    try:
        need("jinja2", "explore")
        from pipeline.explore.report import report

        html = report(docs, place(tables), lang, lexicons or ())
    except (StoreError, LexiconError, ReadError, Skipped, MissingExtra, ValueError, OSError) as error:
        _refuse(str(error))
    try:
        out.write_text(html, "utf-8", newline="\n")
    except OSError as error:
        _refuse(f"{out}: {error.strerror or error}; choose another --out")
    typer.echo(f"{out}: {len(html.encode()):,} bytes")


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu report: {message}", err=True)
    raise typer.Exit(2)
