"""Containers: archives, crawls and files of records, whose members are documents of their own.

What a container is shows in its first bytes. Every module of this folder that has `recognises` opens one kind
(`Container` in `member.py` says what it must have). Members are copied to a spool in the folder of the tables, one
after the other, so that memory does not grow with the container; they are never written under their own names.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from pipeline.containers.member import Container, ContainerError, Member, NotAContainer, Reading
from pipeline.containers.spool import Spool, Window, spooling
from pipeline.containers.streams import HEAD, Counted, Headed, LimitError
from pipeline.places import Place, Remote, each
from pipeline.sources import STDIN, Fault, SourceError, SourceFile, Stretch, far_of, regular_size

__all__ = ["Reading", "opened"]


@contextlib.contextmanager
def opened(
    files: Iterable[SourceFile], reading: Reading, out: Place, stdin: BinaryIO | None = None
) -> Iterator[list[SourceFile]]:
    """`files` with the members of those that are containers in their place, readable until the end of the block.

    What cannot be opened is there too, with a Fault that says why. `stdin` is what `-` stands for. Raises SourceError
    where there is no place to unpack.
    """
    with spooling(out) as spool:
        opening = _Opening(reading, spool)
        named = list(files)
        begun = each(_begun, named, far_of(named))
        yield [found for file, first in zip(named, begun, strict=True) for found in opening.file(file, first, stdin)]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file's size, and the first bytes, by which a container is known."""

    size: int
    head: bytes


def _begun(file: SourceFile) -> _Begun | None:
    """How a file begins; None where there is none, or none that opens: whoever measures it says what it is."""
    path = file.path
    size = None if file.name == STDIN else regular_size(path)
    if size is None:
        return None
    try:
        if isinstance(path, Remote):
            return _Begun(size, path.read_bytes(0, min(HEAD, size)))
        with path.open("rb") as content:
            return _Begun(size, content.read(HEAD))
    except OSError:
        return None


@functools.cache
def _kinds() -> tuple[Container, ...]:
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(cast(Container, m) for m in modules if hasattr(m, "recognises"))


def _kind(head: bytes, reading: Reading) -> Container | None:
    return next((kind for kind in _kinds() if kind.recognises(head, reading)), None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a container lies: the file, the names on the way, and how deep in others it is."""

    file: SourceFile
    name: str
    depth: int = 0  # archives around it
    layers: int = 0  # anything around it

    def member(self, name: str) -> str:
        return f"{self.name}!/{name}"


class _Opening:
    """Opens the containers of one run."""

    def __init__(self, reading: Reading, spool: Spool) -> None:
        self._reading, self._spool = reading, spool

    def file(self, file: SourceFile, begins: _Begun | None, stdin: BinaryIO | None) -> Iterator[SourceFile]:
        """`file` itself, or what is in it."""
        place = _Place(file, file.name)
        if file.name == STDIN and stdin is not None:
            yield from self._stream(place, stdin, ())
            return
        if begins is None:
            yield file
            return
        kind = _kind(begins.head, self._reading)
        if kind is not None:
            try:
                with file.path.open("rb") as content:
                    yield from self._members(place, kind, content, begins.size)
            except OSError:
                yield file  # as above
            return
        if begins.size > self._reading.limits.max_bytes:
            file = replace(file, held=Fault(self._too_large(begins.size)))
        yield file

    def _too_large(self, size: int) -> str:
        most = self._reading.limits.max_bytes
        return f"{size:,} bytes, more than {most:,}; raise --limit max-bytes, or cut it up"

    def _stream(self, place: _Place, content: BinaryIO, metadata: tuple[tuple[str, str], ...]) -> Iterator[SourceFile]:
        """What `content` is: a container to be opened, or a document to be kept."""
        limits = self._reading.limits
        headed = Headed(content)
        kind = _kind(headed.head, self._reading)
        if kind is None or kind.NEEDS_SEEKING:
            most = limits.max_bytes if kind is None else limits.max_total
            held = self._spool.add(Counted(headed, most, limits))
            if kind is None:
                yield place.file.called(place.name, metadata, held)
                return
            with self._spool.path.open("rb") as file:
                window = cast(BinaryIO, Window(file, held.start, held.size))
                yield from self._members(place, kind, window, held.size, held)
        else:
            yield from self._members(place, kind, headed.as_file(), None)

    def _members(
        self, place: _Place, kind: Container, content: BinaryIO, size: int | None, held: Stretch | None = None
    ) -> Iterator[SourceFile]:
        """The members of a container, one by one, and the fault that ends it, if one does."""
        limits = self._reading.limits
        if place.depth + kind.IS_ARCHIVE > limits.max_depth or place.layers > 2 * limits.max_depth:
            told = f"nested deeper than {limits.max_depth} containers; unpack it, or raise --limit max-depth"
            yield self._fault(place, told)
            return
        inside = replace(place, depth=place.depth + kind.IS_ARCHIVE, layers=place.layers + 1)
        total = count = 0
        try:
            for member in kind.members(content, place.name, self._reading):
                count += 1
                if count > limits.max_members:
                    raise LimitError(
                        f"more than {limits.max_members:,} members; unpack it, or raise --limit max-members"
                    )
                for found in self._member(inside, member, kind):
                    total += found.held.size if isinstance(found.held, Stretch) else 0
                    yield found
                if total > limits.max_total:
                    raise LimitError(f"unpacks to more than {limits.max_total:,} bytes; raise --limit max-total")
        except NotAContainer:
            yield place.file.called(place.name, place.file.metadata, held)
        except SourceError:
            raise  # no place to unpack: the run's end, not this container's
        except ContainerError as error:
            yield self._fault(place, str(error))
        except kind.FAULTS as error:
            yield self._fault(
                place, f"damaged or cut off ({_said(error)}); what came before it is read; fetch it again"
            )
        except Exception as error:  # a library that trips over made-up bytes: the run goes on, and says so
            yield self._fault(
                place, f"cannot be opened ({type(error).__name__}: {error}); unpack it and give the files"
            )

    def _member(self, inside: _Place, member: Member, kind: Container) -> Iterator[SourceFile]:
        place = replace(inside, name=inside.member(member.name))
        if isinstance(member.content, Fault):
            yield self._fault(place, member.content.message)
            return
        limits = self._reading.limits
        content = Counted(member.content, limits.max_total, limits, member.packed)
        try:
            yield from self._stream(place, cast(BinaryIO, content), member.metadata)
        except SourceError:
            raise
        except LimitError as error:
            yield self._fault(place, str(error))
        except kind.FAULTS as error:
            yield self._fault(place, f"damaged in its container ({_said(error)}); fetch it again")

    def _fault(self, place: _Place, message: str) -> SourceFile:
        return place.file.called(place.name, place.file.metadata, Fault(message))


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
