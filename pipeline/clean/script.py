"""Traditional to simplified, with OpenCC's t2s dictionaries, compiled once and told apart by line.

OpenCC takes, in each stretch between separators, the longest phrase first wherever it stands; then characters one by
one. Phrases hold no separator, so that longest-first over the whole text comes to the same. Text that is simplified
already is left alone: 乾县 and 瞭望 are right as they stand.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.characters import HAN_CHAR, lines
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

Script = Literal["hans", "hant", "mixed"]
_FEW = 4  # different traditional characters that plain simplified text may hold: 覆 么 沈 in names and idioms
_HANT = 0.12  # share of a text's Han characters that are traditional only, from which on the whole is traditional
_LINE = 0.10  # the same for one line of a mixed text


@dataclass(frozen=True, slots=True)
class _Dictionary:
    phrases: tuple[tuple[str, str], ...]
    automaton: AhoCorasick
    characters: dict[str, str]
    traditional: frozenset[str]


@functools.cache
def dictionary() -> _Dictionary:
    """OpenCC's t2s dictionaries. Raises FileNotFoundError if the package `opencc` is another one than ours."""
    folder = files("opencc") / "dictionary"
    phrases = _pairs((folder / "TSPhrases.txt").read_text("utf-8"))
    characters = {k: v for k, v in _pairs((folder / "TSCharacters.txt").read_text("utf-8")).items() if k != v}
    both = set("".join(_pairs((folder / "STCharacters.txt").read_text("utf-8"))))
    keys = tuple(phrases.items())
    automaton = AhoCorasick([k for k, _ in keys], matchkind=MatchKind.Standard)
    return _Dictionary(keys, automaton, characters, frozenset(characters.keys() - both))


def _pairs(text: str) -> dict[str, str]:
    """`key TAB value value…` lines; the first value is OpenCC's choice."""
    pairs = (line.split("\t") for line in text.splitlines() if "\t" in line)
    return {key: values.split(" ")[0] for key, values in pairs}


def script_of(text: str) -> Script:
    """Which script `text` is written in.

    >>> script_of("全面提高教育质量"), script_of("全面提高教育質量，實現優質均衡發展")
    ('hans', 'hant')
    """
    traditional = dictionary().traditional
    if len(set(text) & traditional) <= _FEW and _share(text) < _HANT:
        return "hans"
    if _share(text) >= _HANT:
        return "hant"
    return "mixed" if any(_is_hant(line.text) for line in lines(text)) else "hans"


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Changed characters next to each other are one edit; a phrase is one."""
    script = script_of(text)
    if script == "hant":
        yield from _convert(text, 0)
    elif script == "mixed":
        for line in lines(text):
            if _is_hant(line.text):
                yield from _convert(text[line.start : line.end], line.start)


def _share(text: str) -> float:
    counts = Counter(text)
    han = sum(n for char, n in counts.items() if HAN_CHAR.match(char))
    traditional = dictionary().traditional
    return sum(n for char, n in counts.items() if char in traditional) / han if han else 0.0


def _is_hant(line: str) -> bool:
    return len(line) >= 8 and _share(line) >= _LINE


def _convert(text: str, offset: int) -> Iterator[Proposal]:
    book = dictionary()
    found = book.automaton.find_matches_as_indexes(text, overlapping=True)
    taken = bytearray(len(text))
    changed: dict[int, tuple[int, str]] = {}
    for index, start, end in sorted(found, key=lambda m: (m[1] - m[2], m[1])):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        changed[start] = (end, book.phrases[index][1])
    for at, char in enumerate(text):
        if not taken[at] and char in book.characters:
            changed[at] = (at + 1, book.characters[char])
    run: list[tuple[int, int, str]] = []
    for start, (end, new) in sorted(changed.items()):
        if text[start:end] == new:
            continue
        if run and run[-1][1] != start:
            yield _edit(run, offset)
            run = []
        run.append((start, end, new))
    if run:
        yield _edit(run, offset)


def _edit(run: list[tuple[int, int, str]], offset: int) -> Proposal:
    new = "".join(text for _, _, text in run)
    return Proposal(run[0][0] + offset, run[-1][1] + offset, new, "script", "t2s")
