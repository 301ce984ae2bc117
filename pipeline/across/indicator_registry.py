"""Indicators over documents (指标名录): definition, unit, direction, and every name they are seen under."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.joining.glossary import Definition, definitions
from pipeline.joining.measures import Direction, Meaning, meanings
from pipeline.joining.reading import Tables
from pipeline.lexicon import Lexicons
from pipeline.record import column

NEEDS = {
    "documents": ("doc_id", "year"),
    "targets": ("target_id", "doc_id", "indicator", "indicator_key", "base_unit", "status", "sentence", "start"),
    "sentences": ("doc_id", "text"),
}
SHORTEST = 2  # characters of a key that can be an indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An indicator wherever it is measured."""

    indicator_key: str = column("the indicator, the same across documents")
    known: bool = column("has a line in lexicons/indicators.csv")
    definition: str | None = column("what it measures: of a document's glossary, else of lexicons/indicator_facts.csv")
    definition_doc_id: str | None = column("the document whose glossary says so; null if it is the lexicon's")
    direction: Direction | None = column("whether more or less of it is better, or it is to be kept to; null: unknown")
    usual_unit: str | None = column("the base unit that most rows have")
    units: list[str] = column("all base units it is given in, the commonest first")
    surfaces: list[str] = column("the names it is seen under, the commonest first")
    surface_counts: list[int] = column("how many rows have each of these names")
    rows: int = column("number of rows of targets")
    planned: int = column("of these, goals")
    reported: int = column("of these, results")
    documents: int = column("number of documents")
    first_year: int | None = column("year of the first document that gives it")
    last_year: int | None = column("year of the last one")
    example_id: str = column("a row of targets: the first of its commonest name")
    example: str | None = column("that row's sentence")


def rows(tables: Tables, lexicons: Lexicons) -> Iterator[Row]:
    """One row an `indicator_key`, sorted by it."""
    years = {d["doc_id"]: d["year"] for d in tables.rows("documents")}
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tables.rows("targets"):
        if row["indicator"] and len(row["indicator_key"] or "") >= SHORTEST:
            found[row["indicator_key"]].append(row)
    facts = meanings(lexicons)
    terms = {entry.term: entry["key"] for entry in lexicons["indicators"].entries}
    told: dict[str, list[Definition]] = defaultdict(list)
    for name, said in definitions(tables.rows("sentences"), found.keys() | terms.keys()).items():
        told[terms.get(name, name)] += said
    named = set(terms.values()) | facts.keys()
    for key in sorted(found):
        yield _row(key, found[key], facts.get(key, Meaning()), told.get(key, ()), years, key in named)


def _row(
    key: str,
    found: Sequence[Mapping[str, Any]],
    fact: Meaning,
    told: Sequence[Definition],
    years: Mapping[str, int | None],
    known: bool,
) -> Row:
    found = sorted(found, key=lambda r: (years[r["doc_id"]] or 9999, r["doc_id"], r["start"]))
    surfaces = _common(r["indicator"] for r in found)
    units = _common(r["base_unit"] for r in found if r["base_unit"])
    seen = [year for r in found if (year := years[r["doc_id"]]) is not None]
    says = min(told, key=lambda d: (years[d.doc_id] or 9999, d.doc_id), default=None)
    example = next(r for r in found if r["indicator"] == surfaces[0][0])
    return Row(
        indicator_key=key,
        known=known,
        definition=says.says if says else fact.definition,
        definition_doc_id=says.doc_id if says else None,
        direction=fact.direction,
        usual_unit=units[0][0] if units else None,
        units=[unit for unit, _ in units],
        surfaces=[name for name, _ in surfaces],
        surface_counts=[count for _, count in surfaces],
        rows=len(found),
        planned=sum(r["status"] == "planned" for r in found),
        reported=sum(r["status"] == "reported" for r in found),
        documents=len({r["doc_id"] for r in found}),
        first_year=min(seen, default=None),
        last_year=max(seen, default=None),
        example_id=example["target_id"],
        example=example["sentence"],
    )


def _common(values: Iterator[str]) -> list[tuple[str, int]]:
    """Values with their counts, the commonest first."""
    return sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))
