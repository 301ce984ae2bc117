"""Drops: what a run adds, keeps and takes out, and that the tables are those of one run over all of it."""

from __future__ import annotations

import errno
import os
import random
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline import assembly, drops, durable, parts, portions, run, shards, sources, store
from pipeline.containers import Reading, opened
from pipeline.drops import Known
from pipeline.run import RunOptions, Summary
from pipeline.shards import Entry
from pipeline.sources import SourceFile
from pipeline.tables import all_tables

TEXT = "{0}县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园{1}所。\n二、建强教师队伍。培养骨干教师{2}名。\n"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, where shards, portions and row groups are small."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 3)
    monkeypatch.setattr(portions, "PORTION_DOCUMENTS", 2)
    monkeypatch.setattr(parts, "GROUP_ROWS", 7)
    return tmp_path


def put(folder: str, numbers: range) -> None:
    Path(folder).mkdir(exist_ok=True)
    for i in numbers:
        Path(folder, f"{i}.txt").write_text(TEXT.format("甲乙丙丁戊己庚辛"[i % 8], i + 3, i + 30), "utf-8")


def mine(*arguments: str, out: str = "out", **options: Any) -> Summary:
    found = sources.find(arguments, leave_out=Path(out))
    return run.run(found, RunOptions(out=Path(out), **{"workers": 1, "tokens": False} | options))


def files(out: str) -> dict[str, bytes]:
    """Every file that a reader can open, by its place, and the records."""
    current = Path(out, ".tables/current")
    return {p.relative_to(current).as_posix(): p.read_bytes() for p in current.rglob("*") if p.is_file()}


def names(out: str = "out") -> list[str]:
    return sorted(pq.read_table(f"{out}/documents")["source"].to_pylist())


def inodes(out: str) -> dict[str, int]:
    return {p.name: p.stat().st_ino for p in Path(out, "targets").iterdir()}


def test_a_drop_adds_and_rewrites_only_its_shards(work: Path) -> None:
    put("one", range(12))
    mine("one")
    before = inodes("out")
    assert len(before) > 3
    put("two", range(12, 13))
    summary = mine("two")
    assert (summary.mined, summary.kept, summary.taken_out) == (1, 12, 0)
    after = inodes("out")
    assert len(names()) == 13
    same = {name for name in before if after.get(name) == before[name]}
    assert len(same) >= len(before) - 1 and set(after.values()) > {before[n] for n in same}


def test_whatever_the_history_the_bytes_are_those_of_one_run(work: Path) -> None:
    """Drops in any order and number, with files that change, move and go, against one run over what is left."""
    chance = random.Random(7)
    for history in range(3):
        for drop in ("one", "two", "three"):
            put(drop, range(0))
            for path in Path(drop).iterdir():
                path.unlink()
        for i in range(5):
            drop = chance.choice(("one", "two", "three"))
            put(drop, range(first := chance.randrange(30), first + chance.randrange(1, 7)))
            Path(drop, "empty.txt").write_bytes(b"")
            Path(drop, f"same{i}.txt").write_text(TEXT.format("同", 3, 3), "utf-8")
            if i % 2:
                chance.choice(sorted(Path(drop).iterdir())).unlink()
            mine(drop, out=f"out{history}")
        drops = [d for d in ("one", "two", "three") if list(Path(d).iterdir())]
        mine(*drops, out=f"out{history}", gone="prune")
        mine(*reversed(drops), out=f"fresh{history}", workers=1 + history % 2)
        assert files(f"out{history}") == files(f"fresh{history}")


def test_pruning_takes_out_what_is_gone_and_nothing_else(work: Path) -> None:
    put("one", range(4))
    put("two", range(4, 8))
    Path("two/again.txt").write_bytes(Path("one/0.txt").read_bytes())
    mine("one", "two")
    for gone in ("one/0.txt", "one/1.txt"):
        Path(gone).unlink()
    stays = mine("one")
    assert stays.unchanged and len(names()) == 8
    pruned = mine("two", gone="prune")
    assert (pruned.mined, pruned.taken_out, pruned.kept) == (1, 1, 6)
    assert names() == ["one/2.txt", "one/3.txt", "two/4.txt", "two/5.txt", "two/6.txt", "two/7.txt", "two/again.txt"]
    rows = {row["source"]: row["flags"] for row in pq.read_table("out/documents").to_pylist()}
    assert rows["two/again.txt"] == []
    for path in Path("two").iterdir():
        path.unlink()
    mine("one", gone="prune")
    assert names() == ["one/2.txt", "one/3.txt"]


def test_all_sources_may_go(work: Path) -> None:
    put("one", range(3))
    mine("one")
    for i in range(3):
        Path(f"one/{i}.txt").unlink()
    Path("one/empty.txt").write_bytes(b"")
    assert mine("one", gone="prune").taken_out == 3
    assert names() == [] and len(pq.read_table("out/errors")) == 1


def test_the_same_bytes_in_a_later_drop_are_one_document(work: Path) -> None:
    put("one", range(3))
    mine("one")
    put("two", range(1))
    assert mine("two").mined == 1
    rows = {row["source"]: row["flags"] for row in pq.read_table("out/documents").to_pylist()}
    assert len(rows) == 3 and rows["one/0.txt"] == ["also_at:two/0.txt"]
    mine("one", "two", out="fresh")
    assert files("out") == files("fresh")


def test_other_settings_mine_all_again_from_where_it_lies(work: Path) -> None:
    put("one", range(6))
    mine("one")
    put("two", range(6, 7))
    summary = mine("two", tokens=True)
    assert (summary.mined, summary.changes) == (7, ("tokens no → yes",))
    mine("one", "two", out="fresh", tokens=True)
    assert files("out") == files("fresh")


def test_what_cannot_be_made_again_is_refused_taken_out_or_kept(work: Path) -> None:
    put("one", range(6))
    mine("one")
    put("two", range(6, 7))
    Path("one/0.txt").unlink()
    with pytest.raises(store.StoreError, match=r"1 documents were made by another .+ are gone \(one/0.txt\); --prune"):
        mine("two", tokens=True)
    assert len(names()) == 6
    kept = mine("two", tokens=True, gone="keep")
    assert (kept.mined, kept.kept) == (6, 1)
    tokens = pq.read_table("out/sentences").to_pylist()
    of_first = pq.read_table("out/documents", filters=[("source", "==", "one/0.txt")])["doc_id"][0].as_py()
    assert {row["tokens"] is None for row in tokens if row["doc_id"] == of_first} == {True}
    assert {row["tokens"] is None for row in tokens if row["doc_id"] != of_first} == {False}
    assert mine("two", tokens=True, gone="keep").unchanged
    pruned = mine("two", tokens=True, gone="prune")
    assert (pruned.mined, pruned.kept, pruned.taken_out) == (0, 6, 1)


def test_what_could_not_be_read_is_tried_again(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("one", range(6))
    with monkeypatch.context() as patch:
        read = SourceFile.read_bytes
        patch.setattr(SourceFile, "read_bytes", lambda self: b"" if self.name == "one/3.txt" else read(self))
        assert [f.error for f in mine("one").failures] == ["Changed"]
    again = mine("one")
    assert (again.mined, again.kept, again.failures) == (1, 5, ())
    mine("one", out="fresh")
    assert files("out") == files("fresh")


def test_finished_shards_of_a_run_that_was_cut_short_are_taken_up(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("one", range(16))
    flush, left = durable.flush_tree, [2]

    def full(folder: Path) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(folder)

    with monkeypatch.context() as patch:
        patch.setattr(durable, "flush_tree", full)
        with pytest.raises(store.StoreError, match=r"No space left on device.*the next run goes on from here"):
            mine("one")
    assert len([p for p in Path("out/.tables/work").iterdir() if assembly.UNFINISHED not in p.name]) == 2
    summary = mine("one")
    assert summary.resumed > 0 and summary.mined > 0 and summary.resumed + summary.mined == 16
    mine("one", out="fresh")
    assert files("out") == files("fresh")
    assert sorted(p.name for p in Path("out/.tables").iterdir()) == ["current", "g000001", "lock"]


def test_without_hard_links_shards_are_copied(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    put("one", range(6))
    mine("one")
    put("two", range(6, 8))
    mine("two")
    mine("one", "two", out="fresh")
    assert files("out") == files("fresh")


def test_without_any_links_the_tables_are_moved_and_added_to(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "symlink_to", refuse)
    put("one", range(6))
    mine("one")
    put("two", range(6, 8))
    assert (mine("two").mined, mine("two").unchanged) == (2, True)
    assert len(names()) == 8 and not Path("out/targets").is_symlink()


def test_damaged_tables_are_said(work: Path) -> None:
    put("one", range(2))
    mine("one")
    put("two", range(2, 3))
    part = next(Path("out/targets").iterdir())
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(store.StoreError, match=r"are damaged .*--fresh"):
        mine("two")
    assert mine("two", fresh=True).mined == 3
    record = next(Path("out/.tables/current/records").iterdir())
    record.write_text("{")
    with pytest.raises(store.StoreError, match="is damaged"):
        mine("two")


def test_a_table_that_readers_no_longer_find_is_put_back(work: Path) -> None:
    put("one", range(2))
    mine("one")
    Path("out/targets").unlink()
    assert mine("one").mined == 0
    assert len(pq.read_table("out/targets")) == 4


def test_shards_depend_on_the_documents_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 10)
    chance = random.Random(3)
    source = SourceFile("a.txt")
    keys = sorted(f"{chance.getrandbits(64):016x}" for _ in range(300))
    entries = [Entry(key, 9, (source,), "m") for key in keys]
    found = shards.divide(entries)
    assert [e for shard in found for e in shard.entries] == entries
    for shard in found:
        assert 0 < len(shard.entries) <= 10
        assert all(f"{int(e.key, 16):064b}".startswith(shard.bits) for e in shard.entries)
    assert [s.name for s in found] == sorted(s.name for s in found)
    more = shards.divide([*entries, Entry("f" * 16, 9, (source,), "m")])
    assert len({s.name for s in found} - {s.name for s in more}) == 1
    monkeypatch.setattr(shards, "MOST_BITS", 2)
    assert [s.bits for s in shards.divide(entries)] == ["00", "01", "10", "11"]
    assert [s.bits for s in shards.divide([])] == [""]


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    odd = SourceFile("目录/\ufffd.jsonl", os.fsdecode(b"\xff.jsonl"), 12, 40, (("title", "规划"),))
    entries = (
        Entry("0" * 16, 40, (odd, SourceFile("b.txt")), "m"),
        Entry("1" * 16, 0, (odd,), "n", ("OSError", "not a regular file")),
    )
    lines = (
        portions.Line("0" * 16, {"targets": 3}, None, 1),
        portions.Line("1" * 16, {}, ("pdf", "pdf files are not read yet"), 0, False),
    )
    record = shards.Record(shards.Shard("01", entries), lines)
    shards.write_record(tmp_path / "record.json", record)
    assert shards.read_record(tmp_path / "record.json") == record


def test_every_table_has_a_part_in_every_shard(work: Path) -> None:
    put("one", range(9))
    mine("one")
    assert len({tuple(sorted(p.name for p in Path("out", n).iterdir())) for n in all_tables()}) == 1


def test_members_stay_while_their_container_does(work: Path) -> None:
    """A member lies where its container lies, whatever it is called."""
    with zipfile.ZipFile("more.zip", "w") as more:
        more.writestr("inside.txt", "一、扩大学位供给。年内新建公办幼儿园6所。")
    with opened(sources.find(["more.zip"], leave_out=work / "out"), Reading(), work / "out") as named:
        (member,) = named
    assert (member.path, member.name) == (Path("more.zip"), "more.zip!/inside.txt")
    known = {"k": Known(Entry("k", 9, (member,), "m"), settled=True)}
    assert drops.plan([], known, "m", gone="prune").taken_out == 0
    Path("more.zip").unlink()
    assert drops.plan([], known, "m", gone="prune").taken_out == 1
