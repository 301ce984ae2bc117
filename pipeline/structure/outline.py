"""The outline: items with parents, levels, titles, gaps and repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.document import Item
from pipeline.lexicon import Lexicons
from pipeline.structure.markers import RUN_IN, STYLES, Marker, accepted, candidates
from pipeline.structure.tabular import TaskRow, task_rows

TITLE_END = re.compile(r"[。！？；：;:!?\n|]")
COMMA = re.compile(r"[，,](?!\d{3})")
DOTS = re.compile(r"(?<![.．])[.．]{2,40}$")
SET_APART = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff“”])")
LONG_TITLE = 30  # characters; a longer title is cut at its first comma
INLINE = RUN_IN | {"circled"}  # inside a paragraph these end with it


@dataclass
class _Node:
    """An item in the making."""

    marker: Marker
    parent: int | None
    level: int
    row: TaskRow | None = None
    children: dict[str, int] = field(default_factory=dict)  # style -> ordinal of the last child of that style


def outline(text: str, lexicons: Lexicons) -> list[Item]:
    """The numbered items of `text` in document order, sub-items included.

    >>> [(i.marker, i.title, i.parent) for i in outline("一、总体要求\\n（一）目标。增长5%。", Lexicons.default())]
    [('一、', '总体要求', None), ('（一）', '目标', 0)]
    """
    rows = task_rows(text, lexicons)
    inside = [(row.start, row.end) for row in rows]
    markers = candidates(text)
    if inside:
        markers = [m for m in markers if not any(s <= m.start < e for s, e in inside)]
    found: list[Marker | TaskRow] = [*accepted(markers), *(row for row in rows if row.ordinal is not None)]
    found.sort(key=lambda m: m.start)
    nodes, anomalies = _nest(found)
    ends = _ends(text, nodes)
    return [_item(text, nodes, at, ends[at], anomalies[at]) for at in range(len(nodes))]


def _nest(found: Sequence[Marker | TaskRow]) -> tuple[list[_Node], list[tuple[str, ...]]]:
    """Parents by a stack of open items: a style that is open goes on, a new one opens below what outranks it."""
    nodes: list[_Node] = []
    anomalies: list[tuple[str, ...]] = []
    stack: list[int] = []
    top: dict[str, int] = {}
    ranks = _ranks(found)
    for mark in found:
        row = mark if isinstance(mark, TaskRow) else None
        marker = (
            Marker(mark.start, mark.marker_end, "table", mark.ordinal or 0, True) if isinstance(mark, TaskRow) else mark
        )
        stack = _closed(nodes, stack, marker, ranks)
        parent = stack[-1] if stack else None
        seen = nodes[parent].children if parent is not None else top
        anomalies.append(_anomaly(seen.get(marker.style), marker))
        seen[marker.style] = marker.ordinal
        nodes.append(_Node(marker, parent, len(stack) + 1, row))
        stack = [*stack, len(nodes) - 1]
    return nodes, anomalies


def _ranks(found: Sequence[Marker | TaskRow]) -> dict[str, float]:
    """How far from the top each style stands here; articles that run on through headings stand below those.

    Regulations number articles above `一、` (第三条 下列情形：一、…); measures group them (一、 第一条, 二、 第三条).
    """
    ranks: dict[str, float] = {style: rank for style, (rank, _) in STYLES.items()} | {"table": 8.5}
    styles = [m.style for m in found if isinstance(m, Marker) and m.style in ("heading_han", "article")]
    if "article" in styles and styles.index("article") > 0:
        ranks["article"] = ranks["heading_han"] + 0.5
    return ranks


def _closed(nodes: Sequence[_Node], stack: list[int], marker: Marker, ranks: Mapping[str, float]) -> list[int]:
    """The items still open when `marker` begins."""
    for depth, at in enumerate(stack):
        if nodes[at].marker.style == marker.style:
            return stack[:depth]
    rank = ranks[marker.style]
    while stack and (ranks[nodes[stack[-1]].marker.style] > rank or nodes[stack[-1]].marker.style == "table"):
        stack = stack[:-1]
    if stack and ranks[nodes[stack[-1]].marker.style] == rank and marker.style in ("ordinal", "first_then"):
        stack = stack[:-1]
    return stack


def _anomaly(last: int | None, marker: Marker) -> tuple[str, ...]:
    if marker.style in ("first_then",) or (marker.ordinal == 1):
        return ()
    if last is None:
        return ("missing_before",) if marker.style not in ("article", "box", "table") else ()
    if marker.ordinal == last:
        return ("repeated",)
    if marker.ordinal < last:
        return ("out_of_order",)
    return ("missing_before",) if marker.ordinal > last + 1 else ()


def _item(text: str, nodes: Sequence[_Node], at: int, end: int, anomalies: tuple[str, ...]) -> Item:
    node = nodes[at]
    marker = node.marker
    following = nodes[at + 1].marker.start if at + 1 < len(nodes) else len(text)
    if node.row is not None:
        title_start, title_end = node.row.title_start, node.row.title_end
    else:
        title_start, title_end = _title(text, marker.end, min(following, end))
    printed = (
        "".join(text[marker.start : marker.end].split()).rstrip("，,：:") if node.row is None else str(marker.ordinal)
    )
    printed = DOTS.sub(".", printed)
    return Item(
        start=marker.start, end=end, marker=printed, marker_end=marker.end, style=marker.style, ordinal=marker.ordinal,
        level=node.level, parent=node.parent, title=_clean(text[title_start:title_end]), title_start=title_start,
        title_end=title_end, anomalies=anomalies,
    )  # fmt: skip


def _ends(text: str, nodes: Sequence[_Node]) -> list[int]:
    """Where each item ends: where the next of its level or above begins, or its parent ends; a table row by itself."""
    ends = [len(text)] * len(nodes)
    still_open: list[int] = []
    for at, node in enumerate(nodes):
        while still_open and node.level <= nodes[still_open[-1]].level:
            ends[still_open.pop()] = node.marker.start
        still_open.append(at)
    for at, node in enumerate(nodes):  # parents stand before what they hold
        if node.row is not None:
            ends[at] = node.row.end
            continue
        if node.marker.style in INLINE:
            line = text.find("\n", node.marker.end)
            ends[at] = min(ends[at], line if line >= 0 else len(text))
        if node.parent is not None:
            ends[at] = min(ends[at], ends[node.parent])
    return ends


def _title(text: str, start: int, limit: int) -> tuple[int, int]:
    """From behind the marker to the first end mark, line end or next marker; a long one to its first comma."""
    while start < limit and text[start] in " \u3000、，,.．：:":
        start += 1
    mark = TITLE_END.search(text, start, limit)
    end = mark.start() if mark else limit
    if end - start > LONG_TITLE:
        comma = COMMA.search(text[start:end])
        if comma and comma.start() > 0:
            end = start + comma.start()
    while end > start and text[end - 1] in " \u3000，,、.．。":
        end -= 1
    return start, end


def _clean(title: str) -> str:
    return replace_spaces(title).strip()


def replace_spaces(title: str) -> str:
    """A title without the spaces that only set it: `总 则` is 总则."""
    return SET_APART.sub("", title) if " " in title or "\u3000" in title else title
