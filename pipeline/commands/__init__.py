"""The command line. Every module of this folder is a command of its own name: its `command` function is what runs.

Modules and the functions in them import what is heavy only when they run, so that `gangmu --help` answers at once.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from typing import Annotated

import typer

from pipeline.version import VERSION


def main() -> None:
    """The `gangmu` command."""
    build()(prog_name="gangmu")


def build() -> typer.Typer:
    """The application, with a command for each module there is."""
    application = typer.Typer(
        name="gangmu", no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_show_locals=False
    )
    application.callback(help=_help(_gangmu))(_gangmu)
    for found in pkgutil.iter_modules(__path__):
        if found.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{found.name}")
        application.command(found.name, help=_help(module.command))(module.command)
    return application


def _help(function: Callable[..., object]) -> str:
    """The docstring with its paragraphs as one line each: the terminal wraps them."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(function.__doc__ or ""))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gangmu {VERSION}")
        raise typer.Exit


def _gangmu(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = (
        False
    ),
) -> None:
    """Gangmu 纲目 reads Chinese policy documents and writes tables: initiatives, targets, programmes and more, each row
    traceable to the characters of its source.

    Examples:

    gangmu run    (mines data/raw into data/processed)

    gangmu run reports/ plan.txt --out tables

    gangmu show plan.txt --table targets --out tables

    gangmu tables targets    (says what each column means)
    """
