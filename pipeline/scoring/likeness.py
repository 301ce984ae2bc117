"""When a value of the tables is what the gold file says."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

_UNSAID = re.compile(r"[\s“”\"'‘’「」『』《》〈〉?,，、。．.·・;；:：()（）〔〕\[\]+＋-]")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
LIKE = 0.8  # of the characters that two names of one indicator share, at least


def squash(text: str | None) -> str:
    """Text for comparison: without spaces, quotes and punctuation, none of which makes another name."""
    return _UNSAID.sub("", text or "")


def same_text(one: str | None, other: str | None) -> bool:
    """Whether two texts differ in spaces, quotes and punctuation only."""
    return squash(one) == squash(other)


def shared(one: str | None, other: str | None) -> float:
    """Share of the characters (F1, order aside) that two texts have in common.

    >>> shared("公办幼儿园", "新建公办幼儿园")
    0.8333333333333334
    """
    one, other = squash(one), squash(other)
    if not one or not other:
        return float(one == other)
    return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))


def close(one: float | None, other: float | None) -> bool:
    """Whether two numbers are equal but for rounding; nothing equals nothing."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(1.0, abs(other))


def same_period(said: str | None, row: Mapping[str, Any]) -> bool:
    """Whether a row of targets holds when the gold file says: `2026`, `2026-12-31`, `2021/2025`, or unsaid.

    A year or a day may be meant as the end of what has no beginning: 到2025年 is `2025` to one reader and `2025-12-31`
    to another.
    """
    if said is None:
        return row["period_text"] is None
    first, last = _days(said)
    return row["period_end"] == last and row["period_start"] in (first, None)


def _days(said: str) -> tuple[date, date]:
    """First and last day: `2026` has 365, `2026-02` 28, `2021/2025` five years."""
    begin, _, end = said.partition("/")
    return _day(begin, last=False), _day(end or begin, last=True)


def _day(said: str, *, last: bool) -> date:
    match = _DATE.fullmatch(said)
    if match is None:
        raise ValueError(f"{said!r} is no year, month or day")
    year, month = int(match[1]), int(match[2] or (12 if last else 1))
    return date(year, month, int(match[3] or (calendar.monthrange(year, month)[1] if last else 1)))
