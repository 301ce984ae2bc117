"""When a target holds: the nearest date that says so, in its clause, its sentence or its item."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pipeline.calendar import Period
from pipeline.clauses import WIDE, clause_start

LEAD = 60  # characters at the head of an item, where it says when all of it is due
COMPARED = re.compile(r"(?:比|较|同|与|由|从)$")


class Dated(NamedTuple):
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

    @cached_property
    def _dating(self) -> list[Period]:
        """The periods that can date a target."""
        return [p for p in self.periods if self._dates(p)]

    @cached_property
    def _starts(self) -> list[int]:
        return [p.start for p in self._dating]

    def date(self, position: int, sentence: tuple[int, int], item: tuple[int, int] | None) -> Period | Dated:
        """The date of the target at `position`: before it in its clause, then its sentence, then its item's lead."""
        start, end = sentence
        before = bisect_left(self._starts, position) - 1  # the last period before the number
        since = self._starts[before] if before >= 0 else -1
        if since >= start and since >= clause_start(self.text, start, position, WIDE):
            return self._dating[before]
        found = self._first(start, end)
        if found is None and item is not None:
            found = self._first(item[0], min(position, item[0] + LEAD))
        return self._unsaid if found is None else self._dating[found]

    def _first(self, start: int, end: int) -> int | None:
        at = bisect_left(self._starts, start)
        return at if at < len(self._starts) and self._starts[at] < end else None

    @cached_property
    def _unsaid(self) -> Dated:
        """Where the text does not say: the document's own year."""
        if self.year is None:
            return Dated(None, None, None, None)
        return Dated(None, date(self.year, 1, 1), date(self.year, 12, 31), f"year={self.year} of the document")

    def _dates(self, period: Period) -> bool:
        """Not a rate (每年) and not what the amount is compared with (比上年)."""
        before = self.text[max(0, period.start - 2) : period.start]
        return period.kind not in ("yearly", "relative") and not COMPARED.search(before)
