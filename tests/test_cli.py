"""The command line, as people use it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conftest import ROOT
from pipeline.commands import build
from pipeline.tables import all_tables
from pipeline.version import VERSION

TEXT = "甲县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园6所。\n（一）推进“青禾工程”。培养骨干教师120名。\n"


def gangmu(*arguments: object) -> Result:
    return CliRunner().invoke(build(), [str(a) for a in arguments], env={"COLUMNS": "200"})


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_run_prints_what_was_found(plan: Path, tmp_path: Path) -> None:
    done = gangmu("run", plan, "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert re.search(r"documents\W+1\b", done.stdout)
    assert re.search(r"initiatives\W+2\b", done.stdout)
    assert "mined 1 of 1 sources" in done.stderr  # plain lines: this is no terminal
    again = gangmu("run", plan, "--out", tmp_path / "out")
    assert again.exit_code == 0 and "nothing has changed" in again.stdout


def test_plain_lines_tell_of_every_further_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.commands.run import _plain_lines
    from pipeline.run import Progress

    report = _plain_lines()
    for done in (0, 5, 10, 12, 55, 100):
        report(Progress(done, 100, done * 7, 700))
    assert capsys.readouterr().err.splitlines() == [f"mined {n} of 100 sources" for n in (10, 55, 100)]


def test_failed_and_skipped_files_are_named(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "paper.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = gangmu("run", tmp_path, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "empty.txt: read: the file is empty" in done.stdout
    assert "paper.png: png files are not read yet" in done.stdout


def test_strict_counts_skipped_files(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "paper.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert gangmu("run", tmp_path, "--out", tmp_path / "out").exit_code == 0
    assert gangmu("run", tmp_path, "--out", tmp_path / "out", "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nowhere"], "nowhere: no such file"),
        (["run", "{plan}", "--out", "{plan}"], "choose another --out"),
        (["run", "{plan}", "--workers", "0"], "workers"),
        (["run", "{plan}", "--out", "{out}", "--lexicons", "nowhere"], "not a folder of lexicons"),
        (["run", "--no-such-option"], "no-such-option"),
        (["show", "plan", "--out", "{out}"], "gangmu run --out"),
        (["show", "plan", "--table", "nothing"], "no table 'nothing'; there are documents"),
        (["tables", "nothing"], "no table 'nothing'; there are documents"),
    ],
)
def test_unusable_arguments_are_status_2_and_say_what_to_try(
    arguments: list[str], said: str, plan: Path, tmp_path: Path
) -> None:
    done = gangmu(*(a.format(plan=plan, out=tmp_path / "out") for a in arguments))
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_faulty_lexicon_is_named_with_its_line(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lexicons"
    folder.mkdir()
    for text, said in (("term,note\n", "units.csv:1: expected the columns term,"), ("term\n", "units.csv:1: expected")):
        (folder / "units.csv").write_text(text, "utf-8")
        done = gangmu("run", plan, "--out", tmp_path / "out", "--lexicons", folder)
        assert done.exit_code == 2
        assert said in done.stderr


@pytest.mark.parametrize("name", ["plan", "plan.txt", "{path}", "{doc_id}", "{doc_id:.6}"])
def test_show_finds_a_document_and_prints_it_beside_its_source(name: str, plan: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    gangmu("run", plan, "--out", tmp_path / "out")
    doc_id = pq.read_table(tmp_path / "out/documents")["doc_id"][0].as_py()
    done = gangmu("show", name.format(path=plan, doc_id=doc_id), "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert f"doc_id: {doc_id}" in done.stdout
    assert "一、 扩大学位供给" in done.stdout
    assert f"{doc_id}-t001  " in done.stdout
    only = gangmu("show", name.format(path=plan, doc_id=doc_id), "--out", tmp_path / "out", "--table", "initiatives")
    assert f"{doc_id}-i002" in only.stdout and f"{doc_id}-t001" not in only.stdout


def test_show_asks_back_where_a_name_could_be_several(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "plans.txt").write_text(TEXT.replace("甲", "乙"), "utf-8")
    gangmu("run", tmp_path, "--out", tmp_path / "out")
    done = gangmu("show", "pla", "--out", tmp_path / "out")
    assert done.exit_code == 2 and "could be several" in done.stderr and "plans.txt" in done.stderr
    assert "is no document here" in gangmu("show", "zzz", "--out", tmp_path / "out").stderr


def test_text_of_a_document_is_never_taken_for_markup_or_commands(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("一、扩大[bold]学位[/bold]\x1b[31m供给[/nonsense]。新建公办幼儿园6所。\n", "utf-8")
    gangmu("run", path, "--out", tmp_path / "out")
    done = gangmu("show", "odd", "--out", tmp_path / "out")
    assert done.exit_code == 0 and "\x1b[31m" not in done.stdout


def test_tables_prints_the_contract() -> None:
    done = gangmu("tables")
    assert done.exit_code == 0
    for table in all_tables().values():
        assert table.name in done.stdout
    one = gangmu("tables", "targets").stdout
    assert "period_end" in one and "date32" in one and "planned | reported" in one


COMMANDS = sorted(p.stem for p in (ROOT / "pipeline" / "commands").glob("[!_]*.py"))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_help_has_examples(name: str) -> None:
    done = gangmu(*filter(None, (name, "--help")))
    assert done.exit_code == 0
    assert re.search(r"Examples:\s+(\S+\s+)?gangmu ", done.stdout)


def test_cli_py_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "cli.py", "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"gangmu {VERSION}\n"


def test_mine_and_load_from_python(plan: Path, tmp_path: Path) -> None:
    from pipeline import load, mine

    found = mine(plan)
    assert found.targets == found["targets"] and found.targets[0]["target_id"] == f"{found.doc_id}-t001"
    row = found.targets[0]
    assert found.raw[row["raw_start"] : row["raw_end"]] == row["text"] == "6所"
    assert mine(TEXT).doc_id == found.doc_id and mine(str(plan)).tables.keys() == all_tables().keys()
    with pytest.raises(AttributeError, match="no table 'goals'"):
        _ = found.goals
    gangmu("run", plan, "--out", tmp_path / "out")
    frame = load(tmp_path / "out", "targets")
    assert list(frame["target_id"]) == [r["target_id"] for r in found.targets]
    assert load(tmp_path / "out", "documents")["year"].dtype == "Int16"
