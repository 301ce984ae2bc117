"""CSV: UTF-8 with a byte order mark, without which Excel takes Chinese for something else."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from pipeline.analysis.output.sheet import Sheet, as_json, json_text

SUFFIX = ".csv"
SEVERAL = False


def write(sheets: Sequence[Sheet], to: Path) -> None:
    """The one sheet as a file."""
    (sheet,) = sheets
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        write_to(sheet, file)


def write_to(sheet: Sheet, file: TextIO) -> None:
    """A head line and a line a row, as RFC 4180 has it. Texts are not changed, even where a spreadsheet would take
    them for a formula: that is what xlsx is for."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows())


def _cell(value: Any) -> Any:
    return json_text(value) if isinstance(value, list | dict) else as_json(value)
