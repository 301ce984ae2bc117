"""Dates and periods: tables of cases, and properties."""

from __future__ import annotations

import calendar as months
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.calendar import find
from pipeline.lexicon import Lexicons

LEXICONS = Lexicons.default()
CASES = tomllib.loads((Path(__file__).parent / "cases" / "calendar.toml").read_text("utf-8"))


def found(case: dict[str, Any]) -> list[list[str]]:
    year = case.get("year", 2024) or None
    return [[p.text, _day(p.first), _day(p.last), p.kind] for p in find(case["text"], year, LEXICONS)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


@pytest.mark.parametrize("case", CASES["find"], ids=[case["text"] for case in CASES["find"]])
def test_found(case: dict[str, Any]) -> None:
    assert found(case) == case["found"]


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.xfail(reason=c["why"]), id=c["text"]) for c in CASES["xfail"]]
)
def test_known_failure(case: dict[str, Any]) -> None:
    assert found(case) == case["found"]


def test_what_is_taken_for_granted_is_said() -> None:
    texts = ("6月底前", "今年", "2024年", "三年内", "到2025年底", "“十四五”期间")
    assert [find(text, 2024, LEXICONS)[0].assumed for text in texts] == [
        "year=2024 from the document", "year=2024 from the document", None,
        "counted from the document's year 2024", None, None,
    ]  # fmt: skip


def test_a_deadline_is_what_is_to_be_reached() -> None:
    texts = ("到2025年底", "6月底前", "2025年底", "截至2025年底", "2025年")
    assert [find(text, 2024, LEXICONS)[0].is_deadline for text in texts] == [True, True, False, False, False]


ALPHABET = (
    "0123456789一二三四五六七八九十〇年月日底末初前后内至到—-、，今明去上下半季度第“”十五期间世纪末代XX每近个来 \n"
)


@settings(max_examples=300)
@given(st.text(alphabet=ALPHABET, max_size=50), st.none() | st.integers(1950, 2035))
def test_in_order_and_never_overlapping(text: str, year: int | None) -> None:
    end = 0
    for p in find(text, year, LEXICONS):
        assert end <= p.start < p.end <= len(text)
        assert p.text == text[p.start : p.end]
        assert p.is_deadline == (p.kind == "deadline")
        assert p.last is None or not p.is_deadline or p.first is None
        end = p.end


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_day(day: date) -> None:
    for text in (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day.year}.{day.month}.{day.day}"):
        (p,) = find(text, None, LEXICONS)
        assert (p.first, p.last, p.kind) == (day, day, "date")


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_any_month(year: int, month: int) -> None:
    last = date(year, month, months.monthrange(year, month)[1])
    (p,) = find(f"{year}年{month}月", None, LEXICONS)
    assert (p.first, p.last) == (date(year, month, 1), last)
    (p,) = find(f"{month}月底前", year, LEXICONS)
    assert (p.first, p.last, p.is_deadline) == (None, last, True)


@given(st.integers(1900, 2099), st.integers(1, 50))
def test_any_span_of_years(year: int, more: int) -> None:
    if year + more <= 2099:
        for to in ("—", "-", "至"):
            (p,) = find(f"{year}{to}{year + more}年", None, LEXICONS)
            assert (p.first, p.last) == (date(year, 1, 1), date(year + more, 12, 31))
