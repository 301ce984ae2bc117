"""Tar archives, read as a stream: links and devices in them are told of, never followed."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.containers.member import Member, Readable, Reading, decoded, is_hidden
from pipeline.containers.streams import LimitError
from pipeline.sources import Fault

NEEDS_SEEKING = False
IS_ARCHIVE = True
FAULTS: tuple[type[Exception], ...] = (tarfile.TarError, EOFError, OSError, ValueError, RecursionError)

_HEADERS = 16_000_000  # bytes of headers before one member
_BLOCK = 1 << 16


def recognises(head: bytes, reading: Reading) -> bool:
    """`ustar` in the first header, or a header whose sum is right (older archives)."""
    if head[257:262] == b"ustar":
        return True
    if len(head) < 512 or not head[0]:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


class _Watched:
    """The archive's bytes; a header that wants to be read without end ends here, not in memory."""

    def __init__(self, content: Readable) -> None:
        self._content = content
        self.allowed = _HEADERS

    def read(self, size: int = -1, /) -> bytes:
        piece = self._content.read(size if 0 <= size <= _BLOCK else _BLOCK)
        self.allowed -= len(piece)
        if self.allowed < 0:
            raise LimitError("a header in it has no end; the archive is damaged or hostile")
        return piece


def members(file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
    """Every file in it, in the order they lie there."""
    watched = _Watched(file)
    with tarfile.open(fileobj=watched, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:  # type: ignore[call-overload]
        for info in archive:
            watched.allowed = info.size + 2 * _HEADERS
            shown = decoded(info.name.encode("utf-8", "surrogateescape"))
            archive.members = []  # or it keeps them all
            if info.isdir() or is_hidden(shown):
                continue
            if not info.isreg():
                what = "a link" if info.issym() or info.islnk() else "a device or a pipe"
                yield Member(shown, Fault(f"{what} in the archive: it is not followed; give the file itself"))
                continue
            content = archive.extractfile(info)
            if content is not None:
                yield Member(shown, content)
