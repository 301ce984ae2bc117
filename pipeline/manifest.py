"""What a run was made of, kept beside its tables: a run over the same things has nothing to do."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipeline.lexicon import Lexicons
from pipeline.miner import MineOptions
from pipeline.version import VERSION

# Their dictionaries and rules show in the rows.
_LIBRARIES = ("jieba", "opencc-python-reimplemented", "charset-normalizer", "pyarrow")


def inputs(sources: Iterable[tuple[str, str | None]], options: MineOptions) -> dict[str, Any]:
    """All that the tables depend on; `sources` are (name, doc_id or None where the source could not be opened)."""
    return {
        "version": VERSION,
        "code": _code(),
        "libraries": {name: _installed(name) for name in _LIBRARIES},
        "lexicons": Lexicons.default(*options.lexicon_folders).version,
        "tokens": options.tokens,
        "sources": sorted([name, doc_id or ""] for name, doc_id in sources),
    }


@functools.cache
def _code() -> str:
    """A hash over the package's own modules, so that tables made before a change of code are not taken for current."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def outputs(found: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the manifest `found` says a run gave, if that run had the inputs `wanted`."""
    if found is None or found.get("inputs") != wanted:
        return None
    given = found.get("outputs")
    return given if isinstance(given, dict) else None
