"""Registries of programmes and indicators, and the lexicon lines suggested from what documents say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from derived import derived_rows
from pipeline.commands import build
from pipeline.joining.glossary import definitions
from pipeline.lexicon import Lexicons
from pipeline.run import RunOptions, run
from pipeline.sources import find

TEXTS = [
    "云泽省2020年政府工作报告\n2020年2月5日\n一、今年的工作。实施“三大工程”：良田工程、良种工程、良机工程。推进“青禾计划”。森林覆盖率达到40%。",
    "云泽省2021年政府工作报告\n2021年2月5日\n一、今年的工作。继续实施“三大工程”：良田工程、良种工程、仓储工程。林木覆盖率达到41%。",
    "澜川市2021年政府工作报告\n2021年2月9日\n一、今年的工作。实施“三大工程”：安居工程、通畅工程、亮化工程。森林覆盖率达到38%。\n名词解释\n“青禾计划”：指每年选派一百名农技员到村任职。",
    "松嶺縣2022年教育工作計劃\n2022年2月9日\n一、擴大學位供給。實施“青禾計劃”，培養教師120人。",
]


def programme(key: str) -> Any:
    (row,) = [row for row in derived_rows("programme_registry", TEXTS) if row.name_key == key]
    return row


def indicator(key: str) -> Any:
    (row,) = [row for row in derived_rows("indicator_registry", TEXTS) if row.indicator_key == key]
    return row


def test_a_programme_over_documents_and_levels() -> None:
    row = programme("青禾计划")
    assert (row.first_year, row.last_year, row.documents, row.levels) == (2020, 2022, 3, ["province", "city", "county"])
    assert row.run_by == ["province 云泽省", "city 澜川市", "county 松岭县"]
    assert dict(zip(row.aliases, row.alias_kinds, strict=True)) == {"“青禾计划”": "quoted", "青禾計劃": "traditional"}
    assert row.definition == "每年选派一百名农技员到村任职"


def test_members_over_time_and_another_set_of_the_same_name() -> None:
    row = programme("三大工程")
    assert row.member_lists[0] == ["良田工程", "良种工程", "良机工程"]
    changes = dict(zip(row.member_bodies, row.member_changes, strict=True))
    assert changes == {"云泽省": "changed +仓储工程 -良机工程", "澜川市": "another set"}
    assert row.member_changes[0] == "first"


def test_a_spun_name_is_an_alias() -> None:
    plan = "澜川市2022年工作计划\n一、重点工作。实施“厚基础”工程，新建学校3所。"
    spun = (
        "XX市2023年工作计划\n一、重点工作。实施“厚根底”工程，新建学校3所。\n二、标准建设。坚持实事求是的原那么，"
        "加强根底设施建设，开展根底教育，促进经济开展，平安消费，效劳群众，稳固成果。"
    )
    (row,) = [r for r in derived_rows("programme_registry", [plan, spun]) if "工程" in r.name_key]
    assert (row.name, row.documents) == ("厚基础工程", 2)
    assert dict(zip(row.aliases, row.alias_kinds, strict=True))["厚根底工程"] == "spun"


def test_an_indicator_under_its_names() -> None:
    row = indicator("森林覆盖率")
    assert dict(zip(row.surfaces, row.surface_counts, strict=True)) == {"森林覆盖率": 2, "林木覆盖率": 1}
    assert (row.known, row.direction, row.usual_unit, row.documents) == (True, "more", "percent", 3)
    assert row.definition and row.definition_doc_id is None
    assert row.surfaces[0] in (row.example or "")


@pytest.mark.parametrize("name", ["programme_registry", "indicator_registry"])
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_the_order_of_documents_does_not_matter(name: str, data: st.DataObject) -> None:
    assert derived_rows(name, data.draw(st.permutations(TEXTS))) == derived_rows(name, TEXTS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("“双百行动”：指每年培训一百名校长。", "每年培训一百名校长"),
        ("3.“双百行动”是指每年培训一百名校长。", "每年培训一百名校长"),
        ("双百行动：即每年培训一百名校长。", "每年培训一百名校长"),
        ("实施“双百行动”：每年培训一百名校长。", None),
        ("“双百行动”：明确责任，指定专人负责。", None),
        ("“双百行动”指导小组已经成立。", None),
    ],
)
def test_definitions(text: str, says: str | None) -> None:
    found = definitions(iter([{"doc_id": "d", "text": text}]), {"双百行动"})
    assert [d.says for d in found.get("双百行动", ())] == ([says] if says else [])


def test_suggestions_are_lines_that_can_be_pasted(tmp_path: Path) -> None:
    line = "松岭山水之间的云上图集"
    for number in (1, 2):
        goals = f"确保船闸通行率达到9{number}%。开展“净河”大会战。维护航标30灯次。"
        body = f"松岭县202{number}年工作计划\n一、重点。{goals}\n{line}\n"
        (tmp_path / f"{number}.txt").write_text(body, "utf-8")
    out = tmp_path / "tables"
    run(find([str(tmp_path)], leave_out=out), RunOptions(out=out, workers=1, tokens=False))
    expected = {
        "indicators": "船闸通行率,船闸通行率,",
        "programmes": "大会,大会,coded,",
        "boilerplate": f"{line},line,",
        "units": "灯次,item,count,1,",
    }
    for kind, start in expected.items():
        done = CliRunner().invoke(build(), ["suggest", kind, "--out", str(out)])
        assert done.exit_code == 0, done.output
        head, *lines = done.output.splitlines()
        found = next(found for found in lines if found.startswith(start))
        assert "2× in 2" in found
        lexicon = {"programmes": "programme_heads"}.get(kind, kind)
        folder = tmp_path / "lexicons" / kind
        folder.mkdir(parents=True)
        (folder / f"{lexicon}.csv").write_text(f"{head}\n{found}\n", "utf-8")
        assert found.split(",")[0] in Lexicons.default(folder)[lexicon]
    known = CliRunner().invoke(build(), ["suggest", "units", "--out", str(out), "--lexicons", str(folder)])
    assert known.stdout.count("\n") == 1 and "nothing to suggest" in known.stderr
