"""Numbered initiatives (条目): the items of a document's own outline, at any depth, whatever their marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline import status
from pipeline.document import Document, Item
from pipeline.record import Category, column

NEEDS = ("documents",)
KEY = "i"

# 责任单位：体改股、财务股; 牵头单位：…
LABELLED = re.compile(
    r"(?:责任|牵头|主责|主办|配合|协办|承办|实施)(?:单位|部门|股室|科室|处室|领导)?"
    r"[（(]?[^（(）)：:\n]{0,4}[）)]?[：:][ ]?(?P<who>[^。；;\n）)|]{2,80})"
)
# （农业农村办牵头，各村配合）
LED = re.compile(
    r"[（(](?P<who>[^（()）。；;\n]{2,60}?)(?:牵头|负责)(?:[，,][^（()）\n]{0,40}?(?:配合|参与|负责|落实))?[）)]"
)
SPLIT = re.compile(r"[、，,；;]|(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
DEPARTMENT_HEAD = re.compile(r"(?:责任|牵头|主责|主办|配合|承办)(?:单位|部门|股室|科室)|单位$|部门$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item of the outline."""

    seq: int = column("position in the document, from 1")
    parent_id: int | None = column("the item it stands under", ref="initiatives")
    level: int = column("depth in the outline, 1 = top")
    marker: str = column("the mark itself, without spaces: （一）, 1., 一是")
    style: Category = column("kind of marker: heading_han, bracket_han, dot, article, series, table, …")
    ordinal: int = column("its number as printed")
    path: str = column("ordinals from the top down, as printed: 二/（一）/1")
    title: str = column("what the item is called, from behind the marker to its first mark")
    text: str = column("from the marker to the item's end, sub-items included")
    start: int = column("start in documents.text", unit="code points")
    end: int = column("end in documents.text", unit="code points")
    status: Literal["planned", "reported"] = column("set as a task, or told as done")
    departments: list[str] = column("责任单位, 牵头单位: who is to do it")
    anomalies: list[str] = column("missing_before, repeated, out_of_order")


def rows(doc: Document) -> Iterator[Row]:
    """One row for each of `doc.items`, in their order."""
    spans = status.timeline(doc)
    owned = _by_item(doc)
    for at, item in enumerate(doc.items):
        text = doc.text[item.start : item.end].rstrip()
        yield Row(
            seq=at + 1, parent_id=item.parent, level=item.level, marker=item.marker, style=Category(item.style),
            ordinal=item.ordinal, path=_path(doc.items, at), title=item.title, text=text,
            start=item.start, end=item.start + len(text),
            status=status.section(spans, item.start).status, departments=owned.get(at, []),
            anomalies=list(item.anomalies),
        )  # fmt: skip


def _path(items: Sequence[Item], at: int) -> str:
    parts = []
    position: int | None = at
    while position is not None:
        parts.append(items[position].marker.rstrip("、.．，,：:"))
        position = items[position].parent
    return "/".join(reversed(parts))


def _by_item(doc: Document) -> dict[int, list[str]]:
    """Departments of each item: those named in its own text (not in its sub-items'), and its table row's cells."""
    found: dict[int, list[str]] = {}
    for pattern in (LABELLED, LED):
        for match in pattern.finditer(doc.text):
            item = doc.item_at(match.start())
            if item is not None:
                found.setdefault(item, []).extend(_names(match["who"]))
    for cell in doc.cells:
        if cell.item is not None and DEPARTMENT_HEAD.search(cell.header):
            found.setdefault(cell.item, []).extend(_names(doc.text[cell.start : cell.end]))
    return {item: list(dict.fromkeys(names)) for item, names in found.items()}


def _names(who: str) -> list[str]:
    names = (
        re.sub(r"^(?:由|各?牵头单位|配合单位)[:：]?|(?:等|牵头|负责|配合|参与|按职责分工负责)+$", "", n.strip())
        for n in SPLIT.split(who)
    )
    return [n for n in names if 2 <= len(n) <= 24]
