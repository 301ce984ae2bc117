"""Rows: a typed record is at once the result, the Parquet schema and the data dictionary.

An extractor declares its `Row` as a frozen dataclass whose fields are made with `column`; the annotation gives the
type (`str`, `int`, `float`, `bool`, `date`, `list[str]`, `Literal[...]` for an enumeration, `Category` for an open one,
each with `| None`).
Rows know positions in the clean text only: `tables.py` adds ids and raw positions.
"""

from __future__ import annotations

from dataclasses import MISSING, field
from typing import Any, NewType

Category = NewType("Category", str)
"""An enumeration whose values are open: dictionary-encoded like a `Literal`, without a closed list of values."""


def column(description: str, *, unit: str | None = None, ref: str | None = None, default: Any = MISSING) -> Any:
    """A field of a row, with its meaning (and `unit`) for the data dictionary.

    `ref` names another table: the field then holds the position (from 0) of a row of that table in the same document
    (or a list of such positions), and the written column its id.
    """
    metadata = {"description": description, "unit": unit, "ref": ref}
    if default is MISSING:
        return field(metadata=metadata)
    if isinstance(default, list):
        return field(metadata=metadata, default_factory=lambda: list(default))
    return field(metadata=metadata, default=default)
