"""What a counted set consists of, wherever the document names it.

Beside it (`甲、乙、丙三项工程`, `三大体系：甲、乙、丙`), as the titles of the items under it, in the sentences that
follow, as the names with its head noun in the same item, or, exactly as many, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import Document
from pipeline.naming import prose, titles
from pipeline.naming.lists import Part, list_before, list_behind
from pipeline.naming.names import Name
from pipeline.naming.scan import Scan


@dataclass(frozen=True)
class Context:
    """What finding members needs: the text as scanned, its outline, and the single names found in it."""

    scan: Scan
    singles: Sequence[Name]
    document: Document


def members_of(context: Context, mentions: Sequence[Name]) -> list[Part]:
    """The members of the counted set mentioned at `mentions`: the fullest list that fits what it declares."""
    best: list[Part] = []
    count = mentions[0].count
    for found, name in _attempts(context, mentions):
        if count is not None and len(found) == count:
            return found
        partial = not name.needs and len(found) >= 2 and (count is None or len(found) < count)
        if partial and len(found) > len(best):
            best = found
    return best


def _attempts(context: Context, mentions: Sequence[Name]) -> Iterator[tuple[list[Part], Name]]:
    """The lists of members that there may be, the likeliest first."""
    scan, document = context.scan, context.document
    for name in mentions:
        yield _beside(scan, name), name
    for name in mentions:
        yield titles.titles_beginning(document, name), name
    mentions = [name for name in mentions if name.needs != "list"]
    for name in mentions:
        yield titles.titles_with_head(scan, document, name), name
    for name in mentions:
        yield prose.aspects(scan, document, name), name
    for name in mentions:
        yield prose.namesakes(scan, document, name, context.singles), name
        yield prose.works(scan, name), name
    for name in mentions[:1]:
        yield titles.titles_elsewhere(scan, document, name), name
        yield prose.lists_elsewhere(scan, document, name), name
    for name in mentions:
        yield titles.titles_under(document, name), name


def _beside(scan: Scan, name: Name) -> list[Part]:
    start, end = name.start, name.end
    if start and (start - 1) in scan.quote_starting:
        start -= 1
    quote = scan.quote_ending.get(end + 1)
    end += quote is not None and quote.inner_end == end
    if (before := list_before(scan, start, name.count)) is not None:
        return list(before.parts)
    if (behind := list_behind(scan, end, name.count)) is not None:
        return prose.completed(behind.parts, name.kind) or [_named(part, name.kind) for part in behind.parts]
    return []


def _named(part: Part, kind: str) -> Part:
    """The part without what is said of it: 育才计划，引进100人 -> 育才计划."""
    before = re.split("[，,]", part.name, maxsplit=1)[0]
    return Part(part.start, part.start + len(before), before, part.item) if before.endswith(kind) else part
