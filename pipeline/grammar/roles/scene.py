"""What the rules ask about: a document with its spans, and the words beside a number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from pipeline.calendar import Period
from pipeline.document import Document
from pipeline.grammar.roles.cues import Cues
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


class Number(NamedTuple):
    """A number with the text beside it, `REACH` characters to each side: what most rules look at."""

    q: Quantity
    left: str
    right: str


REACH = 60
Spans = Mapping[int, str]  # the label of the span that a number stands in, by where the number starts


@dataclass(frozen=True)
class Scene:
    """A document with its spans of dates, markers, names, quotes and titles, for rules to ask about positions."""

    doc: Document
    words: Words
    cues: Cues
    periods: Sequence[Period]

    @cached_property
    def dates(self) -> Spans:
        """Dates and periods."""
        return self._held([(p.start, p.end, "date") for p in self.periods])

    @cached_property
    def markers(self) -> Spans:
        """Markers of outline items."""
        return self._held([(i.start, i.marker_end, "marker") for i in self.doc.items])

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
        return self._held(spans)

    @cached_property
    def quoted(self) -> Spans:
        """Short quotes (names), and the titles of documents."""
        quotes = [(m.start(), m.end(), "name") for m in QUOTED.finditer(self.doc.text)]
        titles = [(m.start(), m.end(), "reference") for m in TITLED.finditer(self.doc.text)]
        return self._held(quotes + titles)

    @cached_property
    def placed(self) -> frozenset[int]:
        """Where the numbers start that stand in a span of any kind."""
        return frozenset((*self.markers, *self.programmes, *self.dates, *self.quoted))

    @cached_property
    def given(self) -> frozenset[int]:
        """Where the numbers start that have a word of giving beside them: a document without subsidies has none."""
        doc = self.doc
        spans = [(max(0, m.start() - REACH), m.end() + REACH, "") for m in self.words.giving.give.finditer(doc.text)]
        return frozenset(self._held(spans))

    def _held(self, spans: Sequence[tuple[int, int, str]]) -> Spans:
        """The label of the span each number stands in; of several, the one that begins last."""
        starts, ends = self._edges
        held: dict[int, str] = {}
        for start, end, label in sorted(spans):
            at = bisect_right(ends, start)
            while starts[at] < end:
                held[starts[at]] = label
                at += 1
        return held

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Where the numbers begin, and a place beyond them all; where they end."""
        beyond = len(self.doc.text) + 2 * REACH
        return [*(q.start for q in self.doc.quantities), beyond], [q.end for q in self.doc.quantities]


Ask = Callable[[Number, Scene], Role | None]


class Kind(NamedTuple):
    """What is known of a number before it is looked at: many numbers of a document are of one kind."""

    form: str
    unit: str
    dimension: str | None
    placed: bool  # within a marker, a date, a quote, or the name of a programme


@dataclass(frozen=True)
class Rule:
    """What a number may be, and the kinds of numbers that are asked: the others are none of its business."""

    ask: Ask
    concerns: Callable[[Kind], bool]


def rule(concerns: Callable[[Kind], bool] = lambda _: True) -> Callable[[Ask], Rule]:
    """Makes a function the rule for the numbers of some kinds."""
    return lambda ask: Rule(ask, concerns)
