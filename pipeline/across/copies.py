"""Copies (重复与借用): documents published again, made from one template, or sharing a passage; with the best copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pipeline.joining.alignment import Passage, align
from pipeline.joining.bodies import Body, bodies
from pipeline.joining.candidates import pairs
from pipeline.joining.reading import Tables
from pipeline.joining.shingles import Shingled, places_of, shingled
from pipeline.lexicon import Lexicons
from pipeline.record import column

NEEDS = {
    "documents": (
        "doc_id", "source", "title", "issuer", "region", "published", "doc_type", "year", "script", "flags", "repairs",
        "text",
    ),
}  # fmt: skip
REQUIRES = ("datasketch",)
Kind = Literal["republished", "template", "passage"]
WHOLE = 0.8  # of a document's characters: from here on it is the same document
FRAME = 0.5  # of both documents' characters: from here on one frame was filled in twice
SHOWN = 60  # characters of the longest passage that are shown
NEARLY = 0.95  # of the longer copy's length: nearly as complete
_DAMAGE = ("spun", "mojibake", "truncated", "placeholders", "ocr")
_OPEN = re.compile(r"[XxＸ×]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Two documents that share text."""

    doc_id: str = column("the earlier of the two; the one of the smaller id where their days are not known or equal")
    other_id: str = column("the later of the two")
    similarity: float = column("shared characters over those of both together (Jaccard), from 0 to 1")
    shared_chars: int = column("characters that agree, marks and spaces not counted", unit="characters")
    share: float = column("part of doc_id's characters that is shared")
    other_share: float = column("part of other_id's characters that is shared")
    kind: Kind = column("the same document again, one frame filled in by two bodies, or only a passage")
    passages: int = column("number of stretches that are shared")
    starts: list[int] = column("where each begins in documents.text of doc_id", unit="code points")
    ends: list[int] = column("where each ends there", unit="code points")
    other_starts: list[int] = column("where each begins in documents.text of other_id", unit="code points")
    other_ends: list[int] = column("where each ends there", unit="code points")
    longest: str = column("the beginning of the longest of them, as doc_id has it")
    body: str | None = column("whose doc_id is")
    other_body: str | None = column("whose other_id is")
    published: date | None = column("day of doc_id")
    other_published: date | None = column("day of other_id")
    days: int | None = column("days from one to the other: how long it took to spread", unit="days")
    best_id: str | None = column("of a document published again, the copy to keep")
    best_why: str | None = column("why: more complete, less damaged, earlier, or only its smaller id")


def rows(tables: Tables, lexicons: Lexicons) -> Iterator[Row]:
    """Every pair of documents that share a passage, by their ids."""
    documents = sorted(tables.rows("documents"), key=lambda d: d["doc_id"])
    owners = bodies(documents, lexicons)
    texts = [shingled(d["text"] or "") for d in documents]
    made = [
        _row(documents[a], documents[b], texts[a], texts[b], passages, owners)
        for a, b in pairs(texts)
        if (passages := align(texts[a], texts[b]))
    ]
    yield from sorted(made, key=lambda row: (row.doc_id, row.other_id))


def _row(
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    text: Shingled,
    other_text: Shingled,
    passages: list[Passage],
    owners: Mapping[str, Body],
) -> Row:
    if _day(other) < _day(one):
        one, other, text, other_text = other, one, other_text, text
        passages = [Passage(p.other_start, p.other_end, p.start, p.end, p.shared) for p in passages]
        passages.sort(key=lambda p: p.start)
    shared = sum(p.shared for p in passages)
    share, other_share = shared / len(text.letters), shared / len(other_text.letters)
    kind = _kind(one, other, share, other_share, owners)
    best, why = _best(one, other) if kind == "republished" else (None, None)
    longest = max(passages, key=lambda p: p.shared)
    bodies_of = [owners.get(d["doc_id"]) for d in (one, other)]
    dated = one["published"] is not None and other["published"] is not None
    here, there = (
        _spans(one["text"], [(p.start, p.end) for p in passages]),
        _spans(other["text"], [(p.other_start, p.other_end) for p in passages]),
    )
    return Row(
        doc_id=one["doc_id"],
        other_id=other["doc_id"],
        similarity=round(shared / (len(text.letters) + len(other_text.letters) - shared), 4),
        shared_chars=shared,
        share=round(share, 4),
        other_share=round(other_share, 4),
        kind=kind,
        passages=len(passages),
        starts=[start for start, _ in here],
        ends=[end for _, end in here],
        other_starts=[start for start, _ in there],
        other_ends=[end for _, end in there],
        longest=text.letters[longest.start : longest.end][:SHOWN],
        body=bodies_of[0].key if bodies_of[0] else None,
        other_body=bodies_of[1].key if bodies_of[1] else None,
        published=one["published"],
        other_published=other["published"],
        days=(other["published"] - one["published"]).days if dated else None,
        best_id=best,
        best_why=why,
    )


def _day(document: Mapping[str, Any]) -> tuple[date, str]:
    """Documents by day, those without one last."""
    return (document["published"] or date.max, document["doc_id"])


def _spans(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of letters as spans of the text."""
    places = places_of(text)
    return [(places[start], places[end - 1] + 1) for start, end in spans]


def _kind(
    one: Mapping[str, Any], other: Mapping[str, Any], share: float, other_share: float, owners: Mapping[str, Body]
) -> Kind:
    """The kind by how much of each is shared, and whether both are one body's (a preview may have only a part)."""
    bodies_of = [owners.get(d["doc_id"]) for d in (one, other)]
    is_open = any(_OPEN.search(d["title"] or (d["text"] or "")[:80]) for d in (one, other))
    differ = None not in bodies_of and bodies_of[0] != bodies_of[1]
    least, most = sorted((share, other_share))
    if least >= FRAME and (differ or (is_open and least < WHOLE)):
        return "template"
    same = one["title"] is not None and one["title"] == other["title"] and not differ
    if least >= WHOLE or (most >= WHOLE and same):
        return "republished"
    return "passage"


def _best(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, str]:
    """The copy to keep: the more complete, else the less damaged, else the earlier."""
    lengths = [len(d["text"] or "") for d in (one, other)]
    if min(lengths) < NEARLY * max(lengths):
        return (one if lengths[0] > lengths[1] else other)["doc_id"], "more complete"
    damage = [_damage(d) for d in (one, other)]
    if damage[0] != damage[1]:
        return (one if damage[0] < damage[1] else other)["doc_id"], "less damaged"
    days = [d["published"] for d in (one, other)]
    if None not in days and days[0] != days[1]:
        return one["doc_id"], "earlier"
    if lengths[0] != lengths[1]:
        return (one if lengths[0] > lengths[1] else other)["doc_id"], "more complete"
    return min(one["doc_id"], other["doc_id"]), "the same in all that counts: the smaller id"


def _damage(document: Mapping[str, Any]) -> tuple[int, bool, int]:
    """Kinds of damage that flags name, then conversion to another script, then repairs."""
    flags = {flag.partition(":")[0] for flag in document["flags"]}
    return (len(flags & set(_DAMAGE)), document["script"] != "hans", document["repairs"])
