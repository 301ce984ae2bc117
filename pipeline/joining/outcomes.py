"""Outcomes in words: `国内生产总值增长率达到预期目标` tells what became of a goal without a number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.joining.goals import Figure, Given
from pipeline.joining.measures import Direction, after_number
from pipeline.joining.reading import Tables
from pipeline.joining.sayings import Said, Sayings
from pipeline.lexicon import Lexicons

NEAR = 14  # characters behind the name in which it is said to have fallen
CLOSE = 6  # characters behind the name in which the comparison begins: 增长率|达到
SHORTEST = 3  # characters of an indicator's name that is looked for in sentences


@dataclass(frozen=True, slots=True)
class Told:
    """What a document says of a goal, and the sentence."""

    said: Said
    doc_id: str
    year: int
    sentence: str


def following(given: Sequence[Given], after: date, until: date) -> list[Given]:
    """Those of `given` (by day) after the day `after`, up to `until`."""
    days = [g.day for g in given]
    return list(given[bisect_right(days, after) : bisect_right(days, until)])


class Words:
    """The sentences of the reporting documents that compare with a goal, and the names of indicators to find there."""

    def __init__(
        self, figures: Iterable[Figure], tables: Tables, lexicons: Lexicons, reporting: Collection[str]
    ) -> None:
        self._sayings = Sayings(lexicons)
        self._names: dict[str, set[str]] = defaultdict(set)
        for entry in lexicons["indicators"].entries:
            self._names[entry["key"]].add(entry.term)
        starts: dict[tuple[str, int], set[int]] = defaultdict(set)
        for figure in figures:
            self._names[figure.key].add(figure.row["indicator"])
            starts[figure.row["doc_id"], figure.row["sent_no"]].add(figure.row["start"])
        self._starts = {place: sorted(found) for place, found in starts.items()}
        self._sentences: dict[str, list[str]] = defaultdict(list)
        for sentence in tables.rows("sentences"):
            text = sentence["text"]
            if sentence["doc_id"] in reporting and sentence["role"] == "body" and self._sayings.compares(text):
                self._sentences[sentence["doc_id"]].append(text)

    def said_of(self, result: Figure, direction: Direction) -> Told | None:
        """What the sentence of a result says of it behind its number, before the next number of another row."""
        row = result.row
        starts = self._starts.get((row["doc_id"], row["sent_no"]), [])
        later = starts[bisect_right(starts, row["start"]) :]
        before = later[0] - row["start"] - len(row["text"]) if later else None
        said = self._sayings.said(after_number(row, result.occurrence), direction, before)
        return Told(said, row["doc_id"], result.given.year, row["sentence"]) if said else None

    def said_in(self, due: Sequence[Given], goal: Figure, direction: Direction) -> Told | None:
        """What one of the documents `due` says of `goal` in words, in a sentence that names its indicator."""
        names = sorted((n for n in self._names[goal.key] if len(n) >= SHORTEST), key=lambda n: (-len(n), n))
        if not names:
            return None
        named = re.compile(
            rf"(?:^|[，,、：:—年国省市县区])(?:全?社会|市场)?(?:{'|'.join(map(re.escape, names))})(?P<rest>[^，,]*)"
        )
        for given in due:
            for sentence in self._sentences.get(given.doc_id, ()):
                for clause in re.split(r"[；;]", sentence):
                    found = named.search(clause)
                    if found is None or self._sayings.is_intended(clause):
                        continue
                    said = self._sayings.said(found["rest"], direction, CLOSE)
                    if said is None and _is_ceiling(goal, direction) and self._sayings.fell(found["rest"], NEAR):
                        said = "met"
                    if said is not None:
                        return Told(said, given.doc_id, given.year, sentence)
        return None


def _is_ceiling(goal: Figure, direction: Direction) -> bool:
    """Whether a fall, by however much, meets the goal: 涨幅控制在3%以内."""
    return goal.measure == "growth" and goal.basis == "year" and direction == "less" and goal.high >= 0
