"""The tables of a run, as scoring reads them."""

from __future__ import annotations

from pipeline import readers
from pipeline.places import Place
from pipeline.scoring.gold import Record
from pipeline.store import snapshot
from pipeline.text import Edit, undo

COMPARED = ("documents", "edits", "initiatives", "numbers", "programmes", "targets")


def read(folder: Place) -> dict[str, list[Record]]:
    """The rows of the tables that are compared. Raises StoreError where one is not there."""
    place = snapshot(folder)
    return {name: readers.read(place, name).to_pylist() for name in COMPARED}


def raw_text(tables: dict[str, list[Record]], doc_id: str) -> str | None:
    """The raw text of a document: its clean text with the edits undone; None where it is not in the tables."""
    document = next((row for row in tables["documents"] if row["doc_id"] == doc_id), None)
    if document is None:
        return None
    names = Edit._fields
    edits = (Edit(**{n: row[n] for n in names}) for row in tables["edits"] if row["doc_id"] == doc_id)
    return undo(document["text"], edits)
