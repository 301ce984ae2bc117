"""Places in a text that rows stand for, and the text cut at every one of their ends.

Places overlap in any way (a finding over a target in a programme's name over an edit), which tags that nest cannot
follow. So the text is cut at all boundaries, and each piece knows the marks that cover it:

>>> marks = [Mark("a", 0, 4), Mark("b", 2, 6)]
>>> [(p.start, p.end, [m.name for m in p.marks]) for p in pieces(7, marks)]
[(0, 2, ['a']), (2, 4, ['a', 'b']), (4, 6, ['b']), (6, 7, [])]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A row's place, half-open, in code points; `style` is the class it is drawn with, `says` its title."""

    name: str
    start: int
    end: int
    style: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that the same marks cover, the longest of them first; `opens` begin here."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    opens: tuple[Mark, ...]


def pieces(length: int, marks: Iterable[Mark], cuts: Sequence[int] = ()) -> Iterator[Piece]:
    """The text of `length` code points in pieces, cut at the ends of `marks` and at `cuts`.

    A mark without length (what cleaning removed) makes an empty piece of its own. What lies outside the text is left
    out of it.
    """
    inside = sorted(
        (m for m in marks if 0 <= m.start <= m.end <= length), key=lambda m: (m.start, -m.end, m.style, m.name)
    )
    bounds = sorted({0, length, *(c for c in cuts if 0 < c < length), *(b for m in inside for b in (m.start, m.end))})
    active: list[Mark] = []
    at = 0
    for start, end in zip(bounds, [*bounds[1:], length], strict=True):
        active = [m for m in active if m.end > start]
        opens: list[Mark] = []
        while at < len(inside) and inside[at].start == start:
            mark = inside[at]
            at += 1
            if mark.start == mark.end:
                yield Piece(start, start, (mark,), (mark,))
            else:
                opens.append(mark)
        active += opens
        if start < end:
            covering = sorted(active, key=lambda m: (m.start - m.end, m.start, m.name))
            yield Piece(start, end, tuple(covering), tuple(opens))
