"""All names of a document: found, freed of overlaps, with their members and the number of their mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.document import Document
from pipeline.naming.bounds import REGION, STAGE
from pipeline.naming.coded import coded_names
from pipeline.naming.counted import counted_sets
from pipeline.naming.lists import Part
from pipeline.naming.members import Context, members_of
from pipeline.naming.names import Name, name_key
from pipeline.naming.plans import titled_plans
from pipeline.naming.scan import Scan
from pipeline.naming.single import plain_names
from pipeline.naming.slogan import slogans
from pipeline.naming.words import Words

ROLE_ORDER = {"umbrella": 0, "single": 1, "slogan": 2}
SHORTEST_QUOTED = 2
MemberLists = Mapping[str, Sequence[Part]]


@dataclass(frozen=True)
class Entry:
    """A programme at its first mention, with its members."""

    name: Name
    mentions: int
    parts: tuple[Part, ...] = ()


def programmes(document: Document) -> list[Entry]:
    """The programmes, counted sets and slogans of `document`, in order of their first mention."""
    scan = Scan(document.text, Words.of(document.lexicons))
    sets = list(counted_sets(scan))
    titled = list(titled_plans(scan))
    singles = _called(settled([*coded_names(scan), *plain_names(scan), *titled]))
    singles = [s for s in singles if not _cut_short(s, titled)]
    parts = _members(Context(scan, singles, document), sets)
    sets = [s for s in sets if not s.needs or parts[s.key]]
    sets = [s for s in sets if s.count is not None or not _filled(s, sets)]
    singles = [*singles, *_named_members(scan, parts)]
    set_ends = {s.end for s in sets}
    singles = [s for s in singles if s.end not in set_ends]
    unnamed = {name_key(p.name) for found in parts.values() for p in found if not _is_row(scan, p)}
    singles = [s for s in singles if s.key not in unnamed]
    return _entries(scan, settled([*sets, *singles, *slogans(scan)]), parts)


def settled(names: Iterable[Name]) -> list[Name]:
    """The names in order, without those that lie in a longer one or are the same mention found twice."""
    kept: list[Name] = []  # by start; they never overlap, so a new one can only touch its two neighbours
    for name in sorted(names, key=lambda n: (n.start - n.end, ROLE_ORDER[n.role], n.start)):
        at = bisect_right(kept, name.start, key=lambda n: n.start)
        before_ends = kept[at - 1].end if at else 0
        after_starts = kept[at].start if at < len(kept) else name.end
        if before_ends <= name.start and name.end <= after_starts:
            kept.insert(at, name)
    return kept


def _called(names: Sequence[Name]) -> list[Name]:
    """The names, each as the document calls it where it says no more than the name.

    脱贫攻坚|晨光行动 is called by the “晨光行动” that stands elsewhere, and 甲县|养老行动 by the 养老行动 of the title.
    """
    quoted = {n.name for n in names if n.quoted and len(n.name) - len(n.kind) >= SHORTEST_QUOTED}
    known = {n.name for n in names}
    found: list[Name] = []
    for name in names:
        own = "" if name.quoted else max((q for q in quoted if name.name.endswith(q)), key=len, default="")
        if not own and (region := REGION.match(name.name)) is not None:
            rest = name.name[region.end() :]
            own = rest if rest in known and not STAGE.match(rest) else ""
        found.append(replace(name, name=own, start=name.end - len(own)) if own else name)
    return found


def _cut_short(name: Name, titled: Iterable[Name]) -> bool:
    """Whether a name is the end of a title that goes on before it: 促进…发展打造|产业高地行动计划."""
    longer = (t.name for t in titled if t.name.endswith(name.name) and len(t.name) > len(name.name))
    return any(REGION.fullmatch(t.removesuffix(name.name)) is None for t in longer)


def _members(context: Context, sets: Sequence[Name]) -> dict[str, list[Part]]:
    mentions: dict[str, list[Name]] = {}
    for name in sets:
        mentions.setdefault(name.key, []).append(name)
    return {key: members_of(context, found) for key, found in mentions.items()}


def _filled(name: Name, sets: Sequence[Name]) -> bool:
    """Whether a placeholder (X大行动) stands for a set that the document counts elsewhere (十大行动)."""
    return any(other.count is not None and other.kind == name.kind for other in sets)


def _is_row(scan: Scan, part: Part) -> bool:
    entry = scan.words.ending_head(part.name)
    return entry is not None and entry["row"] == "yes"


def _named_members(scan: Scan, parts: MemberLists) -> Iterator[Name]:
    """Members that are programmes by their own names: their last word is 工程, 行动, 计划 or the like."""
    for found in parts.values():
        for part in found:
            entry = scan.words.ending_head(part.name)
            stem = part.name.removesuffix(entry.term) if entry is not None else ""
            if entry is not None and entry["row"] == "yes" and stem and stem not in scan.words.bound_use:
                yield Name(part.start, part.end, part.name, entry["kind"], "single")


def _entries(scan: Scan, names: Sequence[Name], parts: MemberLists) -> list[Entry]:
    first: dict[str, Name] = {}
    counts: dict[str, int] = {}
    for name in names:
        counts[name.key] = counts.get(name.key, 0) + 1
        known = first.get(name.key)
        if known is None or ROLE_ORDER[name.role] < ROLE_ORDER[known.role]:
            first[name.key] = name
    entries = [
        Entry(name, counts[key], tuple(parts.get(key, ())) if name.role == "umbrella" else ())
        for key, name in first.items()
    ]
    return sorted(entries, key=lambda e: (e.name.start, e.name.end))
