"""The tables of a place as readers take them: the files of one, or its rows, wherever it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline import objects, places
from pipeline.places import Place, Remote, StoreError
from pipeline.store import table_path

if TYPE_CHECKING:
    import pyarrow as pa


GONE = "the tables that were opened are gone: two runs have begun since; open again"


def parts(out: Place, name: str) -> list[Place]:
    """The Parquet files of the table `name`, in their order. Raises StoreError if there is no such table."""
    if not isinstance(out, Remote):
        path = table_path(out, name)
        return [*sorted(path.rglob("*.parquet"))] if path.is_dir() else [path]
    try:
        found = objects.parts(out, name)
    except FileNotFoundError as error:
        raise StoreError(f"{out}: {GONE}") from error
    if not found:
        raise StoreError(f"{out}: no table {name!r} there; run `gangmu run --out {out}` first, or name another place")
    return [*found]


def read(
    out: Place,
    name: str,
    columns: Sequence[str] | None = None,
    filters: Sequence[tuple[str, str, object]] | None = None,
) -> pa.Table:
    """The rows of the table `name`. Raises StoreError if there is no such table, or it is no longer there."""
    import pyarrow.parquet as pq

    if not isinstance(out, Remote):
        return pq.read_table(table_path(out, name), columns=columns, filters=filters)
    names, files = places.addressed(parts(out, name))
    try:
        return pq.read_table(names, columns=columns, filters=filters, filesystem=files, partitioning=None)
    except FileNotFoundError as error:
        raise StoreError(f"{out}: {GONE}") from error
    except OSError as error:
        raise StoreError(f"{out}: {error}; see that you may read there, and try again") from error
