"""How cost grows: ten times the length of a document, ten times the documents. 1.0 is in step with the text."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import made
from benchmarks.clock import each
from pipeline.miner import MineOptions, mine_one

SHORT = 30_000  # bytes
TIMES = 10


def one_round() -> dict[str, float]:
    """The cost of a byte in what is ten times as much, over its cost in the one."""
    one, long = [made.document(SHORT)], [made.document(SHORT * TIMES)]
    many = [made.document(SHORT, seed) for seed in range(TIMES)]
    cost = _cost(one)
    return {"document ten times as long": _cost(long) / cost, "ten times the documents": _cost(many) / cost}


def _cost(texts: Sequence[str]) -> float:
    """CPU seconds a byte."""
    sources = [text.encode() for text in texts]

    def mine() -> None:
        for number, source in enumerate(sources):
            mine_one(source, f"made-{number}.txt", MineOptions())

    return each(mine) / sum(map(len, sources))
