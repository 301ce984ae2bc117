"""`gangmu show`: one document's outline and rows beside their source text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
SHOWN = ("targets", "programmes", "findings", "errors")  # unless one table is asked for
AROUND = 16  # characters of source shown on each side of a row
LONGEST = 160  # characters of a value or of a row's source text
# Said elsewhere in the line, or of no use to a reader.
UNSAID = {"doc_id", "start", "end", "raw_start", "raw_end", "text", "raw_text", "sentence", "tokens", "pos"}


def command(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="A doc_id or its beginning, a file name, or a path.")],
    table: Annotated[str | None, typer.Option(help="Show the rows of this table only.")] = None,
    out: Annotated[str, typer.Option(help="Folder of the tables, or its URL.")] = "data/processed",
) -> None:
    """Show a document's outline and its rows beside their source text.

    Examples:

    gangmu show plan.txt

    gangmu show 3f2a --table targets --out tables
    """
    from rich.console import Console

    from pipeline import lookup
    from pipeline.places import StoreError, place
    from pipeline.store import snapshot
    from pipeline.tables import all_tables

    if table is not None and table not in all_tables():
        _refuse(f"no table {table!r}; there are {', '.join(all_tables())}")
    try:
        tables = snapshot(place(out))
        document = lookup.document(tables, doc)
        doc_id = document["doc_id"]
        rows = {name: lookup.rows(tables, name, doc_id) for name in ({table} if table else {*SHOWN, "initiatives"})}
        raw = lookup.raw_text(document, lookup.rows(tables, "edits", doc_id))
    except StoreError as error:
        _refuse(str(error))
    console = Console(highlight=False, soft_wrap=True)
    if table:
        _print_rows(console, table, rows[table], raw)
        return
    _print_head(console, document)
    _print_outline(console, rows["initiatives"])
    for name in SHOWN:
        _print_rows(console, name, rows[name], raw)


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu show: {message}", err=True)
    raise typer.Exit(2)


def _print_head(console: Console, document: Record) -> None:
    console.print(f"[bold]{_safe(document['title'] or document['source'])}[/bold]")
    for name in (
        "doc_id",
        "source",
        "encoding",
        "script",
        "doc_type",
        "issuer",
        "region",
        "doc_number",
        "year",
        "flags",
    ):
        if document.get(name):
            console.print(f"  {name}: {_safe(document[name])}")


def _print_outline(console: Console, items: Sequence[Record]) -> None:
    console.print(f"\n[bold]outline[/bold] ({len(items)})")
    for item in items:
        notes = f" [yellow]{_safe(item['anomalies'])}[/yellow]" if item["anomalies"] else ""
        console.print(f"{'  ' * item['level']}{_safe(item['marker'])} {_safe(item['title'])}{notes}")


def _print_rows(console: Console, name: str, rows: Sequence[Record], raw: str) -> None:
    console.print(f"\n[bold]{name}[/bold] ({len(rows)})")
    for row in rows:
        console.print(f"  {_safe(next(iter(row.values())))}  {_in_source(row, raw)}")
        said = {k: v for k, v in list(row.items())[1:] if k not in UNSAID and v not in (None, [], False)}
        console.print("    " + "  ".join(f"[dim]{k}[/dim] {_safe(v)}" for k, v in said.items()))


def _in_source(row: Record, raw: str) -> str:
    """What the source prints for the row, with a little around it."""
    start, end = row.get("raw_start"), row.get("raw_end")
    if start is None or end is None:
        return ""
    before, after = raw[max(0, start - AROUND) : start], raw[end : end + AROUND]
    return f"[dim]{_safe(before)}[/dim][bold green]{_safe(raw[start:end])}[/bold green][dim]{_safe(after)}[/dim]"


def _safe(value: Any) -> str:
    """`value` on one line, not too long, and never taken for markup or for a terminal's commands."""
    from rich.markup import escape

    text = "、".join(str(v) for v in value) if isinstance(value, list) else str(value)
    text = "".join(c if c.isprintable() else " " for c in text.replace("\n", "⏎"))
    return escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
