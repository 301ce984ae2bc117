"""Figures: how many of the gold rows were found, and how many of the rows found are gold.

Counts are added over the documents (micro-averaged). `initiatives` to `kept` are the figures of the annotation guide's
scorer, by the same definitions; `more` are those of fields that it leaves out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.scoring.compare import Comparison, Pair
from pipeline.scoring.likeness import squash

ROUNDS = 1000
SEED = 20_240_601  # any: the same documents give the same intervals
FIELDS = ("value", "indicator", "comparator", "change", "status", "initiative", "full")
MORE_FIELDS = ("action", "period", "binding")


@dataclass(frozen=True, slots=True)
class Figure:
    """`hit` of the `gold` rows there are, among the `found`."""

    hit: int = 0
    gold: int = 0
    found: int = 0

    @property
    def precision(self) -> float:
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 where something was found and nothing is there.

        >>> round(Figure(hit=9, gold=10, found=12).f1, 3)
        0.818
        """
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.hit + other.hit, self.gold + other.gold, self.found + other.found)


Figures = Mapping[str, Figure]


def figures(comparisons: Sequence[Comparison]) -> dict[str, Figure]:
    """The figures of all documents together, in the order in which people read them."""
    return total([of_document(c) for c in comparisons])


def more(comparisons: Sequence[Comparison]) -> dict[str, Figure]:
    """Figures of fields that the guide's scorer leaves out."""
    return total([dict(_more(c)) for c in comparisons])


def of_document(comparison: Comparison) -> dict[str, Figure]:
    """The figures of one document."""
    found: dict[str, Figure] = {}
    for name, figure in _counted(comparison):
        found[name] = found.get(name, Figure()) + figure
    return found


def total(parts: Sequence[Figures]) -> dict[str, Figure]:
    """The figures of several documents added up."""
    sums: dict[str, Figure] = {}
    for part in parts:
        for name, figure in part.items():
            sums[name] = sums.get(name, Figure()) + figure
    return sums


def intervals(comparisons: Sequence[Comparison], rounds: int = ROUNDS) -> dict[str, tuple[float, float]]:
    """Between what 95 of 100 draws of as many documents (with replacement) put each F1: what a few more documents of
    the same kinds might do to it."""
    parts = [of_document(c) for c in comparisons]
    draw = random.Random(SEED)
    drawn: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, figure in total(draw.choices(parts, k=len(parts))).items():
            drawn.setdefault(name, []).append(figure.f1)
    edge = {name: (sorted(values), int(0.025 * len(values))) for name, values in drawn.items()}
    return {name: (values[cut], values[len(values) - 1 - cut]) for name, (values, cut) in edge.items()}


def _counted(c: Comparison) -> Iterator[tuple[str, Figure]]:
    whole = [p for p in c.initiatives if p.both and all(p.right.values())]
    yield "initiatives", _figure(c.initiatives)
    yield "initiatives.tree", _figure(c.initiatives, len(whole))
    yield "targets.typed", _figure(c.typed)
    yield "targets.found", _figure(c.targets)
    for field in FIELDS:
        yield f"targets.{field}", _figure(c.targets, sum(p.right.get(field, False) for p in c.targets))
    for pair in c.targets:
        yield from _suspect(pair)
    yield "programmes", _figure(c.programmes)
    for pair in c.programmes:
        yield from _members(pair)
    yield "slogans", _figure(c.slogans)
    for row, covered in c.noise:
        yield f"noise.{row['kind']}", Figure(covered, 1, covered)
    for _, kept in c.kept:
        yield "kept", Figure(kept, 1, kept)


def _figure(pairs: Sequence[Pair], hit: int | None = None) -> Figure:
    gold, found = sum(p.gold is not None for p in pairs), sum(p.row is not None for p in pairs)
    return Figure(sum(p.both for p in pairs) if hit is None else hit, gold, found)


def _suspect(pair: Pair) -> Iterator[tuple[str, Figure]]:
    """Of the numbers found, whether those that cannot be right are told, and no others."""
    if pair.gold is None or pair.row is None:
        return
    told = bool(pair.row["suspect"])
    if pair.gold["suspect"] or told:
        hit = told and bool(pair.gold["suspect"])
        yield "targets.suspect", Figure(hit, bool(pair.gold["suspect"]), told)


def _members(pair: Pair) -> Iterator[tuple[str, Figure]]:
    """The members' names, one by one, of the sets for which gold names any."""
    wanted = {squash(m) for m in pair.gold["members"]} if pair.gold is not None else set()
    if wanted:
        got = {squash(m) for m in pair.row["members"]} if pair.row is not None else set()
        yield "programmes.members", Figure(len(wanted & got), len(wanted), len(got))


def _more(c: Comparison) -> Iterator[tuple[str, Figure]]:
    for field in MORE_FIELDS:
        yield f"targets.{field}", _figure(c.targets, sum(p.right.get(field, False) for p in c.targets))
    yield "targets.typed.indicator", _figure(c.typed, sum(p.right.get("indicator", False) for p in c.typed))
    yield "programmes.kind", _figure(c.programmes, sum(p.right.get("kind", False) for p in c.programmes))
    for fact, right in c.facts.items():
        yield f"document.{fact}", Figure(right, 1, 1)
