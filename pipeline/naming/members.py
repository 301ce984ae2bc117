"""What a counted set consists of, wherever the document names it.

Beside it (`甲、乙、丙三项工程`, `三大体系：甲、乙、丙`), as the titles of the items under it, in the sentences that
follow (在甲方面，…在乙方面，…), or as the names with its head noun in the same item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Document, Item
from pipeline.naming.bounds import left_of
from pipeline.naming.lists import Part, list_before, list_behind
from pipeline.naming.names import Name, clean_name
from pipeline.naming.scan import Scan

_ASPECT = re.compile(r"(?:^|(?<=[。；;，,：:\n\s]))在([^，,。；;：:\n]{2,20}?)(?:方面|领域|上|中)[，,]")
UNDERTAKINGS = frozenset({"工程", "行动", "计划", "项目", "战略", "专项", "试点"})
OPENING = 3  # an opening sentence may say more before its items begin


@dataclass(frozen=True)
class Context:
    """What finding members needs: the text as scanned, its outline, and the single names found in it."""

    scan: Scan
    items: Sequence[Item]
    singles: Sequence[Name]
    document: Document


def members_of(context: Context, mentions: Sequence[Name]) -> list[Part]:
    """The members of the counted set mentioned at `mentions`: the fullest list that fits what it declares."""
    best: list[Part] = []
    count = mentions[0].count
    for find in (_beside, _titles_under, _aspects, _namesakes):
        for mention in mentions:
            found = find(context, mention)
            if count is not None and len(found) == count:
                return found
            partial = not mention.needs_members and len(found) >= 2 and (count is None or len(found) < count)
            if partial and len(found) > len(best):
                best = found
    return best


def _beside(context: Context, name: Name) -> list[Part]:
    scan = context.scan
    start, end = name.start, name.end
    if start and (start - 1) in scan.quote_starting:
        start -= 1
    quote = scan.quote_ending.get(end + 1)
    end += quote is not None and quote.inner_end == end
    for listing in (list_before(scan, start, name.count), list_behind(scan, end, name.count)):
        if listing is not None:
            return list(listing.parts)
    return []


def _titles_under(context: Context, name: Name) -> list[Part]:
    """Titles of the items under the set: all of them if they are as many, else those with its head noun."""
    items = _items_under(context, name)
    if not items:
        return []
    with_head = [part for at in items if (part := _title_part(context, at, name)) is not None]
    if len(with_head) == name.count:
        return with_head
    if len(items) != name.count:
        return with_head if name.count is None or len(with_head) < name.count else []
    if name.needs_members and not with_head:
        return []
    titles = [context.items[at] for at in items]
    return [Part(i.title_start, i.title_end, clean_name(i.title), at) for at, i in zip(items, titles, strict=True)]


def _items_under(context: Context, name: Name) -> list[int]:
    """The items that a mention leads in: those under its own item, or the next ones at the top of the outline."""
    own = context.document.item_at(name.start)
    items = context.items
    children = [at for at, item in enumerate(items) if item.parent == own and item.start >= name.end]
    if not children:
        return []
    if own is None:  # one run of items: the first level that follows
        run = [children[0]]
        for at in children[1:]:
            if items[at].ordinal <= items[run[-1]].ordinal:
                break
            run.append(at)
        return run
    return children


def _title_part(context: Context, at: int, name: Name) -> Part | None:
    """The name with the head noun of the set that an item's title is or ends in."""
    item, scan = context.items[at], context.scan
    for head in scan.heads_from(item.title_start, item.title_end):
        if head.entry["kind"] != name.kind or head.end > item.title_end:
            continue
        if head.end < item.title_end and scan.text[head.end] not in "，,”」』；;：:。":
            continue
        quote = scan.quote_ending.get(head.start)
        if quote is not None and quote.start >= item.title_start:
            start = quote.start
        else:
            left = left_of(scan, head.start, opens=head.entry["opens"] == "yes", floor=item.title_start)
            if left is None:
                continue
            start = left.start
        if start < head.start:
            return Part(start, head.end, clean_name(scan.text[start : head.end]), at)
    return None


def _aspects(context: Context, name: Name) -> list[Part]:
    """在甲方面，…在乙方面，…: the aspects, those with the head noun of the set if there are any."""
    stop = _stretch_end(context, name)
    found = [
        Part(m.start(1), m.end(1), clean_name(m.group(1))) for m in _ASPECT.finditer(context.scan.text, name.end, stop)
    ]
    with_head = [part for part in found if part.name.endswith(name.kind)]
    return with_head or (found if len(found) == name.count and not name.needs_members else [])


def _namesakes(context: Context, name: Name) -> list[Part]:
    """The names with the same head noun that follow in the same item."""
    if name.kind not in UNDERTAKINGS:
        return []
    stop = _stretch_end(context, name)
    found: dict[str, Part] = {}
    for single in context.singles:
        if name.end <= single.start < stop and name.kind in (single.kind, single.also):
            found.setdefault(single.key, Part(single.start, single.end, single.name))
    return list(found.values())


def _stretch_end(context: Context, name: Name) -> int:
    """Where what is said of a set ends at the latest: with its item, or else with its paragraph."""
    own = context.document.item_at(name.start)
    if own is not None:
        return context.items[own].end
    end = context.scan.text.find("\n", name.end)
    return end if end >= 0 else len(context.scan.text)
