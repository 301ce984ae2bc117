"""Which row of a document is which of its other version: first those that are alike in all that counts, then the best
matches of what is left, by what they are about and by the words around them."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.scoring.likeness import shared, squash

Record = Mapping[str, Any]
RowPair = tuple[Record | None, Record | None]
NUMBERS = re.compile(r"[\d０-９〇零一二两三四五六七八九十百千万亿.．％%]+")
LIKE = 0.8  # of two names of an indicator, to be one
UNLIKE = 0.3  # of two names, not to be one, whatever is around them
ENOUGH = 0.5  # of the score that makes two rows one
WORDS = 0.6  # of the words of two sentences, to be one where the indicators are not
MOST = 100_000  # pairs that are looked at one by one; of more, those of one indicator and NEAR each other
NEAR = 0.1  # of a document


def targets(old: Sequence[Record], new: Sequence[Record]) -> list[RowPair]:
    """The targets of two versions of a document in pairs, in the order of the new one; what is gone stands at the end.

    `确保覆盖率达到97%以上` and `覆盖率达到97%左右` are a pair; `新建学校3所` is none of theirs.
    """
    return align(old, new, _exactly, target_likeness)


def initiatives(old: Sequence[Record], new: Sequence[Record]) -> list[RowPair]:
    """The initiatives of two versions, by title, then by likeness of titles on the same level."""
    return align(old, new, lambda row: (row["level"], squash(row["title"])), _title_likeness)


def align(
    old: Sequence[Record],
    new: Sequence[Record],
    exactly: Callable[[Record], object],
    likeness: Callable[[Record, Record], float],
) -> list[RowPair]:
    """Rows with the same `exactly` in their order, then the likest that are like `ENOUGH`, each at most once."""
    waiting: dict[object, list[int]] = defaultdict(list)
    for at, row in enumerate(old):
        waiting[exactly(row)].append(at)
    partner: dict[int, int] = {}  # position in new -> in old
    for at, row in enumerate(new):
        same = waiting[exactly(row)]
        if same:
            partner[at] = same.pop(0)
    free = sorted(set(range(len(old))) - set(partner.values()))
    for o, n in _best(old, free, new, [n for n in range(len(new)) if n not in partner], likeness):
        partner[n] = o
    gone = sorted(set(range(len(old))) - set(partner.values()))
    found: list[RowPair] = [(old[partner[n]] if n in partner else None, row) for n, row in enumerate(new)]
    return [*found, *((old[o], None) for o in gone)]


def _best(
    old: Sequence[Record],
    olds: Sequence[int],
    new: Sequence[Record],
    news: Sequence[int],
    likeness: Callable[[Record, Record], float],
) -> Iterator[tuple[int, int]]:
    """The likest pairs first; of several as like, those whose order in the text is kept."""
    many = len(olds) * len(news) > MOST
    scored = []
    for o in olds:
        for n in news:
            apart = abs(o / len(old) - n / len(new))
            if many and (apart > NEAR or old[o].get("indicator_key") != new[n].get("indicator_key")):
                continue
            score = likeness(old[o], new[n])
            if score >= ENOUGH:
                scored.append((-score, apart, o, n))
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, o, n in sorted(scored):
        if o not in taken[0] and n not in taken[1]:
            taken[0].add(o)
            taken[1].add(n)
            yield o, n


def _exactly(row: Record) -> object:
    names = ("indicator_key", "status", "change", "kind", "comparator", "text")
    return (*(row[name] for name in names), squash(row["sentence"]))


def target_likeness(old: Record, new: Record) -> float:
    """From 0 to 1: by indicator, words around, dimension, status and period."""
    if old["dimension"] != new["dimension"] and None not in (old["dimension"], new["dimension"]):
        return 0.0
    keys, names = (old["indicator_key"], new["indicator_key"]), (old["indicator"], new["indicator"])
    named = 0.0 if None in names else 1.0 if keys[0] == keys[1] else shared(*names)
    words = _words(old["sentence"], new["sentence"])
    if named < LIKE and (words < WORDS or (None not in names and named < UNLIKE)):
        return 0.0
    same = sum(bool(old[n] == new[n]) for n in ("status", "period_end", "change", "value_low"))
    return 0.45 * (named if named >= LIKE else named / 2) + 0.35 * words + 0.05 * same


def _words(old: str | None, new: str | None) -> float:
    """Share of the character pairs that two sentences have in common, numbers aside."""
    one, other = _pairs(old), _pairs(new)
    if not one or not other:
        return float(squash(old) == squash(new))
    return 2 * len(one & other) / (len(one) + len(other))


@functools.lru_cache(maxsize=10_000)
def _pairs(sentence: str | None) -> frozenset[str]:
    text = NUMBERS.sub("0", squash(sentence))
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _title_likeness(old: Record, new: Record) -> float:
    return shared(old["title"], new["title"]) if old["level"] == new["level"] else 0.0
