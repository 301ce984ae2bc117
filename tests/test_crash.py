"""Whatever ends a run, and whenever: the tables are those of before or of after, and the next run's those of after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from conftest import ROOT
from pipeline import sources, store
from pipeline.run import RunOptions, run
from pipeline.tables import all_tables

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links and signals of POSIX")
TEXT = "{0}县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园{1}所。\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for the names of open files")
def test_kill_9_and_power_cuts_at_random_moments() -> None:
    """The long form: python tests/crash.py --moments 300."""
    moments = os.environ.get("GANGMU_CRASH_MOMENTS", "16")
    command = [sys.executable, str(ROOT / "tests/crash.py"), "--moments", moments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"moments: {moments}" in done.stdout and "killed: " in done.stdout


def put(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    for i in range(4):
        (folder / f"{i}.txt").write_text(TEXT.format(text, i), "utf-8")
    return folder


def mine(drop: Path, out: Path) -> None:
    run(sources.find([str(drop)], leave_out=out), RunOptions(out=out, workers=1, tokens=False))


def test_readers_never_see_tables_of_two_runs(tmp_path: Path) -> None:
    """Readers at work while runs switch: what one snapshot holds is of one run, every table, as often as they look."""
    out, drop = tmp_path / "out", tmp_path / "drop"
    mine(put(drop, "甲"), out)
    seen: list[tuple[set[str], ...]] = []
    mixed: list[object] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            place = store.snapshot(out)
            try:
                ids = tuple(set(pq.read_table(place / n)["doc_id"].to_pylist()) for n in ("documents", "targets"))
            except FileNotFoundError:
                continue  # two runs on: what was begun before is gone, and said so
            if ids[0] != ids[1]:
                mixed.append(ids)
            if ids not in seen:
                seen.append(ids)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for text in "乙丙丁戊己":
            mine(put(drop, text), out)
            time.sleep(0.05)
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert not mixed and len(seen) >= 3


def test_a_part_is_never_opened_under_the_name_of_another(tmp_path: Path) -> None:
    """A reader that has listed the parts of one run and opens them after the next gets an error, not a mixture."""
    out, drop = tmp_path / "out", tmp_path / "drop"
    mine(put(drop, "甲"), out)
    listed = {path for name in all_tables() for path in (out / name).iterdir()}
    mine(put(drop, "乙"), out)
    assert not [path for path in listed if path.exists()]


LONG = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from pipeline import sources, store
from pipeline.tables import all_tables
with store.writing(Path(sys.argv[1]), list(all_tables())):
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_says_who_holds_the_tables(tmp_path: Path) -> None:
    out, drop = tmp_path / "out", put(tmp_path / "drop", "甲")
    program = LONG.format(path=[str(ROOT)])
    with subprocess.Popen(
        [sys.executable, "-c", program, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "writing\n"
        with pytest.raises(store.StoreError, match=rf"another run is writing there \(process {first.pid} on "):
            mine(drop, out)
        first.send_signal(signal.SIGKILL)
    mine(drop, out)
    assert len(pq.read_table(out / "documents")) == 4


def test_a_full_disk_costs_nothing(tmp_path: Path) -> None:
    """Files may not grow over a limit: what was there stands, and is said to."""
    out, drop = tmp_path / "out", put(tmp_path / "drop", "甲")
    mine(drop, out)
    (drop / "long.txt").write_text("\n".join(TEXT.format(i, i) for i in range(500)), "utf-8")
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        f"sys.path[:0] = [{str(ROOT)!r}]\n"
        "from pipeline.commands import build\n"
        f"build()(['run', {str(drop)!r}, '--out', {str(out)!r}, '--no-tokens'])"
    )
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "File too large" in done.stderr and "the tables of the run before stand as they were" in done.stderr
    assert len(pq.read_table(out / "documents")) == 4
    mine(drop, out)
    assert len(pq.read_table(out / "documents")) == 5
