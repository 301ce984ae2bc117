"""Traditional to simplified: OpenCC's t2s dictionaries, compiled once.

OpenCC takes, in each stretch between separators, the longest phrase first wherever it stands; then characters one by
one. No phrase holds a separator, so longest-first over the whole text comes to the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

_ASTRAL = re.compile(r"[^\x00-\uffff]")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The phrases, the single characters that change, and those of them that no simplified text needs."""

    phrases: tuple[tuple[str, str], ...]
    automaton: AhoCorasick
    table: Mapping[int, str]  # the characters, for str.translate
    runs: re.Pattern[str]  # runs of those up to U+FFFF: a pattern with any other is a hundred times as slow
    all_runs: re.Pattern[str]
    traditional: frozenset[str]


@functools.cache
def dictionary() -> Dictionary:
    """The compiled dictionaries. Raises FileNotFoundError if the package `opencc` is another one than ours."""
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package opencc-python-reimplemented is not installed")
    folder = Path(spec.origin).parent / "dictionary"
    phrases = tuple(_pairs(folder / "TSPhrases.txt").items())
    characters = {old: new for old, new in _pairs(folder / "TSCharacters.txt").items() if old != new}
    simplified = set("".join(_pairs(folder / "STCharacters.txt")))
    automaton = AhoCorasick([old for old, _ in phrases], matchkind=MatchKind.Standard)
    common = "".join(c for c in characters if c <= "\uffff")
    runs, all_runs = re.compile(f"[{common}]+"), re.compile(f"[{''.join(characters)}]+")
    traditional = frozenset(characters.keys() - simplified)
    return Dictionary(phrases, automaton, str.maketrans(characters), runs, all_runs, traditional)


def _pairs(path: Path) -> dict[str, str]:
    """`key TAB value value…` lines; the first value is OpenCC's choice."""
    pairs = (line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line)
    return {key: values.split(" ")[0] for key, values in pairs}


def changes(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, simplified) of every phrase and every run of characters of `text` that changes, in order.

    >>> list(changes("區級"))
    [(0, 2, '区级')]
    """
    book = dictionary()
    runs = book.all_runs if _ASTRAL.search(text) else book.runs
    at = 0
    for start, end, new in [*_phrases(text, book), (len(text), len(text), "")]:
        for run in runs.finditer(text, at, start):
            yield run.start(), run.end(), run[0].translate(book.table)
        if text[start:end] != new:
            yield start, end, new
        at = end


def _phrases(text: str, book: Dictionary) -> list[tuple[int, int, str]]:
    """The phrases of `text`, longest first wherever they stand, in order."""
    found = book.automaton.find_matches_as_indexes(text, overlapping=True)
    phrases: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for index, start, end in sorted(found, key=lambda match: (match[1] - match[2], match[1])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            phrases.append((start, end, book.phrases[index][1]))
    return sorted(phrases)


def simplified(text: str) -> str:
    """`text` in simplified characters, as `OpenCC("t2s").convert` gives it.

    >>> simplified("教體局")
    '教体局'
    """
    pieces, at = [], 0
    for start, end, new in changes(text):
        pieces += [text[at:start], new]
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
