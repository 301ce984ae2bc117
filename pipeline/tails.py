"""What may follow a unit and still belong to the number: 两年半, 一个半月, 三个多月, 七成五, 三年多."""

from __future__ import annotations

from pipeline.numerals import DIGITS
from pipeline.quantity import Quantity, added, rescaled
from pipeline.units import Unit, Units

_BRACKETS = {"（": "）", "(": ")"}
_PIECE = frozenset("个個")
_MORE = frozenset("多余餘")
_HALVED = frozenset({"time", "ratio", "length", "area", "mass"})
_EXCEEDED = _HALVED | {"money", "age", "volume"}
_AFTER_MORE = frozenset("，,。；;、：:）)”\n 来前后時时以的里内间")
_NOT_AFTER_HALF = frozenset("年月日天导径成封数程职决身边夜")


def finish(text: str, quantity: Quantity, unit: Unit, units: Units) -> Quantity:
    """`quantity`, which ends with `unit`, with what still belongs to it."""
    if unit.text == "成":
        return _tenths(text, quantity, units)
    if unit.text == "倍":
        quantity = quantity._replace(form="times")
    after = text[quantity.end : quantity.end + 1]
    if after in _BRACKETS:
        return _or_else(text, quantity, unit, units)
    if after == "半":
        return _and_half(text, quantity, unit, units)
    if after in _MORE:
        return _and_more(text, quantity, unit, units)
    return quantity


def _tenths(text: str, quantity: Quantity, units: Units) -> Quantity:
    """六成, 七成五, 六成半: a digit behind is a tenth of a tenth, unless it begins a number of its own (三成5人)."""
    end = quantity.end
    tenth = DIGITS.get(text[end : end + 1])
    exact = quantity.low is not None and quantity.low == quantity.high
    quantity = quantity._replace(form="tenths")
    if exact and text.startswith("半", end) and text[end + 1 : end + 2] not in _NOT_AFTER_HALF:
        return added(quantity._replace(end=end + 1), 0.5)
    if not tenth or not exact or units.at(text, end + 1) or text[end + 1 : end + 2] in DIGITS:
        return quantity
    return added(quantity._replace(end=end + 1), tenth / 10)


def _or_else(text: str, quantity: Quantity, unit: Unit, units: Units) -> Quantity:
    """2100台（套）, 6000间(套), 500亩（次）: another unit in brackets, which counts the same."""
    close = _BRACKETS[text[quantity.end]]
    other = units.simple(text, quantity.end + 1)
    if other is None or other.dimension != "count" or (unit.dimension != "count" and other.text != "次"):
        return quantity
    end = quantity.end + 1 + other.length
    if not text.startswith(close, end):
        return quantity
    return quantity._replace(end=end + 1, unit=quantity.unit + text[quantity.end : end + 1])


def _and_half(text: str, quantity: Quantity, unit: Unit, units: Units) -> Quantity:
    """两年半, 一倍半; 一个半月, 一个半小时, where the unit goes on behind the half. Not 2025年半…"""
    if quantity.low is None or quantity.low >= 200:
        return quantity
    end = quantity.end
    if unit.text in _PIECE:
        longer = units.simple("个" + text[end + 1 : end + 5], 0)
        if longer and longer.length > 1:
            return added(rescaled(quantity, longer, end + longer.length), 0.5)
    elif unit.dimension not in _HALVED:
        return quantity
    if text[end + 1 : end + 2] in _NOT_AFTER_HALF:
        return quantity
    return added(quantity._replace(end=end + 1), 0.5)


def _and_more(text: str, quantity: Quantity, unit: Unit, units: Units) -> Quantity:
    """三年多, 两倍多, 5公里多; 三个多月. Not 三年多次, 两个多功能…"""
    end = quantity.end
    if unit.text in _PIECE:
        longer = units.simple("个" + text[end + 1 : end + 5], 0)
        if longer and longer.length > 1 and longer.dimension in ("time", "ratio"):
            return rescaled(quantity, longer, end + longer.length)._replace(comparator="ge")
        return quantity
    after = text[end + 1 : end + 2]
    if unit.dimension in _EXCEEDED and (not after or after in _AFTER_MORE):
        return quantity._replace(end=end + 1, comparator="ge")
    return quantity
