"""Outline, sentences, status and facts of documents written for the purpose."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from conftest import ROOT
from pipeline.api import mine_string
from pipeline.lexicon import Lexicons
from pipeline.structure import outline, sentences

CASES = tomllib.loads((ROOT / "tests" / "cases" / "outline.toml").read_text("utf-8"))["case"]
DOCUMENTS = tomllib.loads((ROOT / "tests" / "cases" / "documents.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_outline(case: dict[str, Any]) -> None:
    items = outline(case["text"], Lexicons.default())
    parents = [-1 if i.parent is None else i.parent for i in items]
    assert [[i.marker, i.title, p] for i, p in zip(items, parents, strict=True)] == case["items"]
    if "anomalies" in case:
        assert [list(i.anomalies) for i in items] == case["anomalies"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_items_nest_and_sentences_do_not_overlap(case: dict[str, Any]) -> None:
    text = case["text"]
    items = outline(text, Lexicons.default())
    for item in items:
        assert text[item.start : item.end].strip()
        if item.parent is not None:
            above = items[item.parent]
            assert above.start < item.start and item.end <= above.end and above.level < item.level
    found = sentences(text, items)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] for s in found)


@pytest.mark.parametrize("case", DOCUMENTS, ids=[c["name"] for c in DOCUMENTS])
def test_document(case: dict[str, Any]) -> None:
    found = mine_string(case["text"], tokens=False)
    (row,) = found.documents
    for field, value in case.get("document", {}).items():
        assert row[field] == (date.fromisoformat(value) if field == "published" else value or None), field
    if "status" in case:
        assert [[t["text"], t["status"]] for t in found.targets] == case["status"]
    if "departments" in case:
        assert [i["departments"] for i in found.initiatives] == case["departments"]
