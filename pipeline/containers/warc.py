"""Crawls in WARC: each page, file or text that was fetched, under its address."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.containers.member import Member, Reading, clean_name

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]

NEEDS_SEEKING = False
IS_ARCHIVE = True
FAULTS: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, KeyError, AttributeError, zlib.error)

_KINDS = ("response", "resource", "conversion")
# What a crawl fetches beside documents.
_NO_DOCUMENT = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript",
                "application/x-javascript", "application/json", "application/font", "text/dns")  # fmt: skip
_FOUND = "200"


def recognises(head: bytes, reading: Reading) -> bool:
    """By its first word."""
    return head.startswith(b"WARC/")


def members(file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
    """What was fetched and found: answers other than 200, and pictures, scripts and the like, are no documents."""
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

    seen: Counter[str] = Counter()
    records: Any = ArchiveIterator(file, no_record_parse=False, ensure_http_headers=False)
    try:
        for record in records:
            if record.rec_type not in _KINDS or not _is_document(record):
                continue
            address = clean_name(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>") or "unnamed"
            seen[address] += 1
            shown = address if seen[address] == 1 else f"{address}#{seen[address]}"
            told = (("url", address), ("fetched", record.rec_headers.get_header("WARC-Date") or ""))
            yield Member(shown, record.content_stream(), tuple(pair for pair in told if pair[1]))
    except ArchiveLoadFailed as error:
        raise ValueError(str(error)) from error


def _is_document(record: ArcWarcRecord) -> bool:
    headers = record.http_headers
    if headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
    elif headers.get_statuscode() != _FOUND:
        return False
    else:
        kind = headers.get_header("Content-Type") or ""
    return not kind.strip().lower().startswith(_NO_DOCUMENT)
