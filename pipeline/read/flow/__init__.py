"""The text of pages that know characters and their places only: order of reading, tables, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.read.flow.columns import gutters, in_order
from pipeline.read.flow.page import Glyph, Line, Page, Rule, segments
from pipeline.read.flow.ruled import Table, tables
from pipeline.read.flow.running import without_running

__all__ = ["Flow", "Glyph", "Page", "Rule", "flow"]

_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（〔][一二三四五六七八九十\d]{1,3}[)）〕]|第[一二三四五六七八九十百零\d]{1,5}[编章节条]"
    r"|\d{1,2} ?[.．、](?!\d)|[①-⑳]|[—–]{2}|附件|附表|专栏"
)
_ENDED = re.compile(r"[。！？!?；;：:][”’）)」』》]*$")
_STOP = re.compile(r"[。！？!?][”’）)」』》]*$")
_INDENTED = 0.5  # of the lines after short ones, from which on a text indents its paragraphs
_SPARE = 0.4  # of the type's size: what a full line may leave over
_COLUMN = 0.9  # of the usual width of a column
_NARROWEST = 12  # of the type's size: a column whose lines can be told to be full
_LARGER = 1.08  # than the text's type: that of titles


@dataclass(frozen=True, slots=True)
class Flow:
    """The lines of a document, one a paragraph or row of a table; `running` lines of its pages were left out."""

    lines: tuple[str, ...]
    running: int


def flow(pages: Sequence[Page]) -> Flow:
    """The text of `pages` in the order of reading, printed lines joined to paragraphs."""
    ruled = [tables(page) for page in pages]
    loose = [segments(_outside(page, found)) for page, found in zip(pages, ruled, strict=True)]
    kept, running = without_running(pages, loose)
    read = [_ordered(ruled[at], kept[at], gutter, at) for at, gutter in enumerate(gutters(kept))]
    return Flow(tuple(_paragraphs([line for page in read for line in page])), running)


def _outside(page: Page, ruled: Sequence[Table]) -> list[Glyph]:
    return [glyph for glyph in page.glyphs if not any(table.holds(glyph) for table in ruled)]


def _ordered(ruled: Sequence[Table], loose: Sequence[Line], gutter: float | None, at: int) -> list[Line]:
    """The lines of a page in the order of reading, tables where they stand."""
    lines = in_order(loose, gutter, at)
    for table in ruled:
        lines[_place(lines, table) : _place(lines, table)] = [replace(line, page=at) for line in table.lines]
    return lines


def _place(lines: Sequence[Line], table: Table) -> int:
    """Before which line a table stands: the first one that is below its top."""
    return next((at for at, line in enumerate(lines) if line.top <= table.top and not line.row), len(lines))


def _paragraphs(lines: Sequence[Line]) -> list[str]:
    plain = [line for line in lines if not line.row]
    indented = _indents(plain)
    size = sorted(line.size for line in plain)[len(plain) // 2] if plain else 0.0
    widths = sorted(line.edges[1] - line.edges[0] for line in plain)
    width = widths[len(widths) // 2] if widths else 0.0
    made: list[str] = []
    above: Line | None = None
    for line in lines:
        if above is not None and (_goes_on(above, line, width, indented=indented) or _is_title(above, line, size)):
            made[-1] += (" " if _are_words(made[-1], line.text) else "") + line.text
        else:
            made.append(line.text)
        above = line
    return made


def _indents(lines: Sequence[Line]) -> bool:
    """Whether the text indents its paragraphs: most lines after a short one, and the first of all, are."""
    after = list(lines[:1])
    after += [line for above, line in pairwise(lines) if not _is_full(above, line, above.edges[1])]
    deep = sum(1.4 * line.size < line.left - line.edges[0] < 2.6 * line.size for line in after)
    return bool(after) and deep >= _INDENTED * len(after)


def _is_full(above: Line, line: Line, right: float) -> bool:
    """Whether `above` had no room for what `line` begins with; `right` is the edge of its column."""
    return above.right + line.first > right - _SPARE * above.size


def _goes_on(above: Line, line: Line, width: float, *, indented: bool) -> bool:
    """Whether `line` goes on with what `above` leaves off."""
    if above.row or line.row or abs(above.size - line.size) > 0.2 * above.size:
        return False
    left, right = above.edges
    if right - left < _COLUMN * width:  # a last page may have short lines only
        right = left + width
    if right - left < _NARROWEST * above.size:
        return False
    at_edge = line.left - line.edges[0] < 0.8 * line.size
    if not at_edge or not _is_full(above, line, right):
        return False
    if _ITEM.match(line.text):
        return indented and not _STOP.search(above.text)
    return indented or not _STOP.search(above.text)


def _is_title(above: Line, line: Line, size: float) -> bool:
    """Whether two lines are of one title: large and in the middle."""
    if above.row or line.row or min(above.size, line.size) < _LARGER * size or above.page != line.page:
        return False
    if abs(above.size - line.size) > 0.1 * line.size or above.bottom - line.top > 1.5 * line.size:
        return False
    return (
        all(_is_centred(part) for part in (above, line))
        and not _ITEM.match(line.text)
        and not _ENDED.search(above.text)
    )


def _is_centred(line: Line) -> bool:
    left, right = line.left - line.edges[0], line.edges[1] - line.right
    return abs(left - right) < 1.5 * line.size


def _are_words(left: str, right: str) -> bool:
    return left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha()
