"""Kinds of file that are known by their first bytes and not read yet; a format that gets a module is asked before."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO

_SIGNATURES = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"WARC/", "warc"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
)
# A member that only one kind of zipped document has.
_ZIPPED = (
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("META-INF/container.xml", "epub"),
)
# What to try.
ADVICE = {"json": "; if it has a document a line, name its --text-column"}
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,1000}<\?xml\b", re.IGNORECASE)


def kind(data: bytes) -> str | None:
    """The kind of `data` if it is one that is not read yet, else None.

    >>> kind(b"\x89PNG\r\n ..."), kind("一、指导思想".encode())
    ('png', None)
    """
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data[257:262] == b"ustar":
        return "tar"
    if _XML.match(data):
        return "xml"
    return "json" if _is_json(data) else None


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "zip"
    return next((name for member, name in _ZIPPED if member in names), "zip")


def _is_json(data: bytes) -> bool:
    if data.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        first = data.split(b"\n", 1)[0]
        return first != data and first.startswith(b"{") and _is_json(first)  # one object a line
    return True
