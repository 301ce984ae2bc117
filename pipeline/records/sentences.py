"""Sentences, headings and titles of the clean text, with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.document import Document
from pipeline.record import column

NEEDS = ("initiatives",)
KEY = "s"
NUMBER = "sent_no"


@dataclass(slots=True, kw_only=True)  # not frozen: made by the ten thousand, and that would take four times as long
class Row:
    start: int = column("first character in documents.text", unit="code points")
    end: int = column("one past the last character in documents.text", unit="code points")
    role: Literal["title", "heading", "body"] = column("what it is on the page")
    initiative_id: int | None = column("the innermost initiative that holds it", ref="initiatives")
    text: str = column("its clean text")
    tokens: list[str] | None = column("its words, as jieba cuts them; null in a run without tokens")
    pos: list[str] | None = column("their parts of speech; null unless asked for", default=None)


def rows(doc: Document, cut: Callable[[str], list[str]] | None) -> Iterator[Row]:
    """One row a sentence; `cut` gives the words of a sentence, None leaves `tokens` null."""
    once: dict[str, str] = {}  # each word kept once: a long document's words would take more memory than all else
    for sentence in doc.sentences:
        text = doc.text[sentence.start : sentence.end]
        words = cut(text) if cut else None
        yield Row(
            start=sentence.start, end=sentence.end, role=sentence.role, initiative_id=sentence.item, text=text,
            tokens=None if words is None else list(map(once.setdefault, words, words)),
        )  # fmt: skip
