"""Regular expressions take time in proportion to the text, whatever the text.

Every pattern that a module of the package holds is run over texts made of its own characters: one repeated, two or
three in turn, with and without an end that spoils a match. It is growth that counts, not time: a text four times as
long may take some four times as long. What is fast beyond doubt is not measured twice.
"""

from __future__ import annotations

import dataclasses
import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import pipeline
from pipeline.grammar import typed
from pipeline.grammar.roles.cues import Cues
from pipeline.grammar.words import Words
from pipeline.lexicon import Lexicons
from pipeline.patience import OutOfTime, patience

FAST = 0.008  # seconds for SMALL characters: a pattern that costs its square takes some three times that
SMALL, LARGE = 3_000, 12_000  # characters
LOOKED_AT = 2  # pieces of a pattern
PATIENCE = 2.0  # seconds that no pattern needs for so little
GROWTH = 9.0  # of the time for four times the text: 4 is linear, 16 quadratic
ATTEMPTS = 5
MOST_CHARACTERS = 4  # of a pattern, that texts are made of


def patterns() -> dict[str, re.Pattern[Any]]:
    """All patterns of all modules, by the place where they stand."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            for at, pattern in enumerate(_patterns_in(value)):
                found[f"{module.name}.{name}[{at}]"] = pattern
    for made in (Words.of(Lexicons.default()).giving, Cues.of(Lexicons.default()), typed.Cues.of(Lexicons.default())):
        for field in dataclasses.fields(made):
            for pattern in _patterns_in(getattr(made, field.name)):
                found[f"{type(made).__module__}.{field.name}"] = pattern
    unique: dict[tuple[Any, int], str] = {}
    for place, pattern in found.items():
        unique.setdefault((pattern.pattern, pattern.flags), place)
    return {place: found[place] for place in unique.values()}


def _patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(_patterns_in, value.values()))
    elif isinstance(value, (tuple, list, frozenset, set)):
        yield from itertools.chain.from_iterable(map(_patterns_in, value))


def characters(tree: Any) -> Iterator[str]:
    """One character for each literal, class and category of a parsed pattern."""
    for operation, argument in tree:
        if operation is codes.LITERAL:
            yield chr(argument)
        elif operation is codes.NOT_LITERAL:
            yield "中" if argument != ord("中") else "国"
        elif operation is codes.ANY:
            yield "中"
        elif operation is codes.IN:
            yield from _of_class(argument)
        elif operation is codes.BRANCH:
            yield from itertools.chain.from_iterable(map(characters, argument[1]))
        elif operation in (codes.SUBPATTERN, codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield from characters(argument[-1])
        elif operation in (codes.ASSERT, codes.ASSERT_NOT):
            yield from characters(argument[1])
        elif operation is codes.ATOMIC_GROUP:
            yield from characters(argument)


CATEGORIES = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "中", "NOT_SPACE": "中", "NOT_WORD": "，"}


def _of_class(members: Any) -> Iterator[str]:
    if members and members[0][0] is codes.NEGATE:
        yield from ("中", "1", " ")
        return
    for operation, argument in members[:4]:
        if operation is codes.LITERAL:
            yield chr(argument)
        elif operation is codes.RANGE:
            yield chr(argument[0])
            yield chr((argument[0] + argument[1]) // 2)
        elif operation is codes.CATEGORY:
            yield CATEGORIES[str(argument).removeprefix("CATEGORY_")]


def repeated(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Pieces that a hostile text would repeat."""
    parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    if isinstance(pattern.pattern, bytes):
        counted = dict.fromkeys(c for c in characters(parsed) if ord(c) < 256)
    else:
        counted = dict.fromkeys(characters(parsed))
    chars = [c for c in counted if not "\ud800" <= c <= "\udfff"][: 3 * MOST_CHARACTERS]
    yield from chars
    few = chars[:MOST_CHARACTERS]
    yield from ("".join(pair) for pair in itertools.permutations(few, 2))
    if len(few) > 2:
        yield "".join(few)
    if len(chars) > len(few):
        yield "".join(chars)


def text_of(pattern: re.Pattern[Any], piece: str, size: int) -> Any:
    text = piece * (size // len(piece)) + "\x01"
    return text.encode("latin-1") if isinstance(pattern.pattern, bytes) else text


def cost(pattern: re.Pattern[Any], text: Any) -> float:
    """Seconds for all finds in `text`; infinite beyond PATIENCE.

    Not of processor time, which ticks in 4 ms on some kernels, more than a pattern takes; of several measures the least
    is the one that nothing disturbed.
    """
    begun = time.perf_counter()
    try:
        with patience(PATIENCE):
            for _ in pattern.finditer(text):
                pass
    except OutOfTime:
        return float("inf")
    return time.perf_counter() - begun


def growth(pattern: re.Pattern[Any], piece: str) -> float:
    """How many times as long four times the text takes, by the least disturbed of some attempts."""
    least = float("inf")
    for _ in range(ATTEMPTS):
        small = min(cost(pattern, text_of(pattern, piece, SMALL)) for _ in range(3))
        large = min(cost(pattern, text_of(pattern, piece, LARGE)) for _ in range(2))
        least = min(least, large / max(small, 1e-5))
        if small == float("inf"):
            return small
        if least <= GROWTH:
            break
    return least


def costly(pattern: re.Pattern[Any]) -> str | None:
    """A piece that the pattern costs more than its length, if one does: the few that take longest are looked at."""
    took: dict[str, float] = {}
    for piece in repeated(pattern):
        for size in (30, 300, SMALL):  # what grows faster than the square shows here, before it takes for ever
            took[piece] = cost(pattern, text_of(pattern, piece, size))
            if took[piece] == float("inf"):
                return piece
    slowest = sorted((piece for piece in took if took[piece] >= FAST), key=lambda piece: -took[piece])[:LOOKED_AT]
    return next((piece for piece in slowest if growth(pattern, piece) > GROWTH), None)


PATTERNS = patterns()


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 200 and any(place.startswith("pipeline.clean.") for place in PATTERNS)


def test_time_grows_with_the_text() -> None:
    slow = {place: piece for place, p in PATTERNS.items() if (piece := costly(p)) is not None}
    assert not slow, "\n".join(f"{place} {PATTERNS[place].pattern!r}: {piece!r}" for place, piece in slow.items())


@pytest.mark.parametrize("pattern", [r"(?:a|aa)+b", r"\d+年", r"(.{2,}?)制度"])
def test_a_pattern_that_costs_its_square_is_told(pattern: str) -> None:
    assert costly(re.compile(pattern)) is not None
