"""Closed days: what a year, a part of one, a decade, a century or a plan comes to as a first and a last day."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from pipeline.numerals import parse

Span = tuple[date | None, date | None]


class Moment(NamedTuple):
    """What a text prints of a point or stretch of time; `first` and `last` are closed days, None where not known."""

    start: int
    end: int
    first: date | None
    last: date | None
    kind: str
    year: int | None = None
    assumed: str | None = None
    named: bool = False  # a plan's name (“十四五”规划), not a time


def months(year: int | None, first: int, last: int) -> Span:
    """From the first day of one month to the last of another; None, None where the year is not known.

    >>> months(2024, 1, 2)
    (datetime.date(2024, 1, 1), datetime.date(2024, 2, 29))
    """
    if year is None:
        return None, None
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def part_of_year(value: str, year: int | None) -> Span:
    """A part as the lexicon writes it: `01-01/06-30`, `/12-31` (its end only), `09-01/+01-31` (into the next year).

    >>> part_of_year("/12-31", 2025)
    (None, datetime.date(2025, 12, 31))
    """
    low, _, high = value.partition("/")
    return day_of_year(low, year), day_of_year(high, year)


def day_of_year(value: str, year: int | None) -> date | None:
    """`10-01` of the year, `+01-31` of the next; None for "" or where the year is not known."""
    if not value or year is None:
        return None
    month, day = value.lstrip("+").split("-")
    return date(year + value.startswith("+"), int(month), int(day))


def tenth(moment: Moment, value: str) -> Moment:
    """A month narrowed to one of its three tens of days, `11/20`; `21/` runs to its end."""
    if moment.first is None:
        return moment
    low, _, high = value.partition("/")
    last = moment.first.replace(day=int(high)) if high else moment.last
    return moment._replace(first=moment.first.replace(day=int(low)), last=last)


def narrowed(moment: Moment, edge: str) -> Moment:
    """The beginning, middle or late part: of a year its first month, of a month its first ten days, else a third."""
    if edge == "end":
        return moment._replace(first=None)
    if moment.first is None or moment.last is None or edge == "all":
        return moment
    if moment.kind == "month":
        return moment._replace(last=moment.first.replace(day=10)) if edge == "begin" else moment
    if moment.kind in ("year", "quarter"):
        last = months(moment.first.year, moment.first.month, moment.first.month)[1]
        return moment._replace(last=last) if edge == "begin" else moment
    first, last_year = moment.first.year, moment.last.year
    third = max((last_year - first + 1) // 3, 1)
    if edge == "begin":
        return moment._replace(last=date(first + third - 1, 12, 31))
    if edge == "late":
        return moment._replace(first=date(last_year - third + 1, 1, 1))
    return moment._replace(first=date(first + third, 1, 1), last=date(last_year - third, 12, 31))


def years(start: int, end: int, first: int, last: int, kind: str = "plan") -> Moment:
    """Whole years, from January of the first to December of the last."""
    return Moment(start, end, date(first, 1, 1), date(last, 12, 31), kind, last)


def plan_years(number: int) -> tuple[int, int]:
    """First and last year of the nth five-year plan: the third began three years late.

    >>> plan_years(1), plan_years(14)
    ((1953, 1957), (2021, 2025))
    """
    first = 1953 + 5 * (number - 1) + (3 if number > 2 else 0)
    return first, first + 4


def decade(tens: str, century_name: str | None, year: int | None) -> int:
    """First year of a decade; without its century, the last one that the document's year had seen or was near.

    >>> decade("八十", None, 2021), decade("八十", None, 1979), decade("20", "21", None)
    (1980, 1980, 2020)
    """
    count = int(parse(tens) or 0)
    if century_name:
        return (century(century_name, year) or 1900) + count
    now = year or 1999
    base = now // 100 * 100 + count
    return base - 100 if base > now + 10 else base


def century(name: str, year: int | None) -> int | None:
    """The year before the century's first: 本世纪 is 1900 in a report of 1978, 2000 in one of 2021; 新世纪 is ours."""
    if name == "新":
        return 2000
    if name == "本":
        return None if year is None else year // 100 * 100
    return (int(parse(name) or 0) - 1) * 100


ROC = 1911  # 民国元年 is 1912


def year_number(digits: str) -> int:
    """`二OO八` 2008, `08` 2008, `五七` 1957, `108` (of the Republic) 2019."""
    value = int(parse(digits.replace("O", "〇").replace("Ｏ", "〇")) or 0)
    if value >= 100:
        return value if value >= 1000 else ROC + value
    return value + (2000 if digits[0] == "0" else 1900)
