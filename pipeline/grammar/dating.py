"""When a target holds: the nearest date that says so, in its clause, its sentence or its item."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.calendar import Period

COMPARED = re.compile(r"(?:比|较|同|与|由|从)$")


@dataclass(frozen=True, slots=True)
class Dated:
    """The words that date a target, its closed days, and the assumption made where the text does not say."""

    text: str | None
    first: date | None
    last: date | None
    assumed: str | None


@dataclass(frozen=True)
class Dater:
    """Dates of one document. `year` is the document's own."""

    text: str
    periods: Sequence[Period]
    year: int | None

    def date(self, position: int, sentence: tuple[int, int], item: tuple[int, int] | None) -> Dated:
        """The date of the target at `position`: before it in its clause, then its sentence, then its item's lead."""
        clause = max(self.text.rfind(mark, sentence[0], position) for mark in "；;。") + 1
        for start, end in ((max(clause, sentence[0]), position), sentence):
            found = self._last(start, end) if end == position else self._first(start, end)
            if found is not None:
                return Dated(found.text, found.first, found.last, found.assumed)
        if item is not None:
            found = self._first(item[0], min(position, item[0] + 60))
            if found is not None:
                return Dated(found.text, found.first, found.last, found.assumed)
        if self.year is None:
            return Dated(None, None, None, None)
        return Dated(None, date(self.year, 1, 1), date(self.year, 12, 31), f"year={self.year} of the document")

    def _within(self, start: int, end: int) -> list[Period]:
        low = bisect_left(self.periods, start, key=lambda p: p.start)
        high = bisect_left(self.periods, end, key=lambda p: p.start)
        return [p for p in self.periods[low:high] if self._dates(p)]

    def _last(self, start: int, end: int) -> Period | None:
        within = self._within(start, end)
        return within[-1] if within else None

    def _first(self, start: int, end: int) -> Period | None:
        within = self._within(start, end)
        return within[0] if within else None

    def _dates(self, period: Period) -> bool:
        """Not a rate (每年) and not what the amount is compared with (比上年)."""
        before = self.text[max(0, period.start - 2) : period.start]
        return period.kind not in ("yearly", "relative") and not COMPARED.search(before)
