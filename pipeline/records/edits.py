"""Every difference between the raw and the clean text, and every place that cleaning only flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.record import Category, column
from pipeline.text import Edit

NEEDS: tuple[str, ...] = ()
KEY = "e"
NUMBER = "edit_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    kind: Category = column("what kind of noise or change: boilerplate, pinyin, mojibake, script, spun, …")
    rule: str = column("the rule that asked for it; several are joined with +")
    raw_start: int = column("first character in the raw text", unit="code points")
    raw_end: int = column("one past the last character in the raw text", unit="code points")
    raw_text: str = column("the raw text there, letter for letter")
    start: int = column("first character in documents.text", unit="code points")
    end: int = column("one past the last character in documents.text", unit="code points")
    text: str = column("what documents.text has in its place; equal to raw_text where the place is only flagged")
    likely: str | None = column("the likely original, where the place is only flagged and it can be told")


def rows(edits: Sequence[Edit]) -> Sequence[Edit]:
    """One row an edit, in their order: undoing them in this order gives the raw text back.

    They are written as they are, having the fields of a `Row`: a traditional text has them by the ten thousand.
    """
    return edits
