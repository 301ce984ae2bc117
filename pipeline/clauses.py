"""What the words of a clause say against the section it stands in: 力争 in a report, 已 in a plan."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.calendar import Period
from pipeline.lexicon import Places

Status = Literal["planned", "reported"]

OUTLINE_YEARS = 4  # an outline is dated by its last year, and plans from its first
BEFORE_OPENER = frozenset("；;。，,：:、\n \u3000")
FAR = 400  # characters; no will reaches further within a sentence
WIDE = re.compile(".*[；;。]", re.DOTALL)  # up to the last mark: a will reaches over the commas
NARROW = re.compile(".*[；;。，,：:]", re.DOTALL)
# A report is given as the year begins: what it says of 今年 is to come
THIS_YEAR = re.compile(r"今年|明年|今后[一二三四五几]")
DONE = re.compile(r"已|截至|截止|上半年|[一二三]季度|[1-9]月|以来|了(?![解])")
# 由目前的, 比2020年: where a change starts from says nothing of when it is reached
COMPARED = re.compile(r"(?:由|从|比|较|与|同|在|到|至)(?:上年|去年)?$")


def clause_start(text: str, floor: int, position: int, marks: re.Pattern[str]) -> int:
    """Where the clause of `position` begins: behind the last of the marks from `floor` on, else at `floor`.

    >>> clause_start("建成5所；新建3所", 0, 7, WIDE)
    5
    """
    before = marks.match(text, floor, position)
    return before.end() if before else floor


@dataclass(frozen=True)
class Clauses:
    """The clauses of one document: its words of will and of the past, and its dates, all found once."""

    text: str
    year: int | None  # the document's own
    first: int  # the first year that is still ahead in it
    periods: Sequence[Period]
    starts: Sequence[int]  # of the periods
    words: Places  # of the lexicon status_clauses

    @classmethod
    def of(cls, text: str, year: int | None, doc_type: str, periods: Sequence[Period], words: Places) -> Clauses:
        """Those of a document of this year and type."""
        first = 0 if year is None else year - (OUTLINE_YEARS if doc_type == "outline" else 0)
        return cls(text, year, first, periods, [p.start for p in periods], words)

    def said(self, floor: int, position: int, status: Status) -> tuple[Status, str] | None:
        """What the words between `floor` and `position` say, if anything, against the `status` of their section.

        A will reaches over the whole clause up to ；, a word of the past only over its own comma clause; a date ahead
        of the document is a plan.
        """
        floor = max(floor, position - FAR)
        if status == "planned" and not self._says_anything(floor, position):
            return None
        wide = clause_start(self.text, floor, position, WIDE)
        willed = next((e for _, e in self.words.before(position, wide) if e["status"] == "planned"), None)
        if status == "planned":
            return None if willed is not None else self._gone_by(wide, position)
        for period in self._periods(wide, position):
            if self.year is not None and period.last is not None and period.last.year > self.year:
                return "planned", f"a date ahead: {period.text}"
        if willed is not None:
            return "planned", f"{willed.term} ({willed.where})"
        spoken = THIS_YEAR.search(self.text, wide, position)
        if spoken is None or DONE.search(self.text, wide, position):
            return None
        return "planned", f"of the year that begins: {spoken[0]}"

    def _says_anything(self, floor: int, position: int) -> bool:
        """Whether a date or a word of the lexicon stands there at all: before most numbers none does."""
        at = bisect_left(self.starts, floor)
        dated = at < len(self.starts) and self.starts[at] < position
        return dated or next(self.words.before(position, floor), None) is not None

    def _gone_by(self, floor: int, position: int) -> tuple[Status, str] | None:
        """What a clause of a plan says of the past."""
        narrow = clause_start(self.text, floor, position, NARROW)
        for period in self._periods(narrow, position):
            if period.last is not None and period.last.year < self.first and period.kind != "relative":
                return "reported", f"a time gone by: {period.text}"
        for at, entry in self.words.before(position, narrow):
            if entry["status"] == "reported" and not COMPARED.search(self.text, narrow, at):
                return "reported", f"{entry.term} ({entry.where})"
        return self._opened(floor, position)

    def _opened(self, floor: int, position: int) -> tuple[Status, str] | None:
        """What the clauses before say of the past: `截至2023年底，全县有…，…`, `2022年，实现…`, up to a turn."""
        said = [
            (at, f"{e.term} ({e.where})") for at, e in self.words.before(position, floor) if e["reach"] == "sentence"
        ]
        for period in self._periods(floor, position):
            if period.last is not None and period.last.year < self.first and period.kind != "relative":
                said.append((period.start, f"a time gone by: {period.text}"))
        opener = max(((at, why) for at, why in said if self._opens(at, floor)), default=None)
        return None if opener is None or self._turns(opener[0], position) else ("reported", opener[1])

    def _opens(self, at: int, floor: int) -> bool:
        """Whether the word at `at` begins its sentence, or a clause of it: not `针对目前…的现状`."""
        return at == floor or self.text[at - 1] in BEFORE_OPENER

    def _turns(self, start: int, end: int) -> bool:
        """Whether the text turns to what is to come between the two: a date not gone by, 今年."""
        if THIS_YEAR.search(self.text, start, end):
            return True
        return any(
            p.last is not None and p.last.year >= self.first
            for p in self._periods(start + 1, end)
            if p.kind != "relative"
        )

    def _periods(self, start: int, end: int) -> Iterator[Period]:
        """The dates between `start` and `end` that are not only compared with (比2020年, 2019年的1.1倍)."""
        text = self.text
        for at in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
            period = self.periods[at]
            compared = COMPARED.search(text, max(start, period.start - 6), period.start)
            if compared is None and not text.startswith("的", period.end):
                yield period
