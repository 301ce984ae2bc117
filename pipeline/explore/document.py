"""A document's page: its text with the marks of its rows, its outline, and its rows by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from markupsafe import Markup

from pipeline.explore.marks import Mark
from pipeline.explore.rendering import render
from pipeline.text import Edit, Text, undo

Record = Mapping[str, Any]
# Rows of a table, of a document, with some columns: from DuckDB on the pages, from Parquet in a report.
Reader = Callable[[str, str, Sequence[str]], Sequence[Record]]
View = Literal["clean", "raw"]
SPAN = ("start", "end", "raw_start", "raw_end")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "initiatives": ("initiative_id", "parent_id", "level", "marker", "title", "status", "anomalies", *SPAN),
    "targets": (
        "target_id", "indicator", "action", "kind", "comparator", "change", "text", "status", "period_start",
        "period_end", "suspect", *SPAN,
    ),
    "programmes": ("programme_id", "name", "role", "kind", "declared_count", "found_count", *SPAN),
    "findings": ("finding_no", "severity", "rule", "message", "table", "row_id", *SPAN),
    "edits": ("edit_no", "kind", "rule", "raw_text", "text", "likely", *SPAN),
}  # fmt: skip
LETTERS = {"initiatives": "i", "targets": "t", "programmes": "p", "findings": "f", "edits": "e"}
SIGNS = {"eq": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "range": ""}
CHANGES = {"increase": "+", "decrease": "−", "ratio": "×"}
TITLE_WITHIN = 240  # characters from its start in which an item's title is looked for


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the list beside the text shows it: `name` is t017, `lead` small words before what it says."""

    name: str
    lead: str
    says: str
    note: str
    style: str
    level: int = 1


@dataclass(frozen=True)
class Page:
    """A document with all that its page shows."""

    document: Record
    rows: Mapping[str, Sequence[Record]]

    @classmethod
    def read(cls, document: Record, reader: Reader) -> Page:
        """The page of `document`, its rows taken from `reader`."""
        return cls(document, {name: reader(name, document["doc_id"], columns) for name, columns in COLUMNS.items()})

    @cached_property
    def text(self) -> Text:
        """The clean text with its way back to the raw one."""
        names = Edit._fields
        edits = tuple(Edit(**{n: row[n] for n in names}) for row in self.rows["edits"])
        clean = self.document["text"]
        return Text.known(undo(clean, edits), clean, edits)

    @cached_property
    def outline(self) -> Sequence[Line]:
        """The items of the document's own outline."""
        return list(_lines("initiatives", self.rows["initiatives"]))

    @cached_property
    def lists(self) -> Mapping[str, Sequence[Line]]:
        """The rows of the other tables."""
        return {name: list(_lines(name, found)) for name, found in self.rows.items() if name != "initiatives"}

    def named(self, table: str) -> Iterator[tuple[str, Record]]:
        """The rows of `table` with their names: t017."""
        return ((row_name(table, row), row) for row in self.rows[table])

    def html(self, view: View, prefix: str = "") -> Markup:
        """The text with its marks, clean or as the source has it."""
        text = self.text.clean if view == "clean" else self.text.raw
        return render(text, self.marks(view), prefix)

    def marks(self, view: View) -> Iterator[Mark]:
        """The places of all rows, in the text that `view` shows."""
        first, last = SPAN[:2] if view == "clean" else SPAN[2:]
        for name, found in self.rows.items():
            for row, line in zip(found, _lines(name, found), strict=True):
                start, end = row[first], row[last]
                if name == "initiatives":
                    start, end = self._heading(row, view)
                if start is not None:
                    yield Mark(line.name, start, end, line.style, _title(name, row, line))

    def _heading(self, row: Record, view: View) -> tuple[int, int]:
        """From the item's marker to the end of its title: all of the item would colour all of the page."""
        start, clean = row["start"], self.text.clean
        at = clean.find(row["title"], start, start + TITLE_WITHIN) if row["title"] else -1
        end = at + len(row["title"]) if at >= 0 else start + len(row["marker"])
        return (start, end) if view == "clean" else self.text.raw_span(start, min(end, len(clean)))


def row_name(table: str, row: Record) -> str:
    """The end of a row's id, which names it on its document's page: t017, f3."""
    first = row[COLUMNS[table][0]]
    return str(first).rpartition("-")[2] if isinstance(first, str) else f"{LETTERS[table]}{first}"


def _lines(table: str, rows: Sequence[Record]) -> Iterator[Line]:
    make = _MAKERS[table]
    for row in rows:
        yield make(row_name(table, row), row)


def _initiative(name: str, row: Record) -> Line:
    doubtful = " odd" if row["anomalies"] else ""
    return Line(name, row["marker"], row["title"], "", f"i{doubtful}", row["level"])


def amount(row: Record) -> str:
    """A target's value with its bound and direction: ≥97%, ≥+6.5%."""
    sign = SIGNS.get(row["comparator"], "")
    return f"{sign}{CHANGES.get(row['change'], '')}{row['text']}" if row["kind"] == "number" else str(row["text"])


def _target(name: str, row: Record) -> Line:
    doubtful = " odd" if row["suspect"] else ""
    style = f"t {row['status']}{doubtful}"
    return Line(name, row["indicator"] or row["action"] or "—", amount(row), _period(row), style)


def _period(row: Record) -> str:
    start, end = row["period_start"], row["period_end"]
    if end is None:
        return f"{start.year}–" if start is not None else ""
    if start is None or start.year == end.year:
        whole = (end.month, end.day) == (12, 31)
        return f"{end.year}" if whole else f"{end:%Y-%m-%d}"
    return f"{start.year}–{end.year}"


def _programme(name: str, row: Record) -> Line:
    declared, found = row["declared_count"], row["found_count"]
    note = f"{found or 0}/{declared}" if declared else ""
    return Line(name, "", row["name"], note, "p slogan" if row["role"] == "slogan" else f"p {row['role']}")


def _finding(name: str, row: Record) -> Line:
    return Line(name, "", row["message"], row["rule"], f"f {row['severity']}")


def _edit(name: str, row: Record) -> Line:
    flagged = row["raw_text"] == row["text"]
    style = "e flag" if flagged else "e cut" if row["text"] == "" else "e new" if row["raw_text"] == "" else "e swap"
    shown = _one_line(row["raw_text"])
    says = shown if flagged or not row["text"] else f"{shown} → {_one_line(row['text'])}"
    return Line(name, "", f"{says} ({row['likely']}?)" if row["likely"] else says, row["kind"], style)


def _one_line(text: str) -> str:
    text = text.replace("\n", "⏎").replace("\u3000", "␣")
    return text if len(text) <= 60 else text[:59] + "…"


def _title(table: str, row: Record, line: Line) -> str:
    if table == "edits":
        return f"{row['kind']}: {line.says}"
    if table == "targets":
        return f"{line.lead} {line.says} {line.note}".strip()
    return line.says if table == "findings" else row["name"] if table == "programmes" else ""


_MAKERS: Mapping[str, Callable[[str, Record], Line]] = {
    "initiatives": _initiative, "targets": _target, "programmes": _programme, "findings": _finding, "edits": _edit,
}  # fmt: skip
