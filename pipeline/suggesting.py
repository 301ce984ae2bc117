"""Lines for the lexicons, out of what the documents say and no lexicon knows yet: to be reviewed, then pasted."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.joining.reading import Needs, Stored
from pipeline.lexicon import Lexicons
from pipeline.places import Place

FEWEST = 2  # documents, or times in one, that make a suggestion
LONGEST_LINE = 60  # characters of a line that may be a site's own
_QUOTED = re.compile(
    r"(?:实施|开展|推进|启动|组织|推动|落实|打造|推行|继续|抓好|搞好)[^，,。；;\n“”]{0,4}[“「][^”」\n]{2,12}[”」](?P<tail>[\u4e00-\u9fff]{2})"
)
_NOUN = re.compile(r"^[\u4e00-\u9fff]{2,12}$")
_COUNTER = re.compile(r"[\u4e00-\u9fff]{1,2}")
_NO_LETTERS = re.compile(r"^[\W\d_]*$")
AROUND = 12  # characters shown on each side of an example


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line for a lexicon: how often it was seen, in how many documents, and where for example."""

    term: str
    cells: Mapping[str, str]
    times: int
    documents: int
    example: str

    def line(self, columns: Iterable[str]) -> str:
        """The line as the lexicon's file has it, with what there is to know of it in the note."""
        note = f"{self.times}× in {self.documents}: {self.example[: 4 * AROUND]}"
        cells = {**self.cells, "term": self.term, "note": re.sub(r"\s+", " ", note)}
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([cells.get(column, "") for column in columns])
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be suggested: for which lexicon, from which columns, and how."""

    lexicon: str
    needs: Needs
    find: Callable[[Stored, Lexicons], Iterator[Suggestion]]


class _Seen:
    """How often terms are seen, where, and the first example of each."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._documents: dict[str, set[str]] = defaultdict(set)
        self._examples: dict[str, str] = {}

    def add(self, term: str, doc_id: str, example: str) -> None:
        self._times[term] += 1
        self._documents[term].add(doc_id)
        self._examples.setdefault(term, example)

    def suggestions(self, cells: Callable[[str], Mapping[str, str]], *, spread: bool = False) -> Iterator[Suggestion]:
        """Those seen often enough, in most documents first; `spread`: in more than one document."""
        for term in sorted(self._times, key=lambda t: (-len(self._documents[t]), -self._times[t], t)):
            documents = len(self._documents[term])
            if (documents if spread else max(documents, self._times[term])) >= FEWEST:
                yield Suggestion(term, cells(term), self._times[term], documents, self._examples[term])


def suggest(place: Place, kind: str, lexicons: Lexicons) -> tuple[tuple[str, ...], list[Suggestion]]:
    """The columns of the lexicon that `kind` (one of KINDS) is for, and its suggestions, the most frequent first.

    Raises StoreError where the tables are not there.
    """
    chosen = KINDS[kind]
    return lexicons[chosen.lexicon].columns, list(chosen.find(Stored(place, chosen.needs), lexicons))


def _indicators(tables: Stored, lexicons: Lexicons) -> Iterator[Suggestion]:
    """Indicators that no line knows; the key is that of the known indicator that they end in, else their own name."""
    known = lexicons["indicators"]
    keys = {entry["key"] for entry in known.entries}
    seen = _Seen()
    for row in tables.rows("targets"):
        name = row["indicator_key"]
        if name and name not in known and name not in keys and _NOUN.match(name):
            seen.add(name, row["doc_id"], row["sentence"] or "")
    yield from seen.suggestions(lambda name: {"key": _ends_in(name, lexicons) or name})


def _ends_in(name: str, lexicons: Lexicons) -> str | None:
    known = lexicons["indicators"]
    found = (known.get(name[at:]) for at in range(1, len(name) - 2))
    return next((entry["key"] for entry in found if entry is not None), None)


def _programmes(tables: Stored, lexicons: Lexicons) -> Iterator[Suggestion]:
    """Words that often follow a name in quotes, as 工程 does, and are no head noun yet."""
    heads = [e.term for e in lexicons["programme_heads"].entries]
    seen = _Seen()
    for sentence in tables.rows("sentences"):
        for match in _QUOTED.finditer(sentence["text"]):
            if "的" not in match["tail"] and not any(
                h.startswith(match["tail"]) or match["tail"].startswith(h) for h in heads
            ):
                seen.add(match["tail"], sentence["doc_id"], _around(sentence["text"], match.start(), match.end()))
    yield from seen.suggestions(lambda tail: {"kind": tail, "single": "coded"})


def _boilerplate(tables: Stored, lexicons: Lexicons) -> Iterator[Suggestion]:
    """Short lines that stand in several documents: headings and a body's formulas too, so look before you paste."""
    del lexicons
    seen = _Seen()
    for document in tables.rows("documents"):
        lines = [line.strip() for line in (document["text"] or "").split("\n")]
        for at, line in enumerate(dict.fromkeys(lines)):
            if 4 <= len(line) <= LONGEST_LINE and not _NO_LETTERS.match(line):
                seen.add(line, document["doc_id"], f"line {at + 1} of {document['source']}")
    yield from seen.suggestions(lambda _: {"how": "line"}, spread=True)


def _units(tables: Stored, lexicons: Lexicons) -> Iterator[Suggestion]:
    """What follows numbers that no rule explains, or that measure something without a unit."""
    texts = {d["doc_id"]: d["text"] for d in tables.rows("documents")}
    units, bounds, seen = lexicons["units"], lexicons["comparators"], _Seen()
    for number in tables.rows("numbers"):
        text = texts[number["doc_id"]]
        behind = _COUNTER.match(text, number["end"])
        bare = not number["unit"] and (number["role"] == "target" or _is_digits(number))
        unexplained = number["role"] == "unknown" or bare
        if not unexplained or behind is None or behind[0].startswith("的"):
            continue
        if behind[0] not in units and behind[0][0] not in units and behind[0] not in bounds:
            seen.add(behind[0], number["doc_id"], _around(text, number["start"], behind.end()))
    yield from seen.suggestions(lambda term: {"unit": "item", "dimension": "count", "factor": "1"})


def _is_digits(number: Mapping[str, Any]) -> bool:
    """`30灯次` is taken for a name as long as nobody knows the unit; `三农` is one."""
    return bool(number["role"] == "name" and number["text"].isascii() and number["text"].isdigit())


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - AROUND) : end + AROUND].replace("\n", " ")


KINDS: Mapping[str, Kind] = {
    "indicators": Kind("indicators", {"targets": ("doc_id", "indicator_key", "sentence")}, _indicators),
    "programmes": Kind("programme_heads", {"sentences": ("doc_id", "text")}, _programmes),
    "boilerplate": Kind("boilerplate", {"documents": ("doc_id", "source", "text")}, _boilerplate),
    "units": Kind(
        "units",
        {"documents": ("doc_id", "text"), "numbers": ("doc_id", "text", "role", "unit", "start", "end")},
        _units,
    ),
}
