"""The work of a run in portions: which documents go together, and how portions go over processes.

A portion's rows come back as finished Arrow batches, in the order of the portions. A worker that dies (a library that
crashes, memory that runs out) takes nothing with it: the portions under way are mined again in a process of their own,
in halves where that dies too, and the document that kills a worker by itself becomes a row of `errors`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import chain
from multiprocessing.process import BaseProcess
from typing import TypeVar

import pyarrow as pa

from pipeline import arrays, collector
from pipeline.batches import batch, batches
from pipeline.miner import LIMIT, Failures, MineOptions, Outcome, Rows, mine_one
from pipeline.read.result import identify
from pipeline.sources import SourceFile
from pipeline.tables import Mined, RowError, all_tables

T = TypeVar("T")
PORTION_BYTES = 250_000
PORTION_DOCUMENTS = 64


@dataclass(frozen=True, slots=True)
class Job:
    """One source to mine. `doc_id` is that of the bytes it had when the run began.

    `error` (class and message): it could not be opened then, and has no `doc_id` but a hash of its name.
    """

    doc_id: str
    source: SourceFile
    size: int  # bytes
    flags: tuple[str, ...] = ()
    error: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one source. `rows` are those of each table that has any."""

    key: str  # its job's doc_id
    rows: Mapping[str, int]
    skipped: tuple[str, str] | None = None  # the kind of file, and why
    error_findings: int = 0
    settled: bool = True  # False: it could not be read as it was, so that the next run tries again


@dataclass(frozen=True, slots=True)
class Portion:
    """The rows of some sources, ready to be written, and what became of each, in the same order."""

    lines: tuple[Line, ...]
    size: int  # bytes of source
    tables: dict[str, pa.Table]


Packed = tuple[tuple[Line, ...], int, dict[str, pa.Buffer]]  # a portion on its way between processes


def divide(jobs: Iterable[Job]) -> list[list[Job]]:
    """Portions of about PORTION_BYTES, in order; a larger source is a portion by itself."""
    portions: list[list[Job]] = []
    size = 0
    for job in jobs:
        if not portions or size + job.size > PORTION_BYTES or len(portions[-1]) == PORTION_DOCUMENTS:
            portions.append([])
            size = 0
        portions[-1].append(job)
        size += job.size
    return portions


def mine_portion(jobs: Sequence[Job], options: MineOptions) -> Portion:
    """Read and mine `jobs`, one after the other; rows that do not fit their table become errors of their document."""
    return Portion(*_mined(jobs, options, pa.Table.from_batches))


def mine_packed(jobs: Sequence[Job], options: MineOptions) -> Packed:
    """The same, compressed table by table: a fifth of the bytes, in both processes and in the pipe."""
    return _mined(jobs, options, _compressed)


def _mined(
    jobs: Sequence[Job], options: MineOptions, form: Callable[[Iterator[pa.RecordBatch]], T]
) -> tuple[tuple[Line, ...], int, dict[str, T]]:
    try:
        with collector.held():
            return _formed(((job, _mine(job, options)) for job in jobs), form)
    except RowError:  # mined again: of what was given nothing is left
        return _formed(((job, _fitting(_mine(job, options))) for job in jobs), form)


def _compressed(rows: Iterator[pa.RecordBatch]) -> pa.Buffer:
    """Each batch as it is made: all the rows of a long document take more memory than all else."""
    sink = pa.BufferOutputStream()
    first = next(rows)
    with pa.ipc.new_stream(sink, first.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        for one in chain([first], rows):
            stream.write_batch(one)
    return sink.getvalue()


def _unpacked(packed: Packed) -> Portion:
    lines, size, tables = packed
    return Portion(lines, size, {name: pa.ipc.open_stream(rows).read_all() for name, rows in tables.items()})


def _mine(job: Job, options: MineOptions) -> Outcome:
    failures = Failures(job.source.name, None if job.error else job.doc_id)
    if job.error:
        failures.add("open", *job.error)
        return Outcome((failures.only(),))
    data = failures.guard("open", job.source.read_bytes)
    if data is not None and identify(data) != job.doc_id:
        failures.add("open", "Changed", "the file changed while it was being read; run again when it is at rest")
    if failures.rows or data is None:
        return Outcome((failures.only(),))
    return mine_one(data, job.source.name, options, job.flags, job.source.metadata)


def pack(done: Iterable[tuple[Job, Outcome]]) -> Portion:
    """The rows of what was mined as batches. Raises RowError where some do not fit their table."""
    return Portion(*_formed(done, pa.Table.from_batches))


def _formed(
    done: Iterable[tuple[Job, Outcome]], form: Callable[[Iterator[pa.RecordBatch]], T]
) -> tuple[tuple[Line, ...], int, dict[str, T]]:
    """The parts of a portion, its tables in some form.

    Rows take four times the memory of their table. So they are let go of, table by table, if nobody else has them, and
    the largest table comes first: what its rows took, the others are made in.
    """
    lines, size, mined = _taken(done)
    tables: dict[str, T] = {}
    for name in sorted(all_tables(), key=lambda name: sum(len(rows.get(name, ())) for _, rows in mined), reverse=True):
        tables[name] = form(batches(all_tables()[name], [one for one, _ in mined]))
        for _, rows in mined:
            rows[name] = range(len(rows.get(name, ())))  # what refers to them asks how many there are
    return lines, size, tables


def _taken(done: Iterable[tuple[Job, Outcome]]) -> tuple[tuple[Line, ...], int, list[tuple[Mined, Rows]]]:
    """The lines of `done`, its bytes, and what was mined with the rows by table to let go of."""
    lines: list[Line] = []
    size = 0
    mined: list[tuple[Mined, Rows]] = []
    for job, outcome in done:
        lines.append(_line(job, outcome))
        size += job.size
        for one in outcome.mined:
            rows = dict(one.rows)
            mined.append((replace(one, rows=rows), rows))
    return tuple(lines), size, mined


def _line(job: Job, outcome: Outcome) -> Line:
    rows: Counter[str] = Counter()
    for mined in outcome.mined:
        rows.update({name: len(found) for name, found in mined.rows.items() if found and name in all_tables()})
    skipped = (outcome.skipped.kind, outcome.skipped.reason) if outcome.skipped else None
    grave = sum(1 for m in outcome.mined for row in m.rows.get("findings", ()) if row.severity == "error")
    unread = any(row.stage in ("open", LIMIT) for m in outcome.mined for row in m.rows.get("errors", ()))
    return Line(job.doc_id, dict(sorted(rows.items())), skipped, grave, settled=not unread)


def _fitting(outcome: Outcome) -> Outcome:
    return replace(outcome, mined=tuple(_that_fits(mined) for mined in outcome.mined))


def _that_fits(mined: Mined) -> Mined:
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
        under_way: deque[tuple[Sequence[Job], Future[Packed]]] = deque()
        pool = processes(min(workers, len(waiting)))
        try:
            while waiting or under_way:
                while waiting and len(under_way) < 2 * workers:
                    under_way.append((waiting[0], pool.submit(mine_packed, waiting[0], options)))
                    waiting.popleft()
                result = under_way[0][1].result()
                under_way.popleft()
                yield _unpacked(result)
        except BrokenProcessPool:
            for jobs, _ in under_way:
                yield from apart(jobs, options)
        finally:
            pool.shutdown(cancel_futures=True)


def apart(jobs: Sequence[Job], options: MineOptions) -> Iterator[Portion]:
    """`jobs` mined in a process of their own, in halves where it dies: one that dies of a single job costs that job."""
    with processes(1) as pool:
        try:
            yield _unpacked(pool.submit(mine_packed, jobs, options).result())
            return
        except BrokenProcessPool:
            pass  # told below: of the one job that it is, or by halves
    if len(jobs) == 1:
        failures = Failures(jobs[0].source.name, jobs[0].doc_id)
        failures.add("worker", "Crashed", "the process that mined it died (out of memory, or a fault in a library)")
        yield pack([(jobs[0], Outcome((failures.only(),)))])
        return
    half = len(jobs) // 2
    yield from apart(jobs[:half], options)
    yield from apart(jobs[half:], options)


def processes(workers: int) -> ProcessPoolExecutor:
    """A pool of `workers` processes that end with this one."""
    # spawn: the same everywhere, and no copy of a process that has threads (the progress bar's)
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_settle_worker)


def _settle_worker() -> None:
    """Leave Ctrl-C to the parent, do not outlive it, and give memory back."""
    arrays.give_memory_back()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
