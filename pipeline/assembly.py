"""One shard made, by whichever process: new documents mined, rows that still hold taken over, parts and record written.

A shard appears whole or not at all: its files are made in a folder of another name, flushed to the disk, and the folder
gets its own name last. So a finished shard is its own marker, and a run that is killed leaves those it had finished to
the next one. Where there is no rename, its record is written last, and is the marker.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline import durable, portions
from pipeline.miner import MineOptions
from pipeline.parts import Parts, Reader, Rows, Stretch
from pipeline.places import Place, Remote, each
from pipeline.portions import Job, Line, Portion
from pipeline.shards import Record, Shard, read_record, write_record
from pipeline.tables import all_tables

RECORD = "record.json"
UNFINISHED = ".unfinished-"


class DamagedError(Exception):
    """A part of an earlier run that is not what its record says."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where a finished shard lies: its record and its parts by table."""

    record: Place
    parts: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to make: what has to be mined (`jobs`, by key), and where the rows of the other entries are."""

    shard: Shard
    jobs: tuple[Job, ...]
    earlier: tuple[Earlier, ...]  # in the order of their keys
    options: MineOptions

    @property
    def size(self) -> int:
        """Bytes of source to mine."""
        return sum(job.size for job in self.jobs)


def make(task: Task, folder: Place) -> None:
    """Make the shard of `task` in `folder/NAME` in this process."""
    pieces = portions.divide(task.jobs)
    assemble(task, folder, (portions.mine_portion(jobs, task.options) for jobs in pieces))


def assemble(task: Task, folder: Place, mined: Iterable[Portion]) -> None:
    """Make the shard of `task` in `folder/NAME`; `mined` are its jobs, in order.

    Raises OSError where it cannot be written, DamagedError where an earlier part is not what its record says.
    """
    final = folder / task.shard.name
    with _appearing(final) if isinstance(final, Path) else _uploaded(final) as unfinished:
        lines = _write(task, unfinished, mined)
        write_record(unfinished / RECORD, Record(task.shard, tuple(lines)))


@contextlib.contextmanager
def _appearing(final: Path) -> Iterator[Path]:
    """A folder to make what is to stand at `final`, whole or not at all."""
    unfinished = final.with_name(f"{final.name}{UNFINISHED}{uuid.uuid4().hex[:8]}")
    unfinished.mkdir()
    try:
        yield unfinished
        durable.flush_tree(unfinished)
        _give_name(unfinished, final)
        durable.flush(final.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


@contextlib.contextmanager
def _uploaded(final: Remote) -> Iterator[Path]:
    """A folder to make what is then copied to `final`, the record last: without it nothing of the shard counts."""
    with tempfile.TemporaryDirectory(prefix="gangmu-") as made:
        yield Path(made)
        if not (final / RECORD).exists():  # else another process, given the same task, was faster
            parts = [path for path in Path(made).iterdir() if path.name != RECORD]
            for _ in each(lambda path: (final / path.name).put(path), parts, final):
                pass
            (final / RECORD).put(Path(made, RECORD))


def _give_name(unfinished: Path, final: Path) -> None:
    try:
        unfinished.rename(final)
    except OSError:
        if not final.is_dir():  # else another process, given the same task, was faster, and wrote the same bytes
            raise


def _write(task: Task, folder: Path, mined: Iterable[Portion]) -> list[Line]:
    new = {job.doc_id for job in task.jobs}
    fresh, kept = _by_document(mined), _kept(task, new)
    parts = Parts(folder, all_tables())
    lines: list[Line] = []
    try:
        for entry in task.shard.entries:
            line, rows = next(fresh if entry.key in new else kept, (None, {}))
            if line is None or line.key != entry.key:
                raise DamagedError(f"shard {task.shard.name}: no rows of {entry.key} where they should be")
            parts.append(rows, entry.size)
            lines.append(line)
        parts.close()
    finally:
        parts.abandon()
    return lines


def _by_document(mined: Iterable[Portion]) -> Iterator[tuple[Line, Rows]]:
    for portion in mined:
        tables = portion.tables
        at = dict.fromkeys(tables, 0)
        for line in portion.lines:
            yield line, {n: [Stretch(tables[n], at[n], at[n] + count)] for n, count in line.rows.items()}
            for name, count in line.rows.items():
                at[name] += count


def _kept(task: Task, new: set[str]) -> Iterator[tuple[Line, Rows]]:
    """The rows of the entries that are not mined again, out of earlier shards."""
    wanted = {entry.key for entry in task.shard.entries} - new
    for earlier in task.earlier if wanted else ():
        try:
            reader = Reader(earlier.parts, all_tables())
            for line in read_record(earlier.record).lines:
                rows = reader.take(line.rows)
                if line.key in wanted:
                    yield line, rows
        except (ValueError, KeyError, pa.ArrowException) as error:
            raise DamagedError(f"the tables of an earlier run are damaged ({earlier.record.name}: {error})") from error
