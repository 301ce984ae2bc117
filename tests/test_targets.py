"""Targets: what a sentence says, and what must be found in it; cases in cases/targets*.toml."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from pipeline.api import mine_string
from pipeline.grammar import typed
from pipeline.lexicon import Lexicons

CASES = [
    case
    for path in sorted((ROOT / "tests" / "cases").glob("targets*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def marked(case: dict[str, Any]) -> Any:
    reason = case.get("known_failure")
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", list(map(marked, CASES)))
def test_case(case: dict[str, Any]) -> None:
    found = mine_string(case["text"], tokens=False)
    assert not found.errors
    assert [row["text"] for row in found.targets] == [target["num"] for target in case["targets"]]
    for row, target in zip(found.targets, case["targets"], strict=True):
        for field in target.keys() - {"num"}:
            assert row[field] == target[field], f"{target['num']}: {field} ({row['rule']})"


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_every_row_shows_its_source(case: dict[str, Any]) -> None:
    found = mine_string(case["text"], tokens=False)
    for row in found.targets:
        assert found.text[row["start"] : row["end"]] == row["text"]
        assert found.raw[row["raw_start"] : row["raw_end"]].startswith(row["text"][:1])
    targets = {row["target_id"] for row in found.targets if row["kind"] in ("number", "placeholder")}
    assert {row["target_id"] for row in found.numbers if row["role"] == "target"} == targets


CUES = typed.Cues.of(Lexicons.default())


@pytest.mark.parametrize("pattern", [typed.ABSENT, typed.RELATIONAL, typed.RELATIVE, CUES.delegated])
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_what_a_pattern_matches_holds_a_trigger(pattern: re.Pattern[str], data: st.DataObject) -> None:
    match = data.draw(st.from_regex(pattern))
    assert CUES.triggers.find_matches_as_indexes(match, overlapping=True)
