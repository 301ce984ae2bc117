"""CSV with a column of text: taken for one only where `--text-column` names a column of its head."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.containers import records
from pipeline.containers.member import Member, Reading
from pipeline.containers.streams import Headed
from pipeline.lexicon import Lexicons
from pipeline.read.encoding import decode

NEEDS_SEEKING = False
IS_ARCHIVE = True
FAULTS: tuple[type[Exception], ...] = (OSError, ValueError, csv.Error)

_SEPARATORS = ",\t;|"


def recognises(head: bytes, reading: Reading) -> bool:
    """Whether its first line has the column of text among others."""
    if reading.text_column is None:
        return False
    header = _header(head)
    return header is not None and reading.text_column in header[2]


def _header(head: bytes) -> tuple[str, str, list[str]] | None:
    """(encoding, separator, columns) of the first line."""
    decoded = decode(head, Lexicons.default())
    if decoded is None:
        return None
    first = decoded.text.partition("\n")[0].strip("\r\ufeff")
    separator = max(_SEPARATORS, key=first.count)
    try:
        columns = next(csv.reader([first], delimiter=separator), [])
    except csv.Error:
        return None
    return decoded.encoding, separator, columns


def members(file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
    """The text of every row."""
    headed = Headed(file)
    header = _header(headed.head)
    if header is None:
        raise ValueError("its first line cannot be read")
    encoding, separator, columns = header
    records.check_columns(columns, reading)
    codec = "utf-16" if codecs.lookup(encoding).name.startswith("utf-16") else encoding
    text = io.TextIOWrapper(io.BufferedReader(headed), codec, errors="replace", newline="")  # type: ignore[type-var]
    before = csv.field_size_limit(reading.limits.max_bytes)
    try:
        yield from records.numbered(csv.DictReader(text, delimiter=separator), reading)
    finally:
        csv.field_size_limit(before)
