"""The gate: every kind of damage fails the check that is there for it, and nothing else does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import ROOT
from pipeline.analysis.checking import settings, shown
from pipeline.analysis.checking.checks import check
from pipeline.analysis.checking.report import Check, Problem, Report
from pipeline.analysis.checking.settings import Gold, Settings, SettingsError
from pipeline.store import StoreError
from pipeline.tables import all_tables
from test_cli import gangmu

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def whole(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample drop as plain folders of one part."""
    out = tmp_path_factory.mktemp("whole")
    for name in all_tables():
        (out / name).mkdir()
        pq.write_table(pq.read_table(sample / name), out / name / "part-0.parquet")
    return out


def damaged(whole: Path, out: Path, table: str, damage: Callable[[Rows], Any]) -> Path:
    """A copy of `whole` with the rows of one table changed."""
    shutil.copytree(whole, out)
    path = out / table / "part-0.parquet"
    found = pq.read_table(path)
    rows = found.to_pylist()
    damage(rows)
    pq.write_table(pa.Table.from_pylist(rows, found.schema), path)
    return out


def failed(out: Path, limits: Settings | None = None) -> set[str]:
    return {f"{c.group}: {c.name}" for c in check(out, limits or Settings()).failed}


def test_good_tables_pass(sample: Path, whole: Path) -> None:
    for place in (sample, whole):
        report = check(place, Settings())
        assert not report.failed and report.exit_status == 0 and not any(c.state == "skipped" for c in report.checks)


DAMAGES: list[tuple[str, str, Callable[[Rows], Any], set[str]]] = [
    ("a row twice", "targets", lambda rows: rows.append(dict(rows[10])), {"contract: keys"}),
    ("a row lost", "numbers", lambda rows: rows.pop(4), {"contract: keys"}),
    ("a document twice", "documents", lambda rows: rows.append(dict(rows[0])), {"contract: keys"}),
    ("a reference to nothing", "targets", lambda rows: rows[7].update(initiative_id=rows[7]["doc_id"] + "-i999"),
     {"contract: references"}),
    ("a reference to another table", "targets", lambda rows: rows[7].update(initiative_id=rows[7]["doc_id"] + "-t001"),
     {"contract: references"}),
    ("a reference to another document", "sentences",
     lambda rows: rows[0].update(initiative_id=rows[-1]["doc_id"] + "-i001"), {"contract: references"}),
    ("a list that refers to nothing", "programmes",
     lambda rows: rows[0].update(member_ids=[None, rows[0]["doc_id"] + "-p999"]), {"contract: references"}),
    ("a row of no document", "findings", lambda rows: rows[0].update(doc_id="0" * 16, row_id=None, finding_no=1),
     {"contract: keys", "contract: references"}),
    ("a span moved", "targets", lambda rows: rows[3].update(start=rows[3]["start"] + 1), {"spans: text", "spans: raw"}),
    ("a span outside", "initiatives", lambda rows: rows[0].update(end=10**7), {"spans: ranges"}),
    ("a span that ends before it begins", "programmes", lambda rows: rows[0].update(end=rows[0]["start"] - 1),
     {"spans: ranges"}),
    ("a raw span moved", "programmes", lambda rows: rows[5].update(raw_end=rows[5]["raw_end"] + 1), {"spans: raw"}),
    ("a text changed", "numbers", lambda rows: rows[2].update(text="九十九"), {"spans: text"}),
    ("a document's text cut", "documents", lambda rows: rows[0].update(text=rows[0]["text"][:-1]), {"spans: edits"}),
    ("edits out of order", "edits", lambda rows: rows[0].update(start=10**6, end=10**6), {"spans: edits"}),
    ("numbers unknown", "numbers", lambda rows: [r.update(role="unknown", target_id=None) for r in rows[::9]],
     {"levels: unknown"}),
    ("sources failed", "errors",
     lambda rows: rows.append({"source": "a.txt", "stage": "read", "error": "ReadError", "message": "empty"}),
     {"levels: failed"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "table", "damage", "fails"), DAMAGES, ids=[d[0] for d in DAMAGES])
def test_each_kind_of_damage_fails_its_check(
    name: str, table: str, damage: Callable[[Rows], Any], fails: set[str], whole: Path, tmp_path: Path
) -> None:
    assert failed(damaged(whole, tmp_path / "out", table, damage)) == fails


def test_tables_and_columns_that_are_not_there(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    shutil.rmtree(out / "programmes")
    assert failed(out) == {"contract: tables"}
    part = out / "targets" / "part-0.parquet"
    table = pq.read_table(part)
    pq.write_table(table.drop_columns(["unit"]).set_column(0, "target_id", pa.array(range(len(table)))), part)
    report = check(out, Settings())
    (columns,) = [c for c in report.failed if c.name == "columns"]
    assert [p.message for p in columns.problems] == [
        "targets.target_id: expected string, found int64", "targets.unit: no such column"
    ]  # fmt: skip
    assert {c.group for c in report.checks if c.state == "skipped"} == {"contract", "spans", "levels"}


def test_further_columns_and_tables_are_no_fault(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    part = out / "targets" / "part-0.parquet"
    table = pq.read_table(part)
    pq.write_table(table.append_column("mine", pa.array(range(len(table)))), part)
    shutil.copytree(whole / "errors", out / "remarks")
    assert not failed(out)


@pytest.mark.parametrize("cut", [0, 100, -20])
def test_a_file_that_is_cut_is_said_to_be(cut: int, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    part = out / "targets" / "part-0.parquet"
    part.write_bytes(part.read_bytes()[:cut])
    assert failed(out) == {"contract: readable"}


def test_bytes_changed_in_the_middle_of_a_file_are_said_to_be(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    part = out / "sentences" / "part-0.parquet"
    data = bytearray(part.read_bytes())
    data[len(data) // 3 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 3)
    part.write_bytes(data)
    assert failed(out)


def test_limits_of_ones_own(whole: Path, tmp_path: Path) -> None:
    assert failed(whole, Settings(documents=13)) == {"levels: documents"}
    assert failed(whole, Settings(removed_share=0.01)) == {"levels: removed"}
    assert failed(whole, Settings(rows_per_document={"targets": (5, 60)})) == {"levels: rows of targets"}
    assert failed(whole, Settings(rows_per_document={"goals": (0, 1)})) == {"levels: rows of goals"}
    assert not failed(whole, Settings(rows_per_document={"targets": (5, 80)}, findings={"error": 2, "warning": 10}))
    assert failed(whole, Settings(findings={"error": 1, "warning": 10})) == {"levels: findings: error"}
    emptied = damaged(whole, tmp_path / "out", "targets", list.clear)
    pq.write_table(pq.read_table(emptied / "initiatives").slice(0, 0), emptied / "initiatives" / "part-0.parquet")
    assert "levels: empty" in failed(emptied)


def test_gold_has_its_floors(sample: Path) -> None:
    gold = Gold(files=(ROOT / "tests" / "gold",), raw=ROOT / "data" / "raw", floors={"targets.found": 0.9})
    assert not failed(sample, Settings(gold=gold))
    strict = Gold(files=gold.files, raw=gold.raw, floors={"targets.full": 0.999, "initiatives": 0.5})
    (check_,) = check(sample, Settings(gold=strict)).failed
    assert check_.name == "targets.full" and "F1 0." in check_.message and check_.problems
    assert [c.name for c in check(sample, Settings(gold=Gold(files=gold.files, raw=gold.raw))).checks][-5:] == [
        "initiatives", "targets.found", "targets.value", "targets.full", "programmes",
    ]  # fmt: skip
    with pytest.raises(SettingsError, match=r"check.gold.floors.targets.found_: no such figure"):
        check(sample, Settings(gold=Gold(files=gold.files, raw=gold.raw, floors={"targets.found_": 0.9})))
    with pytest.raises(SettingsError, match="nowhere"):
        check(sample, Settings(gold=Gold(files=(Path("nowhere"),))))


def test_a_folder_without_tables_is_no_failed_check(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="gangmu run"):
        check(tmp_path, Settings())


WRONG = [
    ("check = 1", "check: expected a table"),
    ("[check]\nfailed_shares = 0.1", "check.failed_shares: no such setting; there are failed_share"),
    ("[check]\nfailed_share = 5", "check.failed_share: expected a number from 0 to 1, not 5"),
    ("[check]\nfailed_share = true", "check.failed_share: expected a number from 0 to 1, not True"),
    ("[check.rows_per_document]\ntargets = 5", r"check.rows_per_document.targets: expected \[least\]"),
    ("[check.findings]\nerror = '0'", "check.findings.error: expected a number, not '0'"),
    ("[check.gold]\nfiles = 'gold'", "check.gold.files: expected a list of paths"),
    ("[check.gold.floors]\n'targets.found' = 90", "expected a number from 0 to 1, not 90"),
    ("[check", "gangmu.toml: Expected"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_settings_that_cannot_be_used_are_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "gangmu.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        settings.read(tmp_path / "gangmu.toml")


def test_the_settings_shown_are_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "gangmu.toml").write_text((settings.__doc__ or "").partition("\n\n")[2], "utf-8")
    found = settings.read(tmp_path / "gangmu.toml")
    assert found == Settings(
        rows_per_document={"targets": (5, 500)},
        findings={"error": 0, "two_values": 20},
        gold=Gold(files=(tmp_path / "gold",), raw=tmp_path / "documents", floors={"targets.found": 0.9}),
    )


HOSTILE = Problem("a % <b>|x|</b>\n::error::\x00 @me", "docs/a,b:c.txt", 7, "r1")
REPORT = Report(
    "tables",
    [
        Check("contract", "keys", "failed", "30 problems", [HOSTILE] * 20, 30),
        Check("spans", "all", "skipped", "no reason"),
        Check("levels", "documents", "passed", "12 documents"),
    ],
)


def test_a_report_fits_on_a_screen() -> None:
    checks = [Check("g", f"n{i}", "failed" if i < 5 else "passed", "m", [HOSTILE] * 20, 99) for i in range(16)]
    text = shown.as_text(Report("tables", checks))
    assert len(text.splitlines()) <= 40 and max(map(len, text.splitlines())) <= 120 and "\x00" not in text
    assert "… and 96 more" in text and text.startswith("tables: 5 of 16 checks failed\nFAILED")


def test_github_takes_no_command_from_a_document() -> None:
    lines = shown.as_github(REPORT).splitlines()
    assert all(line.startswith("::error ") for line in lines) and len(lines) == 4
    assert lines[0].startswith("::error file=docs/a%2Cb%3Ac.txt,line=7,title=contract%3A keys::a %25 <b>|x|</b>%0A::")


def test_junit_can_be_read_whatever_a_document_holds() -> None:
    root = ElementTree.fromstring(shown.as_junit(REPORT))
    assert [s.attrib for s in root] == [
        {"name": "contract", "tests": "1", "failures": "1", "skipped": "0"},
        {"name": "spans", "tests": "1", "failures": "0", "skipped": "1"},
        {"name": "levels", "tests": "1", "failures": "0", "skipped": "0"},
    ]
    assert "<b>|x|</b>" in (root.findtext("testsuite/testcase/failure") or "")


def test_markdown_and_json() -> None:
    text = shown.as_markdown(REPORT)
    assert "### gangmu check: 1 failed" in text and "<b>" not in text and "\n::error" not in text and "\\@me" in text
    found = json.loads(shown.as_json(REPORT))
    assert found["passed"] is False and found["checks"][0]["problems"][0]["message"] == HOSTILE.message


def test_the_command_and_its_status(whole: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert gangmu("check", sample).exit_code == 0
    out = damaged(whole, tmp_path / "out", "targets", lambda rows: rows[9].update(text="99%"))
    done = gangmu("check", out)
    assert done.exit_code == 1 and "FAILED  spans: text" in done.stdout
    for kind in shown.FORMATS:
        assert gangmu("check", out, "--format", kind, "--to", tmp_path / kind).exit_code == 1
        assert "99%" in (tmp_path / kind).read_text("utf-8")
    (tmp_path / "gangmu.toml").write_text("[check]\ndocuments = 99\n", "utf-8")
    assert "12 documents, at least 99" in gangmu("check", sample).stdout
    scored = gangmu("check", sample, "--gold", ROOT / "tests/gold", "--raw", ROOT / "data/raw")
    assert "gold: targets.found: F1 0.9" in scored.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere"], "gangmu run --out nowhere"),
        (["check", "{out}", "--format", "pdf"], "no format 'pdf'; there are text"),
        (["check", "{out}", "--config", "nowhere.toml"], "nowhere.toml"),
        (["check", "{out}", "--gold", "nowhere"], "nowhere"),
    ],
)
def test_unusable_arguments_are_status_2(arguments: list[str], said: str, sample: Path) -> None:
    done = gangmu(*(a.format(out=sample) for a in arguments))
    assert done.exit_code == 2 and said in done.stderr
