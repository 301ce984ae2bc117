"""How cost grows: ten times the length of a document, ten times the documents. 1.0 is in step with the text."""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks import made
from pipeline.miner import MineOptions, mine_one

SHORT = 30_000  # bytes
TIMES = 10


def one_round() -> dict[str, float]:
    """The cost of a byte in what is ten times as much, over its cost in the one."""
    one, long = [made.document(SHORT)], [made.document(SHORT * TIMES)]
    many = [made.document(SHORT, seed) for seed in range(TIMES)]
    cost = _cost(one * 3)
    return {"document ten times as long": _cost(long) / cost, "ten times the documents": _cost(many) / cost}


def _cost(texts: Sequence[str]) -> float:
    """CPU seconds a byte."""
    begun = time.process_time()
    for number, text in enumerate(texts):
        mine_one(text.encode(), f"made-{number}.txt", MineOptions())
    return (time.process_time() - begun) / sum(len(text.encode()) for text in texts)
