"""How good the tables are: figures over gold, field by field, and the pins that keep them.

    python benchmarks/quality.py [--json OUT]        the report, as Markdown
    python benchmarks/quality.py --pin               raise the pins of tests/quality.toml to what is reached
    python benchmarks/quality.py --pin --allow-lower "REASON"

The gold of the project is measured always, the gold of `../shared` where it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.run import RunOptions, run
from pipeline.scoring import figures, shown, stored
from pipeline.scoring.compare import Comparison, compare
from pipeline.scoring.gold import find, load
from pipeline.sources import find as in_order

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PINS = ROOT / "tests" / "quality.toml"
SLACK = 0.0005  # a pin is written with three digits
CONFUSED = ("status", "comparator", "change")
Sets = Mapping[str, tuple[list[Path], list[Path], list[Path]]]


def sets() -> Sets:
    """Name of each set of gold: (sources, gold files and folders, folders of the documents)."""
    own = {"own": ([ROOT / "data" / "raw"], [ROOT / "tests" / "gold"], [ROOT / "data" / "raw"])}
    if not SHARED.is_dir():
        return own
    texts = [SHARED / "seeds", *sorted((SHARED / "gold").glob("*.txt"))]
    return own | {"shared": (texts, [SHARED / "gold"], [SHARED / "seeds", SHARED / "gold"])}


def measure(name: str) -> list[Comparison]:
    """Mine the documents of the set `name` and compare them with their gold."""
    sources, gold, folders = sets()[name]
    with TemporaryDirectory() as folder:
        out = Path(folder) / "tables"
        run(in_order([str(s) for s in sources], out), RunOptions(out=out, tokens=False))
        rows = stored.read(out)
        return [compare(load(path, folders, lambda _: None), rows) for path in find(gold)]


def report(name: str, compared: Sequence[Comparison]) -> Iterator[str]:
    """The Markdown report of one set."""
    yield f"## {name}: {len(compared)} documents\n"
    yield "```"
    yield from shown.lines(figures.figures(compared))
    yield "```\n"
    yield "By kind of document (targets.found, targets.full, programmes):\n"
    kinds = sorted({str(c.gold.document.get("doc_type")) for c in compared})
    for kind in kinds:
        of_kind = figures.figures([c for c in compared if c.gold.document.get("doc_type") == kind])
        picked = (of_kind[f].f1 for f in ("targets.found", "targets.full", "programmes") if f in of_kind)
        yield f"- {kind}: " + ", ".join(f"{f1:.3f}" for f1 in picked)
    yield ""
    for field in CONFUSED:
        yield f"{field} (gold → found): " + ", ".join(_confusion(compared, field))
    yield "roles of all numbers: " + ", ".join(f"{role} {n}" for role, n in _roles(compared))
    yield "\nRules with the most errors: " + ", ".join(f"{rule} {n}" for rule, n in _costly(compared)) + "\n"


def _confusion(compared: Sequence[Comparison], field: str) -> list[str]:
    pairs = (p for c in compared for p in c.targets if p.gold is not None and p.row is not None)
    counts = Counter((str(p.gold[field]), str(p.row[field])) for p in pairs if p.gold and p.row)
    return [f"{a} → {b} {n}" for (a, b), n in counts.most_common() if a != b] or ["none confused"]


def _roles(compared: Sequence[Comparison]) -> list[tuple[str, int]]:
    return Counter(str(row["role"]) for c in compared for row in c.rows["numbers"]).most_common()


def _costly(compared: Sequence[Comparison]) -> list[tuple[str, int]]:
    wrong = (p for c in compared for p in c.targets if p.row is not None and not p.right.get("full", False))
    return Counter(str(p.row["rule"]).split("+")[0] for p in wrong if p.row is not None).most_common(10)


def pinned() -> dict[str, dict[str, float]]:
    """The pins of each set, by figure."""
    return tomllib.loads(PINS.read_text("utf-8")) if PINS.exists() else {}


def pin(reached: Mapping[str, Mapping[str, float]], reason: str | None) -> list[str]:
    """Write the pins, upwards only unless there is a `reason`; says which figures would fall."""
    pins = pinned()
    falls = []
    lines = ["# Figures that may not fall; `python benchmarks/quality.py --pin` raises them."]
    lines += [f"# Lowered: {reason}"] if reason else []
    for name, of_set in reached.items():
        lines += ["", f"[{name}]"]
        for figure, f1 in of_set.items():
            before = pins.get(name, {}).get(figure, 0.0)
            if f1 < before - SLACK:
                falls.append(f"{name} {figure}: {f1:.3f} < {before:.3f}")
            lines.append(f'"{figure}" = {f1 if reason else max(f1, before):.3f}')
    if not falls or reason:
        PINS.write_text("\n".join(lines) + "\n", "utf-8")
    return falls


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true", help="raise the pins to what is reached")
    parser.add_argument("--allow-lower", metavar="REASON", help="let pins fall, and say why")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here")
    options = parser.parse_args()
    measured = {name: measure(name) for name in sets()}
    reached = {n: {f: v.f1 for f, v in figures.figures(c).items()} for n, c in measured.items()}
    for name, compared in measured.items():
        print("\n".join(report(name, compared)))
    if options.json:
        options.json.write_text(json.dumps(reached, indent=1) + "\n", "utf-8")
    falls = pin(reached, options.allow_lower) if options.pin else []
    if falls and not options.allow_lower:
        print("not pinned, these would fall:\n" + "\n".join(falls), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
