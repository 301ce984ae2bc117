"""The documents for people: what they show is what happens, and the two languages show the same."""

from __future__ import annotations

import csv
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from conftest import ROOT

FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@dataclass(frozen=True)
class Block:
    """A fenced block; `path` is the file that it says it is."""

    language: str
    path: str | None
    body: str


def blocks(name: str) -> list[Block]:
    text = (ROOT / name).read_text("utf-8")
    return [Block(m[1], m[2], m[3]) for m in FENCE.finditer(text)]


def run_console(block: Block, folder: Path) -> None:
    for line in block.body.splitlines():
        assert line.startswith("$ gangmu "), f"a console block holds commands only: {line}"
        command = [sys.executable, str(ROOT / "cli.py"), *shlex.split(line)[2:]]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def run_session(block: Block, names: dict[str, object], name: str) -> None:
    test = doctest.DocTestParser().get_doctest(block.body, names, name, name, 0)
    report: list[str] = []
    failed, _ = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append, clear_globs=False)
    names.update(test.globs)
    assert not failed, "".join(report)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of its own to work in."""
    before, made = Path.cwd(), tmp_path_factory.mktemp("readme")
    os.chdir(made)
    yield made
    os.chdir(before)


def test_the_readme_does_what_it_shows(folder: Path) -> None:
    if not entry_points(group="spacy_factories", name="gangmu"):
        pytest.skip("gangmu is not installed here: spaCy cannot find its factory")
    names: dict[str, object] = {}
    for block in blocks("README.md"):
        if block.path:
            path = folder / block.path
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.body, "utf-8")
        elif block.language == "console":
            run_console(block, folder)
        elif block.language == "pycon":
            run_session(block, names, "README.md")
        else:
            assert block.language in ("sh", "bat"), f"nobody runs a block of {block.language}"


DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("name", DOCS)
def test_a_page_of_docs_does_what_it_shows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    names: dict[str, object] = {}
    for block in blocks(name):
        if block.path:
            (tmp_path / block.path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.path).write_text(block.body, "utf-8")
        elif block.language == "console":
            run_console(block, tmp_path)
        elif block.language == "pycon":
            run_session(block, names, name)
        else:
            assert block.language in ("sh", "bat", "text"), f"nobody runs a block of {block.language}"


def test_both_readmes_show_the_same() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    assert blocks("README.md") == blocks("README.zh.md")
    assert len(re.findall("^## ", english, re.M)) == len(re.findall("^## ", chinese, re.M))
    assert re.findall(r"^\| `(\w+)`", english, re.M) == re.findall(r"^\| `(\w+)`", chinese, re.M)
    assert re.findall(r"\]\(([^)]+)\)", english)[1:] == re.findall(r"\]\(([^)]+)\)", chinese)[1:]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "lexicons/README.md", *DOCS])
def test_links_and_named_files_are_there(name: str) -> None:
    text = FENCE.sub("", (ROOT / name).read_text("utf-8"))
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    missing = [link for link in links if not (ROOT / name).parent.joinpath(link).exists()]
    named = re.findall(r"`((?:lexicons|tests|pipeline|data)/[\w/.-]*)`", text)
    assert not missing + [path for path in named if not (ROOT / path).exists() and "NAME" not in path]


def test_the_readme_names_every_table_and_target_of_make() -> None:
    from pipeline.tables import all_tables

    text = (ROOT / "README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)`", text, re.M)) == set(all_tables())
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"^make (\w+)$", text, re.M)) <= targets


def test_quality_has_its_place() -> None:
    for name in ("README.md", "README.zh.md"):
        assert re.search(r"<!-- quality -->\n.+\n<!-- /quality -->", (ROOT / name).read_text("utf-8"), re.S)


def sections() -> Mapping[str, str]:
    text = (ROOT / "lexicons" / "README.md").read_text("utf-8")
    found = re.split(r"^### (\w+)\.csv\n", text, flags=re.M)
    return {name: re.split("^## ", body, flags=re.M)[0] for name, body in zip(found[1::2], found[2::2], strict=True)}


LEXICONS = sorted((ROOT / "lexicons").glob("*.csv"))
# Columns whose cells are one or more words of a small set, each of which has its own meaning.
USES = {"kind", "how", "use", "side", "place", "comparator", "commitment", "change", "single", "umbrella"}


def test_no_lexicon_is_described_that_is_not_there() -> None:
    assert sections().keys() == {path.stem for path in LEXICONS}


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_every_column_of_a_lexicon_is_described(path: Path) -> None:
    text = sections().get(path.stem, "")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = set(reader.fieldnames or ()) - {"term", "note"}
        rows = [row for row in reader if not row["term"].startswith("#")]
    assert columns == set(re.findall(r"`(\w+)`", "".join(re.findall(r"^- (`\w+`(?:, `\w+`)*)", text, re.M))))
    if path.stem == "programme_heads":  # `kind` is a head noun there
        columns -= {"kind"}
    used = {word for column in columns & USES for row in rows for word in row[column].split()}
    undescribed = {word for word in used if f"`{word}`" not in text}
    if path.stem != "modifiers":
        assert not undescribed, f"lexicons/README.md does not say what {sorted(undescribed)} mean"


def test_the_examples_of_contributing_work(tmp_path: Path) -> None:
    """On a copy of the project, as a contributor would: lines added, files made, examples and tests run."""
    for name in ("pipeline", "lexicons"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    sessions: list[str] = []
    for block in blocks("CONTRIBUTING.md"):
        if block.language == "pycon":
            sessions.append(block.body)
        elif block.path:
            add(tmp_path / block.path, block.body)
    (tmp_path / "sessions.txt").write_text("\n".join(sessions), "utf-8")
    for command in (["doctest", "sessions.txt"], ["pytest", "-q", "-p", "no:cacheprovider", "tests"]):
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def add(path: Path, body: str) -> None:
    """Make the file, or add the lines under its header if it is there, in place of those of the same terms."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        header, *lines = body.splitlines()
        first, *there = path.read_text("utf-8").splitlines()
        assert first == header, f"{path.name} has other columns"
        terms = tuple(line.partition(",")[0] + "," for line in lines)
        body = "\n".join([header, *(line for line in there if not line.startswith(terms)), *lines, ""])
    path.write_text(body, "utf-8")
