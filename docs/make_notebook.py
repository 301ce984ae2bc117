"""Make the notebook of the tutorial: the same text and steps, executed.

    python docs/make_notebook.py          makes docs/tutorial.ipynb and docs/tutorial.svg anew

The steps are those of `docs/tutorial.md`; change them there.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
# A notebook is opened in docs/, and its steps are for the checkout.
HOME = """import os
from pathlib import Path

os.chdir(next(folder for folder in [Path.cwd(), *Path.cwd().parents] if (folder / "data" / "raw").is_dir()))"""
LAST = """from IPython.display import SVG

SVG(figure)"""


def notebook() -> nbformat.NotebookNode:
    """The notebook, not yet executed."""
    cells = list(_cells((HERE / "tutorial.md").read_text("utf-8")))
    for number, cell in enumerate(cells):
        cell["id"] = f"step-{number:02d}"
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


def _cells(page: str) -> Iterator[nbformat.NotebookNode]:
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    at, begun = 0, False
    for block in BLOCK.finditer(page):
        words = page[at : block.start()].strip()
        at = block.end()
        if words:
            yield from (text(part) for part in _without_picture(words))
        if not begun:
            begun = True
            yield code(HOME)
        language, path, body = block.groups()
        if language == "console":
            yield code("\n".join("!" + line.removeprefix("$ ") for line in body.strip().splitlines()))
        elif language == "pycon":
            lines = [line[4:] for line in body.splitlines() if line.startswith((">>> ", "... "))]
            yield code("\n".join(lines))
            if any(line.startswith("figure = ") for line in lines):
                yield code(LAST)
        elif path:
            yield code(f"%%writefile {path}\n{body.rstrip()}")
    yield from (text(part) for part in _without_picture(page[at:].strip()))


def _without_picture(words: str) -> Iterator[str]:
    """The notebook draws the figure itself."""
    kept = re.sub(r"^!\[[^\]]*\]\([^)]*\)$", "", words, flags=re.M).replace(
        "[tutorial.ipynb](tutorial.ipynb)", "this one"
    )
    if kept.strip():
        yield kept.strip()


def execute(made: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Run all cells in `folder`, which is to hold data/raw. Raises CellExecutionError where one fails."""
    NotebookClient(made, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    for cell in made.cells:
        cell.get("metadata", {}).pop("execution", None)  # when it ran
    made.metadata.pop("language_info", None)
    return made


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(HERE.parent / "data" / "raw", folder / "data" / "raw")
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        made = execute(notebook(), folder)
        nbformat.write(made, HERE / "tutorial.ipynb")
        shutil.copy(folder / "firmness.svg", HERE / "tutorial.svg")


if __name__ == "__main__":
    main()
