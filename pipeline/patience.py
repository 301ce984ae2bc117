"""How long one document may take, in processor time: what takes longer is given up, and the run goes on."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn


class OutOfTime(BaseException):
    """The time is up. No Exception, so that nothing that guards a single stage takes it for a fault of that stage."""


@contextlib.contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after `seconds` of processor time.

    Without limit where the system has no such signal (Windows), or outside the main thread, which alone gets signals.
    """
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _give_up(number: int, frame: FrameType | None) -> NoReturn:
    raise OutOfTime
