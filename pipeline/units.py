"""Units as they stand behind a number: the longest term of `units.csv` there, its scale, and units per unit.

>>> from pipeline.lexicon import Lexicons
>>> units = Units.of(Lexicons.default())
>>> units.at("个百分点以上", 0).text, units.at("元/平方米", 0).base, units.at("人民医院", 0)
('个百分点', 'CNY/m2', None)
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from pipeline.lexicon import Lexicons
from pipeline.numerals import POWERS

_STROKES = frozenset("/／")
FACES = str.maketrans("％﹪／", "%%/")  # one face for each sign: units are compared as strings


class Unit(NamedTuple):
    """A unit at its place: `text` as printed, `length` characters long; amount × factor is in `base`."""

    text: str
    length: int
    base: str
    dimension: str
    factor: float


@dataclass(frozen=True)
class Units:
    """The units a language knows; None stands for a word that is no unit."""

    terms: Mapping[str, Unit | None]
    lengths: Mapping[str, tuple[int, ...]]  # of the terms that begin with a character, longest first

    @classmethod
    def of(cls, lexicons: Lexicons) -> Units:
        """Built once for each set of lexicons, from `units` and `unit_words`."""
        return _units(lexicons)

    def at(self, text: str, position: int, strokes: int = 3) -> Unit | None:
        """The unit that begins at `position`, with what it is counted per (元/平方米, 元/人/年), or None."""
        unit = self.simple(text, position)
        if unit is None or not strokes or text[position + unit.length : position + unit.length + 1] not in _STROKES:
            return unit
        per = self._per(text, position + unit.length + 1, strokes - 1)
        return unit if per is None else _ratio(unit, per)

    def simple(self, text: str, position: int) -> Unit | None:
        """The longest single term at `position`, or None."""
        terms = self.terms
        for length in self.lengths.get(text[position : position + 1], ()):
            term = text[position : position + length]
            if term in terms and (not "A" <= term[-1] <= "z" or not _in_a_word(text, position + len(term))):
                return terms[term]
        return None

    def whole(self, text: str) -> Unit | None:
        """The unit that all of `text` names, scale and all, as the head of a table's column does (万元, %, 亿元).

        >>> from pipeline.lexicon import Lexicons
        >>> Units.of(Lexicons.default()).whole("万元")
        Unit(text='万元', length=2, base='CNY', dimension='money', factor=10000.0)
        """
        for scaled in range(min(3, len(text))):
            scale = text[:scaled]
            unit = self.at(text, scaled) if all(c in POWERS for c in scale) else None
            if unit is not None and scaled + unit.length == len(text):
                factor = unit.factor * prod(POWERS[c] for c in scale)
                return Unit(scale + unit.text, len(text), unit.base, unit.dimension, factor)
        return None

    def _per(self, text: str, position: int, strokes: int) -> Unit | None:
        """What stands below the stroke: a unit, perhaps with a scale word (吨标准煤/万元)."""
        scale = text[position : position + 1]
        scales = scale in POWERS and scale not in "十拾" and self.simple(text, position) is None
        at = position + scales
        unit = self.at(text, at, strokes)
        if unit is None or at == position:
            return unit
        return Unit(scale + unit.text, unit.length + 1, f"{scale}{unit.base}", unit.dimension, unit.factor)


def _in_a_word(text: str, end: int) -> bool:
    """Whether the Latin letters that end before `end` go on: the m of 5mm is not that of 5m."""
    last = text[end - 1]
    return last.isascii() and last.isalpha() and text[end : end + 1].isascii() and text[end : end + 1].isalpha()


def _ratio(unit: Unit, per: Unit) -> Unit:
    length = unit.length + 1 + per.length
    return Unit(f"{unit.text}/{per.text}", length, f"{unit.base}/{per.base}", "rate", unit.factor / per.factor)


@functools.cache
def _units(lexicons: Lexicons) -> Units:
    found: dict[str, Unit | None] = {}
    for entry in lexicons["units"].entries:
        face = entry.term.translate(FACES)
        unit = Unit(face, len(entry.term), entry["unit"], entry["dimension"], float(entry["factor"]))
        found[entry.term] = found[entry.term.replace("/", "／")] = unit
    for entry in lexicons["unit_words"].entries:
        found.setdefault(entry.term, found.get(entry["unit"]))
    lengths: dict[str, set[int]] = defaultdict(set)
    for term in found:
        lengths[term[0]].add(len(term))
    return Units(found, {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()})
