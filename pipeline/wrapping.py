"""Text that came line by line as it was printed: how wide its lines were, and which breaks are a line's end only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.characters import HAN, ends_sentence

OUTLINE = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（〔][一二三四五六七八九十\d]{1,3}[)）〕]|第[一二三四五六七八九十百零\d]{1,5}[编章节条]"
    r"|\d{1,2} ?[.．、](?!\d)|[①-⑳]|[—–－-]{2}"
)
_HAN = re.compile(f"[{HAN}]")
_ENDING = "。！？"
_FEWEST_ROWS = 6  # from which on the width of printed lines can be told
_INDENT = 2  # columns


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How wide the lines of a text were printed, if it came line by line; 0 if it did not."""

    width: int
    blank_lines: bool  # paragraphs are parted by blank lines
    indented: bool = False  # paragraphs begin with a blank

    @classmethod
    def of(cls, rows: Sequence[str], gaps: Sequence[str]) -> Wrapping:
        """How `rows` were printed; `gaps` are the breaks between them, with the blanks about them."""
        wide = [gap for gap in gaps if len(gap) > 1]
        blank = sum(gap.count("\n") > 1 for gap in wide)
        indented = sum(_columns(gap[gap.rindex("\n") + 1 :]) >= _INDENT for gap in wide)
        rows = [row for row in rows if "|" not in row]  # rows of tables are as wide as they are
        columns = list(map(_columns, rows))
        widths = sorted(width for width, row in zip(columns, rows, strict=True) if len(row) >= 10)
        if len(widths) < _FEWEST_ROWS:
            return cls(0, False)
        width = widths[int(len(widths) * 0.95)]
        wrapped = 24 <= width <= 140
        if wrapped:
            full = [row for row, its in zip(rows, columns, strict=True) if width - 6 <= its <= width + 4]
            open_ended = sum(not ends_sentence(row) for row in full)
            wrapped = len(full) >= 0.3 * len(widths) and open_ended >= 0.4 * len(full)
        few, many = 0.15 * len(rows), 0.85 * len(rows)
        return cls(width if wrapped else 0, blank >= few, few <= indented < many)

    def joins(self, left: str, right: str, gap: str) -> bool:
        """Whether the break `gap` between the rows `left` and `right` is a printed line's end only."""
        if not self.width or gap.count("\n") > 1 or OUTLINE.match(right):
            return False
        short = self.width - _columns(left)
        if short > (10 if _HAN.match(left[-1:]) else 6):
            return False
        indented = _columns(gap[gap.rindex("\n") + 1 :]) >= (1 if self.blank_lines else _INDENT)
        if indented or "|" in left + right or not _HAN.search(left[-1:] + right[:1] + left):
            return False
        if self.indented:
            return True
        return left[-1:] not in _ENDING if self.blank_lines else not ends_sentence(left)


def _columns(text: str) -> int:
    """Printed width in half-width characters; what takes three bytes in UTF-8 is as wide as a Han character."""
    return len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2
