"""What a check found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong, and where: in which row of a table, or at which line of a source."""

    message: str
    source: str | None = None  # the document
    line: int | None = None  # of the source's text, from 1
    row: str | None = None  # id of the row


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked. `problems` are the first of `count`."""

    group: str  # contract, spans, levels, gold
    name: str
    state: State
    message: str
    problems: Sequence[Problem] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All that was checked of the tables in `place`."""

    place: str
    checks: Sequence[Check]

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if check.state == "failed"]

    @property
    def exit_status(self) -> int:
        """1 if anything failed."""
        return int(bool(self.failed))


def checked(group: str, name: str, fine: str, problems: Sequence[Problem], count: int | None = None) -> Check:
    """A check that fails if there are problems; `fine` is what is said if there are none."""
    number = len(problems) if count is None else count
    if not number:
        return Check(group, name, "passed", fine)
    first = problems[0].message if problems else fine
    return Check(group, name, "failed", first if number == 1 else f"{number:,} problems", problems, number)
