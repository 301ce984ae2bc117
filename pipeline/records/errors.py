"""A source that could not be read, or a stage that failed on it; the run goes on."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.record import column

NEEDS: tuple[str, ...] = ()
KEY = "x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    source: str = column("where the document was found")
    doc_id: str | None = column("the document, null where its bytes could not be had")
    stage: str = column("what failed: open, read, clean, structure, the name of a table, or worker")
    error: str = column("the kind of failure, as the program names it")
    message: str = column("what was wrong, and what to try where that can be told")
