"""One row: its cells with what they mean, its evidence in the source, and why it is what it is."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.document import Document
from pipeline.explaining import explain_in, read_again
from pipeline.explore.document import Page
from pipeline.explore.source import Column, Shape
from pipeline.lexicon import Lexicons

Record = Mapping[str, Any]
AROUND = 40  # characters of the source shown on each side
LONGEST_EVIDENCE = 400
KEPT = 4  # documents whose reading is remembered
EXPLAINED = frozenset({"targets", "initiatives", "programmes", "numbers"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its column, its value, and the name of a row that it points at."""

    column: Column
    value: Any
    points_at: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the source prints for the row, with a little around it."""

    before: str
    quote: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as its pane shows it. `full` is its id in its table."""

    name: str
    full: str
    table: str
    record: Record
    cells: Sequence[Cell]
    evidence: Evidence | None
    why: Sequence[str]


def shown(page: Page, shape: Shape, name: str, record: Record, why: Sequence[str]) -> Shown:
    """The row `name` (t017) of `page`; `why` are the lines that explain it."""
    cells = [
        Cell(c, value, _pointed(c, value))
        for c in shape.columns
        if (value := record.get(c.name)) not in (None, [], "", False) or c.kind == "number"
        if value is not None and c.name not in ("doc_id", "sentence", shape.id, shape.number)
    ]
    return Shown(name, f"{record['doc_id']}-{name}", shape.name, record, cells, _evidence(page, record), why)


def _pointed(column: Column, value: Any) -> str | None:
    """The name of the row that an id points at."""
    refers = column.name.endswith("_id") or column.name == "row_id"
    return str(value).rpartition("-")[2] if refers and isinstance(value, str) and "-" in value else None


def _evidence(page: Page, record: Record) -> Evidence | None:
    start, end = record.get("raw_start"), record.get("raw_end")
    if start is None or end is None:
        return None
    raw = page.text.raw
    quote = raw[start:end]
    if len(quote) > LONGEST_EVIDENCE:
        quote = quote[: LONGEST_EVIDENCE - 1] + "…"
    return Evidence(raw[max(0, start - AROUND) : start], quote, raw[end : end + AROUND], start, end)


class Explainer:
    """Explains rows; the documents read last are remembered, since their rows are asked for one by one."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._read = functools.lru_cache(KEPT)(lambda text: read_again(text, lexicons))
        self._read("一、扩大学位供给。2026年新建公办幼儿园18所。")  # the rules are there before anyone asks

    def why(self, text: str, record: Record, table: str) -> Sequence[str]:
        """The lines of `gangmu explain` for a row of the document with this clean text, where its table has any."""
        if table not in EXPLAINED:
            return ()
        document: Document = self._read(text)
        return list(explain_in(document, record, table))
