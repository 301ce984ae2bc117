"""Lexicons: what the language rules know by heart, one CSV a concept, in `lexicons/`.

A researcher adds a line, not code. Every file has the columns `term` and `note`; `lexicons/README.md` says what the
others mean. A fault names the file, the line and what was expected.

>>> units = Lexicons.default()["units"]
>>> [(s, e, entry["dimension"]) for s, e, entry in units.find("新建公路12公里")]
[(6, 8, 'length')]
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_LONGEST_DFA = 10_000  # terms: some 30 MB


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message names file, line and what was expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lexicon. `entry["column"]` is the cell, "" where the line leaves it empty."""

    term: str
    lexicon: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def where(self) -> str:
        """`units.csv:12`, for explanations and error messages."""
        return f"{self.lexicon}.csv:{self.line}"


class Places:
    """Where the terms of a lexicon stand in one text: found in one pass, and asked about for each number of it."""

    __slots__ = ("_found", "_starts")

    def __init__(self, found: list[tuple[int, int, Entry]]) -> None:
        self._found = found
        self._starts = [start for start, _, _ in found]

    def last(self, floor: int, position: int) -> Entry | None:
        """The last term that stands wholly within `floor:position`, or None."""
        found = self._found
        at = bisect_left(self._starts, position) - 1
        while at >= 0 and found[at][0] >= floor:
            if found[at][1] <= position:
                return found[at][2]
            at -= 1
        return None

    def within(self, floor: int, position: int) -> list[tuple[int, Entry]]:
        """(start, entry) of the terms that stand wholly within `floor:position`, the last of them first."""
        found = self._found
        terms = []
        at = bisect_left(self._starts, position) - 1
        while at >= 0 and found[at][0] >= floor:
            start, end, entry = found[at]
            if end <= position:
                terms.append((start, entry))
            at -= 1
        return terms


@dataclass(frozen=True)
class Lexicon:
    """The entries of one concept, to be looked up by term or found in a text."""

    name: str
    columns: tuple[str, ...]
    entries: tuple[Entry, ...]

    @cached_property
    def by_term(self) -> dict[str, Entry]:
        """The entries by their terms."""
        return {entry.term: entry for entry in self.entries}

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return _automaton(self.entries, MatchKind.LeftmostLongest)

    @cached_property
    def _all(self) -> AhoCorasick:
        return _automaton(self.entries, MatchKind.Standard)

    def __contains__(self, term: str) -> bool:
        return term in self.by_term

    def get(self, term: str) -> Entry | None:
        """The entry of `term`, or None."""
        return self.by_term.get(term)

    def find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """(start, end, entry) of every term in `text`: leftmost, then longest, never overlapping."""
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, self.entries[index]

    def matches(self, text: str) -> list[tuple[int, int, int]]:
        """The same as (position of the entry in `entries`, start, end): a third of the time, where most are no use."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text)
        return found

    def places(self, text: str) -> Places:
        """What `find` finds in `text`, to be asked by position."""
        entries = self.entries
        return Places([(start, end, entries[index]) for index, start, end in self.matches(text)])

    def find_all(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """(start, end, entry) of every term in `text`, overlapping ones too, by end."""
        for index, start, end in self._all.find_matches_as_indexes(text, overlapping=True):
            yield start, end, self.entries[index]

    def starting(self, text: str, start: int = 0) -> Entry | None:
        """The longest term that stands at `start` of `text`, or None.

        >>> Lexicons.default()["verbs"].starting("新建幼儿园").term
        '新建'
        """
        terms = self.by_term
        for length in self._lengths_by_first.get(text[start : start + 1], ()):
            entry = terms.get(text[start : start + length])
            if entry is not None:
                return entry
        return None

    def ending(self, text: str) -> Entry | None:
        """The longest term that ends `text`, or None.

        >>> Lexicons.default()["comparators"].ending("农业总产值突破").term
        '突破'
        """
        terms = self.by_term
        for length in self._lengths_by_last.get(text[-1:], ()):
            entry = terms.get(text[-length:])
            if entry is not None:
                return entry
        return None

    @cached_property
    def _lengths_by_first(self) -> dict[str, tuple[int, ...]]:
        return _lengths((e.term[0], len(e.term)) for e in self.entries)

    @cached_property
    def _lengths_by_last(self) -> dict[str, tuple[int, ...]]:
        return _lengths((e.term[-1], len(e.term)) for e in self.entries)

    def where(self, column: str, value: str) -> Lexicon:
        """The entries whose `column` is `value`, as a lexicon of its own. Keep the result: it builds an automaton."""
        chosen = tuple(e for e in self.entries if e.cells.get(column) == value)
        return Lexicon(self.name, self.columns, chosen)

    def any_of(self, column: str, *values: str) -> str:
        """The terms with one of `values` among those of `column`, as alternatives of a pattern, the longest first.

        >>> Lexicons.default()["ranking_words"].any_of("kind", "award")[:8]
        '荣获|夺得|取得'
        """
        terms = [e.term for e in self.entries if not set(values).isdisjoint(e[column].split())]
        return "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))

    @cached_property
    def longest(self) -> int:
        """Length of the longest term, in characters."""
        return max((len(e.term) for e in self.entries), default=0)


@dataclass(frozen=True)
class Lexicons:
    """All lexicons of one or more folders; a later folder adds to, and overrules, the ones before it."""

    folders: tuple[Path, ...]
    _loaded: dict[str, Lexicon] = field(default_factory=dict, repr=False, compare=False, hash=False)

    @classmethod
    def default(cls, *extra: Path) -> Lexicons:
        """The lexicons that came with Gangmu, and those of the folders `extra` over them."""
        return _default(tuple(extra))

    def __getitem__(self, name: str) -> Lexicon:
        """The lexicon `name`; raises LexiconError where no folder has it, or a line cannot be read."""
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def _load(self, name: str) -> Lexicon:
        paths = [p for folder in self.folders if (p := folder / f"{name}.csv").is_file()]
        if not paths:
            places = ", ".join(str(f) for f in self.folders)
            raise LexiconError(f"{name}.csv: not found in {places}")
        columns: tuple[str, ...] = ()
        entries: dict[str, Entry] = {}
        for path in paths:
            header, read = _read(path, name)
            if columns and set(header) != set(columns):  # rules ask for the columns of the first folder's
                raise LexiconError(f"{path}:1: expected the columns {','.join(columns)}, found {','.join(header)}")
            columns = header
            entries.update({e.term: e for e in read})
        return Lexicon(name, columns, tuple(entries.values()))

    @property
    def names(self) -> list[str]:
        """The names of all lexicons there are."""
        return sorted({p.stem for folder in self.folders for p in folder.glob("*.csv")})

    @cached_property
    def version(self) -> str:
        """First 12 hex digits of the SHA-256 over all lexicon files: the same lines, the same version."""
        digest = hashlib.sha256()
        for folder in self.folders:
            for path in sorted(folder.glob("*.csv")):
                digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
        return digest.hexdigest()[:12]


@functools.cache
def _default(extra: tuple[Path, ...]) -> Lexicons:
    here = Path(__file__).parent
    shipped = next((p for p in (here / "_lexicons", here.parent / "lexicons") if p.is_dir()), None)
    if shipped is None:
        raise LexiconError(f"no lexicons beside {here}: the installation is incomplete, install gangmu again")
    for folder in extra:
        if not folder.is_dir():
            raise LexiconError(f"{folder}: not a folder of lexicons")
    return Lexicons((shipped, *extra))


def _automaton(entries: Sequence[Entry], kind: MatchKind) -> AhoCorasick:
    """The DFA takes some milliseconds more to build than the NFA that is made by default, and half the time to run.

    Of a long lexicon it would take much memory.
    """
    form = Implementation.DFA if len(entries) <= _LONGEST_DFA else None
    return AhoCorasick([e.term for e in entries], matchkind=kind, implementation=form)


def _lengths(terms: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """For each edge character the lengths of its terms, longest first: few lengths stand for most characters."""
    found: dict[str, set[int]] = {}
    for edge, length in terms:
        found.setdefault(edge, set()).add(length)
    return {edge: tuple(sorted(lengths, reverse=True)) for edge, lengths in found.items()}


def _read(path: Path, name: str) -> tuple[tuple[str, ...], list[Entry]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from error
    reader = csv.reader(io.StringIO(text), strict=True)
    header: Sequence[str] = next(reader, [])
    if not {"term", "note"} <= set(header):
        raise LexiconError(f"{path}:1: expected a header with the columns term and note, found {','.join(header)!r}")
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    try:
        for row in reader:
            line = reader.line_num
            if not row or row[0].startswith("#"):
                continue
            if len(row) != len(header):
                raise LexiconError(
                    f"{path}:{line}: expected {len(header)} cells ({','.join(header)}), found {len(row)}"
                )
            cells = dict(zip(header, map(str.strip, row), strict=True))
            term = cells["term"]
            if not term:
                raise LexiconError(f"{path}:{line}: the term is empty")
            if term in seen:
                raise LexiconError(f"{path}:{line}: {term!r} stands on line {seen[term]} already")
            seen[term] = line
            entries.append(Entry(term, name, line, cells))
    except csv.Error as error:
        raise LexiconError(f"{path}:{reader.line_num}: {error}") from error
    return tuple(header), entries
