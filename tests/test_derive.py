"""Derived tables on disk: beside those of the run, made again only when their inputs change, whole or not at all."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline import beside, derive
from pipeline.api import load
from pipeline.commands import build
from pipeline.derive import DeriveError, derived_tables
from pipeline.run import RunOptions, run
from pipeline.sources import find
from pipeline.store import StoreError

pytest.importorskip("datasketch", reason="the extra `across` is not installed")
TEXTS = {
    "one.txt": "云泽省2001年政府工作报告\n2001年2月5日\n一、今年的工作。今年地区生产总值增长8%。实施“青禾工程”。",
    "two.txt": "云泽省2002年政府工作报告\n2002年2月5日\n一、2001年的工作。2001年地区生产总值增长9%。",
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    arrives(tmp_path, "one.txt")
    return tmp_path / "tables"


def arrives(folder: Path, name: str) -> None:
    (folder / name).write_text(TEXTS[name], "utf-8")
    mine(folder)


def mine(folder: Path) -> None:
    run(find([str(folder)], leave_out=folder / "tables"), RunOptions(out=folder / "tables", workers=1, tokens=False))


def verdicts(out: Path) -> list[str]:
    return list(load(out, "ledger")["verdict"])


def test_a_derived_table_stands_beside_the_others_and_is_kept(out: Path) -> None:
    made = derive.derive(out, ["ledger"])
    assert (made["ledger"].rows, made["ledger"].kept) == (1, False)
    assert verdicts(out) == ["no_document"]
    assert derive.derive(out, ["ledger"])["ledger"].kept


def test_another_document_makes_it_again(out: Path) -> None:
    derive.derive(out, ["ledger"])
    arrives(out.parent, "two.txt")
    assert verdicts(out) == ["no_document"]  # the run leaves it as it is
    assert not derive.derive(out, ["ledger"])["ledger"].kept
    assert verdicts(out) == ["met"]


def test_all_of_them_have_described_columns(out: Path) -> None:
    derive.derive(out)
    for name, table in derived_tables().items():
        schema = pq.read_schema(next((out / name).glob("*.parquet")))
        assert schema.metadata[b"description"].decode() == table.description != ""
        assert all(field.metadata[b"description"] for field in schema), name
        assert schema.equals(table.schema)


def test_one_asked_for_leaves_the_others(out: Path) -> None:
    derive.derive(out)
    before = {name: next((out / name).glob("*.parquet")).read_bytes() for name in derived_tables()}
    arrives(out.parent, "two.txt")
    derive.derive(out, ["ledger"])
    after = {name: next((out / name).glob("*.parquet")).read_bytes() for name in derived_tables()}
    assert {name for name in before if before[name] != after[name]} == {"ledger"}


def test_a_derivation_that_fails_leaves_everything(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    derive.derive(out)
    arrives(out.parent, "two.txt")
    monkeypatch.setattr(derive, "derived_batch", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        derive.derive(out)
    assert verdicts(out) == ["no_document"]
    used = beside.current(out)
    assert used is not None and [used.name] == [p.name for p in (out / ".across").glob("g*")]


def test_the_same_tables_give_the_same_bytes(out: Path) -> None:
    def made() -> list[bytes]:
        for folder in (out / ".across", *(out / name for name in derived_tables())):
            if folder.is_symlink():
                folder.unlink()
            elif folder.exists():
                shutil.rmtree(folder)
        derive.derive(out)
        return [next((out / name).glob("*.parquet")).read_bytes() for name in derived_tables()]

    assert all(a == b for a, b in itertools.pairwise([made(), made()]))


def test_what_somebody_else_put_there_is_not_touched(out: Path) -> None:
    (out / "ledger").mkdir()
    (out / "ledger" / "mine.xlsx").write_bytes(b"1")
    with pytest.raises(StoreError, match="not written by gangmu"):
        derive.derive(out, ["ledger"])
    assert (out / "ledger" / "mine.xlsx").exists()


def test_a_missing_library_is_named_with_its_extra(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derive, "find_spec", lambda _: None)
    with pytest.raises(DeriveError, match=r"gangmu\[across\].*ledger"):
        derive.derive(out)
    assert derive.derive(out, ["ledger"])["ledger"].rows == 1


def test_it_says_what_is_wrong(tmp_path: Path, out: Path) -> None:
    with pytest.raises(DeriveError, match=r"there are .*ledger"):
        derive.derive(out, ["legder"])
    done = CliRunner().invoke(build(), ["across", "--out", str(tmp_path / "nowhere")])
    assert done.exit_code == 2 and "gangmu run" in done.output


def test_ready_views_of_derived_tables(out: Path) -> None:
    pytest.importorskip("duckdb", reason="the extra `query` is not installed")
    arrives(out.parent, "two.txt")
    derive.derive(out)
    for sql, expected in (
        ("SELECT verdict || '-' || planned_text FROM verdicts", "met-8%"),
        ("SELECT 'kept-' || count(*) FROM distinct_documents", "kept-2"),
    ):
        done = CliRunner().invoke(build(), ["query", sql, "--out", str(out)])
        assert done.exit_code == 0 and expected in done.output, done.output
