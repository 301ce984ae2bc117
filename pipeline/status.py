"""Planned or reported (计划 / 完成): by section, then by the words of the clause.

A work report says first what was done, then what is to be done; a plan sets tasks and quotes a few results. `timeline`
gives every position the status of its section and the reason; `Statuses` lets the clause overrule it.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline import calendar
from pipeline.calendar import Period
from pipeline.clauses import Clauses, Status
from pipeline.document import Document, Item, Sentence
from pipeline.lexicon import Entry, Lexicon
from pipeline.tense import CLEARLY, leaning, proof

REPORTING = ("report", "report_and_plan")
MIXED = ("news", "speech", "other")  # what looks back in one paragraph, and ahead in the next
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
DATED = re.compile(r"[（(]?\d{4}年\d{1,2}月(?:\d{1,2}日)?[）)]?")  # a signature's day, no heading
PLAN_YEARS = re.compile(r"“?(?P<n>[六七八九]|十[一二三四五六]?)五[”\"]?(?:时期|期间|以来)")
END = sys.maxsize  # beyond every position
OPENING = 30  # characters of a paragraph in which it says what it is about
SAYS = re.compile(r"^[\s　“]*(?:会议|大会)?(?:指出|认为|回顾|通报|强调|要求|明确|充分肯定了?)?[，,：:]?[\s“]*")


class Span(NamedTuple):
    """The status of `start:end`, and the words or the rule that say so."""

    start: int
    end: int
    status: Status
    reason: str


def timeline(doc: Document) -> Sequence[Span]:
    """Status of every position by section, in order, without gaps; made once for a document."""
    return doc.once("timeline", lambda: _timeline(doc))


def _timeline(doc: Document) -> list[Span]:
    facts = doc.found["documents"][0]
    default = _default(doc, facts.doc_type)
    headings, openings = doc.lexicons["status_headings"], doc.lexicons["status_openings"]
    by_type = f"a document of type {facts.doc_type}"
    cuts: list[tuple[int, Status, str]] = [(0, default, by_type)]
    item_status: dict[int, tuple[Status, str]] = {}
    by_start = {item.start: at for at, item in enumerate(doc.items)}
    for sentence in doc.sentences:
        at = by_start.get(sentence.start)
        if at is not None:
            said = _of_item(doc, at, headings, facts.year, item_status) or (cuts[-1][1], cuts[-1][2])
            item_status[at] = said
            cuts.append((sentence.start, *said))
        elif sentence.role == "heading":
            said_here = _of_heading(doc.text[sentence.start : sentence.end], headings, facts.year)
            if said_here is not None:
                cuts.append((sentence.start, *said_here))
        elif _opens_paragraph(doc.text, sentence):
            opening = doc.text[sentence.start : sentence.start + OPENING]
            opened = _of_opening(doc, sentence, opening, openings)
            if opened is not None and not _is_looked_back_on(doc, sentence, opening, item_status):
                before = cuts[-1][1:]
                cuts.append((sentence.start, *opened[:2]))
                looks_back = opened[0] == "reported" and before[0] == "planned" and len(cuts) > 2
                if opened[2] == "paragraph" or looks_back:
                    line_end = doc.text.find("\n", sentence.start)
                    cuts.append((line_end if line_end >= 0 else len(doc.text), *before))
                elif sentence.item is not None:  # its later items go on with what it says now
                    item_status[sentence.item] = opened[:2]
    spans = _spans(cuts, len(doc.text))
    if facts.doc_type not in MIXED:
        return spans
    return [part for span in spans for part in (_by_paragraph(doc, span) if span.reason == by_type else [span])]


def _default(doc: Document, doc_type: str) -> Status:
    """What a document does where nothing in it says so: by its type, a speech or a news item by its words."""
    if doc_type in MIXED:
        back, ahead = proof(doc, 0, len(doc.text))
        return "reported" if back > CLEARLY * ahead else "planned"
    return "reported" if doc_type in REPORTING else "planned"


def _by_paragraph(doc: Document, span: Span) -> Iterator[Span]:
    """The paragraphs of a span of which only the document's type tells: what their words prove."""
    start = span.start
    while start < span.end:
        line_end = doc.text.find("\n", start, span.end)
        end = line_end + 1 if line_end >= 0 else span.end
        back, ahead = proof(doc, start, end)
        if back != ahead:
            yield Span(start, end, "reported" if back > ahead else "planned", "the words of its paragraph")
        else:
            yield Span(start, end, span.status, span.reason)
        start = end


def _spans(cuts: Sequence[tuple[int, Status, str]], length: int) -> list[Span]:
    spans = []
    for at, (start, status, reason) in enumerate(cuts):
        end = cuts[at + 1][0] if at + 1 < len(cuts) else length
        if start < end:
            spans.append(Span(start, end, status, reason))
    return spans or [Span(0, length, cuts[0][1], cuts[0][2])]


def _of_item(
    doc: Document, at: int, headings: Lexicon, year: int | None, known: dict[int, tuple[Status, str]]
) -> tuple[Status, str] | None:
    item: Item = doc.items[at]
    said = _of_heading(item.title, headings, year) if item.style not in ("series", "table", "circled") else None
    parent = item.parent
    if said is not None and (parent is None or said[0] == "reported" or parent not in known or len(item.title) <= 14):
        return said
    while parent is not None:
        if parent in known:
            return known[parent]
        parent = doc.items[parent].parent
    return None


def _of_heading(title: str, headings: Lexicon, year: int | None) -> tuple[Status, str] | None:
    """By what the heading is called, then by the year it names."""
    years = [int(y) for y in YEAR.findall(title)]
    bare = len(YEAR.sub("", title))
    found = [(s, e, entry) for s, e, entry in headings.find(title) if bare - (e - s) <= _slack(entry)]
    if found:
        entry = found[-1][2]
        both = {e["status"] for _, _, e in found}
        if len(both) == 2 and years and year is not None:
            return ("reported", f"year {years[0]}") if years[0] < year else ("planned", f"year {years[0]}")
        return _said(entry)
    if years and year is not None and len(title) <= 24 and not DATED.fullmatch(title.strip()):
        return ("reported", f"year {max(years)}") if max(years) < year else None
    return None


def _slack(entry: Entry) -> int:
    """How much longer than the term a heading may be that is called so: `夯实产业发展基础` is none of 发展基础."""
    return 6 if entry["whole"] == "yes" else 18


def _of_opening(doc: Document, sentence: Sentence, text: str, openings: Lexicon) -> tuple[Status, str, str] | None:
    facts = doc.found["documents"][0]
    found = next(iter(openings.find(text)), None)
    if found is not None and found[0] <= (3 if found[2]["scope"] == "paragraph" else 12):
        return (*_said(found[2]), found[2]["scope"])
    year = facts.year
    plan = PLAN_YEARS.search(text[:16])
    if plan and year is not None:
        gone = year > _last_year(plan["n"])
        return ("reported" if gone else "planned"), f"opens with {plan[0]}", "section"
    match = YEAR.match(SAYS.sub("", text))
    if match and year is not None and facts.doc_type in (*REPORTING, "news"):
        named = int(match[1])
        leans = _leans(doc, sentence) if named == year else 0
        if named == year and leans == 0 and facts.doc_type == "report":
            return None  # a bulletin has no year but its own
        gone = named < year or leans > 0
        return ("reported" if gone else "planned"), f"opens with {named}", "section"
    return None


def _leans(doc: Document, sentence: Sentence) -> int:
    """How far the words of the paragraph that `sentence` opens look back; below 0 they look ahead."""
    line_end = doc.text.find("\n", sentence.start)
    return leaning(doc.text[sentence.start : line_end if line_end >= 0 else len(doc.text)], doc.lexicons)


def _is_looked_back_on(doc: Document, sentence: Sentence, opening: str, known: dict[int, tuple[Status, str]]) -> bool:
    """`2018年，在…领导下` under `一、2018年工作回顾`: the year reported, though it may be the document's own."""
    item = sentence.item
    year = YEAR.match(SAYS.sub("", opening))
    if year is None or item is None or known.get(item, ("planned", ""))[0] != "reported":
        return False
    title = doc.items[item].title
    said = _of_heading(title, doc.lexicons["status_headings"], None) if year[0] in title else None
    if said is not None and said[0] == "reported":  # the heading's own year
        return True
    return _leans(doc, sentence) > 0


def _last_year(number: str) -> int:
    """Last year of a five-year plan: 六五 1985, 十四五 2025."""
    return 1985 + 5 * (
        "六七八九".find(number) if number in "六七八九" else 4 + "一二三四五六".find(number[1:] or "零") + 1
    )


def _said(entry: Entry) -> tuple[Status, str]:
    status: Status = "reported" if entry["status"] == "reported" else "planned"
    return status, f"{entry.term} ({entry.where})"


def _opens_paragraph(text: str, sentence: Sentence) -> bool:
    return sentence.start > 0 and sentence.role == "body" and text[sentence.start - 1] in "\n \u3000"


def section(spans: Sequence[Span], position: int) -> Span:
    """The span of the timeline that holds `position`."""
    return spans[max(0, bisect_right(spans, (position, END)) - 1)]


@dataclass(frozen=True)
class Statuses:
    """What each position of a document is: planned or reported."""

    spans: Sequence[Span]
    clauses: Clauses

    @classmethod
    def of(cls, doc: Document) -> Statuses:
        """Those of `doc`; made once."""
        return doc.once("statuses", lambda: _statuses(doc))

    def at(self, position: int, sentence: Sentence) -> tuple[Status, str]:
        """Status of a number at `position` and the reason: its section's, unless its clause says otherwise."""
        by_section = section(self.spans, position)
        said = self.clauses.said(sentence.start, position, by_section.status)
        return said if said is not None else (by_section.status, by_section.reason)


def _statuses(doc: Document) -> Statuses:
    facts = doc.found["documents"][0]
    clauses = Clauses.of(doc.text, facts.year, facts.doc_type, periods(doc), doc.places("status_clauses"))
    return Statuses(timeline(doc), clauses)


def periods(doc: Document) -> Sequence[Period]:
    """The dates of `doc`, read with its own year; made once."""
    return doc.once("periods", lambda: calendar.find(doc.text, doc.found["documents"][0].year, doc.lexicons))
