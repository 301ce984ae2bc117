"""What has changed from one folder of tables to another, document by document, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.analysis import sql
from pipeline.analysis.comparing import align, kinds
from pipeline.analysis.comparing.documents import DocumentPair, Record, pair
from pipeline.places import Place
from pipeline.scoring.likeness import squash

PORTION = 100  # documents whose rows are read at once
# The columns that are compared, and those that tell a row.
READ: Mapping[str, tuple[str, ...]] = {
    "targets": (
        "target_id", "doc_id", "indicator", "indicator_key", "kind", "comparator", "change", "value_low", "value_high",
        "base_unit", "dimension", "status", "commitment", "binding", "period_end", "text", "sentence", "start",
    ),
    "initiatives": ("initiative_id", "doc_id", "level", "marker", "title", "departments", "start"),
    "programmes": ("programme_id", "doc_id", "name", "name_key", "members", "start"),
}  # fmt: skip
SHOWN = {"targets": "sentence", "initiatives": "title", "programmes": "name"}
Rows = Mapping[str, Mapping[str, Sequence[Record]]]  # by table and document


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is new, gone or different; `kinds` are of `kinds.KINDS`."""

    table: str
    kinds: tuple[str, ...]
    about: str  # the indicator, the title, the name
    said: str  # what has become of what
    old: Record | None
    new: Record | None

    def text(self, row: Record | None) -> str | None:
        """What is put side by side: the sentence of a target, the title of an initiative."""
        return None if row is None or self.table not in SHOWN else row[SHOWN[self.table]]


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """A document that is new, gone or has changes."""

    pair: DocumentPair
    changes: tuple[Change, ...]
    targets: int  # how many it has, or had

    @property
    def state(self) -> str:
        """new, gone or changed."""
        return "new" if self.pair.old is None else "gone" if self.pair.new is None else "changed"

    @property
    def document(self) -> Record:
        return self.pair.new or self.pair.old or {}


@dataclass(frozen=True, slots=True)
class Diff:
    """All that has changed."""

    old: str
    new: str
    unchanged: int  # documents
    documents: tuple[DocumentDiff, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each kind there are, as `kinds.KINDS` orders them."""
        found = [kind for document in self.documents for change in document.changes for kind in change.kinds]
        return {kind: found.count(kind) for kind in kinds.KINDS if kind in found}


def diff(old: Place, new: Place, only: Sequence[str] = ()) -> Diff:
    """Compare the tables of two folders; with `only`, changes of these kinds alone count.

    Raises StoreError where there are no tables.
    """
    with sql.opened(old, "anything") as before, sql.opened(new, "anything") as after:
        pairs = pair(_documents(before), _documents(after))
        prints = _fingerprints(before), _fingerprints(after)
        todo = [p for p in pairs if not _same(p, *prints)]
        found = list(_compared(before, after, todo))
    if only:
        found = [_only(document, set(only)) for document in found]
    changed = tuple(d for d in found if d.changes or (d.state != "changed" and not only))
    return Diff(old.as_posix(), new.as_posix(), sum(p.how is not None for p in pairs) - _changed(changed), changed)


def _changed(documents: Sequence[DocumentDiff]) -> int:
    return sum(document.state == "changed" for document in documents)


def _only(document: DocumentDiff, wanted: set[str]) -> DocumentDiff:
    changes = tuple(change for change in document.changes if wanted & set(change.kinds))
    return DocumentDiff(document.pair, changes, document.targets)


def _documents(tables: sql.Tables) -> list[Record]:
    columns = ", ".join(("doc_id", "source", *kinds.FACTS))
    found: list[Record] = tables.select(f"SELECT {columns} FROM documents ORDER BY doc_id").to_pylist()
    return found


def _fingerprints(tables: sql.Tables) -> dict[str, tuple[int, ...]]:
    """A number a table and document: equal where all that is compared is."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, columns in READ.items():
        compared = ", ".join(sql.quoted(c) for c in columns if c not in ("start", columns[0]))
        query = f"SELECT doc_id, sum(hash(row({compared})))::VARCHAR AS h FROM {name} GROUP BY doc_id"
        for row in tables.select(query).to_pylist():
            found[row["doc_id"]][name] = int(row["h"])
    return {doc_id: tuple(parts.get(name, 0) for name in READ) for doc_id, parts in found.items()}


def _same(p: DocumentPair, old: Mapping[str, tuple[int, ...]], new: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether nothing that is compared can differ: the same bytes, rows and facts."""
    if p.old is None or p.new is None or p.how != "bytes":
        return False
    facts = all(p.old[name] == p.new[name] for name in kinds.FACTS)
    return facts and old.get(p.old["doc_id"]) == new.get(p.new["doc_id"])


def _compared(before: sql.Tables, after: sql.Tables, pairs: Sequence[DocumentPair]) -> Iterator[DocumentDiff]:
    for at in range(0, len(pairs), PORTION):
        portion = pairs[at : at + PORTION]
        old = _rows(before, [p.old["doc_id"] for p in portion if p.old])
        new = _rows(after, [p.new["doc_id"] for p in portion if p.new])
        for p in portion:
            yield _document(p, old, new)


def _rows(tables: sql.Tables, ids: Sequence[str]) -> Rows:
    found: dict[str, dict[str, list[Record]]] = {name: defaultdict(list) for name in READ}
    places = ", ".join("?" * len(ids))
    for name, columns in READ.items() if ids else ():
        chosen = ", ".join(map(sql.quoted, columns))
        query = f'SELECT {chosen} FROM {name} WHERE doc_id IN ({places}) ORDER BY doc_id, "start", {columns[0]}'
        for row in tables.select(query, ids).to_pylist():
            found[name][row["doc_id"]].append(row)
    return found


def _document(p: DocumentPair, old: Rows, new: Rows) -> DocumentDiff:
    """The changes of one document; of one that is new or gone, only how many targets it has."""

    def of(rows: Rows, table: str, document: Record | None) -> Sequence[Record]:
        return rows[table].get(document["doc_id"], []) if document else []

    targets = of(new, "targets", p.new) or of(old, "targets", p.old)
    if p.old is None or p.new is None:
        return DocumentDiff(p, (), len(targets))
    facts = list(kinds.of_document(p.old, p.new))
    changes = [Change("documents", (kind,), "", said, None, None) for kind, said in facts]
    changes += target_changes(of(old, "targets", p.old), of(new, "targets", p.new))
    changes += _initiatives(of(old, "initiatives", p.old), of(new, "initiatives", p.new))
    changes += _programmes(of(old, "programmes", p.old), of(new, "programmes", p.new))
    return DocumentDiff(p, tuple(changes), len(targets))


def _targets(old: Sequence[Record], new: Sequence[Record]) -> Iterator[Change]:
    keys = {row["indicator_key"] for row in old}, {row["indicator_key"] for row in new}
    for one, other in align.targets(old, new):
        if one is None and other is not None:
            kind = "target_new" if other["indicator_key"] in keys[0] else "indicator_added"
            yield Change("targets", (kind,), other["indicator"] or "", kinds.value(other), None, other)
        elif other is None and one is not None:
            kind = "target_gone" if one["indicator_key"] in keys[1] else "indicator_dropped"
            yield Change("targets", (kind,), one["indicator"] or "", kinds.value(one), one, None)
        elif one is not None and other is not None:
            yield from _differing("targets", list(kinds.of_target(one, other)), other["indicator"], one, other)


def target_changes(old: Sequence[Record], new: Sequence[Record]) -> Iterator[Change]:
    """How the targets of two versions of a document differ.

    That a sentence has other words is said once, and only where nothing else is said of it.
    """
    changes = list(_targets(old, new))
    said = {text for c in changes if c.kinds != ("reworded",) for text in (c.text(c.old), c.text(c.new)) if text}
    for change in changes:
        sentences = {change.text(change.old), change.text(change.new)}
        if change.kinds != ("reworded",) or not sentences & said:
            said |= {text for text in sentences if text}
            yield change


def _initiatives(old: Sequence[Record], new: Sequence[Record]) -> Iterator[Change]:
    for one, other in align.initiatives(old, new):
        row = other or one or {}
        if one is None or other is None:
            kind = "initiative_new" if one is None else "initiative_gone"
            yield Change("initiatives", (kind,), row["title"] or "", row["marker"] or "", one, other)
        else:
            yield from _differing("initiatives", list(kinds.of_initiative(one, other)), row["title"], one, other)


def _programmes(old: Sequence[Record], new: Sequence[Record]) -> Iterator[Change]:
    olds, news = ({squash(row["name_key"]): row for row in rows} for rows in (old, new))
    for key in dict.fromkeys((*news, *olds)):
        one, other = olds.get(key), news.get(key)
        row = other or one or {}
        if one is None or other is None:
            kind = "programme_new" if one is None else "programme_gone"
            yield Change("programmes", (kind,), row["name"], "", one, other)
        else:
            yield from _differing("programmes", list(kinds.of_programme(one, other)), row["name"], one, other)


def _differing(table: str, said: Sequence[kinds.Said], about: Any, old: Record, new: Record) -> Iterator[Change]:
    if said:
        words = "; ".join(dict.fromkeys(text for _, text in said if text))
        yield Change(table, tuple(kind for kind, _ in said), about or "", words, old, new)
