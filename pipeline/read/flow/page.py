"""A page as its file gives it: characters and ruled lines at their places, and the printed rows they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_APART = 0.6  # of the type's size: a gap that may part two columns, or two cells
_WORDS = 0.2  # of the type's size: a gap that parts two words in letters
_SAME_ROW = 0.45  # of the type's size: how far the middles of characters of one row are apart
HANGING = "，。、；：！？）》”’」』】〕%％,.;:!?)]"  # marks that begin no line
_TWICE = 0.15  # of the type's size: the same character printed so near is printed bold


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character where it is printed; lengths in points, `bottom` and `top` from the foot of the page up.

    `spaced`: the file has a blank before it.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    spaced: bool = False

    @property
    def size(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, level or upright."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def is_level(self) -> bool:
        return self.right - self.left > self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    """A page of `width` and `height` points."""

    width: float
    height: float
    glyphs: Sequence[Glyph]
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or what of it stands in one column, between the edges of that column.

    `row`: a row of a table, complete by itself.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    first: float = 0.0  # width of what stands first in it and cannot be broken
    edges: tuple[float, float] = (0.0, 0.0)
    page: int = 0
    row: bool = False


def segments(glyphs: Iterable[Glyph]) -> list[Line]:
    """The rows of `glyphs` from the top down, each cut where a wide gap is."""
    found: list[Line] = []
    for row in _rows(glyphs):
        start = 0
        for at in range(1, len(row) + 1):
            if at == len(row) or row[at].left - row[at - 1].right > _APART * max(row[at].size, row[at - 1].size):
                found.append(_line(row[start:at]))
                start = at
    return found


def _rows(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: (-g.middle, g.left)):
        if row and row[0].middle - glyph.middle > _SAME_ROW * max(row[0].size, glyph.size):
            yield _once(row)
            row = []
        row.append(glyph)
    if row:
        yield _once(row)


def _once(row: list[Glyph]) -> list[Glyph]:
    """The row from left to right, without what is printed over itself."""
    kept: list[Glyph] = []
    for glyph in sorted(row, key=lambda g: g.left):
        near = [g for g in kept[-2:] if g.text == glyph.text and abs(g.left - glyph.left) < _TWICE * glyph.size]
        if not near:
            kept.append(glyph)
    return kept


def _line(glyphs: Sequence[Glyph]) -> Line:
    size = sorted(g.size for g in glyphs)[len(glyphs) // 2]
    return Line(
        text="".join(_spaced(glyphs)), left=glyphs[0].left, right=max(g.right for g in glyphs),
        bottom=min(g.bottom for g in glyphs), top=max(g.top for g in glyphs), size=size, first=_first(glyphs),
    )  # fmt: skip


def _spaced(glyphs: Sequence[Glyph]) -> Iterator[str]:
    """The characters, with a blank between words in letters: between Han characters a blank only sets them."""
    for at, glyph in enumerate(glyphs):
        if at:
            before = glyphs[at - 1]
            latin = before.text.isascii() and glyph.text.isascii()
            if latin and (glyph.spaced or glyph.left - before.right > _WORDS * glyph.size):
                yield " "
        yield glyph.text


def _first(glyphs: Sequence[Glyph]) -> float:
    end = 1
    if glyphs[0].text.isascii():
        while end < len(glyphs) and glyphs[end].text.isascii() and glyphs[end].text.isalnum():
            end += 1
    while end < len(glyphs) and glyphs[end].text in HANGING:
        end += 1
    return glyphs[end - 1].right - glyphs[0].left
