"""The ledger: what a later document makes of a goal; cases in cases/ledger.toml."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from derived import derived_rows

CASES = tomllib.loads((ROOT / "tests" / "cases" / "ledger.toml").read_text("utf-8"))["case"]


def ledger(case: dict[str, Any], documents: list[str]) -> list[list[str]]:
    found = [row for row in derived_rows("ledger", documents) if row.indicator_key == case["key"]]
    return [[row.period, row.verdict, row.planned_text, row.reported_text or ""] for row in found]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_cases(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if "known_failure" in case:
        request.applymarker(pytest.mark.xfail(reason=case["known_failure"]))
    assert ledger(case, case["documents"]) == case["rows"]


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_order_of_documents_does_not_matter(data: st.DataObject) -> None:
    texts = [text for case in CASES[:9] for text in case["documents"]]
    shuffled = data.draw(st.permutations(sorted(set(texts))))
    assert derived_rows("ledger", shuffled) == derived_rows("ledger", sorted(set(texts)))


def test_every_verdict_has_both_pieces_of_evidence() -> None:
    rows = [row for case in CASES for row in derived_rows("ledger", case["documents"])]
    assert {row.verdict for row in rows} == {"met", "missed", "restated", "not_reported", "no_document"}
    for row in rows:
        assert row.planned_text in row.planned_sentence
        if row.verdict in ("met", "missed"):
            assert row.reported_sentence and (row.reported_text or "") in row.reported_sentence
            assert row.outcome_id is not None or row.said == row.verdict
        if row.outcome_id is not None:
            assert row.tolerance is not None and (row.margin + row.tolerance >= 0) == (row.verdict == "met")
