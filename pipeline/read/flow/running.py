"""Lines that belong to the pages and not to the text: running heads and feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.flow.page import Line, Page

_MARGIN = 0.12  # of a page's height, above and below
_EDGE_LINES = 2  # lines at the head and foot of a page that may run
_SMALLER = 0.8  # than the line beside it
_APART = 1.25  # of the usual distance of lines
_SHARE = 0.4  # of the pages: heads of left and right pages differ
_NUMBER = re.compile(
    r"[-—–－─·•\s]{0,12}\d{1,4}[-—–－─·•\s]{0,12}|第\s*\d{1,4}\s*页\s*[,，/]?\s*(?:共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|Page\s*\d{1,4}"
)


def without_running(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], int]:
    """The lines of every page without those that run, and how many those are."""
    heads = [_near_edge(page, found) for page, found in zip(pages, lines, strict=True)]
    shapes = Counter(shape for edge in heads for shape in {_shape(found[at]) for found, at in edge})
    running = {shape for shape, n in shapes.items() if n >= max(2, _SHARE * len(pages))}
    kept: list[list[Line]] = []
    gone = 0
    for found, edge in zip(lines, heads, strict=True):
        out = {at for _, at in edge if _shape(found[at]) in running or _NUMBER.fullmatch(found[at].text)}
        kept.append([line for at, line in enumerate(found) if at not in out])
        gone += len(out)
    return kept, gone


def _near_edge(page: Page, lines: Sequence[Line]) -> list[tuple[Sequence[Line], int]]:
    """The lines in the margins of a page, by position: the outermost ones only, that stand apart from the text."""
    by_height = sorted(range(len(lines)), key=lambda at: -lines[at].top)
    outer = {*_apart(by_height, lines), *_apart(by_height[::-1], lines)}
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return [(lines, at) for at in sorted(outer) if lines[at].top < low or lines[at].bottom > high]


def _apart(order: Sequence[int], lines: Sequence[Line]) -> Sequence[int]:
    """The first lines of `order` before a gap that is wider than those of the text, or before larger type."""
    heights = [(lines[at].top + lines[at].bottom) / 2 for at in order]
    gaps = [abs(one - other) for one, other in pairwise(heights)]
    steps = sorted(gap for gap, at in zip(gaps, order, strict=False) if gap > lines[at].size / 2)
    usual = steps[len(steps) // 2] if len(steps) > _EDGE_LINES else 0.0
    ends = [
        at + 1
        for at, gap in enumerate(gaps[:_EDGE_LINES])
        if gap > _APART * usual or lines[order[at]].size < _SMALLER * lines[order[at + 1]].size
    ]
    return order[: max(ends, default=_EDGE_LINES if len(order) <= _EDGE_LINES else 0)]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", line.text))
