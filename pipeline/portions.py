"""The work of a run in portions: which documents go together, and how portions go over processes.

A portion is settled by the documents alone, never by the workers, and its rows come back as finished Arrow batches, in
the order of the portions. A worker that dies (a library that crashes, memory that runs out) takes nothing with it: the
portions under way are mined again one document at a time, and the document that kills a worker of its own becomes a row
of `errors`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess

import pyarrow as pa

from pipeline.miner import Failures, MineOptions, SkippedFile, mine_one
from pipeline.read.result import identify
from pipeline.sources import SourceFile
from pipeline.tables import Mined, RowError, all_tables, batch

PORTION_BYTES = 250_000
PORTION_DOCUMENTS = 64


@dataclass(frozen=True, slots=True)
class Job:
    """One source to mine. `doc_id` is that of the bytes it had when the run began."""

    doc_id: str
    source: SourceFile
    size: int  # bytes
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed on a source, for the end of a run."""

    source: str
    stage: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Portion:
    """The rows of some sources, ready to be written, and what is to be said about them."""

    sources: int
    size: int  # bytes of source
    batches: dict[str, pa.RecordBatch]
    failures: tuple[Failure, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    error_findings: int = 0


def divide(jobs: Iterable[Job]) -> list[list[Job]]:
    """Portions of about PORTION_BYTES, in order; a larger source is a portion by itself."""
    portions: list[list[Job]] = []
    size = PORTION_BYTES
    for job in jobs:
        if size + job.size > PORTION_BYTES or len(portions[-1]) == PORTION_DOCUMENTS:
            portions.append([])
            size = 0
        portions[-1].append(job)
        size += job.size
    return portions


def mine_portion(jobs: Sequence[Job], options: MineOptions) -> Portion:
    """Read and mine `jobs`, one after the other."""
    mined: list[Mined] = []
    skipped: list[SkippedFile] = []
    for job in jobs:
        failures = Failures(job.source.name, job.doc_id)
        data = failures.guard("open", job.source.read_bytes)
        if data is not None and identify(data) != job.doc_id:
            failures.add("open", "Changed", "the file changed while it was being read; run again when it is at rest")
        if failures.rows or data is None:
            mined.append(failures.only())
            continue
        outcome = mine_one(data, job.source.name, options, job.flags, job.source.metadata)
        mined.extend(outcome.mined)
        skipped += [outcome.skipped] if outcome.skipped else []
    return pack(mined, len(jobs), sum(job.size for job in jobs), skipped)


def pack(mined: Sequence[Mined], sources: int, size: int, skipped: Sequence[SkippedFile] = ()) -> Portion:
    """The rows of `mined` as batches; rows that do not fit their table become errors of their document."""
    try:
        batches = _batches(mined)
    except RowError:
        mined = [_fitting(m) for m in mined]
        batches = _batches(mined)
    errors = [row for m in mined for row in m.rows.get("errors", ())]
    grave = sum(1 for m in mined for row in m.rows.get("findings", ()) if row.severity == "error")
    failures = tuple(Failure(e.source, e.stage, e.error, e.message) for e in errors)
    return Portion(sources, size, batches, failures, tuple(skipped), grave)


def _batches(mined: Sequence[Mined]) -> dict[str, pa.RecordBatch]:
    return {name: batch(table, mined) for name, table in all_tables().items()}


def _fitting(mined: Mined) -> Mined:
    """`mined` without the tables that have a row that does not fit, and without those that refer to them."""
    rows = dict(mined.rows)
    failures = Failures(mined.source, mined.doc_id, list(rows.get("errors", ())))
    rows["errors"] = failures.rows
    names = deque(all_tables())
    while names:
        name = names.popleft()
        try:
            batch(all_tables()[name], [replace(mined, rows=rows)])
        except RowError as error:
            failures.add(name, type(error).__name__, str(error))
            rows[name] = ()
            names = deque(all_tables())  # others may refer to what is gone
    return replace(mined, rows=rows)


def over_processes(portions: Sequence[Sequence[Job]], options: MineOptions, workers: int) -> Iterator[Portion]:
    """The portions mined, in their order, by `workers` processes (1: in this one)."""
    if workers == 1 or len(portions) < 2:
        yield from (mine_portion(jobs, options) for jobs in portions)
        return
    waiting = deque(portions)
    while waiting:
        under_way: deque[tuple[Sequence[Job], Future[Portion]]] = deque()
        pool = _pool(min(workers, len(waiting)))
        try:
            while waiting or under_way:
                while waiting and len(under_way) < 2 * workers:
                    under_way.append((waiting[0], pool.submit(mine_portion, waiting[0], options)))
                    waiting.popleft()
                result = under_way[0][1].result()
                under_way.popleft()
                yield result
        except BrokenProcessPool:
            for jobs, _ in under_way:
                yield from (_alone(job, options) for job in jobs)
        finally:
            pool.shutdown(cancel_futures=True)


def _alone(job: Job, options: MineOptions) -> Portion:
    with _pool(1) as pool:
        try:
            return pool.submit(mine_portion, [job], options).result()
        except BrokenProcessPool:
            failures = Failures(job.source.name, job.doc_id)
            failures.add("worker", "Crashed", "the process that mined it died (out of memory, or a fault in a library)")
            return pack([failures.only()], 1, job.size)


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: the same everywhere, and no copy of a process that has threads (the progress bar's)
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_settle_worker)


def _settle_worker() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
