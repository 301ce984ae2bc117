"""`gangmu check`: are these tables as they should be?"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.analysis.checking.settings import Settings

CONFIG = Path("gangmu.toml")  # taken if it is there


def command(
    tables: Annotated[str, typer.Argument(metavar="DIR", help="Folder of the tables, or its URL.")] = "data/processed",
    config: Annotated[
        Path | None, typer.Option(help="Limits; gangmu.toml of the folder one is in, if there is one.")
    ] = None,
    gold: Annotated[list[Path] | None, typer.Option(help="Gold files, or folders of them; repeatable.")] = None,
    raw: Annotated[Path | None, typer.Option(help="Folder of the gold's documents, if not beside it.")] = None,
    format: Annotated[str, typer.Option(help="text, json, junit, github or markdown.")] = "text",
    to: Annotated[Path | None, typer.Option(help="Write the report here, and print the text.")] = None,
) -> None:
    """Check tables: the contract (columns, keys, references, spans that give the text back), floors and ceilings (rows
    a document, what failed, unknown numbers, findings), agreement with gold.

    Without limits of one's own the contract is checked, and that no more than 5 of 100 sources failed, 2 of 100 numbers
    are unknown, half of the documents are empty and half of the text was removed. docs/ci.md shows a gangmu.toml.

    Exit status: 0 all passed; 1 something failed; 2 unusable arguments.

    Examples:

    gangmu check tables

    gangmu check tables --config strict.toml --format junit --to check.xml

    gangmu check tables --gold gold/ --raw documents/ --format github
    """
    from pipeline.analysis.checking import settings, shown
    from pipeline.analysis.checking.checks import check
    from pipeline.analysis.output.whole import OutputError, replacing
    from pipeline.extras import MissingExtra
    from pipeline.places import StoreError, place

    if format not in shown.FORMATS:
        _refuse(f"no format {format!r}; there are {', '.join(shown.FORMATS)}")
    path = config if config is not None else CONFIG if CONFIG.is_file() else None
    try:
        limits = settings.read(path) if path is not None else settings.Settings()
        report = check(place(tables), _with_gold(limits, gold, raw))
        if to is not None:
            with replacing(to) as new:
                new.write_text(shown.FORMATS[format](report), "utf-8", newline="\n")
    except (StoreError, settings.SettingsError, OutputError, MissingExtra) as error:
        _refuse(str(error))
    typer.echo(shown.FORMATS["text" if to is not None else format](report), nl=False)
    raise typer.Exit(report.exit_status)


def _with_gold(limits: Settings, gold: list[Path] | None, raw: Path | None) -> Settings:
    files = (*limits.gold.files, *(gold or ()))
    used = dataclasses.replace(limits.gold, files=files, raw=raw if raw is not None else limits.gold.raw)
    return dataclasses.replace(limits, gold=used)


def _refuse(message: str) -> NoReturn:
    typer.echo(f"gangmu check: {message}", err=True)
    raise typer.Exit(2)
