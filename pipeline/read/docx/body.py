"""The paragraphs and tables of a Word document in the order of the text, as they stand after all changes.

What was deleted or is hidden does not count; text in boxes comes after the paragraph that its box is tied to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.read import grid
from pipeline.read.docx.numbering import Numbering, is_on
from pipeline.read.package import attribute, child, local

# What else than words a paragraph holds; words inside are not the text's.
_GONE = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "rt", "rubyPr",
     "commentReference", "fldData", "tblPr", "tblGrid", "trPr", "tcPr"}
)  # fmt: skip
_AS_TEXT = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_CONTENTS = re.compile(r"(?:toc|目录) ?\d*$")
_LONG_CELL = 300  # characters; in a table of one row, a cell of more is a column of the layout


@dataclass
class Body:
    """Walks a document. `deleted` and `contents` count the characters left out as such."""

    numbering: Numbering
    deleted: int = 0
    contents: int = 0
    _carried: str = ""  # of a paragraph whose end was deleted
    _boxes: list[etree._Element] = field(default_factory=list)

    def lines(self, holder: etree._Element, *, in_cell: bool = False) -> Iterator[str]:
        """The lines of what `holder` holds: body, cell, text box, note."""
        for element in holder:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element, in_cell=in_cell)
            elif name == "tbl":
                yield from self._table(element)
            elif name == "AlternateContent":
                yield from self.lines(_alternative(element), in_cell=in_cell)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "Choice", "txbxContent"):
                yield from self.lines(element, in_cell=in_cell)
            elif name in ("del", "moveFrom"):
                self.deleted += _length(element)

    def _paragraph(self, paragraph: etree._Element, *, in_cell: bool) -> Iterator[str]:
        properties = child(paragraph, "pPr")
        style = self.numbering.style(properties)
        text = self._text(paragraph)
        boxes, self._boxes = self._boxes, []
        if style is not None and _CONTENTS.match(style.name):
            self.contents += len(text)
            return
        hidden = style is not None and style.hidden
        mark = child(properties, "rPr")
        gone = not text and (child(mark, "del") is not None or is_on(child(mark, "vanish")))
        label = "" if hidden or gone else self.numbering.label(properties)
        if text.strip():
            text = label + text
        elif in_cell and label:
            text = label.strip()
        if child(mark, "del") is not None:  # goes on in the next paragraph
            self._carried += text
        elif not hidden:
            text, self._carried = self._carried + text, ""
            yield from (line for line in text.split("\n") if line.strip())
        for box in boxes:
            yield from self.lines(box)

    def _text(self, element: etree._Element) -> str:
        """The words in an element of a paragraph; boxes are put by."""
        name = local(element)
        if name in ("t", "symText"):
            return (element.text or "").replace("\n", " ")
        if name in _AS_TEXT:
            return _AS_TEXT[name]
        if name == "sym":
            code = attribute(element, "char") or ""
            return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and not _is_surrogate(code) else ""
        if name in _GONE:
            self.deleted += _length(element) if name in ("del", "moveFrom") else 0
            return ""
        if name == "r" and _is_hidden(element):
            return ""
        if name == "txbxContent":
            self._boxes.append(element)
            return ""
        children = _alternative(element) if name == "AlternateContent" else element
        return "".join(self._text(part) for part in children if isinstance(part.tag, str))

    def _table(self, table: etree._Element) -> Iterator[str]:
        rows = [self._row(row) for row in _rows(table)]
        widest = max(map(len, rows), default=0)
        lonely = len(rows) == 1 and any(sum(map(len, cell.lines)) > _LONG_CELL for cell in rows[0])
        if widest < 2 or lonely:
            yield from (line for row in rows for cell in row for line in cell.lines)
            return
        cells = [
            [_grid_cell(rows, at, cell) for cell in row if cell.merge != "continue"] for at, row in enumerate(rows)
        ]
        yield from grid.lines(cells)

    def _row(self, row: etree._Element) -> list[_Cell]:
        found: list[_Cell] = []
        before = _number(child(row, "trPr", "gridBefore"))
        if before:
            found.append(_Cell((), 0, before, None))
        for cell in _cells(row):
            properties = child(cell, "tcPr")
            merged = child(properties, "vMerge")
            merge = None if merged is None else attribute(merged, "val") or "continue"
            column = found[-1].column + found[-1].across if found else 0
            lines = () if merge == "continue" else tuple(self.lines(cell, in_cell=True))
            found.append(_Cell(lines, column, _number(child(properties, "gridSpan")) or 1, merge))
        return found


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of Word's: `merge` is `restart` at the top of merged cells and `continue` below."""

    lines: tuple[str, ...]
    column: int
    across: int
    merge: str | None


def _grid_cell(rows: Sequence[Sequence[_Cell]], at: int, cell: _Cell) -> grid.GridCell:
    down = 1
    while cell.merge == "restart" and at + down < len(rows):
        below = next((c for c in rows[at + down] if c.column == cell.column), None)
        if below is None or below.merge != "continue":
            break
        down += 1
    text = "".join(line.strip() for line in cell.lines) if at == 0 else grid.joined(cell.lines)
    return grid.GridCell(text.replace("|", "/"), cell.across, down)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if local(element) == "tr":
            if child(element, "trPr", "del") is None:
                yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _rows(element)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        if local(element) == "tc":
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _cells(element)


def _alternative(element: etree._Element) -> Sequence[etree._Element]:
    """Of several forms of the same thing, the first."""
    chosen = next((form for name in ("Choice", "Fallback") if (form := child(element, name)) is not None), None)
    return chosen if chosen is not None else ()


def _is_hidden(run: etree._Element) -> bool:
    return is_on(child(run, "rPr", "vanish")) or is_on(child(run, "rPr", "specVanish"))


def _is_surrogate(code: str) -> bool:
    return 0xD800 <= int(code, 16) <= 0xDFFF


def _length(element: etree._Element) -> int:
    return sum(len(part.text or "") for part in element.iter() if local(part) in ("t", "delText"))


def _number(element: etree._Element | None) -> int:
    value = attribute(element, "val") if element is not None else None
    return int(value) if value is not None and re.fullmatch(r"\d{1,4}", value) else 0
