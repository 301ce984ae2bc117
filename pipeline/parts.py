"""The rows of one shard as Parquet files, one a table: written as they come, and read again where they still hold.

The bytes are settled by the rows and their documents alone: a row group ends with the document that fills it, and every
dictionary of values is in one order, so that rows which were read from an earlier part are written as if they had just
been mined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.fs import LocalFileSystem

from pipeline import arrays
from pipeline.places import Place
from pipeline.tables import Column, Table

# Measured on target-like rows: 3 writes a fifth slower than 1 and a quarter smaller; pyarrow's own default is 1.
ZSTD_LEVEL = 3
# A row group ends with the document that reaches either. Rows take some ten times their source's bytes in memory.
GROUP_ROWS = 50_000
GROUP_BYTES = 2_000_000
_PIECES = 64


class Stretch(NamedTuple):
    """Some rows of a table, `start` to `end`: those of a document among those of others."""

    table: pa.Table
    start: int
    end: int


Rows = Mapping[str, Sequence[Stretch]]  # by table


class Parts:
    """Takes the rows of a shard's documents, in order, into `folder/NAME.parquet`."""

    def __init__(self, folder: Path, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._small: dict[str, list[Stretch]] = {name: [] for name in tables}
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in tables}
        self._rows = dict.fromkeys(tables, 0)
        self._bytes = 0
        self._files = {name: _open(folder / f"{name}.parquet", table) for name, table in tables.items()}

    def append(self, rows: Rows, size: int) -> None:
        """Take the rows of one document of `size` source bytes."""
        self._bytes += size
        for name, found in rows.items():
            for stretch in found:
                self._rows[name] += stretch.end - stretch.start
                self._add(name, stretch)
        full = self._bytes >= GROUP_BYTES
        for name, count in self._rows.items():
            if full or count >= GROUP_ROWS:
                self._write(name)
        if full:
            self._bytes = 0

    def _add(self, name: str, stretch: Stretch) -> None:
        """What follows on what waits is one stretch with it: the documents of a portion are written as one."""
        small = self._small[name]
        if small and small[-1].table is stretch.table and small[-1].end == stretch.start:
            small[-1] = small[-1]._replace(end=stretch.end)
            return
        small.append(stretch)
        if len(small) == _PIECES:
            self._gather(name)

    def _gather(self, name: str) -> None:
        """Small tables cost kilobytes each, whatever is in them: make one of many."""
        if self._small[name]:
            tables = [table.slice(start, end - start) for table, start, end in self._small[name]]
            self._waiting[name].append(settled(pa.concat_tables(tables), self._tables[name]))
        self._small[name].clear()

    def _write(self, name: str) -> None:
        self._gather(name)
        if self._rows[name]:
            waiting = self._waiting[name]
            group = waiting[0] if len(waiting) == 1 else settled(pa.concat_tables(waiting), self._tables[name])
            self._files[name].write_table(group, row_group_size=len(group))
        self._waiting[name].clear()
        self._rows[name] = 0

    def close(self) -> None:
        """Write what waits, and end the files."""
        for name in self._files:
            self._write(name)
        self.abandon()

    def abandon(self) -> None:
        """Give up the files; harmless after `close`."""
        for file in self._files.values():
            file.close()
        self._files.clear()


def _open(path: Path, table: Table) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        path, table.schema, filesystem=LocalFileSystem(), compression="zstd", compression_level=ZSTD_LEVEL,
        use_dictionary=_repeated(table), write_statistics=True,
    )  # fmt: skip


def _repeated(table: Table) -> list[str]:
    """The columns in which words come again and again; a dictionary of numbers or ids costs more than it saves."""
    words = [c for c in table.columns if c.source != "id" and not pa.types.is_primitive(c.type)]
    return [f"{c.name}.list.element" if pa.types.is_list(c.type) else c.name for c in words]


def settled(rows: pa.Table, table: Table) -> pa.Table:
    """`rows` in one piece, every dictionary in one order: the enumeration's own, or that of the words."""
    columns = [_settled(rows[c.name], c) for c in table.columns]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _settled(values: pa.ChunkedArray, column: Column) -> pa.Array:
    found = values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()
    found = found if isinstance(found, pa.Array) else pa.concat_arrays(found.chunks)
    return _ordered(found, column) if pa.types.is_dictionary(column.type) else found


def _ordered(values: pa.DictionaryArray, column: Column) -> pa.Array:
    """`values` with the words of their dictionary in one order, without those that an open enumeration lacks.

    Done on the indices: pyarrow.compute takes as long to import as a small document to mine.
    """
    validity, buffer = values.indices.buffers()
    length = values.offset + len(values)
    indices, there = np.frombuffer(buffer or b"", np.int32, length), np.ones(length, np.bool_)
    if validity is not None:
        there = np.unpackbits(np.frombuffer(validity, np.uint8), count=length, bitorder="little").astype(np.bool_)
        indices = np.where(there, indices, 0)
    old = values.dictionary.to_pylist()
    present = {old[at] for at in np.unique(indices[values.offset :][there[values.offset :]]).tolist()}
    words = [*(column.values or ()), *sorted(present - {*(column.values or ())})]
    if words == old:
        return values
    places = {word: place for place, word in enumerate(words)}
    moved = pa.py_buffer(np.array([places.get(word, 0) for word in old] or [0], np.int32)[indices])
    made = pa.Array.from_buffers(pa.int32(), len(values), [validity, moved], offset=values.offset)
    return pa.DictionaryArray.from_arrays(made, arrays.strings(words))


class Reader:
    """Gives the rows of parts back, document by document, given how many rows each has."""

    def __init__(self, paths: Mapping[str, Place], tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._streams = {name: _stream(path, tables[name]) for name, path in paths.items()}
        self._left = {name: Stretch(tables[name].schema.empty_table(), 0, 0) for name in paths}

    def take(self, counts: Mapping[str, int]) -> Rows:
        """The rows of the next document, which has `counts` rows by table. Raises ValueError where they end before."""
        return {name: self._take(name, count) for name, count in counts.items() if name in self._tables}

    def _take(self, name: str, count: int) -> list[Stretch]:
        taken: list[Stretch] = []
        while True:
            table, start, end = self._left[name]
            cut = min(start + count, end)
            taken.append(Stretch(table, start, cut))
            self._left[name] = Stretch(table, cut, end)
            count -= cut - start
            if not count:
                return taken
            found = next(self._streams[name], None)
            if found is None:
                raise ValueError(f"{name}: the part of an earlier run is {count} rows short")
            self._left[name] = Stretch(found, 0, len(found))


def _stream(path: Place, table: Table) -> Iterator[pa.Table]:
    # a part elsewhere is read whole, in one request, as all of it is wanted
    with pq.ParquetFile(path if isinstance(path, Path) else pa.BufferReader(path.read_bytes())) as file:
        for group in range(file.num_row_groups):
            yield _fitted(file.read_row_group(group), table)


def _fitted(rows: pa.Table, table: Table) -> pa.Table:
    """Rows of another version under today's columns: a column that they lack is null."""
    if rows.schema.equals(table.schema):
        return rows
    columns: list[Any] = []
    for column in table.columns:
        if column.name in rows.column_names:
            columns.append(rows[column.name].cast(column.type))
        elif column.nullable:
            columns.append(pa.nulls(len(rows), column.type))
        else:
            raise ValueError(f"{table.name}: rows of an earlier version have no {column.name}, which may not be null")
    return pa.Table.from_arrays(columns, schema=table.schema)
