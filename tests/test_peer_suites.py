"""Other authors' public cases for Chinese numerals and dates: how many of them we read the same way.

They are not held in the project; where they lie beside it, the number we agree with may only rise. Where we differ we
mean to: their conventions of speech (telephone numbers digit by digit, 幺, clock times, 15-6 for 十五六), a calendar
that counts back and forth from today where ours counts from the document's year, money in two units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.calendar import find
from pipeline.figures import SCALES, scaled
from pipeline.lexicon import Lexicons
from pipeline.numerals import parse
from pipeline.quantities import Quantity, scan

LEXICONS = Lexicons.default()
AGREED = {"cn2an": 213, "cn2date": 51, "nemo-zh": 417, "wetext-zh": 208}  # of 236, 152, 426 and 267


def agrees(case: dict[str, Any]) -> bool:
    """Whether our reading of the case is the suite's.

    A suite that rewrites text (二十五 to 25, or back) is right by us where both sides hold the same numbers.
    """
    expected = case.get("expected", [])
    if case["suite"] == "cn2date":
        periods = [(str(p.first), str(p.last)) for p in find(case["input"], 2021, LEXICONS)]
        return periods == [(e["date_low"][:10], e["date_high"][:10]) for e in expected]
    if "expected" in case:
        value, wanted = parse(case["input"]), expected[0].get("value") if expected else None
        return value == wanted if wanted is None else value == pytest.approx(wanted, rel=1e-9)
    return list(numbers(case["input"])) == list(numbers(case["expected_text"]))


def numbers(text: str) -> Iterator[tuple[float | None, float | None]]:
    for q in scan(text, LEXICONS):
        yield _whole(q, q.low), _whole(q, q.high)


def _whole(q: Quantity, value: float | None) -> float | None:
    """The value with its scale word: 1.2 of 1.2万 is 12000. A scale character of the unit's own (千米) stays out."""
    if value is None:
        return None
    scale = q.unit[: len(q.unit) - len(q.unit.lstrip(SCALES))]
    own = q.unit.startswith(("千瓦", "千米", "千克", "百分"))
    return round(value if own else value * scaled(scale), 6)


@pytest.mark.parametrize("suite", sorted(AGREED))
def test_as_many_agree_as_before(suite: str, shared: Path) -> None:
    path = shared / "peer-suites" / f"{suite}.jsonl"
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    agreed = sum(agrees(case) for case in cases if case["relevant"])
    assert agreed >= AGREED[suite]
