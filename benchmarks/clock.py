"""CPU time of short work on any machine: the clock of some ticks in 4 ms, and a stage may take less.

What can be repeated is repeated until it has taken enough. What cannot, a stage in the middle of a document, is taken
from the clock on the wall where it took too few ticks, at what a second on the wall was worth around it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

ENOUGH = 0.1  # seconds of CPU time
TICKS = 25  # of the CPU clock: an error of 4 %
Clock = Callable[[], float]


class Spent(NamedTuple):
    """Seconds that something took: of this process's CPU, and on the wall."""

    cpu: float = 0.0
    wall: float = 0.0


def each(work: Callable[[], object], cpu: Clock = time.process_time) -> float:
    """CPU seconds of one call of `work`, which is called until ENOUGH has passed: never 0."""
    begun, calls, spent = cpu(), 0, 0.0
    while spent < ENOUGH:
        work()
        calls += 1
        spent = cpu() - begun
    return spent / calls


@dataclass
class Stages:
    """Adds up what each stage took, over many documents."""

    cpu: Clock = time.process_time
    wall: Clock = time.perf_counter
    spent: dict[str, Spent] = field(default_factory=dict)
    tick: float = 1.0  # the least that the CPU clock has been seen to move by

    def time(self, stage: str, work: Callable[[], Any]) -> Any:
        """What `work` gives, or raises; its time is added to that of `stage`."""
        cpu, wall = self.cpu(), self.wall()
        try:
            return work()
        finally:
            moved = Spent(self.cpu() - cpu, self.wall() - wall)
            if moved.cpu > 0:
                self.tick = min(self.tick, moved.cpu)
            before = self.spent.get(stage, Spent())
            self.spent[stage] = Spent(before.cpu + moved.cpu, before.wall + moved.wall)

    @property
    def total(self) -> float:
        """CPU seconds of all stages."""
        return sum(one.cpu for one in self.spent.values())

    def seconds(self) -> dict[str, float]:
        """CPU seconds of every stage, of those that the CPU clock is too coarse for by their share of the wall's."""
        return settled(self.spent, self.tick)


def settled(spent: Mapping[str, Spent], tick: float) -> dict[str, float]:
    """CPU seconds of each of what was done one after the other, by a clock that moves by `tick`.

    >>> settled({"read": Spent(0.0, 0.003), "targets": Spent(0.2, 0.397)}, tick=0.004)
    {'read': 0.0015, 'targets': 0.2}
    """
    share = sum(one.cpu for one in spent.values()) / sum(one.wall for one in spent.values())
    return {stage: one.cpu if one.cpu >= TICKS * tick else one.wall * share for stage, one in spent.items()}
