"""Every date and period in a text, as closed days, relative to the document's own year.

>>> from pipeline.lexicon import Lexicons
>>> [(p.text, p.first, p.last) for p in find("到2025年底,上半年", 2024, Lexicons.default())]
[('到2025年底', None, datetime.date(2025, 12, 31)), ('上半年', datetime.date(2024, 1, 1), datetime.date(2024, 6, 30))]
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pipeline.lexicon import Entry, Lexicon, Lexicons
from pipeline.moments import TO, Moment, Moments
from pipeline.numerals import parse

Kind = Literal[
    "date", "year", "month", "quarter", "half", "plan", "span", "duration", "relative", "yearly", "deadline"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A date or a stretch of time. `first` and `last` are the days it begins and ends on, None where open or unknown."""

    start: int
    end: int
    first: date | None
    last: date | None
    text: str
    kind: Kind
    assumed: str | None
    is_deadline: bool


def find(text: str, year: int | None, lexicons: Lexicons) -> list[Period]:
    """Every date and period in `text`, leftmost, longest, never overlapping.

    `year` is the document's own (今年, 上半年, 6月底前, 三年内 hang on it); without it they have no days.
    """
    finder = _finder(lexicons)
    found: list[Period] = []
    done = 0
    for position in finder.candidates(text):
        if position < done:
            continue
        period = finder.read(text, position, year)
        if period is not None:
            found.append(period)
            done = period.end
    return found


_HAN = "〇○零一二两三四五六七八九十"
# Where a moment may begin by its figures; what begins with a word is found through the lexicon.
_FIGURES = re.compile(
    rf"(?:\d{{1,4}}|[{_HAN}OＯ0]{{1,4}}|(?:19|20)?[X×xＸ*＊]{{1,4}}) ?(?:年|月|日|号|个月|{TO}[\d{_HAN}]{{1,4}} ?(?:年|月|日|号|学年|季|个月))"
    rf"|(?:19|20)\d\d[-./]\d|(?:19|20)\d\d(?=[、和与及](?:19|20)\d\d)|第?[一二三四1-4](?:{TO}[一二三四1-4])?季|前[一二两三四五六七八九十\d]{{1,2}}个?[季月]"
    rf"|[一二三四五六七八九]十年代|(?:本|新|二十|二十一|十九|\d\d)世纪|第[一二三四五六七八九十]{{1,2}}个五年"
)
_TO = re.compile(TO)
_BARE = re.compile(
    rf"(?P<n>\d{{1,4}}|[{_HAN}]{{1,4}})(?={TO}(?:\d{{1,4}}|[{_HAN}]{{1,4}}) ?(?P<unit>年|月|日|号|学年|季))"
)
_BARE_YEAR = re.compile(r"((?:19|20)\d\d)(?=[、和与及](?:19|20)\d\d)")
_SCHOOL_YEAR = re.compile(rf"(?P<a>20\d\d)(?:{TO}(?P<b>20\d\d))? ?学年度?")
_COUNTED = re.compile(rf"(?P<n>\d{{1,2}}|[{_HAN}]{{1,3}}|半) ?(?P<unit>年半?|个月)(?P<tail>来|内|之内|以来|间|时间)?(?![代级度月底末初])")


@dataclass(frozen=True)
class _Finder:
    moments: Moments
    begin: Lexicon

    def candidates(self, text: str) -> Iterator[int]:
        starts = {m.start() for m in _FIGURES.finditer(text)}
        for start, _, entry in self.begin.find(text):
            quoted = entry["kind"] == "plan" and text[start - 1 : start] in _QUOTES
            starts.add(start - 1 if quoted and start else start)
        return iter(sorted(starts))

    def read(self, text: str, position: int, year: int | None) -> Period | None:
        entry = self.moments.word(text, position, "yearly", "undated")
        if entry:
            kind: Kind = "yearly" if entry["kind"] == "yearly" else "relative"
            return _period(text, position, position + len(entry.term), None, None, kind, None)
        prefix = self._prefix(text, position)
        at = position + (len(prefix.term) if prefix else 0)
        if prefix is None or prefix["kind"] in ("ahead", "past"):
            counted = self._counted(text, position, at, prefix, year)
            if counted or prefix:
                return counted
        moment = self._span(text, at, year)
        if moment is None:
            return None
        if moment.named:
            return _period(text, moment.start, moment.end, None, None, "plan", "the name of a plan")
        return self._bounded(text, position, prefix, moment)

    def _prefix(self, text: str, position: int) -> Entry | None:
        entry = self.moments.word(text, position, "until", "as_of", "ahead", "past")
        if entry and entry["kind"] == "until" and text[position - 1 : position] in _REACHED:
            return None
        return entry

    def _span(self, text: str, at: int, year: int | None) -> Moment | None:
        """A moment or two joined: 2021—2025年, 5月至8月, 2024年6月1日至7日, 一至三季度."""
        school = _SCHOOL_YEAR.match(text, at)
        if school:
            first = int(school["a"])
            last = int(school["b"] or first + 1)
            return Moment(at, school.end(), date(first, 9, 1), date(last, 8, 31), "span", last)
        listed = _BARE_YEAR.match(text, at)
        if listed:
            return Moment(at, listed.end(), date(int(listed[1]), 1, 1), date(int(listed[1]), 12, 31), "year", int(listed[1]))
        first_end = self._open_end(text, at, year) or self.moments.at(text, at, year)
        if first_end is None:
            return None
        to = _TO.match(text, first_end.end)
        second = self._second(text, to.end(), year, first_end) if to else None
        if second is None:
            return first_end if first_end.kind != "open" else None
        kind = "span" if second.kind != "plan" else "plan"
        return Moment(at, second.end, first_end.first, second.last, kind, second.year, first_end.assumed or second.assumed)

    def _open_end(self, text: str, at: int, year: int | None) -> Moment | None:
        """The first end of a range that leaves its unit to the second: 2021—2025年, 5—8月, 2024年1-3季度."""
        head = _YEAR_HEAD.match(text, at)
        word = self.moments.word(text, at, "year")
        body = head.end() if head else at + len(word.term) if word else at
        bare = _BARE.match(text, body)
        if bare is None:
            return None
        unit = bare["unit"]
        whole = text[at : bare.end()] + {"学年": "年", "季": "季度"}.get(unit, unit)
        moment = self.moments.at(whole, 0, year) if unit not in "日号" else None
        if moment is None or moment.end != len(whole):
            return None
        return replace(moment, start=at, end=bare.end())

    def _second(self, text: str, at: int, year: int | None, first: Moment) -> Moment | None:
        second = self.moments.at(text, at, year, first)
        if second is None and first.kind == "date" and first.first:
            day = _DAY.match(text, at)
            value = parse(day[1]) if day else None
            if day and value and first.first.day <= value <= 31:
                try:
                    return replace(first, end=day.end(), last=first.first.replace(day=int(value)))
                except ValueError:
                    return None
        return second

    def _counted(self, text: str, start: int, at: int, prefix: Entry | None, year: int | None) -> Period | None:
        """N years from or up to now: 三年内, 今后五年, 近三年, 五年来."""
        match = _COUNTED.match(text, at)
        if match is None:
            return None
        tail = match["tail"] or ""
        count = 0.5 if match["n"] == "半" else parse(match["n"]) or 0.0
        ahead = (prefix is not None and prefix["kind"] == "ahead") or tail in ("内", "之内")
        past = (prefix is not None and prefix["kind"] == "past") or tail in ("来", "以来")
        if not (ahead or past) or count > 60:
            return None
        if match["unit"] != "年" or year is None or count < 1:
            return _period(text, start, match.end(), None, None, "duration", None)
        years = int(count)
        first, last = (year, year + years - 1) if ahead and not past else (year - years, year - 1)
        assumed = f"counted from the document's year {year}"
        return _period(text, start, match.end(), date(first, 1, 1), date(last, 12, 31), "duration", assumed)

    def _bounded(self, text: str, start: int, prefix: Entry | None, moment: Moment) -> Period:
        """The moment as the words around it bound it: 到…, 截至…, …前, …以来, …期间."""
        end, first, last = moment.end, moment.first, moment.last
        suffix = self.moments.word(text, end, "before", "since", "within", "since_plan")
        if suffix and (suffix["kind"] == "since_plan" and moment.kind != "plan"):
            suffix = None
        if suffix and suffix.term in ("前", "后", "起") and text[end + 1 : end + 2] in _NOT_A_BOUND:
            suffix = None
        said = suffix["kind"] if suffix else ""
        end += len(suffix.term) if suffix else 0
        deadline = said == "before" or (prefix is not None and prefix["kind"] == "until")
        if deadline or prefix is not None:
            first = None
        if said.startswith("since"):
            last = None
        kind: Kind = "deadline" if deadline else moment.kind  # type: ignore[assignment]
        return _period(text, start, end, first, last, kind, moment.assumed)


_QUOTES = frozenset("“\"「'‘")
_REACHED = frozenset("达提高增长升降扩")
_NOT_A_BOUND = frozenset("后列沿往景期半三")
_DAY = re.compile(rf"(\d{{1,2}}|[{_HAN}]{{1,3}}) ?[日号]")
_YEAR_HEAD = re.compile(r"(?:19|20)\d\d ?年(?:度)?")


def _period(
    text: str, start: int, end: int, first: date | None, last: date | None, kind: Kind, assumed: str | None
) -> Period:
    return Period(start, end, first, last, text[start:end], kind, assumed, kind == "deadline")


@functools.cache
def _finder(lexicons: Lexicons) -> _Finder:
    words = lexicons["calendar_words"]
    kinds = (
        "year", "undated", "part", "season", "holiday", "yearly", "ahead", "past", "plan", "until", "as_of", "next_year"
    )  # fmt: skip
    chosen = tuple(e for e in words.entries if e["kind"] in kinds)
    return _Finder(Moments.of(lexicons), Lexicon(words.name, words.columns, chosen))
