"""The benchmark itself: what it measures is there, and it tells a regression from noise. Nothing is timed here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import clock, made, run, stages, start
from pipeline import sources


def test_a_round_measures_every_stage_that_is_pinned(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(made.document(3_000), "utf-8")
    subject = stages.Subject.of(sources.find([str(tmp_path)], leave_out=tmp_path / "none"))
    seconds = stages.one_round(subject)
    pinned = {name.partition(": ")[2] for name in json.loads(run.PINS.read_text("utf-8")) if name.startswith("simpl")}
    assert {"jieba.lcut", "clean", "targets", "whole job", "whole job --no-tokens"} <= seconds.keys()
    assert pinned and pinned <= seconds.keys()


def test_made_documents_are_as_long_as_asked_and_the_same_again() -> None:
    text = made.document(20_000, seed=3)
    assert 20_000 <= len(text.encode()) < 22_000
    assert text == made.document(20_000, seed=3) != made.document(20_000, seed=4)
    assert "發展" in made.traditional("发展")


def test_what_is_worse_in_most_rounds_is_told() -> None:
    pins = {"simplified: clean": 4.0, "start: gangmu --help": 0.5, "growth: ten times the documents": 1.0}
    found = {
        "simplified: clean": [3.9, 0.4, 4.1],
        "start: gangmu --help": [0.5, 0.9, 0.4],
        "growth: ten times the documents": [1.0, 1.9, 1.1],
    }
    assert run.worse(found, pins) == []
    assert run.worse(found | {"simplified: clean": [3.0, 9.0, 2.0]}, pins) == ["simplified: clean"]
    assert run.worse(found | {"start: gangmu --help": [0.7, 0.3, 0.8]}, pins) == ["start: gangmu --help"]


def test_the_commands_whose_start_is_measured_are_there() -> None:
    assert all((start.ROOT / command[0]).is_file() for command in start.COMMANDS.values())


class Machine:
    """A machine whose CPU clock ticks in 4 ms, and that is busy with something else half of the time."""

    def __init__(self) -> None:
        self.worked = 0.0

    def work(self, seconds: float) -> None:
        self.worked += seconds

    def cpu(self) -> float:
        return self.worked // 0.004 * 0.004

    def wall(self) -> float:
        return self.worked * 2


def test_a_stage_shorter_than_a_tick_is_measured() -> None:
    machine = Machine()
    stages_ = clock.Stages(machine.cpu, machine.wall)
    for _ in range(20):
        stages_.time("nothing to speak of", lambda: machine.work(0.000_01))
        stages_.time("read", lambda: machine.work(0.000_3))
        stages_.time("targets", lambda: machine.work(0.021))
    seconds = stages_.seconds()
    assert machine.cpu() == 0.424
    assert seconds["nothing to speak of"] == pytest.approx(0.000_2, rel=0.05)
    assert seconds["read"] == pytest.approx(0.006, rel=0.05)
    assert seconds["targets"] == pytest.approx(0.42, rel=0.05)


def test_what_can_be_repeated_is_repeated_until_it_can_be_measured() -> None:
    machine = Machine()
    assert clock.each(lambda: machine.work(0.001), machine.cpu) == pytest.approx(0.001, rel=0.05)
    assert 0.1 <= machine.worked < 0.11


def test_a_stage_that_raises_is_timed_all_the_same() -> None:
    machine = Machine()
    stages_ = clock.Stages(machine.cpu, machine.wall)

    def fail() -> None:
        machine.work(0.2)
        raise ValueError("no text")

    with pytest.raises(ValueError, match="no text"):
        stages_.time("read", fail)
    assert stages_.seconds() == {"read": pytest.approx(0.2)}
