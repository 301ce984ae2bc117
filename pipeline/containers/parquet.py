"""Parquet with a column of text, read some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.containers import records
from pipeline.containers.member import Member, Reading

NEEDS_SEEKING = True
IS_ARCHIVE = True
FAULTS: tuple[type[Exception], ...] = (OSError, ValueError, MemoryError)  # Arrow's own are of these kinds

_ROWS = 64


def recognises(head: bytes, reading: Reading) -> bool:
    """By its signature."""
    return head.startswith(b"PAR1")


def members(file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
    """The text of every row."""
    import pyarrow.parquet as pq

    table = pq.ParquetFile(file, pre_buffer=False)
    records.check_columns(table.schema_arrow.names, reading)
    wanted = [reading.text_column, *([reading.id_column] if reading.id_column else []), *reading.meta]
    yield from records.numbered(_rows(table, list(dict.fromkeys(wanted))), reading)


def _rows(table: Any, columns: list[str | None]) -> Iterator[dict[str, Any]]:
    for batch in table.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False):
        yield from batch.to_pylist()
