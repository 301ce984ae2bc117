"""The tables of a run on disk: they appear whole or not at all, all of them together.

`OUT/NAME/` holds the Parquet parts of a table, one a shard, and nothing else. It is a link into a *generation*, the
complete set of tables of one run:

    OUT/targets          -> .tables/current/targets
    OUT/manifest.json    -> .tables/current/manifest.json
    OUT/.tables/current  -> g000007
    OUT/.tables/g000007/targets/part-0110-3fa2b1c40d9e.parquet …
    OUT/.tables/g000007/records/0110-3fa2b1c40d9e.json …
    OUT/.tables/work/0111-90d1e2f3a4b5/                    finished shards of the run that is under way

A run makes the shards that are not there yet in `work`, links them and those of the generation in use (the same files,
not copies) into the next one and flushes that to the disk; replacing the one link `current` then switches every table
at once. A run that dies before leaves finished shards in `work`, and the next run takes those it can use. The
generation before stays until the next run, so that a reader who has begun can finish; and since a part's name tells
what is in it, a reader who has listed the parts of one generation never opens another's under the same name.

Why not rename OUT itself: two folders cannot be exchanged in one step everywhere, OUT may be a mount point or hold
other files, and a shell that stands in it would stand in the old one. Where the system gives no links (Windows without
the right to make them) the tables are moved one by one, and a note in `.tables/moving` lets the next run finish that.

Where OUT is a `Remote`, in a store without links and renames, `objects` does the same in its own way.
"""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import durable, lock, objects
from pipeline.assembly import RECORD, UNFINISHED, Earlier
from pipeline.places import Place, Remote, StoreError

__all__ = ["StoreError"]
MANIFEST = "manifest.json"
RECORDS = "records"
# What a system says that makes no links.
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)
_NO_RIGHT_TO_LINK = 1314


class Generation:
    """The tables to be, of the tables named `names`; nothing is visible before `commit`."""

    def __init__(self, out: Path, folder: Path, names: Sequence[str]) -> None:
        self._out, self._folder, self._names = out, folder, names
        self.work = out / ".tables" / "work"
        self.work.mkdir(exist_ok=True)
        durable.flush(self.work.parent)
        durable.flush(out)

    def finished(self) -> dict[str, Earlier]:
        """The shards by name that this run, or one that was cut short, has finished."""
        folders = [path for path in self.work.iterdir() if UNFINISHED not in path.name]
        return {f.name: Earlier(f / RECORD, {n: f / f"{n}.parquet" for n in self._names}) for f in sorted(folders)}

    def forget(self) -> None:
        """Remove what a run that was cut short has finished."""
        _remove(self.work)
        self.work.mkdir()

    def commit(self, shards: Mapping[str, Earlier], manifest: Mapping[str, Any]) -> None:
        """Put the tables together out of `shards`, flush them to the disk and switch readers over to them."""
        for name in (*self._names, RECORDS):
            (self._folder / name).mkdir()
        for shard, made in shards.items():
            durable.link(_here(made.record), self._folder / RECORDS / f"{shard}.json")
            for name in self._names:
                durable.link(_here(made.parts[name]), self._folder / name / _part(shard))
        for name in (*self._names, RECORDS):
            durable.flush(self._folder / name)
        text = json.dumps({**manifest, "shards": list(shards)}, ensure_ascii=False, indent=1, sort_keys=True)
        durable.write(self._folder / MANIFEST, text + "\n")
        durable.flush(self._folder.parent)
        _publish(self._out, self._folder, [*self._names, MANIFEST])
        _remove(self.work)


def _here(file: Place) -> Path:
    assert isinstance(file, Path), "a generation of this machine is made of shards of this machine"
    return file


def _part(shard: str) -> str:
    return f"part-{shard}.parquet"


@contextlib.contextmanager
def writing(out: Place, names: Sequence[str]) -> Iterator[Generation | objects.Generation]:
    """The next generation of `out`, which no other run writes to meanwhile.

    What is not committed is removed, but for finished shards. Raises StoreError where `out` cannot be used.
    """
    if isinstance(out, Remote):
        with objects.writing(out, names) as generation:
            yield generation
        return
    try:
        (out / ".tables").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{out}: cannot be made a folder of tables ({error.strerror}); choose another --out"
        ) from error
    try:
        with lock.held(out / ".tables" / "lock"):
            _refuse_strangers(out, names)
            yield from _next(out, names)
    except lock.Held as error:
        raise StoreError(
            f"{out}: another run is writing there ({error}); wait for it or choose another --out"
        ) from error


def _next(out: Path, names: Sequence[str]) -> Iterator[Generation]:
    _finish_moving(out)
    folder = _next_generation(out)
    try:
        yield Generation(out, folder, names)
    except OSError as error:
        raise StoreError(
            f"{out}: {error}; the tables of the run before stand as they were, and the next run goes on from here"
        ) from error
    finally:
        if _current(out) != folder.name and not (out / ".tables" / "moving").exists():
            shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            (out / ".tables" / "work").rmdir()  # if nothing is in it


def shards(out: Place, names: Sequence[str]) -> dict[str, Earlier]:
    """The shards by name of the generation in use; none where there is none, or where its layout is another."""
    if isinstance(out, Remote):
        return objects.shards(out, names)
    place = generation(out)
    manifest = read_manifest(place) or {}
    records = place / RECORDS if (place / RECORDS).is_dir() else out / ".tables" / RECORDS
    found = {
        shard: Earlier(records / f"{shard}.json", {n: place / n / _part(shard) for n in names})
        for shard in manifest.get("shards", ())
    }
    whole = all(path.is_file() for made in found.values() for path in (made.record, *made.parts.values()))
    return found if whole else {}


def stands(out: Place, names: Sequence[str]) -> bool:
    """Whether readers find every table where they look for it."""
    if isinstance(out, Remote):
        return objects.current(out) is not None
    return all((out / name).exists() for name in (*names, MANIFEST))


def snapshot(out: Place) -> Place:
    """A place with the tables of `out` as they are now: a run that ends meanwhile does not change it."""
    return (objects.current(out) or out) if isinstance(out, Remote) else generation(out)


def generation(out: Path) -> Path:
    """The folder of the generation in use; `out` itself where nothing is switched."""
    current = out / ".tables" / "current"
    return current.resolve() if current.exists() else out


def table_path(out: Path, name: str) -> Path:
    """Where table `name` of `out` lies: a folder of parts or one file. Raises StoreError if there is none."""
    for path in (out / name, out / f"{name}.parquet"):
        if path.exists():
            return path
    raise StoreError(f"{out}: no table {name!r} there; run `gangmu run --out {out}` first, or name another folder")


def read_manifest(out: Place) -> Mapping[str, Any] | None:
    """The manifest of the generation in use, or None."""
    if isinstance(out, Remote):
        return objects.read_manifest(out)
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
    for left in (*hidden.glob(f"*{UNFINISHED}*"), *(hidden / "work").glob(f"*{UNFINISHED}*")):
        shutil.rmtree(left, ignore_errors=True)  # a worker of a run that was killed may still be at its end
    folder = hidden / f"g{last + 1:06d}"
    folder.mkdir()
    return folder


def _remove(folder: Path) -> None:
    """Remove `folder`, under another name first: half of it must not be taken for the whole."""
    if folder.exists():
        gone = folder.with_name(f"gone{UNFINISHED}{folder.name}")
        folder.rename(gone)
        durable.flush(folder.parent)
        shutil.rmtree(gone, ignore_errors=True)


def _current(out: Path) -> str | None:
    try:
        return (out / ".tables" / "current").readlink().name
    except OSError:
        return None


def _refuse_strangers(out: Path, names: Sequence[str]) -> None:
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
    durable.flush(out)
    (hidden / "current.new").replace(hidden / "current")
    durable.flush(hidden)
    for path in out.iterdir():  # a table that this version no longer has
        if path.is_symlink() and path.name not in names and str(path.readlink()).startswith(".tables/current/"):
            path.unlink()
    durable.flush(out)


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
    durable.write(hidden / "moving", json.dumps({"folder": folder.name, "names": names}))
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
    records = hidden / todo["folder"] / RECORDS
    if records.exists():
        shutil.rmtree(hidden / RECORDS, ignore_errors=True)
        records.rename(hidden / RECORDS)
    durable.flush(out)
    durable.flush(hidden)
    (hidden / "moving").unlink()
