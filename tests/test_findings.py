"""Every finding fires on what it is about and passes over what only looks like it; cases in cases/findings.toml."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from conftest import ROOT
from pipeline.api import mine_string
from pipeline.extract import findings

CASES = tomllib.loads((ROOT / "tests" / "cases" / "findings.toml").read_text("utf-8"))["case"]


def rules_in(text: str) -> list[str]:
    found = mine_string(text, tokens=False)
    for row in found.findings:
        assert row["message"] and 0 <= row["start"] <= row["end"] <= len(found.text)
        keys = {"initiatives": "initiative_id", "programmes": "programme_id", "targets": "target_id"}
        assert row["row_id"] in {r[keys[row["table"]]] for r in found[row["table"]]}
    return [row["rule"] for row in found.findings]


@pytest.mark.parametrize("case", CASES, ids=[c["rule"] for c in CASES])
def test_fires(case: dict[str, Any]) -> None:
    assert case["rule"] in rules_in(case["fires"])


@pytest.mark.parametrize("case", CASES, ids=[c["rule"] for c in CASES])
def test_passes(case: dict[str, Any]) -> None:
    assert case["rule"] not in rules_in(case["passes"])


def test_every_rule_has_a_case() -> None:
    said = {case["rule"] for case in CASES}
    for rule in findings.RULES:
        assert any(name.startswith(rule.__name__) for name in said), rule.__name__
