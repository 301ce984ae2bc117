"""The tables of a run in a store of objects, which has neither rename nor links: whole or not at all all the same.

    OUT/data/g000007-3fa2b1c4/0110-3fa2b1c40d9e/targets.parquet …, record.json     what a run made
    OUT/manifests/000007.json       what the tables are: for every shard, the run that made it
    OUT/lock.json                   who writes there (leases.py)

A run writes its files under names that were never used, a shard's record last, and at the very end one manifest, which
says for each shard whose files are to be read. The tables are what the manifest of the highest number says; one that
ends too early is none. So until the manifest is there whole, readers see the tables of before; and as it is *created*,
never replaced, of two runs that take each other for dead one only can publish number 7, where the store decides in one
step whether a name is free. A run that dies before leaves finished shards, and the next one takes those it can use.

The manifest is the snapshot, too: whoever has read one reads the files of one run. They stay until the next run begins
after the one that replaced them.
"""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline import leases, places
from pipeline.assembly import RECORD, Earlier
from pipeline.lock import Held
from pipeline.places import Remote, StoreError

Told = Mapping[str, Any]
_MANIFESTS = "manifests"
_MANIFEST = re.compile(r"(\d{6,20})\.json")
_FILE = re.compile(r"/data/(?P<run>g(?P<number>\d{6,})-\w+)/(?P<shard>[^/]+)/[^/]+$")


class Generation:
    """The tables to be, of the tables named `names`; nothing is visible before `commit`."""

    def __init__(self, out: Remote, number: int, names: Sequence[str], lease: leases.Lease) -> None:
        self._out, self._number, self._names, self._lease = out, number, names, lease
        self._fresh = False
        self.work = out / "data" / f"g{number:06d}-{uuid.uuid4().hex[:8]}"

    def finished(self) -> dict[str, Earlier]:
        """The shards by name that this run, or one that was cut short, has finished."""
        found: dict[str, Earlier] = {}
        for file in (self.work if self._fresh else self._out / "data").files():
            if file.name == RECORD and _number(file) >= self._number:
                found[file.parent.name] = _shard(file.parent, self._names)
        return found

    def forget(self) -> None:
        """Leave alone what a run that was cut short has finished."""
        self._fresh = True

    def commit(self, shards: Mapping[str, Earlier], manifest: Told) -> None:
        """Switch readers over to `shards`. Raises StoreError where another run has published meanwhile."""
        told = {**manifest, "shards": {name: made.record.parent.parent.name for name, made in shards.items()}}
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        mine = self._out / _MANIFESTS / f"{self._number:06d}.json"
        try:
            self._lease.check()
            mine.create(text.encode("utf-8"))
        except (Held, FileExistsError) as error:
            raise StoreError(f"{self._out}: another run has published there meanwhile ({error}); run again") from error
        if current(self._out) != mine:
            raise StoreError(f"{self._out}: another run has published there meanwhile; run again")


@contextlib.contextmanager
def writing(out: Remote, names: Sequence[str]) -> Iterator[Generation]:
    """The next generation of `out`, which no other run should write to meanwhile. Raises StoreError where one does."""
    try:
        with leases.held(out / "lock.json") as lease:
            _remove_old(out)
            yield Generation(out, _last(out) + 1, names, lease)
    except Held as error:
        raise StoreError(
            f"{out}: another run is writing there ({error}); wait for it or choose another --out"
        ) from error
    except OSError as error:
        raise StoreError(
            f"{out}: {error}; the tables of the run before stand as they were, and the next run goes on from here"
        ) from error


def current(out: Remote) -> Remote | None:
    """The manifest of the generation in use; None if there is none. Raises StoreError where the store does not answer.

    `out` may be the manifest itself: then it is that one.
    """
    try:
        if out.parent.name == _MANIFESTS:
            return out
        return next((found for found in reversed(_manifests(out)) if _told(found)), None)
    except OSError as error:
        raise StoreError(f"{out}: {error}; see that the address is right, and that you may read there") from error


def read_manifest(out: Remote) -> Told | None:
    """What the manifest of the generation in use says."""
    found = current(out)
    return _told(found) if found else None


def shards(out: Remote, names: Sequence[str]) -> dict[str, Earlier]:
    """The shards by name of the generation in use."""
    manifest = current(out)
    if manifest is None:
        return {}
    data = manifest.parent.parent / "data"
    told = _told(manifest) or {}
    return {name: _shard(data / run / name, names) for name, run in told["shards"].items()}


def tables(out: Remote) -> list[str]:
    """The names of the tables there."""
    told = read_manifest(out)
    if told is not None:
        return list(told["rows"])
    below = (file.url.removeprefix(f"{out}/") for file in out.files() if file.name.endswith(".parquet"))
    return sorted({path.partition("/")[0].removesuffix(".parquet") for path in below})


def parts(out: Remote, name: str) -> list[Remote]:
    """The files of the table `name`, also of tables that were copied there from a folder; none where there are none."""
    manifest = current(out)
    told = _told(manifest) if manifest else None
    if manifest is None or told is None:
        found = (out / name).files() or [out / f"{name}.parquet"]
        return [file for file in found if file.name.endswith(".parquet") and file.exists()]
    data = manifest.parent.parent / "data"
    made = told["shards"].items() if name in told["rows"] else ()
    return [data / run / shard / f"{name}.parquet" for shard, run in made]


def _shard(folder: Remote, names: Sequence[str]) -> Earlier:
    return Earlier(folder / RECORD, {name: folder / f"{name}.parquet" for name in names})


def _manifests(out: Remote) -> list[Remote]:
    return [found for found in (out / _MANIFESTS).files() if _MANIFEST.fullmatch(found.name)]


def _told(manifest: Remote) -> Told | None:
    """What a manifest says; None for one that a dying run has left half written: no beginning of JSON is JSON."""
    try:
        found = json.loads(manifest.read_bytes())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _last(out: Remote) -> int:
    """The highest number that was ever used for a manifest that is there, be it whole or not."""
    return max((int(found.name.partition(".")[0]) for found in _manifests(out)), default=0)


def _number(file: Remote) -> int:
    """The number of the run that made a file; 0 for a file that no run made."""
    found = _FILE.search(file.url)
    return int(found["number"]) if found else 0


def _remove_old(out: Remote) -> None:
    """Remove what no reader needs: manifests before the one in use first, then the files that it does not name."""
    used = current(out)
    if used is None:
        return
    places.remove([found for found in _manifests(out) if found.name < used.name])
    kept = {(run, shard) for shard, run in (_told(used) or {})["shards"].items()}
    last = int(used.name.partition(".")[0])
    old = [file for file in (out / "data").files() if 0 < _number(file) <= last]
    places.remove([file for file in old if (file.parent.parent.name, file.parent.name) not in kept])
