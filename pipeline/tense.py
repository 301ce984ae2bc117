"""Whether a text looks back or ahead, by the words it uses (完成了, 同比, 圆满; 力争, 左右, 今年要)."""

from __future__ import annotations

from pipeline.document import Document
from pipeline.lexicon import Lexicons

CLEARLY = 2  # times as many words of the past as of will


def leaning(text: str, lexicons: Lexicons) -> int:
    """How many more words of what has been done than of what is to be done; below 0 the text looks ahead.

    >>> leaning("完成了投资，同比增长5%", Lexicons.default()), leaning("力争增长5%左右", Lexicons.default())
    (2, -2)
    """
    weight = {"reported": 1, "planned": -1}
    return sum(weight.get(entry["status"], 0) for _, _, entry in lexicons["tense_words"].find(text))


def proof(doc: Document, start: int, end: int) -> tuple[int, int]:
    """How many words of `start:end` prove that it looks back (了, 截至), and how many that it looks ahead (要)."""
    said = [entry["status"] for _, entry in doc.places("status_paragraphs").within(start, end)]
    return said.count("reported"), said.count("planned")
