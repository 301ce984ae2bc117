"""The figures over gold may only go up."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping
from functools import cache
from types import ModuleType

import pytest

from conftest import ROOT
from pipeline.scoring import figures


def _quality() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quality", ROOT / "benchmarks" / "quality.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


quality = _quality()


@cache
def reached(name: str) -> Mapping[str, float]:
    return {figure: value.f1 for figure, value in figures.figures(quality.measure(name)).items()}


@pytest.mark.parametrize("name", ["own", "shared"])
def test_no_pinned_figure_falls(name: str) -> None:
    if name not in quality.sets():
        pytest.skip("../shared is not here: its gold cannot be scored")
    pins = quality.pinned()[name]
    fallen = {f: (round(reached(name)[f], 3), pin) for f, pin in pins.items() if reached(name)[f] < pin - quality.SLACK}
    assert pins and not fallen, f"(reached, pinned): {fallen}; see benchmarks/quality.py"


def test_pins_do_not_fall_without_a_reason(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = ROOT / "tests" / "quality.toml"
    copy = tmp_path / "quality.toml"  # type: ignore[operator]
    copy.write_text(pins.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(quality, "PINS", copy)
    lower = {"own": dict.fromkeys(quality.pinned()["own"], 0.1)}
    assert quality.pin(lower, None) and copy.read_text("utf-8") == pins.read_text("utf-8")
    assert quality.pin(lower, "a stricter guide") and quality.pinned()["own"]["targets.full"] == 0.1


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_readme_shows_the_pinned_figures(page: str) -> None:
    rows = re.findall(r"^\| ([a-z.]+) \| ([\d.]+) \| ([\d.]+) \|$", (ROOT / page).read_text("utf-8"), re.M)
    pins = quality.pinned()
    assert rows and all((float(own), float(other)) == (pins["own"][f], pins["shared"][f]) for f, own, other in rows)
