"""Gold files: what a careful reader found in a document, with every anchor resolved to its place in the raw text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUFFIX = ".gold.json"
ID_DIGITS = 16
NON_VALUES = frozenset({"relational", "relative", "delegated", "directional", "absent"})
# What a row must have; what it may leave out is null.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "noise": ("kind",),
    "initiatives": ("id", "parent", "marker", "ordinal", "title"),
    "targets": (
        "num", "indicator", "action", "comparator", "change", "low", "high", "unit", "status", "period", "placeholder",
        "suspect", "initiative",
    ),
    "programmes": ("name", "kind", "count", "members"),
}  # fmt: skip
ENUMERATIONS: Mapping[str, frozenset[str]] = {
    "comparator": frozenset({"eq", "ge", "le", "approx", "range"}),
    "change": frozenset({"level", "increase", "decrease", "ratio"}),
    "status": frozenset({"planned", "reported"}),
    "kind": NON_VALUES | {"number", "placeholder"},
}
Record = Mapping[str, Any]


class GoldError(ValueError):
    """A gold file that cannot be used; the message names the file and every fault in it."""


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A row of a gold file. `row["field"]` is what the file says; the span points into the raw text, and for a target
    covers the number with its unit."""

    start: int
    end: int
    fields: Record

    def __getitem__(self, name: str) -> Any:
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file with the document that it is about."""

    path: Path
    name: str  # of the document
    doc_id: str
    raw: str
    document: Record
    noise: tuple[GoldRow, ...]
    initiatives: tuple[GoldRow, ...]
    targets: tuple[GoldRow, ...]
    programmes: tuple[GoldRow, ...]


def find(places: Sequence[Path], pattern: str = "*") -> list[Path]:
    """The gold files of `places`, in folders those that match `pattern`. Raises GoldError if there is none."""
    found: list[Path] = []
    for place in places:
        found += sorted(place.glob(f"{pattern}{SUFFIX}")) if place.is_dir() else [place]
    if not found:
        raise GoldError(f"{', '.join(map(str, places))}: no {pattern}{SUFFIX} there")
    return found


def load(path: Path, folders: Sequence[Path] = (), texts: Callable[[str], str | None] = lambda _: None) -> Gold:
    """The gold file at `path`.

    Its document is looked for in `folders`, then beside it; `texts` gives the raw text of a `doc_id` where no file is
    found. Raises GoldError.
    """
    content = _json(path)
    name, digest = str(content["doc"]), content.get("sha256")
    files = (p for folder in (*folders, path.parent) if (p := folder / name).is_file())
    file = None if content.get("text") == "tables" else next(files, None)  # of a pdf, the text is what a reader took
    if file is not None:
        data = file.read_bytes()
        actual = hashlib.sha256(data).hexdigest()
        if digest and not actual.startswith(digest):
            raise GoldError(f"{path}: its sha256 is not that of {file}, which is {actual}")
        doc_id, raw = actual[:ID_DIGITS], _decoded(path, data, content.get("encoding", "utf-8"))
    else:
        doc_id = (digest or "")[:ID_DIGITS]
        text = texts(doc_id) if doc_id else None
        if text is None:
            raise GoldError(f"{path}: {name} is neither in the tables nor beside it; name its folder with --raw")
        raw = text
    faults: list[str] = []
    sections = {section: tuple(_rows(section, content.get(section, ()), raw, faults)) for section in REQUIRED}
    faults += _unknown_items(sections)
    if faults:
        raise GoldError("\n".join(f"{path}: {fault}" for fault in faults))
    return Gold(path, name, doc_id, raw, content.get("document", {}), **sections)


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror or error}; give gold files, or folders of them") from error
    except ValueError as error:
        raise GoldError(f"{path}: no gold file, as it is no JSON ({error})") from error
    if not isinstance(content, dict) or "doc" not in content:
        raise GoldError(f'{path}: no gold file: it does not name its document ("doc")')
    return content


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")  # a byte order mark is no part of the text
    except (LookupError, UnicodeError) as error:
        raise GoldError(f"{path}: the document cannot be read as {encoding} ({error})") from error


def _rows(section: str, rows: Sequence[Record], raw: str, faults: list[str]) -> Iterator[GoldRow]:
    """The rows of a section that are as they should be; what is wrong with the others is added to `faults`."""
    last = -1
    for number, fields in enumerate(rows):
        where = f"{section}[{number}]"
        missing = [name for name in ("at", *REQUIRED[section]) if name not in fields]
        if missing:
            faults.append(f"{where}: {', '.join(missing)} missing")
            continue
        start = nth(raw, fields["at"], fields.get("n", 1))
        inner = fields["at"].find(fields["num"]) if section == "targets" else 0
        if start < 0 or inner < 0:
            quote = f"{fields['at']!r} (n={fields.get('n', 1)})"
            faults.append(f"{where}: {quote} is not in the text" if start < 0 else f"{where}: num is not in {quote}")
            continue
        if section == "targets":
            faults += [f"{where}: {fault}" for fault in _target_faults(fields)]
        start += inner
        if start < last and section != "noise":
            faults.append(f"{where}: out of the order of the text")
        last = start
        yield GoldRow(start, start + len(fields["num" if section == "targets" else "at"]), fields)


def nth(text: str, quote: str, n: int) -> int:
    """Position of the `n`th occurrence (from 1) of `quote`, -1 where there are fewer."""
    at = -1
    for _ in range(n):
        at = text.find(quote, at + 1)
        if at < 0:
            break
    return at


def _target_faults(fields: Record) -> Iterator[str]:
    for name, values in ENUMERATIONS.items():
        value = fields.get(name, "number")
        if value not in values:
            yield f"{name} is {value!r}, none of {', '.join(sorted(values))}"
    valued = fields.get("kind", "number") == "number" and not fields["placeholder"]
    if valued and None in (fields["low"], fields["high"]):
        yield "a number without low and high"


def _unknown_items(sections: Mapping[str, Sequence[GoldRow]]) -> Iterator[str]:
    known = {row["id"] for row in sections["initiatives"]} | {None}
    for section, field in (("initiatives", "parent"), ("targets", "initiative")):
        for row in sections[section]:
            if row[field] not in known:
                yield f"{section}: {row['at']!r} is of initiative {row[field]!r}, which is not there"
