"""Does damage change what is found? Clean documents, damaged in every kind, against what their clean text gives.

    python -m benchmarks.invariance [--folder FOLDER]... [--kind NAME]... [--differences] [--json FILE]

Without folders the sample drop is used. Every document is cleaned first; the rows that its clean text gives are what
each damaged version of it must give again: initiatives (marker, title, parent), targets (indicator, value, unit,
comparator, change, status, period), programmes (name, count, members). F1 over all documents; status 1 where one lies
below its floor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.damage import KINDS, Kind
from pipeline.api import MinedDocument, mine_read, mine_string
from pipeline.read import ReadError, Skipped, read

ROOT = Path(__file__).parents[1]
TABLES = ("initiatives", "targets", "programmes")
Rows = Mapping[str, Counter[tuple[Any, ...]]]


def rows(found: MinedDocument) -> Rows:
    """What is compared, by table."""
    titles = {row["initiative_id"]: row["title"] for row in found["initiatives"]}
    return {
        "initiatives": Counter((r["marker"], r["title"], titles.get(r["parent_id"])) for r in found["initiatives"]),
        "targets": Counter(
            (r["indicator"], r["kind"], r["low"], r["high"], r["unit"], r["comparator"], r["change"], r["status"],
             r["period_start"], r["period_end"])
            for r in found["targets"]
        ),
        "programmes": Counter((r["name"], r["declared_count"], *(r["members"] or ())) for r in found["programmes"]),
    }  # fmt: skip


def clean_texts(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """(name, clean text) of every document that can be read, those that say nothing left out."""
    for path in paths:
        try:
            results = read(path.read_bytes(), path.name)
        except (ReadError, Skipped) as error:
            print(f"left out: {path.name}: {error}", file=sys.stderr)
            continue
        for result in results:
            yield path.name, mine_read(result, tokens=False, lexicons=()).text


def damaged(text: str, kind: Kind) -> MinedDocument:
    """What the text gives when it is damaged in this kind."""
    (result,) = read(kind.make(text), kind.name)
    return mine_read(result, tokens=False, lexicons=())


def f1(pairs: Sequence[tuple[Rows, Rows]], table: str) -> float:
    """F1 of the second against the first of each pair; 1 where neither has rows."""
    common = sum((want[table] & got[table]).total() for want, got in pairs)
    both = sum(want[table].total() + got[table].total() for want, got in pairs)
    return 2 * common / both if both else 1.0


def measure(texts: Sequence[tuple[str, str]], kinds: Sequence[Kind], show: bool) -> dict[str, dict[str, float]]:
    """F1 of every kind and table."""
    wanted = [rows(mine_string(text, tokens=False)) for _, text in texts]
    figures = {}
    for kind in kinds:
        pairs = [(want, rows(damaged(text, kind))) for want, (_, text) in zip(wanted, texts, strict=True)]
        figures[kind.name] = {table: f1(pairs, table) for table in TABLES}
        for (name, _), (want, got) in zip(texts, pairs, strict=True) if show else ():
            _differences(f"{kind.name}: {name}", want, got)
    return figures


def _differences(title: str, want: Rows, got: Rows) -> None:
    for table in TABLES:
        for sign, rest in (("-", want[table] - got[table]), ("+", got[table] - want[table])):
            for row in rest:
                print(f"{title}: {table} {sign} {row}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, action="append", help="folder of documents; the sample drop if none")
    parser.add_argument("--kind", action="append", help="only the kinds whose name holds this")
    parser.add_argument("--differences", action="store_true", help="print every row that is not the same")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    folders = options.folder or [ROOT / "data" / "raw"]
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    kinds = [kind for kind in KINDS if not options.kind or any(part in kind.name for part in options.kind)]
    texts = list(clean_texts(paths))
    figures = measure(texts, kinds, options.differences)
    table = Table("damage", *TABLES, "floor", title=f"{len(texts)} documents: F1 against the clean text")
    for kind in kinds:
        cells = (f"{figures[kind.name][name]:.3f}" for name in TABLES)
        table.add_row(kind.name, *cells, f"{kind.floor:.2f}")
    Console().print(table)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return int(any(value < kind.floor for kind in kinds for value in figures[kind.name].values()))


if __name__ == "__main__":
    sys.exit(main())
