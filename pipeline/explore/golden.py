"""Gold files out of reviewed documents, as `gangmu score` takes them: the rows as a reader left them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import lookup
from pipeline.explore.reviews import Entry, Reviews, added, matched
from pipeline.store import generation

Record = Mapping[str, Any]
FACTS = ("title", "issuer", "region", "doc_type", "year", "script")
SECTIONS = ("initiatives", "targets", "programmes")
BOUNDS = {"gt": "ge", "lt": "le"}  # a bound that is strict is a bound
LONGEST_QUOTE = 30  # characters of an item's beginning, which tell where it is


@dataclass(frozen=True, slots=True)
class Exported:
    """A gold file that was written; `open_rows` are the rows of it that nobody decided about."""

    path: Path
    source: str
    decided: int
    open_rows: int


def export(out: Path, to: Path, *, unfinished: bool = False) -> Iterator[Exported]:
    """Write a gold file into `to` for each document that a reader marked as read in full.

    A row nobody decided about then counts as right. With `unfinished`, also for documents of which only some rows were
    looked at, where that is a guess. Raises StoreError where the tables are not there, OSError where `to` cannot be
    written.
    """
    entries = Reviews(out).entries()
    place = generation(out)
    documents = {d["doc_id"]: d for d in lookup.rows(place, "documents")}
    to.mkdir(parents=True, exist_ok=True)
    for doc_id in sorted({e.doc_id for e in entries} & documents.keys()):
        own = [e for e in entries if e.doc_id == doc_id]
        if unfinished or _done(own):
            yield _export(place, documents[doc_id], own, to)


def _done(entries: Sequence[Entry]) -> bool:
    last = [e.verdict for e in entries if e.table == "documents" and e.verdict in ("done", "undo")]
    return last[-1:] == ["done"]


def _export(place: Path, document: Record, entries: Sequence[Entry], to: Path) -> Exported:
    doc_id = document["doc_id"]
    raw = lookup.raw_text(document, lookup.rows(place, "edits", doc_id))
    kept: dict[str, list[Record]] = {}
    decided = open_rows = 0
    for table in SECTIONS:
        rows = [(next(iter(row.values())), row) for row in lookup.rows(place, table, doc_id)]
        verdicts = matched(entries, table, rows)
        decided += len(verdicts)
        open_rows += len(rows) - len(verdicts)
        kept[table] = [r for r in (_decided(row, verdicts.get(row_id)) for row_id, row in rows) if r is not None]
        new = added(entries, table, [row for _, row in rows])
        decided += len(new)
        kept[table] += [_added(entry, kept["initiatives"]) for entry in new]
    gold = {"doc": Path(document["source"]).name, **_origin(document)}
    gold |= {"document": _facts(document, entries), "noise": [], **_sections(kept, raw)}
    path = to / f"{Path(document['source']).stem}-{doc_id[:6]}.gold.json"
    path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return Exported(path, document["source"], decided, open_rows)


def _decided(row: Record, entry: Entry | None) -> Record | None:
    """The row as the reader left it; None where it was rejected."""
    if entry is None or entry.verdict == "accept":
        return row
    if entry.verdict == "reject":
        return None
    dated = {"period_text": row["period_text"] or ""} if entry.cells.keys() & {"period_start", "period_end"} else {}
    return {**row, **dated, **entry.cells}


def _added(entry: Entry, items: Sequence[Record]) -> Record:
    """The row that a reader added, in the innermost item that holds its place."""
    start = entry.raw_start or 0
    holding = [item["initiative_id"] for item in items if item["raw_start"] <= start < item["raw_end"]]
    dated = entry.cells.get("period_end") is not None
    return {
        "initiative_id": holding[-1] if holding else None, "suspect": [], "likely": None,
        "period_text": "" if dated else None, **entry.cells,
        "raw_start": start, "raw_end": entry.raw_end,
    }  # fmt: skip


def _origin(document: Record) -> dict[str, Any]:
    """What the loader finds the document's text by: the file where it is plain text, else the tables."""
    source, plain = Path(document["source"]), document["media_type"] == "text/plain"
    said: dict[str, Any] = {"sha256": document["doc_id"], "encoding": document["encoding"]}
    if plain and source.is_file():
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        if digest.startswith(document["doc_id"]):
            return said | {"sha256": digest}
    return said | {"text": "tables"}


def _facts(document: Record, entries: Sequence[Entry]) -> dict[str, Any]:
    corrected: dict[str, Any] = {}
    for entry in entries:
        if entry.table == "documents":
            corrected = {**corrected, **entry.cells} if entry.verdict == "correct" else corrected
    return {name: corrected.get(name, document[name]) for name in FACTS}


def _sections(kept: Mapping[str, Sequence[Record]], raw: str) -> dict[str, list[dict[str, Any]]]:
    parents = {row["initiative_id"]: row["parent_id"] for row in kept["initiatives"]}
    made: dict[str, list[dict[str, Any]]] = {}
    for table, make in (("initiatives", _initiative), ("targets", _target), ("programmes", _programme)):
        rows = sorted(kept[table], key=lambda row: (row["raw_start"], row["raw_end"]))
        made[table] = [make(row, raw, parents) for row in rows if row["raw_start"] < row["raw_end"]]
    return made


def _anchor(raw: str, start: int, end: int) -> dict[str, Any]:
    """The quote at `start:end`, and which occurrence of it that is.

    >>> _anchor("10所，又10所", 5, 8)
    {'at': '10所', 'n': 2}
    """
    quote = raw[start:end]
    n, at = 1, raw.find(quote)
    while at < start:
        n, at = n + 1, raw.find(quote, at + 1)
    return {"at": quote, "n": n}


def _tail(row_id: str | None, known: Mapping[str, str | None]) -> str | None:
    """The name of the nearest item at or over `row_id` that was not rejected."""
    return row_id.rpartition("-")[2] if row_id is not None and row_id in known else None


def _initiative(row: Record, raw: str, known: Mapping[str, str | None]) -> dict[str, Any]:
    start = row["raw_start"]
    return {
        "id": row["initiative_id"].rpartition("-")[2], "parent": _tail(row["parent_id"], known),
        "marker": row["marker"], "ordinal": row["ordinal"], "title": row["title"],
        **_anchor(raw, start, min(row["raw_end"], start + LONGEST_QUOTE)),
    }  # fmt: skip


def _target(row: Record, raw: str, known: Mapping[str, str | None]) -> dict[str, Any]:
    anchor = _anchor(raw, row["raw_start"], row["raw_end"])
    comparator = BOUNDS.get(row["comparator"], row["comparator"])
    said = {name: row[name] for name in ("indicator", "action", "change", "low", "high", "status", "placeholder")}
    return {
        **anchor, "num": anchor["at"], **said, "comparator": comparator, "unit": row["unit"] or "",
        "kind": row["kind"], "period": _period(row), "suspect": bool(row["suspect"]), "likely": row["likely"],
        "binding": row["binding"], "initiative": _tail(row["initiative_id"], known),
    }  # fmt: skip


def _period(row: Record) -> str | None:
    """`2026`, `2026-12-31`, `2021-01-01/2025-12-31`, or None where the text does not say."""
    start, end = row["period_start"], row["period_end"]
    if row["period_text"] is None or end is None:
        return None
    first, last = (d if isinstance(d, date) else date.fromisoformat(d) if d else None for d in (start, end))
    assert last is not None
    if first is None:
        return last.isoformat()
    whole = first == date(first.year, 1, 1) and last == date(first.year, 12, 31)
    return str(first.year) if whole else f"{first.isoformat()}/{last.isoformat()}"


def _programme(row: Record, raw: str, known: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "name": row["name"], **_anchor(raw, row["raw_start"], row["raw_end"]),
        "kind": "slogan" if row["role"] == "slogan" else row["kind"], "count": row["declared_count"],
        "members": row["members"],
    }  # fmt: skip
