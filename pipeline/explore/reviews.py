"""What readers decided about rows: an append-only file beside the tables, `OUT/review.jsonl`.

One line a decision, with who and when; nothing is ever changed or taken out, and a run does not touch it. The last
decision about a row counts. Rows are found again after a new run by their place in the source: a row that some other
row has pushed from t017 to t018 is still the same row.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal

Record = Mapping[str, Any]
Verdict = Literal["accept", "correct", "reject", "add", "undo", "done"]
VERDICTS: tuple[Verdict, ...] = ("accept", "correct", "reject", "add", "undo", "done")
NEW = "-new"  # ends the row_id of a row that a reader added
FILE = "review.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision. `cells` are the corrected values by column, `was` those of the row at the time.

    `add` is a row that the tables lack, at its place; `undo` takes back what was decided before; `done`, of a row of
    documents, says that all of the document was read.
    """

    when: str
    who: str
    verdict: Verdict
    table: str
    row_id: str
    doc_id: str
    source: str = ""
    raw_start: int | None = None
    raw_end: int | None = None
    quote: str = ""
    cells: Mapping[str, Any] = field(default_factory=dict)
    was: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def now() -> str:
    """The time of a decision, UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Reviews:
    """The decisions in `out`; what others append meanwhile is seen."""

    def __init__(self, out: Path) -> None:
        self.path = out / FILE
        self._stamp: tuple[int, int] | None = None
        self._entries: tuple[Entry, ...] = ()
        self._faults: tuple[str, ...] = ()

    def append(self, entry: Entry) -> None:
        """Add a decision and keep it through a power cut. Raises OSError."""
        line = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True, default=str)
        with self.path.open("a+b") as file, _locked(file):
            size = file.seek(0, os.SEEK_END)
            torn = size > 0 and not _ends_a_line(file)
            file.write((("\n" if torn else "") + line + "\n").encode())
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> tuple[Entry, ...]:
        """All decisions in their order."""
        self._read()
        return self._entries

    def faults(self) -> tuple[str, ...]:
        """Lines that cannot be read, with their numbers: a write that was cut, or an edit by hand."""
        self._read()
        return self._faults

    def of_document(self, doc_id: str) -> tuple[Entry, ...]:
        """The decisions about one document's rows."""
        return tuple(e for e in self.entries() if e.doc_id == doc_id)

    def _read(self) -> None:
        if not self.path.is_file():
            self._stamp, self._entries, self._faults = None, (), ()
            return
        found = self.path.stat()
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp == self._stamp:
            return
        entries, faults = [], []
        for number, line in enumerate(self.path.read_bytes().splitlines(), 1):
            try:
                entries.append(_entry(json.loads(line)))
            except (ValueError, TypeError) as error:
                faults.append(f"{self.path.name}:{number}: {error}")
        self._stamp, self._entries, self._faults = stamp, tuple(entries), tuple(faults)


def _entry(said: Any) -> Entry:
    if not isinstance(said, dict):
        raise TypeError("a decision is an object")
    known = Entry.__dataclass_fields__
    entry = Entry(**{k: v for k, v in said.items() if k in known})
    if entry.verdict not in VERDICTS:
        raise ValueError(f"verdict {entry.verdict!r} is none of {', '.join(VERDICTS)}")
    return entry


def _ends_a_line(file: IO[bytes]) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


@contextlib.contextmanager
def _locked(file: IO[bytes]) -> Iterator[None]:
    """Wait until nobody else appends; the system lets go however this ends."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        yield
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def matched(entries: Sequence[Entry], table: str, rows: Sequence[tuple[str, Record]]) -> dict[str, Entry]:
    """What stands decided of the `rows` of a table in one document, given as (id, row).

    A decision belongs to the row with its place in the source; of several there, to that of its id. Where no row has
    the place, to the row of its id, if they overlap: a rule may have found an end that is a character off.
    """
    by_id = dict(rows)
    by_place: dict[tuple[Any, Any], list[str]] = {}
    for row_id, row in rows:
        by_place.setdefault(_place(row), []).append(row_id)
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.table != table or entry.row_id.endswith(NEW):
            continue
        here = by_place.get((entry.raw_start, entry.raw_end), [])
        at: str | None = entry.row_id if entry.row_id in here else here[0] if here else None
        if at is None and entry.row_id in by_id and _overlap(entry, by_id[entry.row_id]):
            at = entry.row_id
        if at is None:
            continue
        if entry.verdict == "undo":
            found.pop(at, None)
        else:
            found[at] = entry
    return found


def added(entries: Sequence[Entry], table: str, rows: Sequence[Record]) -> list[Entry]:
    """The rows that readers added to `table` of one document and that it still lacks: `rows` are those it has."""
    there = {_place(row) for row in rows}
    found: dict[tuple[Any, Any], Entry] = {}
    for entry in entries:
        if entry.table != table or not entry.row_id.endswith(NEW):
            continue
        place = (entry.raw_start, entry.raw_end)
        if entry.verdict == "undo":
            found.pop(place, None)
        else:
            found[place] = entry
    return [entry for place, entry in found.items() if place not in there]


def _place(row: Record) -> tuple[Any, Any]:
    return row.get("raw_start"), row.get("raw_end")


def _overlap(entry: Entry, row: Record) -> bool:
    start, end = _place(row)
    if None in (start, end, entry.raw_start, entry.raw_end):
        return False
    return bool(min(end, entry.raw_end) > max(start, entry.raw_start))
