"""Blanks and line breaks: one newline between paragraphs, none inside one, and no blank where Chinese has none.

A gap may be a paragraph break (two U+3000 in a page that came as one line), a line's end in a PDF (`考核办 法`), a
typesetter's taste (`34 所`, `政 府 工 作 报 告`), or mean something: it parts a marker from its words (`第一条 为…`),
the words of a heading, names in a list. What means something stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.characters import BLANK, HAN, ends_sentence
from pipeline.lexicon import Lexicons
from pipeline.likelihood import frequency
from pipeline.text import Proposal
from pipeline.wrapping import OUTLINE, Wrapping

_KIND = "whitespace"
_BREAK = re.compile(rf"\n[{BLANK}\n]*")
_GAP = re.compile(rf"[{BLANK}][{BLANK}]*")  # one blank first: it is looked for twice as fast as `+`
_BLANKS = "".join(re.findall(f"[{BLANK}\n]", "".join(map(chr, range(0x3001)))))
_HAN = re.compile(f"[{HAN}]")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|[(（〔][一二三四五六七八九十]{1,3}[)）〕]")
_MARKER = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,5}[编章节条款]$|(?:^|[。；\n])(?:附件|专栏|表|图)?\d{1,2}(?:\.\d{1,2})*$"
)
_LABEL = re.compile(f"(?:^|\n)[{BLANK}]*[{HAN}]([ \u00a0\u3000]+)[{HAN}]([ \u00a0\u3000]+)?[{HAN}]?[:：]")
_DIGITS = re.compile(r"(?<![\d.])\d(?: \d)+(?: ?\. ?\d(?: \d)*)?(?!\d)|(?<![\d.])\d+ \. ?\d(?: \d)*(?!\d)")
_NUMERIC = "0123456789."
_OPENING = "“‘（《〈【〔「『—…"
_INSIDE = "，、；："
_CLOSING = "”’）》〉】〕」』"
_ENDING = "。！？"
_NONE_BEHIND, _NONE_BEFORE = _OPENING + _INSIDE, _CLOSING + _INSIDE + _ENDING  # marks that have no blank there
_DATE = "年月日第"

_SENTENCE = re.compile("[。！？!?；;：:]")
_QUOTED = 40  # characters of a quotation or title that lines may cut
_LONG_LINE = 200  # characters, from which on a line holds several paragraphs
_SENTENCE_LINE = 60  # from which on it is running text
_WIDE_GAP = 4  # columns
_PIECE = 10  # characters between two gaps that ends of printed lines leave
_WRAPPED = 8  # such gaps that make a text a wrapped one


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """One proposal for each gap or break that changes."""
    first, last = len(text) - len(text.lstrip(_BLANKS)), len(text.rstrip(_BLANKS))
    if first:
        yield Proposal(0, first, "", _KIND, "edge")
    if first < len(text) > last:
        yield Proposal(last, len(text), "", _KIND, "edge")
    yield from _breaks(text)
    yield from _gaps(text)


def _breaks(text: str) -> Iterator[Proposal]:
    if "\n" not in text:
        return
    spans: list[tuple[int, int]] = []
    rows: list[str] = []
    at = 0
    for match in _BREAK.finditer(text):
        start, end = match.span()
        rows.append(text[at:start].rstrip())
        spans.append((at + len(rows[-1]), end))
        at = end
    rows.append(text[at:].rstrip())
    gaps = [text[start:end] for start, end in spans]
    wrapping = Wrapping.of(rows, gaps)
    for i, (start, end) in enumerate(spans):
        if start > 0 and end < len(text):
            joined = wrapping.joins(rows[i], rows[i + 1], gaps[i]) or _is_inside(rows, i)
            new = "" if joined else "\n"
            if new != gaps[i]:
                yield Proposal(start, end, new, _KIND, "wrapped_line" if joined else "line_break")


def _is_inside(rows: Sequence[str], i: int) -> bool:
    """Whether the break stands in a short quotation or title: “双 / 千 / 兆”."""
    left = rows[i][-_QUOTED:]
    if len(left) < _QUOTED:
        left = "".join(row[-_QUOTED:] for row in rows[max(0, i - 2) : i + 1])[-_QUOTED:]
    if "“" not in left and "《" not in left:
        return False
    for opening, closing in ("“”", "《》"):
        start = left.rfind(opening)
        if start > left.rfind(closing):
            right = "".join(row[:_QUOTED] for row in rows[i + 1 : i + 4])[:_QUOTED]
            end = right.find(closing)
            if end >= 0:
                return not _SENTENCE.search(left[start:] + right[:end]) and opening not in right[:end]
    return False


class _Gap(NamedTuple):
    """A run of blanks inside a line."""

    text: str
    start: int
    end: int
    line_start: int
    line_end: int
    piece_before: int  # characters since the gap, or break, before
    piece_after: int

    @property
    def left(self) -> str:
        return self.text[self.start - 1]

    @property
    def right(self) -> str:
        return self.text[self.end]

    @property
    def blanks(self) -> str:
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it in its line, at most 12 characters."""
        return self.text[max(self.line_start, self.start - 12) : self.start]

    @property
    def is_long_line(self) -> bool:
        return self.line_end - self.line_start >= _SENTENCE_LINE

    @property
    def is_in_sentence(self) -> bool:
        return self.is_long_line or any(mark in self.text[self.line_start : self.start] for mark in "，,、；;。")

    @property
    def is_between_han(self) -> bool:
        return bool(_HAN.match(self.left) and _HAN.match(self.right))

    @property
    def is_wrap(self) -> bool:
        return self.is_between_han and self.piece_before >= _PIECE and not self.is_after_marker

    @property
    def is_before_number(self) -> bool:
        return bool(_HAN.match(self.left)) and self.right in "0123456789" and not self.is_after_marker

    @property
    def is_after_marker(self) -> bool:
        return _MARKER.search(self.before) is not None


def _gaps(text: str) -> Iterator[Proposal]:
    if not any(blank in text for blank in _BLANKS if blank != "\n"):
        return
    gaps = list(_all_gaps(text))
    spaced = _spaced(text, gaps) if gaps else {}
    wrapped = sum(gap.is_wrap and gap.piece_after >= _PIECE for gap in gaps) >= max(_WRAPPED, len(text) // 1000)
    airy = sum(gap.is_before_number for gap in gaps) >= _WRAPPED
    for gap in gaps:
        new, rule = ("", spaced[gap.start]) if gap.start in spaced else _replacement(gap, wrapped=wrapped, airy=airy)
        if new != gap.blanks:
            yield Proposal(gap.start, gap.end, new, _KIND, rule)


def _spaced(text: str, gaps: Sequence[_Gap]) -> dict[int, str]:
    """Gaps inside spaced-out words and numbers, with the rule."""
    spaced: dict[int, str] = {}
    if any(gap.start - gap.line_start <= 2 for gap in gaps):
        for match in _LABEL.finditer(text):
            spaced.update({gap.start(): "spaced_label" for gap in _GAP.finditer(text, *match.span())})
    if any(gap.right in _NUMERIC and gap.left in _NUMERIC for gap in gaps):
        for match in _DIGITS.finditer(text):
            if _is_number(match.group(), text[match.end() : match.end() + 2]):
                spaced.update({gap.start(): "spaced_digits" for gap in _GAP.finditer(text, *match.span())})
    for left, right in pairwise(gaps):  # two gaps about one character make three spaced-out letters
        if left.end + 1 == right.start and left.is_between_han and right.is_between_han:
            spaced.update({gap.start: "spaced_letters" for gap in (left, right) if not gap.is_after_marker})
    return spaced


def _all_gaps(text: str) -> Iterator[_Gap]:
    """Runs of blanks between two characters of one line."""
    found = [m for m in _GAP.finditer(text) if m.start() and m.end() < len(text)]
    found = [m for m in found if text[m.start() - 1] != "\n" != text[m.end()]]
    line_start, line_end = 0, -1
    for i, match in enumerate(found):
        if match.start() > line_end:  # one line is looked for once, however long it is
            line_start = text.rfind("\n", line_end + 1, match.start()) + 1 or line_end + 1
            line_end = text.find("\n", match.end())
            line_end = len(text) if line_end < 0 else line_end
        before = max(line_start, found[i - 1].end() if i else 0)
        after = min(line_end, found[i + 1].start() if i + 1 < len(found) else line_end)
        yield _Gap(text, *match.span(), line_start, line_end, match.start() - before, after - match.end())


def _is_number(digits: str, rest: str) -> bool:
    """1 9 9 8 年; not 1 2 3 4 over the columns of a table."""
    if "." in digits:
        return True
    figures = [int(digit) for digit in digits.split()]
    counting = figures == list(range(figures[0], figures[0] + len(figures)))
    return (
        (len(figures) >= 4 and not counting)
        or _HAN.match(rest.lstrip(" ")) is not None
        or rest.lstrip(" ")[:1] in tuple("%％.")
    )


def _replacement(gap: _Gap, *, wrapped: bool, airy: bool) -> tuple[str, str]:
    """What is to stand for the gap, and why. `airy`: the text has blanks before its numbers."""
    rest = gap.text[gap.end : gap.end + 12]
    if _is_paragraph(gap, rest):
        return "\n", "paragraph"
    if "\t" in gap.blanks:
        return "\t", "tab"
    left, right = gap.left, gap.right
    if left in _NONE_BEHIND or right in _NONE_BEFORE or (right in _OPENING and _HAN.match(left)):
        return "", "beside_mark"
    if (
        (left in _CLOSING and _HAN.match(right))
        or (left in ",;:(" and _HAN.match(right))
        or (right in ",;:)" and _HAN.match(left))
    ):
        return "", "beside_mark"
    if gap.is_after_marker:
        return gap.blanks[0], "one_blank"
    if _is_after_number(gap) or (gap.is_before_number and (airy or gap.is_in_sentence or left in _DATE)):
        return "", "beside_digit"
    if left in _ENDING and wrapped and gap.piece_after >= _PIECE and not OUTLINE.match(rest):
        return "", "wrapped_line"
    if gap.is_between_han and ((wrapped and gap.is_wrap) or (gap.is_long_line and _splits_word(gap))):
        return "", "wrapped_line"
    return gap.blanks[0], "one_blank"


def _is_after_number(gap: _Gap) -> bool:
    left, right = gap.left, gap.right
    return left in "0123456789%％‰" and bool(_HAN.match(right) or (right in "%％‰" and left.isdigit()))


def _is_paragraph(gap: _Gap, rest: str) -> bool:
    blanks = gap.blanks
    if blanks.isascii() and "\t" not in blanks:
        return False
    if _HEADING.match(rest) and not blanks.isascii() and gap.is_long_line:
        return True
    if len(blanks) + blanks.count("\u3000") + 3 * blanks.count("\t") < _WIDE_GAP:  # columns
        return False
    if gap.line_end - gap.line_start >= _LONG_LINE:
        return True
    return "\t" not in gap.blanks and (ends_sentence(gap.before) or OUTLINE.match(rest) is not None)


def _splits_word(gap: _Gap) -> bool:
    """考核办 法: a word over the gap, and none that ends before it or begins behind it."""
    text, at, end = gap.text, gap.start, gap.end
    over = frequency(text[at - 1] + text[end])
    return over > 0 and not frequency(text[at - 2 : at]) and not frequency(text[end : end + 2])
