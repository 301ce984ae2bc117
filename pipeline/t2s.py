"""Traditional to simplified: OpenCC's t2s dictionaries, compiled once.

OpenCC takes, in each stretch between separators, the longest phrase first wherever it stands; then characters one by
one. No phrase holds a separator, so longest-first over the whole text comes to the same. Every phrase is as long as
what it becomes, so that a whole text is looked up at once, as an array of its code points.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.code_points import as_text, code_points, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.code_points import Codes


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The phrases, the single characters that change, and those of them that no simplified text needs."""

    phrases: tuple[tuple[str, str], ...]
    automaton: AhoCorasick
    table: Mapping[int, str]  # the characters, for str.translate
    codes: Codes  # the same: what each code point becomes
    stirring: frozenset[str]  # without any of these a text stays as it is
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
    automaton = AhoCorasick([old for old, _ in phrases], MatchKind.Standard, implementation=Implementation.DFA)
    translation = str.maketrans(characters)
    stirring = frozenset(characters).union(*(old for old, new in phrases if old != new))
    traditional = frozenset(characters.keys() - simplified)
    return Dictionary(phrases, automaton, translation, table(translation), stirring, traditional)


def _pairs(path: Path) -> dict[str, str]:
    """`key TAB value value…` lines; the first value is OpenCC's choice."""
    pairs = (line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line)
    return {key: values.split(" ")[0] for key, values in pairs}


def respelt(text: str) -> tuple[str, NDArray[np.bool_]]:
    """`text` in simplified characters, and of each character whether it is in a phrase, or is one, that changes.

    >>> respelt("區級")
    ('区级', array([ True,  True]))
    """
    book = dictionary()
    old = code_points(text)
    new = book.codes[old]
    changed = new != old
    for start, end, word in _phrases(text, book):
        new[start:end] = code_points(word)
        changed[start:end] = word != text[start:end]
    return as_text(new), changed


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
    book = dictionary()
    if book.stirring.isdisjoint(text):
        return text
    pieces, at = [], 0
    for start, end, new in _phrases(text, book):
        pieces += [text[at:start].translate(book.table), new]
        at = end
    pieces.append(text[at:].translate(book.table))
    return "".join(pieces)
