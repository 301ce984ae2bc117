"""What tables are made with: rows of other settings are not taken for current."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

from pipeline.lexicon import Lexicons
from pipeline.miner import MineOptions
from pipeline.shards import digest
from pipeline.version import VERSION

# Their dictionaries and rules show in the rows.
_LIBRARIES = (
    "charset-normalizer",
    "jieba",
    "lxml",
    "opencc-python-reimplemented",
    "pyarrow",
    "pypdfium2",
    "readability-lxml",
    "striprtf",
    "warcio",
)
MADE_DIGITS = 12
_VERSION = re.compile(r"^Version: (\S+)$", re.MULTILINE)


def settings(options: MineOptions) -> dict[str, Any]:
    """All that the rows of a document depend on, but for the document itself."""
    return {
        "version": VERSION,
        "code": _code(),
        "libraries": {name: _installed(name) for name in _LIBRARIES},
        "lexicons": Lexicons.default(*options.lexicon_folders).version,
        "tokens": options.tokens,
    }


def made(settings: Mapping[str, Any]) -> str:
    """The settings in a word, for the record of every document."""
    return digest(settings)[:MADE_DIGITS]


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """The settings that are others now, in words: `lexicons 0a1b → 2c3d`."""
    for name, value in now.items():
        old = before.get(name)
        if isinstance(value, Mapping):
            yield from changes(old if isinstance(old, Mapping) else {}, value)
        elif old != value:
            yield f"{name} {_said(old)} → {_said(value)}"


def _said(value: Any) -> str:
    return {None: "none", True: "yes", False: "no"}.get(value, str(value))


@functools.cache
def _code() -> str:
    """A hash over the package's own modules, so that tables made before a change of code are not taken for current."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _installed(name: str) -> str | None:
    """The version of a library, None where it is not there; without parsing all that its package says of itself."""
    try:
        told = distribution(name).read_text("METADATA") or ""
    except PackageNotFoundError:
        return None
    found = _VERSION.search(told)
    return found[1] if found else version(name)
