"""Cleaning: cases of the language, and what holds of every text."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from typing import Any

import pytest

from conftest import ROOT
from pipeline.clean import Cleaned, clean
from pipeline.lexicon import Lexicons
from pipeline.text import undo

LEXICONS = Lexicons.default()
CASES = [
    case
    for path in sorted((ROOT / "tests/cases").glob("clean_*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def marked(case: dict[str, Any]) -> Any:
    reason = case.get("xfail")
    return pytest.param(case, id=case["name"], marks=pytest.mark.xfail(reason=reason, strict=True) if reason else ())


def cleaned(raw: str) -> Cleaned:
    """`raw` cleaned, with what holds of every result checked."""
    result = clean(raw, LEXICONS)
    text = result.text
    assert undo(text.clean, text.edits) == raw
    for edit in text.edits:
        assert text.clean[edit.start : edit.end] == edit.text
        assert raw[edit.raw_start : edit.raw_end] == edit.raw_text
    assert all(left.end <= right.start and left.raw_end <= right.raw_start for left, right in pairwise(text.edits))
    return result


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    result = cleaned(case["raw"])
    text, edits = result.text.clean, result.text.edits
    if "clean" in case:
        assert text == case["clean"].strip("\n")
    for words in case.get("kept", ()):
        assert words in text
    for words in case.get("gone", ()):
        assert words not in text
    if "kinds" in case:
        assert {edit.kind for edit in edits} - {"whitespace"} == set(case["kinds"]) - {"whitespace"}
        assert "whitespace" not in case["kinds"] or "whitespace" in {edit.kind for edit in edits}
    if "likely" in case:
        assert [edit.likely for edit in edits if edit.likely] == case["likely"]
    if "flags" in case:
        assert list(result.flags) == case["flags"]
    if "script" in case:
        assert result.script == case["script"]
    assert {key: result.fields.get(key) for key in case.get("fields", {})} == case.get("fields", {})


@pytest.mark.parametrize("case", [case for case in CASES if "xfail" not in case], ids=lambda case: case["name"])
def test_a_second_cleaning_changes_nothing(case: dict[str, Any]) -> None:
    once = cleaned(case["raw"]).text.clean
    assert cleaned(once).text.clean == once
