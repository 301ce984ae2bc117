"""A wheel that installs and runs outside the checkout, with its lexicons."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT

pytestmark = pytest.mark.slow
BIN = "Scripts" if sys.platform == "win32" else "bin"


def call(*arguments: object, cwd: Path) -> str:
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # it may name the checkout
    done = subprocess.run([str(a) for a in arguments], cwd=cwd, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="the build backend is not installed here")
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet")
    call(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, cwd=folder)
    return next(folder.glob("gangmu-*.whl"))


def test_the_wheel_holds_the_code_and_the_lexicons_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    shipped = {n.removeprefix("pipeline/_lexicons/") for n in names if n.startswith("pipeline/_lexicons/")}
    assert shipped >= {p.name for p in (ROOT / "lexicons").glob("*.csv")}
    pages = {f"pipeline/explore/{name}" for name in ("labels.csv", "templates/base.html", "static/vendor/vega.min.js")}
    assert pages <= set(names)
    assert {n.partition("/")[0].partition("-")[0] for n in names} == {"pipeline", "gangmu"}


def test_the_wheel_runs_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, which borrows the libraries of this one but not the checkout."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False)
    python = place / BIN / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    call(*pip, "install", "--quiet", "--no-deps", wheel, cwd=tmp_path)
    packages = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    # a path in a .pth file is searched, but the .pth files there (an editable checkout) are not followed
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    (tmp_path / "plan.txt").write_text("一、扩大学位供给。\n2026年新建公办幼儿园18所。\n", "utf-8")
    call(place / BIN / "gangmu", "run", "plan.txt", "--out", "out", cwd=tmp_path)
    code = (
        "import pipeline\n"
        "rows = pipeline.load('out', 'targets')\n"
        "print(pipeline.__file__, *rows['indicator'], *pipeline.mine('新建公办幼儿园18所。').numbers[0].values())"
    )
    said = call(python, "-c", code, cwd=tmp_path)
    assert said.startswith(str(packages))
    assert "公办幼儿园" in said and "18所" in said
