"""CPU seconds of each stage, of the whole job, and of `jieba.lcut` alone over the same clean text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.clock import Stages, each
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
PASSES = 0.5  # seconds of CPU time over all stages; what is shorter is mined again
Seconds = dict[str, float]


@dataclass(frozen=True)
class Subject:
    """Documents to be measured, mined once: dictionaries are loaded then, and automata built."""

    files: Sequence[SourceFile]
    mined: Sequence[Mined]

    @classmethod
    def of(cls, files: Sequence[SourceFile]) -> Subject:
        mined = _mine(files, Stages())
        portions.pack(_done(mined))
        return cls(files, mined)

    @property
    def size(self) -> int:
        """Bytes of clean text."""
        return sum(len(m.text.clean.encode()) for m in self.mined)


def one_round(subject: Subject) -> Seconds:
    """Everything once or, where that is short, some times; jieba first: what slows the machine down slows both."""
    tokenizer = plain_tokenizer()
    seconds = {REFERENCE: each(lambda: [tokenizer.lcut(m.text.clean) for m in subject.mined])}
    stages, passes = Stages(), 0
    while stages.total < PASSES:
        _mine(subject.files, stages)
        passes += 1
    seconds |= {stage: spent / passes for stage, spent in stages.seconds().items()}
    seconds["rows to Arrow"] = each(lambda: portions.pack(_done(subject.mined)))
    with tempfile.TemporaryDirectory() as folder:
        seconds["write Parquet"] = _write(subject, Path(folder))
        for name, tokens in (("whole job", True), ("whole job --no-tokens", False)):
            seconds[name] = each(lambda tokens=tokens: _run(subject, Path(folder), tokens=tokens))
    return seconds


def _write(subject: Subject, folder: Path) -> float:
    packed = portions.pack(_done(subject.mined))
    jobs = tuple(job for job, _ in _done(subject.mined))
    entries = tuple(Entry(job.doc_id, job.size, (job.source,), "") for job in jobs)
    task = Task(Shard("", entries), jobs, (), MineOptions())
    with store.writing(folder / "tables", list(all_tables())) as generation:
        return each(lambda: assemble(task, Path(tempfile.mkdtemp(dir=generation.work)), [packed]))


def _run(subject: Subject, folder: Path, *, tokens: bool) -> None:
    run(subject.files, RunOptions(out=Path(tempfile.mkdtemp(dir=folder)), workers=1, tokens=tokens))


def _done(mined: Sequence[Mined]) -> list[tuple[Job, Outcome]]:
    """Each document as the outcome of a job of its own."""
    return [(Job(m.doc_id, SourceFile(m.source), 0), Outcome((m,))) for m in mined]


def _mine(files: Sequence[SourceFile], stages: Stages) -> list[Mined]:
    """Every document mined, with the time of each guarded stage added to `stages`."""

    class Timed(Failures):
        def guard(self, stage: str, work: Callable[[], Any]) -> Any:
            return stages.time(stage, lambda: super(Timed, self).guard(stage, work))

    with mock.patch.object(miner, "Failures", Timed):
        outcomes = [mine_one(file.read_bytes(), file.name, MineOptions()) for file in files]
    return [mined for outcome in outcomes for mined in outcome.mined]
