"""`gangmu explore`: the tables as web pages on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer


def command(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder of the tables.")] = "data/processed",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes any that is free.")] = 8730,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    lang: Annotated[
        Literal["zh", "en"] | None, typer.Option(help="Language of the pages; the browser's if not given.")
    ] = None,
    who: Annotated[
        str, typer.Option(envvar=["GANGMU_USER", "USER", "USERNAME"], help="Who signs what is reviewed.")
    ] = "reader",
    lexicons: Annotated[list[Path] | None, typer.Option(help="Folders of lexicons, as given to run.")] = None,
) -> None:
    """Look at tables in the browser: documents with every row at its place, tables, charts, review.

    The pages are served to this machine only, and need no network. What you decide about rows is kept in
    OUT/review.jsonl.

    Examples:

    gangmu explore

    gangmu explore tables --port 0 --no-browser --lang zh
    """
    try:
        from pipeline.explore.server import Options, ServeError, prepare
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pipeline"):
            raise
        _refuse(f"{error.name} is not installed; try: pip install 'gangmu[explore]'")
    from pipeline.extras import MissingExtra
    from pipeline.lexicon import LexiconError
    from pipeline.places import StoreError, here

    try:
        serving = prepare(Options(here(out, "explore"), port, who, lang, tuple(lexicons or ())))
    except (ServeError, StoreError, LexiconError, MissingExtra) as error:
        _refuse(str(error))
    typer.echo(f"Gangmu 纲目 at {serving.address} (Ctrl-C ends it)")
    serving.run(browse=not no_browser)


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu explore: {message}", err=True)
    raise typer.Exit(2)
