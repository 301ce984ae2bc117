"""Units: what amounts come to, how units are printed, and what is none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.lexicon import Lexicons
from pipeline.quantities import Quantity, scan
from pipeline.units import Units

LEXICONS = Lexicons.default()
CASES = tomllib.loads((Path(__file__).parent / "cases" / "units.toml").read_text("utf-8"))
SAME = [(case, surface) for case in CASES["same"] for surface in case["surfaces"]]
PRINTED = [(case["unit"], surface) for case in CASES["printed"] for surface in case["surfaces"]]
BARE = [surface for case in CASES["bare"] for surface in case["surfaces"]]


def only(text: str) -> Quantity:
    (quantity,) = scan(text, LEXICONS)
    return quantity


@pytest.mark.parametrize(("case", "surface"), SAME, ids=[surface for _, surface in SAME])
def test_worth(case: dict[str, Any], surface: str) -> None:
    q = only(surface)
    assert (q.start, q.end) == (0, len(surface))
    assert q.value_low == pytest.approx(case["value"], rel=1e-6)
    assert (q.base_unit, q.dimension) == (case["base"], case["dimension"])


@pytest.mark.parametrize(("unit", "surface"), PRINTED, ids=[surface for _, surface in PRINTED])
def test_printed(unit: str, surface: str) -> None:
    assert only(surface).unit == unit


@pytest.mark.parametrize("surface", BARE)
def test_no_unit(surface: str) -> None:
    assert only(surface).unit == ""


def test_there_are_enough_cases() -> None:
    assert len(SAME) + len(PRINTED) + len(BARE) >= 150


@pytest.mark.parametrize(
    ("head", "base", "factor"),
    [
        ("万元", "CNY", 1e4),
        ("亿元", "CNY", 1e8),
        ("%", "percent", 1),
        ("万亩", "m2", 6666666.666667),
        ("元/平方米", "CNY/m2", 1),
        ("万吨标准煤", "tce", 1e4),
        ("百万元", "CNY", 1e6),
    ],
)
def test_unit_of_a_column(head: str, base: str, factor: float) -> None:
    unit = Units.of(LEXICONS).whole(head)
    assert unit is not None
    assert (unit.text, unit.base) == (head, base)
    assert unit.factor == pytest.approx(factor)


@pytest.mark.parametrize("head", ["", "万", "项目", "单位", "责任单位", "元以上", "2025"])
def test_no_unit_of_a_column(head: str) -> None:
    assert Units.of(LEXICONS).whole(head) is None


def test_every_line_is_sound() -> None:
    assert len(LEXICONS["units"].entries) >= 250
    for entry in LEXICONS["units"].entries:
        assert float(entry["factor"]) > 0, entry.where
        assert entry["unit"], entry.where
        assert entry["dimension"], entry.where


def test_a_base_unit_has_one_dimension() -> None:
    dimensions: dict[str, set[str]] = {}
    for entry in LEXICONS["units"].entries:
        dimensions.setdefault(entry["unit"], set()).add(entry["dimension"])
    assert {base: found for base, found in dimensions.items() if len(found) > 1} == {}
