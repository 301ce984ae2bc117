"""A point of the calendar at its place in a text: 2025年, 6月底, 第三季度, 上半年, 12月20日, “十四五”, 20世纪80年代.

A moment is what is printed between the words that say how it bounds a period (到, 前, 以来): see `calendar`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline import date_forms as forms
from pipeline import days
from pipeline.days import Moment
from pipeline.lexicon import Entry, Lexicons
from pipeline.numerals import parse

# 三年内, 近几年末, 青年中: no part of the document's year
_NOT_BEFORE_A_PART = frozenset(
    forms.HAN + "百千0123456789几多数半整学青少成老童中同每逐历往常近来明今去前后上本次翌周壮"
)

OPENING = ("year", "next_year", "part", "season", "holiday", "plan")  # kinds of words that begin a moment
_FIRST = "OＯX×xＸ*＊第前后本新半“\"「'‘"  # other characters that one begins with


@dataclass(frozen=True)
class Moments:
    """Reads moments by the words of the lexicon `calendar_words`."""

    words: Mapping[str, tuple[Entry, ...]]  # by kind
    initials: frozenset[str]  # the first characters of all of them
    openers: frozenset[str]  # what a moment may begin with, beside digits
    _by_first: dict[tuple[str, ...], dict[str, list[Entry]]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, lexicons: Lexicons) -> Moments:
        """Built once for each set of lexicons."""
        return _moments(lexicons)

    def word(self, text: str, position: int, *kinds: str) -> Entry | None:
        """The longest word of one of `kinds` at `position`, or None."""
        index = self._by_first.get(kinds) or self._index(kinds)
        for entry in index.get(text[position : position + 1], ()):
            if text.startswith(entry.term, position):
                return entry
        return None

    def may_begin(self, text: str, position: int) -> bool:
        """Whether the character at `position` may begin a moment, or a count of years."""
        char = text[position : position + 1]
        return char in self.openers or char.isdecimal()

    def _index(self, kinds: tuple[str, ...]) -> dict[str, list[Entry]]:
        """The words of `kinds` by first character, longest first: at most places no word begins."""
        index: dict[str, list[Entry]] = {}
        for entry in sorted((e for kind in kinds for e in self.words[kind]), key=lambda e: -len(e.term)):
            index.setdefault(entry.term[0], []).append(entry)
        self._by_first[kinds] = index
        return index

    def at(self, text: str, position: int, year: int | None, before: Moment | None = None) -> Moment | None:
        """The moment that begins at `position`, or None; `before` is the first end of a range, which gives its year."""
        iso = forms.ISO.match(text, position)
        if iso:
            return _iso(iso)
        moment = (
            self._year(text, position, year, before)
            or self._plan(text, position)
            or self._century(text, position, year)
            or _masked(text, position)
            or self._holiday(text, position, year)
        )
        if moment:
            return moment
        if before and before.year:
            year, assumed = before.year, before.assumed
        else:
            assumed = _from_document(year)
        return self._within(text, position, position, year, assumed) or _lone_day(text, position)

    def _year(self, text: str, position: int, year: int | None, before: Moment | None) -> Moment | None:
        match = (
            forms.YEAR.match(text, position)
            or forms.ROC_YEAR.match(text, position)
            or _short_year(text, position, year)
        )
        assumed = None
        if match:
            value: int | None = days.year_number(match["year"])
            end = match.end()
        elif (word := self.word(text, position, "year", "next_year")) is not None:
            follows = word["kind"] == "next_year"
            base = before.year if follows and before else year
            value = None if base is None else base + (1 if follows else int(word["value"]))
            end = position + len(word.term)
            assumed = before.assumed if follows and before else _from_document(None if year is None else value)
        else:
            return None
        inner = self._within(text, position, end, value, assumed)
        if inner:
            return inner
        first = date(value, 1, 1) if value else None
        last = date(value, 12, 31) if value else None
        return self._edge(text, Moment(position, end, first, last, "year", value, assumed))

    def _within(self, text: str, start: int, at: int, year: int | None, assumed: str | None) -> Moment | None:
        """A part of `year` printed at `at`: 上半年, 三季度, 前5个月, 6月, 12月20日."""
        part = self.word(text, at, "part", "season")
        if part:
            if part.term[0] == "年" and start == at and text[at - 1 : at] in _NOT_BEFORE_A_PART and at:
                return None
            return self._part(text, Moment(start, at + len(part.term), None, None, "span", year, assumed), part)
        quarter = forms.QUARTER.match(text, at)
        if quarter:
            return self._edge(text, _quarters(quarter, start, year, assumed))
        several = forms.FIRST_MONTHS.match(text, at)
        if several and (count := parse(several["months"])) and count <= 12:
            first, last = days.months(year, 1, int(count))
            return Moment(start, several.end(), first, last, "span", year, assumed)
        return self._month(text, start, at, year, assumed)

    def _part(self, text: str, moment: Moment, part: Entry) -> Moment:
        if "半年" in part.term:  # 上半年第一季度: the narrower one counts
            inner = self._within(text, moment.start, moment.end, moment.year, moment.assumed)
            if inner and inner.kind in ("quarter", "month", "date"):
                return inner
        kind = "half" if "半年" in part.term else "year" if part["kind"] == "part" else "span"
        first, last = days.part_of_year(part["value"], moment.year)
        return moment._replace(first=first, last=last, kind=kind)

    def _month(self, text: str, start: int, at: int, year: int | None, assumed: str | None) -> Moment | None:
        month = forms.MONTH.match(text, at)
        number = int(parse(month["month"]) or 0) if month else 0
        if not month or not 1 <= number <= 12:
            return None
        day = forms.DAY.match(text, month.end())
        if day and (value := parse(day["day"])) and 1 <= value <= 31:
            return _day(text, Moment(start, day.end(), None, None, "date", year, assumed), number, int(value))
        first, last = days.months(year, number, number)
        return self._edge(text, Moment(start, month.end(), first, last, "month", year, assumed))

    def _edge(self, text: str, moment: Moment) -> Moment:
        """The moment narrowed by 底, 末, 初, 上旬, 后期 … behind it."""
        tenth = self.word(text, moment.end, "tenth") if moment.kind == "month" else None
        if tenth:
            moment = moment._replace(end=moment.end + len(tenth.term), kind="date")
            return days.tenth(moment, tenth["value"])
        edge = self.word(text, moment.end, "edge")
        if edge is None:
            return moment
        moment = moment._replace(end=moment.end + len(edge.term))
        return days.narrowed(moment, edge["value"])

    def _plan(self, text: str, position: int) -> Moment | None:
        nth = forms.NTH_PLAN.match(text, position)
        number = parse(nth["n"]) if nth else None
        if nth and number:
            return self._part_of_plan(text, days.years(position, nth.end(), *days.plan_years(int(number))))
        quoted = text[position : position + 1] in ("“", '"', "「", "'", "‘")
        at = position + quoted
        entry = self.word(text, at, "plan")
        if entry is None:
            return None
        end = at + len(entry.term)
        if quoted:
            if text[end : end + 1] not in ("”", '"', "」", "'", "’", "〞"):
                return None
            end += 1
        elif len(entry.term) < 3 and not forms.PLAN_SAID.match(text, end):
            return None
        low, _, high = entry["value"].partition("/")
        moment = days.years(position, end, int(low), int(high))
        name = forms.PLAN_NAME.match(text, end)
        if name and not name["time"] and not text.startswith("期", name.end()):
            return moment._replace(named=True)
        return self._part_of_plan(text, moment._replace(end=name.start("time")) if name else moment)

    def _part_of_plan(self, text: str, moment: Moment) -> Moment:
        """“十四五”前三年, “七五”末, “六五”后期."""
        part = forms.PART_OF_PLAN.match(text, moment.end)
        if part is None or not moment.first or not moment.last:
            return self._edge(text, moment)
        first, last, n = moment.first.year, moment.last.year, forms.COUNT[part["n"]]
        if part["which"] == "后":
            first = last - n + 1
        elif part["which"] == "第":
            first = last = first + n - 1
        else:
            last = first + n - 1
        return days.years(moment.start, part.end(), first, last)

    def _century(self, text: str, position: int, year: int | None) -> Moment | None:
        decade = forms.DECADE.match(text, position)
        if decade:
            first = days.decade(decade["decade"], decade["century"], year)
            said = None if decade["century"] else f"the {first}s, from the document's year {year}"
            whole = Moment(position, decade.end(), date(first, 1, 1), date(first + 9, 12, 31), "span", first, said)
            return self._edge(text, whole)
        match = forms.CENTURY.match(text, position)
        if match is None:
            return None
        base = days.century(match["century"], year)
        if base is None:
            return Moment(position, match.end(), None, None, "span")
        low, high = forms.EDGE_OF_CENTURY[match["edge"]]
        first_day = date(base + low, 1, 1) if low else None
        said = f"the {base}s, from the document's year {year}" if match["century"] in "本新" else None
        moment = Moment(position, match.end(), first_day, date(base + high, 12, 31), "span", base + high, said)
        return (
            moment._replace(end=moment.end + 1)
            if match["edge"] in ("末", "初") and text.startswith("期", moment.end)
            else moment
        )

    def _holiday(self, text: str, position: int, year: int | None) -> Moment | None:
        entry = self.word(text, position, "holiday")
        if entry is None:
            return None
        day = days.day_of_year(entry["value"], year)
        assumed = _from_document(year) if day else None
        return Moment(position, position + len(entry.term), day, day, "relative", year, assumed)


def _from_document(year: int | None) -> str | None:
    return None if year is None else f"year={year} from the document"


def _iso(match: re.Match[str]) -> Moment | None:
    year, month = int(match["y"]), int(match["m"])
    if not match["d"]:
        first, last = days.months(year, month, month)
        return Moment(match.start(), match.end(), first, last, "month", year)
    try:
        day = date(year, month, int(match["d"]))
    except ValueError:
        return None
    return Moment(match.start(), match.end(), day, day, "date", year)


def _masked(text: str, position: int) -> Moment | None:
    match = forms.MASKED.match(text, position)
    return Moment(position, match.end(), None, None, "year" if "年" in match[0] else "date") if match else None


def _lone_day(text: str, position: int) -> Moment | None:
    """`25日` with its month elsewhere: a date, which one is not said here."""
    match = forms.LONE_DAY.match(text, position)
    return Moment(position, match.end(), None, None, "date") if match else None


def _short_year(text: str, position: int, year: int | None) -> re.Match[str] | None:
    """五七年 in the reports of the fifties, 08年: not 五六年 (five or six years), not 97年 (how many?)."""
    match = forms.SHORT_YEAR.match(text, position)
    if match is None or match["year"][0] == "0":
        return match
    low, high = (parse(c) for c in match["year"])
    return match if year is not None and year < 2000 and low is not None and high != low + 1 else None


def _day(text: str, moment: Moment, month: int, day: int) -> Moment:
    clock = forms.CLOCK.match(text, moment.end)
    if clock:
        moment = moment._replace(end=clock.end())
    if moment.year is None:
        return moment
    try:
        value = date(moment.year, month, day)
    except ValueError:  # 2月30日: a slip of the document's, printed all the same
        return moment
    return moment._replace(first=value, last=value)


def _quarters(match: re.Match[str], start: int, year: int | None, assumed: str | None) -> Moment:
    last = forms.COUNT[match["nth"] or match["quarter"] or match["quarters"]]
    first = 1 if match["first"] else last
    low, high = days.months(year, 3 * first - 2, 3 * last)
    return Moment(start, match.end(), low, high, "quarter", year, assumed)


@functools.cache
def _moments(lexicons: Lexicons) -> Moments:
    words: dict[str, list[Entry]] = {}
    for entry in lexicons["calendar_words"].entries:
        words.setdefault(entry["kind"], []).append(entry)
    openers = {e.term[0] for kind in OPENING for e in words[kind]}
    initials = frozenset(e.term[0] for found in words.values() for e in found)
    return Moments(
        {kind: tuple(found) for kind, found in words.items()}, initials, frozenset(openers.union(forms.HAN, _FIRST))
    )
