"""Candidates: pairs of documents that may share text, found without comparing every pair.

Two ways, each linear in the documents. Documents alike as wholes share a band of their MinHash signatures (datasketch).
Documents that share a passage only have rare shingles in common: these are sorted, and neighbours of one value are a
pair. What many documents have is linked to the first and the last before it only: a chain holds a thousand copies
together with two thousand pairs, where all pairs would be half a million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.joining.shingles import Shingled

PERMUTATIONS = 64
ALIKE = 0.4  # Jaccard of the shingles from which on documents are candidates as wholes
RARE = 12  # documents; what more of them have is linked in a chain
FEWEST = 5  # sampled shingles that a pair must share: about forty characters


def pairs(documents: Sequence[Shingled]) -> list[tuple[int, int]]:
    """Pairs of positions in `documents`, the smaller first, sorted."""
    return sorted({*_by_shingles(documents), *_by_signatures(documents)})


def _by_shingles(documents: Sequence[Shingled]) -> Iterator[tuple[int, int]]:
    import numpy as np

    if not documents:
        return
    unique = [np.unique(d.values) for d in documents]
    values = np.concatenate(unique)
    owners = np.repeat(np.arange(len(unique)), [len(u) for u in unique])
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    sizes = np.diff(np.r_[starts, len(values)])
    firsts, lasts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for size in range(2, RARE + 1):  # all pairs of what few have
        groups = starts[sizes == size]
        for i in range(size):
            for j in range(i + 1, size):
                firsts.append(owners[groups + i])
                lasts.append(owners[groups + j])
    for start, size in zip(starts[sizes > RARE], sizes[sizes > RARE], strict=True):
        group = owners[start : start + size]
        firsts += [group[:-1], np.full(size - 1, group[0])]
        lasts += [group[1:], group[1:]]
    both = np.concatenate(firsts).astype(np.int64) * len(unique) + np.concatenate(lasts)
    found, counts = np.unique(both, return_counts=True)
    for pair in found[counts >= FEWEST].tolist():
        yield divmod(pair, len(unique))


def _by_signatures(documents: Sequence[Shingled]) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS)
    for at, document in enumerate(documents):
        if len(document.values) < FEWEST:
            continue
        signature = MinHash(num_perm=PERMUTATIONS, hashfunc=_as_it_is)
        signature.update_batch((document.values & 0xFFFFFFFF).tolist())
        found = sorted(index.query(signature))
        if len(found) > RARE:  # enough of its kind are in the index already
            yield from ((other, at) for other in (found[0], found[-1]))
            continue
        yield from ((other, at) for other in found)
        index.insert(at, signature)


def _as_it_is(value: int) -> int:
    """A shingle's value is a hash already."""
    return value
