"""Derived tables from the tables of a run: only those whose inputs have changed, all switched together.

    OUT/ledger                    -> .across/current/ledger
    OUT/.across/current           -> g000003
    OUT/.across/g000003/ledger/part-0.parquet
    OUT/.across/g000003/manifest.json     what each was made from

A table is made again when the parts it reads, the code or the lexicons have changed, else it is taken over as it is.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import itertools
import json
import pkgutil
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import pipeline.across
from pipeline import beside, durable, store
from pipeline.batches import derived_batch
from pipeline.joining.reading import Stored
from pipeline.lexicon import Lexicons
from pipeline.tables import Table, derived
from pipeline.version import VERSION

ZSTD_LEVEL = 3  # as the tables of a run
BATCH = 20_000  # rows written at once


class DeriveError(ValueError):
    """What cannot be derived; the message says what to try."""


@dataclass(frozen=True, slots=True)
class Made:
    """A derived table: its rows, and whether it was taken over unchanged."""

    rows: int
    kept: bool


@functools.cache
def derived_tables() -> Mapping[str, Table]:
    """Every derived table by name; its module is `pipeline.across.NAME`."""
    found = {}
    for name in sorted(m.name for m in pkgutil.iter_modules(pipeline.across.__path__)):
        module = importlib.import_module(f"pipeline.across.{name}")
        description = (module.__doc__ or "").strip().partition("\n")[0]
        found[name] = derived(name, description, module.NEEDS, module.Row)
    return types.MappingProxyType(found)


def derive(
    out: Path,
    names: Sequence[str] = (),
    lexicon_folders: Sequence[Path] = (),
    report: Callable[[str], None] = lambda _: None,
) -> dict[str, Made]:
    """Make the derived tables `names` (all if none) of `out`; `report` is told the name of each before it is made.

    Raises DeriveError for a table that there is not, StoreError where the tables it reads are not there, LexiconError
    where a lexicon cannot be read.
    """
    lexicons = Lexicons.default(*lexicon_folders)
    place = store.generation(out)
    asked = list(names or derived_tables())
    if strange := set(asked) - derived_tables().keys():
        raise DeriveError(f"no derived table {', '.join(sorted(strange))}; there are {', '.join(derived_tables())}")
    for name in asked:
        _require(name)
    wanted = {name: _fingerprint(place, derived_tables()[name], lexicons) for name in asked}
    old = beside.current(out)
    known = _manifest(old)
    stands = {n for n in known if n in derived_tables() and (n not in wanted or known[n]["inputs"] == wanted[n])}
    if old is not None and stands >= set(asked):
        return {name: Made(known[name]["rows"], True) for name in asked}
    notes: dict[str, dict[str, Any]] = {}
    with beside.beginning(out) as folder:
        for name, table in derived_tables().items():
            if old is not None and name in stands:
                beside.take_over(old / name, folder / name)
                notes[name] = dict(known[name])
            elif name in wanted:
                report(name)
                notes[name] = {"inputs": wanted[name], "rows": _write(place, folder / name, table, lexicons)}
        durable.write(folder / store.MANIFEST, json.dumps(notes, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        beside.switch(out, folder, notes)
    return {name: Made(notes[name]["rows"], name in stands) for name in asked}


def _require(name: str) -> None:
    """Raise DeriveError where a library is missing that the table's module names in REQUIRES."""
    module = importlib.import_module(f"pipeline.across.{name}")
    missing = [library for library in getattr(module, "REQUIRES", ()) if find_spec(library) is None]
    if missing:
        others = " ".join(other for other in derived_tables() if other != name)
        raise DeriveError(
            f"{name} needs {', '.join(missing)}: pip install 'gangmu[across]', or ask for the others: {others}"
        )


def _write(place: Path, folder: Path, table: Table, lexicons: Lexicons) -> int:
    module = importlib.import_module(f"pipeline.across.{table.name}")
    folder.mkdir()
    rows: Iterable[Any] = iter(module.rows(Stored(place, module.NEEDS), lexicons))
    total = 0
    with pq.ParquetWriter(
        folder / "part-0.parquet", table.schema, compression="zstd", compression_level=ZSTD_LEVEL
    ) as part:
        while batch := list(itertools.islice(rows, BATCH)):
            part.write_table(pa.Table.from_batches([derived_batch(table, batch)]))
            total += len(batch)
    return total


def _fingerprint(place: Path, table: Table, lexicons: Lexicons) -> str:
    digest = hashlib.sha256(f"{VERSION} {lexicons.version} {_code()}".encode())
    for name in sorted(table.needs):
        path = store.table_path(place, name)
        for part in sorted(path.rglob("*.parquet")) if path.is_dir() else [path]:
            with part.open("rb") as file:
                digest.update(name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


@functools.cache
def _code() -> str:
    """A hash over the modules that derived tables are made by."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted([*(here / "across").glob("*.py"), *(here / "joining").glob("*.py"), here / "record.py"]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _manifest(folder: Path | None) -> Mapping[str, Any]:
    try:
        found = json.loads((folder / store.MANIFEST).read_text("utf-8")) if folder else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
