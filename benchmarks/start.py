"""What starting costs, as a ratio to `python -c "import pandas"` right before it: CPU time of a process and its own."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "gangmu --help": ("cli.py", "--help"),
    "gangmu run, one small document": ("cli.py", "run", "{folder}/a.txt", "--out", "{folder}/tables", "--fresh"),
}


def one_round() -> dict[str, float]:
    """Every command once, over the import of pandas."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.txt").write_text("一、扩大学位供给。\n2026年新建公办幼儿园18所。\n", "utf-8")
        reference = _cost("-c", "import pandas")
        return {
            name: _cost(*(part.format(folder=folder) for part in command)) / reference
            for name, command in COMMANDS.items()
        }


def _cost(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
