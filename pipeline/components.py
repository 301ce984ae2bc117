"""The extractors in spaCy: `nlp = spacy.blank("zh"); nlp.add_pipe("gangmu")`.

The component mines `doc.text` with the very code of `pipeline.mine`. It puts the finds into `doc.spans["initiatives"]`,
`["targets"]`, `["programmes"]` and `["numbers"]`, and keeps the rows themselves in `doc._.gangmu` (that of one span:
`span._.gangmu`). A tenth of the spans that matter do not fall on word boundaries: in spaCy they are widened to whole
tokens, while the rows stay exact. Both go through DocBin (with `store_user_data=True`) and back.

This module is imported by spaCy when the factory is asked for, never by Gangmu itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from pipeline.api import Record, mine_string
from pipeline.lexicon import Lexicons
from pipeline.segment import Segmenter
from pipeline.tables import all_tables

KEPT = "gangmu"  # in doc.user_data: the rows, with dates in ISO 8601 as DocBin stores no others
# The tables that become span groups, and the column of each that labels its spans.
LABELS: Mapping[str, str] = MappingProxyType(
    {"initiatives": "status", "targets": "status", "programmes": "role", "numbers": "role"}
)
COLOURS: Mapping[str, str] = MappingProxyType({
    "planned": "#ffd166", "reported": "#8ecae6", "umbrella": "#95d5b2", "single": "#cdb4db", "slogan": "#dddddd",
    "target": "#ffd166", "unknown": "#ef476f",
})  # fmt: skip


class Gangmu:
    """The component: mines a document and puts what it finds into it."""

    def __init__(self, tables: Sequence[str] = tuple(LABELS), lexicons: Sequence[str] = ()) -> None:
        """`tables`: which of them become span groups; `lexicons`: folders over Gangmu's own.

        Raises ValueError for a table that has no spans to give.
        """
        if unknown := [name for name in tables if name not in LABELS]:
            raise ValueError(f"no spans of {', '.join(unknown)}; there are {', '.join(LABELS)}")
        self._tables, self._lexicons = tuple(tables), tuple(lexicons)

    def __call__(self, doc: Doc) -> Doc:
        """`doc` itself, with span groups and rows."""
        if KEPT not in doc.user_data:
            doc.user_data[KEPT] = self._mined(doc.text)
        for name in self._tables:
            doc.spans[name] = SpanGroup(doc, name=name, spans=list(_spans(doc, name)))
        return doc

    def _mined(self, text: str) -> dict[str, list[Record]]:
        if not text.strip():
            return {name: [] for name in all_tables()}
        found = mine_string(text, tokens=False, lexicons=[Path(folder) for folder in self._lexicons])
        return {name: [_plain(row) for row in rows] for name, rows in found.tables.items()}


@Language.factory("gangmu", default_config={"tables": list(LABELS), "lexicons": []})
def make_gangmu(nlp: Language, name: str, tables: list[str], lexicons: list[str]) -> Gangmu:
    """The factory of `nlp.add_pipe("gangmu", config={"tables": ["targets"], "lexicons": ["my-lexicons"]})`."""
    return Gangmu(tables, lexicons)


class WordTokenizer(DummyTokenizer):
    """Makes documents of Gangmu's own words: jieba's, the lexicons' words whole, in time linear in the length."""

    def __init__(self, vocab: Vocab, lexicons: Sequence[str] = ()) -> None:
        self._vocab = vocab
        self._segmenter = Segmenter(Lexicons.default(*map(Path, lexicons)))

    def __call__(self, text: str) -> Doc:
        """The document whose words are those of `text`; a space behind a word belongs to it, as spaCy has it."""
        words: list[str] = []
        spaces: list[bool] = []
        for word in self._segmenter.cut(text):
            if word == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self._vocab, words=words, spaces=spaces)


@registry.tokenizers("gangmu.words.v1")  # type: ignore[untyped-decorator]
def make_tokenizer(lexicons: Sequence[str] = ()) -> Any:
    """For `spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "gangmu.words.v1"}}})`."""
    return lambda nlp: WordTokenizer(nlp.vocab, lexicons)


def displacy_options(table: str = "targets") -> dict[str, Any]:
    """Options for `displacy.render(doc, style="span", options=displacy_options("targets"))`."""
    return {"spans_key": table, "colors": dict(COLOURS)}


def _spans(doc: Doc, table: str) -> Iterator[Span]:
    for row in doc.user_data[KEPT][table]:
        start, end, name = row["raw_start"], row["raw_end"], _span_id(table, row)
        span = doc.char_span(start, end, label=row[LABELS[table]], span_id=name, alignment_mode="expand")
        if span is not None:
            yield span


def _span_id(table: str, row: Record) -> str:
    """The row's own id; a number, which has none, is known by its document and its number in it."""
    return f"{row['doc_id']}-n{row['number_no']}" if table == "numbers" else str(row[f"{table.removesuffix('s')}_id"])


def _rows(doc: Doc) -> dict[str, list[Record]]:
    """doc._.gangmu: the rows by table, as `pipeline.mine` gives them."""
    return {table: [_typed(table, row) for row in rows] for table, rows in doc.user_data.get(KEPT, {}).items()}


def _row(span: Span) -> Record | None:
    """span._.gangmu: the row that the span shows, or None for a span of another making."""
    kept = span.doc.user_data.get(KEPT, {})
    for table in LABELS:
        for row in kept.get(table, ()):
            if _span_id(table, row) == span.id_:
                return _typed(table, row)
    return None


def _plain(row: Record) -> Record:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _typed(table: str, row: Record) -> Record:
    dates = {c.name for c in all_tables()[table].columns if pa.types.is_date(c.type)}
    return {name: date.fromisoformat(v) if v and name in dates else _listed(v) for name, v in row.items()}


def _listed(value: Any) -> Any:
    """DocBin gives tuples for lists."""
    return [_listed(v) for v in value] if isinstance(value, tuple) else value


Doc.set_extension("gangmu", getter=_rows, force=True)
Span.set_extension("gangmu", getter=_row, force=True)
