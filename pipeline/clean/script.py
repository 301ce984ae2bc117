"""Traditional to simplified, and only where the text is traditional.

Characters that stand in traditional text alone are counted, not just looked for: names and idioms of plain simplified
text hold some (乾县, 瞭望), and those are right as they stand.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Literal

from pipeline.characters import HAN, lines
from pipeline.lexicon import Lexicons
from pipeline.t2s import changes, dictionary
from pipeline.text import Proposal

_HAN = re.compile(f"[{HAN}]+")
_ASTRAL = re.compile(r"[^\x00-\uffff]")
Script = Literal["hans", "hant", "mixed"]
_FEW = 4  # different traditional characters that plain simplified text may hold
_HANT = 0.12  # share of a text's Han characters that are traditional only, from which on the whole is traditional
_LINE = 0.10  # the same for one line of a mixed text
_MOST = 0.75  # share of a traditional text that stands in lines which are traditional by themselves
_SHORTEST = 8  # characters of a line that can be judged
_SHORT_LINE = 0.3  # the share that tells of a shorter one


@functools.lru_cache(maxsize=1)
def script_of(text: str) -> Script:
    """Which script `text` is written in.

    >>> script_of("全面提高教育质量"), script_of("全面提高教育質量，實現優質均衡發展")
    ('hans', 'hant')
    """
    found: set[str] = set().union(*_traditional_runs().findall(text))
    if not found:
        return "hans"
    if _share(text) >= _HANT:
        return "hant" if _is_hant_throughout(text) else "mixed"
    if len(found) <= _FEW:
        return "hans"
    return "mixed" if any(_is_hant(line.text) for line in lines(text)) else "hans"


@functools.cache
def _traditional_runs() -> re.Pattern[str]:
    return re.compile(f"[{''.join(char for char in dictionary().traditional if char <= chr(0xFFFF))}]+")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Changed characters next to each other are one edit; so is a phrase."""
    script = script_of(text)
    if script == "hant":
        yield from _convert(text, 0)
    elif script == "mixed":
        for line in lines(text):
            if _is_hant(line.text):
                yield from _convert(text[line.start : line.end], line.start)


def _share(text: str) -> float:
    han = _length(_HAN, text)
    if not han:
        return 0.0
    traditional = _length(_traditional_runs(), text)
    if _ASTRAL.search(text):  # none of them is in a pattern, which it would make slow
        traditional += sum(char > "\uffff" and char in dictionary().traditional for char in text)
    return traditional / han


def _length(runs: re.Pattern[str], text: str) -> int:
    """How many characters of `text` stand in `runs`."""
    return sum(map(len, runs.findall(text)))


def _is_hant_throughout(text: str) -> bool:
    """Whether the Han characters stand, nearly all, in lines that are traditional by themselves."""
    sizes = [(_length(_HAN, line.text), _share(line.text) >= _LINE / 2) for line in lines(text) if line.text]
    judged = [(size, hant) for size, hant in sizes if size >= _SHORTEST]
    return sum(size for size, hant in judged if hant) >= _MOST * sum(size for size, _ in judged)


def _is_hant(line: str) -> bool:
    return _share(line) >= (_LINE if len(line) >= _SHORTEST else _SHORT_LINE)


def _convert(text: str, offset: int) -> Iterator[Proposal]:
    run: list[tuple[int, int, str]] = []
    for change in changes(text):
        if run and run[-1][1] != change[0]:
            yield _edit(run, offset)
            run = []
        run.append(change)
    if run:
        yield _edit(run, offset)


def _edit(run: list[tuple[int, int, str]], offset: int) -> Proposal:
    new = "".join(text for _, _, text in run)
    return Proposal(run[0][0] + offset, run[-1][1] + offset, new, "script", "t2s")
