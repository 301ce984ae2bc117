"""One document as the extractors see it: clean text, its structure, and what other extractors have found."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

from pipeline.lexicon import Lexicons, Places
from pipeline.quantities import Quantity, scan
from pipeline.text import Edit
from pipeline.units import Units

T = TypeVar("T")
# 年度目标（万元）, 数量(单位：户): a unit in the head of a column
HEADED = re.compile(r"[（(](?:单位[:：])?(?P<unit>[^（()）]{1,8})[）)]\s*$")


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item of the outline (纲目), from its marker to the end of what it holds, sub-items included."""

    start: int
    end: int
    marker: str  # cleaned of spaces: （一） 1. 一是
    marker_end: int  # where its words begin
    style: str  # heading_han, bracket_han, dot, bracket, circled, article, series, table, …
    ordinal: int
    level: int  # 1 = top
    parent: int | None  # position of the parent in the outline
    title: str
    title_start: int
    title_end: int
    anomalies: tuple[str, ...] = ()  # missing_before, repeated, out_of_order


class Sentence(NamedTuple):
    """A sentence, heading or title; `item` is the innermost outline item that holds it."""

    start: int
    end: int
    role: Literal["title", "heading", "body"]
    item: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a task table; `header` is the text of its column's head, "" where there is none."""

    start: int
    end: int
    header: str
    item: int | None  # the outline item that is its row


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from and what reading and cleaning did to it."""

    doc_id: str
    source: str
    media_type: str
    encoding: str
    script: Literal["hans", "hant", "mixed"]
    raw_chars: int
    removed_chars: int
    repairs: int
    flags: tuple[str, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)  # what a portal page's own block says: title, issuer, …
    carried: tuple[tuple[str, str], ...] = ()  # what its place says of it: columns of records, a crawl's address


@dataclass(frozen=True)
class Document:
    """What every extractor reads. `found` holds the rows of the extractors it `NEEDS`, by table name."""

    text: str
    origin: Origin
    lexicons: Lexicons
    items: Sequence[Item]
    sentences: Sequence[Sentence]
    cells: Sequence[Cell]
    found: Mapping[str, Sequence[Any]]
    edits: Sequence[
        Edit
    ] = ()  # cleaning's but for script and blanks, flags of doubtful places too, in order of `start`
    _memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _item_starts(self) -> list[int]:
        return [item.start for item in self.items]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def quantities(self) -> Sequence[Quantity]:
        """Every number of the text, with its unit: its own, or the one its column of a table is headed with."""
        found = scan(self.text, self.lexicons)
        return _headed(found, self.cells, self.lexicons) if self.cells else found

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several extractors need of this document, made by the first that asks."""
        if name not in self._memo:
            self._memo[name] = make()
        value: T = self._memo[name]
        return value

    def places(self, lexicon: str) -> Places:
        """Where the terms of the lexicon of that name stand in the text; looked for once."""
        return self.once(f"places of {lexicon}", lambda: self.lexicons[lexicon].places(self.text))

    def item_at(self, position: int) -> int | None:
        """Position in `items` of the innermost item that holds the character at `position`, or None."""
        at: int | None = bisect_right(self._item_starts, position) - 1
        if at is None or at < 0:
            return None
        while at is not None and position >= self.items[at].end:
            at = self.items[at].parent
        return at

    def sentence_at(self, position: int) -> int | None:
        """Position in `sentences` of the sentence that holds the character at `position`, or None."""
        at = bisect_right(self._sentence_starts, position) - 1
        return at if at >= 0 and position < self.sentences[at].end else None


def _headed(quantities: Sequence[Quantity], cells: Sequence[Cell], lexicons: Lexicons) -> list[Quantity]:
    """Bare numbers in a column headed with a unit, with that unit."""
    units = Units.of(lexicons)
    heads = [
        (c, unit) for c in cells if (m := HEADED.search(c.header)) and (unit := units.whole(m["unit"])) is not None
    ]
    if not heads:
        return list(quantities)
    starts = [cell.start for cell, _ in heads]
    given = []
    for q in quantities:
        at = bisect_right(starts, q.start) - 1
        if not q.unit and q.low is not None and at >= 0 and q.end <= heads[at][0].end:
            unit = heads[at][1]
            low, high = q.low * unit.factor, (q.high if q.high is not None else q.low) * unit.factor
            q = q._replace(
                unit=unit.text, base_unit=unit.base, dimension=unit.dimension, value_low=low, value_high=high
            )
        given.append(q)
    return given
