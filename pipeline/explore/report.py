"""Documents as one HTML file that needs nothing else: to send to a colleague, to keep beside a paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline import lookup
from pipeline.explaining import explain_in, read_again
from pipeline.explore.document import LETTERS, Page
from pipeline.explore.labels import Labels, Language
from pipeline.explore.row import EXPLAINED, Shown, shown
from pipeline.explore.source import shape_of
from pipeline.explore.templating import STATIC, environment
from pipeline.lexicon import Lexicons
from pipeline.places import Place, StoreError
from pipeline.store import snapshot
from pipeline.tables import all_tables


@dataclass(frozen=True, slots=True)
class Doc:
    """A document of the report; `prefix` tells its rows from those of the others."""

    page: Page
    prefix: str
    section: str
    rows: Sequence[Shown]


def report(documents: Sequence[str], tables: Place, language: Language, folders: Sequence[Path]) -> str:
    """The HTML of `documents`: each a name that `gangmu show` takes, or a file, which is mined.

    `folders` are those of lexicons.

    Raises StoreError for a document that is neither, ReadError for a file that cannot be read.
    """
    lexicons = Lexicons.default(*folders)
    read = [_read(named, tables, folders) for named in documents]
    docs = []
    for number, (document, rows) in enumerate(read, 1):
        prefix = f"d{number}-" if len(read) > 1 else ""
        page = Page(document, rows)
        docs.append(Doc(page, prefix, f"document-{number}", list(_shown(page, lexicons))))
    style, script = ((STATIC / name).read_text("utf-8") for name in ("site.css", "document.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    labels = Labels.of(language)
    return environment().get_template("report.html").render(
        docs=docs, t=labels, lang=language, policy=policy, style=Markup(style), script=Markup(script), reviewable=False,
    )  # fmt: skip


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _read(named: str, tables: Place, folders: Sequence[Path]) -> tuple[Any, dict[str, Any]]:
    """A document with its rows: from the tables if they have it, else mined from the file."""
    place = snapshot(tables)
    try:
        document = lookup.document(place, named)
    except StoreError:
        if not Path(named).is_file():
            raise
        return _mined(Path(named), folders)
    return document, {name: lookup.rows(place, name, document["doc_id"]) for name in LETTERS}


def _mined(path: Path, folders: Sequence[Path]) -> tuple[Any, dict[str, Any]]:
    from pipeline.api import mine

    found = mine(path, lexicons=folders, tokens=False)
    return found["documents"][0], {name: found[name] for name in LETTERS}


def _shown(page: Page, lexicons: Lexicons) -> Iterator[Shown]:
    """Every row with its cells, its evidence and why it is so."""
    document = read_again(page.document["text"], lexicons)
    for table in LETTERS:
        shape = shape_of(all_tables()[table])
        for name, record in page.named(table):
            lines = list(explain_in(document, record, table)) if table in EXPLAINED else []
            yield shown(page, shape, name, record, lines)
