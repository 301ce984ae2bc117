"""Sentences, headings and the title: what a number is read in."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.document import Item, Sentence
from pipeline.structure.tabular import task_rows

END = re.compile(r"[。！？!?]+[”’」』）)】]*")
FINAL = "。！？!?；;：:，,、"
HEADING = 40  # characters; a longer line without an end mark is a sentence all the same


def sentences(text: str, items: Sequence[Item]) -> list[Sentence]:
    """The sentences of `text`: to 。！？ or the line's end; a run-in title and each cell of a table are their own."""
    starts = [item.start for item in items]
    by_start = {item.start: item for item in items}
    rows = {row.start: row for row in task_rows(text)}
    found: list[Sentence] = []
    titled = False
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if at in rows:
            spans = [(s, e, "body") for s, e, _ in rows[at].cells]
        else:
            spans = list(_line(text, at, end, by_start, starts))
        for start, stop, role in spans:
            start, stop = _trimmed(text, start, stop)
            if start >= stop:
                continue
            if role == "heading" and not titled and not found and start not in by_start:
                role = "title"
            titled = titled or role == "title"
            found.append(Sentence(start, stop, role, _holder(items, starts, start)))  # type: ignore[arg-type]
        at = end + 1
    return found


def _line(
    text: str, start: int, end: int, by_start: dict[int, Item], starts: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    cuts = list(starts[bisect_right(starts, start) : bisect_right(starts, end - 1)])
    edges = [start, *cuts, end]
    for left, right in itertools.pairwise(edges):
        yield from _part(text, left, right, by_start.get(left), len(edges) == 2)


def _part(text: str, start: int, end: int, item: Item | None, whole_line: bool) -> Iterator[tuple[int, int, str]]:
    at = start
    if item is not None:
        stop = item.title_end
        after = END.match(text, stop) or re.compile(r"[：:；;]").match(text, stop)
        if stop >= end or (after and item.style not in ("series", "series_must")) or not text[stop:end].strip():
            yield start, min(after.end() if after else stop, end), "heading"
            at = after.end() if after else stop
    elif whole_line and end - start <= HEADING and text[start:end].rstrip()[-1:] not in FINAL:
        yield start, end, "heading"
        return
    for match in END.finditer(text, at, end):
        if _inside_quotes(text, at, match.start()):
            continue
        yield at, match.end(), "body"
        at = match.end()
    if at < end:
        yield at, end, "body"


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


def _holder(items: Sequence[Item], starts: Sequence[int], position: int) -> int | None:
    at: int | None = bisect_right(starts, position) - 1
    if at is None or at < 0:
        return None
    while at is not None and position >= items[at].end:
        at = items[at].parent
    return at
