"""Sources and tables in other stores: the same bytes as here, whole or not at all without rename or links."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

import pipeline
from conftest import ROOT
from pipeline import drops, leases, objects, places, shards, sources, store
from pipeline.commands import build
from pipeline.places import Place, Remote, StoreError, place
from pipeline.run import RunOptions, Summary, run
from pipeline.scoring import stored
from pipeline.tables import all_tables

pytest.importorskip("fsspec", reason="needs the extra `remote`")
TEXT = "{0}县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园{0}所。\n二、建强教师队伍。培养骨干教师{0}0名。\n"
NAMES = list(all_tables())
WRITES = ("write", "create", "put", "remove")


@pytest.fixture(params=["memory", "s3"])
def far(request: pytest.FixtureRequest) -> Remote:
    """An empty folder in a store."""
    if request.param == "s3":
        return request.getfixturevalue("bucket") / uuid4().hex
    return Remote(f"memory://{uuid4().hex}/tables")


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine documents in some four shards."""
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 3)
    monkeypatch.chdir(tmp_path)
    Path("drop").mkdir()
    for i in range(9):
        put(i)
    return Path("drop")


def put(i: int) -> None:
    Path(f"drop/{i}.txt").write_text(TEXT.format(i + 1), "utf-8")


def mine(out: Place, workers: int = 1, drop: str = "drop", **options: Any) -> Summary:
    found = sources.find([drop], leave_out=out)
    return run(found, RunOptions(out=out, workers=workers, tokens=False, gone="prune", **options))


def hashes(out: Place) -> dict[tuple[str, str], str]:
    """What the tables are: the SHA-256 of every part, by shard and table."""
    made = store.shards(store.snapshot(out) if isinstance(out, Remote) else out, NAMES)
    files = {(shard, name): file for shard, one in made.items() for name, file in one.parts.items()}
    return {key: hashlib.sha256(file.read_bytes()).hexdigest() for key, file in sorted(files.items())}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_bytes_as_here(drop: Path, far: Remote, workers: int) -> None:
    mine(Path("here"))
    summary = mine(far, workers)
    assert (summary.mined, summary.failures) == (9, ())
    assert hashes(far) == hashes(Path("here")) != {}
    again = mine(far)
    assert again.unchanged and again.rows == summary.rows


def test_drops_add_and_prune(drop: Path, far: Remote) -> None:
    mine(far)
    put(20)
    Path("drop/3.txt").unlink()
    summary = mine(far)
    assert (summary.mined, summary.taken_out, summary.kept) == (1, 1, 8)
    mine(Path("here"))
    assert hashes(far) == hashes(Path("here"))


def test_sources_of_another_store(drop: Path, far: Remote) -> None:
    for path in drop.iterdir():
        (far / "in" / path.name).put(path)
    (far / "in/.hidden/x.txt").write(b"x")
    with zipfile.ZipFile("more.zip", "w") as more:
        more.writestr("inside.txt", TEXT.format(77))
    (far / "in/more.zip").put(Path("more.zip"))
    done = CliRunner().invoke(build(), ["run", f"{far}/in", "--out", "tables", "--no-tokens", "--workers", "1"])
    assert done.exit_code == 0, done.output
    named = sorted(pipeline.load("tables", "documents")["source"])
    assert named == sorted([*(f"{far}/in/{i}.txt" for i in range(9)), f"{far}/in/more.zip!/inside.txt"])
    assert [file.name for file in sources.find([f"{far}/in/[12].t*"], Path("out"))] == [
        f"{far}/in/1.txt",
        f"{far}/in/2.txt",
    ]
    (far / "in/1.txt").remove()
    summary = mine(Path("tables"), drop=f"{far}/in/*.txt")
    assert (summary.mined, summary.taken_out, summary.kept) == (0, 1, 9)
    with pytest.raises(sources.SourceError, match="no such file or folder, and no glob that matches"):
        sources.find([f"{far}/nowhere"], Path("out"))


def test_tables_within_their_sources_are_none(drop: Path, far: Remote) -> None:
    (far / "plan.txt").put(drop / "1.txt")
    mine(far / "tables", drop=far.url)
    assert [file.name for file in sources.find([far.url], leave_out=far / "tables")] == [f"{far}/plan.txt"]


class Killed(BaseException):
    """The process is no more: nothing that it would do after this reaches the store."""


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, at: int | None) -> Iterator[list[str]]:
    """Die before write number `at` to a store, and let no later one through, as a killed process would."""
    done: list[str] = []

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        def write(*args: Any, **kwargs: Any) -> Any:
            if at is not None and len(done) >= at:
                raise Killed
            done.append(str(args[0]))
            return original(*args, **kwargs)

        return write

    with monkeypatch.context() as patch:
        for name in WRITES:
            patch.setattr(Remote, name, wrapped(getattr(Remote, name)))
        patch.setattr(places, "remove", wrapped(places.remove))
        yield done


@pytest.mark.slow
def test_killed_between_any_two_writes(drop: Path, far: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers see the tables of before, or those of after; the next run makes those of after, and takes up the rest."""
    monkeypatch.setattr(places, "_AT_ONCE", 1)
    mine(Path("before"))
    mine(far)
    before = hashes(far)
    put(20)
    mine(Path("after"))
    after = hashes(Path("after"))
    with dying(monkeypatch, None) as writes:
        mine(far)
    assert hashes(far) == after != before
    resumed = 0
    last = len(writes) - 1
    # one by one where that takes no time; elsewhere some, and the last ones
    moments = range(last + 1) if places.is_private(far.url) else sorted({*range(0, last, 16), last - 1, last})
    for moment in moments:
        out = far.parent / f"moment-{moment}"
        Path("drop/20.txt").unlink()
        mine(out)
        put(20)
        with pytest.raises(Killed), dying(monkeypatch, moment):
            mine(out)
        seen = hashes(out)
        assert seen == (after if moment == last else before), f"write {moment}: {writes[moment]}"
        with monkeypatch.context() as later:
            later.setattr(leases, "SILENT", -1.0)  # its process is this one, which lives
            resumed += mine(out).resumed
        assert hashes(out) == after
    assert resumed


LONG = """
import os, signal, sys
sys.path[:0] = {path!r}
from pipeline import places, shards, sources
from pipeline.run import RunOptions, run
shards.SHARD_DOCUMENTS, writes, put = 3, [], places.Remote.put

def dying(remote, file):
    writes.append(remote)
    if len(writes) == 15:
        os.kill(os.getpid(), signal.SIGKILL)
    put(remote, file)

places.Remote.put = dying
out = places.place(sys.argv[1])
run(sources.find(["drop"], out), RunOptions(out=out, workers=1, tokens=False))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
def test_kill_9_and_the_next_run_takes_over_at_once(drop: Path, bucket: Remote) -> None:
    """Its process is gone from this machine: nobody waits for ten minutes."""
    out = bucket / uuid4().hex
    done = subprocess.run([sys.executable, "-c", LONG.format(path=[str(ROOT)]), out.url], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (out / "lock.json").exists() and objects.current(out) is None
    summary = mine(out)
    assert summary.resumed and summary.resumed + summary.mined == 9
    mine(Path("here"))
    assert hashes(out) == hashes(Path("here"))


def test_a_manifest_that_ends_too_early_is_none(drop: Path, far: Remote) -> None:
    """On stores where a file is seen while it is written."""
    mine(far)
    before, manifest = hashes(far), store.snapshot(far)
    assert isinstance(manifest, Remote)
    (far / "manifests/000002.json").write(manifest.read_bytes()[:-5])
    assert hashes(far) == before
    put(20)
    mine(far)
    assert store.snapshot(far) == far / "manifests/000003.json"
    assert len(pipeline.load(far.url, "documents")) == 10


def test_a_second_run_says_who_writes(drop: Path, far: Remote) -> None:
    with (
        store.writing(far, NAMES),
        pytest.raises(StoreError, match=rf"process {os.getpid()} on .*; if it is dead, rem"),
    ):
        mine(far)
    assert mine(far).mined == 9
    assert not (far / "lock.json").exists()


def test_of_two_that_take_each_other_for_dead_one_publishes(
    drop: Path, far: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine(far)
    with (
        pytest.raises(StoreError, match="another run has published there meanwhile"),
        store.writing(far, NAMES) as slow,
    ):
        monkeypatch.setattr(leases, "SILENT", -1.0)
        put(20)
        mine(far)
        assert isinstance(slow, objects.Generation)
        monkeypatch.setattr(leases.Lease, "check", lambda self: None)  # if it were asked a moment too early
        slow.commit({}, {"rows": {}, "settings": {}})
    assert len(pipeline.load(far.url, "documents")) == 10


def test_what_was_created_by_a_request_that_is_tried_again_is_its_own(
    drop: Path, far: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the first request is lost; the second finds what the first has put there."""
    with far._asked() as (remote, _):
        put_there = remote.pipe_file

    def twice(path: str, data: bytes, **options: Any) -> None:
        for _ in range(2 if options.get("mode") == "create" else 1):
            put_there(path, data, **options)

    monkeypatch.setattr(remote, "pipe_file", twice)
    assert mine(far).mined == 9
    assert mine(far).unchanged
    assert not (far / "lock.json").exists()
    with pytest.raises(FileExistsError):
        (far / "manifests" / "000001.json").create(b"another's")


def test_files_of_former_runs_go_with_the_second_run_after(drop: Path, far: Remote) -> None:
    mine(far)
    first = pipeline.open(far.url)
    put(20)
    mine(far)
    assert (len(first.load("documents")), len(pipeline.load(far.url, "documents"))) == (9, 10)
    put(21)
    mine(far)
    with pytest.raises(StoreError, match="the tables that were opened are gone"):
        first.load("documents")
    named = {file for table in NAMES for file in pipeline.open(far.url).files(table)}
    mine(far)
    assert {file.url for file in (far / "data").files() if file.name != "record.json"} == named
    assert [file.name for file in (far / "manifests").files()] == ["000003.json"]


def said(*words: str) -> str:
    done = CliRunner().invoke(build(), list(words))
    assert done.exit_code in (0, 1) and done.exception in (None, done.exc_info[1]), done.output
    return done.output


COMMANDS = (
    ("show", "3.txt", "--out", "OUT"),
    ("query", "SELECT indicator, count(*) AS n, sum(low) FROM planned GROUP BY ALL ORDER BY ALL", "--out", "OUT"),
    ("export", "--to", "sheets", "--format", "csv", "--table", "targets", "--table", "panel", "--out", "OUT"),
    ("query", "SELECT * FROM targets ORDER BY target_id", "--unsafe", "--out", "OUT"),
    ("explain", "3.txt", "t001", "--out", "OUT"),
    ("panel", "--indicator", "公办幼儿园", "--status", "both", "--out", "OUT"),
    ("check", "OUT"),
    ("diff", "here", "OUT"),
    ("diff", "OUT", "here"),
    ("suggest", "indicators", "--out", "OUT"),
    ("report", "3.txt", "--tables", "OUT", "--out", "report.html"),
)


def test_every_reader_opens_them(drop: Path, far: Remote) -> None:
    """What a command says of tables in a store is what it says of the same tables here."""
    mine(Path("here"))
    mine(far)
    for words in COMMANDS if places.is_private(far.url) else COMMANDS[:3]:
        spoken = [said(*(w.replace("OUT", out) for w in words)) for out in ("here", far.url)]
        assert spoken[0].replace("here", "…") == spoken[1].replace(far.url, "…").replace("here", "…"), words


def test_tables_that_were_copied_there_are_read(drop: Path, far: Remote) -> None:
    """`aws s3 cp --recursive tables s3://bucket/tables`, of a folder or of single files."""
    mine(Path("here"))
    for name in NAMES:
        for part in Path("here", name).iterdir():
            (far / name / part.name if name != "targets" else far / f"{name}.parquet").put(part)
    question = ("query", "SELECT count(*) AS n FROM documents JOIN sentences USING (doc_id)", "--out")
    assert said(*question, far.url) == said(*question, "here")
    assert pipeline.load(far.url, "documents").equals(pipeline.load("here", "documents"))
    assert len(pipeline.load(far.url, "targets")) > 0


def test_scores_are_the_same(drop: Path, far: Remote, sample: Path) -> None:
    del sample
    mine(Path("here"))
    mine(far)
    assert stored.read(far) == stored.read(Path("here"))


@pytest.mark.parametrize("words", [("explore",), ("across", "--out"), ("review", "list", "--out")])
def test_what_needs_this_machine_says_how(drop: Path, words: tuple[str, ...]) -> None:
    far = Remote(f"memory://{uuid4().hex}/tables")
    mine(far)
    done = CliRunner().invoke(build(), [*words, far.url])
    assert done.exit_code == 2 and f"pipeline.open('{far}').copy('tables')" in done.stderr
    pipeline.open(far.url).copy("tables")
    assert pipeline.load("tables", "targets").equals(pipeline.load(far.url, "targets"))
    with pytest.raises(FileExistsError):
        pipeline.open(far.url).copy("tables")


def test_a_snapshot_holds_on_to_one_run_here_as_well(drop: Path) -> None:
    mine(Path("here"))
    tables = pipeline.open("here")
    put(20)
    mine(Path("here"))
    assert {len(tables.load(name)) for name in ("documents",)} == {9}
    assert len(pipeline.load("here", "documents")) == 10
    assert [Path(file).exists() for file in tables.files("documents")].count(False) == 0
    put(21)
    mine(Path("here"))
    with pytest.raises(StoreError, match="the tables that were opened are gone: two runs have begun since; open again"):
        tables.load("documents")
    with pytest.raises(StoreError, match="no table 'target' there"):
        pipeline.open("here").load("target")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nope://bucket/tables", "Protocol not known: nope"),
        ("gs://bucket/tables", "install gcsfs"),
    ],
)
def test_a_store_that_cannot_be_used_is_said(drop: Path, url: str, said: str) -> None:
    for words in (["run", "drop", "--out", url], ["run", url], ["show", "1.txt", "--out", url], ["check", url]):
        done = CliRunner().invoke(build(), words)
        assert done.exit_code == 2 and said in done.stderr, words


def test_tables_that_are_not_there_are_said(drop: Path, far: Remote) -> None:
    for words in (["show", "1.txt", "--out", far.url], ["query", "SELECT 1", "--out", far.url], ["check", far.url]):
        done = CliRunner().invoke(build(), words)
        assert done.exit_code == 2 and f"{far}: no table" in done.stderr, words


def test_a_bucket_that_is_not_there_is_said_and_not_made(drop: Path, bucket: Remote) -> None:
    done = CliRunner().invoke(build(), ["run", "drop", "--out", "s3://no-such-bucket/tables", "--no-tokens"])
    assert done.exit_code == 2 and "s3://no-such-bucket/tables: The specified bucket does not exist" in done.stderr
    done = CliRunner().invoke(build(), ["run", "s3://no-such-bucket/drop", "--no-tokens"])
    assert done.exit_code == 2 and "s3://no-such-bucket/drop: no such file or folder" in done.stderr


def test_without_the_extra_it_is_named(drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setattr(places, "_store", places._store.__wrapped__)
    done = CliRunner().invoke(build(), ["run", "drop", "--out", "s3://bucket/tables"])
    assert done.exit_code == 2 and "pip install 'gangmu[remote]'" in done.stderr


def test_memory_is_of_one_process(drop: Path) -> None:
    done = CliRunner().invoke(build(), ["run", "drop", "--out", "memory://m/tables", "--engine", "dask"])
    assert done.exit_code == 2 and "memory:// is seen by this process alone" in done.stderr


def test_a_url_of_this_machine_is_a_path(drop: Path, tmp_path: Path) -> None:
    assert place(f"file://{tmp_path}/a%20b") == tmp_path / "a b"
    said("run", f"file://{tmp_path}/drop", "--out", f"file://{tmp_path}/tables", "--no-tokens", "--workers", "1")
    assert (tmp_path / "tables/.tables/current").is_symlink()
    assert len(pipeline.load(f"file://{tmp_path}/tables", "documents")) == 9


def test_looking_for_what_is_new_is_told(drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drops, "LOOKED_EVERY", 4)
    told: list[tuple[int, int]] = []
    run(
        sources.find(["drop"], Path("out")),
        RunOptions(out=Path("out"), tokens=False),
        looked=lambda *at: told.append(at),
    )
    assert told == [(4, 9), (8, 9)]
    from pipeline.commands import run as command

    monkeypatch.setattr(command, "SILENT", 0.0)
    assert "looked at 8 of 9 sources for what is new" in said("run", "drop", "--out", "out", "--no-tokens")
