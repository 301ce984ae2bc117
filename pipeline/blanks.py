"""Figures that are not there: `增长 %`, `新建学校 所，`, `投资（ ）亿元`, `招聘教师○○名`, `3□5所`.

A blank counts as one only where a figure is missed: before a percent sign or a unit that ends its clause. The head of a
column (`增速 %`, `单位：%`) misses none.
"""

from __future__ import annotations

import re

from pipeline.figures import HAN, LARGE, SCALES, Figure
from pipeline.units import Unit, Units

BEGIN = "%％‰ \u3000（(○〇"  # where a blank may begin

_ROOM = " \u00a0\u3000_＿"
_GAP = re.compile(f"[{_ROOM}]{{1,12}}")
_BRACKETS = re.compile(f"[（(][{_ROOM}]{{0,12}}[）)]")
_CIRCLES = re.compile("[○〇]{1,8}")
_BROKEN = re.compile(f"[\\d{HAN}]{{1,16}}[□\ufffd][\\d{HAN}.．□\ufffd]{{0,16}}|□[\\d{HAN}.．□\ufffd]{{1,16}}")
_WORD = re.compile("[\u4e00-\u9fff”》）)]")
_PERCENT = "%％‰"
_AFTER = re.compile("[，,。；;\n]|$|以[上下内]|左右|的")
_CLAUSE = re.compile("[，,。；;]")


def at(text: str, position: int, units: Units) -> tuple[Figure, Unit] | None:
    """The missing figure at `position` with its unit, or None. A blank before the unit is no part of it."""
    c = text[position]
    if c in "○〇":
        return _open(text, position, _CIRCLES.match(text, position), units)
    if not position or not _WORD.match(text[position - 1]) or text[position - 1] in HAN:
        return None
    if c in "（(":
        return _open(text, position, _BRACKETS.match(text, position), units)
    gap = _GAP.match(text, position)
    end = gap.end() if gap else position
    found = _unit(text, end, end, units)
    if found is None or not _AFTER.match(text, found[0].end + found[1].length):
        return None
    is_rate = text[end : end + 1] in tuple(_PERCENT)
    bare = is_rate and not gap and text[end + 1 : end + 2] != "的"
    return found if (gap or bare) and _is_running(text, position) else None


def broken(text: str, position: int) -> Figure | None:
    """Digits with one among them that cannot be read: `3□5`, `三千�百八十`, `□.5`."""
    match = _BROKEN.match(text, position)
    if match is None:
        return None
    scale = match[0][len(match[0].rstrip(LARGE)) :]
    return Figure(*match.span(), None, None, scale, "placeholder", "eq")


def _open(text: str, start: int, match: re.Match[str] | None, units: Units) -> tuple[Figure, Unit] | None:
    if match is None or (start and text[start - 1] in HAN):
        return None
    return _unit(text, start, match.end(), units)


def _unit(text: str, start: int, end: int, units: Units) -> tuple[Figure, Unit] | None:
    """An open figure `start:end` and the unit behind it, scale and all; none of time: ○○年 is a year."""
    for scale in range(3):
        unit = units.at(text, end + scale)
        if unit is not None:
            figure = Figure(start, end + scale, None, None, text[end : end + scale], "placeholder", "eq")
            return (figure, unit) if unit.dimension != "time" else None
        if text[end + scale : end + scale + 1] not in tuple(SCALES):
            return None
    return None


def _is_running(text: str, position: int) -> bool:
    """Whether the line is running text, not the head of a column."""
    start = text.rfind("\n", max(0, position - 200), position) + 1
    end = text.find("\n", position, position + 200)
    line = text[start : end if end >= 0 else position + 200]
    return "|" not in line and "\t" not in line and _CLAUSE.search(line) is not None
