"""What the rules ask about: a document with its spans, and the words beside a number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from pipeline.calendar import Period
from pipeline.document import Document
from pipeline.grammar.words import Words
from pipeline.quantities import Quantity

RoleName = Literal[
    "target",
    "date",
    "ordinal",
    "marker",
    "programme",
    "name",
    "slogan",
    "rank",
    "reference",
    "vague",
    "idiom",
    "unknown",
]
NUMERAL = re.compile(r"[0-9０-９一二三四五六七八九十百千万两双XＸ]")
QUOTED = re.compile(r"[“「‘\"][^“”「」‘’\"，,。；;\n]{1,12}[”」’〞\"]")
TITLED = re.compile(r"《[^《》\n]{2,60}》")


class Role(NamedTuple):
    """`name` of the role and the rule that decided it."""

    name: RoleName
    rule: str


@dataclass(frozen=True)
class Scene:
    """A document with its spans of dates, markers, names, quotes and titles, for rules to ask about positions."""

    doc: Document
    words: Words
    periods: Sequence[Period]

    @cached_property
    def dates(self) -> Spans:
        return Spans([(p.start, p.end, "date") for p in self.periods])

    @cached_property
    def markers(self) -> Spans:
        return Spans([(i.start, i.marker_end, "marker") for i in self.doc.items])

    @cached_property
    def programmes(self) -> Spans:
        """Every mention of a programme's or slogan's name that holds a numeral."""
        spans: list[tuple[int, int, str]] = []
        numbered: list[tuple[str, str]] = []
        for row in self.doc.found.get("programmes", ()):
            label = "slogan" if row.role == "slogan" else "programme"
            spans.append((row.start, row.end, label))
            if NUMERAL.search(row.name):
                numbered.append((row.name, label))
        if numbered:  # all in one pass: a long document has many names
            found = AhoCorasick([name for name, _ in numbered]).find_matches_as_indexes(self.doc.text, overlapping=True)
            spans += [(start, end, numbered[index][1]) for index, start, end in found]
        return Spans(spans)

    @cached_property
    def quoted(self) -> Spans:
        """Short quotes (names), and the titles of documents."""
        quotes = [(m.start(), m.end(), "name") for m in QUOTED.finditer(self.doc.text)]
        titles = [(m.start(), m.end(), "reference") for m in TITLED.finditer(self.doc.text)]
        return Spans(quotes + titles)


class Spans:
    """Sorted spans with a label each; `at` finds the one that holds a position."""

    def __init__(self, spans: list[tuple[int, int, str]]) -> None:
        self._spans = sorted(set(spans))
        self._starts = [start for start, _, _ in self._spans]

    def at(self, start: int, end: int) -> str | None:
        """Label of a span that overlaps `start:end`, or None."""
        index = bisect_right(self._starts, end - 1)
        for at in range(index - 1, max(0, index - 6) - 1, -1):
            span_start, span_end, label = self._spans[at]
            if span_start < end and start < span_end:
                return label
        return None


def left_of(q: Quantity, scene: Scene, reach: int = 12) -> str:
    return scene.doc.text[max(0, q.start - reach) : q.start]


def right_of(q: Quantity, scene: Scene, reach: int = 12) -> str:
    return scene.doc.text[q.end : q.end + reach]


def clause_of(q: Quantity, scene: Scene) -> str:
    """The words before a number in its own comma clause."""
    left = left_of(q, scene, 30)
    return re.split(r"[，,。；;：:\n]", left)[-1]


Rule = Callable[[Quantity, Scene], Role | None]
