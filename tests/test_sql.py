"""SQL over the tables: what the views hold, and that nothing but them can be reached."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.analysis import sql
from pipeline.extras import MissingExtra, need
from pipeline.store import StoreError
from pipeline.tables import all_tables

READY = {"planned", "reported", "panel"}


@pytest.fixture(scope="module")
def tables(sample: Path) -> Iterator[sql.Tables]:
    with sql.opened(sample) as opened:
        yield opened


@pytest.mark.parametrize("reach", ["tables", "anything"])
def test_every_table_is_a_view_and_says_what_it_holds(sample: Path, reach: sql.Reach) -> None:
    with sql.opened(sample, reach) as opened:
        assert opened.views.keys() == all_tables().keys() | READY
        for name, view in opened.views.items():
            (row,) = opened.select(f"SELECT count(*) AS n FROM {name}").to_pylist()
            columns = [r["column_name"] for r in opened.select(f"DESCRIBE {name}").to_pylist()]
            assert list(view.columns) == columns and all(view.columns.values()) and view.description
            assert view.ready == (name in READY)
            if not view.ready:
                assert row["n"] == pq.ParquetDataset(sample / name).read().num_rows


def test_the_ready_views_are_the_targets_divided(tables: sql.Tables) -> None:
    (row,) = tables.select(
        "SELECT (SELECT count(*) FROM planned) + (SELECT count(*) FROM reported) AS parts, count(*) AS all,"
        " count(indicator_key) AS named, (SELECT count(*) FROM panel) AS panel FROM targets"
    ).to_pylist()
    assert row["parts"] == row["all"] > 0 and row["panel"] == row["named"] > 0
    wrong = tables.select("SELECT target_id FROM panel WHERE (year_from IS NULL) != (year IS NULL)")
    assert not wrong.num_rows


def test_further_folders_of_parquet_are_tables_too(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(sample, tmp_path / "out", symlinks=True)
    (tmp_path / "out" / "remarks").mkdir()
    pq.write_table(pq.read_table(sample / "errors"), tmp_path / "out" / "remarks" / "part-0.parquet")
    (tmp_path / "out" / "notes").mkdir()
    with sql.opened(tmp_path / "out") as opened:
        assert opened.views.keys() == all_tables().keys() | READY | {"remarks"}


def test_views_are_of_one_generation(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample, out, symlinks=True)
    with sql.opened(out, "anything") as opened:
        current = out / ".tables" / "current"
        (out / ".tables" / "g000009").mkdir()
        current.unlink()
        current.symlink_to("g000009")
        assert opened.select("SELECT count(*) AS n FROM targets").to_pylist()[0]["n"] > 0


def test_a_view_whose_tables_are_not_there_is_left_out(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(sample / "targets", tmp_path / "targets")
    with sql.opened(tmp_path) as opened:
        assert opened.views.keys() == {"targets"}


def test_an_empty_folder_is_no_folder_of_tables(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(StoreError, match="gangmu run --out"):
            sql.open_tables(place)


def test_a_library_that_is_not_there_is_named_with_its_extra() -> None:
    with pytest.raises(MissingExtra, match=r"no_such_library is not installed; try: pip install 'gangmu\[query\]'"):
        need("no_such_library", "query")


REACHING = [
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM read_json('{secret}')",
    "SELECT * FROM read_parquet('{part}')",
    "SELECT * FROM '{part}'",
    "SELECT * FROM '{secret}'",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM parquet_metadata('{part}')",
    "SELECT * FROM 'https://example.com/a.csv'",
    "COPY targets TO '{made}'",
    "COPY targets TO '{part}'",
    "COPY (PIVOT targets ON status USING count(*)) TO '{made}'",
    "WITH x AS (COPY targets TO '{made}') SELECT 1",
    "WITH x AS (COPY (SELECT 1) TO '{part}' (USE_TMP_FILE false)) SELECT 1",
    "EXPLAIN ANALYZE COPY targets TO '{made}'",
    "SELECT * FROM query('COPY targets TO ''{made}''')",
    "EXPORT DATABASE '{made}'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{made}' AS other",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs FROM 'http://127.0.0.1:1'",
    "LOAD httpfs",
    "LOAD '{folder}/x.duckdb_extension'",
    "SELECT getenv('HOME')",
    "SELECT * FROM sqlite_scan('{made}', 'x')",
    "PRAGMA enable_profiling",
    "PRAGMA database_list",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "SELECT * FROM enable_logging(storage = 'file', storage_config = {{'path': '{made}'}})",
    "CREATE SECRET s (TYPE s3)",
    "CREATE TABLE other AS SELECT 1",
    "DROP VIEW targets",
    "SELECT 1; SELECT 2",
    "",
    "SELECT * FROM variable_of_the_program",
]


@pytest.mark.parametrize("statement", REACHING)
def test_nothing_but_the_tables_can_be_reached(
    statement: str, tables: sql.Tables, sample: Path, tmp_path: Path
) -> None:
    variable_of_the_program = pq.read_table(sample / "errors")
    assert variable_of_the_program is not None
    (tmp_path / "secret.csv").write_text("word\nopen-sesame\n", "utf-8")
    part = next((sample / "errors").iterdir()).resolve()
    before = part.read_bytes()
    places = {"secret": tmp_path / "secret.csv", "folder": tmp_path, "made": tmp_path / "made", "part": part}
    with pytest.raises(sql.SqlError):
        tables.select(statement.format(**places))
    assert part.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["secret.csv"]


def test_what_is_refused_can_be_had_where_it_is_asked_for(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("word\nopen-sesame\n", "utf-8")
    with sql.opened(sample, "anything") as opened:
        rows = opened.select("SELECT * FROM read_csv(?)", [str(tmp_path / "secret.csv")]).to_pylist()
        assert rows == [{"word": "open-sesame"}]
        opened.select(f"COPY (SELECT 1 AS a) TO '{tmp_path}/made.csv'")
    assert (tmp_path / "made.csv").read_text("utf-8") == "a\n1\n"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 AS a -- a remark",
        "FROM targets LIMIT 1;",
        "WITH a AS (SELECT * FROM planned) SELECT count(*) FROM a",
        "DESCRIBE targets",
        "SHOW TABLES",
        "SUMMARIZE programmes",
        "EXPLAIN SELECT 1",
        "PIVOT targets ON status USING count(*) GROUP BY base_unit",
        "SELECT * FROM (UNPIVOT targets ON low, high)",
        "SELECT * FROM targets WHERE indicator LIKE '%幼儿园%' AND list_contains(suspect, 'x') IS NOT NULL",
    ],
)
def test_what_analysts_write_runs(statement: str, tables: sql.Tables) -> None:
    assert tables.select(statement).num_rows


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT * FROM target", "do you mean 'targets'?\ntables: documents, edits"),
        ("SELECT * FROM zzzz", "no table 'zzzz'\ntables: documents, edits"),
        ("SELECT lo FROM findings", "findings: doc_id, finding_no, severity"),
        ("SELECT t.lo FROM findings t", "findings: doc_id, finding_no, severity"),
        ("SELEC 1", "syntax error"),
        ("SELECT value_low + sentence FROM targets", "No function matches"),
        ("SELECT CAST(sentence AS INTEGER) FROM targets", "Could not convert"),
        ("DROP VIEW targets", "no DROP here; --unsafe"),
        ("SELECT 1; SELECT 2", "not 2 statements"),
        ("SELECT * FROM read_text('x')", "--unsafe lifts that"),
    ],
)
def test_an_error_says_what_there_is(statement: str, said: str, tables: sql.Tables) -> None:
    with pytest.raises(sql.SqlError) as caught:
        tables.select(statement)
    assert said in str(caught.value) and len(str(caught.value).splitlines()) < 12
