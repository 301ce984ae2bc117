"""What is asked of tables: limits that do without a file, and those of the table [check] of a `gangmu.toml`.

[check]
failed_share = 0.05        # of the sources, at most
unknown_share = 0.02       # of the numbers that no rule explains, at most
empty_share = 0.5          # of the documents without any initiative or target, at most
removed_share = 0.5        # of the raw text that cleaning took away, at most
documents = 1              # at least

[check.rows_per_document]  # mean of a table: [least, most]; either may be left out: [5], [0, 200]
targets = [5, 500]

[check.findings]           # most of a severity, or of a rule
error = 0
two_values = 20

[check.gold]
files = ["gold"]           # gold files, and folders of them
raw = "documents"          # where the gold's documents lie, if not beside it

[check.gold.floors]        # F1, at least
"targets.found" = 0.9
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """A file of settings that cannot be used; the message says which line of it, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Which gold to score with, and the least F1 of each figure."""

    files: tuple[Path, ...] = ()
    raw: Path | None = None
    floors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The limits. Shares are of one."""

    failed_share: float = 0.05
    unknown_share: float = 0.02
    empty_share: float = 0.5
    removed_share: float = 0.5
    documents: int = 1
    rows_per_document: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)
    gold: Gold = Gold()


def read(path: Path) -> Settings:
    """The settings of a file; paths in it are beside it. Raises SettingsError."""
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}; name another --config, or leave it out") from error
    except (UnicodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    try:
        return _settings(content.get("check", {}), path.parent)
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from error


def _settings(given: Any, folder: Path) -> Settings:
    _known("check", given, [f.name for f in dataclasses.fields(Settings)])
    shares = [name for name in given if name.endswith("_share")]
    made: dict[str, Any] = {name: _number(f"check.{name}", given[name], 0, 1) for name in shares}
    if "documents" in given:
        made["documents"] = int(_number("check.documents", given["documents"]))
    spans = _table("check.rows_per_document", given.get("rows_per_document", {}))
    made["rows_per_document"] = {n: _span(f"check.rows_per_document.{n}", value) for n, value in spans.items()}
    most = _table("check.findings", given.get("findings", {}))
    made["findings"] = {n: int(_number(f"check.findings.{n}", value)) for n, value in most.items()}
    made["gold"] = _gold(_table("check.gold", given.get("gold", {})), folder)
    return Settings(**made)


def _gold(given: Mapping[str, Any], folder: Path) -> Gold:
    _known("check.gold", given, ["files", "raw", "floors"])
    files, raw = given.get("files", []), given.get("raw")
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise ValueError('check.gold.files: expected a list of paths, such as ["gold"]')
    if not isinstance(raw, str | None):
        raise ValueError('check.gold.raw: expected a path, such as "documents"')
    floors = _table("check.gold.floors", given.get("floors", {}))
    return Gold(
        files=tuple(folder / name for name in files),
        raw=folder / raw if raw is not None else None,
        floors={n: _number(f"check.gold.floors.{n}", value, 0, 1) for n, value in floors.items()},
    )


def _known(where: str, given: Any, names: list[str]) -> None:
    strange = sorted(set(_table(where, given)) - set(names))
    if strange:
        raise ValueError(f"{where}.{strange[0]}: no such setting; there are {', '.join(names)}")


def _table(where: str, given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise ValueError(f"{where}: expected a table of settings")
    return given


def _number(where: str, value: Any, least: float = 0, most: float = float("inf")) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        between = "a number" if most == float("inf") else f"a number from {least} to {most}"
        raise ValueError(f"{where}: expected {between}, not {value!r}")
    return float(value)


def _span(where: str, value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) not in (1, 2):
        raise ValueError(f"{where}: expected [least] or [least, most], not {value!r}")
    numbers = [_number(where, part) for part in value]
    return numbers[0], numbers[1] if len(numbers) == 2 else float("inf")
