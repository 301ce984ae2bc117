"""Tables of documents as lines of text: one line a row, so that `structure.tabular` finds the cells again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_REPEATED = 30  # characters of a merged cell's text that is written into every row it spans
_MOST_COLUMNS = 200
_MOST_ROWS = 1000  # that one cell may span
_END = re.compile(r"[。；;，,、：:！!？?]\Z")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as its file gives it. `across` and `down` are the columns and rows that it spans."""

    text: str
    across: int = 1
    down: int = 1


def lines(rows: Iterable[Sequence[GridCell]]) -> list[str]:
    """The rows as lines, empty ones left out.

    A cell that spans rows stands in each of them, so that every row says by itself whose task it is; but one with a
    figure in it only in the first, for a figure twice would be two targets.

    >>> lines([[GridCell("任务"), GridCell("目标"), GridCell("单位")],
    ...        [GridCell("建校"), GridCell("3所"), GridCell("教育局", down=2)],
    ...        [GridCell("扩园"), GridCell("2所")]])
    ['任务 | 目标 | 单位', '建校 | 3所 | 教育局', '扩园 | 2所 | 教育局']
    """
    given = list(rows)
    titles = _lone([[cell.text for cell in row] for row in given])
    filled = [row for row in _filled([*given[:titles], *_one_head(given[titles:])]) if any(row)]
    first, last = _lone(filled), len(filled) - _lone(filled[::-1])
    return [_line(row) if first <= at < last else "".join(row) for at, row in enumerate(filled)]


def _lone(filled: Sequence[Sequence[str]]) -> int:
    """How many rows at the beginning have one cell only: a table's title, and a note under it, are no rows of it."""
    return next((at for at, row in enumerate(filled) if sum(map(bool, row)) > 1), len(filled))


def _one_head(rows: Sequence[Sequence[GridCell]]) -> list[Sequence[GridCell]]:
    """The rows, a head of two rows made one: 目标 over 2025年 and 2026年 is 目标2025年 and 目标2026年."""
    if len(rows) < 3 or not any(cell.down == 2 for cell in rows[0]) or not any(cell.across > 1 for cell in rows[0]):
        return list(rows)
    below = [cell.text if at == 0 else "" for cell in rows[1] for at in range(min(cell.across, _MOST_COLUMNS))]
    head: list[GridCell] = []
    for cell in rows[0]:
        for at in range(min(max(1, cell.across), _MOST_COLUMNS)):
            own = cell.text if cell.down < 2 or at == 0 else ""
            head.append(GridCell(own if cell.down > 1 else own + (below.pop(0) if below else "")))
    return [head, *rows[2:]]


def _filled(rows: Iterable[Sequence[GridCell]]) -> Iterator[list[str]]:
    """The texts of every row, one a column."""
    above: dict[int, tuple[str, int]] = {}  # column: the text of a cell that spans rows, and how many are left
    for row in rows:
        texts: list[str] = []
        for cell in [*row, None]:
            while len(texts) in above and len(texts) < _MOST_COLUMNS:
                texts.append(_carried(above, len(texts)))
            if cell is None or len(texts) >= _MOST_COLUMNS:
                break
            start = len(texts)
            for column in range(start, min(start + max(1, cell.across), _MOST_COLUMNS)):
                first = column == start
                texts.append(cell.text if first else "")
                if cell.down > 1:
                    repeated = first and len(cell.text) <= _REPEATED and not re.search(r"\d", cell.text)
                    above[column] = (cell.text if repeated else "", min(cell.down, _MOST_ROWS) - 1)
        yield texts


def _carried(above: dict[int, tuple[str, int]], column: int) -> str:
    text, left = above.pop(column)
    if left > 1:
        above[column] = (text, left - 1)
    return text


def _line(texts: Sequence[str]) -> str:
    if not any(texts):
        return ""
    if len(texts) < 3:
        return "\t".join(text for text in texts if text)
    # an empty cell at an end would be lost without a bar outside it
    return ("| " if not texts[0] else "") + " | ".join(texts) + (" |" if not texts[-1] else "")


def joined(paragraphs: Iterable[str]) -> str:
    """The paragraphs of one cell on one line.

    >>> joined(["县教育局", "县财政局"]), joined(["一、建校；", "二、扩园。"])
    ('县教育局 县财政局', '一、建校；二、扩园。')
    """
    made = ""
    for paragraph in paragraphs:
        text = paragraph.strip()
        made += ("" if not made or _END.search(made) else " ") + text if text else ""
    return made.replace("|", "/")
