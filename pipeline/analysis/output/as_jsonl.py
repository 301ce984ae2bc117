"""JSON, a row a line, in UTF-8."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.analysis.output.sheet import Sheet, json_text

SUFFIX = ".jsonl"
SEVERAL = False


def write(sheets: Sequence[Sheet], to: Path) -> None:
    """The one sheet as a file."""
    (sheet,) = sheets
    with to.open("w", encoding="utf-8", newline="\n") as file:
        for row in sheet.rows():
            file.write(json_text(dict(zip(sheet.columns, row, strict=True))) + "\n")
