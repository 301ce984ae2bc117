"""Runs that are killed, on a disk that loses what was not flushed: what readers see, and what the next run makes of it.

    python tests/crash.py --moments 300 [--seed 1] [--workers 2]

Each moment is a run killed with SIGKILL, at a random time or before a random step on the file system, over tables that
are there or not yet. Every other one is a power cut as well: of the files that were not flushed the ends are missing,
and of the names in folders that were not flushed some are missing, or lead where they led before. Then the tables must
be those of before or those of after, every byte, and a run that is left alone must make those of after.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import engine, miner, portions, shards, sources
from pipeline.run import RunOptions, run

TEXT = "{0}县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园{0}所。\n二、建强教师队伍。培养骨干教师{0}0名。\n"
STEPS = ("fsync", "link", "rename", "replace", "symlink", "mkdir", "unlink", "rmdir")
Files = dict[str, bytes]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--moments", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    shards.SHARD_DOCUMENTS, portions.PORTION_DOCUMENTS, engine.SHARDS_A_WORKER = 3, 2, 1
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        found = Trial(random.Random(options.seed), options.workers).moments(options.moments)
    print(", ".join(f"{name}: {count}" for name, count in sorted(found.items())))


@dataclass
class Trial:
    """Two states of sources, and what the tables of each are."""

    chance: random.Random
    workers: int
    before: Files = field(default_factory=dict)
    after: Files = field(default_factory=dict)
    seconds: float = 0.0  # that a run takes
    steps: int = 0

    def moments(self, count: int) -> Counter[str]:
        """So many runs killed and looked at; raises AssertionError at the first that loses anything."""
        miner.mine_one("一、扩大学位供给。".encode(), "warm.txt", miner.MineOptions(tokens=False))
        _put(range(14))
        assert _forked(lambda: mine("start"))
        self.before = visible(Path("start"))
        _put(range(12, 20))
        Path("drop/3.txt").unlink()
        shutil.copytree("start", "timed", symlinks=True)
        begun = time.monotonic()
        assert _forked(lambda: mine("timed", self.workers))
        self.seconds = time.monotonic() - begun
        self.after = visible(Path("timed"))
        assert _forked(lambda: _count_steps("timed"))
        self.steps = int(Path("steps").read_text())
        said: Counter[str] = Counter()
        for number in range(count):
            said += self._moment(number)
        return said

    def _moment(self, number: int) -> Counter[str]:
        out, first = Path("out"), number % 4 == 3
        shutil.rmtree(out, ignore_errors=True)
        if not first:
            shutil.copytree("start", out, symlinks=True)
        disk = Disk(out)
        step = self.chance.randrange(self.steps) if number % 2 else None
        killed = not _forked(
            lambda: (disk.watch(), _die_at(step), mine("out", self.workers)),
            None if step is not None else self.chance.random() * self.seconds * 1.1,
        )
        if cut := number % 4 > 1 and self.workers == 1:  # of other processes nobody knows what they have flushed
            disk.lose_power(self.chance)
        seen = visible(out)
        assert seen in ({} if first else self.before, self.after), f"moment {number}: neither before nor after"
        assert _forked(lambda: mine("out")), f"moment {number}: the next run fails"
        assert visible(out) == self.after, f"moment {number}: the next run's tables are others"
        hidden = {path.name for path in (out / ".tables").iterdir()}
        assert {n for n in hidden if not n.startswith("g0")} == {"current", "lock"}, f"moment {number}: {hidden}"
        resumed = json.loads(Path("done").read_text())["resumed"]
        said = {"moments": 1, "killed": killed, "power cuts": cut, "taken up": bool(resumed)}
        return Counter(said) + Counter({"new tables seen": killed and seen == self.after})


def mine(out: str, workers: int = 1) -> None:
    """A run over the drop, as it is now."""
    found = sources.find(["drop"], leave_out=Path(out))
    summary = run(found, RunOptions(out=Path(out), workers=workers, tokens=False, gone="prune"))
    Path("done").write_text(json.dumps({"resumed": summary.resumed}))


def visible(out: Path) -> Files:
    """What readers of the tables can open, by its place; empty if there are no tables at all."""
    current = out / ".tables" / "current"
    if not current.exists():
        return {}
    links = {path.name for path in out.iterdir() if path.name != ".tables"}
    assert links >= {path.name for path in current.iterdir()} - {"records"}, f"links are missing: {links}"
    return {p.relative_to(current).as_posix(): p.read_bytes() for p in sorted(current.rglob("*")) if p.is_file()}


class Disk:
    """What of a folder is on the disk for sure: files as they were flushed, and folders as they were flushed."""

    def __init__(self, root: Path) -> None:
        self._root, self._journal = root.absolute(), Path("journal").absolute()
        self._files: dict[int, list[int]] = {}
        self._folders: dict[int, dict[str, Any]] = {}
        self._journal.unlink(missing_ok=True)
        for path in [root, *root.rglob("*")] if root.exists() else []:
            if not path.is_symlink():
                self._note(os.open(path, os.O_RDONLY))

    def watch(self) -> None:
        """Note from now on, in this process, whatever is flushed."""
        fsync = os.fsync

        def noted(descriptor: int) -> None:
            fsync(descriptor)
            with self._journal.open("a") as journal:
                journal.write(json.dumps(_state(descriptor)) + "\n")

        os.fsync = noted

    def lose_power(self, chance: random.Random) -> None:
        """Take away, here and there, what was not flushed."""
        if self._journal.exists():
            for line in self._journal.read_text().splitlines():
                self._keep(json.loads(line))
        if self._root.exists():
            self._lose_names(self._root, chance)
            for path in self._root.rglob("*"):
                if path.is_file() and not path.is_symlink():
                    self._lose_end(path, chance)

    def _note(self, descriptor: int) -> None:
        self._keep(_state(descriptor))
        os.close(descriptor)

    def _keep(self, state: dict[str, Any]) -> None:
        if "names" in state:
            self._folders[state["inode"]] = state["names"]
        else:
            self._files[state["inode"]] = state["stamp"]

    def _lose_end(self, path: Path, chance: random.Random) -> None:
        found = path.stat()
        if self._files.get(found.st_ino) != _stamp(found) and chance.random() < 0.5:
            os.truncate(path, chance.randrange(found.st_size + 1))

    def _lose_names(self, folder: Path, chance: random.Random) -> None:
        sure = self._folders.get(folder.stat().st_ino, {})
        for path in sorted(folder.iterdir()):
            if sure.get(path.name) != _target(path) and chance.random() < 0.5:
                self._undo(path, sure)
            elif path.is_dir() and not path.is_symlink():
                self._lose_names(path, chance)

    def _undo(self, path: Path, sure: dict[str, Any]) -> None:
        """Back to before what was done to this name: a link leads where it led, a thing has its old name, or is not."""
        was = sure.get(path.name)
        old = next((n for n, target in sure.items() if target == _target(path)), None)
        if path.is_symlink():
            path.unlink()
            if isinstance(was, str):
                path.symlink_to(was)
        elif old is not None and not path.with_name(old).exists():
            path.rename(path.with_name(old))
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _state(descriptor: int) -> dict[str, Any]:
    found = os.fstat(descriptor)
    path = Path(f"/proc/self/fd/{descriptor}").readlink()
    if path.is_dir():
        return {"inode": found.st_ino, "names": {p.name: _target(p) for p in path.iterdir()}}
    return {"inode": found.st_ino, "stamp": _stamp(found)}


def _stamp(found: os.stat_result) -> list[int]:
    return [found.st_size, found.st_mtime_ns]


def _target(path: Path) -> int | str:
    return str(path.readlink()) if path.is_symlink() else path.stat().st_ino


def _put(numbers: range) -> None:
    Path("drop").mkdir(exist_ok=True)
    for i in numbers:
        Path(f"drop/{i}.txt").write_text(TEXT.format(i + 1), "utf-8")
        if i % 5 == 4:
            Path(f"drop/{i}-again.txt").write_text(TEXT.format(i), "utf-8")


def _forked(work: Callable[[], object], kill_after: float | None = None) -> bool:
    """Do `work` in a process of its own; whether it came to its end."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return status == 0


def _count_steps(out: str) -> None:
    shutil.rmtree(out)
    shutil.copytree("start", out, symlinks=True)
    counts = [0]
    _wrap(lambda: counts.__setitem__(0, counts[0] + 1))
    mine(out)
    Path("steps").write_text(str(counts[0]))


def _die_at(step: int | None) -> None:
    left = step

    def count() -> None:
        nonlocal left
        assert left is not None
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if step is not None:
        _wrap(count)


def _wrap(before: Callable[[], None]) -> None:
    """Call `before` before every step on the file system."""
    for name in STEPS:
        original = getattr(os, name)

        def wrapped(*args: object, original: Callable[..., object] = original, **kwargs: object) -> object:
            before()
            return original(*args, **kwargs)

        setattr(os, name, wrapped)


if __name__ == "__main__":
    main()
