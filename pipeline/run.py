"""A run: sources in, the tables of all of them out, whatever happens to one document.

What the tables are to hold is settled first (`drops`), and so are its shards: they depend on the sources alone. Shards
that are there already are taken as they are; the others are made, out of rows that still hold and of documents mined,
and every byte is the same whatever the number of workers, the order of arrival, and how many runs it took.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from pipeline import cluster, drops, engine, manifest, store
from pipeline.assembly import DamagedError, Earlier, Task
from pipeline.drops import Gone, Known, Looked, Plan
from pipeline.engine import EngineError
from pipeline.lexicon import Lexicons
from pipeline.limits import DEFAULT, Limits
from pipeline.miner import MineOptions, SkippedFile
from pipeline.places import Place, each, is_private, parquet
from pipeline.shards import Record, Shard, divide, read_record, related
from pipeline.sources import SourceFile
from pipeline.store import StoreError
from pipeline.tables import all_tables

# Bytes of source that make a worker worth its start of about a second, unless the user says how many workers.
WORTH_A_WORKER = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a run is told. `workers` None: as many as the machine and the work are good for.

    `gone`: what becomes of documents of earlier runs whose sources are gone: `prune` takes them out, `keep` keeps their
    rows even beside those of a new version, `refuse` keeps them unless a new version would have to make them again.
    `engine`: `local`, `dask` (a cluster of its own on this machine) or `dask://HOST:PORT` (one that is running).
    """

    out: Place
    workers: int | None = None
    tokens: bool = True
    strict: bool = False
    fresh: bool = False
    gone: Gone = "refuse"
    engine: str = "local"
    lexicon_folders: tuple[Path, ...] = ()
    limits: Limits = DEFAULT

    @property
    def mining(self) -> MineOptions:
        """What of it the mining of one document is told."""
        return MineOptions(self.tokens, self.lexicon_folders, self.limits)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come, in sources and in their bytes."""

    sources: int
    of_sources: int
    bytes: int
    of_bytes: int


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed on a source, for the end of a run."""

    source: str
    stage: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the tables hold, and what the run did, in numbers of sources: the same bytes at several places are one."""

    rows: Mapping[str, int]
    failures: tuple[Failure, ...]
    skipped: tuple[SkippedFile, ...]
    error_findings: int
    mined: int  # read and mined by this run
    resumed: int  # mined by a run that was cut short
    kept: int  # as they were
    taken_out: int
    changes: tuple[str, ...] = ()  # of version, lexicons or options, for which all was mined again

    @property
    def unchanged(self) -> bool:
        """Nothing had changed since the run before, whose tables stand."""
        return not (self.mined or self.resumed or self.taken_out)

    @property
    def failed(self) -> int:
        """Number of sources on which something failed."""
        return len({failure.source for failure in self.failures})

    def exit_status(self, options: RunOptions) -> int:
        """0: all read; 1: some failed or, in a strict run, were skipped or have findings of severity error."""
        return int(bool(self.failures or (options.strict and (self.skipped or self.error_findings))))


def run(
    sources: Sequence[SourceFile],
    options: RunOptions,
    report: Callable[[Progress], None] = lambda _: None,
    looked: Looked = lambda done, of: None,
) -> Summary:
    """Mine `sources` into the tables of `options.out`. `looked` is told how many have been read, to know what is new.

    Raises StoreError, LexiconError or EngineError where it cannot begin, MissingExtra where an engine is not installed.
    """
    _check_engine(options)
    options = _if_alone(options, sources)
    _check_lexicons(options)
    names = list(all_tables())
    with store.writing(options.out, names) as generation:
        before = store.shards(options.out, names)
        if options.fresh:
            generation.forget()
        settings = manifest.settings(options.mining)
        plan = _plan(sources, before, manifest.made(settings), options, looked)
        shards = divide(plan.entries)
        work = _work(shards, plan, before, generation.finished(), options)
        _make(work, generation.work, options, report)
        made = generation.finished()
        after = {s.name: made.get(s.name) or before[s.name] for s in shards}
        told = store.read_manifest(options.out) or {}
        changes = tuple(manifest.changes(told.get("settings", settings), settings))
        summary = _summary(after, plan, work, options.out, changes)
        if made or after.keys() != before.keys() or not store.stands(options.out, names):
            generation.commit(after, {"settings": settings, "sources": len(plan.entries), "rows": summary.rows})
    return summary


def _check_engine(options: RunOptions) -> None:
    if not re.fullmatch(r"local|dask|dask://\S+:\d+", options.engine):
        raise EngineError(f"no engine {options.engine!r}; there are local, dask and dask://HOST:PORT")


def _if_alone(options: RunOptions, sources: Sequence[SourceFile]) -> RunOptions:
    """Where this process alone sees a place (`memory://`), it does all the work."""
    if not any(is_private(where) for where in (str(options.out), *(source.where for source in sources))):
        return options
    if options.engine != "local":
        raise EngineError("memory:// is seen by this process alone; leave --engine out, or choose another place")
    return replace(options, workers=1)


def _check_lexicons(options: RunOptions) -> None:
    """Read every lexicon now: a fault in one is the user's to mend, not an error of every document."""
    lexicons = Lexicons.default(*options.lexicon_folders)
    for name in lexicons.names:
        _ = lexicons[name]


def _plan(
    sources: Sequence[SourceFile], before: Mapping[str, Earlier], made: str, options: RunOptions, looked: Looked
) -> Plan:
    known: dict[str, Known] = {}
    for record in each(_record, before.values(), options.out):
        known |= {e.key: Known(e, line.settled) for e, line in zip(record.shard.entries, record.lines, strict=True)}
    try:
        return drops.plan(sources, known, made, gone=options.gone, fresh=options.fresh, looked=looked)
    except drops.GoneError as error:
        raise StoreError(f"{options.out}: {error}") from error


def _record(made: Earlier) -> Record:
    try:
        return read_record(made.record)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{made.record} is damaged ({error}); choose another --out, or remove it") from error


@dataclass(frozen=True, slots=True)
class _Work:
    """Shards to make, and how many sources were mined for shards that a run has left which was cut short."""

    tasks: tuple[Task, ...]
    resumed: int


def _work(
    shards: Sequence[Shard],
    plan: Plan,
    before: Mapping[str, Earlier],
    finished: Mapping[str, Earlier],
    options: RunOptions,
) -> _Work:
    tasks: list[Task] = []
    resumed = 0
    bits = {name: name.partition("-")[0].removeprefix("all") for name in before}
    for shard in shards:
        jobs = tuple(plan.jobs[e.key] for e in shard.entries if e.key in plan.jobs)
        if shard.name in finished:
            resumed += len(jobs)
        elif jobs or shard.name not in before:
            overlapping = sorted(name for name in before if related(bits[name], shard.bits))
            tasks.append(Task(shard, jobs, tuple(before[name] for name in overlapping), options.mining))
    return _Work(tuple(tasks), resumed)


def _make(work: _Work, folder: Place, options: RunOptions, report: Callable[[Progress], None]) -> None:
    total = sum(task.size for task in work.tasks)
    done = Progress(0, sum(len(task.jobs) for task in work.tasks), 0, total)

    def tick(sources: int, size: int) -> None:
        nonlocal done
        done = replace(done, sources=done.sources + sources, bytes=done.bytes + size)
        report(done)

    workers = options.workers or max(1, min(os.cpu_count() or 1, total // WORTH_A_WORKER))
    try:
        if options.engine == "local":
            engine.local(work.tasks, folder, options.mining, workers, tick)
        else:
            address = options.engine.removeprefix("dask").replace("://", "tcp://") or None
            cluster.over_dask(work.tasks, folder, address, options.workers, tick)
    except DamagedError as error:
        raise StoreError(f"{options.out}: {error}; --fresh makes all tables again") from error


def _summary(after: Mapping[str, Earlier], plan: Plan, work: _Work, out: Place, changes: tuple[str, ...]) -> Summary:
    rows: Counter[str] = Counter(dict.fromkeys(all_tables(), 0))
    skipped: list[SkippedFile] = []
    failures: list[Failure] = []
    grave = 0
    for made, record in zip(after.values(), each(_record, after.values(), out), strict=True):
        for entry, line in zip(record.shard.entries, record.lines, strict=True):
            rows.update(line.rows)
            grave += line.error_findings
            skipped += [SkippedFile(entry.places[0].name, *line.skipped)] if line.skipped else []
        if any("errors" in line.rows for line in record.lines):
            failures += [Failure(**row) for row in _errors(made)]
    mined = sum(len(task.jobs) for task in work.tasks)
    return Summary(
        rows=dict(rows),
        failures=tuple(sorted(failures, key=lambda f: (f.source, f.stage))),
        skipped=tuple(sorted(skipped, key=lambda s: s.source)),
        error_findings=grave,
        mined=mined,
        resumed=work.resumed,
        kept=len(plan.entries) - mined - work.resumed,
        taken_out=plan.taken_out,
        changes=changes if mined else (),
    )


def _errors(made: Earlier) -> list[dict[str, str]]:
    with parquet(made.parts["errors"]) as file:
        found: list[dict[str, str]] = file.read(columns=[field.name for field in fields(Failure)]).to_pylist()
    return found
