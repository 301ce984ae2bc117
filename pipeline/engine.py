"""Where shards are made: in this process or over several of this machine (on a cluster: `cluster`).

However it is done, a shard is made by the same function out of the same task, so it has the same bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

from pipeline import portions
from pipeline.assembly import RECORD, Task, assemble, make
from pipeline.miner import MineOptions
from pipeline.places import Place
from pipeline.portions import Portion

Tick = Callable[[int, int], None]  # sources and bytes that have been dealt with
# As many shards a worker, and each worker makes whole shards; fewer, and the portions of a shard go over all workers.
SHARDS_A_WORKER = 4


class EngineError(Exception):
    """An engine that cannot be used; the message says what to try."""


def local(tasks: Sequence[Task], folder: Place, options: MineOptions, workers: int, tick: Tick) -> None:
    """Make `tasks` in `folder` with `workers` processes (1: in this one)."""
    if workers > 1 and len(tasks) >= SHARDS_A_WORKER * workers:
        _by_shards(tasks, folder, workers, tick)
    else:
        _by_portions(tasks, folder, options, workers, tick)


def _by_portions(tasks: Sequence[Task], folder: Place, options: MineOptions, workers: int, tick: Tick) -> None:
    pieces = [jobs for task in tasks for jobs in portions.divide(task.jobs)]
    mined = portions.over_processes(pieces, options, workers)
    for task in tasks:
        assemble(task, folder, _of(task, mined, tick))


def _of(task: Task, mined: Iterator[Portion], tick: Tick) -> Iterator[Portion]:
    """The next portions of `mined`, as far as the jobs of `task` go; no portion holds jobs of two tasks."""
    left = len(task.jobs)
    while left:
        portion = next(mined)
        left -= len(portion.lines)
        tick(len(portion.lines), portion.size)
        yield portion


def _by_shards(tasks: Sequence[Task], folder: Place, workers: int, tick: Tick) -> None:
    waiting = deque(tasks)
    while waiting:
        under_way: deque[tuple[Task, Future[None]]] = deque()
        pool = portions.processes(workers)
        try:
            while waiting or under_way:
                while waiting and len(under_way) < 2 * workers:
                    under_way.append((waiting[0], pool.submit(make, waiting[0], folder)))
                    waiting.popleft()
                under_way[0][1].result()
                task, _ = under_way.popleft()
                tick(len(task.jobs), task.size)
        except BrokenProcessPool:
            for task, _ in under_way:
                make_apart(task, folder, tick)
        finally:
            pool.shutdown(cancel_futures=True)


def make_apart(task: Task, folder: Place, tick: Tick) -> None:
    """Make a task that may kill its process: its portions are mined in processes of their own."""
    if (folder / task.shard.name / RECORD).exists():
        tick(len(task.jobs), task.size)
        return
    apart = (p for jobs in portions.divide(task.jobs) for p in portions.apart(jobs, task.options))
    assemble(task, folder, _of(task, apart, tick))
