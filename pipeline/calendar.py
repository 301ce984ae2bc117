"""Every date and period in a text, as closed days, relative to the document's own year.

>>> from pipeline.lexicon import Lexicons
>>> [(p.text, p.first, p.last) for p in find("到2025年底,上半年", 2024, Lexicons.default())]
[('到2025年底', None, datetime.date(2025, 12, 31)), ('上半年', datetime.date(2024, 1, 1), datetime.date(2024, 6, 30))]
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, cast

from pipeline.date_forms import HAN, TO
from pipeline.days import Moment
from pipeline.lexicon import Entry, Lexicon, Lexicons
from pipeline.moments import OPENING, Moments
from pipeline.numerals import DIGITS, parse

Kind = Literal["date", "year", "month", "quarter", "half", "plan", "span", "duration", "relative", "yearly", "deadline"]


class Period(NamedTuple):
    """A date or a stretch of time: the days it begins and ends on, None where it is open or the text leaves it so."""

    start: int
    end: int
    first: date | None
    last: date | None
    text: str
    kind: Kind
    assumed: str | None  # what was taken for granted: `year=2024 from the document`
    is_deadline: bool  # 到…, …前: to be reached by `last`


def find(text: str, year: int | None, lexicons: Lexicons) -> list[Period]:
    """Every date and period in `text`, leftmost, longest, never overlapping.

    `year` is the document's own (今年, 上半年, 6月底前, 三年内 hang on it); without it they have no days.
    """
    finder = _finder(lexicons)
    plain = _narrow(text)
    found: list[Period] = []
    done = 0
    for position in finder.candidates(plain):
        if position < done:
            continue
        period = finder.read(plain, position, year)
        if period is not None:
            found.append(period if plain is text else period._replace(text=text[period.start : period.end]))
            done = period.end
    return found


_WIDE = re.compile("[０-９]")
_UP_TO_4 = rf"(?:\d{{1,4}}|[{HAN}]{{1,4}})"
# Where a moment may begin by its figures; what begins with a word is found through the lexicon.
_FIGURES = re.compile(
    rf"(?=[\d{HAN}OＯXxＸ×*＊第前后本新半])(?:"  # one look that fails fast: most characters begin nothing
    rf"(?:\d{{1,4}}|[{HAN}OＯ0]{{1,4}}|(?:19|20)?[X×xＸ*＊]{{1,4}}) ?"
    rf"(?:[年月日号]|个月|{TO}{_UP_TO_4} ?(?:[年月日号季]|学年|个月))"
    r"|(?:19|20)\d\d(?:[-./]\d|(?=[、和与及](?:19|20)\d\d))"
    rf"|第?[一二三四1-4](?:个|{TO}[一二三四1-4])?季|前[{HAN}\d]{{1,2}}(?:个?[季月]|年)"
    r"|[一二三四五六七八九]十年代|(?:[本新]|二十一?|十九|\d\d)世纪|第[一二三四五六七八九十]{1,2}个五年|后[一二两三四五\d]年|半(?:年|个月)之?内)"
)
_TO = re.compile(TO)
_BARE = re.compile(rf"(?P<n>{_UP_TO_4})(?={TO}{_UP_TO_4} ?(?P<unit>[年月季]|学年))")
_BARE_YEAR = re.compile(r"((?:19|20)\d\d)(?=[、和与及](?:19|20)\d\d)")
_YEAR_HEAD = re.compile(r"(?:19|20)\d\d ?年度?")
_SCHOOL_YEAR = re.compile(rf"(?P<a>20\d\d)(?:{TO}(?P<b>20\d\d))? ?学年度?")
_DAY = re.compile(rf"(\d{{1,2}}|[{HAN}]{{1,3}}) ?[日号]")
_COUNTED = re.compile(
    rf"(?P<n>\d{{1,2}}|[{HAN}]{{1,3}}|半) ?(?P<unit>年半?|个半?月)"
    r"(?P<tail>以来|来|之内|内|间|时间)?(?![代级度月底末初])"
)
_RELATIVE = re.compile(
    rf"(?:[前后](?:\d{{1,2}}|[{HAN}]{{1,2}})|(?:\d{{1,2}}|[{HAN}]{{1,2}}))年(?:之?[前后](?![{HAN}\d]))?(?!级|代|度)"
)
_QUOTES = frozenset("“\"「'‘")
_NOT_A_BOUND = frozenset("后列沿往景期半三续勤来备")  # 前后, 前列, 后续 …: 前 and 后 bound no time


@dataclass(frozen=True)
class _Finder:
    moments: Moments
    begin: Lexicon

    def candidates(self, text: str) -> Iterator[int]:
        starts = {m.start() for m in _FIGURES.finditer(text)}
        closed = []
        for start, end, entry in self.begin.find(text):
            if entry["kind"] == "word":
                closed.append((start, end))
            elif entry["kind"] == "plan" and start and text[start - 1] in _QUOTES:
                starts.add(start - 1)
            else:
                starts.add(start)
        for start, end in closed:
            starts.difference_update(range(start, end))
        return iter(sorted(starts))

    def read(self, text: str, position: int, year: int | None) -> Period | None:
        """The period that begins at `position`, or None."""
        worded = text[position] in self.moments.initials  # a digit begins no word
        entry = self.moments.word(text, position, "yearly", "undated") if worded else None
        if entry:
            kind: Kind = "yearly" if entry["kind"] == "yearly" else "relative"
            return _period(text, position, position + len(entry.term), None, None, kind, None)
        prefix = self._prefix(text, position) if worded else None
        at = position + (len(prefix.term) if prefix else 0)
        if not self.moments.may_begin(text, at):  # 到|加强, 用|于: most such words have nothing to bound
            return None
        if prefix is None or prefix["kind"] in ("ahead", "past"):
            counted = self._counted(text, position, at, prefix, year)
            if counted or prefix:
                return counted
        moment = self._span(text, at, year)
        if moment is None:
            return _relative(text, position) if prefix is None else None
        if moment.named:
            return _period(text, moment.start, moment.end, None, None, "plan", "the name of a plan")
        return self._bounded(text, position, prefix, moment)

    def _prefix(self, text: str, position: int) -> Entry | None:
        """到, 截至, 今后, 近 …; not the 到 of 提高到, which says what was reached."""
        entry = self.moments.word(text, position, "until", "as_of", "ahead", "past")
        if entry and entry["kind"] == "until":
            for before in (1, 2):
                if position >= before and self.moments.word(text, position - before, "no_until"):
                    return None
        return entry

    def _span(self, text: str, at: int, year: int | None) -> Moment | None:
        """A moment or two joined: 2021—2025年, 5月至8月, 2024年6月1日至7日, 一至三季度."""
        single = _school_year(text, at) or _listed_year(text, at)
        if single:
            return single
        first = self._open_end(text, at, year) or self.moments.at(text, at, year)
        to = _TO.match(text, first.end) if first else None
        if first is None or to is None:
            return first
        second = self._second(text, to.end(), year, first)
        if second is None:
            return first
        kind = "span" if second.kind != "plan" else "plan"
        return Moment(at, second.end, first.first, second.last, kind, second.year, first.assumed or second.assumed)

    def _open_end(self, text: str, at: int, year: int | None) -> Moment | None:
        """The first end of a range that leaves its unit to the second: 2021—2025年, 5—8月, 2024年1-3季度."""
        head = _YEAR_HEAD.match(text, at)
        worded = head is None and text[at : at + 1] in self.moments.initials
        word = self.moments.word(text, at, "year") if worded else None
        body = head.end() if head else at + len(word.term) if word else at
        bare = _BARE.match(text, body)
        if bare is None:
            return None
        whole = text[at : bare.end()] + {"学年": "年", "季": "季度"}.get(bare["unit"], bare["unit"])
        moment = self.moments.at(whole, 0, year)
        if moment is None or moment.end != len(whole):
            return None
        return moment._replace(start=at, end=bare.end())

    def _second(self, text: str, at: int, year: int | None, first: Moment) -> Moment | None:
        day = _DAY.match(text, at) if first.kind == "date" and first.first else None
        value = parse(day[1]) if day else None
        if not day or not value or not first.first:
            return self.moments.at(text, at, year, first)
        try:
            return first._replace(end=day.end(), last=first.first.replace(day=int(value)))
        except ValueError:
            return None

    def _counted(self, text: str, start: int, at: int, prefix: Entry | None, year: int | None) -> Period | None:
        """N years from or up to now: 三年内, 今后五年, 近三年, 五年来."""
        match = _COUNTED.match(text, at)
        if match is None:
            return None
        tail = match["tail"] or ""
        count = _years(match["n"]) if match["unit"] == "年" else 0
        ahead = prefix["kind"] == "ahead" if prefix else tail in ("内", "之内")
        if (prefix is None and tail not in ("内", "之内", "来", "以来")) or count > 60:
            return None
        if year is None or count < 1:
            return _period(text, start, match.end(), None, None, "duration", None)
        first, last = (year, year + count - 1) if ahead else (year - count, year - 1)
        assumed = f"counted from the document's year {year}"
        return _period(text, start, match.end(), date(first, 1, 1), date(last, 12, 31), "duration", assumed)

    def _bounded(self, text: str, start: int, prefix: Entry | None, moment: Moment) -> Period:
        """The moment as the words around it bound it: 到…, 截至…, …前, …以来, …期间."""
        end, first, last = moment.end, moment.first, moment.last
        suffix = self.moments.word(text, end, "before", "since", "within", "since_plan")
        if suffix and suffix["kind"] == "since_plan" and moment.kind != "plan":
            suffix = None
        if suffix and len(suffix.term) == 1 and text[end + 1 : end + 2] in _NOT_A_BOUND:
            suffix = None
        said = suffix["kind"] if suffix else ""
        end += len(suffix.term) if suffix else 0
        deadline = said == "before" or (prefix is not None and prefix["kind"] == "until")
        if deadline or prefix is not None:
            first = None
        if said.startswith("since"):
            last = None
        kind = "deadline" if deadline else moment.kind
        return _period(text, start, end, first, last, cast(Kind, kind), moment.assumed)


def _narrow(text: str) -> str:
    """`text` with its full-width digits narrow, character for character (ten plain replacements beat a table)."""
    if _WIDE.search(text) is None:
        return text
    for wide, narrow in zip("０１２３４５６７８９", "0123456789", strict=True):
        text = text.replace(wide, narrow)
    return text


def _school_year(text: str, at: int) -> Moment | None:
    """2023—2024学年: from September to August."""
    match = _SCHOOL_YEAR.match(text, at)
    if match is None:
        return None
    first = int(match["a"])
    last = int(match["b"] or first + 1)
    return Moment(at, match.end(), date(first, 9, 1), date(last, 8, 31), "span", last)


def _listed_year(text: str, at: int) -> Moment | None:
    """The first of 2022、2023年, its 年 left to the last."""
    match = _BARE_YEAR.match(text, at)
    if match is None:
        return None
    value = int(match[1])
    return Moment(at, match.end(), date(value, 1, 1), date(value, 12, 31), "year", value)


def _relative(text: str, position: int) -> Period | None:
    """前五年, 三年前, 十年后: years from a point the words do not name."""
    match = _RELATIVE.match(text, position)
    if match is None or not (match[0][0] in "前后" or match[0][-1] in "前后"):
        return None
    return _period(text, position, match.end(), None, None, "relative", None)


def _years(digits: str) -> int:
    """How many; 0 where it is no one number (两三年, 半年)."""
    if len(digits) == 2 and all(c in DIGITS for c in digits):
        return 0
    return int(parse(digits) or 0)


def _period(
    text: str, start: int, end: int, first: date | None, last: date | None, kind: Kind, assumed: str | None
) -> Period:
    return Period(start, end, first, last, text[start:end], kind, assumed, kind == "deadline")


# kinds of words that a period may begin with; a `word` only looks like one of them
_BEGINNING = frozenset((*OPENING, "undated", "yearly", "ahead", "past", "until", "as_of", "word"))


@functools.cache
def _finder(lexicons: Lexicons) -> _Finder:
    words = lexicons["calendar_words"]
    chosen = tuple(e for e in words.entries if e["kind"] in _BEGINNING)
    return _Finder(Moments.of(lexicons), Lexicon(words.name, words.columns, chosen))
