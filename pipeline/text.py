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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.edit import Columns, Edit, Proposal, Respelling, undo
from pipeline.way_back import WayBack

__all__ = ["MUNDANE", "Edit", "Proposal", "Respelling", "Text", "undo"]

MANY_SPANS = 64  # fewer are not worth the arrays
# Where two edits fall together, the one that says more about the damage names the pair: none of these.
MUNDANE = frozenset({"script", "whitespace"})


@dataclass(frozen=True)
class Text:
    """A clean string with the edits that made it. Immutable: `apply` gives a new one."""

    raw: str
    clean: str
    columns: Columns = field(default_factory=Columns)

    @classmethod
    def of(cls, raw: str) -> Text:
        """The text before any stage: clean is raw."""
        return cls(raw, raw)

    @classmethod
    def known(cls, raw: str, clean: str, edits: Iterable[Edit]) -> Text:
        """A text that was cleaned before, by `edits`."""
        return cls(raw, clean, Columns.of(edits))

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """What was done, in order."""
        return self.columns.edits(self.raw, self.clean)

    @property
    def removed_chars(self) -> int:
        """How many characters fewer the clean text has at the places where it is shorter."""
        edits = self.columns
        spans = zip(edits.raw_starts, edits.raw_ends, edits.starts, edits.ends, strict=True)
        return sum(
            raw_end - raw_start - (end - start)
            for raw_start, raw_end, start, end in spans
            if end - start < raw_end - raw_start
        )

    @property
    def repairs(self) -> int:
        """How many edits put something right that was damaged."""
        return sum(1 for edit in self.telling() if edit.raw_text != edit.text != "")

    def telling(self) -> Iterator[Edit]:
        """The edits that are not mundane."""
        for at, kind in enumerate(self.columns.kinds):
            if kind not in MUNDANE:
                yield self.columns.edit(at, self.raw, self.clean)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Raw half-open span of the clean half-open span; what was removed at its edges stays outside."""
        if end <= start:
            point = min(self._raw_at(start)[0], len(self.raw))
            return point, point
        return self._raw_at(start)[0], self._raw_at(end - 1)[1]

    def raw_spans(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Raw starts and raw ends of many spans: what `raw_span` gives for each of them, in a tenth of the time."""
        if self.columns and len(starts) >= MANY_SPANS:
            return self._way_back.raw_spans(starts, ends)
        spans = list(map(self.raw_span, starts, ends))
        return [start for start, _ in spans], [end for _, end in spans]

    @cached_property
    def _way_back(self) -> WayBack:
        return WayBack(self.columns, len(self.raw))

    def _raw_at(self, position: int) -> tuple[int, int]:
        """Raw span of the clean character at `position` (or of the end of the text)."""
        edits = self.columns
        at = bisect_right(edits.starts, position) - 1
        if at < 0:
            return position, position + 1
        start, end, raw_start, raw_end = edits.starts[at], edits.ends[at], edits.raw_starts[at], edits.raw_ends[at]
        if position >= end:
            raw = raw_end + position - end
            return raw, raw + 1
        if end - start == raw_end - raw_start:
            raw = raw_start + position - start
            return raw, raw + 1
        return raw_start, raw_end

    def apply(self, proposals: Iterable[Proposal] | Respelling) -> Text:
        """Carry out `proposals`; of two that overlap the leftmost, then the longest, is taken.

        Raises ValueError if a proposal lies outside the text.
        """
        if isinstance(proposals, Respelling):
            return _respelt(self, proposals) if proposals else self
        todo = _settle(proposals, len(self.clean))
        return _applied(self, todo) if todo else self


def _applied(text: Text, todo: Sequence[Proposal]) -> Text:
    clean, old, made = text.clean, text.columns, Columns()
    pieces: list[str] = []
    done = at = shift = 0  # clean text and edits copied so far; new length minus old, so far
    i = j = 0
    while j < len(todo):
        p = todo[j]
        i = _first_touched(old, i, p)
        made.take(old, at, i, shift)
        if p.start < p.end and (i == len(old) or old.starts[i] >= p.end):  # alone, as nearly all are
            start, end, j = p.start, p.end, j + 1
            edit = _made(text, p, i, shift)
        else:
            first_old, first_new = i, j
            i, j, start, end = _cluster(old, i, todo, j)
            edit = _merged(text, range(first_old, i), todo[first_new:j], (start, end), shift)
        at = i
        made.add(edit)
        pieces += (clean[done:start], edit.text)
        done = end
        shift += len(edit.text) - (end - start)
    made.take(old, at, len(old), shift)
    pieces.append(clean[done:])
    return Text(text.raw, "".join(pieces), made)


def _respelt(text: Text, new: Respelling) -> Text:
    """The same for characters replaced one for one: no edit moves, and those between two old ones go over at once."""
    old, made = text.columns, Columns()
    i = j = 0
    while i < len(old) and j < len(new):
        before = bisect_right(new.ends, old.starts[i], j)
        made.respell(new, j, before, _offset(old, i))
        j = before
        untouched = bisect_right(old.ends, new.starts[j], i) if j < len(new) else len(old)
        made.take(old, i, untouched, 0)
        if untouched == i:
            first_old, first_new = i, j
            i, j, start, end = _cluster(old, i, new, j)
            made.add(_merged(text, range(first_old, i), [new[k] for k in range(first_new, j)], (start, end), 0))
        else:
            i = untouched
    made.take(old, i, len(old), 0)
    made.respell(new, j, len(new), _offset(old, len(old)))
    return Text(text.raw, new.text, made)


def _offset(edits: Columns, following: int) -> int:
    """Raw position less clean position of what stands between two edits, of which `following` is the second."""
    return edits.raw_ends[following - 1] - edits.ends[following - 1] if following else 0


def _made(text: Text, new: Proposal, following: int, shift: int) -> Edit:
    """The edit of a proposal for characters that no edit has touched; the edit `following` is the next one."""
    offset = _offset(text.columns, following)
    raw_start, raw_end, start = new.start + offset, new.end + offset, new.start + shift
    return Edit(
        new.kind, new.rule, raw_start, raw_end, text.raw[raw_start:raw_end],
        start, start + len(new.text), new.text, new.likely,
    )  # fmt: skip


def _merged(text: Text, old: range, new: Sequence[Proposal], span: tuple[int, int], shift: int) -> Edit:
    """One edit for the characters `span`, which the edits `old` and the proposals `new` touch."""
    start, end = span
    parts, at = [], start
    for p in new:
        parts += [text.clean[at : p.start], p.text]
        at = p.end
    parts.append(text.clean[at:end])
    made = "".join(parts)
    parents: list[Edit | Proposal] = [*(text.columns.edit(k, text.raw, text.clean) for k in old), *new]
    raw_start, raw_end = _raw_cover(text, old, start, end)
    rules = "+".join(dict.fromkeys(o.rule for o in parents))
    if made.strip():
        origins = sorted(parents, key=lambda o: (o.kind in MUNDANE, not _covers(o, start, end)))
    else:
        origins = sorted(parents, key=lambda o: (o.kind in MUNDANE, -_removed(o)))
    likely = next((o.likely for o in origins if o.likely is not None), None)
    raw_text, start = text.raw[raw_start:raw_end], start + shift
    return Edit(origins[0].kind, rules, raw_start, raw_end, raw_text, start, start + len(made), made, likely)


def _removed(origin: Edit | Proposal) -> int:
    """How many characters a removal took away: of several in one place, the longest names the edit."""
    if isinstance(origin, Edit):
        return origin.raw_end - origin.raw_start
    return origin.end - origin.start


def _raw_cover(text: Text, old: range, start: int, end: int) -> tuple[int, int]:
    """Raw span of the cluster `start:end`, with the raw text of every old edit in it."""
    spans = [(text.columns.raw_starts[k], text.columns.raw_ends[k]) for k in old]
    if start < end or not old:
        spans.append(text.raw_span(start, end))
    return min(s for s, _ in spans), max(e for _, e in spans)


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


def _cluster(edits: Columns, i: int, new: Sequence[Proposal] | Respelling, j: int) -> tuple[int, int, int, int]:
    """The edits from `i` on and the proposals from `j` on that touch the same characters.

    Given back: one past the last of those edits, one past the last of those proposals, and the characters' span.
    """
    start, end = new[j].start, new[j].end
    j += 1
    grown = True
    while grown:
        grown = False
        while i < len(edits) and _inside(edits.starts[i], edits.ends[i], start, end):
            start, end = min(start, edits.starts[i]), max(end, edits.ends[i])
            i += 1
            grown = True
        while j < len(new) and _inside(new[j].start, new[j].end, start, end):
            end = max(end, new[j].end)
            j += 1
            grown = True
    return i, j, start, end


def _first_touched(edits: Columns, low: int, proposal: Proposal) -> int:
    """The first edit from `low` on that does not end before the proposal begins.

    An insertion merges with a deletion at its own point.
    """
    at = bisect_right(edits.ends, proposal.start, low)
    if proposal.start == proposal.end:
        while at > low and edits.starts[at - 1] == edits.ends[at - 1] == proposal.start:
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
