"""The quantity: a number with its unit, as the extractors read it."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.figures import Comparator, Figure, Form, scaled
from pipeline.units import Unit


class Quantity(NamedTuple):
    """A number and its unit. `low`, `high` as printed before the scale word; `value_*` in `base_unit`."""

    start: int
    end: int
    number_end: int  # end of the numeral's own characters, before the unit
    low: float | None
    high: float | None
    unit: str  # as printed with its scale (万元), without spaces, 余 and 多; "" where the number is bare
    base_unit: str | None  # CNY, person, percent, m2, …
    dimension: str | None  # money, count, ratio, area, …
    value_low: float | None
    value_high: float | None
    comparator: Comparator  # only what the numeral itself says
    form: Form


def make(figure: Figure, unit: Unit | None, end: int) -> Quantity:
    """A quantity of `figure` and `unit`, its characters ending at `end`."""
    factor = unit.factor if unit else 1.0
    if figure.scale:
        factor *= scaled(figure.scale)
    low, high = figure.low, figure.high
    return Quantity(
        figure.start, end, figure.end, low, high,
        figure.unit or (figure.scale + unit.text if unit else figure.scale),
        unit.base if unit else None, unit.dimension if unit else None,
        None if low is None else low * factor, None if high is None else high * factor,
        figure.comparator, figure.form,
    )  # fmt: skip


def added(quantity: Quantity, by: float) -> Quantity:
    """`quantity` with `by` more of its unit: the half of 两年半, the five tenths of 七成五."""
    low, high = quantity.low, quantity.high
    if low is None or high is None or quantity.value_low is None or quantity.value_high is None:
        return quantity
    factor = quantity.value_low / low if low else 1.0
    return quantity._replace(low=low + by, high=high + by,
        value_low=quantity.value_low + by * factor, value_high=quantity.value_high + by * factor,
    )  # fmt: skip


def rescaled(quantity: Quantity, unit: Unit, end: int) -> Quantity:
    """`quantity` with a longer unit than the one it was read with (个 is 个月 in 三个多月)."""
    factor = unit.factor
    low, high = quantity.low, quantity.high
    return quantity._replace(end=end, unit=unit.text, base_unit=unit.base, dimension=unit.dimension,
        value_low=None if low is None else low * factor, value_high=None if high is None else high * factor,
    )  # fmt: skip
