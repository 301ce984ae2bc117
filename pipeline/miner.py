"""One document through all of it: read, clean, outline, extractors, words. Pure: bytes in, rows out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pipeline import collector, structure
from pipeline.clean import Cleaned, clean
from pipeline.document import Document, Origin
from pipeline.lexicon import Lexicons
from pipeline.limits import DEFAULT, Limits
from pipeline.patience import OutOfTime, patience
from pipeline.read import ReadResult, Skipped, read
from pipeline.read.result import ReadError, identify
from pipeline.records import edits, errors, sentences
from pipeline.segment import Segmenter
from pipeline.tables import Mined, all_tables
from pipeline.text import Text

T = TypeVar("T")
LIMIT = "limit"  # the stage of what a limit stops
LONGEST_MESSAGE = 1000  # characters: some errors quote the document
Rows = dict[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class MineOptions:
    """What a document is mined with; all that a worker process is told."""

    tokens: bool = True
    lexicon_folders: tuple[Path, ...] = ()  # over the lexicons that came with Gangmu
    limits: Limits = DEFAULT


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of a kind that is not read yet."""

    source: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: its documents, or that it was skipped."""

    mined: tuple[Mined, ...]
    skipped: SkippedFile | None = None


@dataclass(frozen=True)
class Failures:
    """Runs the stages of one document; a stage that fails leaves a row of `errors` instead of a result."""

    source: str
    doc_id: str | None
    rows: list[errors.Row] = field(default_factory=list)

    def guard(self, stage: str, work: Callable[[], T]) -> T | None:
        """What `work` gives, or None with a row added: no fault on one document may end the run."""
        try:
            return work()
        except Skipped:
            raise
        except ReadError as error:
            self.add(error.stage, type(error).__name__, error.message)
        except OSError as error:
            self.add(stage, type(error).__name__, error.strerror or str(error))  # `source` says of what
        except Exception as error:
            self.add(stage, type(error).__name__, str(error))
        return None

    def add(self, stage: str, error: str, message: str) -> None:
        said = message[:LONGEST_MESSAGE].encode("utf-8", "replace").decode("utf-8")  # a path may not be text
        self.rows.append(errors.Row(source=self.source, doc_id=self.doc_id, stage=stage, error=error, message=said))

    def only(self) -> Mined:
        """A document of which there is nothing but its errors."""
        return Mined(self.doc_id or "", self.source, Text.of(""), {"errors": self.rows})


def mine_one(
    data: bytes,
    name: str,
    options: MineOptions,
    flags: tuple[str, ...] = (),
    metadata: tuple[tuple[str, str], ...] = (),
) -> Outcome:
    """Read `data`, found at `name`, and mine every document in it.

    What fails becomes rows of `errors`; nothing is raised for it. `flags` are added to the documents' own; `metadata`
    is what the place they were found at says of them, and stands over what they say themselves.
    """
    failures = Failures(name, identify(data))
    try:
        with patience(options.limits.max_seconds), collector.held():
            return _mine(data, name, options, flags, metadata, failures)
    except OutOfTime:
        told = f"took more than {options.limits.max_seconds:g} seconds; raise --limit max-seconds if it is worth it"
        failures.add(LIMIT, OutOfTime.__name__, told)
        return Outcome((failures.only(),))


def _mine(
    data: bytes,
    name: str,
    options: MineOptions,
    flags: tuple[str, ...],
    metadata: tuple[tuple[str, str], ...],
    failures: Failures,
) -> Outcome:
    try:
        results = failures.guard("read", lambda: read(data, name))
    except Skipped as skipped:
        return Outcome((), SkippedFile(name, skipped.kind, skipped.reason))
    most = options.limits.max_chars
    if results is not None and (longest := max((len(result.text) for result in results), default=0)) > most:
        told = f"a text of {longest:,} characters, more than {most:,}; raise --limit max-chars, or cut it up"
        failures.add(LIMIT, "TooLong", told)
        results = None
    if results is None:
        return Outcome((failures.only(),))
    named = [replace(result, metadata={**result.metadata, **dict(metadata)}) for result in results]
    return Outcome(tuple(mine_text(result, options, flags, metadata) for result in named))


def mine_text(
    source: ReadResult,
    options: MineOptions,
    flags: tuple[str, ...] = (),
    carried: tuple[tuple[str, str], ...] = (),
) -> Mined:
    """Mine one document that has been read. `carried`: what its place says of it, for `documents.metadata`."""
    failures = Failures(source.name, source.doc_id)
    lexicons = Lexicons.default(*options.lexicon_folders)
    cleaned = failures.guard("clean", lambda: clean(source.text, lexicons))
    if cleaned is None:
        return failures.only()
    found: Rows = {"edits": edits.rows(cleaned.text.edits)}
    origin = replace(_origin(source, cleaned, flags, lexicons), carried=carried)
    document = failures.guard("structure", lambda: _document(origin, cleaned, lexicons, found))
    if document is None:
        return failures.only()
    for name in extraction_order():
        _extract(name, document, found, failures)
    document = replace(document, _memo={})  # what the extractors have kept takes as much memory as the words will
    found["sentences"] = failures.guard("sentences", lambda: _sentences(document, options, found)) or ()
    found["errors"] = failures.rows
    return Mined(source.doc_id, source.name, cleaned.text, found)


@functools.cache
def extraction_order() -> tuple[str, ...]:
    """The extractors, each after those whose rows it needs. Raises CycleError where they need each other."""
    extractors = {name: table for name, table in all_tables().items() if _is_extractor(table.row)}
    sorter = TopologicalSorter({n: sorted(set(t.needs) & extractors.keys()) for n, t in extractors.items()})
    return tuple(sorter.static_order())


def _is_extractor(row: type) -> bool:
    return row.__module__.startswith("pipeline.extract.")


def _extract(name: str, document: Document, found: Rows, failures: Failures) -> None:
    module = import_module(all_tables()[name].row.__module__)
    found[name] = ()
    lost = sorted(set(module.NEEDS) & {row.stage for row in failures.rows})
    if lost:
        failures.add(name, "NotRun", f"needs {', '.join(lost)}, which failed on this document")
        return
    rows = failures.guard(name, lambda: list(module.rows(document)))
    if rows is not None:
        found[name] = rows


def _document(origin: Origin, cleaned: Cleaned, lexicons: Lexicons, found: Rows) -> Document:
    text = cleaned.text.clean
    items = structure.outline(text, lexicons)
    sentences_, cells = structure.sentences(text, items), structure.cells(text, items)
    return Document(
        text, origin, lexicons, items, sentences_, cells, MappingProxyType(found), tuple(cleaned.text.telling())
    )


def _origin(source: ReadResult, cleaned: Cleaned, flags: tuple[str, ...], lexicons: Lexicons) -> Origin:
    text = cleaned.text
    return Origin(
        doc_id=source.doc_id,
        source=source.name,
        media_type=source.media_type,
        encoding=source.encoding,
        script=cleaned.script,
        raw_chars=len(text.raw),
        removed_chars=text.removed_chars,
        repairs=text.repairs,
        flags=(*cleaned.flags, *source.flags, *flags),
        metadata=_named(cleaned.fields, lexicons) | dict(source.metadata),
    )


def _named(fields: Mapping[str, str], lexicons: Lexicons) -> dict[str, str]:
    """What a page's own lines say, under the names of the document's facts: 发文字号 is `doc_number`.

    Of two labels for one fact the one that stands first in the lexicon counts.
    """
    entries = reversed(lexicons["metadata_fields"].entries)
    return {entry["field"]: fields[entry.term] for entry in entries if entry.term in fields}


def _sentences(document: Document, options: MineOptions, found: Rows) -> list[sentences.Row]:
    cut = None
    if options.tokens:
        names = [programme.name for programme in found.get("programmes", ())]
        cut = Segmenter(document.lexicons, names).cut_all
    return list(sentences.rows(document, cut))
