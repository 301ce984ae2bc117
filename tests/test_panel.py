"""Panels: what a cell is, and why one is empty."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.analysis import sql
from pipeline.analysis.panel import PanelError, PanelOptions, panel
from pipeline.run import RunOptions, run
from pipeline.sources import find

PAPERS = {
    # sets the rate for 2022, and another number for 2025
    "a2022": "桐岭县2022年教育工作要点\n一、主要目标\n学前三年毛入园率达到91%以上。到2025年，新增学位3000个。\n",
    # says it twice, and differently; says nothing of it for 2025
    "a2023": "桐岭县2023年教育工作要点\n一、主要目标\n学前三年毛入园率达到92%。\n二、保障\n学前三年毛入园率达到93%。\n",
    "b2023": "柏川县2023年教育工作要点\n一、主要目标\n新增学位1200个。\n",
}
RATE = "学前三年毛入园率"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panel")
    for name, text in PAPERS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    run(find([str(folder)], leave_out=folder / "out"), RunOptions(out=folder / "out", workers=1, tokens=False))
    return folder / "out"


def made(out: Path, **options: Any) -> list[Mapping[str, Any]]:
    with sql.opened(out, "anything") as tables:
        table, meanings = panel(tables, PanelOptions(indicators=(RATE,), **options))
    assert list(meanings) == table.column_names and all(meanings.values())
    return table.to_pylist()  # type: ignore[no-any-return]


def test_every_cell_says_why_it_is_as_it_is(out: Path) -> None:
    rows = made(out, statuses=("planned",), years=(2022, 2026))
    cells = [(r["region"], r["year"], r["cell"], r["value_low"], r["documents"]) for r in rows]
    assert cells == [
        ("柏川县", 2022, "no_document", None, 0),
        ("柏川县", 2023, "not_stated", None, 1),
        ("柏川县", 2024, "no_document", None, 0),
        ("柏川县", 2025, "no_document", None, 0),
        ("柏川县", 2026, "no_document", None, 0),
        ("桐岭县", 2022, "value", 91.0, 1),
        ("桐岭县", 2023, "value", 92.0, 1),
        ("桐岭县", 2023, "value", 93.0, 1),
        ("桐岭县", 2024, "no_document", None, 0),
        ("桐岭县", 2025, "not_stated", None, 1),
        ("桐岭县", 2026, "no_document", None, 0),
    ]


def test_values_bring_their_evidence_and_are_never_averaged(out: Path) -> None:
    twice = [r for r in made(out, statuses=("planned",)) if r["year"] == 2023 and r["cell"] == "value"]
    assert [(r["values"], r["text"], r["sentence"]) for r in twice] == [
        (2, "92%", "学前三年毛入园率达到92%。"),
        (2, "93%", "学前三年毛入园率达到93%。"),
    ]
    assert all(r["target_id"].startswith(r["doc_id"]) and r["source"].endswith("a2023.txt") for r in twice)


def test_several_values_as_lists(out: Path) -> None:
    rows = made(out, statuses=("planned",), cells="list")
    cells = {(r["region"], r["year"]): (r["cell"], r["value_low"]) for r in rows}
    assert len(cells) == len(rows) == 4
    assert cells["桐岭县", 2023] == ("value", [92.0, 93.0]) and cells["柏川县", 2023] == ("not_stated", [])


def test_years_are_those_of_documents_and_values_unless_said(out: Path) -> None:
    assert {r["year"] for r in made(out)} == {2022, 2023}
    assert {r["status"] for r in made(out)} == {"planned", "reported"}
    assert {r["cell"] for r in made(out, statuses=("reported",))} <= {"not_stated", "no_document"}


def test_a_panel_may_be_without_years(out: Path) -> None:
    rows = made(out, by=("source",), statuses=("planned",))
    assert [(Path(r["source"]).stem, r["cell"], r["year"]) for r in rows] == [
        ("a2022", "value", 2022), ("a2023", "value", 2023), ("a2023", "value", 2023), ("b2023", "not_stated", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"indicators": ("毛入园",)}, "like it are 学前三年毛入园率"),
        ({"indicators": ("航班正点率",)}, "no document here has the indicator '航班正点率'"),
        ({"indicators": (RATE,), "by": ("colour", "year")}, "a panel is by region, issuer"),
    ],
)
def test_what_cannot_be_made_is_said(options: dict[str, Any], said: str, out: Path) -> None:
    with sql.opened(out, "anything") as tables, pytest.raises(PanelError, match=said):
        panel(tables, PanelOptions(**options))
