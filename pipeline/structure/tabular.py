"""Task tables in plain text: rows of cells under a header with 序号, 任务, 牵头单位, 完成时限."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import Cell, Item
from pipeline.lexicon import Lexicons
from pipeline.numerals import parse

SEPARATOR = re.compile(r"\s{0,40}[|｜]\s{0,40}|\t+")
SEPARATORS = "|｜\t"
NUMBER_HEAD = re.compile(r"^(?:序号|编号|序|号|No\.?)$")
TITLE_HEAD = re.compile(r"任务|项目|内容|事项|指标|名称|工作|措施|类别")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A data row of a table: its spans, its number (None where it has none) and its task cell."""

    start: int
    end: int
    marker_end: int
    ordinal: int | None
    title_start: int
    title_end: int
    cells: tuple[tuple[int, int, str], ...]  # start, end, header


def task_rows(text: str, lexicons: Lexicons | None = None) -> list[TaskRow]:
    """The data rows of the tables in `text`, in order."""
    rows: list[TaskRow] = []
    if not any(separator in text for separator in SEPARATORS):
        return rows
    header: tuple[str, ...] | None = None
    for start, end in _lines(text):
        spans = _split(text, start, end)
        if len(spans) < 3:
            header = None
        elif header is None or len(spans) != len(header):
            header = tuple(text[s:e] for s, e in spans)
        elif not set(text[start:end]) <= set("|｜-—: \t"):
            rows.append(_row(text, start, end, spans, header))
    return rows


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield at, end
        at = end + 1


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the cells of a line, [] where it is no row of a table."""
    line = text[start:end]
    if not any(separator in line for separator in SEPARATORS):
        return []
    spans, at = [], start
    for match in SEPARATOR.finditer(text, start, end):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, end))
    if spans and spans[0][0] == spans[0][1]:  # | a | b |
        spans = spans[1:]
    if spans and spans[-1][0] >= spans[-1][1]:
        spans = spans[:-1]
    return spans


def _row(text: str, start: int, end: int, spans: Sequence[tuple[int, int]], header: Sequence[str]) -> TaskRow:
    number = next((i for i, h in enumerate(header) if NUMBER_HEAD.match(h.strip())), None)
    value = parse(text[spans[number][0] : spans[number][1]].strip(" .、）)（(")) if number is not None else None
    wanted = [i for i, h in enumerate(header) if i != number and TITLE_HEAD.search(h)]
    title = wanted[0] if wanted else min((number if number is not None else -1) + 1, len(spans) - 1)
    marker_end = spans[number][1] if number is not None else start
    cells = tuple((s, e, h.strip()) for (s, e), h in zip(spans, header, strict=True))
    return TaskRow(start, end, marker_end, int(value) if value is not None else None, *spans[title], cells)


def cells(text: str, items: Sequence[Item]) -> list[Cell]:
    """The cells of all tables, each with its column's header and the item that is its row."""
    rows = {item.start: at for at, item in enumerate(items) if item.style == "table"}
    return [Cell(s, e, header, rows.get(row.start)) for row in task_rows(text) for s, e, header in row.cells if s < e]
