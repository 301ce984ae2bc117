"""Libraries that not everybody needs: imported where they are used, and named with what installs them."""

from __future__ import annotations

import importlib
from types import ModuleType


class MissingExtra(Exception):
    """A library that is not installed; the message says what to install."""


def need(module: str, extra: str) -> ModuleType:
    """The module `module`, which the optional dependencies `extra` bring. Raises MissingExtra where it is not there.

    >>> need("json", "query").__name__
    'json'
    >>> need("no_such_library", "query")
    Traceback (most recent call last):
    pipeline.extras.MissingExtra: no_such_library is not installed; try: pip install 'gangmu[query]'
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise MissingExtra(f"{error.name} is not installed; try: pip install 'gangmu[{extra}]'") from error
