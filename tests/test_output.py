"""Queries, panels and exports as files: what is read back is what was written, with what it means."""

from __future__ import annotations

import csv
import json
import sqlite3
import warnings
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.analysis import sql
from pipeline.analysis.output import as_xlsx, export
from pipeline.analysis.output.sheet import DICTIONARY, Sheet, sheet_of, sheets_of
from pipeline.analysis.output.whole import OutputError, replacing
from test_cli import gangmu

LONG = "长" * 40_000
# What a program may take for something else, trip over, or lose.
ROWS: list[dict[str, Any]] = [
    {"name": "=1+1", "kind": "planned", "low": 1.5, "count": 3, "open": True, "day": date(2026, 12, 31),
     "members": ["甲", "乙;丙"], "text": "行一\n“行二”,\"三\""},
    {"name": "@cmd", "kind": "reported", "low": None, "count": None, "open": False, "day": None, "members": [],
     "text": LONG},
    {"name": "https://example.com", "kind": None, "low": -0.0, "count": 0, "open": None, "day": date(1899, 1, 1),
     "members": None, "text": "\x0b𠮷"},
]  # fmt: skip
SCHEMA = pa.schema(
    {
        "name": pa.string(), "kind": pa.dictionary(pa.int32(), pa.string()), "low": pa.float64(), "count": pa.int32(),
        "open": pa.bool_(), "day": pa.date32(), "members": pa.list_(pa.string()), "text": pa.string(),
    }
)  # fmt: skip
MEANINGS = {name: f"what {name} is" for name in SCHEMA.names} | {"text": "a meaning of many words " * 6}


@pytest.fixture
def sheet() -> Sheet:
    return sheet_of("things", pa.Table.from_pylist(ROWS, SCHEMA), MEANINGS, "things that are hard to write")


def test_csv_is_what_excel_takes_for_utf8(sheet: Sheet, tmp_path: Path) -> None:
    export.write([sheet], "csv", tmp_path / "things.csv")
    data = (tmp_path / "things.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfname,") and data.endswith(b"\r\n")
    with (tmp_path / "things.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert first["name"] == "=1+1" and first["day"] == "2026-12-31" and first["text"] == ROWS[0]["text"]
    assert json.loads(first["members"]) == ["甲", "乙;丙"] and second["text"] == LONG and third["low"] == "-0.0"


def test_jsonl_loses_nothing(sheet: Sheet, tmp_path: Path) -> None:
    export.write([sheet], "jsonl", tmp_path / "things.jsonl")
    lines = (tmp_path / "things.jsonl").read_text("utf-8").split("\n")[:-1]
    assert [json.loads(line) for line in lines] == [{**r, "day": r["day"] and r["day"].isoformat()} for r in ROWS]


def test_sqlite_says_what_columns_mean(sheet: Sheet, tmp_path: Path) -> None:
    export.write([sheet], "sqlite", tmp_path / "t.sqlite")
    base = sqlite3.connect(tmp_path / "t.sqlite")
    rows = base.execute("SELECT name, low, count, open, day, members, text FROM things").fetchall()
    assert rows[0] == ("=1+1", 1.5, 3, 1, "2026-12-31", '["甲", "乙;丙"]', ROWS[0]["text"]) and rows[1][6] == LONG
    (made,) = base.execute("SELECT sql FROM sqlite_master WHERE name = 'things'").fetchone()
    assert '"low" REAL, -- what low is' in made and "-- things that are hard to write" in made
    said = dict(base.execute("SELECT coalesce(\"column\", ''), meaning FROM dictionary").fetchall())
    assert said == MEANINGS | {"": sheet.description}
    base.close()


def test_duckdb_keeps_types_and_comments(sheet: Sheet, tmp_path: Path) -> None:
    export.write([sheet], "duckdb", tmp_path / "t.duckdb")
    with duckdb.connect(str(tmp_path / "t.duckdb"), read_only=True) as base:
        names = [d[0] for d in base.execute("SELECT * FROM things").description]
        rows = [dict(zip(names, row, strict=True)) for row in base.execute("SELECT * FROM things").fetchall()]
        said = base.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'things'").fetchall()
        assert base.execute("SELECT count(*) FROM dictionary").fetchone() == (len(SCHEMA) + 1,)
    assert rows == ROWS and dict(said) == MEANINGS


def test_stata_has_labels_long_texts_and_days(sheet: Sheet, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        export.write([sheet], "dta", tmp_path / "t.dta")
    with pd.read_stata(tmp_path / "t.dta", iterator=True) as reader:
        labels, label, frame = reader.variable_labels(), reader.data_label, reader.read()
    assert label == sheet.description and labels["low"] == "what low is"
    assert len(labels["text"]) == 80 and labels["text"].endswith("…")
    assert (tmp_path / "t.dta").read_bytes()[:60].count(b"<release>118</release>") == 1
    first, second, third = frame.to_dict("records")
    assert first["name"] == "=1+1" and first["kind"] == "planned" and first["day"] == pd.Timestamp(2026, 12, 31)
    assert first["members"] == "甲; 乙;丙" and second["text"] == LONG and pd.isna(second["low"])
    assert (first["open"], second["open"]) == (1, 0) and pd.isna(third["open"]) and pd.isna(third["kind"])


def test_a_sheet_without_rows_or_values_can_be_written(tmp_path: Path) -> None:
    for rows in ([], [dict.fromkeys(SCHEMA.names)] * 2):
        empty = sheet_of("things", pa.Table.from_pylist(rows, SCHEMA), MEANINGS, "none")
        for kind in export.formats():
            assert export.write([empty], kind, tmp_path / f"none.{kind}")
        assert len(pd.read_stata(tmp_path / "none.dta")) == len(rows)


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook as rows of texts and numbers, read from its XML."""
    from lxml import etree

    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        names = [s.get("name") for s in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{main}sheet")]
        found = {}
        for number, name in enumerate(names, 1):
            tree = etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(f"{main}f")) and not list(tree.iter(f"{main}hyperlink"))
            found[name] = [["".join(c.itertext()) for c in row] for row in tree.iter(f"{main}row")]
    return found


def test_in_a_workbook_texts_stay_texts_and_nothing_is_lost(sheet: Sheet, tmp_path: Path) -> None:
    export.write([sheet], "xlsx", tmp_path / "t.xlsx")
    found = cells(tmp_path / "t.xlsx")
    assert list(found) == [DICTIONARY, "things", "long_texts"]
    assert ["things", "low", "double", "what low is"][:2] == found[DICTIONARY][4][:2]
    head, first, second, third = found["things"]
    assert head == SCHEMA.names and first[0] == "=1+1" and third[0] == "https://example.com"
    assert second[-1].endswith(as_xlsx.CUT) and len(second[-1]) == as_xlsx.CELL
    assert "".join(row[4] for row in found["long_texts"][1:]) == LONG
    assert [row[:4] for row in found["long_texts"][1:]] == [["things", "2", "text", "1"], ["things", "2", "text", "2"]]


def test_rows_beyond_those_of_a_sheet_go_on_in_another(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_xlsx, "ROWS", 3)
    export.write([sheet], "xlsx", tmp_path / "t.xlsx")
    found = cells(tmp_path / "t.xlsx")
    assert [len(found[name]) for name in ("things", "things (2)")] == [3, 2]
    assert found["things (2)"][1][0] == "https://example.com"


def test_a_file_is_whole_or_as_it_was(sheet: Sheet, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("before", "utf-8")
    with pytest.raises(ZeroDivisionError), replacing(path) as new:
        new.write_text("half", "utf-8")
        raise ZeroDivisionError
    assert path.read_text("utf-8") == "before" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(OutputError, match="choose another --to"):
        export.write([sheet], "csv", path / "t.csv")


@pytest.mark.parametrize("kind", export.formats())
def test_every_table_goes_into_every_format(kind: str, sample: Path, tmp_path: Path) -> None:
    to = tmp_path / f"all.{kind}" if kind in ("xlsx", "sqlite", "duckdb") else tmp_path / "all"
    with sql.opened(sample, "anything") as tables:
        files = export.write(sheets_of(tables, list(tables.views)), kind, to)
        assert len(files) == (1 if to.suffix else len(tables.views) + 1) and all(map(Path.is_file, files))
    if kind == "dta":
        assert len(pd.read_stata(to / "targets.dta")) == pq.read_table(sample / "targets").num_rows


def test_query_answers_on_the_screen_in_pipes_and_files(sample: Path, tmp_path: Path) -> None:
    ask = ["SELECT doc_id, region, flags FROM documents ORDER BY doc_id", "--out", sample]
    rows = pq.read_table(sample / "documents", columns=["doc_id", "region", "flags"]).sort_by("doc_id").to_pylist()
    shown = gangmu("query", *ask)
    assert shown.exit_code == 0 and "12 rows" in shown.stdout and rows[0]["doc_id"] in shown.stdout
    assert json.loads(gangmu("query", *ask, "--format", "json").stdout) == rows
    assert [json.loads(x) for x in gangmu("query", *ask, "--format", "jsonl").stdout.splitlines()] == rows
    assert len(list(csv.reader(gangmu("query", *ask, "--format", "csv").stdout.splitlines()))) == 13
    for kind in ("json", "parquet", "csv", "xlsx", "dta", "sqlite", "duckdb"):
        assert gangmu("query", *ask, "--to", tmp_path / f"q.{kind}").exit_code == 0
    kept = pq.read_table(tmp_path / "q.parquet")
    assert kept.to_pylist() == rows and kept.schema.field("region").metadata[b"description"] == b"region, as named"


def test_query_reads_its_sql_from_a_file_or_a_pipe(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("SELECT 41 + 1 AS answer", "utf-8")
    assert "42" in gangmu("query", "--file", tmp_path / "q.sql", "--out", sample).stdout
    from typer.testing import CliRunner

    from pipeline.commands import build

    done = CliRunner().invoke(build(), ["query", "-", "--out", str(sample), "--format", "csv"], input="SELECT 7 AS a")
    assert done.stdout.split() == ["a", "7"]


def test_query_reaches_files_only_if_told_so(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("word\nopen-sesame\n", "utf-8")
    ask = ["query", f"SELECT * FROM read_csv('{tmp_path}/secret.csv')", "--out", sample]
    refused = gangmu(*ask)
    assert refused.exit_code == 2 and "open-sesame" not in refused.stdout and "--unsafe lifts that" in refused.stderr
    assert "open-sesame" in gangmu(*ask, "--unsafe").stdout


def test_text_of_a_document_is_never_taken_for_markup_or_commands(sample: Path) -> None:
    for columns in (
        "'[red]x[/nonsense]' || chr(27) || '[31m' AS a",
        "*, '[red]x[/nonsense]' || chr(27) || '[31m' AS a",
    ):
        done = gangmu("query", f"SELECT {columns} FROM panel LIMIT 2", "--out", sample)
        assert done.exit_code == 0 and "[red]x[/nonsense]" in done.stdout and "\x1b[31m" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "SELECT 1", "--out", "nowhere"], "gangmu run --out"),
        (["query", "SELECT lo FROM findings", "--out", "{out}"], "findings: doc_id, finding_no"),
        (["query", "--out", "{out}"], "give the SQL"),
        (
            ["query", "--file", "nowhere.sql", "--out", "{out}"],
            "nowhere.sql: No such file or directory; name another --file",
        ),
        (["query", "SELECT 1", "--format", "xlsx", "--out", "{out}"], "say which with --to"),
        (["query", "SELECT 1", "--format", "odt", "--out", "{out}"], "no format 'odt'"),
        (["panel", "--indicator", "毛入园", "--out", "{out}"], "like it are 学前三年毛入园率"),
        (["panel", "--indicator", "毛入园", "--years", "2025-2020", "--out", "{out}"], "a span such as"),
        (["export", "--to", "x", "--out", "{out}"], "say a --format"),
        (["export", "--to", "x.odt", "--out", "{out}"], "no format 'odt'; there are csv"),
        (["export", "--to", "x.xlsx", "--table", "goals", "--out", "{out}"], "no table 'goals'; there are documents"),
        (["panel", "--indicator", "qqq", "--out", "{out}"], "some that are there: "),
        (["export", "--to", "x.dta", "--out", "{out}"], "holds one table"),
        (["export", "--to", "/dev/null/x.xlsx", "--table", "errors", "--out", "{out}"], "choose another --to"),
        (["export", "--to", "/proc/x.xlsx", "--table", "errors", "--out", "{out}"], "choose another --to"),
        (["report", "01_county", "--out", "no/such/x.html", "--tables", "{out}"], "choose another --out"),
        (["check", "{out}", "--config", "nowhere"], "name another --config"),
    ],
)
def test_unusable_arguments_are_status_2_and_say_what_to_try(arguments: list[str], said: str, sample: Path) -> None:
    done = gangmu(*(a.format(out=sample) for a in arguments))
    assert done.exit_code == 2 and said in done.stderr


def test_panel_and_export_as_commands(sample: Path, tmp_path: Path) -> None:
    asked = ["panel", "--indicator", "学前三年毛入园率", "--out", sample]
    assert "not_stated" in gangmu(*asked).stdout
    assert gangmu(*asked, "--status", "planned", "--to", tmp_path / "p.csv").exit_code == 0
    frame = pd.read_csv(tmp_path / "p.csv")
    assert set(frame["status"]) == {"planned"} and {"sentence", "target_id"} <= set(frame.columns)
    done = gangmu("export", "--to", tmp_path / "t.xlsx", "--table", "targets", "--table", "panel", "--out", sample)
    assert done.exit_code == 0 and {"targets", "panel", DICTIONARY} <= cells(tmp_path / "t.xlsx").keys()


def test_parts_with_enumerations_of_their_own_become_one(sample: Path, tmp_path: Path) -> None:
    table = pq.read_table(sample / "edits")
    (tmp_path / "edits").mkdir()
    for number in range(4):  # each part has the words that it needs, in an order of its own
        rows = table.slice(number * 10, 10).to_pylist()
        part = pa.Table.from_pylist(rows[::-1] if number % 2 else rows, table.schema)
        pq.write_table(part, tmp_path / "edits" / f"part-{number}.parquet")
    wanted = sorted(row["kind"] for row in table.slice(0, 40).to_pylist())
    with sql.opened(tmp_path) as tables:
        assert sorted(tables.select("SELECT kind FROM edits")["kind"].to_pylist()) == wanted
        for kind in ("dta", "duckdb", "csv"):
            export.write(sheets_of(tables, ["edits"]), kind, tmp_path / f"e.{kind}")
    with duckdb.connect(str(tmp_path / "e.duckdb"), read_only=True) as base:
        assert sorted(row[0] for row in base.execute("SELECT kind FROM edits").fetchall()) == wanted
    assert (
        sorted(pd.read_stata(tmp_path / "e.dta")["kind"]) == sorted(pd.read_csv(tmp_path / "e.csv")["kind"]) == wanted
    )
