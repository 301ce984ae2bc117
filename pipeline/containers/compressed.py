"""One thing compressed: gzip, bzip2, xz. What is inside may be a document or a container."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from pipeline.containers.member import Member, Readable, Reading
from pipeline.containers.streams import Headed, check_ratio
from pipeline.limits import Limits

NEEDS_SEEKING = False
IS_ARCHIVE = False
FAULTS: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)

_SIGNATURES = {b"\x1f\x8b\x08": ".gz", b"BZh": ".bz2", b"\xfd7zXZ\x00": ".xz"}
_ENDINGS = (".gz", ".bz2", ".xz", ".tgz", ".tbz2", ".txz")
_PIECE = 1 << 16
_MEMORY = 128 << 20  # bytes that xz may use


def recognises(head: bytes, reading: Reading) -> bool:
    """By its signature."""
    return head.startswith(tuple(_SIGNATURES))


class _Metered:
    """The packed bytes, counted."""

    def __init__(self, content: Readable) -> None:
        self._content = content
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._content.read(size)
        self.count += len(piece)
        return piece


class _Xz:
    """What xz packed; LZMAFile has no limit for the memory that a stream may ask for."""

    def __init__(self, packed: Readable) -> None:
        self._packed = packed
        self._decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)

    def read(self, size: int = -1, /) -> bytes:
        while not self._decompressor.eof:
            data = self._packed.read(_PIECE) if self._decompressor.needs_input else b""
            if not data and self._decompressor.needs_input:
                raise EOFError("cut off")
            if found := self._decompressor.decompress(data, max(1, size)):
                return found
        return b""


class _Unpacked:
    """What is inside; raises LimitError where it grows as a bomb does."""

    def __init__(self, content: Readable, packed: _Metered, limits: Limits) -> None:
        self._content, self._packed, self._limits = content, packed, limits
        self._count = 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._content.read(size)
        self._count += len(piece)
        check_ratio(self._count, self._packed.count, self._limits)
        return piece


def members(file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
    """The one thing in it, under the container's own name without its ending."""
    headed = Headed(file)
    packed = _Metered(headed)
    content: Readable
    if headed.head.startswith(b"BZh"):
        content = bz2.BZ2File(cast(BinaryIO, packed))
    elif headed.head.startswith(b"\xfd7z"):
        content = _Xz(packed)
    else:
        content = gzip.GzipFile(fileobj=cast(BinaryIO, packed))
    yield Member(_inner(name), _Unpacked(content, packed, reading.limits))


def _inner(name: str) -> str:
    """`drop/plan.txt.gz` holds `plan.txt`, `drop.tgz` holds `drop.tar`."""
    last = name.rpartition("/")[2] or "content"
    for ending in _ENDINGS:
        if last.lower().endswith(ending) and len(last) > len(ending):
            return last[: -len(ending)] + (".tar" if ending.startswith(".t") else "")
    return last
