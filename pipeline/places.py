"""A place where files lie: a path of this machine, or a URL of a store that fsspec knows (`s3://bucket/drop`).

A `Remote` has the methods of a path that sources and tables need, so that most code need not ask which of the two it
has. What it has not: rename, links, and folders of their own. Stores of objects have none, and nothing here counts on
them.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pipeline.extras import MissingExtra, need

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

T = TypeVar("T")
R = TypeVar("R")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")
_MAGIC = re.compile(r"[*?\[]")
_AT_ONCE = 16  # requests under way: each is waited for some tens of milliseconds


class StoreError(Exception):
    """A place that cannot be used; the message says what to try."""


@dataclass(frozen=True, slots=True, order=True)
class Remote:
    """A file or folder in another store, named by its URL, without a slash at its end.

    `listed`: of a file that was found in a list, its size in bytes there.
    """

    url: str
    listed: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> Remote:
        return Remote(f"{self.url}/{name}")

    @property
    def name(self) -> str:
        """The last part of the URL."""
        return self.url.rpartition("/")[2]

    @property
    def parent(self) -> Remote:
        """The folder it lies in."""
        return Remote(self.url.rpartition("/")[0])

    def as_posix(self) -> str:
        """The URL."""
        return self.url

    def absolute(self) -> Remote:
        """Itself: a URL is the same in every folder."""
        return self

    def is_file(self) -> bool:
        """Whether it is a file. Raises OSError where the store does not answer, as all that asks it."""
        if self.listed is not None:
            return True
        with self._asked() as (store, path):
            return bool(store.isfile(path))

    def is_dir(self) -> bool:
        """Whether files lie beneath it."""
        with self._asked() as (store, path):
            return bool(store.isdir(path))

    def exists(self) -> bool:
        """Whether it is a file or a folder."""
        with self._asked() as (store, path):
            return bool(store.exists(path))

    def size(self) -> int:
        """Bytes of the file. Raises OSError where there is none."""
        if self.listed is not None:
            return self.listed
        with self._asked() as (store, path):
            return int(store.size(path))

    def open(self, mode: Literal["rb"] = "rb") -> io.BufferedReader:
        """The file, to be read from any position."""
        with self._asked() as (store, path):
            return cast("io.BufferedReader", store.open(path, mode))

    def read_bytes(self, start: int = 0, size: int | None = None) -> bytes:
        """So many bytes from `start` on, to the end if not said. Raises OSError where there is no such file."""
        with self._asked() as (store, path):
            if size is None:
                return bytes(store.cat_file(path, start=start) if start else store.cat_file(path))
            return bytes(store.cat_file(path, start=start, end=start + size)) if size else b""

    def read_text(self, encoding: str = "utf-8") -> str:
        """The whole file as text. Raises OSError where there is none."""
        return self.read_bytes().decode(encoding)

    def write(self, data: bytes) -> None:
        """Put `data` there, in the place of what was there."""
        with self._asked() as (store, path):
            _make_folder(store, path)
            store.pipe_file(path, data)

    def create(self, data: bytes) -> None:
        """Put `data`, which nobody else would put there, if there is nothing yet. Raises FileExistsError else.

        S3, GCS and Azure decide that in one step with the writing; elsewhere it is looked up just before.
        """
        with self._asked() as (store, path):
            _make_folder(store, path)
            try:
                store.pipe_file(path, data, mode="create")
            except FileExistsError:
                if store.cat_file(path) != data:  # else its own: an answer was lost, and the library has asked again
                    raise

    def put(self, file: Path) -> None:
        """Copy `file` there."""
        with self._asked() as (store, path):
            store.put_file(str(file), path)

    def remove(self) -> None:
        """Remove the file."""
        with self._asked() as (store, path):
            store.rm_file(path)

    def files(self) -> list[Remote]:
        """All files beneath it, to the bottom, by name; none where it is no folder."""
        with self._asked() as (store, path):
            beneath = path.rstrip("/") + "/"
            found = [one for one in store.find(path, detail=True).items() if one[0].startswith(beneath)]
            return sorted(Remote(f"{self}/{n[len(beneath) :]}", told["size"]) for n, told in found if n[-1] != "/")

    def matching(self) -> list[Remote]:
        """The files and folders that it names as a glob; none where it is no glob."""
        first = _MAGIC.search(self.url)
        if first is None:
            return []
        base = Remote(self.url[: first.start()].rpartition("/")[0])
        with self._asked() as (store, path), base._asked() as (_, above):
            beneath = len(above.rstrip("/")) + 1
            found = [(n[beneath:].rstrip("/"), told) for n, told in store.glob(path, detail=True).items() if n != above]
            return sorted(Remote(f"{base}/{n}", told["size"] if told["type"] == "file" else None) for n, told in found)

    @contextlib.contextmanager
    def _asked(self) -> Iterator[tuple[Any, str]]:
        """The store and the path in it; what a store's own library raises becomes an OSError that says where."""
        store = _store(os.getpid(), self.url.partition("://")[0] + "://" + urlsplit(self.url).netloc)
        try:
            yield store, store._strip_protocol(self.url)
        except (OSError, StoreError):
            raise
        except Exception as error:
            raise OSError(f"{self.url}: {type(error).__name__}: {error}") from error


Place = Path | Remote


def place(named: str | Path) -> Place:
    """The place that a path or a URL names; `file://` is this machine.

    >>> place("s3://bucket/drop/"), place("file:///srv/drop") == Path("/srv/drop"), place("drop") == Path("drop")
    (Remote(url='s3://bucket/drop'), True, True)
    """
    if isinstance(named, Path) or not is_url(named):
        return Path(named)
    if named[:7].lower() == "file://":
        return Path(url2pathname(named[7:]))
    return Remote(named.rstrip("/"))


def is_url(named: str) -> bool:
    """Whether a text is a URL, and no path.

    >>> is_url("hdfs://host/drop"), is_url("C:/drop"), is_url("a/b:c")
    (True, False, False)
    """
    return "://" in named and _URL.match(named) is not None


def is_private(named: str) -> bool:
    """Whether what is named is seen by this process alone."""
    return named.startswith("memory://")


def here(named: str | Path, what: str) -> Path:
    """The place that `named` names, for what can only be done on this machine. Raises StoreError for a URL."""
    found = place(named)
    if isinstance(found, Path):
        return found
    raise StoreError(
        f"{found}: {what} needs the tables on this machine; copy them here first: "
        f"python -c \"import pipeline; pipeline.open('{found}').copy('tables')\""
    )


def remove(files: Sequence[Remote]) -> None:
    """Remove files of one store, as many in a request as it takes."""
    if files:
        with files[0]._asked() as (store, _):
            store.rm([store._strip_protocol(file.url) for file in files])


def each(do: Callable[[T], R], of: Iterable[T], where: Place) -> Iterator[R]:
    """`do` of each, in order; where they lie elsewhere, several at a time: that is waiting, not work."""
    if isinstance(where, Path):
        yield from map(do, of)
        return
    left = iter(of)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while some := list(islice(left, 2 * _AT_ONCE)):
            yield from pool.map(do, some)


@contextlib.contextmanager
def parquet(file: Place) -> Iterator[pq.ParquetFile]:
    """The Parquet file there, open."""
    import pyarrow.parquet as pq

    if isinstance(file, Path):
        with pq.ParquetFile(file) as opened:
            yield opened
    else:
        with file.open() as content, pq.ParquetFile(content) as opened:
            yield opened


def dataset(files: Sequence[Place]) -> ds.Dataset:
    """Parquet files of one store as one Arrow dataset."""
    import pyarrow.dataset as ds

    names, store = addressed(files)
    return ds.dataset(names, format="parquet", filesystem=store)


def addressed(files: Sequence[Place]) -> tuple[list[str], Any]:
    """Files of one store as pyarrow takes them: their names, and the file system (None: this machine's)."""
    first = files[0]
    if not isinstance(first, Remote):
        return [file.as_posix() for file in files], None
    with first._asked() as (store, _):
        return [store._strip_protocol(file.as_posix()) for file in files], store


@functools.cache
def _store(process: int, address: str) -> Any:
    """The store of an address, in this process. Its lists are not kept: another may write there."""
    del process  # part of the key: connections do not outlive a fork
    try:
        core = need("fsspec", "remote").core
        return core.url_to_fs(f"{address}/x", use_listings_cache=False)[0]
    except (MissingExtra, ImportError, OSError) as error:
        said = str(error).partition("\n")[0]  # a library that is not there is looked for in a hundred places
        raise StoreError(f"{address}: {said}") from error
    except ValueError as error:
        raise StoreError(f"{address}: {error}; there are s3://, gs://, hdfs:// and others that fsspec knows") from error


def _make_folder(store: Any, path: str) -> None:
    """Make the folder of `path` where there are such things; on a store of objects that would make a bucket."""
    if not store.async_impl:
        store.makedirs(posixpath.dirname(path), exist_ok=True)
