"""How fast the main job is, stage by stage, as a ratio to `jieba.lcut` over the same clean text in the same run.

    python benchmarks/run.py [FILE_OR_FOLDER…] [--repeat 3] [--json FILE]

Machines differ: read the ratios. Without arguments the sample drop and, where it is there, ../shared/corpus are used.
Every figure is the median of the repeats, on one core, in MB of clean text (as UTF-8) a second.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from rich.console import Console
from rich.table import Table

from pipeline import miner, portions, sources, store
from pipeline.assembly import Task, assemble
from pipeline.miner import Failures, MineOptions, Outcome, mine_one
from pipeline.portions import Job
from pipeline.run import RunOptions, run
from pipeline.segment import plain_tokenizer
from pipeline.shards import Entry, Shard
from pipeline.sources import SourceFile
from pipeline.tables import Mined, all_tables

ROOT = Path(__file__).parents[1]
REFERENCE = "jieba.lcut"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sources", nargs="*", help="files and folders; the sample drop and ../shared/corpus if none")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    default = [str(p) for p in (ROOT / "data/raw", ROOT.parent / "shared/corpus") if p.is_dir()]
    files = sources.find(options.sources or default, leave_out=ROOT / "data/processed")
    mined = _mine(files, defaultdict(float))  # once before: dictionaries are loaded, automata built
    portions.pack(_done(mined))
    size = sum(len(m.text.clean.encode()) for m in mined)
    rounds = [_round(files, mined) for _ in range(options.repeat)]
    seconds = {name: statistics.median(r[name] for r in rounds) for name in rounds[0]}
    figures = {n: {"mb_per_s": size / s / 1e6, "ratio": seconds[REFERENCE] / s} for n, s in seconds.items()}
    _print(figures, f"{len(mined)} documents, {size / 1e6:.2f} MB")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def _round(files: Sequence[SourceFile], mined: Sequence[Mined]) -> dict[str, float]:
    """Seconds of every stage, of the whole job, and of jieba alone."""
    seconds: dict[str, float] = defaultdict(float)
    tokenizer = plain_tokenizer()
    _clock(seconds, REFERENCE, lambda: [tokenizer.lcut(m.text.clean) for m in mined])
    _mine(files, seconds)
    packed = _clock(seconds, "rows to Arrow", lambda: portions.pack(_done(mined)))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        with store.writing(out / "tables", list(all_tables())) as generation:
            jobs = tuple(job for job, _ in _done(mined))
            entries = tuple(Entry(job.doc_id, job.size, (job.source,), "") for job in jobs)
            task = Task(Shard("", entries), jobs, (), MineOptions())
            _clock(seconds, "write Parquet", lambda: assemble(task, generation.work, [packed]))
        for name, tokens in (("whole job", True), ("whole job --no-tokens", False)):
            settings = RunOptions(out=out / name, workers=1, tokens=tokens)
            _clock(seconds, name, lambda settings=settings: run(files, settings))
    return seconds


def _done(mined: Sequence[Mined]) -> list[tuple[Job, Outcome]]:
    """Each document as the outcome of a job of its own."""
    return [(Job(m.doc_id, SourceFile(m.source, Path(m.source)), 0), Outcome((m,))) for m in mined]


def _mine(files: Sequence[SourceFile], seconds: dict[str, float]) -> list[Mined]:
    """Every document mined, with the time of each guarded stage added to `seconds`."""

    class Timed(Failures):
        def guard(self, stage: str, work: Callable[[], Any]) -> Any:
            return _clock(seconds, stage, lambda: super(Timed, self).guard(stage, work))

    with mock.patch.object(miner, "Failures", Timed):
        outcomes = [mine_one(file.path.read_bytes(), file.name, MineOptions()) for file in files]
    return [mined for outcome in outcomes for mined in outcome.mined]


def _clock(seconds: dict[str, float], stage: str, work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    try:
        return work()
    finally:
        seconds[stage] += time.perf_counter() - begun


def _print(figures: dict[str, dict[str, float]], title: str) -> None:
    table = Table("stage", "MB/s", f"× {REFERENCE}", title=title)
    for name, figure in figures.items():
        table.add_row(name, f"{figure['mb_per_s']:.2f}", f"{figure['ratio']:.2f}")
    for column in table.columns[1:]:
        column.justify = "right"
    Console().print(table)


if __name__ == "__main__":
    main()
