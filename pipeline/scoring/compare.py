"""The rows of a gold file and those of the tables, paired: by raw position, never by their order or number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.scoring.gold import NON_VALUES, Gold, GoldRow, Record
from pipeline.scoring.likeness import LIKE, close, same_period, same_text, shared, squash

NEAR = 2  # characters that a marker may be off
COVERED = 0.95  # of a piece of boilerplate that must be removed
FACTS = ("title", "issuer", "region", "doc_type", "year", "script")
SECTIONS = ("initiatives", "targets", "programmes")
# A bound that is strict is a bound.
_ALSO = {"ge": "gt", "le": "lt"}
Rows = Mapping[str, Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold row with the row that found it; the row is None where it was missed, the gold where it was invented.

    `right` says of each field compared whether it is right; of a row without its other there is nothing to say.
    """

    gold: GoldRow | None
    row: Record | None
    right: Mapping[str, bool] = field(default_factory=dict)

    @property
    def both(self) -> bool:
        return self.gold is not None and self.row is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one document's rows are worth."""

    gold: Gold
    mined: bool  # whether the tables have the document
    rows: Rows  # of this document
    initiatives: tuple[Pair, ...]
    targets: tuple[Pair, ...]  # numbers and placeholders
    typed: tuple[Pair, ...]  # targets set without a number
    programmes: tuple[Pair, ...]
    slogans: tuple[Pair, ...]
    noise: tuple[tuple[GoldRow, bool], ...]  # whether an edit covers it
    kept: tuple[tuple[GoldRow, bool], ...]  # whether no boilerplate edit took it, of all content rows
    facts: Mapping[str, bool]


def compare(gold: Gold, tables: Rows) -> Comparison:
    """`gold` beside the rows of `tables` that are of its document."""
    rows = {name: [r for r in found if r["doc_id"] == gold.doc_id] for name, found in tables.items()}
    items = tuple(_initiatives(gold.initiatives, rows["initiatives"]))
    owners = {p.gold["id"]: p.row["initiative_id"] for p in items if p.gold is not None and p.row is not None}
    valued = [g for g in gold.targets if g["kind"] not in NON_VALUES]
    typed = [g for g in gold.targets if g["kind"] in NON_VALUES]
    return Comparison(
        gold=gold,
        mined=bool(rows["documents"]),
        rows=rows,
        initiatives=items,
        targets=tuple(_targets(valued, [r for r in rows["targets"] if r["kind"] not in NON_VALUES], owners)),
        typed=tuple(_typed(typed, [r for r in rows["targets"] if r["kind"] in NON_VALUES])),
        programmes=tuple(_named(gold.programmes, rows["programmes"], slogan=False)),
        slogans=tuple(_named(gold.programmes, rows["programmes"], slogan=True)),
        noise=tuple(_noise(gold, rows["edits"])),
        kept=tuple(_kept(gold, rows["edits"])),
        facts=_facts(gold, rows["documents"]),
    )


def _initiatives(wanted: Sequence[GoldRow], found: Sequence[Record]) -> Iterator[Pair]:
    """A row is the gold's if it begins at its marker and has its ordinal."""
    used: set[int] = set()
    matched: dict[str, Record] = {}
    pairs: list[tuple[GoldRow, Record | None]] = []
    for g in wanted:
        at = next(
            (
                j for j, r in enumerate(found)
                if j not in used and abs(r["raw_start"] - g.start) <= NEAR and r["ordinal"] == g["ordinal"]
            ),
            None,
        )  # fmt: skip
        if at is not None:
            used.add(at)
            matched[g["id"]] = found[at]
        pairs.append((g, found[at] if at is not None else None))
    for g, row in pairs:
        yield Pair(g, row, _item_right(g, row, matched) if row is not None else {})
    yield from (Pair(None, row) for j, row in enumerate(found) if j not in used)


def _item_right(g: GoldRow, row: Record, matched: Mapping[str, Record]) -> Mapping[str, bool]:
    above = matched.get(g["parent"])
    wanted = above["initiative_id"] if above is not None else None
    known = g["parent"] is None or above is not None
    return {"parent": known and row["parent_id"] == wanted, "title": same_text(row["title"], g["title"])}


def _targets(wanted: Sequence[GoldRow], found: Sequence[Record], owners: Mapping[str, str]) -> Iterator[Pair]:
    """A row is the gold's whose number it overlaps most."""
    used: set[int] = set()
    for g in wanted:
        best, most = None, 0
        for j, row in enumerate(found):
            if j not in used and (overlap := _overlap(g, row)) > most:
                best, most = j, overlap
        if best is None:
            yield Pair(g, None)
            continue
        used.add(best)
        yield Pair(g, found[best], _target_right(g, found[best], owners))
    yield from (Pair(None, row) for j, row in enumerate(found) if j not in used)


def _target_right(g: GoldRow, row: Record, owners: Mapping[str, str]) -> Mapping[str, bool]:
    value = close(row["low"], g["low"]) and close(row["high"], g["high"])
    right = {
        "value": (bool(row["placeholder"]) if g["placeholder"] else value) and same_text(row["unit"], g["unit"]),
        "indicator": shared(row["indicator"], g["indicator"]) >= LIKE,
        "comparator": row["comparator"] in (g["comparator"], _ALSO.get(g["comparator"])),
        "change": row["change"] == g["change"],
        "status": row["status"] == g["status"],
    }
    right["full"] = all(right.values())
    right["initiative"] = row["initiative_id"] == owners.get(g["initiative"])
    right["action"] = same_text(row["action"], g["action"])
    right["period"] = same_period(g["period"], row)
    right["binding"] = row["binding"] == g["binding"]
    return right


def _typed(wanted: Sequence[GoldRow], found: Sequence[Record]) -> Iterator[Pair]:
    """Without a number, a row is the gold's if it is of its kind and overlaps its words."""
    free = list(found)
    for g in wanted:
        at = next((j for j, row in enumerate(free) if row["kind"] == g["kind"] and _overlap(g, row) > 0), None)
        row = free.pop(at) if at is not None else None
        yield Pair(g, row, {"indicator": shared(row["indicator"], g["indicator"]) >= LIKE} if row else {})
    yield from (Pair(None, row) for row in free)


def _named(wanted: Sequence[GoldRow], found: Sequence[Record], *, slogan: bool) -> Iterator[Pair]:
    """Programmes, or slogans, are the same if their names are."""
    golds = {squash(g["name"]): g for g in wanted if (g["kind"] == "slogan") == slogan}
    rows = {squash(r["name"]): r for r in found if (r["role"] == "slogan") == slogan}
    for key, g in golds.items():
        row = rows.get(key)
        if row is None:
            yield Pair(g, None)
            continue
        members = {squash(m) for m in g["members"]} == {squash(m) for m in row["members"]}
        yield Pair(g, row, {"members": members, "kind": row["kind"] == g["kind"]})
    yield from (Pair(None, row) for key, row in rows.items() if key not in golds)


def _noise(gold: Gold, edits: Sequence[Record]) -> Iterator[tuple[GoldRow, bool]]:
    removed = _mask(len(gold.raw), ((e["raw_start"], e["raw_end"]) for e in edits if e["kind"] == "boilerplate"))
    for g in gold.noise:
        if g["kind"] == "boilerplate":
            yield g, sum(removed[g.start : g.end]) >= COVERED * (g.end - g.start)
        else:
            yield g, any(_overlap(g, e) > 0 for e in edits)


def _kept(gold: Gold, edits: Sequence[Record]) -> Iterator[tuple[GoldRow, bool]]:
    """Of each row that is content, whether it is still there; what gold itself calls boilerplate may go."""
    removed = _mask(len(gold.raw), ((e["raw_start"], e["raw_end"]) for e in edits if e["kind"] == "boilerplate"))
    noise = _mask(len(gold.raw), ((g.start, g.end) for g in gold.noise if g["kind"] == "boilerplate"))
    for g in (*gold.initiatives, *gold.targets, *gold.programmes):
        yield g, not any(removed[g.start : g.end]) or any(noise[g.start : g.end])


def _mask(length: int, spans: Iterator[tuple[int, int]]) -> bytearray:
    mask = bytearray(length)
    for start, end in spans:
        mask[start:end] = b"\1" * (end - start)
    return mask


def _facts(gold: Gold, documents: Sequence[Record]) -> Mapping[str, bool]:
    row: Record = documents[0] if documents else {}
    said = {name: gold.document[name] for name in FACTS if name in gold.document}
    return {n: same_text(_text(row.get(n)), _text(v)) if row else False for n, v in said.items()}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _overlap(g: GoldRow, row: Record) -> int:
    return int(min(row["raw_end"], g.end) - max(row["raw_start"], g.start))
