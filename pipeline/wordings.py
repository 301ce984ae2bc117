"""Numbers that are said without figures: XX所, 若干名, 几十家, 过半, 半年, 翻一番, Ⅱ类.

Each reader takes the text and a position and gives a `Figure` (with the dimensions its unit may have), or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.figures import HAN, LARGE, SCALES, Figure
from pipeline.numerals import parse

MASK = "XxＸ×╳✕*＊_＿□"
BEGIN = "几幾数數半翻" + MASK + "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIV"  # where a wording may begin

_MORE = "[余餘多]?"
_PLACEHOLDER = re.compile(rf"[{MASK}]{{1,8}}(?:[.．][{MASK}\d]{{1,3}})?{_MORE}([{SCALES}]*)")
_VAGUE = re.compile(rf"[几幾数數]([十百千]?)([{SCALES}]*){_MORE}")
_DOUBLING = re.compile(rf"翻(?:了|上)?(近|约|約)?([{HAN}\d.]*)番")
_ROMAN = re.compile(r"[Ⅰ-Ⅹ]|(?<![A-Za-z])(?:I{1,3}|I?V|VI{1,3})(?![A-Za-z])")
_ROMANS = {c: n for n, c in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", 1)} | {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8,
}  # fmt: skip
_NOT_HALF_AFTER = frozenset("上下前后後")

EVERY = frozenset[str]()
COUNTED = frozenset({"count"})
HALVED = frozenset({"time", "ratio", "mass", "area", "length", "volume", "count"})
GRADED = frozenset({"grade", "order"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A figure, whether a unit must stand behind it, and the dimensions that unit may have (none named: any)."""

    figure: Figure
    needs_unit: bool
    dimensions: frozenset[str] = EVERY


def at(text: str, position: int, open_words: Iterable[str] = ()) -> Wording | None:
    """The number said in words at `position`, or None; `open_words` (若干) leave it open."""
    reader = _READERS.get(text[position])
    return reader(text, position) if reader else some(text, position, open_words)


def placeholder(text: str, start: int) -> Wording | None:
    """`XX所`, `第X届`, `XX.X%`; in front of a unit only. Masks glued to letters or digits are something else."""
    match = _PLACEHOLDER.match(text, start)
    before = text[start - 1 : start]
    if match is None or (before.isalnum() and before.isascii()):
        return None
    start -= before == "第"
    return Wording(Figure(start, match.end(), None, None, match[1], "placeholder", "eq"), needs_unit=True)


def masked(text: str, start: int, end: int) -> Figure | None:
    """Digits gone over into a mask: the `20XX` of 20XX年; the digits stand at `start:end`."""
    match = _PLACEHOLDER.match(text, end)
    if match is None or text[match.end() : match.end() + 1].isdigit():
        return None
    return Figure(start, match.end(), None, None, match[1], "placeholder", "eq")


def some(text: str, start: int, open_words: Iterable[str]) -> Wording | None:
    """`若干名`, `若干个`: a number left open; `若干意见` counts nothing."""
    for word in open_words:
        if text.startswith(word, start):
            figure = Figure(start, start + len(word), None, None, "", "placeholder", "eq")
            return Wording(figure, needs_unit=True, dimensions=COUNTED)
    return None


def vague(text: str, start: int) -> Wording | None:
    """`几个`, `好几家`, `几十家`, `数百人`, `数十亿元`: no value; 数 only before a power of ten."""
    match = _VAGUE.match(text, start)
    if match is None or (text[start] in "数數" and not match[1] and not match[2]):
        return None
    scale = match[2] if match[1] or not match[2].strip(LARGE) else ""
    alone = not match[1] and not match[2]
    start -= text[start - 1 : start] in ("好", "第") and start > 0
    form = "ordinal" if text[start] == "第" else "vague"
    figure = Figure(start, match.end(), None, None, scale, form, "approx")  # type: ignore[arg-type]
    return Wording(figure, needs_unit=alone)


def half(text: str, start: int) -> Wording | None:
    """`过半`, `半数` (a share); `半年`, `半个月`, `半斤` (half a unit); not `上半年`."""
    before = text[start - 1 : start]
    many = 2 if text.startswith("半数", start) else 1
    if before in ("过", "過") or many == 2:
        start -= before in ("过", "過")
        end = start + many + (text[start] in "过過")
        return Wording(Figure(start, end, 0.5, 0.5, "", "half", "eq", unit=" "), needs_unit=False)
    if before and before in _NOT_HALF_AFTER:
        return None
    return Wording(Figure(start, start + 1, 0.5, 0.5, "", "half", "eq"), needs_unit=True, dimensions=HALVED)


def doubling(text: str, start: int) -> Wording | None:
    """`翻一番`, `翻两番`, `翻了近一番`, `翻番`."""
    match = _DOUBLING.match(text, start)
    if match is None:
        return None
    value = parse(match[2]) if match[2] else 1.0
    comparator = "approx" if match[1] else "eq"
    figure = Figure(start, match.end(), value, value, "", "doubling", comparator, "番")  # type: ignore[arg-type]
    return Wording(figure, needs_unit=False)


def roman(text: str, start: int) -> Wording | None:
    """`Ⅱ类`, `III类`, `Ⅳ级`: grades and numbers of things only."""
    match = _ROMAN.match(text, start)
    if match is None:
        return None
    value = float(_ROMANS[match[0]])
    return Wording(Figure(start, match.end(), value, value, "", "roman", "eq"), needs_unit=True, dimensions=GRADED)


_READERS: dict[str, Callable[[str, int], Wording | None]] = {
    **dict.fromkeys(MASK, placeholder),
    **dict.fromkeys("几幾数數", vague),
    **dict.fromkeys("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIV", roman),
    "半": half,
    "翻": doubling,
}
