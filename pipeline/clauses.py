"""What the words of a clause say against the section it stands in: 力争 in a report, 已 in a plan."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.calendar import Period
from pipeline.lexicon import Entry, Places

Status = Literal["planned", "reported"]

OUTLINE_YEARS = 4  # an outline is dated by its last year, and plans from its first
BEFORE_OPENER = frozenset("；;。，,：:、\n \u3000")
FAR = 400  # characters; no will reaches further within a sentence
WIDE = re.compile(r"[；;。][^；;。]*\Z")  # from the last mark on: a will reaches over the commas
NARROW = re.compile(r"[；;。，,：:][^；;。，,：:]*\Z")
# A report is given as the year begins: what it says of 今年 is to come
THIS_YEAR = re.compile(r"今年|明年|今后[一二三四五几]")
DONE = re.compile(
    r"已|截至|截止|上半年|[一二三]季度?|首[一二三四五六七八九十半\d]|前[一二三四五六七八九十\d]{1,3}个?[月季]|[1-9]月|以来|了(?![解])|同比|按年|录得|同期"
)
# 由目前的, 比2020年: where a change starts from says nothing of when it is reached
COMPARED = re.compile(r"(?:由|从|比|较|与|同|在|到|至)(?:上年|去年)?$")


def clause_start(text: str, floor: int, position: int, marks: re.Pattern[str]) -> int:
    """Where the clause of `position` begins: behind the last of the marks from `floor` on, else at `floor`.

    >>> clause_start("建成5所；新建3所", 0, 7, WIDE)
    5
    """
    before = marks.search(text, floor, position)
    return before.start() + 1 if before else floor


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
        wide = clause_start(self.text, max(floor, position - FAR), position, WIDE)
        words = self.words.within(wide, position)
        periods = self._periods(wide, position)
        willed = next((e for _, e in words if e["status"] == "planned"), None) if words else None
        if status == "planned":
            told = willed is None and (words or periods)
            return self._gone_by(words, periods, wide, position) if told else None
        for period in periods:
            if self.year is not None and period.last is not None and period.last.year > self.year:
                return "planned", f"a date ahead: {period.text}"
        if willed is not None:
            return "planned", f"{willed.term} ({willed.where})"
        spoken = THIS_YEAR.search(self.text, wide, position)
        if spoken is None or DONE.search(self.text, wide, position):
            return None
        return "planned", f"of the year that begins: {spoken[0]}"

    def _gone_by(
        self, words: Sequence[tuple[int, Entry]], periods: Sequence[Period], floor: int, position: int
    ) -> tuple[Status, str] | None:
        """What a clause of a plan says of the past; `words` are the nearest first."""
        narrow = clause_start(self.text, floor, position, NARROW)
        for period in periods:
            if period.start >= narrow and self._is_past(period):
                return "reported", f"a time gone by: {period.text}"
        for at, entry in words:
            past = at >= narrow and entry["status"] == "reported"
            if past and not COMPARED.search(self.text, narrow, at):
                return "reported", f"{entry.term} ({entry.where})"
        return self._opened(words, periods, floor, position)

    def _opened(
        self, words: Sequence[tuple[int, Entry]], periods: Sequence[Period], floor: int, position: int
    ) -> tuple[Status, str] | None:
        """What the clauses before say of the past: `截至2023年底，全县有…，…`, `2022年，实现…`, up to a turn."""
        said = [(at, f"{e.term} ({e.where})") for at, e in words if e["reach"] == "sentence"]
        said += [(p.start, f"a time gone by: {p.text}") for p in periods if self._is_past(p)]
        opener = max(((at, why) for at, why in said if self._opens(at, floor)), default=None) if said else None
        return None if opener is None or self._turns(opener[0], position, periods) else ("reported", opener[1])

    def _is_past(self, period: Period) -> bool:
        return period.last is not None and period.last.year < self.first and period.kind != "relative"

    def _opens(self, at: int, floor: int) -> bool:
        """Whether the word at `at` begins its sentence, or a clause of it: not `针对目前…的现状`."""
        return at == floor or self.text[at - 1] in BEFORE_OPENER

    def _turns(self, start: int, end: int, periods: Sequence[Period]) -> bool:
        """Whether the text turns to what is to come between the two: a date not gone by, 今年."""
        if THIS_YEAR.search(self.text, start, end):
            return True
        return any(
            p.last is not None and p.last.year >= self.first
            for p in periods
            if p.start > start and p.kind != "relative"
        )

    def _periods(self, start: int, end: int) -> list[Period]:
        """The dates between `start` and `end` that are not only compared with (比2020年, 2019年的1.1倍)."""
        text, starts = self.text, self.starts
        found = []
        at = bisect_left(starts, start)
        while at < len(starts) and starts[at] < end:
            period = self.periods[at]
            compared = COMPARED.search(text, max(start, period.start - 6), period.start)
            if compared is None and not text.startswith("的", period.end):
                found.append(period)
            at += 1
        return found
