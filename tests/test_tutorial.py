"""The notebook of the tutorial has its steps, and they run; so does the gate for documents of docs/ci.md."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from conftest import ROOT
from test_docs import blocks

DOCS = ROOT / "docs"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_notebook", DOCS / "make_notebook.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `gangmu` in the path that is this checkout's."""
    if sys.platform == "win32":
        pytest.skip("the gate is a shell script")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "gangmu").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/cli.py" "$@"\n', "utf-8")
    (folder / "gangmu").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return folder / "gangmu"


def stored() -> dict[str, Any]:
    return json.loads((DOCS / "tutorial.ipynb").read_text("utf-8"))  # type: ignore[no-any-return]


def sources(notebook: Any) -> list[tuple[str, str]]:
    cells = notebook["cells"]
    return [(c["cell_type"], "".join(c["source"])) for c in cells]


def test_the_notebook_has_the_steps_of_the_tutorial() -> None:
    assert sources(stored()) == sources(maker().notebook()), "make it anew: python docs/make_notebook.py"


def test_the_notebook_is_kept_executed_and_small() -> None:
    code = [cell for cell in stored()["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
    outputs = [output for cell in code for output in cell["outputs"]]
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs)
    assert not any(output["output_type"] == "error" for output in outputs)
    assert (DOCS / "tutorial.ipynb").stat().st_size < 150_000
    assert not re.search(r"/(?:tmp|home|root|Users)/", (DOCS / "tutorial.ipynb").read_text("utf-8"))


@pytest.mark.slow
def test_the_notebook_runs(command: Path, tmp_path: Path) -> None:
    """Its figures may change with the rules, so what is compared with the one that is kept is their kind."""
    module = maker()
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    made = module.execute(module.notebook(), tmp_path)
    assert kinds(made) == kinds(stored())
    drawn, kept = (
        ElementTree.fromstring(path.read_text("utf-8")) for path in (tmp_path / "firmness.svg", DOCS / "tutorial.svg")
    )
    assert labels(drawn) == labels(kept) and len(labels(drawn)) == 5 + 12


def kinds(notebook: Any) -> list[list[str]]:
    """What kinds of output each cell has."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [sorted({kind for o in cell["outputs"] for kind in o.get("data", {o["output_type"]: 0})}) for cell in cells]


def labels(svg: ElementTree.Element) -> list[str]:
    """The words of a figure, without the numbers in its bars."""
    return [text for e in svg.iter("{http://www.w3.org/2000/svg}text") if not (text := e.text or "").isdigit()]


PLAN = "桐岭县2025年教育工作要点\n一、主要目标\n确保学前三年毛入园率达到97%以上。\n"
WEAKER = PLAN.replace("确保", "力争").replace("以上", "左右")


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, **documents: str) -> str:
    for name, text in documents.items():
        (folder / "documents" / f"{name}.txt").write_text(text, "utf-8")
    git(folder, "add", "documents", "ci", "gangmu.toml")
    git(folder, "commit", "-q", "-m", "documents")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(command: Path, tmp_path: Path) -> Path:
    """A repository of documents with the files that docs/ci.md shows."""
    if shutil.which("git") is None:
        pytest.skip("git is not here")
    folder = tmp_path / "repository"
    (folder / "documents").mkdir(parents=True)
    git(tmp_path, "init", "-q", str(folder))
    for block in blocks("docs/ci.md"):
        if block.path:
            (folder / block.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.path).write_text(block.body, "utf-8")
    return folder


def gate(folder: Path, before: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}
    return subprocess.run(
        ["sh", "ci/gate.sh", before], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_gate_mines_checks_and_compares(repository: Path) -> None:
    first = commit(repository, plan=PLAN)
    begun = gate(repository, "0" * 40)  # a first push has nothing before it
    assert begun.returncode == 0, begun.stderr + begun.stdout
    assert not (repository / "report" / "diff.html").exists()
    second = commit(repository, plan=WEAKER, other=PLAN.replace("桐岭", "柏川"))
    done = gate(repository, first)
    assert done.returncode == 0, done.stderr + done.stdout
    summary = (repository / "report" / "summary.md").read_text("utf-8")
    assert "gangmu check: passed" in summary and "comparator weakened, commitment weakened" in summary
    assert "1 new, 0 gone, 1 changed" in summary and (repository / "report" / "diff.html").is_file()
    assert ElementTree.parse(repository / "report" / "check.xml").getroot().tag == "testsuites"
    assert git(repository, "worktree", "list").count("\n") == 0 and git(repository, "status", "-s", "documents") == ""
    git(repository, "rm", "-q", "documents/other.txt")
    commit(repository)
    again = gate(repository, second)
    summary = (repository / "report" / "summary.md").read_text("utf-8")
    assert again.returncode == 0 and "0 new, 1 gone, 0 changed, 1 unchanged" in summary


def test_the_gate_closes(repository: Path) -> None:
    first = commit(repository, plan=PLAN)
    commit(repository, empty="")
    done = gate(repository, first)
    assert done.returncode == 1, done.stderr + done.stdout
    assert "FAILED  levels: failed" in done.stdout and "documents/empty.txt" in done.stdout
    assert "❌" in (repository / "report" / "summary.md").read_text("utf-8")


def test_the_workflow_runs_that_script(repository: Path) -> None:
    yaml = pytest.importorskip("yaml", reason="the workflow is YAML")
    flow = yaml.safe_load((repository / ".github" / "workflows" / "documents.yml").read_text("utf-8"))
    steps = flow["jobs"]["gate"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert 'sh ci/gate.sh "$BEFORE"' in runs
    # what comes from outside goes through the environment, never into a command
    assert not any("${{" in run for run in runs)
    assert flow["permissions"] == {"contents": "read", "pull-requests": "write"}
