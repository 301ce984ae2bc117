"""Pages set for tests: lines broken at the column's edge, as a printer does, and drawn by reportlab."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 72.0, WIDTH - 72.0, HEIGHT - 90.0, 90.0


@dataclass(frozen=True)
class Setting:
    """How a document is set. `columns` 1 or 2; `indent` in characters."""

    size: float = 16.0
    indent: int = 2
    columns: int = 1
    head: str = ""
    numbers: str = ""  # of the pages: "— {} —"


@dataclass(frozen=True)
class Placed:
    """A string at its place: `x` of its left end, `y` of its baseline."""

    page: int
    x: float
    y: float
    text: str
    size: float


def width(text: str, size: float) -> float:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return float(pdfmetrics.stringWidth(text, FONT, size))


def broken(text: str, size: float, room: float, indent: float) -> Iterator[tuple[float, str]]:
    """(indent, line) of a paragraph; no line begins with a mark that closes."""
    line, at = "", indent
    for char in text:
        if width(line + char, size) > room - at and char not in "，。、；：”）》":
            yield at, line
            line, at = "", 0.0
        line += char
    yield at, line


def placed(title: str, paragraphs: Sequence[str], setting: Setting) -> list[Placed]:
    """Where every line stands: the title in the middle, larger; then the columns, page by page."""
    found: list[Placed] = []
    gap = 30.0 if setting.columns > 1 else 0.0
    room = (RIGHT - LEFT - gap) / setting.columns
    y, page, column = TOP, 0, 0
    for _, line in broken(title, setting.size * 1.4, RIGHT - LEFT, 0.0) if title else ():
        large = setting.size * 1.4
        found.append(Placed(page, (LEFT + RIGHT - width(line, large)) / 2, y, line, large))
        y -= large * 1.6
    top = y
    for paragraph in paragraphs:
        for indent, line in broken(paragraph, setting.size, room, setting.indent * setting.size):
            if y < BOTTOM:
                column, y = column + 1, top
                if column == setting.columns:
                    page, column, y, top = page + 1, 0, TOP, TOP
            found.append(Placed(page, LEFT + column * (room + gap) + indent, y, line, setting.size))
            y -= setting.size * 1.7
    for at in range(page + 1):
        if setting.head:
            found.append(Placed(at, LEFT, HEIGHT - 40, setting.head, 9.0))
        if setting.numbers:
            number = setting.numbers.format(at + 1)
            found.append(Placed(at, (WIDTH - width(number, 10.0)) / 2, 40, number, 10.0))
    return found


def canvas(target: io.BytesIO, **more: object) -> Canvas:
    width("", 1.0)  # registers the font
    return Canvas(target, pagesize=A4, **more)


def pdf_of(lines: Sequence[Placed], **more: object) -> bytes:
    """A PDF with `lines`."""
    target = io.BytesIO()
    made = canvas(target, **more)
    for page in range(max((line.page for line in lines), default=0) + 1):
        for line in lines:
            if line.page == page:
                made.setFont(FONT, line.size)
                made.drawString(line.x, line.y, line.text)
        made.showPage()
    made.save()
    return target.getvalue()
