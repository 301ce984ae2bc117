"""The one door for sources: bytes become raw text, whatever they are.

What a source is shows in its bytes, not in its name. Every module of this folder that has `recognises` reads one
format; another format is another module with

    MEDIA_TYPE = "application/pdf"
    def recognises(data: bytes) -> bool: ...
    def read(data: bytes, name: str) -> list[ReadResult]: ...      # several for a container

and nothing else to edit. Kinds that are known but not read yet stand in `unread.py`, and plain text is what is left.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from types import ModuleType

from pipeline.read.result import ReadError, ReadResult, Skipped

__all__ = ["ReadError", "ReadResult", "Skipped", "read"]


def read(data: bytes, name: str) -> list[ReadResult]:
    """The documents that `data` holds; `name` says where it came from.

    Raises Skipped for a kind that is not read yet, ReadError for a source that cannot be read.
    """
    from pipeline.read import txt, unread

    for module in _formats():
        if module.recognises(data):
            found: list[ReadResult] = module.read(data, name)
            return found
    kind = unread.kind(data)
    if kind is not None:
        raise Skipped(kind, f"{kind} files are not read yet{unread.ADVICE.get(kind, '')}")
    return txt.read(data, name)


@functools.cache
def _formats() -> tuple[ModuleType, ...]:
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(m for m in modules if hasattr(m, "recognises"))
