"""What changed between two folders of tables."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline import mine
from pipeline.analysis.comparing import align, kinds, shown
from pipeline.analysis.comparing.diff import Diff, diff, target_changes
from pipeline.analysis.comparing.documents import pair
from pipeline.run import RunOptions, run
from pipeline.sources import find
from test_cli import gangmu

CASES = tomllib.loads((Path(__file__).parent / "cases" / "diff.toml").read_text("utf-8"))["case"]
HEAD = "桐岭县2025年教育工作要点\n一、主要目标\n"
OLD = {
    "plan.txt": HEAD
    + "确保学前三年毛入园率达到97%以上。2025年底前新建公办幼儿园8所。\n二、队伍\n组建名师工作室12个。\n",
    "same.txt": "柏川县2025年教育工作要点\n一、主要目标\n新增学位1200个。\n",
    "gone.txt": "荻浦县2025年教育工作要点\n一、主要目标\n新增学位700个。\n",
    "moved/letter.txt": "榆关县2025年教育工作要点\n一、主要目标\n新增学位900个。\n",
}
NEW = {
    "plan.txt": HEAD + "力争学前三年毛入园率达到97%左右。2027年底前新建公办幼儿园6所。\n二、教师队伍\n",
    "same.txt": OLD["same.txt"],
    "new.txt": "苇塘县2025年教育工作要点\n一、主要目标\n新增学位300个。\n",
    "elsewhere/note.txt": "榆关县2025年教育工作要点\n一、主要目标\n新增学位950个。\n",
}


def mined(folder: Path, texts: Mapping[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    out = folder.parent / f"{folder.name}-tables"
    run(find([str(folder)], leave_out=out), RunOptions(out=out, workers=1, tokens=False))
    return out


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("diff")
    return mined(base / "old", OLD), mined(base / "new", NEW)


@pytest.fixture(scope="module")
def found(places: tuple[Path, Path]) -> Diff:
    return diff(*places)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['old']} {case['new']}")
def test_cases(case: dict[str, Any]) -> None:
    old, new = (mine(HEAD + case[side], tokens=False).targets for side in ("old", "new"))
    assert [list(change.kinds) for change in target_changes(old, new)] == case["kinds"]


def test_documents_and_rows_are_told_apart(found: Diff) -> None:
    states = {(Path(d.document["source"]).name, d.state, d.pair.how) for d in found.documents}
    assert states == {
        ("plan.txt", "changed", "file name"), ("note.txt", "changed", "title"), ("new.txt", "new", None),
        ("gone.txt", "gone", None),
    }  # fmt: skip
    assert found.unchanged == 1
    assert found.counts == {
        "indicator_dropped": 1, "comparator_weakened": 1, "value_raised": 1, "value_lowered": 1, "deadline_later": 1,
        "commitment_weakened": 1, "initiative_retitled": 1,
    }  # fmt: skip
    assert set(found.counts) <= kinds.KINDS.keys()


def test_the_two_sentences_stand_side_by_side(found: Diff) -> None:
    lines = shown.as_text(found).splitlines()
    at = next(i for i, line in enumerate(lines) if "comparator weakened, commitment weakened: 学前三年毛入园率" in line)
    assert "≥97% → ≈97%" in lines[at]
    assert re.search(r"确保学前三年毛入园率达到97%以上。\s+力争学前三年毛入园率达到97%左右。", lines[at + 1])


def test_nothing_changed_is_status_0(places: tuple[Path, Path], sample: Path) -> None:
    done = gangmu("diff", places[0], places[0])
    assert done.exit_code == 0 and "4 unchanged" in done.stdout
    assert gangmu("diff", sample, sample).exit_code == 0


def test_the_same_documents_under_another_version(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample, out, symlinks=True)
    (part,) = (out / "targets").glob("*.parquet")
    table = pq.read_table(part)
    rows = table.to_pylist()
    at = next(i for i, row in enumerate(rows) if row["kind"] == "number" and row["comparator"] == "ge")
    rows[at]["comparator"] = "approx"
    pq.write_table(type(table).from_pylist(rows, table.schema), part)
    found = diff(sample, out)
    assert found.counts == {"comparator_weakened": 1} and found.unchanged == 11
    assert found.documents[0].pair.how == "bytes"
    (change,) = found.documents[0].changes
    assert change.new is not None and change.new["target_id"] == rows[at]["target_id"]


def test_only_some_kinds(places: tuple[Path, Path]) -> None:
    only = ["diff", *places, "--kind", "deadline_later"]
    done = gangmu(*only)
    assert done.exit_code == 1 and "1 deadline later" in done.stdout and "new.txt" not in done.stdout
    assert gangmu("diff", *places, "--kind", "unit_changed").exit_code == 0


def test_json_has_all_of_it(places: tuple[Path, Path], tmp_path: Path) -> None:
    assert gangmu("diff", *places, "--format", "json", "--to", tmp_path / "d.json").exit_code == 1
    told = json.loads((tmp_path / "d.json").read_text("utf-8"))
    assert told["unchanged"] == 1 and {d["state"] for d in told["documents"]} == {"new", "gone", "changed"}
    changes = [c for d in told["documents"] for c in d["changes"]]
    weakened = next(c for c in changes if "comparator_weakened" in c["kinds"])
    assert weakened["old"]["comparator"] == "ge" and weakened["new"]["period_end"] == "2025-12-31"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_and_markdown_keep_a_hostile_document_text(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>|<img src=x onerror=alert(1)>**@team**"
    out = [
        mined(tmp_path / side, {"plan.txt": f"{HEAD}在{bad}项目上新建公办幼儿园{number}所。\n"})
        for side, number in (("a", 8), ("b", 6))
    ]
    html = gangmu("diff", *out, "--format", "html").stdout
    page = _Page()
    page.feed(html)
    assert not {"script", "img"} & set(page.tags) and {"del", "ins"} <= set(page.tags)
    assert "alert(1)" in page.text and "default-src 'none'" in html
    markdown = gangmu("diff", *out, "--format", "markdown").stdout
    rows = [line for line in markdown.splitlines() if line.startswith("| value")]
    assert rows and "<script" not in markdown and all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)
    assert "@team" in markdown and not re.search(r"(?<!\\)@team", markdown)


def test_text_of_a_document_is_never_taken_for_a_terminals_commands(tmp_path: Path) -> None:
    out = [
        mined(tmp_path / side, {"plan.txt": f"{HEAD}新建[bold]公办\x1b[31m幼儿园[/nonsense]{number}所。\n"})
        for side, number in (("a", 8), ("b", 6))
    ]
    done = gangmu("diff", *out)
    assert done.exit_code == 1 and "\x1b" not in done.stdout and "[/nonsense]" in done.stdout


def test_documents_that_could_be_several_are_not_matched() -> None:
    def row(doc_id: str, source: str, title: str | None) -> dict[str, Any]:
        return {"doc_id": doc_id, "source": source, "title": title}

    old = [row("1", "a/x.txt", "甲"), row("2", "b/x.txt", "甲"), row("3", "c.txt", None)]
    new = [row("4", "d/x.txt", "甲"), row("5", "e.txt", None)]
    assert all(p.how is None for p in pair(old, new)) and len(pair(old, new)) == 5


def test_many_rows_are_aligned_in_order() -> None:
    base = mine(HEAD + "新建公办幼儿园8所。", tokens=False).targets[0]
    old = [
        {**base, "sentence": f"第{n}片区新建公办幼儿园{n}所。", "text": f"{n}所", "value_low": n} for n in range(600)
    ]
    new = [{**row, "text": "9所", "value_low": 9.0} for row in old[:500]]
    pairs = align.targets(old, new)
    assert len(pairs) == 600 and sum(one is not None and other is not None for one, other in pairs) == 500


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff", "nowhere", "{out}"], "gangmu run --out nowhere"),
        (["diff", "{out}", "{out}", "--format", "pdf"], "no format 'pdf'; there are text"),
        (["diff", "{out}", "{out}", "--kind", "worse"], "no kind 'worse'; there are indicator_dropped"),
    ],
)
def test_unusable_arguments_are_status_2(arguments: list[str], said: str, sample: Path) -> None:
    done = gangmu(*(a.format(out=sample) for a in arguments))
    assert done.exit_code == 2 and said in done.stderr


def test_a_comment_has_room_for_what_it_says(places: tuple[Path, Path]) -> None:
    found = diff(*places)
    (document,) = [d for d in found.documents if d.pair.how == "file name"]
    long = [c for c in document.changes if c.table == "targets"] * 200
    many = dataclasses.replace(found, documents=(dataclasses.replace(document, changes=tuple(long)),))
    text = shown.as_markdown(many)
    assert len(text) < 65_536 and f"the first {shown.COMMENT} are shown" in text
    assert f"the first {shown.LISTED} are shown" in shown.as_text(many)


def test_long_sentences_are_shown_where_they_differ() -> None:
    before = "开展" + "学科教研、" * 40 + "听课30次以上" + "，做好记录" * 40 + "。"
    old, new = shown.around(before, before.replace("以上", "左右"))
    assert old is not None and new is not None and old.startswith("…") and old.endswith("…")
    assert "听课30次以上" in old and "听课30次左右" in new and len(old) < 70
    assert shown.around("新建3所", None) == ("新建3所", None) and shown.around("甲", "甲") == ("甲", "甲")
    assert shown.around("甲甲", "甲") == ("甲甲", "甲")
