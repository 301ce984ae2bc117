"""Every number in a text, with its unit: 30931万元, 4至6所, 百分之八, 翻一番, 第七名, XX所, 几十家.

Where a number may begin is one class of characters; what begins there is read by `figures` and `units`. Roles are not
decided here: 2025 in 2025年 and 三 in 三是 are numbers like any other.

>>> from pipeline.lexicon import Lexicons
>>> [(q.low, q.high, q.unit) for q in scan("投资3.5亿元,新建4至6所,增长百分之八", Lexicons.default())]
[(3.5, 3.5, '亿元'), (4.0, 6.0, '所'), (8.0, 8.0, '%')]
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.figures import HAN, LARGE, SCALES, Comparator, Figure, Figures, Form, scaled
from pipeline.lexicon import Lexicons
from pipeline.numerals import DIGITS, parse
from pipeline.units import Unit, Units

__all__ = ["Comparator", "Form", "Quantity", "scan"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit. `low`, `high` as printed before the scale word; `value_*` in `base_unit`."""

    start: int
    end: int
    number_end: int
    low: float | None
    high: float | None
    unit: str
    base_unit: str | None
    dimension: str | None
    value_low: float | None
    value_high: float | None
    comparator: Comparator
    form: Form


def scan(text: str, lexicons: Lexicons) -> list[Quantity]:
    """Every number in `text`, leftmost, never overlapping, in order; the two ends of a range are one.

    Words that merely hold a numeral character (统一, 一切, 十分; lexicon `numeral_words`) are passed over.
    """
    return _scanner(lexicons).scan(text)


_MASK = "XxＸ×╳✕*＊_＿□"
_BLANK = " \u00a0\u3000"
_BEGIN = re.compile(rf"[\d{HAN}几幾数數半翻若{_MASK}Ⅰ-ⅩIV]")
_TO = re.compile(r" ?(?:-{1,2}|－{1,2}|—{1,2}|–|―|~|～|〜|∼|‐|‑|−|至|到) ?")
_STAMP = re.compile(r"(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:[0-2]?\d|3[01])(?!\d)|\d++(?:[.．]\d++){2,}")
_DIGITS = re.compile(r"\d+")
_PER = re.compile(r"[/／](\d*[十百千万亿]+)")
_FRACTION = re.compile(r"(\d{1,2})[/／](\d{1,2})(?![\d/／.年月])")
_PLACEHOLDER = re.compile(rf"[{_MASK}]{{1,8}}(?:[.．][{_MASK}]{{1,3}})?(?:[余多])?([{SCALES}]*)")
_VAGUE = re.compile(rf"[几幾数數](?:([十百千]?)([{SCALES}]*))[余多]?")
_DOUBLING = re.compile(rf"翻(?:了|上)?(近|约)?([{HAN}\d.]*)番")
_ROMAN = re.compile(r"[Ⅰ-Ⅹ]|(?<![A-Za-z])(?:I{1,3}|I?V|VI{1,3})(?![A-Za-z])")
_ROMANS = dict(zip("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", range(1, 11), strict=True))
_LETTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
_CLOSED_AFTER_MORE = frozenset("，,。；;、：:）)”\n 来前后時时以的，")
_NOT_AFTER_HALF = frozenset("年月日天导径成封数程职")


@dataclass(frozen=True)
class _Scanner:
    lexicon_words: Lexicons
    figures: Figures
    units: Units

    def scan(self, text: str) -> list[Quantity]:
        words = self.lexicon_words["numeral_words"]
        closed = {s: e for s, e, entry in words.find(text) if entry["kind"] == "word"}
        blocked = sorted(closed.items())
        found: list[Quantity] = []
        position, block = 0, 0
        while (begin := _BEGIN.search(text, position)) is not None:
            start = begin.start()
            while block < len(blocked) and blocked[block][1] <= start:
                block += 1
            if block < len(blocked) and blocked[block][0] <= start:
                position = blocked[block][1]
                continue
            quantities = self._read(text, start)
            found.extend(quantities)
            position = max(start + 1, quantities[-1].end) if quantities else start + 1
        return found

    def _read(self, text: str, start: int) -> Sequence[Quantity]:
        c = text[start]
        if c.isdigit():
            stamp = _STAMP.match(text, start)
            if stamp:
                return [_bare(text, start + m.start(), start + m.end()) for m in _DIGITS.finditer(stamp[0])]
        if c.isdigit() or c in HAN:
            one = self._numeral(text, start)
        elif c in "几幾数數":
            one = self._vague(text, start)
        elif c in _MASK:
            one = self._placeholder(text, start)
        elif c == "半":
            one = self._half(text, start)
        elif c == "翻":
            one = _doubling(text, start)
        elif c == "若":
            one = self._some(text, start)
        else:
            one = self._roman(text, start)
        return [one] if one else []

    # -- numerals ------------------------------------------------------------------------------------------------

    def _numeral(self, text: str, start: int) -> Quantity | None:
        figure = self.figures.at(text, start)
        if figure is None:
            return None
        special = self._special(text, figure)
        if special is not None:
            return special
        first = self._with_unit(text, figure)
        joined = self._range(text, first)
        quantity = joined or first
        if start and text[start - 1] == "第":
            return replace(quantity, start=start - 1, form="ordinal")
        return quantity

    def _special(self, text: str, figure: Figure) -> Quantity | None:
        """What only looks like a plain numeral: 一半, 2/3, 12/10万, 20XX年."""
        s, e = figure.start, figure.end
        if text[s:e] == "一" and text.startswith("半", e):
            end = e + 2 if text.startswith("数", e + 1) else e + 1
            return _quantity(s, end, end, 0.5, 0.5, "", None, "eq", "half")
        if figure.form != "arabic":
            return None
        mask = _PLACEHOLDER.match(text, e)
        if mask and (unit := self.units.at(text, mask.end())) and unit.dimension == "time":
            return _quantity(s, mask.end() + unit.length, mask.end(), None, None, unit.text, unit, "eq", "placeholder")
        if text[e : e + 1] not in ("/", "／"):
            return None
        per = _PER.match(text, e)
        if per:
            unit = Unit(f"/{per[1]}", per.end() - e, f"per_{int(parse(per[1]) or 0)}", "ratio", 1.0)
            return _quantity(s, per.end(), e, figure.low, figure.high, unit.text, unit, figure.comparator, "arabic")
        share = _FRACTION.match(text, s)
        if share and 0 < int(share[1]) < int(share[2]) <= 10 and text[s - 1 : s] not in ("/", "／", "."):
            value = int(share[1]) / int(share[2])
            return _quantity(s, share.end(), share.end(), value, value, "", None, "eq", "fraction")
        return None

    def _with_unit(self, text: str, figure: Figure) -> Quantity:
        """`figure` with the unit behind it, taking a scale character back that begins a unit (5|千瓦, 12|百分点)."""
        if figure.unit:
            unit = self.units.simple(figure.unit, 0)
            return _quantity(
                figure.start, figure.end, figure.end, figure.low, figure.high, figure.unit, unit,
                figure.comparator, figure.form, figure.scale,
            )  # fmt: skip
        figure = self._give_back(text, figure)
        at = figure.end
        while at < figure.end + 2 and text[at : at + 1] in (*_BLANK,):
            at += 1
        unit = self.units.at(text, at)
        if unit is not None and unit.base == "birth_cohort" and not _is_cohort(text, figure):
            unit = None
        if unit is None:
            return _quantity(
                figure.start, figure.end, figure.end, figure.low, figure.high, figure.scale, None,
                figure.comparator, figure.form, figure.scale,
            )  # fmt: skip
        quantity = _quantity(
            figure.start, at + unit.length, figure.end, figure.low, figure.high, figure.scale + unit.text, unit,
            figure.comparator, figure.form, figure.scale,
        )  # fmt: skip
        return self._tail(text, quantity, unit)

    def _give_back(self, text: str, figure: Figure) -> Figure:
        last = text[figure.end - 1]
        if last not in SCALES or figure.end - figure.start < 2:
            return figure
        unit = self.units.simple(text, figure.end - 1)
        if unit is None:
            return figure
        if figure.scale:
            return replace(figure, end=figure.end - 1, scale=figure.scale[:-1])
        value = parse(text[figure.start : figure.end - 1])
        return figure if value is None else replace(figure, end=figure.end - 1, low=value, high=value)

    def _tail(self, text: str, quantity: Quantity, unit: Unit) -> Quantity:
        """What may follow the unit: 两年半, 一个半月, 七成五, 三年多."""
        end = quantity.end
        after = text[end : end + 1]
        if unit.text == "成":
            tenth = DIGITS.get(after)
            if tenth and quantity.low is not None and quantity.low == quantity.high and not self.units.at(text, end + 1):
                return _shifted(replace(quantity, end=end + 1, form="tenths"), tenth / 10)
            return replace(quantity, form="tenths")
        if unit.text == "倍":
            quantity = replace(quantity, form="times")
        if after == "半" and quantity.low is not None and quantity.low < 200:
            return self._and_half(text, quantity, unit)
        if after in ("多", "余") and unit.text in ("个", "個"):
            longer = self.units.simple("个" + text[end + 1 : end + 5], 0)
            if longer and longer.length > 1 and longer.dimension == "time":
                end += longer.length
                return _quantity(
                    quantity.start, end, quantity.number_end, quantity.low, quantity.high, longer.text, longer,
                    "ge", quantity.form,
                )  # fmt: skip
        if after in ("多", "余") and unit.dimension in ("time", "ratio", "length", "money", "mass", "area"):
            closing = text[end + 1 : end + 2]
            if not closing or closing in _CLOSED_AFTER_MORE:
                return replace(quantity, end=end + 1, comparator="ge")
        return quantity

    def _and_half(self, text: str, quantity: Quantity, unit: Unit) -> Quantity:
        end = quantity.end
        if unit.text in ("个", "個"):
            longer = self.units.simple("个" + text[end + 1 : end + 5], 0)
            if longer and longer.length > 1:
                half = _quantity(
                    quantity.start, end + longer.length, quantity.number_end, quantity.low, quantity.high,
                    longer.text, longer, quantity.comparator, quantity.form,
                )  # fmt: skip
                return _shifted(half, 0.5)
        elif unit.dimension not in ("time", "ratio", "length", "area", "mass"):
            return quantity
        if text[end + 1 : end + 2] in _NOT_AFTER_HALF:
            return quantity
        return _shifted(replace(quantity, end=end + 1), 0.5)

    # -- ranges --------------------------------------------------------------------------------------------------

    def _range(self, text: str, first: Quantity) -> Quantity | None:
        """`first` joined with a second end, or None: 4至6所, 3%-5%, 5万至10万元, 百分之八至九, not 6月1日至7月."""
        to = _TO.match(text, first.end)
        if to is None or first.low is None or first.form not in ("arabic", "han", "percent_han", "tenths", "times"):
            return None
        at = to.end() + (1 if text.startswith("第", to.end()) else 0)
        if at >= len(text) or not (text[at].isdigit() or text[at] in HAN):
            return None
        figure = self.figures.at(text, at)
        if figure is None or figure.start < at or figure.low is None or _STAMP.match(text, at):
            return None
        second = self._with_unit(text, figure)
        if first.form == "percent_han" and not second.unit:
            second = replace(second, unit=first.unit, base_unit=first.base_unit, dimension=first.dimension)
        ratio = self._ratio(first, second)
        dash = to[0].strip() not in ("至", "到")
        if ratio is None or (dash and _is_code(text, first, second)):
            return None
        low = first.low * ratio
        if second.unit == "年" and second.low is not None and second.low >= 1900 > low:
            return None
        factor = 1.0 if second.low in (None, 0) or second.value_low is None else second.value_low / (second.low or 1)
        value_low = None if second.value_low is None and second.value_high is None else low * factor
        return replace(second, start=first.start, low=low, value_low=value_low, comparator="range", form=first.form)

    def _ratio(self, first: Quantity, second: Quantity) -> float | None:
        """What turns the amount of `first` into the unit of `second`; None where the two do not make a range."""
        if not first.unit or first.unit == second.unit:
            return 1.0
        if not second.unit:
            return None
        if all(c in SCALES for c in first.unit):
            scale = second.unit[: len(second.unit) - len(second.unit.lstrip(SCALES))]
            return scaled(first.unit) / scaled(scale)
        if first.base_unit != second.base_unit or first.dimension in ("time", "count", "order", "grade", "ratio", None):
            return None
        if not first.low or not second.low or first.value_low is None or second.value_low is None:
            return None
        return (first.value_low / first.low) / (second.value_low / second.low)

    # -- other forms ---------------------------------------------------------------------------------------------

    def _vague(self, text: str, start: int) -> Quantity | None:
        match = _VAGUE.match(text, start)
        if match is None:
            return None
        scale = match[2] if match[1] or all(c in LARGE for c in match[2]) else ""
        end = match.end()
        unit = self.units.at(text, end)
        if not match[1] and not match[2] and (unit is None or text[start] in "数數"):
            return None
        s = start - 1 if text[start - 1 : start] in ("好", "第") and start else start
        form: Form = "ordinal" if s < start and text[s] == "第" else "vague"
        stop = end + (unit.length if unit else 0)
        return _quantity(s, stop, end, None, None, scale + (unit.text if unit else ""), unit, "approx", form)

    def _placeholder(self, text: str, start: int) -> Quantity | None:
        match = _PLACEHOLDER.match(text, start)
        before = text[start - 1 : start]
        if match is None or (before.isalnum() and before.isascii()):
            return None
        at = match.end()
        while at < match.end() + 2 and text[at : at + 1] in (*_BLANK,):
            at += 1
        unit = self.units.at(text, at)
        ordinal = before == "第"
        if unit is None or unit.base == "place" or (unit.dimension == "order" and not ordinal):
            return None
        return _quantity(
            start - ordinal, at + unit.length, match.end(), None, None, match[1] + unit.text, unit, "eq", "placeholder"
        )

    def _some(self, text: str, start: int) -> Quantity | None:
        unit = self.units.at(text, start + 2) if text.startswith("若干", start) else None
        if unit is None or unit.dimension != "count":
            return None
        return _quantity(start, start + 2 + unit.length, start + 2, None, None, unit.text, unit, "eq", "placeholder")

    def _half(self, text: str, start: int) -> Quantity | None:
        before = text[start - 1 : start]
        if before in ("过", "過") or text.startswith("半数", start):
            end = start + 2 if text.startswith("半数", start) else start + 1
            s = start - 1 if before in ("过", "過") else start
            return _quantity(s, end, end, 0.5, 0.5, "", None, "eq", "half")
        unit = self.units.at(text, start + 1)
        if unit is None or before in (*"上下前后後",) or (unit.dimension not in ("time", "ratio") and unit.text != "个"):
            return None
        return _quantity(start, start + 1 + unit.length, start + 1, 0.5, 0.5, unit.text, unit, "eq", "half")

    def _roman(self, text: str, start: int) -> Quantity | None:
        match = _ROMAN.match(text, start)
        if match is None:
            return None
        unit = self.units.at(text, match.end())
        if unit is None or unit.dimension not in ("grade", "order") and unit.text != "期":
            return None
        value = float(_ROMANS.get(match[0]) or _LETTERS[match[0]])
        return _quantity(start, match.end() + unit.length, match.end(), value, value, unit.text, unit, "eq", "roman")


def _doubling(text: str, start: int) -> Quantity | None:
    match = _DOUBLING.match(text, start)
    if match is None:
        return None
    value = parse(match[2]) if match[2] else 1.0
    unit = Unit("番", 1, "doubling", "ratio", 1.0)
    comparator: Comparator = "approx" if match[1] else "eq"
    return _quantity(start, match.end(), match.end() - 1, value, value, "番", unit, comparator, "doubling")


def _quantity(
    start: int, end: int, number_end: int, low: float | None, high: float | None, printed: str, unit: Unit | None,
    comparator: Comparator, form: Form, scale: str = "",
) -> Quantity:  # fmt: skip
    factor = scaled(scale) * (unit.factor if unit else 1.0)
    value_low = None if low is None else low * factor
    value_high = None if high is None else high * factor
    base, dimension = (unit.base, unit.dimension) if unit else (None, None)
    return Quantity(
        start, end, number_end, low, high, printed, base, dimension, value_low, value_high, comparator, form
    )


def _bare(text: str, start: int, end: int) -> Quantity:
    value = parse(text[start:end])
    return _quantity(start, end, end, value, value, "", None, "eq", "arabic")


def _shifted(quantity: Quantity, by: float) -> Quantity:
    """`quantity` with `by` more (the half of 两年半)."""
    low, high = quantity.low, quantity.high
    if low is None or high is None or quantity.value_low is None or quantity.value_high is None:
        return quantity
    factor = quantity.value_low / low if low else 1.0
    return replace(
        quantity, low=low + by, high=high + by,
        value_low=quantity.value_low + by * factor, value_high=quantity.value_high + by * factor,
    )  # fmt: skip


def _is_cohort(text: str, figure: Figure) -> bool:
    return figure.end - figure.start == 2 and figure.low is not None and figure.low % 5 == 0


def _is_code(text: str, first: Quantity, second: Quantity) -> bool:
    """Digits joined by a dash that count nothing: telephone and document numbers, a dash between two things."""
    if second.unit:
        return False
    if text[first.start] in "0０" and text[first.start + 1 : first.start + 2].isdigit():
        return True
    if text[second.end : second.end + 1] in ("-", "－") or text[first.start - 1 : first.start] in (":", "："):
        return True
    return first.low is None or second.low is None or not first.low < second.low


@functools.cache
def _scanner(lexicons: Lexicons) -> _Scanner:
    return _Scanner(lexicons, Figures.of(lexicons), Units.of(lexicons))
