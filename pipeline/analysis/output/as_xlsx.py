"""Excel: a sheet a table, the data dictionary first; texts stay texts, whatever they begin with.

Excel takes 1,048,576 rows a sheet and 32,767 characters a cell. Further rows go on in `targets (2)`; a longer text is
cut in its cell, and all of it stands in the sheet `long_texts`, in parts, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.analysis.output.sheet import Sheet, dictionary, joined
from pipeline.extras import need

SUFFIX = ".xlsx"
SEVERAL = True
ROWS = 1_048_576
CELL = 32_767  # UTF-16 units
CUT = " … (cut: see the sheet long_texts)"
# A character that UTF-16 writes as two counts twice.
_WIDE = re.compile(r"[\U00010000-\U0010ffff]")
LONG_HEAD = ("table", "row", "column", "part", "text")
WIDTHS = {"sentence": 60, "text": 40, "indicator": 24, "title": 30, "message": 50, "meaning": 80, "description": 80}


def write(sheets: Sequence[Sheet], to: Path) -> None:
    """All sheets and their dictionary as a workbook. Raises OSError, MissingExtra without xlsxwriter."""
    xlsxwriter = need("xlsxwriter", "query")
    to.touch()  # where it cannot be written, better an OSError now than the library's own at the end
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(to), options) as workbook:
        book = _Book(workbook, workbook.add_format({"bold": True}), workbook.add_format({"num_format": "yyyy-mm-dd"}))
        for sheet in (dictionary(sheets), *sheets):
            book.add(sheet)
        book.add_long_texts()


@dataclass
class _Book:
    """A workbook in the making."""

    workbook: Any
    bold: Any
    day: Any
    long: list[tuple[str, int, str, str]] = field(default_factory=list)  # table, row from 1, column, text

    def add(self, sheet: Sheet) -> None:
        page, at, pages = self._page(sheet.name, sheet.columns, 1), 0, 1
        for number, row in enumerate(sheet.rows(), 1):
            at += 1
            if at >= ROWS:
                pages += 1
                page, at = self._page(sheet.name, sheet.columns, pages), 1
            for column, value in enumerate(row):
                self._cell(page, at, column, joined(value), (sheet.name, number, sheet.columns[column]))
        page.autofilter(0, 0, max(at, 1), len(sheet.columns) - 1)

    def add_long_texts(self) -> None:
        if not self.long:
            return
        page, at = self._page("long_texts", LONG_HEAD, 1), 0
        for table, row, column, text in self.long:
            for part, piece in enumerate(pieces(text, CELL), 1):
                at += 1
                for place, value in enumerate((table, row, column, part, piece)):
                    self._cell(page, at, place, value, None)

    def _page(self, name: str, columns: Sequence[str], number: int) -> Any:
        # Excel's names have 31 characters at most, and some that they must not have
        tail = f" ({number})" if number > 1 else ""
        page = self.workbook.add_worksheet(re.sub(r"[\[\]:*?/\\]", "_", name)[: 31 - len(tail)] + tail)
        page.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            page.set_column(at, at, WIDTHS.get(column, 14))
            page.write_string(0, at, column, self.bold)
        return page

    def _cell(self, page: Any, row: int, column: int, value: Any, where: tuple[str, int, str] | None) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            page.write_number(row, column, value)
        elif isinstance(value, date):
            # Excel counts days from 1900; what is before is text
            if value.year >= 1900:
                page.write_datetime(row, column, value, self.day)
            else:
                page.write_string(row, column, value.isoformat())
        else:
            text = str(value)
            if where is not None and units(text) > CELL:
                self.long.append((*where, text))
                text = next(pieces(text, CELL - len(CUT))) + CUT
            page.write_string(row, column, text)


def units(text: str) -> int:
    """Length of `text` as Excel counts it.

    >>> units("纲目"), units("𠮷")
    (2, 2)
    """
    return len(text) + len(_WIDE.findall(text))


def pieces(text: str, most: int) -> Any:
    """`text` in parts of at most `most` UTF-16 units.

    >>> list(pieces("甲乙丙", 2)), list(pieces("甲𠮷丙", 2))
    (['甲乙', '丙'], ['甲', '𠮷', '丙'])
    """
    start = size = 0
    for at, character in enumerate(text):
        wide = 2 if character > "\uffff" else 1
        if size + wide > most:
            yield text[start:at]
            start, size = at, 0
        size += wide
    yield text[start:]
