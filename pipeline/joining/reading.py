"""The tables of a run as derived tables read them: the columns asked for, row by row, from any number of parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from pipeline import places, readers
from pipeline.places import Place

Record = Mapping[str, Any]
Needs = Mapping[str, tuple[str, ...]]


class Tables(Protocol):
    """Where rows come from: a folder of Parquet files, or lists in a test."""

    def rows(self, name: str) -> Iterator[Record]:
        """The rows of table `name`, in the order they are stored."""
        ...


class Stored:
    """The tables in a folder, of each the columns that `needs` names."""

    def __init__(self, place: Place, needs: Needs) -> None:
        self._place, self._needs = place, needs

    def rows(self, name: str) -> Iterator[Record]:
        """The rows of `name`, batch by batch, so that a table never stands in memory as a whole."""
        for part in readers.parts(self._place, name):
            with places.parquet(part) as file:
                for batch in file.iter_batches(columns=list(self._needs[name])):
                    yield from batch.to_pylist()


class Listed:
    """Rows that are at hand already, by table."""

    def __init__(self, tables: Mapping[str, list[Record]]) -> None:
        self._tables = tables

    def rows(self, name: str) -> Iterator[Record]:
        """The rows of `name`."""
        return iter(self._tables.get(name, ()))
