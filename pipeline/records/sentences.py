"""Sentences, headings and titles of the clean text, with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
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


def rows(doc: Document, cut: Callable[[Iterable[str]], Iterator[list[str]]] | None) -> Iterator[Row]:
    """One row a sentence; `cut` gives the words of each of some sentences, None leaves `tokens` null."""
    once: dict[str, str] = {}  # each word kept once: a long document's words would take more memory than all else
    texts = [doc.text[start:end] for start, end, _, _ in doc.sentences]
    tokens: Iterable[list[str] | None] = repeat(None)
    if cut:
        tokens = (list(map(once.setdefault, words, words)) for words in cut(texts))
    for (start, end, role, item), text, words in zip(doc.sentences, texts, tokens, strict=False):
        yield Row(start=start, end=end, role=role, initiative_id=item, text=text, tokens=words)
