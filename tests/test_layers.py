"""Imports go one way, and heavy libraries are imported only where they are used."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "pipeline"
# Lowest first; what is not named is the base: text, lexicons, numbers, the document. A layer imports itself and lower.
LAYERS = (
    {"read", "clean", "structure", "segment", "extract", "records"},
    {"arrays", "tables", "batches"},
    {
        "miner",
        "store",
        "sources",
        "containers",
        "manifest",
        "portions",
        "shards",
        "parts",
        "assembly",
        "drops",
        "engine",
        "cluster",
        "durable",
        "places",
        "readers",
        "leases",
        "objects",
        "lock",
        "run",
        "across",
        "analysis",
        "joining",
        "derive",
        "suggesting",
        "beside",
        "scoring",
        "lookup",
        "explaining",
    },
    {"api", "components", "explore", "commands"},
)
# Folders whose modules are one idea each and know nothing of each other, but for what they share.
SIBLINGS = {
    "extract": set(),
    "clean": set(),
    "read": {"result", "encoding", "unread", "grid", "ordinals", "package", "flow", "html", "docx"},
    "across": set(),
    "commands": set(),
}
HEAVY = {
    "pandas",
    "pyarrow",
    "spacy",
    "jieba",
    "rich",
    "opencc",
    "charset_normalizer",
    "duckdb",
    "fsspec",
    "xlsxwriter",
    "datasketch",
}
AT_HOME = {
    "pipeline.arrays": {"numpy", "pyarrow"},
    "pipeline.tables": {"pyarrow"},
    "pipeline.batches": {"pyarrow"},
    "pipeline.parts": {"pyarrow"},
    "pipeline.assembly": {"pyarrow"},
    "pipeline.portions": {"pyarrow"},
    "pipeline.derive": {"pyarrow"},
    "pipeline.components": {"pyarrow", "spacy"},
    "pipeline.explore.source": {"pyarrow"},
    "pipeline.explore.listing": {"pyarrow"},
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(path: Path, *, top_only: bool = False) -> Iterator[str]:
    """Full names of what a module imports; those for type checking only do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body if top_only else _walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else node.module


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)


def layer(module: str) -> int:
    _, _, below = module.partition(".")
    top = below.partition(".")[0]
    return next((i for i, names in enumerate(LAYERS, 1) if top in names), 0)


def ours(path: Path, *, top_only: bool = False) -> set[str]:
    return {name for name in imports(path, top_only=top_only) if name.split(".")[0] == "pipeline"}


@pytest.mark.parametrize("module", [m for m in MODULES if m != "pipeline"])
def test_a_module_imports_its_own_layer_and_lower_ones(module: str) -> None:
    higher = {name for name in ours(MODULES[module]) - {"pipeline"} if layer(name) > layer(module)}
    assert not higher, f"{module} must not know of {', '.join(sorted(higher))}"


@pytest.mark.parametrize("folder", SIBLINGS)
def test_siblings_do_not_import_each_other(folder: str) -> None:
    for path in (PACKAGE / folder).glob("[!_]*.py"):
        others = {n.rpartition(".")[2] for n in ours(path) if n.startswith(f"pipeline.{folder}.")}
        assert others <= SIBLINGS[folder] | {path.stem}, f"{path.name} imports {others}"


def test_no_two_modules_need_each_other() -> None:
    graph = {name: ours(path, top_only=True) & MODULES.keys() - {"pipeline", name} for name, path in MODULES.items()}
    list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


@pytest.mark.parametrize("path", sorted((PACKAGE / "extract").glob("[!_]*.py")), ids=lambda p: p.stem)
def test_an_extractor_names_the_tables_it_reads(path: Path) -> None:
    text = path.read_text("utf-8")
    needs = next(n.value for n in ast.parse(text).body if "NEEDS" in {t.id for t in _targets(n)})
    read = set(re.findall(r"""found(?:\[|\.get\()["'](\w+)["']""", text))
    assert read <= set(ast.literal_eval(needs))


def _targets(node: ast.stmt) -> list[ast.Name]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [t for t in targets if isinstance(t, ast.Name)]


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    heavy = {name.split(".")[0] for name in imports(MODULES[module], top_only=True)} & HEAVY
    assert heavy <= AT_HOME.get(module, set())


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.commands import build; build()\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules} & {'pandas', 'pyarrow', 'numpy', 'spacy', 'jieba'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
