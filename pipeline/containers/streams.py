"""Streams that keep count: none gives more than a limit, and what begins one can be looked at before it is read."""

from __future__ import annotations

from typing import BinaryIO, cast

from pipeline.containers.member import ContainerError, Readable
from pipeline.limits import SMALL, Limits

HEAD = 1 << 16  # bytes that say what something is
_PIECE = 1 << 18


class LimitError(ContainerError):
    """More than a limit allows."""


class Headed:
    """A stream with its first bytes in sight: `head` may be looked at, and is read all the same."""

    def __init__(self, content: Readable) -> None:
        self._content = content
        self.head = _first(content, HEAD)
        self._left = self.head

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; all if negative."""
        if size < 0:
            return b"".join(iter(lambda: self.read(_PIECE), b""))
        if self._left:
            piece, self._left = self._left[:size], self._left[size:]
            return piece
        return self._content.read(size)

    def readline(self, size: int) -> bytes:
        """The next line, at most `size` bytes of it."""
        pieces: list[bytes] = []
        while size > 0:
            if not self._left:
                self._left = self._content.read(_PIECE)
            end = self._left.find(b"\n", 0, size) + 1 or min(size, len(self._left))
            piece, self._left = self._left[:end], self._left[end:]
            pieces.append(piece)
            size -= len(piece)
            if not piece or piece.endswith(b"\n"):
                break
        return b"".join(pieces)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is not."""
        return False

    def writable(self) -> bool:
        """It is not."""
        return False

    closed = False

    def close(self) -> None:
        """Nothing: the stream is another's."""

    def flush(self) -> None:
        """Nothing."""

    def readinto(self, buffer: bytearray) -> int:
        """As an io.RawIOBase has it."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def as_file(self) -> BinaryIO:
        """For libraries, which take anything that reads for a file."""
        return cast(BinaryIO, self)


def _first(content: Readable, size: int) -> bytes:
    pieces: list[bytes] = []
    while size > 0 and (piece := content.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


class Counted:
    """A stream that raises LimitError once more than `most` bytes came out of it, or too many for what it was made of.

    `packed`: the bytes it unpacks from, where they are known.
    """

    def __init__(self, content: Readable, most: int, limits: Limits, packed: int | None = None) -> None:
        self._content, self._most, self._limits, self._packed = content, most, limits, packed
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes."""
        piece = self._content.read(size if size >= 0 else _PIECE)
        self.count += len(piece)
        if self.count > self._most:
            raise LimitError(f"more than {self._most:,} bytes; raise --limit max-bytes if it is a document")
        if self._packed is not None:
            check_ratio(self.count, self._packed, self._limits)
        return piece


def check_ratio(unpacked: int, packed: int, limits: Limits) -> None:
    """Raises LimitError where something unpacks to far more than documents do: a bomb."""
    if unpacked > SMALL and unpacked > limits.max_ratio * max(1, packed):
        raise LimitError(
            f"unpacks to more than {limits.max_ratio} times its size, as a zip bomb does; if it is none, raise "
            "--limit max-ratio"
        )
