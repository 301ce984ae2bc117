"""Every number in a text, with its unit: 30931万元, 4至6所, 百分之八, 翻一番, 第七名, XX所, 几十家.

Where a number may begin is one class of characters; what begins there is read by `figures` or `wordings`, what follows
it by `units`. Roles are not decided here: 2025 in 2025年 and 三 in 三是 are numbers like any other.

>>> from pipeline.lexicon import Lexicons
>>> [(q.low, q.high, q.unit) for q in scan("投资3.5亿元,新建4至6所,增长百分之八", Lexicons.default())]
[(3.5, 3.5, '亿元'), (4.0, 6.0, '所'), (8.0, 8.0, '%')]
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline import blanks, tails, wordings
from pipeline.figures import HAN, SCALES, Comparator, Figure, Figures, Form, scaled
from pipeline.lexicon import Lexicon, Lexicons
from pipeline.numerals import parse
from pipeline.quantity import Quantity, make
from pipeline.units import Unit, Units

__all__ = ["Comparator", "Form", "Quantity", "scan"]


def scan(text: str, lexicons: Lexicons) -> list[Quantity]:
    """Every number in `text`, leftmost, never overlapping, in order; the two ends of a range are one.

    Words that merely hold a numeral character (统一, 一切, 十分; lexicon `numeral_words`) are passed over.
    """
    return _with_listed_units(text, list(_scanner(lexicons).scan(text)))


def _with_listed_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """`1.28万亿、8200亿元`: the unit that a list says once, behind its last number, is that of all of them."""
    for at in range(len(found) - 2, -1, -1):
        first, second = found[at], found[at + 1]
        if second.start != first.end + 1 or text[first.end] not in "、和":
            continue
        shared = (
            not first.unit and text.find("分别", max(0, first.start - 8), first.start) >= 0
        )  # 分别回落2.1和1.6个百分点
        if second.unit == "个百分点" and (first.unit == "个" or shared):  # 3个和5个百分点
            found[at] = first._replace(unit=second.unit, base_unit=second.base_unit, dimension=second.dimension)
            continue
        if not first.unit or first.unit.strip(SCALES):
            continue
        bare = second.unit.lstrip(SCALES)
        scale = second.unit[: len(second.unit) - len(bare)]
        if not bare or not scale or not second.low or second.value_low is None:
            continue
        factor = second.value_low / second.low / scaled(scale) * scaled(first.unit)
        found[at] = first._replace(
            unit=first.unit + bare,
            base_unit=second.base_unit,
            dimension=second.dimension,
            value_low=None if first.low is None else first.low * factor,
            value_high=None if first.high is None else first.high * factor,
        )
    return found


_HAN = frozenset(HAN)
_SCALE = frozenset(SCALES)
_TO = re.compile(r" ?(?:-{1,2}|－{1,2}|—{1,2}|–|―|~|～|〜|∼|‐|‑|−|至|到) ?")
_MAY_LEAD_ON = frozenset(" -－—–―~～〜∼‐‑−至到")
_UNREADABLE = frozenset("□\ufffd")
_MAY_BE_SPECIAL = frozenset("半/／" + wordings.MASK)
_STAMP = re.compile(r"(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:[0-2]?\d|3[01])(?!\d)|\d{1,20}+(?:[.．]\d{1,20}+){2,}")
_MAY_STAND_BETWEEN = frozenset(" \u00a0\u3000（(")
_BETWEEN = re.compile(r"[ \u00a0\u3000]{0,2}(?:[（(]不?含[）)])?")  # 500万（不含）美元
_ALONE = re.compile(r"[（(](?P<unit>[^（()）\d]{1,5})[）)]")
_DIGITS = re.compile(r"\d+")
_PER = re.compile(r"[/／](\d*[十百千万亿]+)")
_FRACTION = re.compile(r"(\d{1,2})[/／](\d{1,2})(?![\d/／.年月])")
_RANGED = frozenset({"arabic", "han", "percent_han", "tenths", "times"})
_NOT_CONVERTED = frozenset({"time", "count", "order", "grade", "ratio", None})


@dataclass(frozen=True)
class _Scanner:
    begin: re.Pattern[str]  # one class of the characters that may begin a number
    words: Lexicon  # what only looks like a number, or is one after all
    blocking: tuple[bool, ...]  # which of them are none
    open_words: tuple[str, ...]  # 若干: a number left open
    figures: Figures
    units: Units

    def scan(self, text: str) -> Iterator[Quantity]:
        blocking = self.blocking
        blocked = [(start, end) for index, start, end in self.words.matches(text) if blocking[index]]
        blocked.append((len(text) + 1, len(text) + 1))
        block = 0
        position = 0
        search = self.begin.search
        while (begin := search(text, position)) is not None:
            start = begin.start()
            while blocked[block][1] <= start:
                block += 1
            if blocked[block][0] <= start:
                position = blocked[block][1]
                continue
            position = start + 1
            for quantity in self._read(text, start):
                yield quantity
                position = quantity.end if quantity.end > position else position

    def _read(self, text: str, start: int) -> Sequence[Quantity]:
        c = text[start]
        if c in blanks.BEGIN and (blank := blanks.at(text, start, self.units)):
            return (make(blank[0], blank[1], blank[0].end + blank[1].length),)
        is_digit = c.isdigit()
        if c not in _HAN and not is_digit:
            one = self._wording(text, start)
            return (one,) if one else ()
        if is_digit and (stamp := _STAMP.match(text, start)):
            return [_bare(text, start + m.start(), start + m.end()) for m in _DIGITS.finditer(stamp[0])]
        figure = self.figures.at(text, start)
        if figure is None:
            return ()
        end = figure.end
        if start and c in _HAN and text[start - 1] == "\ufffd":  # �八十: perhaps 百八十
            return (self._with_unit(text, figure._replace(low=None, high=None, form="placeholder", comparator="eq")),)
        if text[end : end + 1] in _UNREADABLE and (open_figure := blanks.broken(text, start)):
            return (self._with_unit(text, open_figure),)
        quantity = self._special(text, figure) if text[end : end + 1] in _MAY_BE_SPECIAL else None
        if quantity is None:
            quantity = self._with_unit(text, figure)
            if text[quantity.end : quantity.end + 1] in _MAY_LEAD_ON:
                quantity = self._range(text, quantity) or quantity
        if start and text[start - 1] == "第":
            quantity = quantity._replace(start=start - 1, form="ordinal")
        return (quantity,)

    def _wording(self, text: str, start: int) -> Quantity | None:
        wording = wordings.at(text, start, self.open_words)
        if wording is None:
            return None
        figure = wording.figure
        if figure.unit == " ":  # a share, whatever stands behind it
            return make(figure._replace(unit=""), None, figure.end)
        quantity = self._with_unit(text, figure)
        if not wording.needs_unit:
            return quantity
        ordinal = text[figure.start] == "第"
        if quantity.dimension is None or (
            quantity.dimension == "order" and figure.form == "placeholder" and not ordinal
        ):
            return None
        if figure.form == "placeholder" and quantity.base_unit == "place":
            return None
        if wording.dimensions and quantity.dimension not in wording.dimensions:
            return None
        halved_thing = figure.form == "half" and quantity.dimension == "count" and quantity.unit != "个"
        return None if halved_thing else quantity

    def _special(self, text: str, figure: Figure) -> Quantity | None:
        """What only looks like a plain numeral: 一半, 2/3, 12/10万, 20XX年."""
        s, e = figure.start, figure.end
        after = text[e : e + 1]
        if after == "半" and text[s:e] == "一":
            end = e + 2 if text.startswith("数", e + 1) else e + 1
            return make(Figure(s, end, 0.5, 0.5, "", "half", "eq"), None, end)
        if figure.form != "arabic":
            return None
        if after and after in wordings.MASK:
            mask = wordings.masked(text, s, e)
            unit = self.units.at(text, mask.end) if mask else None
            return make(mask, unit, mask.end + unit.length) if mask and unit else None
        if after not in ("/", "／"):
            return None
        per = _PER.match(text, e)
        if per:
            unit = Unit(f"/{per[1]}", per.end() - e, f"per_{int(parse(per[1]) or 0)}", "ratio", 1.0)
            return make(figure, unit, per.end())
        share = _FRACTION.match(text, s)
        if share and 0 < int(share[1]) < int(share[2]) <= 10 and text[s - 1 : s] not in ("/", "／", "."):
            value = int(share[1]) / int(share[2])
            value = round(value, 4)
            return make(Figure(s, share.end(), value, value, "", "fraction", "eq"), None, share.end())
        return None

    def _with_unit(self, text: str, figure: Figure) -> Quantity:
        """`figure` with the unit behind it, taking a scale character back that begins a unit (5|千瓦, 12|百分点)."""
        if figure.unit:
            return make(figure, self.units.simple(figure.unit, 0), figure.end)
        if text[figure.end - 1] in _SCALE:
            figure = self._give_back(text, figure)
        at = figure.end
        unit = None
        if text[at : at + 1] in _MAY_STAND_BETWEEN:
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
            unit = self._bracketed(text, at)
        unit = unit or self.units.at(text, at)
        if unit is None or (unit.base == "birth_cohort" and not _is_cohort(figure)):
            return make(figure, None, figure.end)
        return tails.finish(text, make(figure, unit, at + unit.length), unit, self.units)

    def _bracketed(self, text: str, at: int) -> Unit | None:
        """`1204（所次）`: the unit that stands alone in brackets."""
        alone = _ALONE.match(text, at)
        unit = self.units.whole(alone["unit"]) if alone else None
        return None if unit is None or unit.dimension == "time" else unit._replace(length=unit.length + 2)

    def _give_back(self, text: str, figure: Figure) -> Figure:
        if figure.end - figure.start < 2:
            return figure
        unit = self.units.simple(text, figure.end - 1)
        if unit is None:
            return figure
        if figure.scale:
            return figure._replace(end=figure.end - 1, scale=figure.scale[:-1])
        return self.figures.but_last(text, figure) or figure

    def _range(self, text: str, first: Quantity) -> Quantity | None:
        """`first` joined with a second end, or None: 4至6所, 3%-5%, 5万至10万元, 百分之八至九, not 6月1日至7月."""
        to = _TO.match(text, first.end)
        if to is None or first.low is None or first.form not in _RANGED:
            return None
        at = to.end() + (1 if text.startswith("第", to.end()) else 0)
        if at >= len(text) or not (text[at].isdigit() or text[at] in _HAN) or _STAMP.match(text, at):
            return None
        figure = self.figures.at(text, at)
        if figure is None or figure.low is None:
            return None
        second = self._with_unit(text, figure._replace(start=at, low=abs(figure.low), high=abs(figure.high or 0.0)))
        if first.form == "percent_han" and not second.unit:
            second = second._replace(unit=first.unit, base_unit=first.base_unit, dimension=first.dimension)
        ratio = _ratio(first, second)
        said = to[0].strip() in ("至", "到")
        if ratio is None or second.low is None or (not said and _is_code(text, first, second)):
            return None
        low = first.low * ratio
        if second.unit == "年" and second.low >= 1900 > low:
            return None
        factor = second.value_low / second.low if second.low and second.value_low is not None else 1.0
        return second._replace(start=first.start, low=low, value_low=low * factor, comparator="range", form=first.form)


def _bare(text: str, start: int, end: int) -> Quantity:
    value = parse(text[start:end])
    return make(Figure(start, end, value, value, "", "arabic", "eq"), None, end)


def _ratio(first: Quantity, second: Quantity) -> float | None:
    """What turns the amount of `first` into the unit of `second`; None where the two do not make a range."""
    if not first.unit or first.unit == second.unit:
        return 1.0
    if not second.unit:
        return None
    bare = first.unit.lstrip(SCALES)
    if not bare or bare == second.unit.lstrip(SCALES):
        return scaled(first.unit[: len(first.unit) - len(bare)]) / scaled(
            second.unit[: len(second.unit) - len(second.unit.lstrip(SCALES))]
        )
    if first.base_unit != second.base_unit or first.dimension in _NOT_CONVERTED:
        return None
    if not first.low or not second.low or first.value_low is None or second.value_low is None:
        return None
    return (first.value_low / first.low) / (second.value_low / second.low)


def _is_cohort(figure: Figure) -> bool:
    """90后, 00后: not 2025后."""
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
    words = lexicons["numeral_words"]
    chosen = tuple(e for e in words.entries if e["kind"] in ("word", "number", "minus"))
    open_words = tuple(e.term for e in words.where("kind", "placeholder").entries)
    begin = re.compile(f"[0-9０-９{HAN}{wordings.BEGIN}{blanks.BEGIN}{''.join(word[0] for word in open_words)}]")
    blocking = tuple(e["kind"] != "number" for e in chosen)
    only = Lexicon(words.name, words.columns, chosen)
    return _Scanner(begin, only, blocking, open_words, Figures.of(lexicons), Units.of(lexicons))
