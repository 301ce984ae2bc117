"""Shards: which sources share one part of every table, and the record that is kept of each.

A shard is all sources whose hash begins with the same bits: one shard to begin with, and a shard that grows over
SHARD_BYTES or SHARD_DOCUMENTS is two, by the next bit. So shards stay between half a limit and a limit, a document
moves only when its own shard splits, and the shards depend on the documents alone, never on the order in which they
came. No shard is cut finer than MOST_BITS: 16,384 parts a table are what readers still list and open gladly, and beyond
some 10⁷ documents the shards grow instead.

A shard is named for its bits and for the digest of all that its rows depend on (`0110-3fa2b1c40d9e`), so that a part of
the same name has the same bytes, whenever it was written.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.places import Place
from pipeline.portions import Line
from pipeline.read.result import ID_DIGITS
from pipeline.sources import SourceFile

SHARD_BYTES = 8_000_000  # of source; what a worker loses at most when it is killed
SHARD_DOCUMENTS = 1_000
MOST_BITS = 14
DIGEST_DIGITS = 12
_BITS = 4 * ID_DIGITS
# Defaults of a source's place, which the record leaves out.
_PLAIN = {f.name: f.default for f in dataclasses.fields(SourceFile) if f.compare}


@dataclass(frozen=True, slots=True)
class Entry:
    """One source in the tables: its bytes, wherever they lie, and what they were mined with."""

    key: str  # first hex digits of the SHA-256 of its bytes; of its name where they could not be read
    size: int  # bytes
    places: tuple[SourceFile, ...]  # by name; the first one is `documents.source`
    made: str  # digest of the settings: version, code, lexicons, options
    error: tuple[str, str] | None = None  # why it could not be opened: class and message


@dataclass(frozen=True, slots=True)
class Shard:
    """Entries that share their first bits, by key."""

    bits: str
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """Its bits, and the digest of what its rows depend on."""
        return f"{self.bits or 'all'}-{digest([_entry_as_json(e) for e in self.entries])[:DIGEST_DIGITS]}"


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a finished shard: its entries and, in their order, what became of each."""

    shard: Shard
    lines: tuple[Line, ...]


def divide(entries: Sequence[Entry]) -> list[Shard]:
    """The shards of `entries`, which are in order of their keys; one empty shard where there are none."""
    return list(_divide("", entries)) or [Shard("", ())]


def _divide(bits: str, entries: Sequence[Entry]) -> Iterator[Shard]:
    if not entries:
        return
    small = len(entries) <= SHARD_DOCUMENTS and sum(e.size for e in entries) <= SHARD_BYTES
    if small or len(entries) == 1 or len(bits) == MOST_BITS:
        yield Shard(bits, tuple(entries))
        return
    first_of_upper = f"{int(f'{bits}1'.ljust(_BITS, '0'), 2):0{ID_DIGITS}x}"
    middle = bisect_left(entries, first_of_upper, key=lambda e: e.key)
    yield from _divide(f"{bits}0", entries[:middle])
    yield from _divide(f"{bits}1", entries[middle:])


def related(bits: str, other: str) -> bool:
    """Whether a source may lie in both, one being the other before or after a split.

    >>> related("01", "0"), related("", "1101"), related("01", "10")
    (True, True, False)
    """
    return bits.startswith(other) or other.startswith(bits)


def digest(value: Any) -> str:
    """The SHA-256 of `value` as JSON, in hex."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def write_record(path: Path, record: Record) -> None:
    """Write `record` as JSON, one line a source: the same record, the same bytes."""
    lines = [
        json.dumps({**_entry_as_json(entry), **_line_as_json(line)}, ensure_ascii=True)
        for entry, line in zip(record.shard.entries, record.lines, strict=True)
    ]
    text = f'{{"bits": "{record.shard.bits}", "sources": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, "ascii", newline="\n")


def read_record(path: Place) -> Record:
    """The record at `path`. Raises OSError, or ValueError where it is damaged."""
    found = json.loads(path.read_text("ascii"))
    entries = tuple(_entry(source) for source in found["sources"])
    lines = tuple(_line(source) for source in found["sources"])
    return Record(Shard(found["bits"], entries), lines)


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    places = [_place_as_json(place) for place in entry.places]
    told = {"key": entry.key, "size": entry.size, "places": places, "made": entry.made}
    return told | ({"error": list(entry.error)} if entry.error else {})


def _entry(told: Mapping[str, Any]) -> Entry:
    error = tuple(told["error"]) if "error" in told else None
    made = sys.intern(told["made"])  # one for all: there may be a million
    return Entry(told["key"], told["size"], tuple(_place(p) for p in told["places"]), made, error)


def _place_as_json(place: SourceFile) -> dict[str, Any]:
    """`place` without what is as usual: that the path is the name, that it is a whole file."""
    told = {name: getattr(place, name) for name, default in _PLAIN.items() if getattr(place, name) != default}
    return told | ({"path": told.pop("at")} if "at" in told else {})


def _place(told: Mapping[str, Any]) -> SourceFile:
    metadata = tuple((name, value) for name, value in told.get("metadata", ()))
    rest = {name: value for name, value in told.items() if name != "path"}
    return SourceFile(**{**rest, "at": told.get("path", ""), "metadata": metadata})


def _line_as_json(line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {"rows": line.rows}
    told |= {"skipped": list(line.skipped)} if line.skipped else {}
    told |= {"error_findings": line.error_findings} if line.error_findings else {}
    return told | ({} if line.settled else {"settled": False})


def _line(told: Mapping[str, Any]) -> Line:
    skipped = tuple(told["skipped"]) if "skipped" in told else None
    return Line(told["key"], dict(told["rows"]), skipped, told.get("error_findings", 0), told.get("settled", True))
