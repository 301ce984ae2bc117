"""Measures: what kind of figure a row states of its indicator, so that only like is compared with like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.lexicon import Lexicons
from pipeline.numerals import parse

Measure = Literal["amount", "gain", "growth", "rate", "points", "ratio"]
Direction = Literal["more", "less", "equal"]
_PERCENT = ("percent", "permille")
_RATES = re.compile(r"(?:率|比重|比例|占比|强度|程度|水平|系数|指数|满意度)$")
_AVERAGE = re.compile(r"年均|平均每年|每年平均|年平均|每年(?:递|增|增长|平均)|年递增|年增长率平均")
_LAST_YEAR = re.compile(r"比(?:上|去|前)一?年|同比|较(?:上|去)年")
_SINCE = re.compile(
    r"[比同与较和](?P<year>(?:19|20)\d\d|[一二][九〇零○]\S{2})年|(?:几|[三四五六七八九十两]|\d{1,4})年(?:来|间|中)?(?:共|累计|总计)"
)
_SEGMENT = re.compile(r"[，,、；;。：:！？\n（(]")
_CLAUSE = re.compile(r"[；;。！？\n]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What `lexicons/indicator_facts.csv` says of an indicator; empty where it has no line."""

    direction: Direction | None = None
    percent: Literal["growth", "rate"] | None = None
    stands_in: tuple[str, ...] = ()  # indicators whose figure answers for it where its own is not reported
    definition: str | None = None


def meanings(lexicons: Lexicons) -> dict[str, Meaning]:
    """The meanings of the indicators that have a line, by `indicator_key`."""
    return {
        entry.term: Meaning(
            entry["direction"] or None,  # type: ignore[arg-type]
            entry["percent"] or None,  # type: ignore[arg-type]
            tuple(entry["stands_in"].split()),
            entry["definition"] or None,
        )
        for entry in lexicons["indicator_facts"].entries
    }


def measure(row: Mapping[str, Any], meaning: Meaning) -> Measure:
    """What the figure of a row of `targets` is: 增长8% growth, 失业率4.6% rate, 新建18所 amount, 翻一番 ratio.

    An amount that something grows by (`增产505万吨`) is a gain, unless what is new is what is counted (新增就业).

    A bare percentage (`经济增长速度8%`) is what the lexicon says a percentage of the indicator is; without a line, a
    rate where its name says so or the change is a level.
    """
    unit, change = row["base_unit"], row["change"]
    if unit == "percentage_point":
        return "points"
    if change == "ratio" or unit in ("times", "doubling"):
        return "ratio"
    if unit not in _PERCENT:
        return "gain" if change in ("increase", "decrease") and not _is_new(row) else "amount"
    if meaning.percent:
        return meaning.percent
    moves = change in ("increase", "decrease")
    return "growth" if moves and not _RATES.search(row["indicator_key"] or "") else "rate"


def _is_new(row: Mapping[str, Any]) -> bool:
    if row["action"] in ("多", "少", "增加", "减少"):  # 新增就业目标比去年多10万人
        return False
    named = (row["indicator_key"] or "") + (row["action"] or "")
    return "新增" in named or "净增" in named


def sign(row: Mapping[str, Any], kind: Measure) -> int:
    """-1 where the figure is printed as a fall (`下降3%`) of what is measured, so that falls and rises compare."""
    return -1 if row["change"] == "decrease" and kind in ("gain", "growth", "points", "rate") else 1


def basis(row: Mapping[str, Any], kind: Measure, occurrence: int = 0) -> str:
    """Against what the figure is measured: `year`, `average` (a year's mean over several), `since` an earlier year.

    >>> row = {"text": "7%", "sentence": "五年来生产总值比2015年增长40%，年均增长7%。", "change": "increase"}
    >>> basis(row, "growth"), basis({**row, "text": "40%"}, "growth")
    ('average', 'since')
    """
    before = before_number(row, occurrence)
    own = _SEGMENT.split(before)[-1]
    if _AVERAGE.search(own) or (len(own) < 3 and _AVERAGE.search(before[-40:])):
        return "average"
    if kind in ("amount", "gain", "rate") or _LAST_YEAR.search(own):
        return "year"
    since = _SINCE.search(before)
    return "since" if since and not _is_year_before(row, since["year"]) else "year"


def before_number(row: Mapping[str, Any], occurrence: int = 0) -> str:
    """The clause of a row's sentence before its number; `occurrence` counts numbers printed the same, from 0."""
    return _CLAUSE.split(row["sentence"][: at_number(row, occurrence)])[-1]


def after_number(row: Mapping[str, Any], occurrence: int = 0) -> str:
    """The clause of a row's sentence behind its number."""
    return _CLAUSE.split(row["sentence"][at_number(row, occurrence) + len(row["text"]) :])[0]


def at_number(row: Mapping[str, Any], occurrence: int = 0) -> int:
    """Where the number stands in its sentence."""
    found = [m.start() for m in re.finditer(rf"(?<![\d.．]){re.escape(row['text'])}", row["sentence"])]
    return found[min(occurrence, len(found) - 1)] if found else max(0, row["sentence"].find(row["text"]))


def _is_year_before(row: Mapping[str, Any], printed: str | None) -> bool:
    year = None if printed is None else parse(printed)
    start = row.get("period_start")
    return year is not None and start is not None and year == start.year - 1


def half_step(row: Mapping[str, Any]) -> float:
    """Half of the last printed digit, in the base unit: the printed 7.8% may be anything from 7.75 to 7.85."""
    decimals = re.search(r"[.．点](\d+|[一二三四五六七八九零〇]+)", row["text"])
    digits = len(decimals[1]) if decimals else 0
    scale = abs(row["value_low"] / row["low"]) if row["low"] else 1.0
    return float(0.5 * 10.0**-digits * scale)
