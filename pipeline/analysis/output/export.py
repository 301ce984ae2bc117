"""Tables into files of any format there is: all at once, and whole."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pipeline.analysis.output
from pipeline.analysis.output.sheet import Sheet, dictionary
from pipeline.analysis.output.whole import OutputError, replacing


def formats() -> list[str]:
    """The names of the formats there are: every module `as_NAME.py` is one."""
    found = pkgutil.iter_modules(pipeline.analysis.output.__path__)
    return [module.name.removeprefix("as_") for module in found if module.name.startswith("as_")]


def write(sheets: Sequence[Sheet], kind: str, to: Path) -> list[Path]:
    """Write `sheets` as `kind` to `to`, and say which files that made. Raises OutputError.

    A format that holds one table a file makes a folder `to` of them, with the data dictionary, unless `to` ends as such
    a file does and there is one sheet only.
    """
    form = _format(kind)
    if form.SEVERAL:
        return _each(form, {to: list(sheets)})
    if to.suffix == form.SUFFIX:
        if len(sheets) != 1:
            raise OutputError(f"{to}: a {kind} file holds one table; name a folder, or one --table")
        return _each(form, {to: list(sheets)})
    return _each(form, {to / f"{s.name}{form.SUFFIX}": [s] for s in (*sheets, dictionary(sheets))})


def _format(kind: str) -> ModuleType:
    if kind not in formats():
        raise OutputError(f"no format {kind!r}; there are {', '.join(formats())}")
    return importlib.import_module(f"pipeline.analysis.output.as_{kind}")


def _each(form: ModuleType, files: dict[Path, list[Sheet]]) -> list[Path]:
    """All files are written before the first takes its place."""
    with contextlib.ExitStack() as stack:
        for path, sheets in files.items():
            form.write(sheets, stack.enter_context(replacing(path)))
    return list(files)
