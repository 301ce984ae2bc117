"""A numeral at its place in a text: its characters, its value, and what it says of its own exactness (余, 多, 几).

Arabic and Chinese digits, mixed (3万4千), adjacent (三四百, 七八), in hundredths (百分之五), as fractions (三分之一).
What stands behind a numeral is none of this module's business (see `quantities`), nor what is no numeral (半, XX, 几:
see `wordings`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

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
LARGE = "万萬亿億"
SCALES = "百千" + LARGE
HUNDREDTHS = {100.0: "%", 1000.0: "‰", 10000.0: "‱"}

_ARABIC = re.compile(
    # 1,234 and 1 234 only in groups of three; a second point makes a version or a date, not a decimal
    r"(?:\d{1,3}(?:[,，]\d{3}){1,8}+(?!\d)|\d{1,3}(?: \d{3}){1,8}+(?! ?\d)(?= ?[^\s\d.])|\d++)"
    r"(?:[.．]\d++(?![.．]\d)|[点點·]\d++(?=[%％万亿倍]))?"
)
# the 4千 of 3万4千, the 8500 of 2万8500
_CONTINUED = re.compile(
    rf"(?:\d{{1,20}}+(?:\.\d{{1,20}}+)?[{SCALES}]{{1,8}}+){{1,8}}(?:\d{{1,4}}(?![\d.年]))?"
    r"|\d,\d{3}(?![\d年,，.．/-])|\d{3,4}(?![\d年,，.．/-])"
)
_SCALE = re.compile(rf"[{SCALES}]++| {{1,2}}[{LARGE}]++")
# runs have a length that no numeral reaches: without one, a page of digits costs its square
_HAN = re.compile(
    rf"[{HAN}](?:[{HAN}]|[0OＯ](?=[0OＯ{HAN_DIGITS}年])){{0,39}}+(?:[点點·][{HAN_DIGITS}]++(?![十是])[{SCALES}]*+)?+"
)
_SHARE = re.compile(rf"[\d{HAN}]{{1,40}}+分之")
_ADJACENT = re.compile(rf"([{HAN}]{{0,40}}?)([{HAN_DIGITS}])([{HAN_DIGITS}])([{''.join(POWERS)}]*+)")
_PLAN = re.compile("十[一二三四五六七八九]五")
_OPENING = frozenset("（(：:")
_DASHES = frozenset("-−－")
_MINUS_BEFORE = frozenset("长降减增为是达率额幅值速（(：:，,、；; \t")


class Figure(NamedTuple):
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
    """Reads numerals by the lexicon `numeral_words`."""

    more: Mapping[str, Comparator]  # what makes one inexact: 余 ge, 几 approx
    before_lone: frozenset[str]  # 近 上 约 …: before a power of ten that stands alone (近万人)
    minus: Mapping[str, bool]  # 负, 零下; False for words that only end like one (担负)
    minus_last: frozenset[str]  # the characters a minus may end with
    going_on: frozenset[str]  # the characters that a numeral of digits may go on with
    units: Units

    @classmethod
    def of(cls, lexicons: Lexicons) -> Figures:
        """Built once for each set of lexicons."""
        return _figures(lexicons)

    def at(self, text: str, position: int) -> Figure | None:
        """The numeral that begins at `position` (its minus may stand before), or None."""
        if text[position].isdigit():
            figure = self._arabic(text, position)
        else:
            run = _HAN.match(text, position)
            figure = self._han(text, position, run.end()) if run else None
        if figure is None or not figure.low or text[position - 1] not in self.minus_last or position == 0:
            return figure
        signed = self._minus(text, position, figure)
        if signed == position:
            return figure
        low, high = -(figure.high or 0.0), -figure.low
        return figure._replace(start=signed, low=low, high=high)

    def but_last(self, text: str, figure: Figure) -> Figure | None:
        """`figure` without its last character, which begins the unit: 一百三十万千|瓦时."""
        start, end = figure.start, figure.end - 1
        if text[start].isdigit() or text[start] not in HAN:
            return None
        return self._han(text, start, end) if _HAN.fullmatch(text, start, end) else None

    def _minus(self, text: str, position: int, figure: Figure) -> int:
        """Where the minus before `position` begins, `position` itself where there is none."""
        if text[position - 1] in _DASHES:
            return position - 1 if text[position].isdigit() and _is_minus(text, position, figure) else position
        for length in (2, 1):
            word = text[max(0, position - length) : position]
            if word in self.minus and len(word) == length:
                return position - length if self.minus[word] else position
        return position

    def _arabic(self, text: str, start: int) -> Figure | None:
        match = _ARABIC.match(text, start)
        if match is None:
            return None
        end = match.end()
        value = parse(match[0])
        if text[end : end + 1] not in self.going_on:  # nearly always
            return Figure(start, end, value, value, "", "arabic", "eq")
        if text.startswith("分之", end):
            return self._share(text, start, end)
        first, end = self._more(text, end)
        scale, end = self._scale(text, end)
        further = _CONTINUED.match(text, end) if scale and not first else None
        if further:
            end = further.end()
            behind = further[0].lstrip("0123456789.")
            scale = behind if behind and behind in LARGE else ""
            whole = parse(text[start:end])
            value = None if whole is None else whole / scaled(scale)
        second, end = self._more(text, end)
        return Figure(start, end, value, value, scale, "arabic", first or second or "eq")

    def _han(self, text: str, start: int, end: int) -> Figure | None:
        if text.startswith("分", end) and (
            text.startswith("之", end + 1) or text[start] == "百" == text[end + 1 : end + 2]
        ):
            return self._share(text, start, end)
        run = text[start:end]
        if run[0] in SCALES and not run.strip(SCALES) and not self._counts_alone(text, start, end):
            return None
        scale = run[len(run.rstrip(LARGE)) :] if run.strip(LARGE) else ""
        core = run[: len(run) - len(scale)]
        low, high, used = _value(core)
        if used < len(core):  # 一百三百: the second begins a number of its own
            return Figure(start, start + used, low, high, "", "han", "eq")
        if scale and low == high and (whole := parse(run)) is not None:
            low = high = whole / scaled(scale)  # 三亿五千万 is 35000 万
        said, end = self._more(text, end)
        if said == "approx" and text.startswith("十", end):  # 一百几十: no more exact than 一百多
            said, end = "ge", end + 1
        if said:
            further, end = self._scale(text, end)
            whole = parse(run + further) if further and not scale and low == high else None
            if whole is not None:
                low = high = whole / scaled(further)  # 六亿三千多万 is 63000 万, and more
            scale += further
            said_again, end = self._more(text, end)
            said = said_again or said
        return Figure(start, end, low, high, scale, "han", said or ("range" if low != high else "eq"))

    def _share(self, text: str, start: int, end: int) -> Figure | None:
        """百分之五, 千分之三, 三分之一, 百分百; the fraction word stands at `end`."""
        if text.startswith("百", end + 1):
            return Figure(start, end + 2, 100.0, 100.0, "", "percent_han", "eq", "%")
        base = parse(text[start:end])
        behind = end + 2
        if base is None or behind >= len(text):
            return None
        if base not in HUNDREDTHS:
            above = _HAN.match(text, behind) or _ARABIC.match(text, behind)
            share = parse(text[start : above.end()]) if above else None
            if above is None or share is None:
                return None
            share = round(share, 4)  # as the annotation guide writes a third: 0.3333
            return Figure(start, above.end(), share, share, "", "fraction", "eq")
        if text[behind] == "百":
            return Figure(start, behind + 1, 100.0, 100.0, "", "percent_han", "eq", HUNDREDTHS[base])
        if text[behind] in self.minus and behind + 1 < len(text):  # 百分之负三点八
            behind += 1
        figure = None if _SHARE.match(text, behind) else self.at(text, behind)  # no share of a share
        return figure._replace(start=start, form="percent_han", unit=HUNDREDTHS[base]) if figure else None

    def _more(self, text: str, end: int) -> tuple[Comparator | Literal[""], int]:
        """余, 多, 几 behind a numeral, if one stands there."""
        said = self.more.get(text[end : end + 1])
        if said:
            return said, end + 1
        said = self.more.get(text[end + 1 : end + 2]) if text.startswith(" ", end) else None
        return (said, end + 2) if said else ("", end)

    def _scale(self, text: str, end: int) -> tuple[str, int]:
        match = _SCALE.match(text, end)
        return (match[0].strip(), match.end()) if match else ("", end)

    def _counts_alone(self, text: str, start: int, end: int) -> bool:
        """Whether a power of ten without a digit is a number here: 近万人, 百余家, 百个, 千亿级; not 单位:万元."""
        before = text[start - 1] if start else ""
        if before and before in self.before_lone:
            return True
        if self.more.get(text[end : end + 1]) and text[end] not in self.before_lone:
            return True
        if end - start > 1:
            return before not in _OPENING
        unit = self.units.at(text, end) if text[start] in "百千" else None
        return unit is not None and unit.dimension == "count"


def _is_minus(text: str, position: int, figure: Figure) -> bool:
    """Whether the dash before the digit at `position` is a minus (下降了-3.8%), and joins no two things (5年-3月)."""
    if position == 1 or text[position - 2] in _MINUS_BEFORE:
        return True
    rate = text[figure.end : figure.end + 1] in ("%", "％", "‰", "℃")
    earlier = text[position - 3 : position - 2]
    return rate and "\u4e00" <= text[position - 2] <= "\u9fff" and not (earlier.isdigit() or earlier in HAN)


@functools.lru_cache(maxsize=64)
def scaled(scale: str) -> float:
    """What a chain of powers multiplies by: 万 10⁴, 百万 10⁶, 万亿 10¹², "" 1."""
    value = 1
    for c in scale:
        value *= POWERS[c]
    return float(value)


@functools.lru_cache(maxsize=8192)
def _value(run: str) -> tuple[float | None, float | None, int]:
    """Low, high and how many characters they take, of a run of Han digits and powers."""
    if _PLAN.fullmatch(run):
        return None, None, len(run)  # 十四五: the name of a plan
    adjacent = _ADJACENT.fullmatch(run)
    if adjacent and _neighbours(adjacent[2], adjacent[3]) and (not adjacent[1] or adjacent[1][-1] in POWERS):
        head, a, b, tail = adjacent.groups()
        low, high = parse(head + a + tail), parse(head + b + tail)
        if low is not None and high is not None:
            return low, high, len(run)
    if len(run) == 3 and all(c in DIGITS for c in run) and all(_follow(a, b) for a, b in pairwise(run)):
        return float(DIGITS[run[0]]), float(DIGITS[run[-1]]), len(run)  # 一二三产业
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


@functools.cache
def _figures(lexicons: Lexicons) -> Figures:
    words = lexicons["numeral_words"]
    more: dict[str, Comparator] = {}
    more.update({e.term: "ge" for e in words.where("kind", "more").entries})
    more.update({e.term: "approx" for e in words.where("kind", "about").entries})
    before = frozenset(e.term for e in words.where("kind", "before_lone").entries)
    minus = {e.term: True for e in words.where("kind", "minus").entries}
    minus.update({e.term: False for e in words.where("kind", "no_minus").entries})
    minus_last = _DASHES.union(word[-1] for word in minus)
    return Figures(more, before, minus, minus_last, frozenset(SCALES + "分 ").union(more), Units.of(lexicons))
