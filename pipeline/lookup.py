"""Find one document, and its rows, in the tables of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import readers
from pipeline.places import Place, StoreError
from pipeline.text import Edit, undo

Record = Mapping[str, Any]


def rows(place: Place, name: str, doc_id: str | None = None, columns: list[str] | None = None) -> list[Record]:
    """The rows of the table `name`, of one document if `doc_id` is given."""
    filters = [("doc_id", "==", doc_id)] if doc_id else None
    found: list[Record] = readers.read(place, name, columns, filters).to_pylist()
    return found


def document(place: Place, named: str) -> Record:
    """The row of the document that `named` names: a doc_id or its beginning, a file name, or a path.

    Raises StoreError where none or several are.
    """
    documents = rows(place, "documents", columns=["doc_id", "source"])
    readings = (
        [d for d in documents if d["doc_id"] == named or d["source"] == Path(named).as_posix()],
        [d for d in documents if named in (Path(d["source"]).name, Path(d["source"]).stem)],
        [d for d in documents if d["doc_id"].startswith(named)],
        [d for d in documents if named in d["source"]],
    )
    found: Sequence[Record] = next((r for r in readings if r), [])
    if len(found) == 1:
        return rows(place, "documents", str(found[0]["doc_id"]))[0]
    known = "; ".join(f"{d['doc_id']} {d['source']}" for d in (found or documents)[:10])
    raise StoreError(f"{named!r} {'could be several' if found else 'is no document here'}; try one of: {known}")


def raw_text(found: Record, edits: Sequence[Record]) -> str:
    """The source's text: the clean one of the document with its edits undone."""
    names = Edit._fields
    return undo(found["text"], [Edit(**{n: e[n] for n in names}) for e in edits])
