"""That every row points at its characters, in the clean text and, with the edits undone, in the raw one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.analysis.checking.report import Check, Problem, checked
from pipeline.analysis.sql import Tables, quoted
from pipeline.tables import all_tables
from pipeline.text import Edit, Text, undo

GROUP = "spans"
LISTED = 20
PORTION = 100  # documents read at once
# Tables whose `text` is that of documents.text at start:end.
QUOTING = {"targets", "numbers", "sentences", "initiatives", "edits"}
_FINE = {
    "edits": "undone in order, the edits give a raw text of the length it had",
    "ranges": "every span lies in its text",
    "text": "every row's text is what documents.text has there",
    "raw": "every raw span is where the edits say",
}
Record = Mapping[str, Any]


@dataclass
class _Tally:
    """The problems by the check that they fail."""

    count: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kept: dict[str, list[Problem]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, problem: Problem) -> None:
        self.count[name] += 1
        if len(self.kept[name]) < LISTED:
            self.kept[name].append(problem)


def checks(tables: Tables) -> Iterator[Check]:
    """All spans of all documents, portion by portion."""
    tally = _Tally()
    ids = [row["doc_id"] for row in tables.select("SELECT DISTINCT doc_id FROM documents ORDER BY 1").to_pylist()]
    for at in range(0, len(ids), PORTION):
        _portion(tables, ids[at], ids[min(at + PORTION, len(ids)) - 1], tally)
    for name, fine in _FINE.items():
        yield checked(GROUP, name, fine, tally.kept[name], tally.count[name])


def _portion(tables: Tables, first: str, last: str, tally: _Tally) -> None:
    documents = _rows(tables, "documents", ["doc_id", "source", "text", "raw_chars"], first, last)
    edits = _by_document(_rows(tables, "edits", [*Edit._fields, "doc_id", "edit_no"], first, last))
    texts: dict[str, tuple[str, Text]] = {}
    for document in documents:
        text = _text(document, edits.get(document["doc_id"], []), tally)
        if text is not None:
            texts[document["doc_id"]] = (document["source"], text)
    for name, table in all_tables().items():
        columns = [c.name for c in table.columns]
        if not {"start", "end", "raw_start", "raw_end"} <= set(columns):
            continue
        wanted = [c for c in columns if c in ("doc_id", "start", "end", "raw_start", "raw_end") or c == columns[0]]
        wanted += [c.name for c in table.columns if c.source == "number"] + ["text"] * (name in QUOTING)
        for row in _rows(tables, name, list(dict.fromkeys(wanted)), first, last):
            if row["doc_id"] in texts:
                _row(name, row, *texts[row["doc_id"]], tally)


def _rows(tables: Tables, name: str, columns: Sequence[str], first: str, last: str) -> list[Record]:
    chosen = ", ".join(map(quoted, columns))
    order = ", edit_no" if name == "edits" else ""
    sql = f"SELECT {chosen} FROM {quoted(name)} WHERE doc_id BETWEEN ? AND ? ORDER BY doc_id{order}"
    found: list[Record] = tables.select(sql, [first, last]).to_pylist()
    return found


def _by_document(rows: Sequence[Record]) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        found[row["doc_id"]].append(row)
    return found


def _text(document: Record, edits: Sequence[Record], tally: _Tally) -> Text | None:
    """The document's text with its way back, or None where the edits give none."""
    names = Edit._fields
    made = tuple(Edit(**{n: e[n] for n in names}) for e in edits)
    ends = [0, *(e.end for e in made), len(document["text"])]
    in_order = all(one <= e.start <= e.end <= ends[-1] for one, e in zip(ends, made, strict=False))
    raw = undo(document["text"], made) if in_order else ""
    if not in_order or len(raw) != document["raw_chars"]:
        said = f"{len(raw):,} characters, not {document['raw_chars']:,}" if in_order else "edits that are out of order"
        tally.add("edits", Problem(f"undoing the edits gives {said}", document["source"]))
        return None
    return Text.known(raw, document["text"], made)


def _row(table: str, row: Record, source: str, text: Text, tally: _Tally) -> None:
    start, end, raw_start, raw_end = (row[name] for name in ("start", "end", "raw_start", "raw_end"))
    if None in (start, end, raw_start, raw_end):
        return  # that a span may not be empty is the schema's to say
    said = f"{table} {_name(row)}"
    line = text.raw.count("\n", 0, max(0, raw_start)) + 1

    def say(name: str, message: str) -> None:
        tally.add(name, Problem(f"{said}: {message}", source, line, _name(row)))

    if not (0 <= start <= end <= len(text.clean) and 0 <= raw_start <= raw_end <= len(text.raw)):
        say(
            "ranges", f"{start}:{end}, raw {raw_start}:{raw_end} is not in a text of {len(text.clean)}, {len(text.raw)}"
        )
        return
    if table in QUOTING and text.clean[start:end] != row["text"]:
        say("text", f"{_short(row['text'])} is not what stands at {start}:{end}, {_short(text.clean[start:end])}")
    if table != "edits" and text.raw_span(start, end) != (raw_start, raw_end):
        say("raw", f"{raw_start}:{raw_end} ≠ {':'.join(map(str, text.raw_span(start, end)))}")


def _name(row: Record) -> str:
    first = str(next(iter(row.values())))
    numbers = [str(value) for key, value in row.items() if key.endswith("_no")]
    return " ".join((first, *numbers))


def _short(text: str | None) -> str:
    return repr(text if text is None or len(text) <= 20 else text[:20] + "…")
