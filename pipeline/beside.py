"""A second set of tables beside those of a run: generations of its own, switched by one link like theirs (store.py)."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

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


def begin(out: Path) -> Path:
    """A new empty generation; all but the one in use are removed first. Raises StoreError where it cannot be made."""
    hidden, used, last = out / HIDDEN, current(out), 0
    try:
        hidden.mkdir(exist_ok=True)
        for old in sorted(hidden.glob("g[0-9]*")):
            last = max(last, int(old.name[1:]))
            if used is None or old.name != used.name:
                shutil.rmtree(old)
        folder = hidden / f"g{last + 1:06d}"
        folder.mkdir()
    except OSError as error:
        raise StoreError(f"{out}: derived tables cannot be written there ({error.strerror})") from error
    return folder


def take_over(old: Path, new: Path) -> None:
    """The folder `old` again as `new`: the same bytes once on the disk, where the file system can."""
    shutil.copytree(old, new, copy_function=_link_or_copy)


def switch(out: Path, folder: Path, names: Iterable[str]) -> None:
    """Make the tables `names` of the generation `folder` those that readers find in `out`."""
    for path in sorted(folder.rglob("*"), reverse=True):
        _flush(path)
    _flush(folder)
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
    _flush(out)


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


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _flush(path: Path) -> None:
    """Ask the disk to keep `path` through a power cut."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
