"""Alignment of two texts from the shingles they share: seeds, chained and extended; linear in their length."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from pipeline.joining.shingles import WIDTH, Shingled

GAP = 40  # characters between two seeds of one passage
DRIFT = 12  # characters that one side of a gap may be longer than the other: a word put in
OPEN = 4  # passages that seeds are held against at a time: paragraphs in another order
SKIP = 4  # characters that may differ at the end of a passage where as many behind them agree
SHORTEST = 40  # characters of a passage


@dataclass(slots=True)
class Passage:
    """A stretch of the letters of both texts, and how many characters agree in it."""

    start: int
    end: int
    other_start: int
    other_end: int
    shared: int


def align(one: Shingled, other: Shingled) -> list[Passage]:
    """The passages that `one` and `other` share, by their place in `one`; no character of either counts twice."""
    chains: list[list[tuple[int, int]]] = []
    recent: list[list[tuple[int, int]]] = []
    for seed in _seeds(one, other):
        chain = next((c for c in recent if _follows(c[-1], seed)), None)
        if chain is None:
            chain = []
            chains.append(chain)
        else:
            recent.remove(chain)
        chain.append(seed)
        recent = [chain, *recent[: OPEN - 1]]
    found = [_passage(one.letters, other.letters, chain) for chain in chains]
    return _apart([p for p in found if p.shared >= SHORTEST])


def _seeds(one: Shingled, other: Shingled) -> list[tuple[int, int]]:
    """Places of the shingles that stand in both, each shingle once."""
    import numpy as np

    _, ours, theirs = np.intersect1d(one.values, other.values, return_indices=True)
    return sorted(zip(one.places[ours].tolist(), other.places[theirs].tolist(), strict=True))


def _follows(last: tuple[int, int], seed: tuple[int, int]) -> bool:
    here, there = seed[0] - last[0], seed[1] - last[1]
    return 0 < here <= GAP and 0 < there <= GAP and abs(here - there) <= DRIFT


def _passage(a: str, b: str, chain: list[tuple[int, int]]) -> Passage:
    shared = 0
    for (at, there), (next_at, next_there) in itertools.pairwise(chain):
        shared += _agreeing(a[at:next_at], b[there:next_there])
    first, last = chain[0], chain[-1]
    left, before = _extend(a[: first[0]][::-1], b[: first[1]][::-1])
    end, other_end = last[0] + WIDTH, last[1] + WIDTH
    right, behind = _extend(a[end : end + len(b)], b[other_end : other_end + len(a)])
    return Passage(
        first[0] - left, end + right, first[1] - left, other_end + right, shared + WIDTH + before + behind
    )  # fmt: skip


def _agreeing(a: str, b: str) -> int:
    """How many characters of two stretches agree, in place or, where one is longer, from both ends."""
    if len(a) == len(b):
        return sum(x == y for x, y in zip(a, b, strict=True))
    short = min(len(a), len(b))
    head = next((i for i in range(short) if a[i] != b[i]), short)
    tail = next((i for i in range(short - head) if a[-1 - i] != b[-1 - i]), short - head)
    return head + tail


def _extend(a: str, b: str) -> tuple[int, int]:
    """How far two texts go on alike from their beginning, and how many characters of that agree."""
    at = shared = 0
    longest = min(len(a), len(b))
    while at < longest:
        if a[at] == b[at]:
            at, shared = at + 1, shared + 1
            continue
        jump = next((n for n in range(1, SKIP) if a[at + n : at + n + SKIP] == b[at + n : at + n + SKIP] != ""), None)
        if jump is None or at + jump + SKIP > longest:
            break
        at += jump
    return at, shared


def _apart(passages: list[Passage]) -> list[Passage]:
    """The passages that do not overlap, the longest first taken, by place."""
    taken: list[Passage] = []
    for passage in sorted(passages, key=lambda p: (-p.shared, p.start, p.other_start)):
        free = all(
            (passage.end <= t.start or passage.start >= t.end)
            and (passage.other_end <= t.other_start or passage.other_start >= t.other_end)
            for t in taken
        )
        if free:
            taken.append(passage)
    return sorted(taken, key=lambda p: p.start)
