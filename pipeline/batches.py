"""Rows become Arrow, a column at a time over all the documents that are written together.

Documents stand in the order they are given; rows in the order the extractor found them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from pipeline import arrays
from pipeline.tables import Column, Mined, RowError, Table, all_tables, row_ids

# Rows of a batch: many enough that a batch costs nothing, few enough that one of a long document takes no memory.
MOST_ROWS = 5_000


def batch(table: Table, documents: Iterable[Mined]) -> pa.RecordBatch:
    """The rows of `documents` in `table`. Raises RowError where a row does not fit."""
    return _batch(table, list(_parts(table, documents)))


def batches(table: Table, documents: Iterable[Mined]) -> Iterator[pa.RecordBatch]:
    """The same in batches of MOST_ROWS at most, of which there is at least one."""
    waiting: list[_Part] = []
    count = 0
    for piece in (piece for part in _parts(table, documents) for piece in part.pieces()):
        if waiting and count + len(piece.rows) > MOST_ROWS:
            yield _batch(table, waiting)
            waiting, count = [], 0
        waiting.append(piece)
        count += len(piece.rows)
    yield _batch(table, waiting)


def derived_batch(table: Table, rows: Sequence[Any]) -> pa.RecordBatch:
    """The `rows` of a derived table. Raises RowError where one does not fit."""
    arrays = [_array(table, c, _own_values(c, rows)) for c in table.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _parts(table: Table, documents: Iterable[Mined]) -> Iterator[_Part]:
    return (_Part(mined, rows) for mined in documents if (rows := mined.rows.get(table.name)))


def _batch(table: Table, parts: Sequence[_Part]) -> pa.RecordBatch:
    rows = parts[0].rows if len(parts) == 1 else [row for part in parts for row in part.rows]
    columns = [_filled(table, column, parts, rows) for column in table.columns]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


@dataclass(frozen=True)
class _Part:
    """Rows of one document in the table that is being made, from its row number `first` on, counted from 0."""

    mined: Mined
    rows: Sequence[Any]
    first: int = 0

    def pieces(self) -> Iterator[_Part]:
        """The same rows, MOST_ROWS at a time."""
        if len(self.rows) <= MOST_ROWS:
            yield self
            return
        for at in range(0, len(self.rows), MOST_ROWS):
            yield _Part(self.mined, self.rows[at : at + MOST_ROWS], at)

    @property
    def numbers(self) -> range:
        """The numbers of the rows in their document, from 1."""
        return range(self.first + 1, self.first + 1 + len(self.rows))

    @functools.cached_property
    def raw_spans(self) -> tuple[Sequence[int | None], Sequence[int | None]]:
        starts, ends = (list(map(attrgetter(name), self.rows)) for name in ("start", "end"))
        if None not in starts:
            return self.mined.text.raw_spans(starts, ends)
        known = [None if s is None else self.mined.text.raw_span(s, e) for s, e in zip(starts, ends, strict=True)]
        return [span and span[0] for span in known], [span and span[1] for span in known]

    def ids(self, name: str) -> list[str]:
        """The ids of all rows that the document has in table `name`."""
        return row_ids(self.mined.doc_id, all_tables()[name].key, len(self.mined.rows.get(name, ())))


def _filled(table: Table, column: Column, parts: Sequence[_Part], rows: Sequence[Any]) -> pa.Array:
    """A column, straight from the rows of all documents where it can be."""
    match column.source:
        case "field":
            return _array(table, column, _own_values(column, rows))
        case "doc_id":
            return arrays.repeated((part.mined.doc_id, len(part.rows)) for part in parts)
        case "id":
            return arrays.strings(_in_turn(part.ids(table.name)[part.first :][: len(part.rows)] for part in parts))
        case "number":
            return arrays.numbers(_in_turn(part.numbers for part in parts), column.type)
        case "raw_start":
            return _array(table, column, _in_turn(part.raw_spans[0] for part in parts))
        case "raw_end":
            return _array(table, column, _in_turn(part.raw_spans[1] for part in parts))
        case "ref":
            return _array(table, column, _in_turn(_references(column, part) for part in parts))


def _in_turn(values: Iterable[Iterable[Any]]) -> list[Any]:
    return list(chain.from_iterable(values))


def _references(column: Column, part: _Part) -> Sequence[Any]:
    """Positions as ids: a position, a (table, position) pair, None, or a list of these."""
    values = list(map(attrgetter(column.name), part.rows))
    if column.ref != "*" and column.ref is not None and column.type == pa.string():
        known = part.ids(column.ref)
        _check(column.ref, {v for v in values if v is not None}, len(known))
        return [None if v is None else known[v] for v in values]
    ids = functools.cache(part.ids)
    return [_refer(column, ids, row) for row in part.rows]


def _refer(column: Column, ids: Callable[[str], Sequence[str]], row: Any) -> Any:
    value = getattr(row, column.name)
    if value is None:
        return None
    other = column.ref if column.ref != "*" else getattr(row, "table", None)
    if isinstance(value, list):
        return [_target(ids, other, v) for v in value]
    return _target(ids, other, value)


def _target(ids: Callable[[str], Sequence[str]], other: str | None, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        other, value = value
    if other is None:
        raise RowError(f"a reference without a table: {value!r}")
    known = ids(other)
    _check(other, {value}, len(known))
    found: str = known[value]
    return found


def _check(other: str, values: Collection[int], count: int) -> None:
    strange = next((v for v in (min(values), max(values)) if not 0 <= v < count), None) if values else None
    if strange is not None:
        raise RowError(f"a reference to row {strange} of {other}, which has {count}")


def _own_values(column: Column, rows: Sequence[Any]) -> list[Any]:
    values = list(map(attrgetter(column.name), rows))
    if column.nullable and column.type == pa.string() and "" in values:
        return [v or None for v in values]  # null means "the document does not say", never ""
    return values


def _array(table: Table, column: Column, values: list[Any]) -> pa.Array:
    where = f"{table.name}.{column.name}"
    if pa.types.is_dictionary(column.type):
        made = _enumerated(column, values, where)
    else:
        try:
            made = arrays.of_type(values, column.type)
        except (TypeError, ValueError, OverflowError) as error:
            raise RowError(f"{where}: {error}") from error
    if not column.nullable and made.null_count:
        raise RowError(f"{where}: a row has no value, and the column is not nullable")
    return made


def _enumerated(column: Column, values: Sequence[str | None], where: str) -> pa.Array:
    """Words of an enumeration: that of the column, or what there is."""
    present = set(values) - {None}
    words = column.values or tuple(sorted(word for word in present if word is not None))
    index: dict[str | None, int | None] = {word: i for i, word in enumerate(words)}
    index[None] = None
    strange = sorted(str(word) for word in present - index.keys())
    if strange:
        raise RowError(f"{where}: {', '.join(strange)} is none of {', '.join(words)}")
    indices = arrays.numbers(list(map(index.__getitem__, values)), pa.int32())
    return pa.DictionaryArray.from_arrays(indices, arrays.strings(words))
