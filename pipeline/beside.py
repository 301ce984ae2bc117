"""A second set of tables beside those of a run: generations of its own, switched by one link like theirs (store.py)."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline import durable, lock
from pipeline.store import StoreError

HIDDEN = ".across"


def current(out: Path) -> Path | None:
    """The generation in use, None if there is none."""
    pointer = out / HIDDEN / "current"
    if pointer.is_dir():
        return pointer.resolve()
    try:  # where the system gives no links, its name stands in a file
        named = out / HIDDEN / pointer.read_text("utf-8").strip()
    except OSError:
        return None
    return named if named.is_dir() else None


@contextlib.contextmanager
def beginning(out: Path) -> Iterator[Path]:
    """A new empty generation, which no other process makes meanwhile; removed if it does not come into use.

    Raises StoreError where it cannot be made.
    """
    try:
        (out / HIDDEN).mkdir(exist_ok=True)
        with lock.held(out / HIDDEN / "lock"):
            folder = _next(out)
            try:
                yield folder
            finally:
                if current(out) != folder.resolve():
                    shutil.rmtree(folder, ignore_errors=True)
    except lock.Held as error:
        raise StoreError(f"{out}: derived tables are being written there ({error}); wait for it") from error
    except OSError as error:
        raise StoreError(f"{out}: {error}; the derived tables stand as they were") from error


def _next(out: Path) -> Path:
    """A new folder; all but the one in use are removed first."""
    hidden, used, last = out / HIDDEN, current(out), 0
    for old in sorted(hidden.glob("g[0-9]*")):
        last = max(last, int(old.name[1:]))
        if used is None or old.name != used.name:
            shutil.rmtree(old)
    folder = hidden / f"g{last + 1:06d}"
    folder.mkdir()
    return folder


def take_over(old: Path, new: Path) -> None:
    """The folder `old` again as `new`: the same bytes once on the disk, where the file system can."""
    new.mkdir()
    for part in old.iterdir():
        durable.link(part, new / part.name)


def switch(out: Path, folder: Path, names: Iterable[str]) -> None:
    """Make the tables `names` of the generation `folder` those that readers find in `out`."""
    durable.flush_tree(folder)
    hidden, names = out / HIDDEN, list(names)
    _refuse_strangers(out, names)
    new = hidden / "current.new"
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(folder.name, target_is_directory=True)
    except OSError:
        _copy_out(out, folder, names)
        return
    for name in names:
        if not (out / name).is_symlink():
            shutil.rmtree(out / name, ignore_errors=True)
            (out / name).symlink_to(f"{HIDDEN}/current/{name}", target_is_directory=True)
    new.replace(hidden / "current")
    for path in out.iterdir():  # a table that there is no more
        if path.is_symlink() and path.name not in names and str(path.readlink()).startswith(f"{HIDDEN}/"):
            path.unlink()
    durable.flush(out)


def _refuse_strangers(out: Path, names: Iterable[str]) -> None:
    for path in (out / name for name in names):
        if path.is_dir() and not path.is_symlink() and any(not p.name.startswith("part-") for p in path.iterdir()):
            raise StoreError(f"{path} was not written by gangmu; move it away or choose another --out")


def _copy_out(out: Path, folder: Path, names: Iterable[str]) -> None:
    """Where the system gives no links: a copy of each table, put in its place by renaming."""
    for name in names:
        fresh = out / HIDDEN / f"{name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(folder / name, fresh)
        shutil.rmtree(out / name, ignore_errors=True)
        fresh.rename(out / name)
    (out / HIDDEN / "current").write_text(folder.name, "utf-8")
