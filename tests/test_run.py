"""A run over many sources: what fails is told, and nothing else suffers for it."""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from conftest import ROOT
from pipeline import batches, miner, portions, run, sources
from pipeline.miner import MineOptions, extraction_order
from pipeline.parts import settled
from pipeline.portions import Job
from pipeline.read import read
from pipeline.records import errors
from pipeline.run import RunOptions, Summary
from pipeline.sources import SourceFile
from pipeline.tables import all_tables
from pipeline.text import Edit, undo

TEXT = "{0}县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园{1}所。\n二、建强教师队伍。培养骨干教师{2}名。\n"

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and signals of POSIX")


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    (folder / "more").mkdir(parents=True)
    for i, name in enumerate(("a.txt", "b.txt", "more/c.txt", "more/d.txt")):
        (folder / name).write_text(TEXT.format("甲乙丙丁"[i], i + 3, i + 30), "utf-8")
    return folder


def mine(*arguments: Path, out: Path, **options: Any) -> Summary:
    found = sources.find([str(a) for a in arguments], leave_out=out)
    return run.run(found, RunOptions(out=out, **options))


def table(out: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(out / name).to_pylist()
    return rows


def files(out: Path) -> dict[str, bytes]:
    """Every file that a reader can open, by its place."""
    found = {p.relative_to(out).as_posix(): p.read_bytes() for n in all_tables() for p in (out / n).iterdir()}
    return found | {"manifest.json": (out / "manifest.json").read_bytes()}


def test_the_same_bytes_whatever_the_workers_and_the_order(
    drop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "PORTION_BYTES", 4_000)  # several portions
    for i in range(40):
        (drop / f"more/{i}.txt").write_text(TEXT.format("戊", i, i) * 3, "utf-8")
    one, two, turned = tmp_path / "one", tmp_path / "two", tmp_path / "turned"
    assert mine(drop, out=one, workers=1).exit_status(RunOptions(out=one)) == 0
    mine(drop, out=two, workers=2)
    mine(*sorted(drop.iterdir(), reverse=True), out=turned, workers=1)
    assert files(one) == files(two) == files(turned)
    ids = [row["doc_id"] for row in table(one, "documents")]
    assert len(ids) == 44 and ids == sorted(ids)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample drop."""
    out = tmp_path_factory.mktemp("sample")
    assert mine(ROOT / "data/raw", out=out).failures == ()
    return out


def test_the_edits_undone_are_the_raw_text(sample: Path) -> None:
    edits = table(sample, "edits")
    for row in table(sample, "documents"):
        raw = read(Path(row["source"]).read_bytes(), "again")[0].text
        own = [Edit(**{n: e[n] for n in Edit._fields}) for e in edits if e["doc_id"] == row["doc_id"]]
        assert undo(row["text"], own) == raw
        assert (row["raw_chars"], row["chars"]) == (len(raw), len(row["text"]))


def test_every_row_shows_its_own_source(sample: Path) -> None:
    documents = {row["doc_id"]: row for row in table(sample, "documents")}
    for name in ("edits", "sentences", "initiatives", "targets", "programmes", "numbers", "findings"):
        for row in table(sample, name):
            document = documents[row["doc_id"]]
            assert 0 <= row["raw_start"] <= row["raw_end"] <= document["raw_chars"]
            shown = document["text"][row["start"] : row["end"]]
            if name in ("edits", "sentences", "initiatives", "numbers"):
                assert shown == row["text"]
            if name == "sentences":
                assert "".join(row["tokens"]) == shown


def test_nothing_said_is_null_and_never_empty(sample: Path) -> None:
    for name, contract in all_tables().items():
        rows = table(sample, name)
        for column in contract.columns:
            values = [row[column.name] for row in rows]
            assert column.nullable or None not in values, f"{name}.{column.name}"
            assert not column.nullable or "" not in values, f"{name}.{column.name}"


def test_ids_are_unique_and_lead_to_rows(sample: Path) -> None:
    ids = {
        n: [r[n.removesuffix("s") + "_id"] for r in table(sample, n)] for n in ("initiatives", "targets", "programmes")
    }
    known = {i for found in ids.values() for i in found}
    assert len(known) == sum(map(len, ids.values()))
    for name, contract in all_tables().items():
        for column in (c for c in contract.columns if c.source == "ref"):
            for row in table(sample, name):
                value = row[column.name]
                for reference in value if isinstance(value, list) else [value]:
                    if reference is not None and row.get("table") not in ("numbers", "documents"):
                        assert reference in known, f"{name}.{column.name}"


def test_without_tokens_they_are_null(drop: Path, tmp_path: Path) -> None:
    mine(drop, out=tmp_path / "out", tokens=False)
    rows = table(tmp_path / "out", "sentences")
    assert rows and {row["tokens"] for row in rows} == {None}


@POSIX
def test_what_cannot_be_read_is_told_and_the_rest_is_there(drop: Path, tmp_path: Path) -> None:
    (drop / "empty.txt").write_bytes(b"")
    (drop / "noise.txt").write_bytes(bytes(range(256)) * 9)
    (drop / "gone.txt").symlink_to("nowhere")
    os.mkfifo(drop / "pipe.txt")
    (drop / "plan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    summary = mine(drop, out=tmp_path / "out")
    told = {Path(row["source"]).name: (row["stage"], row["error"]) for row in table(tmp_path / "out", "errors")}
    assert told == {
        "empty.txt": ("read", "ReadError"),
        "noise.txt": ("decode", "ReadError"),
        "gone.txt": ("open", "FileNotFoundError"),
        "pipe.txt": ("open", "OSError"),
    }
    assert [(Path(s.source).name, s.kind) for s in summary.skipped] == [("plan.png", "png")]
    assert summary.rows["documents"] == 4 and summary.failed == 4
    assert summary.exit_status(RunOptions(out=drop)) == 1


def test_skipped_files_are_no_failure_unless_strict(drop: Path, tmp_path: Path) -> None:
    (drop / "plan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    summary = mine(drop, out=tmp_path / "out")
    assert summary.exit_status(RunOptions(out=drop)) == 0
    assert summary.exit_status(RunOptions(out=drop, strict=True)) == 1


def failing(*_: object) -> Iterator[Any]:
    raise ZeroDivisionError("made to fail")
    yield


def module(table_name: str) -> Any:
    return sys.modules[all_tables()[table_name].row.__module__]


def test_an_extractor_that_fails_costs_its_table_and_those_that_need_it(
    drop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module("targets"), "rows", failing)
    mine(drop / "a.txt", out=tmp_path / "out")
    told = {row["stage"]: row["error"] for row in table(tmp_path / "out", "errors")}
    assert told["targets"] == "ZeroDivisionError"
    dependents = {n for n in extraction_order() if "targets" in all_tables()[n].needs}
    assert told == {"targets": "ZeroDivisionError"} | dict.fromkeys(dependents, "NotRun")
    assert table(tmp_path / "out", "documents") and table(tmp_path / "out", "sentences")
    assert not table(tmp_path / "out", "targets")


def test_rows_that_do_not_fit_cost_their_table_and_those_that_refer_to_it(
    drop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original: Callable[..., Any] = module("targets").rows

    def unfit(document: Any) -> Iterator[Any]:
        for row in original(document):
            yield dataclasses.replace(row, comparator="roughly") if row.low == 3 else row

    monkeypatch.setattr(module("targets"), "rows", unfit)
    summary = mine(drop, out=tmp_path / "out", workers=1)
    assert summary.failed == 1
    assert {Path(r["source"]).name for r in table(tmp_path / "out", "errors")} == {"a.txt"}
    assert len({row["doc_id"] for row in table(tmp_path / "out", "targets")}) == 3


class Deadly(SourceFile):
    """A source whose reading kills the process: a fault in a library, or memory that runs out."""

    def read_bytes(self) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b""


@POSIX
def test_a_document_that_kills_its_worker_becomes_an_error(drop: Path) -> None:
    jobs = [
        Job(portions.identify(path.read_bytes()), (Deadly if path.name == "c.txt" else SourceFile)(path.name, path), 10)
        for path in sorted(drop.rglob("*.txt"))
    ]
    done = list(portions.over_processes([jobs[:2], jobs[2:]], MineOptions(tokens=False), workers=2))
    failures = [row for portion in done for row in portion.tables["errors"].to_pylist()]
    assert [(f["source"], f["stage"], f["error"]) for f in failures] == [("c.txt", "worker", "Crashed")]
    assert sum(portion.tables["documents"].num_rows for portion in done) == 3
    assert [line.key for portion in done for line in portion.lines] == [job.doc_id for job in jobs]


def test_a_file_that_changes_meanwhile_is_an_error(drop: Path) -> None:
    portion = portions.mine_portion([Job("0" * 16, SourceFile.of(drop / "a.txt", "a.txt"), 10)], MineOptions())
    assert [(row["stage"], row["error"]) for row in portion.tables["errors"].to_pylist()] == [("open", "Changed")]
    assert not portion.lines[0].settled


def test_the_same_bytes_are_one_document(drop: Path, tmp_path: Path) -> None:
    (drop / "z.txt").write_bytes((drop / "a.txt").read_bytes())
    mine(drop, out=tmp_path / "out")
    rows = {Path(row["source"]).name: row for row in table(tmp_path / "out", "documents")}
    assert sorted(rows) == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert f"also_at:{(drop / 'z.txt').as_posix()}" in rows["a.txt"]["flags"]


def test_a_run_over_the_same_keeps_the_tables_until_something_changes(drop: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (drop / "noise.txt").write_bytes(bytes(range(256)) * 9)
    first = mine(drop, out=out)
    again = mine(drop, out=out)
    assert (first.mined, first.unchanged) == (5, False)
    assert (again.mined, again.unchanged, again.kept) == (0, True, 5)
    assert again.rows == first.rows and again.failures == first.failures and again.exit_status(RunOptions(out=out)) == 1
    assert mine(drop, out=out, fresh=True).mined == 5
    assert mine(drop, out=out, tokens=False).changes == ("tokens yes → no",)
    (drop / "a.txt").write_text(TEXT.format("己", 9, 9), "utf-8")
    changed = mine(drop, out=out, tokens=False)
    assert (changed.mined, changed.kept, changed.taken_out) == (1, 4, 1)
    (drop / "b.txt").rename(drop / "e.txt")
    assert mine(drop, out=out, tokens=False).mined == 1


def test_a_change_of_lexicons_or_code_mines_again(drop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, folder = tmp_path / "out", tmp_path / "lexicons"
    folder.mkdir()
    (folder / "own.csv").write_text("term,note\n青禾,a name\n", "utf-8")
    mine(drop, out=out, lexicon_folders=(folder,))
    assert mine(drop, out=out, lexicon_folders=(folder,)).unchanged
    assert [c.split()[0] for c in mine(drop, out=out).changes] == ["lexicons"]
    monkeypatch.setattr("pipeline.manifest._code", lambda: "another")
    assert [c.split()[0] for c in mine(drop, out=out).changes] == ["code"]


def test_every_stage_of_the_errors_table_is_named(drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in cleaning or in the outline leaves an error and nothing half-made."""
    for stage, name in (("clean", "clean"), ("structure", "_document")):
        with monkeypatch.context() as patch:
            patch.setattr(miner, name, lambda *_: 1 / 0)
            outcome = miner.mine_one((drop / "a.txt").read_bytes(), "a.txt", MineOptions())
        assert [row.stage for row in outcome.mined[0].rows["errors"]] == [stage]
        assert isinstance(outcome.mined[0].rows["errors"][0], errors.Row)
        assert outcome.mined[0].rows.keys() == {"errors"}


def test_folders_files_and_globs_name_each_file_once(drop: Path) -> None:
    (drop / ".hidden").write_text("x")
    inside = drop / "tables"
    inside.mkdir()
    (drop / "void").mkdir()
    (inside / "t.parquet").write_bytes(b"PAR1")
    found = sources.find([str(drop), str(drop / "a.txt"), str(drop / "**/*.txt")], leave_out=inside)
    assert [f.path.name for f in found] == ["a.txt", "b.txt", "c.txt", "d.txt"]
    with pytest.raises(sources.SourceError, match="no such file"):
        sources.find([str(drop / "*.doc")], leave_out=inside)
    with pytest.raises(sources.SourceError, match="no files"):
        sources.find([str(drop / "void")], leave_out=inside)


def test_rows_in_many_batches_are_the_same_rows_from_another_process(
    drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [Job(portions.identify(p.read_bytes()), SourceFile(p.name, p), 10) for p in sorted(drop.rglob("*.txt"))]
    whole = portions.mine_portion(jobs, MineOptions())
    monkeypatch.setattr(batches, "MOST_ROWS", 2)
    sent = portions._unpacked(portions.mine_packed(jobs, MineOptions()))
    assert sent.lines == whole.lines
    assert sent.tables["sentences"]["doc_id"].num_chunks > 1
    for name, table in all_tables().items():
        assert settled(sent.tables[name], table).equals(settled(whole.tables[name], table)), name
