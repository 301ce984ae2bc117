"""What the tables are to hold: the sources named now, and those of earlier runs, whose documents stay.

- A source named now takes the place of what was there under its name: a file that has changed is mined again.
- Sources of earlier runs that are not named now stay, with all their rows. They are not looked at, unless
- `prune` is asked for: then those that are gone are taken out. A source is gone if its file is not there any more,
  or if its file was read now and it was not found in it (a member of a container).
- version, code, lexicons or options have changed: then all are mined again, the earlier ones from where they lie. Of
  those that are gone only the old rows are left, and what to do with them (take them out, keep them) is the user's to
  say.

The same bytes at several places are one document, named for the first place by name; the others are in its flags.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Literal

from pipeline.miner import Failures
from pipeline.places import Remote, each
from pipeline.portions import Job
from pipeline.read.result import ID_DIGITS, identify
from pipeline.shards import Entry
from pipeline.sources import SourceFile, far_of

Gone = Literal["refuse", "prune", "keep"]
Looked = Callable[[int, int], None]  # sources that have been read, of how many
LOOKED_EVERY = 100
SMALL = 4_000_000  # bytes; a larger file in another store is read piece by piece


class GoneError(Exception):
    """Documents that would have to be mined again, and whose sources are gone."""


@dataclass(frozen=True, slots=True)
class Known:
    """A source in the tables as they are. `settled` False: it could not be read as it was, and is to be tried again."""

    entry: Entry
    settled: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A source as it lies there now."""

    source: SourceFile
    key: str
    size: int  # bytes
    error: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the tables are to hold, by key; `jobs` are to be mined, the rows of the others are there."""

    entries: tuple[Entry, ...]
    jobs: Mapping[str, Job]
    taken_out: int  # documents that were there


def plan(
    named: Sequence[SourceFile],
    known: Mapping[str, Known],
    made: str,
    *,
    gone: Gone = "refuse",
    fresh: bool = False,
    looked: Looked = lambda done, of: None,
) -> Plan:
    """The plan of a run over `named` with the settings `made`. `fresh`: mine again what can be.

    `looked` is told now and then how many of the sources have been read. Raises GoneError where rows of other settings
    can be neither made again nor kept.
    """
    there = list(_measured(sorted(named), looked))
    left, lost = _left(there, known, gone)
    there += _measured(_again(left, known, made, lost, fresh), looked)
    entries: list[Entry] = []
    jobs: dict[str, Job] = {}
    for key, places, found in _by_key(there, left):
        entry = _entry(key, places, found, known.get(key), made)
        entries.append(entry)
        if found is not None and (fresh or _changed(entry, known)):
            jobs[key] = _job(entry, found)
    if gone != "keep":
        _refuse_other_settings(entries, made)
    stay = sum(entry.key in known for entry in entries)
    return Plan(tuple(entries), jobs, len(known) - stay)


def _by_key(
    there: Sequence[Measured], left: Sequence[tuple[str, SourceFile]]
) -> Iterator[tuple[str, tuple[SourceFile, ...], Measured | None]]:
    """Every key in order, with its places by name, and what was measured at the first of them that was."""
    names = {m.source.name for m in there} if left else set()
    every: list[tuple[str, SourceFile, Measured | None]] = [(m.key, m.source, m) for m in there]
    every += [(key, place, None) for key, place in left if place.name not in names]
    every.sort(key=itemgetter(0, 1))
    for key, group in groupby(every, itemgetter(0)):
        same = list(group)
        yield key, tuple(place for _, place, _ in same), next((m for _, _, m in same if m is not None), None)


def _left(
    there: Sequence[Measured], known: Mapping[str, Known], gone: Gone
) -> tuple[list[tuple[str, SourceFile]], set[str]]:
    """The places of earlier runs that stay, by key; and the keys that lost one for being gone."""
    names = {m.source.name for m in there}
    others = [(key, place) for key, before in known.items() for place in before.entry.places if place.name not in names]
    if gone != "prune":
        return others, set()
    paths = {m.source.where for m in there}
    are_there = _exist([place for _, place in others])
    stay = [found and place.where not in paths for (_, place), found in zip(others, are_there, strict=True)]
    lost = {key for (key, _), stays in zip(others, stay, strict=True) if not stays}
    return [other for other, stays in zip(others, stay, strict=True) if stays], lost


def _exist(places: Sequence[SourceFile]) -> Iterator[bool]:
    """Whether each is there, or what it lies in."""
    return each(lambda place: place.path.exists(), places, far_of(places))


def _again(
    left: Iterable[tuple[str, SourceFile]], known: Mapping[str, Known], made: str, lost: set[str], fresh: bool
) -> list[SourceFile]:
    """Of the places that stay, those to be read again: another one of their document is gone, or it must be redone."""
    asked = [p for key, p in left if (fresh or key in lost or known[key].entry.made != made) and not p.is_member]
    return [place for place, is_there in zip(asked, _exist(asked), strict=True) if is_there]


def _measured(sources: Sequence[SourceFile], looked: Looked) -> Iterator[Measured]:
    for done, measured in enumerate(each(_measure, sources, far_of(sources)), 1):
        if not done % LOOKED_EVERY:
            looked(done, len(sources))
        yield measured


def _measure(source: SourceFile) -> Measured:
    """The key and size of a source, or why it cannot be opened; then its name stands for its bytes."""
    failures = Failures(source.name, None)
    found = failures.guard("open", functools.partial(_hash, source))
    if found is not None:
        return Measured(source, *found)
    error = failures.rows[0]
    return Measured(source, identify(f"unopened\0{source.name}".encode()), 0, (error.error, error.message))


def _hash(source: SourceFile) -> tuple[str, int]:
    """The `doc_id` and the number of bytes of a source. Raises OSError for what is no file: a pipe would never end."""
    if source.held is not None:
        data = source.read_bytes()
        return identify(data), len(data)
    path = source.path
    if isinstance(path, Remote) and path.size() <= SMALL:  # in one request
        data = source.read_bytes()
        return identify(data), len(data)
    if isinstance(path, Path) and not path.is_file():
        path.stat()  # says so where it is not there
        raise OSError("not a regular file")
    if source.size is not None:
        return identify(source.read_bytes()), source.size
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:ID_DIGITS], file.tell()


def _entry(key: str, places: tuple[SourceFile, ...], found: Measured | None, before: Known | None, made: str) -> Entry:
    if found is not None:
        return Entry(key, found.size, places, made, found.error)
    assert before is not None  # a place is from one or the other
    return replace(before.entry, places=places)


def _changed(entry: Entry, known: Mapping[str, Known]) -> bool:
    before = known.get(entry.key)
    return before is None or before.entry != entry or not before.settled


def _refuse_other_settings(entries: Sequence[Entry], made: str) -> None:
    stuck = [entry for entry in entries if entry.made != made]
    if stuck:
        few = ", ".join(entry.places[0].name for entry in stuck[:3])
        raise GoneError(
            f"{len(stuck)} documents were made by another version, code, lexicons or options and cannot be made "
            f"again: their sources are gone ({few}{', …' if len(stuck) > 3 else ''}); --prune takes them out, "
            "--keep-gone keeps their rows as they are; what lies in a container is read anew where that is named"
        )


def _job(entry: Entry, found: Measured) -> Job:
    """Mine the bytes from where they lie now, under the name of the first place."""
    first, *others = entry.places
    source = first if found.source == first else found.source.called(first.name, first.metadata, found.source.held)
    return Job(entry.key, source, entry.size, tuple(f"also_at:{place.name}" for place in others), entry.error)
