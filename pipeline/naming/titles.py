"""Members of a counted set that are titles of outline items."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.document import Document
from pipeline.naming.bounds import left_of
from pipeline.naming.lists import Part
from pipeline.naming.names import Name, clean_name
from pipeline.naming.scan import Head, Scan

_AFTER_NAME = "，,”」』’；;：:。（("


def titles_with_head(scan: Scan, document: Document, name: Name) -> list[Part]:
    """Titles of the items under the set that have its head noun."""
    found = _with_head(scan, document, _items_under(document, name), name)
    return found if name.count is None or len(found) <= name.count else []


def titles_under(document: Document, name: Name) -> list[Part]:
    """Titles of the items under the set, if they are as many as it declares."""
    items = _items_under(document, name)
    if len(items) != name.count or name.needs:
        return []
    return _titles(document, items)


def titles_elsewhere(scan: Scan, document: Document, name: Name) -> list[Part]:
    """Titles with the head noun of the set that stand together later on, exactly as many as it declares."""
    groups: dict[int | None, list[int]] = {}
    for at, item in enumerate(document.items):
        if item.start >= name.end:
            groups.setdefault(item.parent, []).append(at)
    for items in groups.values():
        if name.count is not None and len(items) >= name.count >= 2:
            found = _with_head(scan, document, items, name)
            if len(found) == name.count:
                return found
    return []


def titles_beginning(document: Document, name: Name) -> list[Part]:
    """“八个着力” before items whose titles all begin with 着力."""
    items = _items_under(document, name)
    begin = all(document.items[at].title.startswith(name.kind) for at in items)
    return _titles(document, items) if begin and len(items) == name.count else []


def _titles(document: Document, items: Iterable[int]) -> list[Part]:
    found = ((at, document.items[at]) for at in items)
    return [Part(item.title_start, item.title_end, clean_name(item.title), at) for at, item in found]


def _items_under(document: Document, name: Name) -> list[int]:
    """The items that a mention leads in: those under its own item, or the next ones at the top of the outline."""
    own = document.item_at(name.start)
    items = document.items
    children = [at for at, item in enumerate(items) if item.parent == own and item.start >= name.end]
    if own is not None or not children:
        return children
    run = [children[0]]
    for at in children[1:]:
        if items[at].ordinal <= items[run[-1]].ordinal:
            break
        run.append(at)
    return run


def _with_head(scan: Scan, document: Document, items: Iterable[int], name: Name) -> list[Part]:
    parts = (_title_part(scan, document, at, name) for at in items)
    return [part for part in parts if part is not None]


def _title_part(scan: Scan, document: Document, at: int, name: Name) -> Part | None:
    """The name with the head noun of the set in an item's title: all of it, its end, or what it begins with."""
    item = document.items[at]
    for head in scan.heads_from(item.title_start, item.title_end):
        if head.entry["kind"] != name.kind or head.end > item.title_end:
            continue
        start = _title_start(scan, item.title_start, head)
        if start is None or start >= head.start:
            continue
        ends = head.end == item.title_end or scan.text[head.end] in _AFTER_NAME
        if ends or (start == item.title_start and head.entry["umbrella"] != "quoted"):  # 加快建设|…: a verb
            return Part(start, head.end, clean_name(scan.text[start : head.end]), at)
    return None


def _title_start(scan: Scan, floor: int, head: Head) -> int | None:
    quote = scan.quote_ending.get(head.start)
    if quote is not None and quote.start >= floor:
        return quote.start
    left = left_of(scan, head.start, opens=head.entry["opens"] == "yes", floor=floor)
    return left.start if left is not None else None
