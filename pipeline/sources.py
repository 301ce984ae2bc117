"""What to read: files, folders and globs become a list of files in one fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


class SourceError(ValueError):
    """A source argument that leads to nothing; the message says what to try."""


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    """Something to read: a file, or a stretch of one.

    `name` is its path as given, with `/`: what `documents.source` says.

    `start` and `size` in bytes; `size` None: to the end. `metadata` is what the place says of the document, as pairs.
    """

    name: str
    path: Path
    start: int = 0
    size: int | None = None
    metadata: tuple[tuple[str, str], ...] = ()

    def read_bytes(self) -> bytes:
        """Its bytes. Raises OSError."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(-1 if self.size is None else self.size)


def find(arguments: Iterable[str], leave_out: Path) -> list[SourceFile]:
    """The files that `arguments` name, each once, sorted by name; `leave_out` is the folder of the tables.

    Folders are searched to the bottom, without hidden files and without following links to folders. Raises SourceError
    for an argument that is no file, no folder and no glob that matches.
    """
    found: dict[Path, SourceFile] = {}
    for argument in arguments:
        paths = [Path(argument)] if Path(argument).exists() else _matching(argument)
        if not paths:
            raise SourceError(f"{argument}: no such file or folder, and no glob that matches; give files or a folder")
        for path in paths:
            for file in _files(path, leave_out):
                found.setdefault(file.absolute(), SourceFile(_name(file), file))
    if not found:
        raise SourceError(f"no files in {', '.join(arguments)}; put documents there or name another folder")
    return sorted(found.values())


def _matching(pattern: str) -> list[Path]:
    return [Path(path) for path in glob.glob(pattern, recursive=True)]  # noqa: PTH207  # Path.glob takes no absolute one


def _files(path: Path, leave_out: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    unreadable: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=lambda error: unreadable.append(Path(error.filename))):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _same(here / f, leave_out))
        yield from (here / name for name in sorted(names) if not name.startswith("."))
    yield from unreadable  # as if files: the run then says that they cannot be opened


def _same(path: Path, other: Path) -> bool:
    return path.resolve() == other.resolve()


def _name(path: Path) -> str:
    """The path as text that any table can hold: a name in a strange encoding gets U+FFFD where it cannot be read."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")
