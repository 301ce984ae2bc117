"""How fast the main job is, stage by stage, as a ratio to `jieba.lcut` over the same clean text in the same round.

    python -m benchmarks.run [FILE_OR_FOLDER…] [--rounds 5] [--json FILE] [--pin]

Machines differ, and are busy with other things: read the ratios. They are of CPU time on one core, each taken within a
round, medians over the rounds. Without arguments made-up documents are measured, in simplified and in traditional
characters, and what starting costs and how cost grows with the text; the ratios are then compared with those pinned in
benchmarks/ratios.json. Exit status 1: one of them is worse by more than a fifth, in twice as many rounds. `--pin`
writes them down instead.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import growth, made, stages, start
from pipeline import sources

ROOT = Path(__file__).parents[1]
PINS = Path(__file__).with_name("ratios.json")
TOLERANCE = 0.2
SLIGHT = 20.0  # times jieba: a stage as fast as that takes too little time to be told from noise
# bytes: what a run costs whatever it is given, a tenth of a second, is not what these are to tell
SIZES = {"simplified": 1_000_000, "traditional": 500_000}
DOCUMENT = 25_000  # a long notice, half a work report
Ratios = dict[str, list[float]]  # by name, one a round
LESS_IS_BETTER = ("start", "growth")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sources", nargs="*", help="files and folders to measure; made-up documents if none")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--pin", action="store_true", help=f"write the ratios to {PINS.name}")
    options = parser.parse_args()
    ratios: Ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        subjects = _given(options.sources) if options.sources else _made(Path(folder))
        rest = not options.sources
        speeds = _measure(subjects, options.rounds, ratios, rest=rest)
        pins = json.loads(PINS.read_text("utf-8")) if rest and not options.pin and PINS.exists() else {}
        if worse(ratios, pins):  # it may have been the machine: measure again
            speeds = _measure(subjects, options.rounds, ratios, rest=rest)
    _print(ratios, speeds, pins)
    medians = {name: round(statistics.median(found), 3) for name, found in ratios.items()}
    if options.json:
        figures = {
            n: {"ratio": r} | ({"mb_per_s": round(speeds[n], 3)} if n in speeds else {}) for n, r in medians.items()
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if options.pin:
        pins = {
            name: ratio for name, ratio in medians.items() if ratio < SLIGHT and not name.endswith(stages.REFERENCE)
        }
        PINS.write_text(json.dumps(pins, indent=1) + "\n", "utf-8")
    fallen = worse(ratios, pins)
    for name in fallen:
        print(f"{name}: {medians[name]:.2f}, pinned at {pins[name]:.2f}", file=sys.stderr)
    return int(bool(fallen))


def worse(ratios: Mapping[str, Sequence[float]], pins: Mapping[str, float]) -> list[str]:
    """The names of the ratios whose medians are worse than pinned by more than the tolerance.

    >>> pins = {"simplified: clean": 4.2, "start: help": 0.4}
    >>> worse({"simplified: clean": [4.0, 2.0, 3.9], "start: help": [0.6]}, pins)
    ['start: help']
    """
    found = []
    for name, pin in pins.items():
        reached = statistics.median(ratios[name])
        limit = pin * (1 + TOLERANCE) if name.startswith(LESS_IS_BETTER) else pin / (1 + TOLERANCE)
        if reached > limit if name.startswith(LESS_IS_BETTER) else reached < limit:
            found.append(name)
    return found


def _given(named: Sequence[str]) -> dict[str, stages.Subject]:
    return {"given": stages.Subject.of(sources.find(named, leave_out=ROOT / "data/processed"))}


def _made(folder: Path) -> dict[str, stages.Subject]:
    """Made-up documents of both scripts."""
    subjects = {}
    for script, size in SIZES.items():
        (folder / script).mkdir()
        for number in range(size // DOCUMENT):
            text = made.document(DOCUMENT, number)
            text = made.traditional(text) if script == "traditional" else text
            (folder / script / f"{number}.txt").write_text(text, "utf-8")
        subjects[script] = stages.Subject.of(sources.find([str(folder / script)], leave_out=folder / "none"))
    return subjects


def _measure(subjects: Mapping[str, stages.Subject], rounds: int, ratios: Ratios, *, rest: bool) -> dict[str, float]:
    """MB a second of each stage (the best of the rounds); the ratios of every round are added to `ratios`."""
    speeds: dict[str, float] = {}
    for _ in range(rounds):
        for label, subject in subjects.items():
            seconds = stages.one_round(subject)
            reference = seconds[stages.REFERENCE]
            for stage, spent in seconds.items():
                name = f"{label}: {stage}"
                speeds[name] = max(speeds.get(name, 0.0), subject.size / spent / 1e6)
                ratios.setdefault(name, []).append(reference / spent)
        for label, measure in (("start", start.one_round), ("growth", growth.one_round)) if rest else ():
            for name, ratio in measure().items():
                ratios.setdefault(f"{label}: {name}", []).append(ratio)
    return speeds


def _print(ratios: Ratios, speeds: Mapping[str, float], pins: Mapping[str, float]) -> None:
    table = Table("", "MB/s", "ratio", "pinned", title=f"ratios of CPU time: speeds to {stages.REFERENCE}")
    for name, found in ratios.items():
        speed = f"{speeds[name]:.2f}" if name in speeds else ""
        table.add_row(name, speed, f"{statistics.median(found):.2f}", f"{pins[name]:.2f}" if name in pins else "")
    for column in table.columns[1:]:
        column.justify = "right"
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
