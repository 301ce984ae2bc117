"""One run at a time where there is no lock that ends with its holder: an object that says who writes, and lives.

The holder says so again every minute. One that has not been heard of for ten minutes, or whose process is gone from
this very machine, is taken for dead, and its lease is taken. Two may come to that at once, or one may have been asleep:
so who holds a lease asks before what counts (`Lease.check`), and publishing does not rest on it alone (`objects`).
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.lock import Held
from pipeline.places import Remote

BEAT = 60.0  # seconds
SILENT = 600.0  # seconds; clocks of machines must agree better than that


@dataclass(frozen=True, slots=True)
class Lease:
    """What a run holds while it writes: the note at `at` has its `id`."""

    at: Remote
    id: str
    since: str

    def check(self) -> None:
        """Raises Held where another has taken it for dead, and taken its place."""
        note = _read(self.at)
        if note.get("id") != self.id:
            raise Held(f"{_holder(note)} has taken over" if note else "somebody has removed its lock")

    def say(self, *, first: bool = False) -> None:
        """Say that it lives. `first`: raises FileExistsError where another's note is there."""
        note = {"id": self.id, "pid": os.getpid(), "host": socket.gethostname(), "since": self.since}
        data = json.dumps(note | {"alive": time.time()}).encode()
        if first:
            self.at.create(data)
        else:
            self.at.write(data)


@contextlib.contextmanager
def held(at: Remote) -> Iterator[Lease]:
    """Hold the lease whose note lies at `at`. Raises Held where another run does."""
    lease = Lease(at, uuid.uuid4().hex, datetime.now(UTC).isoformat(sep=" ", timespec="seconds"))
    _take(lease)
    over = threading.Event()
    beating = threading.Thread(target=_beat, args=(lease, over), daemon=True)
    beating.start()
    try:
        yield lease
    finally:
        over.set()
        beating.join()
        with contextlib.suppress(OSError):  # what is published is published; a note that stays is old soon
            if _read(at).get("id") == lease.id:
                at.remove()


def _take(lease: Lease) -> None:
    try:
        lease.say(first=True)
    except FileExistsError:
        note = _read(lease.at)
        if note and not _is_dead(note):
            raise Held(f"{_holder(note)}; if it is dead, remove {lease.at}") from None
        with contextlib.suppress(FileNotFoundError):
            lease.at.remove()
        try:
            lease.say(first=True)
        except FileExistsError:
            raise Held("it has just begun") from None


def _beat(lease: Lease, over: threading.Event) -> None:
    while not over.wait(BEAT):
        try:
            lease.check()
            lease.say()
        except Held:
            return  # what is made now is not published: that asks as well
        except OSError:
            continue  # the store does not answer; perhaps at the next beat


def _is_dead(note: Mapping[str, Any]) -> bool:
    if note.get("host") == socket.gethostname() and os.name != "nt":
        try:
            os.kill(int(note["pid"]), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
    return time.time() - float(note.get("alive", 0)) > SILENT


def _read(at: Remote) -> Mapping[str, Any]:
    """The note there; an empty one where there is none, or none that can be read."""
    try:
        found = json.loads(at.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _holder(note: Mapping[str, Any]) -> str:
    return f"process {note.get('pid')} on {note.get('host')}, since {note.get('since')}"
