"""The clean text and its way back to the raw one.

A cleaning stage never changes a string: it *proposes* (`Proposal`). `Text.apply` carries the proposals out and keeps,
for every character of the clean text, where in the raw text it came from. What was done is a list of `Edit`, itself a
table; undoing the edits gives the raw text back, character for character:

>>> text = Text.of("區(qū)級").apply([Proposal(1, 5, "", "pinyin", "reading")])
>>> text = text.apply([Proposal(0, 1, "区", "script", "t2s"), Proposal(1, 2, "级", "script", "t2s")])
>>> text.clean
'区级'
>>> text.raw_span(0, 2)
(0, 6)
>>> undo(text.clean, text.edits)
'區(qū)級'
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# Where two edits fall together, the one that says more about the damage names the pair.
MUNDANE = frozenset({"script", "whitespace"})


class Proposal(NamedTuple):
    """A change that a cleaning stage asks for, in the coordinates of the text it was given.

    `text` equal to what stands at `start:end` only flags the place; `likely` is the likely original.
    """

    start: int
    end: int
    text: str
    kind: str
    rule: str
    likely: str | None = None


class Edit(NamedTuple):
    """A difference between raw and clean text: `clean[start:end] == text` stands for `raw[raw_start:raw_end]`."""

    kind: str
    rule: str
    raw_start: int
    raw_end: int
    raw_text: str
    start: int
    end: int
    text: str
    likely: str | None = None


@dataclass(frozen=True)
class Text:
    """A clean string with the edits that made it. Immutable: `apply` gives a new one."""

    raw: str
    clean: str
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, raw: str) -> Text:
        """The text before any stage: clean is raw."""
        return cls(raw, raw)

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    @cached_property
    def _ends(self) -> list[int]:
        return [edit.end for edit in self.edits]

    def _raw_at(self, position: int) -> tuple[int, int]:
        """Raw span of the clean character at `position` (or of the end of the text)."""
        at = bisect_right(self._starts, position) - 1
        if at < 0:
            return position, position + 1
        edit = self.edits[at]
        if position >= edit.end:
            raw = edit.raw_end + position - edit.end
            return raw, raw + 1
        if edit.end - edit.start == edit.raw_end - edit.raw_start:
            raw = edit.raw_start + position - edit.start
            return raw, raw + 1
        return edit.raw_start, edit.raw_end

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Raw half-open span of the clean half-open span; what was removed at its edges stays outside."""
        if end <= start:
            point = min(self._raw_at(start)[0], len(self.raw))
            return point, point
        return self._raw_at(start)[0], self._raw_at(end - 1)[1]

    def apply(self, proposals: Iterable[Proposal]) -> Text:
        """Carry out `proposals`; of two that overlap the leftmost, then the longest, is taken.

        Raises ValueError if a proposal lies outside the text.
        """
        todo = _settle(proposals, len(self.clean))
        if not todo:
            return self
        edits: list[Edit] = []
        pieces: list[str] = []
        done = at = shift = 0  # clean text and edits copied so far; new length minus old, so far
        i = j = 0
        while j < len(todo):
            p = todo[j]
            i = _first_touched(self.edits, self._ends, i, p)
            edits.extend(_moved(self.edits[at:i], shift))
            if p.start < p.end and (i == len(self.edits) or self.edits[i].start >= p.end):  # alone, as nearly all are
                start, end, j = p.start, p.end, j + 1
                edit = self._made(p, i, shift)
            else:
                first_old, first_new = i, j
                i, j, start, end = _cluster(self.edits, i, todo, j)
                edit = self._merged(self.edits[first_old:i], todo[first_new:j], start, end, shift)
            at = i
            edits.append(edit)
            pieces += [self.clean[done:start], edit.text]
            done = end
            shift += len(edit.text) - (end - start)
        edits.extend(_moved(self.edits[at:], shift))
        pieces.append(self.clean[done:])
        return Text(self.raw, "".join(pieces), tuple(edits))

    def _made(self, new: Proposal, following: int, shift: int) -> Edit:
        """The edit of a proposal for characters that no edit has touched; the edit `following` is the next one."""
        before = self.edits[following - 1] if following else None
        raw_start = new.start + (before.raw_end - before.end if before else 0)
        raw_end = raw_start + new.end - new.start
        start = new.start + shift
        return Edit(
            new.kind, new.rule, raw_start, raw_end, self.raw[raw_start:raw_end],
            start, start + len(new.text), new.text, new.likely,
        )  # fmt: skip

    def _merged(self, old: Sequence[Edit], new: Sequence[Proposal], start: int, end: int, shift: int) -> Edit:
        parts, at = [], start
        for p in new:
            parts += [self.clean[at : p.start], p.text]
            at = p.end
        parts.append(self.clean[at:end])
        text = "".join(parts)
        raw_start, raw_end = self._raw_cover(old, start, end)
        parents: list[Edit | Proposal] = [*old, *new]
        rules = "+".join(dict.fromkeys(o.rule for o in parents))
        origins = sorted(parents, key=lambda o: (o.kind in MUNDANE, not _covers(o, start, end)))
        likely = next((o.likely for o in origins if o.likely is not None), None)
        raw_text = self.raw[raw_start:raw_end]
        return Edit(
            origins[0].kind, rules, raw_start, raw_end, raw_text, start + shift, start + shift + len(text), text, likely
        )

    def _raw_cover(self, old: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
        """Raw span of the cluster `start:end`, with the raw text of every old edit in it."""
        if start == end and not old:
            point = min(self._raw_at(start)[0], len(self.raw))
            return point, point
        spans = [(e.raw_start, e.raw_end) for e in old]
        if start < end:
            spans.append(self.raw_span(start, end))
        return min(s for s, _ in spans), max(e for _, e in spans)


def undo(clean: str, edits: Iterable[Edit]) -> str:
    """The raw text again, from the clean one and its edits in their order."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [clean[at : edit.start], edit.raw_text]
        at = edit.end
    pieces.append(clean[at:])
    return "".join(pieces)


def _settle(proposals: Iterable[Proposal], length: int) -> list[Proposal]:
    settled: list[Proposal] = []
    for p in sorted(proposals, key=lambda p: (p.start, -p.end)):
        if not 0 <= p.start <= p.end <= length:
            raise ValueError(f"proposal outside the text of {length} characters: {p}")
        if settled and p.start < settled[-1].end:
            continue
        if settled and p.start == p.end == settled[-1].start == settled[-1].end:
            continue
        settled.append(p)
    return settled


def _cluster(edits: Sequence[Edit], i: int, proposals: Sequence[Proposal], j: int) -> tuple[int, int, int, int]:
    """The edits from `i` on and the proposals from `j` on that touch the same characters.

    Given back: one past the last of those edits, one past the last of those proposals, and the characters' span.
    """
    start, end = proposals[j].start, proposals[j].end
    j += 1
    grown = True
    while grown:
        grown = False
        while i < len(edits) and _inside(edits[i].start, edits[i].end, start, end):
            start, end = min(start, edits[i].start), max(end, edits[i].end)
            i += 1
            grown = True
        while j < len(proposals) and _inside(proposals[j].start, proposals[j].end, start, end):
            end = max(end, proposals[j].end)
            j += 1
            grown = True
    return i, j, start, end


def _first_touched(edits: Sequence[Edit], ends: Sequence[int], low: int, proposal: Proposal) -> int:
    """The first edit from `low` on that does not end before the proposal begins.

    An insertion merges with a deletion at its own point.
    """
    at = bisect_right(ends, proposal.start, low)
    if proposal.start == proposal.end:
        while at > low and edits[at - 1].start == edits[at - 1].end == proposal.start:
            at -= 1
    return at


def _covers(origin: Edit | Proposal, start: int, end: int) -> bool:
    """A proposal for the whole of `start:end`: a line that goes with its readings goes as what the line is."""
    return isinstance(origin, Proposal) and (origin.start, origin.end) == (start, end)


def _inside(start: int, end: int, left: int, right: int) -> bool:
    """Whether `start:end` shares characters with `left:right`, or is a point within it."""
    if start == end and left == right:
        return start == left
    if start == end:
        return left < start < right
    if left == right:
        return start < left < end
    return start < right and left < end


def _moved(edits: Sequence[Edit], shift: int) -> Iterable[Edit]:
    if not shift:
        return edits
    return (
        Edit(e.kind, e.rule, e.raw_start, e.raw_end, e.raw_text, e.start + shift, e.end + shift, e.text, e.likely)
        for e in edits
    )
