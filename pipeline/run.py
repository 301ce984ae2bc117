"""A run: sources in, the tables of all of them out, whatever happens to one document.

Sources are hashed first, so that the order of the documents (by `doc_id`), the portions handed to the workers and so
every byte of the tables are settled before the first is mined, whatever the number of workers. The same bytes found at
several places are one document: `documents.source` is the first of the places by name, the others stand in its flags as
`also_at:…`.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import manifest, portions, store
from pipeline.lexicon import Lexicons
from pipeline.miner import Failures, MineOptions, SkippedFile
from pipeline.portions import Failure, Job, Portion
from pipeline.read.result import ID_DIGITS, identify
from pipeline.sources import SourceFile
from pipeline.tables import Mined, all_tables

# Bytes of source that make a worker worth its start of about a second, unless the user says how many workers.
WORTH_A_WORKER = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a run is told. `workers` None: as many as the machine and the work are good for."""

    out: Path
    workers: int | None = None
    tokens: bool = True
    strict: bool = False
    fresh: bool = False
    lexicon_folders: tuple[Path, ...] = ()

    @property
    def mining(self) -> MineOptions:
        return MineOptions(self.tokens, self.lexicon_folders)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come, in sources and in their bytes."""

    sources: int
    of_sources: int
    bytes: int
    of_bytes: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run found. `kept`: nothing had changed since the run before, whose tables stand."""

    rows: Mapping[str, int]
    failures: tuple[Failure, ...]
    skipped: tuple[SkippedFile, ...]
    error_findings: int
    kept: bool = False

    @property
    def failed(self) -> int:
        """Number of sources on which something failed."""
        return len({failure.source for failure in self.failures})

    def exit_status(self, options: RunOptions) -> int:
        """0: all read; 1: some failed or, in a strict run, were skipped or have findings of severity error."""
        return int(bool(self.failures or (options.strict and (self.skipped or self.error_findings))))


def run(
    sources: Sequence[SourceFile], options: RunOptions, report: Callable[[Progress], None] = lambda _: None
) -> Summary:
    """Mine `sources` into the tables of `options.out`. Raises StoreError or LexiconError where it cannot begin."""
    _check_lexicons(options)
    jobs, unopened = _jobs(sources)
    wanted = manifest.inputs(
        [(j.source.name, j.doc_id) for j in jobs] + [(m.source, None) for m in unopened], options.mining
    )
    if not options.fresh and (given := manifest.outputs(store.read_manifest(options.out), wanted)) is not None:
        return _recalled(given)
    total = sum(job.size for job in jobs)
    workers = options.workers or max(1, min(os.cpu_count() or 1, total // WORTH_A_WORKER))
    done = Progress(0, len(jobs), 0, total)
    notes: list[Portion] = []  # without their rows
    with store.writing(options.out, all_tables()) as writer:
        mined = portions.over_processes(portions.divide(jobs), options.mining, workers)
        for portion in itertools.chain([portions.pack(unopened, 0, 0)], mined):
            writer.append(portion.batches, portion.size)
            notes.append(dataclasses.replace(portion, batches={}))
            done = dataclasses.replace(done, sources=done.sources + portion.sources, bytes=done.bytes + portion.size)
            report(done)
        summary = Summary(
            rows=writer.rows,
            failures=tuple(f for note in notes for f in note.failures),
            skipped=tuple(sorted((s for note in notes for s in note.skipped), key=lambda s: s.source)),
            error_findings=sum(note.error_findings for note in notes),
        )
        writer.commit({"inputs": wanted, "outputs": dataclasses.asdict(summary)})
    return summary


def _check_lexicons(options: RunOptions) -> None:
    """Read every lexicon now: a fault in one is the user's to mend, not an error of every document."""
    lexicons = Lexicons.default(*options.lexicon_folders)
    for name in lexicons.names:
        _ = lexicons[name]


def _jobs(sources: Sequence[SourceFile]) -> tuple[list[Job], list[Mined]]:
    """The sources by `doc_id`, the same bytes once; and those that cannot be opened, with their errors."""
    jobs: dict[str, Job] = {}
    unopened: list[Mined] = []
    for source in sorted(sources):
        failures = Failures(source.name, None)
        found = failures.guard("open", functools.partial(_measure, source))
        if found is None:
            unopened.append(failures.only())
            continue
        doc_id, size = found
        if doc_id in jobs:
            first = jobs[doc_id]
            jobs[doc_id] = dataclasses.replace(first, flags=(*first.flags, f"also_at:{source.name}"))
        else:
            jobs[doc_id] = Job(doc_id, source, size)
    return [jobs[doc_id] for doc_id in sorted(jobs)], unopened


def _measure(source: SourceFile) -> tuple[str, int]:
    """The `doc_id` and the number of bytes of a source. Raises OSError for what is no file: a pipe would never end."""
    if not source.path.is_file():
        source.path.stat()  # says so where it is not there
        raise OSError("not a regular file")
    if source.size is not None:
        return identify(source.read_bytes()), source.size
    with source.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:ID_DIGITS], file.tell()


def _recalled(given: Mapping[str, Any]) -> Summary:
    return Summary(
        rows=given["rows"],
        failures=tuple(Failure(**failure) for failure in given["failures"]),
        skipped=tuple(SkippedFile(**skipped) for skipped in given["skipped"]),
        error_findings=given["error_findings"],
        kept=True,
    )
