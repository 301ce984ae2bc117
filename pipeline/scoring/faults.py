"""What is wrong, row by row, in words: the list that is read from top to bottom after a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.scoring.compare import Comparison, Pair
from pipeline.scoring.figures import FIELDS, MORE_FIELDS
from pipeline.scoring.gold import GoldRow, Record
from pipeline.scoring.likeness import squash

BEFORE, AFTER = 12, 6  # characters of the source shown around a number
Said = Iterator[tuple[str, str]]  # about what, and what is wrong


@dataclass(frozen=True, slots=True)
class Fault:
    """A disagreement: in which document, about what, and what is wrong."""

    doc: str
    about: str
    said: str

    def __str__(self) -> str:
        return f"{self.doc}: {self.about} {self.said}"


def every(comparisons: Sequence[Comparison], *, more: bool) -> Iterator[Fault]:
    """What costs a figure, document by document; with `more`, also what costs one of `figures.more`."""
    for c in comparisons:
        if not c.mined:
            yield Fault(c.gold.name, "document", "is not in the tables")
        yield from (Fault(c.gold.name, *said) for said in _standard(c))
        if more:
            yield from (Fault(c.gold.name, *said) for said in _more(c))


def _standard(c: Comparison) -> Said:
    for pair in c.initiatives:
        yield from (("initiative", said) for said in _of_item(pair))
    for pair in c.targets:
        yield from (("target", said) for said in _of_target(pair, c.gold.raw))
    for pair in c.typed:
        yield from (("typed target", said) for said in _lone(pair, ("kind", "num", "indicator"), ("kind", "text")))
    for pair in c.programmes:
        yield from (("programme", said) for said in (*_lone(pair, ("name",), ("name",)), *_members(pair)))
    for pair in c.slogans:
        yield from (("slogan", said) for said in _lone(pair, ("name",), ("name",)))
    yield from (("noise", f"kept: {g['kind']} {g['at'][:40]}") for g, covered in c.noise if not covered)
    yield from (("content", f"removed as boilerplate: {g['at'][:40]}") for g, kept in c.kept if not kept)


def _more(c: Comparison) -> Said:
    for pair in c.targets:
        yield from (("target", said) for said in _differences(pair, MORE_FIELDS))
    for pair in c.typed:
        yield from (("typed target", said) for said in _differences(pair, ("indicator",)))
    for pair in c.programmes:
        yield from (("programme", said) for said in _differences(pair, ("kind",)))
    for row in c.rows["documents"]:
        wrong = [fact for fact, right in c.facts.items() if not right]
        yield from (("document", f"{fact}: {row[fact]} ≠ {c.gold.document[fact]}") for fact in wrong)


def _lone(pair: Pair, gold: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    """What was missed or invented, with the fields that tell it."""
    if pair.row is None and pair.gold is not None:
        yield "missed: " + " ".join(str(pair.gold[name]) for name in gold)
    elif pair.gold is None and pair.row is not None:
        yield "invented: " + " ".join(str(pair.row[name]) for name in row)


def _of_item(pair: Pair) -> Iterator[str]:
    yield from _lone(pair, ("marker", "title"), ("marker", "title"))
    if pair.gold is None or pair.row is None:
        return
    if not pair.right["parent"]:
        yield f"has another parent: {pair.gold['marker']} {pair.gold['title']}"
    if not pair.right["title"]:
        yield f"title: {pair.row['title']} ≠ {pair.gold['title']}"


def _of_target(pair: Pair, raw: str) -> Iterator[str]:
    if pair.row is None and pair.gold is not None:
        yield from (f"{said} [{pair.gold['at']}]" for said in _lone(pair, ("num", "indicator"), ()))
    elif pair.gold is None and pair.row is not None:
        around = raw[max(0, pair.row["raw_start"] - BEFORE) : pair.row["raw_end"] + AFTER].replace("\n", "⏎")
        yield from (f"{said} [{around}]" for said in _lone(pair, (), ("text", "indicator")))
    else:
        yield from _differences(pair, FIELDS)


def _differences(pair: Pair, fields: Sequence[str]) -> Iterator[str]:
    wrong = [name for name in fields if not pair.right.get(name, True) and name != "full"]
    if pair.gold is not None and pair.row is not None and wrong:
        g, row = pair.gold, pair.row
        yield f"{g['num'] or g['name']}: " + ", ".join(_difference(name, g, row) for name in wrong)


def _difference(name: str, g: GoldRow, row: Record) -> str:
    if name == "value":
        return f"value {row['low']}–{row['high']} {row['unit']} ≠ {g['low']}–{g['high']} {g['unit']}"
    if name == "initiative":
        return "stands under another initiative"
    if name == "period":
        return f"period {row['period_text']} {row['period_start']}/{row['period_end']} ≠ {g['period']}"
    return f"{name} {row[name]} ≠ {g[name]}"


def _members(pair: Pair) -> Iterator[str]:
    if pair.gold is None or pair.row is None:
        return
    wanted = {squash(m): m for m in pair.gold["members"]}
    got = {squash(m): m for m in pair.row["members"]}
    if wanted and wanted.keys() != got.keys():
        missed = "、".join(m for key, m in wanted.items() if key not in got)
        invented = "、".join(m for key, m in got.items() if key not in wanted)
        yield f"{pair.gold['name']}: members missed {missed or '-'}, invented {invented or '-'}"
