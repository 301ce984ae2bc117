"""CPU seconds of each stage, of the whole job, and of `jieba.lcut` alone over the same clean text."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from pipeline import miner, portions, store
from pipeline.assembly import Task, assemble
from pipeline.miner import Failures, MineOptions, Outcome, mine_one
from pipeline.portions import Job
from pipeline.run import RunOptions, run
from pipeline.segment import plain_tokenizer
from pipeline.shards import Entry, Shard
from pipeline.sources import SourceFile
from pipeline.tables import Mined, all_tables

REFERENCE = "jieba.lcut"
Seconds = dict[str, float]


@dataclass(frozen=True)
class Subject:
    """Documents to be measured, mined once: dictionaries are loaded then, and automata built."""

    files: Sequence[SourceFile]
    mined: Sequence[Mined]

    @classmethod
    def of(cls, files: Sequence[SourceFile]) -> Subject:
        mined = _mine(files, defaultdict(float))
        portions.pack(_done(mined))
        return cls(files, mined)

    @property
    def size(self) -> int:
        """Bytes of clean text."""
        return sum(len(m.text.clean.encode()) for m in self.mined)


def one_round(subject: Subject) -> Seconds:
    """Everything once, jieba right before it: what slows the machine down for a while slows both."""
    seconds: Seconds = defaultdict(float)
    tokenizer = plain_tokenizer()
    clock(seconds, REFERENCE, lambda: [tokenizer.lcut(m.text.clean) for m in subject.mined])
    _mine(subject.files, seconds)
    packed = clock(seconds, "rows to Arrow", lambda: portions.pack(_done(subject.mined)))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        with store.writing(out / "tables", list(all_tables())) as generation:
            jobs = tuple(job for job, _ in _done(subject.mined))
            entries = tuple(Entry(job.doc_id, job.size, (job.source,), "") for job in jobs)
            task = Task(Shard("", entries), jobs, (), MineOptions())
            clock(seconds, "write Parquet", lambda: assemble(task, generation.work, [packed]))
        for name, tokens in (("whole job", True), ("whole job --no-tokens", False)):
            settings = RunOptions(out=out / name, workers=1, tokens=tokens)
            clock(seconds, name, lambda settings=settings: run(subject.files, settings))
    return dict(seconds)


def clock(seconds: Seconds, stage: str, work: Callable[[], Any]) -> Any:
    """What `work` gives; the CPU time it took is added to `seconds`."""
    begun = time.process_time()
    try:
        return work()
    finally:
        seconds[stage] += time.process_time() - begun


def _done(mined: Sequence[Mined]) -> list[tuple[Job, Outcome]]:
    """Each document as the outcome of a job of its own."""
    return [(Job(m.doc_id, SourceFile(m.source, Path(m.source)), 0), Outcome((m,))) for m in mined]


def _mine(files: Sequence[SourceFile], seconds: Seconds) -> list[Mined]:
    """Every document mined, with the time of each guarded stage added to `seconds`."""

    class Timed(Failures):
        def guard(self, stage: str, work: Callable[[], Any]) -> Any:
            return clock(seconds, stage, lambda: super(Timed, self).guard(stage, work))

    with mock.patch.object(miner, "Failures", Timed):
        outcomes = [mine_one(file.read_bytes(), file.name, MineOptions()) for file in files]
    return [mined for outcome in outcomes for mined in outcome.mined]
