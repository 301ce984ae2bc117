"""Words that a rewriting tool swapped, and numbers along with them: flagged with the likely original, never changed.

Such a tool replaces a word wherever it stands (发展 by 开展, 基础 by 根底), so the text holds combinations that nobody
writes: 高质量开展, 原那么. A few different ones of them give the document away; then every word of the list may be a
swapped one. The same tools put the year of the day for `10`: 20230% was 100%, 2023所 was 10所.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from pipeline.lexicon import Entry, Lexicon, Lexicons
from pipeline.text import Proposal

_TELLTALES = 3  # different combinations that nobody writes, from which on a document is a spun one
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")
_REPLACED = "10"  # what the year was put for
_ROUND = re.compile(r"\d{0,20}[1-9](?=[多余][^\d]?[万亿])")  # 2022多万: nobody says so
_TO = "-—–~～至到、/ "


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Flags only: each edit's text is what stands there."""
    lexicon = lexicons["spun"]
    families = _families(text, _where(lexicons, "tell"))
    if not families:
        return
    yield from _words(text, _where(lexicons, "pair"), families)
    yield from _numbers(text, lexicon, lexicons["units"])


@functools.cache
def _where(lexicons: Lexicons, how: str) -> Lexicon:
    whole = lexicons["spun"]
    return Lexicon(whole.name, whole.columns, tuple(e for e in whole.entries if how in e["how"].split()))


def _families(text: str, tells: Lexicon) -> frozenset[str]:
    """The families of swaps (lists that tools use) that the text shows."""
    found = {(entry["family"], entry.term) for _, _, entry in tells.find(text)}
    counts = Counter(family for family, _ in found)
    return frozenset(family for family, count in counts.items() if count >= _TELLTALES)


def _words(text: str, pairs: Lexicon, families: frozenset[str]) -> Iterator[Proposal]:
    for start, end, entry in pairs.find(text):
        if entry["family"] in families and not _is_right(text, start, end, entry):
            yield Proposal(start, end, text[start:end], "spun", entry.where, entry["likely"])


def _is_right(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether the words around say that the word was there before: 开展 before 活动."""
    before, after = entry["unless_before"], entry["unless_after"]
    left = text[max(0, start - 8) : start]
    return bool(
        (before and left.endswith(tuple(before.split("|"))))
        or (after and text.startswith(tuple(after.split("|")), end))
    )


def _numbers(text: str, lexicon: Lexicon, units: Lexicon) -> Iterator[Proposal]:
    years = Counter(_YEAR.findall(text))
    if not years:
        return
    year = max(years, key=lambda y: (years[y], y))
    dates = tuple(entry.term for entry in lexicon.entries if entry["how"] == "year")
    for match in _DIGITS.finditer(text):
        number, rest = match.group(), text[match.end() : match.end() + 12]
        if year not in number:
            continue
        twice = number == year * 2 or (number == year and rest[:1] in tuple(_TO) and rest[1:5] == year)
        if twice:
            yield Proposal(*match.span(), number, "spun", "digits_of_years")
        elif number != year or _is_counted(rest, dates, units):
            yield Proposal(*match.span(), number, "spun", "digits", number.replace(year, _REPLACED, 1))
    for match in _ROUND.finditer(text):
        if _YEAR.fullmatch(match.group()):
            yield Proposal(*match.span(), match.group(), "spun", "digits_not_round")


def _is_counted(rest: str, dates: tuple[str, ...], units: Lexicon) -> bool:
    if rest.startswith(dates) or not rest:
        return False
    if rest.startswith(("月", "日", "%", "％", "‰")):
        return True
    return any(start == 0 for start, _, _ in units.find(rest[:4]))
