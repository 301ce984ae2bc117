"""Quantities: numbers found in running text, with their units."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lexicon import Lexicons
from pipeline.quantities import Quantity, scan

LEXICONS = Lexicons.default()
CASES = tomllib.loads((Path(__file__).parent / "cases" / "quantities.toml").read_text("utf-8"))


def found(text: str) -> list[list[Any]]:
    return [_row(text, q) for q in scan(text, LEXICONS)]


def _row(text: str, q: Quantity) -> list[Any]:
    low, high = ("" if value is None else value for value in (q.low, q.high))
    return [text[q.start : q.end], low, high, q.unit, q.comparator, q.form]


@pytest.mark.parametrize("case", CASES["find"], ids=[case["text"] for case in CASES["find"]])
def test_found(case: dict[str, Any]) -> None:
    assert found(case["text"]) == case["found"]


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.xfail(reason=c["why"]), id=c["text"]) for c in CASES["xfail"]]
)
def test_known_failure(case: dict[str, Any]) -> None:
    assert found(case["text"]) == case["found"]


ALPHABET = (
    "0123456789零一二三十百千万亿点半几数余多年月日个家所人%％元至到-—～XX第翻番成倍分之"
    ",，.。、:/ （）（套）增长新建上下前后负\n"
)


@settings(max_examples=300)
@given(st.text(alphabet=ALPHABET, max_size=60))
def test_in_order_within_the_text_and_never_overlapping(text: str) -> None:
    end = 0
    for q in scan(text, LEXICONS):
        assert end <= q.start <= q.number_end <= q.end <= len(text) and q.start < q.end  # a blank has no figure
        assert (q.low is None) == (q.high is None) == (q.value_low is None) == (q.value_high is None)
        assert q.unit.strip() == q.unit
        assert (q.base_unit is None) == (q.dimension is None)
        end = q.end


@given(st.integers(0, 10**9), st.sampled_from(["人", "万元", "个", "%", "公里", "万千瓦时", "亿元", "所"]))
def test_any_amount_before_a_unit(number: int, unit: str) -> None:
    (q,) = scan(f"新建{number}{unit}。", LEXICONS)
    assert (q.low, q.high, q.unit) == (number, number, unit)


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["至", "-", "—", "～", "到", "~", "－"]))
def test_any_range(low: int, more: int, to: str) -> None:
    (q,) = scan(f"新建{low}{to}{low + more}所", LEXICONS)
    assert (q.low, q.high, q.comparator) == (low, low + more, "range")


def test_the_comma_world_does_not_matter() -> None:
    half = "建成3所，投入1,200万元；增长5%:完成2项"
    full = half.replace(",", "，").replace(":", "：")
    assert [(q.low, q.unit) for q in scan(half, LEXICONS)] == [(q.low, q.unit) for q in scan(full, LEXICONS)]


@pytest.mark.parametrize(
    "text",
    ["", " ", "。", "第", "百分之", "翻", "半", "一", "万", "X", "1", "1-", "3至", "-", "百分", "分之一", "一千分之"],
)
def test_ends_of_text(text: str) -> None:
    scan(text, LEXICONS)


@pytest.mark.parametrize("piece", ["千分之", "千分之一", "一百", "1,234", "1 234", "三至", "元/", "百分之1"])
def test_endless_repetition(piece: str) -> None:
    scan("5" + piece * 3000, LEXICONS)
