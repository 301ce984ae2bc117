"""`gangmu run`: mine documents into tables."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.run import Progress, RunOptions, Summary
    from pipeline.sources import SourceFile

SILENT = 10.0  # seconds that a run says nothing while it looks for what is new
LISTED = 20  # failures and skipped files named at the end; all of them stand in the tables and the manifest


def command(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Files, folders, globs; - is the standard input.")
    ] = None,
    out: Annotated[str, typer.Option(help="Folder of the tables, or its URL.")] = "data/processed",
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes; if not given, as many as the work is good for."),
    ] = None,
    no_tokens: Annotated[bool, typer.Option("--no-tokens", help="Leave sentences.tokens null: faster.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Status 1 also for skipped files and findings of severity error.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Mine again even what has not changed.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Take out the rows of sources that are gone.")] = False,
    keep_gone: Annotated[
        bool,
        typer.Option("--keep-gone", help="Keep rows of sources that are gone, even beside those of a new version."),
    ] = False,
    engine: Annotated[
        str, typer.Option(help="Where the work is done: local, dask (a cluster of its own) or dask://HOST:PORT.")
    ] = "local",
    lexicons: Annotated[
        list[Path] | None, typer.Option(help="Folder of lexicons to add to, and overrule, Gangmu's own; repeatable.")
    ] = None,
    text_column: Annotated[
        str | None, typer.Option(help="Column with the text, of sources in jsonl, csv or Parquet.")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option(help="Column that names such a document in documents.source.")
    ] = None,
    meta: Annotated[
        list[str] | None, typer.Option(help="Column to carry along into documents.metadata; repeatable.")
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="Raise or lower a limit, max-bytes=100000000; repeatable."),
    ] = None,
) -> None:
    """Mine documents into tables.

    SOURCE is any number of files, folders (searched to the bottom) and globs; data/raw if none is given. It may be a
    URL, as may --out: s3://, gs://, abfs://, hdfs:// and what else fsspec knows. Zip, tar, gz,
    bz2, xz, WARC, jsonl, csv and Parquet files are opened, and their members are documents of their own. A run adds to
    the tables that are there: documents that have not changed keep their rows, and so do those of sources not named
    now; --prune takes out those whose files are gone. With another version, other lexicons or options all are mined
    again. The tables appear together when all is done; until then the ones of the run before stand. A run that was cut
    short is taken up where it stopped.

    Exit status: 0 all read; 1 some failed (see the errors table); 2 unusable arguments.

    Examples:

    gangmu run

    gangmu run reports/ plan.txt 'drop/**/*.txt' --out tables --workers 4

    gangmu run drop2/ --out tables    (adds to what is there)

    gangmu run --prune --lexicons my-lexicons

    gangmu run /shared/corpus --out /shared/tables --engine dask://scheduler:8786

    gangmu run s3://bucket/drop --out s3://bucket/tables    (pip install 'gangmu[remote]')

    gangmu run corpus.jsonl --text-column text --id-column id --meta url --meta title

    tar c reports | gangmu run - --limit max-bytes=100000000
    """
    from pipeline.containers import Reading, opened
    from pipeline.engine import EngineError
    from pipeline.extras import MissingExtra
    from pipeline.lexicon import LexiconError
    from pipeline.limits import Limits
    from pipeline.places import StoreError, place
    from pipeline.run import RunOptions
    from pipeline.sources import SourceError, find

    if prune and keep_gone:
        _refuse("--prune takes rows out that --keep-gone keeps; give one of them")
    try:
        limits = Limits.of(limit or ())
    except ValueError as error:
        _refuse(str(error))
    reading = Reading(limits=limits, text_column=text_column, id_column=id_column, meta=tuple(meta or ()))
    options = RunOptions(
        out=place(out),
        workers=workers,
        tokens=not no_tokens,
        strict=strict,
        fresh=fresh,
        engine=engine,
        gone="prune" if prune else "keep" if keep_gone else "refuse",
        lexicon_folders=tuple(folder.absolute() for folder in lexicons or ()),
        limits=limits,
    )
    try:
        files = find(sources or ["data/raw"], leave_out=options.out)
        with opened(files, reading, options.out, sys.stdin.buffer) as documents:
            summary = _run(documents, options)
    except (SourceError, StoreError, LexiconError, EngineError, MissingExtra) as error:
        _refuse(str(error))
    _print(summary, options)
    raise typer.Exit(summary.exit_status(options))


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu run: {message}", err=True)
    raise typer.Exit(2)


def _run(files: list[SourceFile], options: RunOptions) -> Summary:
    """Run with a bar on a terminal, a line now and then elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from pipeline import arrays, run

    arrays.give_memory_back()
    console = Console(stderr=True)
    if not console.is_terminal:
        return run.run(files, options, _plain_lines(), _looked_lines())
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("mining", total=None, count="")

        def report(at: Progress) -> None:
            count = f"{at.sources}/{at.of_sources}"
            bar.update(task, description="mining", completed=at.bytes, total=at.of_bytes, count=count)

        def looked(done: int, of: int) -> None:
            bar.update(task, description="looking for what is new", completed=done, total=of, count=f"{done}/{of}")

        return run.run(files, options, report, looked)


def _plain_lines() -> Callable[[Progress], None]:
    """A report that prints a line for each further tenth of the work."""
    said = 0

    def report(at: Progress) -> None:
        nonlocal said
        tenths = 10 * at.bytes // max(1, at.of_bytes)
        if tenths > said:
            said = tenths
            typer.echo(f"mined {at.sources} of {at.of_sources} sources", err=True)

    return report


def _looked_lines() -> Callable[[int, int], None]:
    """A report that prints a line every ten seconds: most runs are through with it sooner."""
    next_line = time.monotonic() + SILENT

    def looked(done: int, of: int) -> None:
        nonlocal next_line
        if time.monotonic() >= next_line:
            next_line = time.monotonic() + SILENT
            typer.echo(f"looked at {done} of {of} sources for what is new", err=True)

    return looked


def _print(summary: Summary, options: RunOptions) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("table", "rows", title=f"{options.out}")
    table.columns[1].justify = "right"
    for name, count in summary.rows.items():
        table.add_row(name, f"{count:,}")
    Console().print(table)
    typer.echo(_done(summary))
    _list(f"{len(summary.skipped)} skipped", [f"{s.source}: {s.reason}" for s in summary.skipped])
    _list(f"{summary.failed} failed", [f"{f.source}: {f.stage}: {f.message} ({f.error})" for f in summary.failures])
    if options.strict and summary.error_findings:
        typer.echo(f"{summary.error_findings} findings of severity error: see the findings table")


def _done(summary: Summary) -> str:
    """What the run did, in a sentence or two."""
    if summary.unchanged:
        return "nothing has changed since the run before: its tables stand (--fresh mines again)"
    counts = {"mined": summary.mined, "taken up from a run that was cut short": summary.resumed}
    counts |= {"kept as they were": summary.kept, "taken out": summary.taken_out}
    said = "sources: " + ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    if summary.changes:
        said += f"\nmined again what was there before: {'; '.join(summary.changes)}"
    return said


def _list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    typer.echo(f"{title}:")
    for line in lines[:LISTED]:
        typer.echo(f"  {line}")
    if len(lines) > LISTED:
        typer.echo(f"  … and {len(lines) - LISTED} more")
