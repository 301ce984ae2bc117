"""The contract, and the tables on disk: whole or not at all, all of them together, the same bytes every time."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import ROOT
from pipeline import portions, store
from pipeline.assembly import Earlier, Task, assemble
from pipeline.batches import MOST_ROWS, batch, batches
from pipeline.miner import MineOptions, Outcome
from pipeline.portions import Job
from pipeline.shards import Entry, Shard
from pipeline.sources import SourceFile
from pipeline.tables import Mined, RowError, all_tables, row_id
from pipeline.text import Proposal, Text

CONTRACT: dict[str, dict[str, str]] = tomllib.loads((ROOT / "tests/cases/tables.toml").read_text("utf-8"))
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs links and signals of POSIX")


def said(type_: pa.DataType) -> str:
    if pa.types.is_dictionary(type_):
        return "enumeration"
    if pa.types.is_list(type_):
        return f"{type_.value_type}s"
    return {"double": "float64", "date32[day]": "date32"}.get(str(type_), str(type_))


def test_every_table_of_the_contract_is_there() -> None:
    assert CONTRACT.keys() <= all_tables().keys()


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_have_the_names_types_and_order_of_the_contract(name: str) -> None:
    schema = all_tables()[name].schema
    ours = {field.name: said(field.type) for field in schema if field.name in CONTRACT[name]}
    assert list(ours.items()) == list(CONTRACT[name].items())


@pytest.mark.parametrize("name", CONTRACT)
def test_every_column_says_what_it_means(name: str) -> None:
    table = all_tables()[name]
    assert table.description
    for field in table.schema:
        assert field.metadata[b"description"].strip(), f"{name}.{field.name}"
        if field.name.endswith(("start", "end")) and field.type == pa.int32():
            assert field.metadata.get(b"unit"), f"{name}.{field.name}"


def test_the_contract_is_the_published_one(shared: Path) -> None:
    page = (shared / "spec/TABLES.md").read_text("utf-8")
    for name, columns in CONTRACT.items():
        section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
        assert section, name
        line = max(re.findall(r"`([a-z_0-9]+(?:, .*?)?)`(?=[.\n])", section[1]), key=len)
        plain = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", line))
        published = [c.strip() for c in plain.split(",") if c.strip()]
        assert published == list(columns), name


def test_ids_sort_as_the_rows_do() -> None:
    for count in (5, 999, 1000, 12345):
        ids = [row_id("ab", "t", i, count) for i in range(count)]
        assert ids == sorted(ids)
    assert row_id("ab", "i", 2, 7) == "ab-i003"
    assert row_id("ab", "d", 0, 1) == "ab"


def made(doc_id: str, note: str = "x") -> Mined:
    """A document whose only rows are an edit and an error."""
    from pipeline.records import edits, errors

    text = Text.of("區(qū)級").apply([Proposal(1, 5, "", "pinyin", note)])
    error = errors.Row(source="a.txt", doc_id=doc_id, stage="clean", error="ValueError", message=note)
    return Mined(doc_id, "a.txt", text, {"edits": list(edits.rows(text.edits)), "errors": [error]})


def test_batches_of_a_long_document_are_one_cut_up() -> None:
    from pipeline.records import errors

    def long(doc_id: str, count: int) -> Mined:
        rows = [
            errors.Row(source="a.txt", doc_id=None if at % 3 else doc_id, stage="clean", error="E", message=str(at))
            for at in range(count)
        ]
        return Mined(doc_id, "a.txt", Text.of("区级"), {"errors": rows})

    documents = [long("aa", 7), long("bb", 2 * MOST_ROWS + 3), long("cc", 2)]
    table = all_tables()["errors"]
    pieces = list(batches(table, documents))
    assert [piece.num_rows for piece in pieces] == [7, MOST_ROWS, MOST_ROWS, 5]
    assert pa.Table.from_batches(pieces).combine_chunks().equals(pa.Table.from_batches([batch(table, documents)]))
    assert [piece.num_rows for piece in batches(table, [])] == [0]


def shard(generation: store.Generation, *documents: Mined) -> dict[str, Earlier]:
    """A shard of the documents, made for `generation`."""
    source = SourceFile("a.txt")
    jobs = tuple(Job(d.doc_id, source, 100) for d in documents)
    entries = tuple(Entry(d.doc_id, 100, (source,), "made") for d in documents)
    mined = portions.pack([(job, Outcome((d,))) for job, d in zip(jobs, documents, strict=True)])
    assemble(Task(Shard("", entries), jobs, (), MineOptions()), generation.work, [mined])
    return generation.finished()


def writing(out: Path) -> AbstractContextManager[store.Generation]:
    return store.writing(out, list(all_tables()))


def write(out: Path, *documents: Mined) -> None:
    with writing(out) as generation:
        generation.forget()
        generation.commit(shard(generation, *documents), {"of": [d.doc_id for d in documents]})


def doc_ids(out: Path) -> list[str]:
    """Which documents a reader sees; it must be the same ones in every table."""
    found = {name: pq.read_table(out / name)["doc_id"].to_pylist() for name in ("edits", "errors")}
    assert found["edits"] == found["errors"]
    assert (store.read_manifest(out) or {})["of"] == found["edits"]
    return found["edits"]


def test_a_value_outside_its_enumeration_is_refused_by_name() -> None:
    from pipeline.records import sentences

    row = sentences.Row(start=0, end=1, role="aside", initiative_id=None, text="区", tokens=None)  # type: ignore[arg-type]
    with pytest.raises(RowError, match=r"sentences\.role: aside is none of title, heading, body"):
        batch(all_tables()["sentences"], [Mined("ab", "a.txt", Text.of("区级"), {"sentences": [row]})])


def test_a_reference_to_a_row_that_is_not_there_is_refused() -> None:
    from pipeline.records import sentences

    row = sentences.Row(start=0, end=1, role="body", initiative_id=4, text="区", tokens=None)
    with pytest.raises(RowError, match="row 4 of initiatives, which has 0"):
        batch(all_tables()["sentences"], [Mined("ab", "a.txt", Text.of("区级"), {"sentences": [row]})])


def test_a_table_opens_as_a_folder_of_parts_and_nothing_else(tmp_path: Path) -> None:
    import duckdb
    import pandas as pd

    write(tmp_path, made("aa"), made("bb"))
    for name in all_tables():
        (part,) = (tmp_path / name).iterdir()
        assert re.fullmatch(r"part-all-[0-9a-f]{12}\.parquet", part.name)
    assert list(pd.read_parquet(tmp_path / "edits")["doc_id"]) == ["aa", "bb"]
    query = f"SELECT doc_id, raw_text FROM '{tmp_path}/edits/**/*.parquet' ORDER BY doc_id"
    assert duckdb.sql(query).fetchall() == [("aa", "(qū)"), ("bb", "(qū)")]
    part = pq.ParquetFile(next((tmp_path / "edits").iterdir()))
    assert part.metadata.row_group(0).column(0).compression == "ZSTD"
    assert part.schema_arrow.field("raw_text").metadata[b"description"]


def test_a_reader_sees_the_old_tables_until_the_new_ones_are_whole(tmp_path: Path) -> None:
    write(tmp_path, made("old"))
    with writing(tmp_path) as generation:
        found = shard(generation, made("new"))
        assert doc_ids(tmp_path) == ["old"]
        generation.commit(found, {"of": ["new"]})
        assert doc_ids(tmp_path) == ["new"]


def test_a_run_that_fails_leaves_the_old_tables_and_finished_shards(tmp_path: Path) -> None:
    write(tmp_path, made("old"))
    with pytest.raises(ZeroDivisionError), writing(tmp_path) as generation:
        found = shard(generation, made("new"))
        raise ZeroDivisionError
    assert doc_ids(tmp_path) == ["old"]
    assert sorted(p.name for p in (tmp_path / ".tables").glob("g*")) == ["g000001"]
    with writing(tmp_path) as generation:
        assert generation.finished() == found


def test_a_shard_that_fails_leaves_nothing(tmp_path: Path) -> None:
    source = SourceFile("a.txt")
    task = Task(Shard("", (Entry("ab", 1, (source,), "made"),)), (Job("ab", source, 1),), (), MineOptions())

    def failing() -> Iterator[portions.Portion]:
        raise OSError(28, "No space left on device")
        yield

    with pytest.raises(store.StoreError, match="No space left"), writing(tmp_path) as generation:
        assemble(task, generation.work, failing())
    assert [p.name for p in (tmp_path / ".tables").iterdir()] == ["lock"]


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = {path!r}
import test_tables
left = int(sys.argv[2])
def counted(function):
    def wrapper(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return wrapper
os.fsync = counted(os.fsync)
Path.replace = counted(Path.replace)
Path.symlink_to = counted(Path.symlink_to)
test_tables.write(Path(sys.argv[1]), test_tables.made("new"))
"""


def steps_of_a_write(out: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many steps of `KILLED` a write takes."""
    count = 0
    with monkeypatch.context() as patch:
        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "symlink_to")):
            original = getattr(owner, name)

            def counted(*args: object, original: Callable[..., object] = original, **kwargs: object) -> object:
                nonlocal count
                count += 1
                return original(*args, **kwargs)

            patch.setattr(owner, name, counted)
        write(out, made("old"))
    return count


@POSIX
@pytest.mark.parametrize("steps", [0, 5, -14, -3, -2, -1])
def test_kill_9_leaves_the_old_tables_or_the_new_ones(
    tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after so many of the steps that change what a reader sees or what the disk keeps (or before the last)."""
    write(tmp_path, made("older"))
    steps += steps_of_a_write(tmp_path, monkeypatch) if steps < 0 else 0
    program = KILLED.format(path=[str(ROOT), str(ROOT / "tests")])
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path), str(steps)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert doc_ids(tmp_path) in (["old"], ["older"], ["new"])
    write(tmp_path, made("next"))
    assert doc_ids(tmp_path) == ["next"]


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    said = rf"another run is writing there \(process {os.getpid()} on \S+, since 2.+\)"
    with writing(tmp_path), pytest.raises(store.StoreError, match=said):
        write(tmp_path, made("second"))
    write(tmp_path, made("third"))
    assert doc_ids(tmp_path) == ["third"]


def test_what_gangmu_did_not_write_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "edits").mkdir()
    (tmp_path / "edits" / "mine.csv").write_text("a,b\n")
    with pytest.raises(store.StoreError, match="not written by gangmu"):
        write(tmp_path, made("aa"))
    assert (tmp_path / "edits" / "mine.csv").read_text() == "a,b\n"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(store.StoreError, match="--out"):
        write(tmp_path / "out", made("aa"))


def test_without_links_the_tables_are_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    write(tmp_path, made("old"))
    write(tmp_path, made("new"))
    assert doc_ids(tmp_path) == ["new"]
    assert not (tmp_path / "edits").is_symlink()


def test_moving_that_was_cut_short_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename, left = Path.rename, [3]

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    def fail_later(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "symlink_to", refuse)
    write(tmp_path, made("old"))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fail_later)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, made("new"))
    with writing(tmp_path):
        assert doc_ids(tmp_path) == ["new"]


def test_a_disk_that_is_full_is_said_and_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    write(tmp_path, made("old"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(store.StoreError, match="No space left on device; the tables of the run before stand"):
            write(tmp_path, made("new"))
    assert doc_ids(tmp_path) == ["old"]
