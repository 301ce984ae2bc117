"""The tables of a run on disk: written whole or not at all, all of them together.

`OUT/NAME/` holds the Parquet parts of a table and nothing else. It is a link into a *generation*, the complete set of
tables of one run:

    OUT/targets          -> .tables/current/targets
    OUT/manifest.json    -> .tables/current/manifest.json
    OUT/.tables/current  -> g000007
    OUT/.tables/g000007/targets/part-0.parquet …

A run writes the next generation beside the one in use and flushes it to the disk; replacing the one link `current` then
switches every table at once. A run that dies before leaves a folder that nothing points at, and the next run removes
it. The generation before stays until the next run, so that a reader who has begun can finish.

Why not rename OUT itself: two folders cannot be exchanged in one step everywhere, OUT may be a mount point or hold
other files, and a shell that stands in it would stand in the old one. Where the system gives no links (Windows without
the right to make them) the tables are moved one by one, and a note in `.tables/moving` lets the next run finish that.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.tables import Table

# Measured on target-like rows: 3 writes a fifth slower than 1 and a quarter smaller; pyarrow's own default is 1.
ZSTD_LEVEL = 3
# A row group is closed at the first hand-over that reaches either; the hand-overs do not depend on the workers.
GROUP_ROWS = 50_000
GROUP_BYTES = 32_000_000
MANIFEST = "manifest.json"
# What a system says that makes no links.
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)
_NO_RIGHT_TO_LINK = 1314


class StoreError(Exception):
    """An output folder that cannot be used; the message says what to try."""


class Writer:
    """Takes the rows of a run, in order, into a new generation; nothing is visible before `commit`."""

    def __init__(self, out: Path, folder: Path, tables: Mapping[str, Table]) -> None:
        self._out, self._folder, self._tables = out, folder, tables
        self._waiting: dict[str, list[pa.RecordBatch]] = {name: [] for name in tables}
        self._bytes = 0
        self._parts: dict[str, pq.ParquetWriter] = {}
        self.rows = dict.fromkeys(tables, 0)
        for name, table in tables.items():
            part = folder / name / "part-0.parquet"
            part.parent.mkdir()
            self._parts[name] = pq.ParquetWriter(
                part, table.schema, compression="zstd", compression_level=ZSTD_LEVEL, write_statistics=True
            )

    def append(self, batches: Mapping[str, pa.RecordBatch], size: int) -> None:
        """Take the rows of some documents of `size` source bytes together."""
        self._bytes += size
        for name, batch in batches.items():
            self._waiting[name].append(batch)
            self.rows[name] += batch.num_rows
        full = self._bytes >= GROUP_BYTES
        for name, waiting in self._waiting.items():
            if full or sum(b.num_rows for b in waiting) >= GROUP_ROWS:
                self._write(name)
        if full:
            self._bytes = 0

    def _write(self, name: str) -> None:
        waiting = self._waiting[name]
        if sum(b.num_rows for b in waiting):
            table = pa.Table.from_batches(waiting, self._tables[name].schema)
            self._parts[name].write_table(table.unify_dictionaries().combine_chunks(), row_group_size=len(table))
        waiting.clear()

    def close(self) -> None:
        """Give up the files; harmless after `commit`."""
        for part in self._parts.values():
            part.close()
        self._parts.clear()

    def commit(self, manifest: Mapping[str, Any]) -> None:
        """Flush everything to the disk and switch readers over to it."""
        for name in self._tables:
            self._write(name)
        self.close()
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (self._folder / MANIFEST).write_text(text + "\n", "utf-8", newline="\n")
        for path in sorted(self._folder.rglob("*")):
            _flush(path)
        _flush(self._folder)
        _flush(self._folder.parent)
        _publish(self._out, self._folder, [*self._tables, MANIFEST])


@contextlib.contextmanager
def writing(out: Path, tables: Mapping[str, Table]) -> Iterator[Writer]:
    """A writer for the next generation of `out`, which no other run writes to meanwhile.

    What is not committed is removed. Raises StoreError where `out` cannot be used.
    """
    try:
        (out / ".tables").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{out}: cannot be made a folder of tables ({error.strerror}); choose another --out"
        ) from error
    with _locked(out):
        _refuse_strangers(out, tables)
        _finish_moving(out)
        folder = _next_generation(out)
        writer = Writer(out, folder, tables)
        try:
            yield writer
        except OSError as error:
            raise StoreError(f"{out}: {error}; the tables of the run before stand as they were") from error
        finally:
            writer.close()
            if _current(out) != folder.name and not (out / ".tables" / "moving").exists():
                shutil.rmtree(folder, ignore_errors=True)


def snapshot(out: Path) -> Path:
    """A folder with the tables of `out` as they are now: a run that ends meanwhile does not change it."""
    current = out / ".tables" / "current"
    return current.resolve() if current.exists() else out


def table_path(out: Path, name: str) -> Path:
    """Where table `name` of `out` lies: a folder of parts or one file. Raises StoreError if there is none."""
    for path in (out / name, out / f"{name}.parquet"):
        if path.exists():
            return path
    raise StoreError(f"{out}: no table {name!r} there; run `gangmu run --out {out}` first, or name another folder")


def read_manifest(out: Path) -> Mapping[str, Any] | None:
    """The manifest of the generation in use, or None."""
    try:
        found = json.loads((out / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _next_generation(out: Path) -> Path:
    """A new empty generation; all but the one in use are removed first."""
    hidden, current = out / ".tables", _current(out)
    last = 0
    for old in sorted(hidden.glob("g[0-9]*")):
        last = max(last, int(old.name[1:]))
        if old.name != current:
            shutil.rmtree(old)
    folder = hidden / f"g{last + 1:06d}"
    folder.mkdir()
    return folder


def _current(out: Path) -> str | None:
    try:
        return (out / ".tables" / "current").readlink().name
    except OSError:
        return None


def _refuse_strangers(out: Path, names: Mapping[str, Table]) -> None:
    for path in [*(out / name for name in names), out / MANIFEST]:
        if path.is_symlink() or not path.exists():
            continue
        ours = path.name == MANIFEST or (path.is_dir() and all(p.name.startswith("part-") for p in path.iterdir()))
        if not ours:
            raise StoreError(f"{path} was not written by gangmu; move it away or choose another --out")


def _publish(out: Path, folder: Path, names: list[str]) -> None:
    hidden = out / ".tables"
    try:
        _link(hidden / "current.new", folder.name)
    except OSError as error:
        if error.errno not in _NO_LINKS and getattr(error, "winerror", None) != _NO_RIGHT_TO_LINK:
            raise
        _move(out, folder, names)
        return
    for name in names:
        if not (out / name).is_symlink():
            _set_aside(out / name, hidden)
            _link(out / name, f".tables/current/{name}")
    (hidden / "current.new").replace(hidden / "current")
    _flush(hidden)
    for path in out.iterdir():  # a table that this version no longer has
        if path.is_symlink() and path.name not in names and str(path.readlink()).startswith(".tables/current/"):
            path.unlink()
    _flush(out)


def _link(at: Path, to: str) -> None:
    at.unlink(missing_ok=True)
    at.symlink_to(to, target_is_directory=not to.endswith(".json"))


def _set_aside(path: Path, hidden: Path) -> None:
    if path.is_dir():
        old = hidden / "g000000"
        old.mkdir(exist_ok=True)
        path.rename(old / path.name)
    else:
        path.unlink(missing_ok=True)


def _move(out: Path, folder: Path, names: list[str]) -> None:
    hidden = out / ".tables"
    (hidden / "current.new").unlink(missing_ok=True)
    note = hidden / "moving.new"
    note.write_text(json.dumps({"folder": folder.name, "names": names}), "utf-8")
    _flush(note)
    note.replace(hidden / "moving")
    _finish_moving(out)


def _finish_moving(out: Path) -> None:
    hidden = out / ".tables"
    try:
        todo = json.loads((hidden / "moving").read_text("utf-8"))
    except FileNotFoundError:
        return
    for name in todo["names"]:
        new = hidden / todo["folder"] / name
        if new.exists():
            _set_aside(out / name, hidden)
            new.rename(out / name)
    _flush(out)
    (hidden / "moving").unlink()


def _flush(path: Path) -> None:
    """Ask the disk to keep `path` (a file, or the names in a folder) through a power cut."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Hold `out` for one run; the system lets go of it however the run ends."""
    with (out / ".tables" / "lock").open("a+") as lock:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{out}: another run is writing there; wait for it or choose another --out") from error
        yield
