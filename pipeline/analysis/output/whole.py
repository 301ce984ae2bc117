"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


class OutputError(Exception):
    """A file that cannot be written; the message says why and what to try."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it becomes `path` at the end, and is removed if anything goes wrong.

    Raises OutputError where it cannot be written.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield new
        new.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}; choose another --to") from error
    finally:
        if new.exists():
            new.unlink()
