"""A point of the calendar at its place in a text: 2025年, 6月底, 第三季度, 上半年, 12月20日, “十四五”, 20世纪80年代.

A moment is what is printed between the words that say how it bounds a period (到, 前, 以来): see `calendar`.
"""

from __future__ import annotations

import calendar as months
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline.lexicon import Entry, Lexicons
from pipeline.numerals import parse

_HAN = "〇○零一二两三四五六七八九十"
_NUMBER = rf"(?:\d{{1,2}}(?![\d.])|[{_HAN}]{{1,3}})"
_YEAR_DIGITS = r"(?:1[89]|20|21)\d\d|[一二][〇○零OＯ0一八九][〇○零OＯ0一二三四五六七八九]{2}"
_MASK = r"(?:19|20|二〇|二○)?[X×xＸ*＊]{1,4}"
TO = r" ?(?:-{1,2}|－{1,2}|—{1,2}|–|―|~|～|〜|至|到) ?"
_YEAR = re.compile(rf"(?P<year>{_YEAR_DIGITS}) ?年(?!代|级|龄|均)[度份]?")
_SHORT_YEAR = re.compile(r"(?P<year>0\d|[五六七八九][〇○零一二三四五六七八九])年(?!代|级|龄|来|内|前|间)")
_MASKED_YEAR = re.compile(rf"{_MASK} ?年(?:{_MASK} ?月(?:{_MASK} ?[日号])?)?|{_MASK} ?月(?:{_MASK} ?[日号])?")
_MONTH = re.compile(rf"(?P<month>{_NUMBER}) ?月份?(?!均|报|薪|饼|亮|球|刊|票)")
_DAY = re.compile(rf"(?P<day>{_NUMBER}) ?[日号](?!楼|线|文|令|机|院|均|报)")
_QUARTER = re.compile(r"第?(?P<quarter>[一二三四1-4])季度?(?!节)|(?P<first>前)(?P<quarters>[一二两三1-3])个?季度")
_FIRST_MONTHS = re.compile(rf"前(?P<months>{_NUMBER})个月")
_ISO = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<s>[-./])(?P<m>0?[1-9]|1[0-2])(?:(?P=s)(?P<d>[12]\d|3[01]|0?[1-9])(?!\d)|(?<=[./]\d\d)(?![\d.%％万亿元]))"
)
_CLOCK = re.compile(r" ?(?:上午|下午)?\d{1,2}[:：]\d\d|(?:上午|下午)?\d{1,2}[时点](?:\d{1,2}分)?")
_DECADE = re.compile(r"(?:(?P<century>二十|二十一|20|21|19)世纪)?(?P<decade>[一二三四五六七八九]十|[1-9]0)年代")
_CENTURY = re.compile(r"(?P<century>本|新|二十一|二十|十九|21|20|19)世纪(?P<edge>中叶|末|初|前半叶|后半叶)?")
_PLAN_NTH = re.compile(r"第(?P<n>[一二三四五六七八九十]{1,2})个五年计划")
_HALF_CENTURY = {"中叶": (None, 50), "末": (None, 100), "初": (1, 10), "前半叶": (1, 50), "后半叶": (51, 100)}
_QUARTERS = {c: n for n, c in enumerate("一二三四", 1)} | {"两": 2} | {str(n): n for n in range(1, 5)}


@dataclass(frozen=True, slots=True)
class Moment:
    """What a text prints of a point or stretch of time; `first` and `last` are closed days, None where not known."""

    start: int
    end: int
    first: date | None
    last: date | None
    kind: str
    year: int | None = None
    assumed: str | None = None
    named: bool = False  # a plan's name (“十四五”规划), not a time


@dataclass(frozen=True)
class Moments:
    """Reads moments by the words of the lexicon `calendar_words`."""

    words: Mapping[str, tuple[Entry, ...]]

    @classmethod
    def of(cls, lexicons: Lexicons) -> Moments:
        """Built once for each set of lexicons."""
        return _moments(lexicons)

    def word(self, text: str, position: int, *kinds: str) -> Entry | None:
        """The longest word of one of `kinds` at `position`, or None."""
        for entry in self.words.get(text[position : position + 1], ()):
            if entry["kind"] in kinds and text.startswith(entry.term, position):
                return entry
        return None

    def at(self, text: str, position: int, year: int | None, before: Moment | None = None) -> Moment | None:
        """The moment that begins at `position`, or None. `before` is the first end of a range."""
        iso = _ISO.match(text, position)
        if iso:
            return _iso(iso)
        for read in (self._year, self._plan, self._century, self._masked, self._holiday):
            moment = read(text, position, year, before)
            if moment:
                return moment
        assumed_year = before.year if before and before.year else year
        said = f"year={assumed_year} from the document" if before is None and year is not None else None
        said = before.assumed if before and before.year else said
        return self._within(text, position, position, assumed_year, said, "")

    def _year(self, text: str, position: int, year: int | None, before: Moment | None) -> Moment | None:
        match = _YEAR.match(text, position) or _short_year(text, position, year)
        assumed = None
        if match:
            value, end = _year_number(match["year"], year), match.end()
        elif (word := self.word(text, position, "year", "next_year")) is not None:
            base = before.year if word["kind"] == "next_year" and before else year
            step = 1 if word["kind"] == "next_year" else int(word["value"])
            value, end = None if base is None else base + step, position + len(word.term)
            assumed = None if year is None else f"year={value} from the document"
        else:
            return None
        inner = self._within(text, position, end, value, assumed, "年")
        if inner:
            return inner
        first = date(value, 1, 1) if value else None
        last = date(value, 12, 31) if value else None
        whole = Moment(position, end, first, last, "year", value, assumed)
        return self._edge(text, whole)

    def _within(
        self, text: str, start: int, at: int, year: int | None, assumed: str | None, after: str
    ) -> Moment | None:
        """A part of `year` printed at `at`: 上半年, 三季度, 6月, 12月20日."""
        part = self.word(text, at, "part", "season")
        if part:
            first, last = _span(part, year)
            kind = "half" if "半年" in part.term else "year" if part["kind"] == "part" else "span"
            return Moment(start, at + len(part.term), first, last, kind, year, assumed)
        quarter = _QUARTER.match(text, at)
        if quarter:
            return self._edge(text, _quarters(quarter, start, year, assumed))
        several = _FIRST_MONTHS.match(text, at)
        if several and (count := parse(several["months"])) and count <= 12:
            first, last = _months(year, 1, int(count))
            return Moment(start, several.end(), first, last, "span", year, assumed)
        month = _MONTH.match(text, at)
        number = int(parse(month["month"]) or 0) if month else 0
        if not month or not 1 <= number <= 12:
            return None
        day = _DAY.match(text, month.end())
        if day and (value := parse(day["day"])) and 1 <= value <= 31:
            return _day(text, Moment(start, day.end(), None, None, "date", year, assumed), number, int(value))
        first, last = _months(year, number, number)
        return self._edge(text, Moment(start, month.end(), first, last, "month", year, assumed))

    def _edge(self, text: str, moment: Moment) -> Moment:
        """The moment narrowed by 底, 末, 初, 上旬 … behind it."""
        tenth = self.word(text, moment.end, "tenth") if moment.kind == "month" else None
        if tenth and moment.first:
            low, _, high = tenth["value"].partition("/")
            first = moment.first.replace(day=int(low))
            last = moment.first.replace(day=int(high)) if high else moment.last
            return replace(moment, end=moment.end + len(tenth.term), first=first, last=last, kind="date")
        edge = tenth or self.word(text, moment.end, "edge")
        if edge is None:
            return moment
        moment = replace(moment, end=moment.end + len(edge.term))
        if edge["value"] == "end":
            return replace(moment, first=None)
        if edge["value"] == "begin" and moment.first:
            last = _months(moment.first.year, moment.first.month, moment.first.month)[1]
            return replace(moment, last=last if moment.kind == "year" else moment.first.replace(day=10))
        return moment

    def _plan(self, text: str, position: int, year: int | None, before: Moment | None) -> Moment | None:
        nth = _PLAN_NTH.match(text, position)
        number = parse(nth["n"]) if nth else None
        if nth and number:
            first = 1953 + 5 * (int(number) - 1) + (3 if number > 2 else 0)
            return self._edge(text, _plan_moment(position, nth.end(), first, first + 4))
        quoted = text[position : position + 1] in "“\"「'‘"
        at = position + quoted
        entry = self.word(text, at, "plan")
        if entry is None:
            return None
        end = at + len(entry.term)
        if quoted and text[end : end + 1] in "”\"」'’":
            end += 1
        elif quoted or not (entry.term in ("十四五", "十五五") or re.match("时期|期间|计划|规划|末", text[end : end + 2])):
            return None
        low, _, high = entry["value"].partition("/")
        moment = _plan_moment(position, end, int(low), int(high))
        named = re.match(r"(?:发展)?(?:规划|计划|纲要)(期)?", text[end : end + 6])
        if named and not named[1] and not text.startswith(("期间", "时期"), end + named.end()):
            return replace(moment, named=True)
        return self._edge(text, replace(moment, end=end + named.end() - 1) if named and named[1] else moment)

    def _century(self, text: str, position: int, year: int | None, before: Moment | None) -> Moment | None:
        decade = _DECADE.match(text, position)
        if decade:
            first = _decade(decade, year)
            moment = Moment(position, decade.end(), date(first, 1, 1), date(first + 9, 12, 31), "span", first)
            return self._edge(text, moment)
        match = _CENTURY.match(text, position)
        if match is None:
            return None
        base = _century(match["century"], year)
        if base is None:
            return Moment(position, match.end(), None, None, "span")
        low, high = _HALF_CENTURY.get(match["edge"], (1, 100))
        first_day = date(base + low, 1, 1) if low else None
        return Moment(position, match.end(), first_day, date(base + high, 12, 31), "span", base + high)

    def _masked(self, text: str, position: int, year: int | None, before: Moment | None) -> Moment | None:
        match = _MASKED_YEAR.match(text, position)
        return Moment(position, match.end(), None, None, "year" if "年" in match[0] else "date") if match else None

    def _holiday(self, text: str, position: int, year: int | None, before: Moment | None) -> Moment | None:
        entry = self.word(text, position, "holiday")
        if entry is None:
            return None
        day = _span_day(entry["value"], year) if entry["value"] else None
        assumed = f"year={year} from the document" if day else None
        return Moment(position, position + len(entry.term), day, day, "relative", year, assumed)


def _iso(match: re.Match[str]) -> Moment | None:
    year, month = int(match["y"]), int(match["m"])
    try:
        day = date(year, month, int(match["d"])) if match["d"] else None
    except ValueError:
        return None
    if day:
        return Moment(match.start(), match.end(), day, day, "date", year)
    first, last = _months(year, month, month)
    return Moment(match.start(), match.end(), first, last, "month", year)


def _short_year(text: str, position: int, year: int | None) -> re.Match[str] | None:
    """五七年 in the reports of the fifties, 08年: not 五六年 (five or six years), not 97年 (how many?)."""
    match = _SHORT_YEAR.match(text, position)
    if match is None or match["year"][0] == "0":
        return match
    low, high = (parse(c) for c in match["year"])
    return match if year is not None and year < 2000 and low is not None and high != low + 1 else None


def _year_number(digits: str, year: int | None) -> int:
    value = int(parse(digits.replace("O", "〇").replace("Ｏ", "〇")) or 0)
    if value >= 100:
        return value
    return value + (2000 if digits[0] == "0" else 1900)


def _months(year: int | None, first: int, last: int) -> tuple[date | None, date | None]:
    if year is None:
        return None, None
    return date(year, first, 1), date(year, last, months.monthrange(year, last)[1])


def _day(text: str, moment: Moment, month: int, day: int) -> Moment | None:
    clock = _CLOCK.match(text, moment.end)
    if clock:
        moment = replace(moment, end=clock.end())
    if moment.year is None:
        return moment
    try:
        value = date(moment.year, month, day)
    except ValueError:
        return moment
    return replace(moment, first=value, last=value)


def _quarters(match: re.Match[str], start: int, year: int | None, assumed: str | None) -> Moment:
    last = _QUARTERS[match["quarter"] or match["quarters"]]
    first = 1 if match["first"] else last
    low, high = _months(year, 3 * first - 2, 3 * last)
    return Moment(start, match.end(), low, high, "quarter", year, assumed)


def _span(part: Entry, year: int | None) -> tuple[date | None, date | None]:
    low, _, high = part["value"].partition("/")
    last = _span_day(high, year)
    if not high and year is not None:  # winter and the autumn term run into the next year
        last = date(year + 1, 2, months.monthrange(year + 1, 2)[1]) if low == "12-01" else date(year + 1, 1, 31)
    return _span_day(low, year), last


def _span_day(value: str, year: int | None) -> date | None:
    return date(year, int(value[:2]), int(value[3:])) if value and year is not None else None


def _plan_moment(start: int, end: int, first: int, last: int) -> Moment:
    return Moment(start, end, date(first, 1, 1), date(last, 12, 31), "plan", last)


def _decade(match: re.Match[str], year: int | None) -> int:
    tens = int(parse(match["decade"]) or 0)
    if match["century"]:
        base = _century(match["century"], year) or 1900
        return base + tens
    base = (year or 1999) // 100 * 100 + tens
    return base - 100 if base > (year or 1999) + 10 else base


def _century(name: str, year: int | None) -> int | None:
    """The year before the century's first: 本世纪 is 1900 in a report of 1978, 2000 in one of 2021."""
    if name in ("本", "新"):
        return None if year is None else year // 100 * 100
    return (int(parse(name) or 0) - 1) * 100


@functools.cache
def _moments(lexicons: Lexicons) -> Moments:
    first: dict[str, list[Entry]] = {}
    for entry in sorted(lexicons["calendar_words"].entries, key=lambda e: -len(e.term)):
        first.setdefault(entry.term[0], []).append(entry)
    return Moments({c: tuple(entries) for c, entries in first.items()})
