"""Damage does not change what is found: a document of the sample drop in every kind of `benchmarks/damage/`."""

from __future__ import annotations

import functools

import pytest

from benchmarks import invariance
from benchmarks.damage import KINDS, Kind
from conftest import ROOT
from pipeline.api import mine_string

SLACK = 0.06  # below the floor over all documents, for one alone


@functools.cache
def document() -> tuple[str, invariance.Rows]:
    """A clean text and what it gives."""
    ((_, text),) = invariance.clean_texts([ROOT / "data/raw/02_city_work_report.txt"])
    return text, invariance.rows(mine_string(text, tokens=False))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_damage_leaves_the_rows(kind: Kind) -> None:
    text, want = document()
    assert kind.make(text) != text.encode()
    got = invariance.rows(invariance.damaged(text, kind))
    least = kind.floor - SLACK if kind.loses else 0.98
    figures = {table: invariance.f1([(want, got)], table) for table in invariance.TABLES}
    assert all(figure >= least for figure in figures.values()), figures


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.loses], ids=lambda kind: kind.name)
def test_what_is_lost_brings_no_figure_forth(kind: Kind) -> None:
    """Values that only the damaged text has are no guesses: each of them stands in the clean text as well."""
    text, want = document()
    got = invariance.rows(invariance.damaged(text, kind))
    known = {row[at] for row in want["targets"] for at in (2, 3)}
    assert {row[2] for row in got["targets"]} <= known | {None}
