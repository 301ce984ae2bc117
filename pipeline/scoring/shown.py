"""Figures as a table of plain text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.scoring.figures import Figures

Intervals = Mapping[str, tuple[float, float]]


def lines(figures: Figures, intervals: Intervals | None = None) -> Iterator[str]:
    """A head line, and a line a figure."""
    wide = max(map(len, figures), default=0) + 2
    yield f"{'figure':<{wide}}{'P':>7}{'R':>7}{'F1':>7}{'hit':>7}{'gold':>7}{'found':>7}" + (
        f"{'95 of 100':>15}" if intervals else ""
    )
    for name, f in figures.items():
        between = f"{intervals[name][0]:.3f}–{intervals[name][1]:.3f}" if intervals and name in intervals else ""
        numbers = f"{f.precision:>7.3f}{f.recall:>7.3f}{f.f1:>7.3f}{f.hit:>7}{f.gold:>7}{f.found:>7}"
        yield f"{name:<{wide}}{numbers}{between:>15}".rstrip()


def as_json(figures: Figures, intervals: Intervals | None = None) -> dict[str, Any]:
    """One object a figure; `low` and `high` only with intervals."""
    shown: dict[str, Any] = {}
    for name, f in figures.items():
        shown[name] = {"p": f.precision, "r": f.recall, "f1": f.f1, "hit": f.hit, "gold": f.gold, "found": f.found}
        if intervals and name in intervals:
            shown[name] |= {"low": intervals[name][0], "high": intervals[name][1]}
    return shown
