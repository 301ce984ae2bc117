"""`gangmu score`: the guide's own scorer says the same, and intervals say how far to trust it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import ROOT
from pipeline.run import RunOptions, run
from pipeline.scoring import figures, stored
from pipeline.scoring.compare import Comparison, compare
from pipeline.scoring.gold import find, load
from pipeline.sources import find as find_sources
from test_cli import gangmu

GOLD, RAW = ROOT / "tests" / "gold", ROOT / "data" / "raw"


def theirs(shared: Path, out: Path, raw: Path, gold: Path, to: Path) -> dict[str, Any]:
    """The figures of the guide's scorer."""
    command = [sys.executable, str(shared / "tools" / "score.py"), str(out), str(raw), str(gold), "--json", str(to)]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads(to.read_text("utf-8"))  # type: ignore[no-any-return]


def ours(out: Path, raw: Path, gold: Path, to: Path) -> dict[str, Any]:
    done = gangmu("score", out, gold, "--raw", raw, "--json", to)
    assert done.exit_code == 0, done.stderr
    return json.loads(to.read_text("utf-8"))  # type: ignore[no-any-return]


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name, figure in other.items():
        assert one[name] == {key: pytest.approx(value) for key, value in figure.items()}, name


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the shared documents that have gold."""
    out = tmp_path_factory.mktemp("score") / "tables"
    sources = find_sources([str(shared / "seeds"), str(shared / "gold" / "*.txt")], leave_out=out)
    run(sources, RunOptions(out=out, workers=1, tokens=False))
    return out


def test_the_guides_own_scorer_says_the_same(shared: Path, real: Path, tmp_path: Path) -> None:
    raw, gold = shared / "seeds", shared / "gold"
    same(ours(real, raw, gold, tmp_path / "o.json"), theirs(shared, real, raw, gold, tmp_path / "t.json"))


@pytest.mark.parametrize("seed", range(3))
def test_and_of_tables_that_are_wrong_in_many_ways(shared: Path, real: Path, seed: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    spoil(real, out, random.Random(seed))
    raw, gold = shared / "seeds", shared / "gold"
    mine = ours(out, raw, gold, tmp_path / "o.json")
    same(mine, theirs(shared, out, raw, gold, tmp_path / "t.json"))
    assert mine["targets.full"]["f1"] < 0.85


def spoil(tables: Path, out: Path, draw: random.Random) -> None:
    """Rows dropped, doubled, moved, and given the cells of other rows."""
    for name in ("documents", "edits", "initiatives", "numbers", "programmes", "targets"):
        table = pq.read_table(tables / name)
        rows = table.to_pylist()
        if name not in ("documents", "numbers"):
            rows = [row for row in rows if draw.random() > 0.1]
            rows += [dict(row) for row in rows if draw.random() < 0.05]
            for row in rows:
                if draw.random() < 0.1:
                    row["raw_start"], row["raw_end"] = row["raw_start"] + 3, row["raw_end"] + 3
                other = draw.choice(rows)
                for column in draw.sample(sorted(row), 3):
                    if draw.random() < 0.4 and not column.endswith("_id") and "start" not in column:
                        row[column] = other[column] if "end" not in column else row[column]
        (out / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows, table.schema), out / name / "part-0.parquet")


@pytest.fixture(scope="module")
def compared(sample: Path) -> list[Comparison]:
    rows = stored.read(sample)
    return [compare(load(path, [RAW]), rows) for path in find([GOLD])]


def test_intervals_hold_the_figure_and_are_the_same_every_time(compared: list[Comparison]) -> None:
    once, again = figures.intervals(compared), figures.intervals(compared)
    assert once == again and once.keys() == figures.figures(compared).keys()
    for name, figure in figures.figures(compared).items():
        low, high = once[name]
        assert 0 <= low <= figure.f1 <= high <= 1, name
    assert once["targets.full"][1] - once["targets.full"][0] > 0.01


def test_intervals_are_over_documents_not_rows(compared: list[Comparison]) -> None:
    """Of one document nothing can be drawn but itself; more of the same documents make them narrower."""
    assert all(low == high for low, high in figures.intervals(compared[:1]).values())
    low, high = figures.intervals(compared)["targets.indicator"]
    narrow = figures.intervals(compared * 9)["targets.indicator"]
    assert narrow[1] - narrow[0] < (high - low) / 2


def test_the_command_prints_and_writes_intervals(sample: Path, tmp_path: Path) -> None:
    done = gangmu("score", sample, GOLD, "--raw", RAW, "--intervals", "--json", tmp_path / "f.json")
    assert done.exit_code == 0 and "95 of 100" in done.stdout
    figure = json.loads((tmp_path / "f.json").read_text("utf-8"))["targets.full"]
    assert figure["low"] <= figure["f1"] <= figure["high"]


def test_gold_without_its_document_is_scored_by_the_tables(sample: Path, tmp_path: Path) -> None:
    """So gold made elsewhere, from rows that were reviewed, needs no copy of the documents."""
    shutil.copy(GOLD / "01_county_education_plan.gold.json", tmp_path)
    alone = gangmu("score", sample, tmp_path)
    beside = gangmu("score", sample, GOLD, "--docs", "01_*", "--raw", RAW)
    assert alone.exit_code == 0 and alone.stdout == beside.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["score", "nowhere", str(GOLD)], "gangmu run"),
        (["score", "{out}", "nowhere"], "nowhere: No such file or directory; give gold files"),
        (["score", "{out}", str(GOLD), "--raw", str(RAW), "--json", "no/such/x.json"], "choose another --json"),
    ],
)
def test_unusable_arguments_are_status_2(arguments: list[str], said: str, sample: Path) -> None:
    done = gangmu(*(a.format(out=sample) for a in arguments))
    assert done.exit_code == 2 and said in done.stderr
