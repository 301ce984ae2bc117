"""Which document of the old tables is which of the new ones.

The same bytes are the same document. What is left is matched by its source, or, where only folders have changed, by the
name of its file, then by its title: each only where it could be no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from pipeline.scoring.likeness import squash

Record = Mapping[str, Any]
How = Literal["bytes", "source", "file name", "title"]


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """A document in the old and in the new tables; one of them is None where it is new or gone."""

    old: Record | None
    new: Record | None
    how: How | None


def pair(old: Sequence[Record], new: Sequence[Record]) -> list[DocumentPair]:
    """Every document of either once, by source.

    >>> [(p.how, p.new and p.new["doc_id"]) for p in pair(
    ...     [{"doc_id": "1", "source": "a.txt", "title": "甲"}], [{"doc_id": "2", "source": "b.txt", "title": "甲"}])]
    [('title', '2')]
    """
    pairs: list[DocumentPair] = []
    ways: list[tuple[How, Callable[[Record], str | None]]] = [
        ("bytes", lambda d: d["doc_id"]),
        ("source", lambda d: d["source"]),
        ("file name", lambda d: PurePosixPath(d["source"]).name),
        ("title", lambda d: squash(d["title"]) or None),
    ]
    for how, key in ways:
        olds, news = _only(old, key), _only(new, key)
        for name in olds.keys() & news.keys():
            pairs.append(DocumentPair(olds[name], news[name], how))
        taken = {p.old["doc_id"] for p in pairs if p.old}, {p.new["doc_id"] for p in pairs if p.new}
        old = [d for d in old if d["doc_id"] not in taken[0]]
        new = [d for d in new if d["doc_id"] not in taken[1]]
    pairs += [DocumentPair(document, None, None) for document in old]
    pairs += [DocumentPair(None, document, None) for document in new]
    return sorted(pairs, key=_place)


def _only(documents: Sequence[Record], key: Callable[[Record], str | None]) -> dict[str, Record]:
    """The documents by a key that no two of them share."""
    found: dict[str, list[Record]] = defaultdict(list)
    for document in documents:
        name = key(document)
        if name is not None:
            found[name].append(document)
    return {name: group[0] for name, group in found.items() if len(group) == 1}


def _place(pair: DocumentPair) -> tuple[str, str]:
    document = pair.new or pair.old or {}
    return str(document["source"]), str(document["doc_id"])
