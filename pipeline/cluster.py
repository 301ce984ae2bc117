"""Shards made on a cluster of Dask: one task a shard, the scheduling, retries and lost workers left to Dask.

The workers read the sources and write the shards where this machine sees them: in a folder that all share, or in a
store. What a worker makes is what the process here would make; one whose Gangmu, libraries or lexicons are others is
refused.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline import manifest
from pipeline.assembly import RECORD, Task, make
from pipeline.engine import EngineError, Tick, make_apart
from pipeline.extras import need
from pipeline.places import Place
from pipeline.sources import Stretch

RETRIES = 2  # of a task that fails; one that loses its worker is given to others as often as Dask is set to
TASKS_A_WORKER = 4  # handed out at a time: a task names all its sources
SIGHT = 60  # seconds that a shared file system may take to show what another machine wrote


def over_dask(tasks: Sequence[Task], folder: Place, address: str | None, workers: int | None, tick: Tick) -> None:
    """Make `tasks` in `folder` on the cluster at `address` (None: one of our own, here, of `workers` processes).

    A task that kills every worker it is given to is made here instead, its documents in processes of their own. Raises
    EngineError where there is no cluster or one that cannot be used, and what `assembly.make` raises.
    """
    distributed = need("distributed", "cluster")
    if not tasks:
        return
    with _client(distributed, address, workers) as client:
        settings = manifest.settings(tasks[0].options)
        waiting = iter(tasks)
        under_way: dict[str, Task] = {}

        def submit(task: Task) -> Any:
            under_way[task.shard.name] = task
            absolute = replace(task, jobs=tuple(_absolute(job) for job in task.jobs))
            name = f"gangmu-{task.shard.name}"
            return client.submit(make_there, absolute, folder.absolute(), settings, key=name, retries=RETRIES)

        count = TASKS_A_WORKER * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        done = distributed.as_completed([submit(task) for task in islice(waiting, count)])
        for future in done:
            task = under_way.pop(future.key.removeprefix("gangmu-"))
            _finish(distributed, future, task, folder, tick)
            for following in islice(waiting, 1):
                done.add(submit(following))


def make_there(task: Task, folder: Place, settings: Mapping[str, Any]) -> None:
    """Make `task`, on a worker, in `folder/NAME`. Raises EngineError where the worker is not fit for it."""
    here = f"the worker on {socket.gethostname()} (process {os.getpid()})"
    if isinstance(folder, Path) and not folder.is_dir():
        raise EngineError(f"{here} does not see {folder}: give an --out on a file system that all workers share")
    others = "; ".join(manifest.changes(settings, manifest.settings(task.options)))
    if others:
        raise EngineError(f"{here} has another Gangmu: {others}; install the same one on all workers")
    if unseen := _unseen(task):
        raise EngineError(
            f"{here} does not see {unseen}: put the sources where all workers see them, in a store (s3://) or a shared "
            "folder; members of containers lie beside the tables while a run lasts, or on the machine that began it"
        )
    make(task, folder)


def _unseen(task: Task) -> Path | None:
    """A file of the task, where not one of them is there: one alone may have gone since the run began."""
    held = [job.source.held for job in task.jobs if not job.error]
    where = [job.source.path for job in task.jobs if not job.error and job.source.held is None]
    where += [stretch.path for stretch in held if isinstance(stretch, Stretch)]
    paths = [path for path in where if isinstance(path, Path)]
    return paths[0] if paths and not any(path.exists() for path in paths) else None


@contextlib.contextmanager
def _client(distributed: Any, address: str | None, workers: int | None) -> Iterator[Any]:
    with contextlib.ExitStack() as stack:
        try:
            if address is None:
                count = workers or os.cpu_count() or 1
                address = stack.enter_context(
                    distributed.LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address="127.0.0.1:0")
                ).scheduler_address
            client = stack.enter_context(distributed.Client(address))
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(f"no cluster of Dask at {address}: {error}; start one, or leave --engine out") from error
        try:
            yield client
        except (CancelledError, distributed.comm.CommClosedError) as error:
            raise EngineError(
                f"the cluster's scheduler at {address} is gone; what was finished is kept: run again when it is there"
            ) from error


def _absolute(job: Any) -> Any:
    """`job` with a source that a process in any folder can read."""
    held = job.source.held
    if isinstance(held, Stretch):
        held = replace(held, path=held.path.absolute())
    return replace(job, source=replace(job.source, at=job.source.path.absolute().as_posix(), held=held))


def _finish(distributed: Any, future: Any, task: Task, folder: Place, tick: Tick) -> None:
    try:
        future.result()
    except distributed.KilledWorker:
        make_apart(task, folder, tick)
        return
    _wait_for(folder / task.shard.name / RECORD)
    tick(len(task.jobs), task.size)


def _wait_for(path: Place) -> None:
    for _ in range(SIGHT):
        if path.exists():
            return
        time.sleep(1)
    raise EngineError(f"a worker has written {path}, but it is not seen here: do all workers share that folder?")
