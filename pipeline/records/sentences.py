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
_LONG = (
    100_000  # characters; of a longer document's words, which would take more memory than all else, each is kept once
)


@dataclass(slots=True)  # not frozen, nor by keyword: made by the ten thousand, and that would take six times as long
class Row:
    start: int = column("first character in documents.text", unit="code points")
    end: int = column("one past the last character in documents.text", unit="code points")
    role: Literal["title", "heading", "body"] = column("what it is on the page")
    initiative_id: int | None = column("the innermost initiative that holds it", ref="initiatives")
    text: str = column("its clean text")
    tokens: list[str] | None = column("its words, as jieba cuts them; null in a run without tokens")
    pos: list[str] | None = column("their parts of speech; null unless asked for", default=None)


def rows(doc: Document, cut: Callable[[Iterable[str]], Iterable[list[str]]] | None) -> Iterator[Row]:
    """One row a sentence; `cut` gives the words of each of some sentences, None leaves `tokens` null."""
    texts = [doc.text[start:end] for start, end, _, _ in doc.sentences]
    tokens: Iterable[list[str] | None] = repeat(None)
    if cut:
        tokens = cut(texts) if len(doc.text) <= _LONG else _kept_once(cut(texts))
    for (start, end, role, item), text, words in zip(doc.sentences, texts, tokens, strict=False):
        yield Row(start, end, role, item, text, words)


def _kept_once(tokens: Iterable[list[str]]) -> Iterator[list[str]]:
    once: dict[str, str] = {}
    for words in tokens:
        yield list(map(once.setdefault, words, words))
