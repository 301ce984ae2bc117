"""Members of a counted set that sentences name: in aspects, as names with its head noun, or in a list elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Document
from pipeline.naming.lists import Part, clear_list_before
from pipeline.naming.names import Name
from pipeline.naming.scan import Scan

_ASPECT = re.compile(r"(?:^|(?<=[。；;，,：:\n\s]))在([^，,。；;：:\n]{2,20}?)(?:方面|领域|上|中)[，,]")
_SENTENCE_END = re.compile(r"[。；;\n]")
_CLAUSE = re.compile(r"[^，,。；;\n]+")
_PIECE = re.compile(r"[^、和与及]+")
UNDERTAKINGS = frozenset({"工程", "行动", "计划", "项目", "战略", "专项", "试点"})
SURE = 3  # so many members in one list are no accident, wherever the list stands


def aspects(scan: Scan, document: Document, name: Name) -> list[Part]:
    """在甲方面，…在乙方面，…: the aspects, those with the head noun of the set if there are any."""
    stop = _stretch_end(scan, document, name)
    found = [Part(*m.span(1), m.group(1)) for m in _ASPECT.finditer(scan.text, name.end, stop)]
    found = [part for part in found if _is_aspect(scan, part) or part.name.endswith(name.kind)]
    with_head = [part for part in found if part.name.endswith(name.kind)]
    return with_head or (found if len(found) == name.count and not name.needs else [])


def _is_aspect(scan: Scan, part: Part) -> bool:
    return scan.text.startswith(("方面", "领域"), part.end)


def namesakes(scan: Scan, document: Document, name: Name, singles: Sequence[Name]) -> list[Part]:
    """The names with the same head noun that follow in the same item."""
    if name.kind not in UNDERTAKINGS:
        return []
    stop = _stretch_end(scan, document, name)
    found: dict[str, Part] = {}
    for single in singles:
        if name.end <= single.start < stop and name.kind in (single.kind, single.also):
            found.setdefault(single.key, Part(single.start, single.end, single.name))
    return list(found.values())


def works(scan: Scan, name: Name) -> list[Part]:
    """The places that the rest of the sentence builds: 推进三大项目，建成甲小学和乙小学，加快丙医院迁建。"""
    if name.kind not in ("项目", "工程") or name.needs:
        return []
    stop = _SENTENCE_END.search(scan.text, name.end)
    found: list[Part] = []
    for clause in _CLAUSE.finditer(scan.text, name.end, stop.start() if stop else len(scan.text)):
        found += _places(scan, *clause.span())
    enough = len(found) >= SURE if name.count is None else len(found) == name.count
    return found if enough else []


def _places(scan: Scan, start: int, end: int) -> list[Part]:
    """The places of a clause behind its verb, if it lists nothing else."""
    verbs = [b for b in scan.bounds_in(start, end) if b.use in ("undertake", "govern", "adverb")]
    at = verbs[-1].end if verbs else start
    parts: list[Part] = []
    for piece in _PIECE.finditer(scan.text, at, end):
        text = piece.group()
        for work in scan.words.works:
            text = text.removesuffix(work)
        if not text.endswith(scan.words.sites):
            return []
        parts.append(Part(piece.start(), piece.start() + len(text), text))
    return parts


def lists_elsewhere(scan: Scan, document: Document, name: Name) -> list[Part]:
    """A list as long as the set whose members end in its head noun, or share it: 推进甲、乙、丙改革."""
    if name.count is None or name.count < SURE:
        return []
    shared: list[Part] = []
    stop = _stretch_end(scan, document, name)
    for head in scan.heads_of(name.kind):
        if name.start < head.end <= name.end:
            continue
        listing = clear_list_before(scan, head.end, name.count)
        if listing is None or listing.open:
            continue
        if all(part.name.endswith(head.entry.term) for part in listing.parts):
            return list(listing.parts)
        if not shared and name.end <= head.start < stop:
            shared = completed(listing.parts, head.entry.term)
    return shared


def completed(parts: Sequence[Part], head: str) -> list[Part]:
    """The parts with the head noun that only the last one has: 甲、乙、丙改革 -> 甲改革, 乙改革, 丙改革."""
    if not parts[-1].name.endswith(head) or any(part.name.endswith(head) for part in parts[:-1]):
        return []
    return [*(Part(p.start, p.end, p.name + head, p.item) for p in parts[:-1]), parts[-1]]


def _stretch_end(scan: Scan, document: Document, name: Name) -> int:
    """Where what is said of a set ends at the latest: with its item, or else with its paragraph."""
    own = document.item_at(name.start)
    if own is not None:
        return document.items[own].end
    end = scan.text.find("\n", name.end)
    return end if end >= 0 else len(scan.text)
