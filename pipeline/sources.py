"""What to read: files, folders and globs become a list of files in one fixed order."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from pipeline.places import Place, Remote, is_url, place
from pipeline.read.result import ReadError

STDIN = "-"


class SourceError(ValueError):
    """A source argument that leads to nothing; the message says what to try."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes that lie in a file for the time of a run: a member of a container, unpacked. `size` -1: to the end."""

    path: Place
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a source has no bytes: the message says what to try."""

    message: str


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    """Something to read: a file, or a stretch of one, or a member of a container.

    `name` is its path as given, with `/`: what `documents.source` says; of a member, `drop.zip!/more/plan.txt`.

    `at` is its path or URL as text, where that is not the name: a million `Path` objects take half a gigabyte.
    `start` and `size` in bytes; `size` None: to the end. `metadata` is what the place says of the document, as pairs.
    `held`, of a member: where its bytes lie during this run, or why there are none; `at` is the container's. `listed`:
    bytes of a file in another store, as its list says.
    """

    name: str
    at: str = ""
    start: int = 0
    size: int | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    held: Stretch | Fault | None = field(default=None, compare=False)
    listed: int | None = field(default=None, compare=False)

    @classmethod
    def of(cls, path: Place, name: str | None = None) -> Self:
        """The file at `path`; `name` if it is not called as it lies."""
        called = shown(path) if name is None else name
        at = path.as_posix()
        return cls(called, "" if at == called else at, listed=path.listed if isinstance(path, Remote) else None)

    def called(self, name: str, metadata: tuple[tuple[str, str], ...], held: Stretch | Fault | None) -> SourceFile:
        """What lies where this lies, under another name: a member of it, or the same bytes as another file's."""
        return replace(self, name=name, at="" if name == self.where else self.where, metadata=metadata, held=held)

    @property
    def where(self) -> str:
        """Its path or URL as text."""
        return self.at or self.name

    @property
    def path(self) -> Place:
        """Where it lies."""
        found = place(self.where)
        return Remote(found.url, self.listed) if isinstance(found, Remote) else found

    def read_bytes(self) -> bytes:
        """Its bytes. Raises OSError, or ReadError where the container did not give them."""
        if isinstance(self.held, Fault):
            raise ReadError("open", self.held.message)
        here = self.held or Stretch(self.path, self.start, -1 if self.size is None else self.size)
        if isinstance(here.path, Remote):
            return here.path.read_bytes(here.start, None if here.size < 0 else here.size)
        with here.path.open("rb") as file:
            file.seek(here.start)
            return file.read(here.size)

    @property
    def is_member(self) -> bool:
        """Whether it lies in a container, so that its bytes are there only while the container is unpacked."""
        return self.name == STDIN or self.name.startswith(f"{shown(self.path)}!/")


def find(arguments: Iterable[str], leave_out: Place) -> list[SourceFile]:
    """The files that `arguments` name, each once, sorted by name; `leave_out` is the folder of the tables.

    Folders are searched to the bottom, without hidden files and without following links to folders. `-` is the standard
    input, a URL (`s3://bucket/drop`) a file, a folder or a glob of another store. Raises SourceError for an argument
    that is no file, no folder and no glob that matches, StoreError where a store cannot be used.
    """
    found: dict[str, SourceFile] = {}
    for argument in arguments:
        named = place(argument)
        files = _elsewhere(named, leave_out) if isinstance(named, Remote) else _here(named, argument, leave_out)
        for file in files:
            found.setdefault(str(file.absolute()), SourceFile.of(file))
    if not found:
        raise SourceError(f"no files in {', '.join(arguments)}; put documents there or name another folder")
    return sorted(found.values())


def far_of(sources: Iterable[SourceFile]) -> Place:
    """The first place among them that is not on this machine; one on it where there is none."""
    return next((source.path for source in sources if is_url(source.where)), Path())


def _here(named: Path, argument: str, leave_out: Place) -> Iterator[Path]:
    paths = [named] if argument == STDIN or named.exists() else _matching(str(named))
    if not paths:
        raise SourceError(f"{argument}: no such file or folder, and no glob that matches; give files or a folder")
    for path in paths:
        yield from _files(path, leave_out)


def _elsewhere(named: Remote, leave_out: Place) -> Iterator[Remote]:
    try:
        matching = [named] if named.exists() else named.matching()
        if not matching:
            raise SourceError(f"{named}: no such file or folder, and no glob that matches; give files or a folder")
        for one in matching:
            for file in [one] if one.is_file() else one.files():
                below = file.url.removeprefix(one.url)
                if "/." not in below and not file.url.startswith(f"{leave_out}/"):
                    yield file
    except OSError as error:
        raise SourceError(f"{named}: {error}; see that the address is right, and that you may read there") from error


def _matching(pattern: str) -> list[Path]:
    return [Path(path) for path in glob.glob(pattern, recursive=True)]  # noqa: PTH207  # Path.glob takes no absolute one


def _files(path: Path, leave_out: Place) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    unreadable: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=lambda error: unreadable.append(Path(error.filename))):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _same(here / f, leave_out))
        yield from (here / name for name in sorted(names) if not name.startswith("."))
    yield from unreadable  # as if files: the run then says that they cannot be opened


def _same(path: Path, other: Place) -> bool:
    return isinstance(other, Path) and path.resolve() == other.resolve()


def shown(path: Place) -> str:
    """The path as text that any table can hold: a name in a strange encoding gets U+FFFD where it cannot be read."""
    if isinstance(path, Remote):
        return path.url
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def regular_size(path: Place) -> int | None:
    """Bytes of the regular file at `path`, a link followed; None where there is none, as of a pipe or a device."""
    try:
        if isinstance(path, Remote):
            return path.size()
        found = path.stat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
