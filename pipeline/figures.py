"""A numeral at its place in a text: its characters, its value, and what it says of its own exactness (余, 多, 几).

Arabic and Chinese digits, mixed (3万4千), adjacent (三四百, 七八), in hundredths (百分之五), as fractions (三分之一).
What stands behind a numeral is none of this module's business; see `quantities`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.lexicon import Lexicons
from pipeline.numerals import DIGITS, POWERS, parse
from pipeline.units import Units

Comparator = Literal["eq", "ge", "approx", "range"]
Form = Literal[
    "arabic", "han", "percent_han", "fraction", "times", "doubling", "tenths", "half", "ordinal", "placeholder",
    "vague", "roman",
]  # fmt: skip

HAN_DIGITS = "".join(c for c in DIGITS if c not in "幺參")
HAN = HAN_DIGITS + "".join(POWERS) + "廿卅"
SCALES = "百千万萬亿億"
LARGE = "万萬亿億"
HUNDREDTHS = {100.0: "%", 1000.0: "‰", 10000.0: "‱"}

_ARABIC = re.compile(
    # 1,234 and 1 234 only in groups of three; a second point makes a version or a date, not a decimal
    r"(?:\d{1,3}(?:[,，]\d{3})++(?!\d)|\d{1,3}(?: \d{3})++(?! ?\d)(?= ?[^\s\d.])|\d++)"
    r"(?:[.．]\d++(?![.．]\d)|[点點]\d++(?=[%％万亿倍]))?"
)
_CONTINUED = re.compile(rf"\d++(?:\.\d++)?[{SCALES}]++|\d{{3,4}}(?![\d年,，.．/-])")  # the 4千 of 3万4千, 8500 of 2万8500
_SCALE = re.compile(rf"[{SCALES}]++| {{1,2}}[{LARGE}]++")
_HAN = re.compile(
    rf"[{HAN}](?:[{HAN}]|[0OＯ](?=[0OＯ{HAN_DIGITS}年]))*+(?:[点點·][{HAN_DIGITS}]++(?![十是])[{SCALES}]*+)?+"
)
_ADJACENT = re.compile(rf"([{HAN}]*?)([{HAN_DIGITS}])([{HAN_DIGITS}])([{''.join(POWERS)}]*+)")
_PLAN = re.compile("十[一二三四五六七八九]五")
_MINUS_BEFORE = frozenset("长降减增为是达率额幅值速（(：:，,、；; \t")


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeral: low and high before `scale`; `unit` only where the numeral itself says it (百分之 is %)."""

    start: int
    end: int
    low: float | None
    high: float | None
    scale: str
    form: Form
    comparator: Comparator
    unit: str = ""


@dataclass(frozen=True)
class Figures:
    """Reads numerals. `more` are the characters that make one inexact (余 ge, 几 approx)."""

    more: Mapping[str, Comparator]
    before_lone: frozenset[str]  # 近 上 约 …: before a power of ten that stands alone (近万人)
    units: Units

    @classmethod
    def of(cls, lexicons: Lexicons) -> Figures:
        """Built once for each set of lexicons, from `numeral_words`."""
        return _figures(lexicons)

    def at(self, text: str, position: int) -> Figure | None:
        """The numeral that begins at `position`, or None."""
        if text[position].isdigit():
            return self._arabic(text, position)
        run = _HAN.match(text, position)
        return None if run is None else self._han(text, position, run.end())

    def _arabic(self, text: str, start: int) -> Figure | None:
        match = _ARABIC.match(text, start)
        if match is None:
            return None
        end = match.end()
        value = parse(match[0])
        first, end = self._more(text, end)
        scale, end = self._scale(text, end)
        further = _CONTINUED.match(text, end) if scale and not first else None
        if further:
            end = further.end()
            scale = further[0].lstrip("0123456789.")
            value = parse(text[start:end])
            scale = scale if scale and scale[-1] in LARGE else ""
            value = None if value is None else value / scaled(scale)
        second, end = self._more(text, end)
        comparator = first or second or "eq"
        if _is_negative(text, start) and value is not None:
            start, value = start - 1, -value
        return Figure(start, end, value, value, scale, "arabic", comparator)

    def _han(self, text: str, start: int, end: int) -> Figure | None:
        run = text[start:end]
        if text.startswith("分之", end):
            return self._share(text, start, end)
        if run[0] in SCALES and all(c in SCALES for c in run) and not self._counts_alone(text, start, end):
            return None
        if run[-1] in LARGE and any(c not in LARGE for c in run):
            core = run.rstrip(LARGE)
        else:
            core = run
        low, high, used = _value(core)
        if used < len(core):  # 一百三百: the second begins a number of its own
            return Figure(start, start + used, low, high, "", "han", "eq")
        scale = run[len(core) :]
        first, at = self._more(text, end)
        if first:
            scale2, at = self._scale(text, at)
            scale += scale2
        second, at = self._more(text, at) if not first else ("", at)
        comparator: Comparator = first or second or ("range" if low != high else "eq")
        return Figure(start, at, low, high, scale, "han", comparator)

    def _share(self, text: str, start: int, end: int) -> Figure | None:
        """百分之五, 千分之三, 三分之一."""
        base = parse(text[start:end])
        if base is None or end + 2 >= len(text):
            return None
        if base not in HUNDREDTHS:
            value = _HAN.match(text, end + 2)
            share = parse(text[start : value.end()]) if value else None
            return None if share is None or not value else Figure(start, value.end(), share, share, "", "fraction", "eq")
        if text[end + 2] == "百":
            above: Figure | None = Figure(start, end + 3, 100.0, 100.0, "", "han", "eq")
        else:
            above = self.at(text, end + 2)
        if above is None:
            return None
        return replace(above, start=start, form="percent_han", unit=HUNDREDTHS[base])

    def _more(self, text: str, end: int) -> tuple[Comparator | Literal[""], int]:
        """余, 多, 几 behind a numeral, if one stands there."""
        at = end + 1 if text[end : end + 1] == " " else end
        said = self.more.get(text[at : at + 1])
        return (said, at + 1) if said else ("", end)

    def _scale(self, text: str, end: int) -> tuple[str, int]:
        match = _SCALE.match(text, end)
        return (match[0].strip(), match.end()) if match else ("", end)

    def _counts_alone(self, text: str, start: int, end: int) -> bool:
        """Whether a power of ten without a digit is a number here: 近万人, 百余家, 百个, 千亿级; not 单位:万元."""
        before = text[start - 1 : start] if start else ""
        if before and before in self.before_lone:
            return True
        if text[end : end + 1] in self.more:
            return True
        if end - start > 1:
            return before not in ("（", "(", "：", ":")
        unit = self.units.at(text, end) if text[start] in "百千" else None
        return unit is not None and unit.dimension == "count"


def scaled(scale: str) -> float:
    """What a chain of powers multiplies by: 万 10⁴, 百万 10⁶, 万亿 10¹², "" 1."""
    value = 1
    for c in scale:
        value *= POWERS[c]
    return float(value)


def _value(run: str) -> tuple[float | None, float | None, int]:
    """Low, high and how many characters they take, of a run of Han digits and powers."""
    if _PLAN.fullmatch(run):
        return None, None, len(run)
    adjacent = _ADJACENT.fullmatch(run)
    if adjacent and _neighbours(adjacent[2], adjacent[3]) and (not adjacent[1] or adjacent[1][-1] in POWERS):
        head, a, b, tail = adjacent.groups()
        low, high = parse(head + a + tail), parse(head + b + tail)
        if low is not None and high is not None:
            return low, high, len(run)
    if len(run) > 2 and all(c in DIGITS for c in run) and all(_follow(a, b) for a, b in zip(run, run[1:], strict=False)):
        return float(DIGITS[run[0]]), float(DIGITS[run[-1]]), len(run)
    for used in range(len(run), 0, -1):
        value = parse(run[:used])
        if value is not None:
            return value, value, used
    return None, None, len(run)


def _follow(a: str, b: str) -> bool:
    return 0 < DIGITS[a] == DIGITS[b] - 1


def _neighbours(a: str, b: str) -> bool:
    """Digits that name a span side by side: 七八, 三四, and 三五 (three to five)."""
    return _follow(a, b) or (DIGITS[a], DIGITS[b]) == (3, 5)


def _is_negative(text: str, start: int) -> bool:
    """Whether a minus stands before the digit at `start` that is not a dash between two things."""
    return start > 0 and text[start - 1] in "-−－" and (start == 1 or text[start - 2] in _MINUS_BEFORE)


@functools.cache
def _figures(lexicons: Lexicons) -> Figures:
    words = lexicons["numeral_words"]
    more: dict[str, Comparator] = {}
    more.update({e.term: "ge" for e in words.where("kind", "more").entries})
    more.update({e.term: "approx" for e in words.where("kind", "about").entries})
    before = frozenset(e.term for e in words.where("kind", "before_lone").entries)
    return Figures(more, before, Units.of(lexicons))
