"""Numerals: tables of cases, and properties over all of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numerals import parse

CASES = tomllib.loads((Path(__file__).parent / "cases" / "numerals.toml").read_text("utf-8"))
PARSED = [(case["value"], surface) for case in CASES["parse"] for surface in case["surfaces"]]
UNPARSED = [surface for case in CASES["none"] for surface in case["surfaces"]]
FAILING = [(case["value"], surface, case["why"]) for case in CASES["xfail"] for surface in case["surfaces"]]


@pytest.mark.parametrize(("value", "surface"), PARSED, ids=[surface for _, surface in PARSED])
def test_value(value: float, surface: str) -> None:
    assert parse(surface) == value


@pytest.mark.parametrize("surface", UNPARSED)
def test_writes_no_number(surface: str) -> None:
    assert parse(surface) is None


@pytest.mark.parametrize(
    ("value", "surface"), [pytest.param(v, s, marks=pytest.mark.xfail(reason=why)) for v, s, why in FAILING]
)
def test_known_failure(value: float, surface: str) -> None:
    assert parse(surface) == value


def test_there_are_enough_cases() -> None:
    assert len(PARSED) + len(UNPARSED) >= 300


DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def han(number: int) -> str:
    """`number` as it is written out: 10203 一万零二百零三."""
    if number == 0:
        return "零"
    out = ""
    gap = False
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, scale)
        if part:
            below_thousand = part < 1000 and bool(out)
            out += ("零" if (gap or below_thousand) and out else "") + _under_ten_thousand(part) + name
        gap = bool(out) and part == 0
    return out


def _under_ten_thousand(number: int) -> str:
    out, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + name
        gap = digit == 0
    return out


@given(st.integers(0, 10**12))
def test_written_out_and_read_back(number: int) -> None:
    assert parse(han(number)) == number
    assert parse(han(number).translate(FORMAL)) == number


@given(st.integers(0, 10**15))
def test_groups_of_three(number: int) -> None:
    assert parse(f"{number:,}") == parse(f"{number:,}".replace(",", "，")) == parse(str(number)) == number


@given(st.integers(1000, 9999))
def test_years_digit_by_digit(year: int) -> None:
    assert parse("".join(DIGITS[int(c)] for c in str(year))) == year
    assert parse("".join("〇一二三四五六七八九"[int(c)] for c in str(year))) == year


@given(st.integers(0, 9999), st.integers(1, 9999))
def test_decimals(whole: int, behind: int) -> None:
    value = float(f"{whole}.{behind}")
    assert parse(f"{whole}.{behind}") == value
    assert parse(han(whole) + "点" + "".join(DIGITS[int(c)] for c in str(behind))) == value


@given(st.integers(1, 9999), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_scale_words(number: int, scale: tuple[str, int]) -> None:
    assert parse(f"{number}{scale[0]}") == number * scale[1]


@given(st.text(alphabet="零一二三十百千万亿点分之半0123456789,. -至", max_size=12))
def test_any_string_is_a_number_or_none(text: str) -> None:
    value = parse(text)
    assert value is None or isinstance(value, float)
