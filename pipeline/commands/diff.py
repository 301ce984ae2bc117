"""`gangmu diff`: what changed from one folder of tables to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Folder of the tables before, or its URL.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Folder of the tables after, or its URL.")],
    format: Annotated[str, typer.Option(help="text, markdown, json or html.")] = "text",
    kind: Annotated[
        list[str] | None, typer.Option(help="Only changes of this kind, such as comparator_weakened; repeatable.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Write it here.")] = None,
) -> None:
    """Say what a new drop, or a new version, changed: targets that are new, gone or different, the two sentences side
    by side; initiatives, programmes, facts of the document. Documents are matched by their bytes, else by source, file
    name or title. With --kind, documents that are new or gone do not count.

    Kinds: indicator_dropped, comparator_weakened (以上→左右), value_lowered, deadline_later, commitment_weakened
    (确保→力争), status_changed, number_dropped and more: an unknown --kind lists them all.

    Exit status: 0 no differences; 1 differences; 2 unusable arguments.

    Examples:

    gangmu diff tables-2025 tables-2026

    gangmu diff before after --kind comparator_weakened --kind deadline_later --format markdown

    gangmu diff before after --format html --to diff.html
    """
    from pipeline.analysis.comparing import page, shown
    from pipeline.analysis.comparing.diff import diff
    from pipeline.analysis.comparing.kinds import KINDS
    from pipeline.analysis.output.whole import OutputError, replacing
    from pipeline.analysis.sql import SqlError
    from pipeline.extras import MissingExtra
    from pipeline.places import StoreError, place

    formats = {"text": shown.as_text, "markdown": shown.as_markdown, "json": shown.as_json, "html": page.as_html}
    if format not in formats:
        _refuse(f"no format {format!r}; there are {', '.join(formats)}")
    strange = [name for name in kind or () if name not in KINDS]
    if strange:
        _refuse(f"no kind {strange[0]!r}; there are {', '.join(KINDS)}")
    try:
        found = diff(place(old), place(new), tuple(kind or ()))
        text = formats[format](found)
        if to is None:
            typer.echo(text, nl=False)
        else:
            with replacing(to) as fresh:
                fresh.write_text(text, "utf-8", newline="\n")
    except (StoreError, SqlError, OutputError, MissingExtra) as error:
        _refuse(str(error))
    raise typer.Exit(int(bool(found.documents)))


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu diff: {message}", err=True)
    raise typer.Exit(2)
