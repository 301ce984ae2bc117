"""One reading of a text for names: its quotes, head nouns, hard punctuation and bounding words, by position."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from pipeline.lexicon import Entry
from pipeline.naming.words import Words

OPENERS = "“「『‘"
CLOSERS = "”」』〞’"
_QUOTES = '“”「」『』〞"\n'
_INNER_QUOTES = "‘’\n"
_DASH = "—"
_HARD = re.compile(rf"[，,。．.；;：:！!？?\n\r\t \u3000（）()《》〈〉【】\[\]〔〕“”「」『』〞‘’\"、|…{_DASH}]")
_BETWEEN_WORDS = re.compile(rf"{_DASH}(?<=[\u4e00-\u9fff]{_DASH})(?=[\u4e00-\u9fff])")  # 甲地—乙地输电工程: no dash
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_QUOTE_END = re.compile(r"[，,：:；;。、！!？?\n（(“”]")
LONGEST_QUOTE = 40
BROKEN_REACH = 14
REACH = 30


class Quote(NamedTuple):
    """A quoted stretch: `start:end` with its marks, `inner_start:inner_end` without; `closed` if both marks stand."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool


class Head(NamedTuple):
    """A head noun where it stands."""

    start: int
    end: int
    entry: Entry


class Bound(NamedTuple):
    """A word that bounds names where it stands; `use` is one of `words.BOUNDS`."""

    start: int
    end: int
    use: str


@dataclass(frozen=True)
class Scan:
    """A text with everything that finding names in it needs, each found in one pass."""

    text: str
    words: Words
    _read: dict[int, list[Bound]] = field(default_factory=dict, repr=False, compare=False, hash=False)

    @cached_property
    def quotes(self) -> list[Quote]:
        """Quoted stretches in order. A quote that is never closed ends before the next mark of punctuation."""
        found = [*_quotes(self.text, _QUOTES), *_quotes(self.text, _INNER_QUOTES)]
        return sorted(found, key=lambda q: q.start)

    @cached_property
    def quote_ending(self) -> dict[int, Quote]:
        """The closed quotes by where they end, their mark included."""
        return {q.end: q for q in self.quotes if q.closed}

    @cached_property
    def quote_starting(self) -> dict[int, Quote]:
        """The quotes by the place of their opening mark."""
        return {q.start: q for q in self.quotes}

    @cached_property
    def orphan_closers(self) -> list[int]:
        """Positions of closing marks that nothing opened (`新两翼”`)."""
        ends = {q.end - 1 for q in self.quotes if q.closed}
        return [at for at in _positions(self.text, CLOSERS) if at not in ends]

    @cached_property
    def _found(self) -> list[tuple[int, int, int]]:
        """Every head noun as (position of its entry, start, end): most of them are never asked for."""
        return self.words.heads.matches(self.text)

    @cached_property
    def _head_starts(self) -> list[int]:
        return [start for _, start, _ in self._found]

    def heads_of(self, kind: str) -> list[Head]:
        """The head nouns of one kind, in order."""
        same = self.words.heads_of_kind.get(kind, frozenset())
        return [self._head(at) for at, (entry, _, _) in enumerate(self._found) if entry in same]

    @cached_property
    def single_heads(self) -> list[Head]:
        """The head nouns that a single name may end in, in order."""
        single = self.words.single_heads
        return [self._head(at) for at, (entry, _, _) in enumerate(self._found) if entry in single]

    def _head(self, at: int) -> Head:
        entry, start, end = self._found[at]
        return Head(start, end, self.words.heads.entries[entry])

    def heads_from(self, start: int, end: int) -> Iterator[Head]:
        """The head nouns that begin in `start:end`."""
        starts = self._head_starts
        at = bisect_left(starts, start)
        while at < len(starts) and starts[at] < end:
            yield self._head(at)
            at += 1

    def bounds_in(self, start: int, end: int) -> list[Bound]:
        """The bounding words that begin in `start:end`, in order."""
        clause = bisect_left(self._hard, start)
        found = [b for b in self._clause_bounds(clause) if start <= b.start < end]
        while clause < len(self._hard) and self._hard[clause] < end - 1:
            clause += 1
            found += [b for b in self._clause_bounds(clause) if b.start < end]
        return found

    def _clause_bounds(self, clause: int) -> list[Bound]:
        """The bounding words of a clause, counted from 0: few clauses hold a name, so only those are read."""
        if clause not in self._read:
            hard = self._hard
            floor = hard[clause - 1] + 1 if clause else 0
            text = self.text[floor : hard[clause] if clause < len(hard) else None]
            entries, use = self.words.bounds.entries, self.words.bound_use
            self._read[clause] = [
                Bound(floor + start, floor + end, use[entries[at].term])
                for at, start, end in self.words.bounds.matches(text)
            ]
        return self._read[clause]

    @cached_property
    def _hard(self) -> list[int]:
        # splitting takes a third of the time that finding each mark does
        pieces = accumulate(map(len, _HARD.split(self.text)))
        marks = [length + marks_before for marks_before, length in enumerate(pieces)]
        marks.pop()  # the end of the text
        if _DASH in self.text and (words := {m.start() for m in _BETWEEN_WORDS.finditer(self.text)}):
            marks = [at for at in marks if at not in words]
        return marks

    def floor(self, position: int) -> int:
        """Where the stretch without punctuation that ends at `position` begins."""
        at = bisect_left(self._hard, position) - 1
        return self._hard[at] + 1 if at >= 0 else 0

    def ceiling(self, position: int) -> int:
        """Where the stretch without punctuation that begins at `position` ends."""
        at = bisect_left(self._hard, position)
        return self._hard[at] if at < len(self._hard) else len(self.text)

    @cached_property
    def titles(self) -> list[tuple[int, int]]:
        """The titles of documents, 《…》, with their marks."""
        return [m.span() for m in _TITLE.finditer(self.text)]

    def in_title(self, position: int) -> bool:
        """Whether `position` lies in the title of a document, 《…》."""
        at = bisect_right(self.titles, (position, len(self.text) + 1)) - 1
        return at >= 0 and position < self.titles[at][1]


def _positions(text: str, marks: str) -> list[int]:
    """Where any of a few `marks` stands. One character is found in a tenth of the time that a class of them is."""
    found: list[int] = []
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            found.append(at)
            at = text.find(mark, at + 1)
    return sorted(found)


def _quotes(text: str, marks: str) -> Iterator[Quote]:
    opened: int | None = None
    for at in _positions(text, marks):
        char = text[at]
        closes = char in CLOSERS or (char == '"' and opened is not None)
        if opened is not None and closes and at - opened <= LONGEST_QUOTE:
            yield Quote(opened, at + 1, opened + 1, at, True)
            opened = None
            continue
        if opened is not None:
            yield _broken(text, opened)
        opened = at if char in OPENERS or char == '"' else None
    if opened is not None:
        yield _broken(text, opened)


def _broken(text: str, opened: int) -> Quote:
    """A quote without its closing mark: what stands before the next punctuation, which may be that mark, misread."""
    found = _QUOTE_END.search(text, opened + 1, opened + 1 + BROKEN_REACH)
    end = found.start() if found else opened + 1
    return Quote(opened, end, opened + 1, end, False)
