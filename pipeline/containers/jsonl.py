"""JSON Lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.containers import records
from pipeline.containers.member import Member, Reading
from pipeline.containers.streams import Headed
from pipeline.sources import Fault

NEEDS_SEEKING = False
IS_ARCHIVE = True
FAULTS: tuple[type[Exception], ...] = (OSError, ValueError, RecursionError)

_ROOM = 6  # bytes that JSON may take for one of the text's, and the other columns


def recognises(head: bytes, reading: Reading) -> bool:
    """A first line that is an object and not the last one; with a column of text named, a single one will do."""
    first, newline, rest = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    if not first.lstrip().startswith(b"{"):
        return False
    if not newline:
        return reading.text_column is not None and f'"{reading.text_column}"'.encode() in first
    return isinstance(_object(first), dict) and (reading.text_column is not None or rest.lstrip().startswith(b"{"))


def members(file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
    """The text of every object; a line that is none is told of."""
    headed = Headed(file)
    first, _, _ = headed.head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    found = _object(first)
    if isinstance(found, dict):
        records.check_columns(found, reading)
    longest = _ROOM * reading.limits.max_bytes
    number = 0
    while line := headed.readline(longest + 1):
        number += 1
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = headed.readline(longest)
            yield Member(f"{number}", Fault(f"line {number} is longer than {longest:,} bytes; raise --limit max-bytes"))
            continue
        if not line.strip():
            continue
        record = _object(line.removeprefix(b"\xef\xbb\xbf"))
        if not isinstance(record, dict):
            yield Member(f"{number}", Fault(f"line {number} is no JSON object; mend it or take it out"))
        elif member := records.member(record, number, reading):
            yield member


def _object(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
