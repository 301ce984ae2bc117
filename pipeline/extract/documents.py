"""One row a document (文档): what it is, whose, for which year, and what reading and cleaning did to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline import facts
from pipeline.document import Document
from pipeline.record import Category, column
from pipeline.version import VERSION

NEEDS = ()
KEY = "d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document and its facts."""

    source: str = column("where it was read, as given")
    media_type: Category = column("what the bytes are")
    encoding: Category = column("character encoding decided on")
    script: Literal["hans", "hant", "mixed"] = column("simplified or traditional, before conversion")
    title: str | None = column("title, as the text gives it")
    issuer: str | None = column("the body whose plan or report it is, as named")
    region: str | None = column("region, as named")
    doc_number: str | None = column("document number (文号): 国发〔2021〕4号")
    published: date | None = column("day of publication or signing")
    doc_type: facts.DocType = column("kind of document")
    year: int | None = column("year its plans are for; the year reported, if it has none")
    text: str = column("the clean text, which start and end point into")
    raw_chars: int = column("length of the raw text", unit="code points")
    chars: int = column("length of the clean text", unit="code points")
    removed_chars: int = column("characters that cleaning took away", unit="code points")
    repairs: int = column("places that cleaning repaired")
    flags: list[str] = column("what is doubtful about it: spun, mojibake, truncated, placeholders, duplicate_of:…")
    metadata: str | None = column(
        "what its place says of it, as JSON: columns asked for with --meta, a crawl's address"
    )
    pipeline_version: Category = column("version of Gangmu that made the row")
    lexicon_version: Category = column("version of the lexicons: the same lines, the same version")


def _as_json(pairs: tuple[tuple[str, str], ...]) -> str | None:
    return json.dumps(dict(pairs), ensure_ascii=False) if pairs else None


def rows(doc: Document) -> Iterator[Row]:
    """The document's row."""
    origin = doc.origin
    found = facts.read(doc)
    yield Row(
        source=origin.source, media_type=Category(origin.media_type), encoding=Category(origin.encoding),
        script=origin.script, title=found.title, issuer=found.issuer, region=found.region,
        doc_number=found.doc_number, published=found.published, doc_type=found.doc_type, year=found.year,
        text=doc.text, raw_chars=origin.raw_chars, chars=len(doc.text), removed_chars=origin.removed_chars,
        repairs=origin.repairs, flags=list(origin.flags), metadata=_as_json(origin.carried),
        pipeline_version=Category(VERSION), lexicon_version=Category(doc.lexicons.version),
    )  # fmt: skip
