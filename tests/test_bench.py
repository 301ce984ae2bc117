"""The benchmark itself: what it measures is there, and it tells a regression from noise. Nothing is timed here."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import made, run, stages, start
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
