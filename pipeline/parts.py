"""The rows of one shard as Parquet files, one a table: written as they come, and read again where they still hold.

The bytes are settled by the rows and their documents alone: a row group ends with the document that fills it, and every
dictionary of values is in one order, so that rows which were read from an earlier part are written as if they had just
been mined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import arrays
from pipeline.places import Place
from pipeline.tables import Column, Table

Rows = Mapping[str, pa.Table]  # by table
# Measured on target-like rows: 3 writes a fifth slower than 1 and a quarter smaller; pyarrow's own default is 1.
ZSTD_LEVEL = 3
# A row group ends with the document that reaches either. Rows take some ten times their source's bytes in memory.
GROUP_ROWS = 50_000
GROUP_BYTES = 2_000_000
_PIECES = 64


class Parts:
    """Takes the rows of a shard's documents, in order, into `folder/NAME.parquet`."""

    def __init__(self, folder: Path, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._small: dict[str, list[pa.Table]] = {name: [] for name in tables}
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in tables}
        self._rows = dict.fromkeys(tables, 0)
        self._bytes = 0
        self._files = {name: _open(folder / f"{name}.parquet", table) for name, table in tables.items()}

    def append(self, rows: Rows, size: int) -> None:
        """Take the rows of one document of `size` source bytes."""
        self._bytes += size
        for name, found in rows.items():
            self._rows[name] += found.num_rows
            self._small[name].append(found)
            if len(self._small[name]) == _PIECES:
                self._gather(name)
        full = self._bytes >= GROUP_BYTES
        for name, count in self._rows.items():
            if full or count >= GROUP_ROWS:
                self._write(name)
        if full:
            self._bytes = 0

    def _gather(self, name: str) -> None:
        """Small tables cost kilobytes each, whatever is in them: make one of many."""
        if self._small[name]:
            self._waiting[name].append(settled(pa.concat_tables(self._small[name]), self._tables[name]))
        self._small[name].clear()

    def _write(self, name: str) -> None:
        self._gather(name)
        if self._rows[name]:
            group = settled(pa.concat_tables(self._waiting[name]), self._tables[name])
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
    return pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=ZSTD_LEVEL, write_statistics=True)


def settled(rows: pa.Table, table: Table) -> pa.Table:
    """`rows` in one piece, every dictionary in one order: the enumeration's own, or that of the words."""
    columns = [_settled(rows[c.name], c) for c in table.columns]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _settled(values: pa.ChunkedArray, column: Column) -> pa.Array:
    if not pa.types.is_dictionary(column.type):
        found = values.combine_chunks()
        return found if isinstance(found, pa.Array) else pa.concat_arrays(found.chunks)
    plain = values.cast(pa.string()).combine_chunks()
    words = list(column.values or ())
    words += sorted(set(pc.unique(plain).to_pylist()) - {None, *words})
    dictionary = arrays.strings(words)
    return pa.DictionaryArray.from_arrays(pc.index_in(plain, value_set=dictionary), dictionary)


class Reader:
    """Gives the rows of parts back, document by document, given how many rows each has."""

    def __init__(self, paths: Mapping[str, Place], tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._streams = {name: _stream(path, tables[name]) for name, path in paths.items()}
        self._left: dict[str, pa.Table] = {name: tables[name].schema.empty_table() for name in paths}

    def take(self, counts: Mapping[str, int]) -> dict[str, pa.Table]:
        """The rows of the next document, which has `counts` rows by table. Raises ValueError where they end before."""
        return {name: self._take(name, count) for name, count in counts.items() if name in self._tables}

    def _take(self, name: str, count: int) -> pa.Table:
        pieces: list[pa.Table] = []
        while count > len(self._left[name]):
            pieces.append(self._left[name])
            count -= len(self._left[name])
            found = next(self._streams[name], None)
            if found is None:
                raise ValueError(f"{name}: the part of an earlier run is {count} rows short")
            self._left[name] = found
        pieces.append(self._left[name].slice(0, count))
        self._left[name] = self._left[name].slice(count)
        return pa.concat_tables(pieces) if len(pieces) > 1 else pieces[0]


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
