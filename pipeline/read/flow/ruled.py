"""Tables drawn with rules: which characters stand in which cell, merged cells and all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.read import grid
from pipeline.read.flow.page import Glyph, Line, Page, Rule, segments

_NEAR = 3.0  # points: rules so near are one
_MOST_RULES = 5000  # of a page; a page with more is a drawing


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows as lines, and the box that it fills."""

    lines: tuple[Line, ...]
    left: float
    right: float
    bottom: float
    top: float

    def holds(self, glyph: Glyph) -> bool:
        across = (glyph.left + glyph.right) / 2
        return self.left <= across <= self.right and self.bottom <= glyph.middle <= self.top


def tables(page: Page) -> list[Table]:
    """The ruled tables of a page, from the top down; a frame around a text is none."""
    if not 4 <= len(page.rules) <= _MOST_RULES:
        return []
    found = [_table(group, page.glyphs) for group in _touching(page.rules)]
    return sorted((table for table in found if table is not None), key=lambda table: -table.top)


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that touch, directly or through others."""
    groups: list[tuple[list[Rule], Rule]] = []  # with the box of each
    for rule in sorted(rules, key=lambda r: -r.top):
        box, members = rule, [rule]
        rest = []
        for others, around in groups:
            if _meet(box, around):
                members += others
                box = _around([box, around])
            else:
                rest.append((others, around))
        groups = [*rest, (members, box)]
    return [members for members, _ in groups]


def _meet(one: Rule, other: Rule) -> bool:
    across = one.left <= other.right + _NEAR and other.left <= one.right + _NEAR
    return across and one.bottom <= other.top + _NEAR and other.bottom <= one.top + _NEAR


def _around(rules: Sequence[Rule]) -> Rule:
    return Rule(
        min(r.left for r in rules), max(r.right for r in rules), min(r.bottom for r in rules), max(r.top for r in rules)
    )


def _table(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> Table | None:
    xs = _places(x for r in rules if not r.is_level for x in (r.left, r.right))
    ys = _places(y for r in rules if r.is_level for y in (r.bottom, r.top))[::-1]
    if len(xs) < 3 or len(ys) < 3:  # two columns and two rows at least
        return None
    box = _around(rules)
    inside = [g for g in glyphs if xs[0] <= (g.left + g.right) / 2 <= xs[-1] and ys[-1] <= g.middle <= ys[0]]
    rows = [_row(rules, xs, ys, at, inside) for at in range(len(ys) - 1)]
    size = inside[0].size if inside else 1.0
    lines = [Line(text, xs[0], xs[-1], ys[-1], ys[0], size, row=True) for text in grid.lines(rows)]
    return Table(tuple(lines), box.left, box.right, box.bottom, box.top) if lines else None


def _places(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _row(
    rules: Sequence[Rule], xs: Sequence[float], ys: Sequence[float], at: int, glyphs: Sequence[Glyph]
) -> list[grid.GridCell]:
    """The cells whose top is the row `at`, with what they span."""
    cells: list[grid.GridCell] = []
    middle = (ys[at] + ys[at + 1]) / 2
    column = 0
    while column < len(xs) - 1:
        across = 1
        while column + across < len(xs) - 1 and not _parted(rules, xs[column + across], middle):
            across += 1
        inside = (xs[column] + xs[column + 1]) / 2
        if at == 0 or _parted_above(rules, inside, ys[at]):
            down = 1
            while at + down < len(ys) - 1 and not _parted_above(rules, inside, ys[at + down]):
                down += 1
            text = _text(glyphs, xs[column], xs[column + across], ys[at + down], ys[at], is_head=at == 0)
            cells.append(grid.GridCell(text, across, down))
        column += across
    return cells


def _parted(rules: Sequence[Rule], x: float, y: float) -> bool:
    return any(not r.is_level and abs(r.left - x) <= _NEAR and r.bottom - _NEAR <= y <= r.top + _NEAR for r in rules)


def _parted_above(rules: Sequence[Rule], x: float, y: float) -> bool:
    return any(r.is_level and abs(r.top - y) <= _NEAR and r.left - _NEAR <= x <= r.right + _NEAR for r in rules)


def _text(glyphs: Sequence[Glyph], left: float, right: float, bottom: float, top: float, *, is_head: bool) -> str:
    inside = [g for g in glyphs if left <= (g.left + g.right) / 2 < right and bottom <= g.middle < top]
    lines = segments(inside)
    made = ""
    for line in lines:  # a line that does not fill its cell ends a paragraph of the cell's
        made += line.text if is_head or right - line.right < 2.5 * line.size else line.text + "\n"
    return grid.joined(made.split("\n"))
