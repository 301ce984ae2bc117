"""The same work on a cluster of Dask: the same bytes, also where a worker is killed, and clear words where it fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline import cluster, manifest, portions, readers, run, shards, sources
from pipeline.assembly import Task
from pipeline.commands import build
from pipeline.engine import EngineError
from pipeline.miner import MineOptions
from pipeline.places import Remote
from pipeline.portions import Job
from pipeline.run import Progress, RunOptions
from pipeline.shards import Entry, Shard
from pipeline.sources import SourceFile
from pipeline.tables import all_tables

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
TEXT = "{0}县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园{0}所。\n二、建强教师队伍。培养骨干教师{0}0名。\n"


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty documents in some twenty shards."""
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 3)
    monkeypatch.chdir(tmp_path)
    folder = Path("drop")
    folder.mkdir()
    for i in range(40):
        (folder / f"{i}.txt").write_text(TEXT.format(i + 1) * 9, "utf-8")
    return folder


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found:
        yield found


def files(out: Path) -> dict[str, bytes]:
    current = out / ".tables/current"
    return {p.relative_to(current).as_posix(): p.read_bytes() for p in current.rglob("*") if p.is_file()}


def mine(out: str, engine: str, report: Any = lambda _: None) -> run.Summary:
    options = RunOptions(out=Path(out), workers=1, tokens=False, engine=engine)
    return run.run(sources.find(["drop"], leave_out=Path(out)), options, report)


@POSIX
@pytest.mark.slow
def test_the_same_bytes_though_a_worker_is_killed(drop: Path, two_workers: Any) -> None:
    mine("here", "local")
    summary = mine("there", two_workers.scheduler_address.replace("tcp", "dask"), killer(two_workers))
    assert (summary.mined, summary.failures) == (40, ())
    assert files(Path("there")) == files(Path("here"))


@POSIX
@pytest.mark.slow
def test_the_same_bytes_from_store_to_store_though_a_worker_is_killed(drop: Path, bucket: Remote) -> None:
    for path in sorted(drop.iterdir())[:10]:
        (bucket / "cluster/in" / path.name).put(path)
    found = sources.find([f"{bucket}/cluster/in"], bucket / "cluster/out")
    options = RunOptions(out=Path("here"), workers=1, tokens=False)
    run.run(found, options)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as workers:
        engine = workers.scheduler_address.replace("tcp", "dask")
        there = replace(options, out=bucket / "cluster/out", engine=engine)
        summary = run.run(found, there, killer(workers))
    assert (summary.mined, summary.failures) == (10, ())
    for name in all_tables():
        here = [part.read_bytes() for part in readers.parts(Path("here"), name)]
        assert [part.read_bytes() for part in readers.parts(there.out, name)] == here


def killer(workers: Any) -> Callable[[Progress], None]:
    """What kills one of the workers as soon as the first shard is there."""
    with distributed.Client(workers) as client:
        (victim, *_) = client.run(os.getpid).values()
    killed: list[int] = []

    def kill_one(at: Progress) -> None:
        assert killed or at.sources < at.of_sources
        if not killed:
            killed.append(at.sources)
            os.kill(victim, signal.SIGKILL)

    return kill_one


@POSIX
@pytest.mark.slow
def test_a_document_that_kills_its_workers_is_an_error_and_the_rest_is_there(
    drop: Path, two_workers: Any, tmp_path: Path
) -> None:
    paths = sorted(drop.iterdir())[:3]
    jobs = tuple(Job(portions.identify(p.read_bytes()), SourceFile.of(p, p.name), 9) for p in paths)
    jobs = tuple(sorted(jobs, key=lambda job: job.doc_id))
    jobs = (replace(jobs[0], source=Deadly(jobs[0].source.name, jobs[0].source.at)), *jobs[1:])
    shard = Shard("", tuple(Entry(j.doc_id, j.size, (SourceFile(j.source.name, j.source.at),), "m") for j in jobs))
    task, told = Task(shard, jobs, (), MineOptions(tokens=False)), []
    cluster.over_dask([task], tmp_path, two_workers.scheduler_address, None, lambda n, _: told.append(n))
    record = shards.read_record(tmp_path / shard.name / "record.json")
    assert ["errors" in line.rows for line in record.lines] == [True, False, False]
    assert sum(told) == 3


class Deadly(SourceFile):
    """A source whose reading kills the process."""

    def read_bytes(self) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b""


def test_a_worker_with_another_gangmu_is_refused(tmp_path: Path) -> None:
    task = Task(Shard("", ()), (), (), MineOptions(tokens=False))
    settings = manifest.settings(MineOptions(tokens=False))
    with pytest.raises(EngineError, match=r"has another Gangmu: version 9\.9 → .*; install the same"):
        cluster.make_there(task, tmp_path, {**settings, "version": "9.9"})
    with pytest.raises(EngineError, match=r"does not see .*nowhere: give an --out on a file system that all workers"):
        cluster.make_there(task, tmp_path / "nowhere", settings)


def test_a_worker_that_does_not_see_the_sources_says_so(tmp_path: Path) -> None:
    job = Job("0" * 16, SourceFile.of(tmp_path / "gone.txt"), 9)
    task = Task(Shard("", ()), (job,), (), MineOptions(tokens=False))
    with pytest.raises(EngineError, match=r"does not see .*gone\.txt: put the sources where all workers see them"):
        cluster.make_there(task, tmp_path, manifest.settings(task.options))


def test_two_clusters_of_ours_are_no_trouble_to_each_other(drop: Path, recwarn: pytest.WarningsRecorder) -> None:
    """A port of the first is no matter of the second, and no warning."""
    with distributed.LocalCluster(n_workers=1, dashboard_address=":8787"):
        recwarn.clear()
        mine("out", "dask")
    assert not [str(said.message) for said in recwarn if "8787" in str(said.message)]


@POSIX
@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_said_and_the_next_run_goes_on(drop: Path) -> None:
    program = (
        "import distributed, time\n"
        "if __name__ == '__main__':\n"
        "    print(distributed.LocalCluster(n_workers=1, dashboard_address=':0').scheduler_address, flush=True)\n"
        "    time.sleep(100)"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as other:
        assert other.stdout is not None
        address = other.stdout.readline().strip()
        with pytest.raises(
            EngineError, match=r"the cluster's scheduler at tcp://.* is gone; what was finished is kept"
        ):
            mine("out", address.replace("tcp", "dask"), lambda _: os.killpg(other.pid, signal.SIGKILL))
    assert mine("out", "local").resumed


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("dask://127.0.0.1:1", "no cluster of Dask at tcp://127.0.0.1:1"),
        ("spark", "no engine 'spark'; there are local"),
    ],
)
def test_an_engine_that_is_not_there_is_said(
    drop: Path, engine: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with distributed.worker.dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        done = CliRunner().invoke(build(), ["run", "drop", "--out", "out", "--engine", engine])
    assert done.exit_code == 2 and said in done.stderr


def test_without_the_extra_it_is_named(drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = CliRunner().invoke(build(), ["run", "drop", "--out", "out", "--engine", "dask"])
    assert done.exit_code == 2 and "pip install 'gangmu[cluster]'" in done.stderr
