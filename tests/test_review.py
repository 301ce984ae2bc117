"""From a reader's decisions to gold files that `gangmu score` takes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from conftest import ROOT
from pipeline import lookup
from pipeline.commands import build
from pipeline.explore.editing import additions
from pipeline.explore.reviews import NEW, Entry, Reviews, now


def gangmu(*arguments: object) -> Result:
    return CliRunner().invoke(build(), [str(a) for a in arguments], env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mined")
    raw = folder / "raw"
    raw.mkdir()
    for name in ("03_elderly_care_notice", "05_school_sports_news_hant", "08_transport_action_plan_gb18030"):
        shutil.copy(ROOT / "data" / "raw" / f"{name}.txt", raw)
    assert gangmu("run", raw, "--out", folder / "out", "--workers", 1).exit_code == 0
    return folder


@pytest.fixture
def out(mined: Path) -> Any:
    yield mined / "out"
    (mined / "out" / "review.jsonl").unlink(missing_ok=True)


def decide(out: Path, table: str, row: Any, verdict: Any, **cells: Any) -> None:
    Reviews(out).append(
        Entry(
            when=now(), who="lin", verdict=verdict, table=table, row_id=next(iter(row.values())), doc_id=row["doc_id"],
            raw_start=row.get("raw_start"), raw_end=row.get("raw_end"), cells=cells,
        )
    )  # fmt: skip


def scored(out: Path, gold: Path, *more: object) -> dict[str, Any]:
    figures = gold / "figures.json"
    done = gangmu("score", out, gold, "--json", figures, *more)
    assert done.exit_code == 0, done.output
    found = json.loads(figures.read_text("utf-8"))
    figures.unlink()
    return found


def test_rows_taken_as_they_are_score_as_right(out: Path, tmp_path: Path) -> None:
    for document in lookup.rows(out, "documents"):
        decide(out, "documents", document, "done")
    done = gangmu("review", "export", "--out", out, "--to", tmp_path)
    assert done.exit_code == 0 and done.output.count(".gold.json") == 3
    figures = scored(out, tmp_path)
    text = json.dumps(figures)
    for name in (
        "initiatives",
        "initiatives.tree",
        "targets.found",
        "targets.full",
        "programmes",
        "programmes.members",
    ):
        assert name in text
    values = figures.get("figures", figures)
    wrong = {name: f for name, f in values.items() if f["gold"] and f["f1"] != 1}
    assert not wrong


def test_the_files_beside_the_gold_are_found_and_checked(out: Path, mined: Path, tmp_path: Path) -> None:
    for document in lookup.rows(out, "documents"):
        decide(out, "documents", document, "done")
    gangmu("review", "export", "--out", out, "--to", tmp_path)
    assert scored(out, tmp_path, "--raw", mined / "raw")


def test_a_rejected_row_is_left_out_and_a_corrected_one_changed(out: Path, tmp_path: Path) -> None:
    targets = lookup.rows(out, "targets")
    doc_id = targets[0]["doc_id"]
    first, second, *_ = [t for t in targets if t["doc_id"] == doc_id and t["kind"] == "number"]
    decide(out, "targets", first, "reject")
    decide(out, "targets", second, "correct", indicator="别的指标", low=3.0, high=3.0)
    assert gangmu("review", "export", "--out", out, "--to", tmp_path).exit_code == 2  # nobody read it to the end
    done = gangmu("review", "export", "--out", out, "--to", tmp_path, "--unfinished")
    assert done.exit_code == 0 and "2 rows decided" in done.output
    (path,) = tmp_path.glob("*.gold.json")
    gold = json.loads(path.read_text("utf-8"))
    assert len(gold["targets"]) == sum(t["doc_id"] == doc_id for t in targets) - 1
    assert gold["targets"][0]["indicator"] == "别的指标" and gold["targets"][0]["low"] == 3
    errors = gangmu("score", out, tmp_path, "--errors").output
    assert "别的指标" in errors


def test_a_row_that_was_missed_is_in_the_gold_until_the_tables_have_it(out: Path, tmp_path: Path) -> None:
    targets = lookup.rows(out, "targets")
    document = lookup.rows(out, "documents", targets[0]["doc_id"])[0]
    raw = lookup.raw_text(document, lookup.rows(out, "edits", document["doc_id"]))
    there = {(t["raw_start"], t["raw_end"]) for t in targets if t["doc_id"] == document["doc_id"]}
    start = next(i for i in range(len(raw)) if raw[i].isdigit() and not any(s <= i < e for s, e in there))
    cells = additions("targets", {"cell.indicator": "漏掉的指标", "cell.low": "7", "cell.period_end": "2026-12-31"})
    common = {"doc_id": document["doc_id"], "row_id": document["doc_id"] + NEW, "table": "targets"}
    for place in ((start, start + 1), (targets[0]["raw_start"], targets[0]["raw_end"])):  # the second is there by now
        Reviews(out).append(
            Entry(
                when=now(), who="lin", verdict="add", source=document["source"], quote=raw[slice(*place)],
                raw_start=place[0], raw_end=place[1], cells=cells, **common,
            )
        )  # fmt: skip
    gangmu("review", "export", "--out", out, "--to", tmp_path, "--unfinished")
    (path,) = tmp_path.glob("*.gold.json")
    (new,) = [t for t in json.loads(path.read_text("utf-8"))["targets"] if t["indicator"] == "漏掉的指标"]
    assert (new["low"], new["high"], new["period"], new["num"]) == (7, 7, "2026-12-31", raw[start])
    assert scored(out, tmp_path)


def test_a_rejected_item_leaves_no_dangling_reference(out: Path, tmp_path: Path) -> None:
    items = lookup.rows(out, "initiatives")
    parent = next(i for i in items if any(j["parent_id"] == i["initiative_id"] for j in items))
    decide(out, "initiatives", parent, "reject")
    gangmu("review", "export", "--out", out, "--to", tmp_path, "--unfinished")
    assert scored(out, tmp_path)  # the loader refuses a parent that is not there


def test_decisions_are_listed(out: Path) -> None:
    assert gangmu("review", "list", "--out", out).exit_code == 2
    decide(out, "targets", lookup.rows(out, "targets")[0], "accept")
    done = gangmu("review", "list", "--out", out)
    assert done.exit_code == 0 and "lin  accept" in done.output
