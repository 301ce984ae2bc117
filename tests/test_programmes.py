"""Programmes: cases of the language, and what holds of every row."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from conftest import ROOT
from pipeline.document import Document, Item, Origin
from pipeline.extract import programmes
from pipeline.lexicon import Lexicons
from pipeline.naming.names import name_key
from pipeline.naming.words import han_count

CASES = tomllib.loads((ROOT / "tests/cases/programmes.toml").read_text("utf-8"))["case"]
MARKER = re.compile(
    r"^(?:([一二三四五六七八九十]+)、|（([一二三四五六七八九十]+)）|(\d+)\.|([一二三四五六七八九十]+)是)", re.M
)


def outline(text: str) -> list[Item]:
    """The items that lines of `text` begin; their markers say their levels."""
    items: list[Item] = []
    marks = list(MARKER.finditer(text))
    levels = [1 if m.lastindex in (1, 4) else m.lastindex or 1 for m in marks]
    for at, mark in enumerate(marks):
        deeper = next((i for i in range(at + 1, len(marks)) if levels[i] <= levels[at]), len(marks))
        end = marks[deeper].start() if deeper < len(marks) else len(text)
        parent = next((i for i in range(at - 1, -1, -1) if levels[i] < levels[at]), None)
        title = re.compile(r"[^。；\n]*").match(text, mark.end())
        assert title is not None
        ordinal = han_count(mark.group(mark.lastindex or 0)) or 0
        span = (title.group(), *title.span())
        items.append(Item(mark.start(), end, mark.group(), mark.end(), "x", ordinal, levels[at], parent, *span))
    return items


def document(text: str) -> Document:
    origin = Origin("0" * 16, "case", "text/plain", "utf-8", "hans", len(text), 0, 0, ())
    items = outline(text)
    return Document(text, origin, Lexicons.default(), items, [], [], {"initiatives": items})


def found(text: str) -> list[programmes.Row]:
    return list(programmes.rows(document(text)))


def marked(case: dict[str, Any]) -> Any:
    reason = case.get("xfail")
    return pytest.param(case, id=case["name"], marks=pytest.mark.xfail(reason=reason, strict=True) if reason else ())


@pytest.mark.parametrize("case", list(map(marked, CASES)))
def test_case(case: dict[str, Any]) -> None:
    rows = found(case["text"])
    assert [r.name for r in rows if r.role == "single"] == case.get("singles", [])
    assert {r.name: r.members for r in rows if r.role == "umbrella"} == case.get("sets", {})
    assert [r.name for r in rows if r.role == "slogan"] == case.get("slogans", [])


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_rows_agree_with_their_text(case: dict[str, Any]) -> None:
    rows = found(case["text"])
    keys = [r.name_key for r in rows]
    assert len(keys) == len(set(keys))
    assert [r.start for r in rows] == sorted(r.start for r in rows)
    for row in rows:
        shown = name_key(case["text"][row.start : row.end])
        assert shown and (row.name_key.startswith(shown[:2]) or shown in row.name_key)
        assert row.mentions >= 1
        assert len(row.member_ids) == len(row.members)
        if row.role != "single":
            assert row.found_count == len(row.members)


def test_members_point_at_rows_and_back() -> None:
    text = "三、实施“两大工程”\n（一）良田工程。新建良田。\n（二）产业兴镇工程。做强产业。\n"
    umbrella, first, second = found(text)
    assert umbrella.declared_count == 2 and umbrella.member_ids == [("programmes", 1), ("programmes", 2)]
    assert first.umbrella_id == second.umbrella_id == 0
    assert first.initiative_id == 1


def test_members_that_are_items_only_point_at_items() -> None:
    rows = found("部署“两大重点”。\n一是坚持党建引领。抓好党建。\n二是推进改革。破解难题。\n")
    assert rows[0].member_ids == [("initiatives", 0), ("initiatives", 1)]


def test_one_row_a_programme_with_its_mentions() -> None:
    rows = found("实施“青竹”工程。\n“青竹工程”进展顺利，青竹工程培养教师20名。")
    assert [(r.name, r.mentions, r.quoted) for r in rows] == [("青竹工程", 3, True)]


@pytest.mark.parametrize(
    ("one", "other"), [("“青竹”工程", "青竹工程"), ("互联网+行动", "“互联网＋”行动"), ("甲·乙行动", "甲乙行动")]
)
def test_the_key_is_one_for_one_programme(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("text", "count"), [("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("5", 5), ("X", None), ("一百", 100)]
)
def test_counts(text: str, count: int | None) -> None:
    assert han_count(text) == count
