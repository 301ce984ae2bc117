"""Verdicts: what a reported figure makes of a planned one, with the tolerance that was allowed and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.joining.goals import Figure
from pipeline.joining.measures import Direction, Meaning

_LOWERS = re.compile(r"减|降|压缩|控制|下调|缩")
SHARE = 0.05  # of the value: how far `左右`, `约` reach at least
Ground = Literal["comparator", "lexicon", "change", "action", "assumed"]


@dataclass(frozen=True, slots=True)
class Aim:
    """What a goal asks for: at least `low`, at most `high`; None where it sets no bound."""

    low: float | None
    high: float | None
    direction: Direction
    ground: Ground


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with its measure: `margin` is how far the result lies on the better side of the bound."""

    verdict: Literal["met", "missed"]
    margin: float
    tolerance: float
    why: str


def aim(goal: Figure, meaning: Meaning) -> Aim:
    """What `goal` asks for.

    `不低于8%`, `8%` of what should rise: at least 8; `控制在3%以内`, `3%左右` of what should not: at most 3; a range of
    what should rise: at least its lower end. A fall (`下降3%`) is met by a greater one.
    """
    direction, ground = _direction(goal, meaning)
    if direction == "more":
        return Aim(goal.low, None, direction, ground)
    if direction == "less":
        return Aim(None, goal.high, direction, ground)
    return Aim(goal.low, goal.high, direction, ground)


def _direction(goal: Figure, meaning: Meaning) -> tuple[Direction, Ground]:
    comparator = goal.row["comparator"]
    falls = goal.row["change"] == "decrease"
    if comparator in ("ge", "gt"):
        return ("less" if falls else "more"), "comparator"
    if comparator in ("le", "lt"):
        return ("more" if falls else "less"), "comparator"
    if meaning.direction is not None:
        return meaning.direction, "lexicon"
    if falls:
        return "less", "change"
    if _LOWERS.search(goal.row["action"] or ""):
        return "less", "action"
    return "more", "assumed"


def judge(goal: Figure, result: Figure, meaning: Meaning) -> Judged:
    """Whether `result` meets `goal`: within the tolerance that the goal's own words and the printed digits allow."""
    wanted = aim(goal, meaning)
    tolerance, why = _tolerance(goal, result)
    low, high = _bounds(result)
    short = wanted.low - high if wanted.low is not None else float("-inf")
    over = low - wanted.high if wanted.high is not None else float("-inf")
    distance = max(short, over)
    slack = tolerance + 1e-9 * max(1.0, abs(goal.high))
    return Judged("met" if distance <= slack else "missed", round(-distance, 9), tolerance, why)


def _bounds(result: Figure) -> tuple[float, float]:
    """The result as it may best be: `超过1300万人` is at least that, and no more is known."""
    comparator, falls = result.row["comparator"], result.row["change"] == "decrease"
    if comparator in ("ge", "gt") and falls:
        return float("-inf"), result.high
    return result.low, result.high


def _tolerance(goal: Figure, result: Figure) -> tuple[float, str]:
    """Half of the result's last printed digit; for a goal of `左右` that of the goal's or 5 %, whichever is more."""
    rounding = result.half_step
    if goal.row["comparator"] != "approx":
        return rounding, "half of the last digit of the result"
    digit, share = goal.half_step, SHARE * abs(goal.high)
    if share >= digit:
        return share + rounding, "左右, 约: 5 % of the goal, and half of the last digit of the result"
    return digit + rounding, "左右, 约: half of the last digit of the goal, and of the result"
