"""Where members lie while a run lasts: one file in the folder of the tables, gone when the run ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.containers.member import Readable
from pipeline.places import Place
from pipeline.sources import SourceError, Stretch

_PREFIX = ".spool-"
_PIECE = 1 << 18


class Spool:
    """Takes streams in, one behind the other, and says where each lies."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._folder: Path | None = None
        self._file: BinaryIO | None = None
        self.path = Path()

    def add(self, content: Readable) -> Stretch:
        """Copy `content` to its end. What it raises leaves nothing behind. Raises SourceError for a full disk."""
        file = self._file or self._open()
        start = file.seek(0, os.SEEK_END)
        try:
            while piece := content.read(_PIECE):
                self._write(file, piece)
        except BaseException:
            file.truncate(start)
            raise
        file.flush()
        return Stretch(self.path, start, file.tell() - start)

    def _open(self) -> BinaryIO:
        try:
            self._out.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=self._out))
            self.path = self._folder / "members"
            self._file = self.path.open("w+b")
        except OSError as error:
            raise SourceError(f"{self._out}: no place to unpack containers ({error}); choose another --out") from error
        return self._file

    def _write(self, file: BinaryIO, piece: bytes) -> None:
        try:
            file.write(piece)
        except OSError as error:
            raise SourceError(f"{self.path}: cannot unpack a container there ({error}); free some space") from error

    def close(self) -> None:
        """Take it away."""
        if self._file is not None:
            self._file.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def spooling(out: Place) -> Iterator[Spool]:
    """A spool in `out`, made when first used; what runs that were killed have left there goes.

    Where `out` is no folder of this machine, it is in the one for temporary files.
    """
    out = out if isinstance(out, Path) else Path(tempfile.gettempdir())
    for left in out.glob(f"{_PREFIX}*") if out.is_dir() else ():
        if not _is_alive(left.name.removeprefix(_PREFIX).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    spool = Spool(out)
    try:
        yield spool
    finally:
        spool.close()


def _is_alive(process: str) -> bool:
    if not process.isdigit() or os.name == "nt":
        return True  # left alone
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


class Window:
    """A stretch of a file as a file of its own, for what needs to seek."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self._size, self._at = file, start, size, 0

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes from where it stands; all if negative."""
        left = max(0, self._size - self._at)
        self._file.seek(self._start + self._at)
        found = self._file.read(left if size < 0 else min(size, left))
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to `offset`."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise OSError("before the beginning")
        self._at = origin + offset
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def seekable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """It is not."""
        return False

    closed = False

    def close(self) -> None:
        """Nothing: the file is another's."""

    def flush(self) -> None:
        """Nothing."""
