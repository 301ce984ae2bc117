"""Sentences, headings and the title: what a number is read in."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal

from pipeline.document import Item, Sentence
from pipeline.structure.tabular import task_rows

END = re.compile(r"[。！？!?][。！？!?]*[”’」』）)】]*")  # one mark first: it is looked for twice as fast as `+`
RUN_IN_END = re.compile(r"[：:；;]")  # what may end a title that its sentence follows in the same line
FINAL = "。！？!?；;：:，,、"
_Span = tuple[int, int, Literal["title", "heading", "body"]]
HEADING = 40  # characters; a longer line without an end mark is a sentence all the same


def sentences(text: str, items: Sequence[Item]) -> list[Sentence]:
    """The sentences of `text`: to 。！？ or the line's end; a run-in title and each cell of a table are their own."""
    starts = [item.start for item in items]
    found: list[Sentence] = []
    titled = False
    following, holder = 0, None  # the next item to begin, and the innermost one that is open
    for start, stop, role in _spans(text, items, starts):
        if text[start].isspace() or text[stop - 1].isspace():
            start, stop = _trimmed(text, start, stop)
            if start >= stop:
                continue
        if role == "heading" and not titled and not found and start not in starts:
            role = "title"
        titled = titled or role == "title"
        while following < len(items) and starts[following] <= start:
            following, holder = following + 1, following
        while holder is not None and start >= items[holder].end:
            holder = items[holder].parent
        found.append(Sentence(start, stop, role, holder))
    return found


def _spans(text: str, items: Sequence[Item], starts: Sequence[int]) -> list[_Span]:
    """The sentences with the blanks about them, none of them empty."""
    found: list[_Span] = []
    by_start = {item.start: item for item in items}
    rows = {row.start: row for row in task_rows(text)}
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if at in rows:
            found += ((s, e, "body") for s, e, _ in rows[at].cells if s < e)
        elif line:
            first, last = bisect_right(starts, at), bisect_left(starts, end)
            if first == last:
                found += _part(text, at, end, by_start.get(at), whole_line=True)
            else:
                for left, right in itertools.pairwise((at, *starts[first:last], end)):
                    found += _part(text, left, right, by_start.get(left), whole_line=False)
        at = end + 1
    return found


def _part(text: str, start: int, end: int, item: Item | None, *, whole_line: bool) -> list[_Span]:
    """The sentences of a line, or of what stands in one from an item's marker to the next one's."""
    found: list[_Span] = []
    at = start
    if item is not None:
        stop = item.title_end
        after = END.match(text, stop) or RUN_IN_END.match(text, stop)
        if stop >= end or (after and item.style not in ("series", "series_must")) or not text[stop:end].strip():
            at = after.end() if after else stop
            found.append((start, min(at, end), "heading"))
    elif whole_line and end - start <= HEADING and text[start:end].rstrip()[-1:] not in FINAL:
        return [(start, end, "heading")]
    quoting = "“" in text[at:end]
    for match in END.finditer(text, at, end):
        behind = match.end()
        if quoting and _inside_quotes(text, at, match.start()):
            continue
        found.append((at, behind, "body"))
        at = behind
    if at < end:
        found.append((at, end, "body"))
    return found


def _inside_quotes(text: str, start: int, end: int) -> bool:
    """A mark within quotes that close later ends nothing, unless the quotes never close."""
    part = text[start:end]
    return part.count("“") > part.count("”") and "”" in text[end : end + 60] and text[end + 1 : end + 2] not in "”’"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
