"""The order of reading on a page: two columns one after the other, what stands across both between them.

Columns are told from the cells of a table by their lines, which fill them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.read.flow.page import HANGING, Line

_FEWEST = 4  # lines in each column
_ACROSS = 0.4  # lines across the gutter, of those beside it
_ACROSS_LAST = 0.2  # lines across the gutter of a page that does not show it
_FILLED = 0.5  # of a column's lines that must reach its right edge
_STEPS = 60
_CELLS = 1.5  # of the type's size: a gap between two cells
_ROW = 3  # cells: a line of as many is no running text
_SLACK = 1.6  # of the type's size: how far from the edge a line may end that fills its column
_MOST = 0.98  # of the lines' ends: what reaches further stands out of the column


def gutters(pages: Sequence[Sequence[Line]]) -> list[float | None]:
    """Where the gutter of every page is that is set in two columns.

    A page whose own lines do not show it, a last one, has that of the others, if they have one.
    """
    found = [_gutter(segments) for segments in pages]
    known = sorted(gutter for gutter in found if gutter is not None)
    if 2 * len(known) < len(pages):
        return found
    usual = known[len(known) // 2]
    return [
        gutter if gutter is not None or _crossing(segments, usual) > _ACROSS_LAST * len(segments) else usual
        for gutter, segments in zip(found, pages, strict=True)
    ]


def in_order(segments: Sequence[Line], gutter: float | None, page: int) -> list[Line]:
    """The segments of a page as they are read, each with the edges of its column."""
    if gutter is None:
        lines = _whole_rows(segments)
        only = _edges([line for line in lines if not line.row])
        return [replace(line, edges=only, page=page) for line in lines]
    segments = _whole_rows(segments, gutter)
    found: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    left, right = (_edges([s for s in segments if side(s, gutter) == at]) for at in (0, 1))
    edges = (left, right, (left[0] or right[0], right[1] or left[1]))
    for segment in segments:
        at = side(segment, gutter)
        if at == 2:
            found += [*sides[0], *sides[1]]
            sides = ([], [])
            found.append(replace(segment, edges=edges[2], page=page))
        else:
            sides[at].append(replace(segment, edges=edges[at], page=page))
    return [*found, *sides[0], *sides[1]]


def side(segment: Line, gutter: float) -> int:
    """0: left of the gutter, 1: right of it, 2: across."""
    return 0 if segment.right <= gutter else 1 if segment.left >= gutter else 2


def _gutter(segments: Sequence[Line]) -> float | None:
    """Where the gutter of a page in two columns is."""
    if len(segments) < 2 * _FEWEST:
        return None
    left, right = min(s.left for s in segments), max(s.right for s in segments)
    places = [left + (right - left) * (0.3 + 0.4 * step / _STEPS) for step in range(_STEPS + 1)]
    crossing = [_crossing(segments, x) for x in places]
    fewest = [x for x, n in zip(places, crossing, strict=True) if n == min(crossing)]
    gutter = fewest[len(fewest) // 2]
    sides = [[s for s in segments if side(s, gutter) == at] for at in (0, 1, 2)]
    if min(len(sides[0]), len(sides[1])) < _FEWEST or len(sides[2]) > _ACROSS * len(sides[0] + sides[1]):
        return None
    return gutter if all(_fills(column) for column in sides[:2]) else None


def _crossing(segments: Sequence[Line], x: float) -> int:
    return sum(s.left < x < s.right for s in segments)


def _fills(column: Sequence[Line]) -> bool:
    end = _edges(column)[1]
    return sum(s.right > end - _SLACK * s.size for s in column) >= _FILLED * len(column)


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    if not lines:
        return 0.0, 0.0
    # a mark at the end of a line may hang over the edge
    ends = sorted(line.right - (line.size if line.text[-1:] in HANGING else 0) for line in lines)
    return min(line.left for line in lines), ends[int(_MOST * (len(ends) - 1))]


def _whole_rows(segments: Sequence[Line], gutter: float | None = None) -> list[Line]:
    """The segments of a row as one line again, but for what a gutter parts."""
    rows: list[list[Line]] = []
    for segment in segments:
        last = rows[-1][-1] if rows else None
        beside = (
            last is not None and abs(_middle(last) - _middle(segment)) < segment.size / 3 < segment.left - last.right
        )
        if beside and (gutter is None or last is None or not last.right <= gutter <= segment.left):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    cells = [_cells(row) for row in rows]
    return [_one(row, is_row=gutter is None and _is_row(cells, at)) for at, row in enumerate(cells)]


def _cells(row: Sequence[Line]) -> list[Line]:
    """The segments of a row, those joined that a narrow gap parts."""
    cells: list[Line] = []
    for segment in row:
        if cells and segment.left - cells[-1].right < _CELLS * segment.size:
            cells[-1] = _together([cells[-1], segment], " ")
        else:
            cells.append(segment)
    return cells


def _is_row(rows: Sequence[Sequence[Line]], at: int) -> bool:
    """Whether a row is one of a table that has no rules: three cells or more, as in the row above or below."""
    beside = [*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2]]
    return len(rows[at]) >= _ROW and any(len(row) == len(rows[at]) for row in beside)


def _one(cells: Sequence[Line], *, is_row: bool) -> Line:
    whole = _together(cells, " | " if is_row else "　") if len(cells) > 1 else cells[0]
    return replace(whole, row=is_row or len(cells) >= _ROW)


def _together(parts: Sequence[Line], between: str) -> Line:
    return replace(
        parts[0], text=between.join(part.text for part in parts), right=parts[-1].right,
        top=max(part.top for part in parts), bottom=min(part.bottom for part in parts),
    )  # fmt: skip


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2
