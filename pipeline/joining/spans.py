"""Spans: the period of a planned or reported value, in the form in which two of them can be the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

Horizon = Literal["year", "multi_year", "part_year", "by_date"]


@dataclass(frozen=True, slots=True)
class Span:
    """A closed span of days; `start` None where only its end is said (到2025年底)."""

    start: date | None
    end: date

    @property
    def horizon(self) -> Horizon:
        """year: one whole year or its end; multi_year: several; by_date: up to a later year; part_year: the rest."""
        if (self.end.month, self.end.day) != (12, 31):
            return "part_year"
        if self.start is None:
            return "by_date"
        if (self.start.month, self.start.day) != (1, 1):
            return "part_year"
        return "year" if self.start.year == self.end.year else "multi_year"

    @property
    def label(self) -> str:
        """`2017`, `2021/2025`, `/2025` (by its end), `2026-01-01/2026-06-30`."""
        first = self.start
        if self.horizon == "year":
            return f"{self.end.year}"
        if self.horizon == "by_date":
            return f"/{self.end.year}"
        if self.horizon == "multi_year" and first is not None:
            return f"{first.year}/{self.end.year}"
        return f"{first or ''}/{self.end}"

    @property
    def joined(self) -> tuple[date | None, date]:
        """What two spans must share to be the same: what holds at the end of a year is the year's."""
        return (date(self.end.year, 1, 1), self.end) if self.horizon == "by_date" else (self.start, self.end)


def span(row: Mapping[str, Any]) -> Span | None:
    """The span of a row of `targets`, None where it has no end."""
    end = row["period_end"]
    return Span(row["period_start"], end) if end is not None else None


def reported_span(row: Mapping[str, Any], last_day: date | None) -> tuple[Span | None, str | None]:
    """The span of a reported row, and a note where it was moved.

    A document of March cannot report the whole of its own year: where the year was assumed from the document's and not
    said, the row is of the year before. `last_day` is the day the document was given, None if unknown.
    """
    found = span(row)
    if found is None or last_day is None or not (row["period_assumed"] or "").startswith("year="):
        return found, None
    if found.end <= last_day or found.horizon not in ("year", "by_date") or found.end.year != last_day.year:
        return found, None
    moved = replace(found, start=found.start and date(found.end.year - 1, 1, 1), end=date(found.end.year - 1, 12, 31))
    return moved, f"the year was assumed; a document of {last_day} cannot report all of it: the year before"


def last_day(document: Mapping[str, Any]) -> date | None:
    """The day a document was given: as published, else the first day of the year a report plans for."""
    if document["published"] is not None:
        return document["published"]  # type: ignore[no-any-return]
    if document["year"] is None:
        return None
    if document["doc_type"] == "report":  # with no plans in it, its year is the one it reports on
        return date(document["year"] + 1, 1, 1)
    return date(document["year"], 1, 1)
