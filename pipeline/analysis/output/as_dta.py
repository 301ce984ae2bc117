"""Stata (format 118, Stata 14 and later): variable and value labels, long texts as strL, days as %td.

A variable's label has 80 characters at most: what is longer is cut there and stands in full in `dictionary.dta`. A name
that Stata keeps for itself gets a `_` in front: `_end`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.analysis.output.sheet import Sheet, joined

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SUFFIX = ".dta"
SEVERAL = False
LABEL = 80  # characters
SHORT = 2045  # bytes of a str#; longer is a strL


def write(sheets: Sequence[Sheet], to: Path) -> None:
    """The one sheet as a file."""
    import pandas as pd

    (sheet,) = sheets
    table = _read(sheet)
    frame = pd.DataFrame({n: _variable(table[n].combine_chunks()) for n in sheet.columns}, columns=sheet.columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.InvalidColumnName)  # that a name is kept is said above
        frame.to_stata(
            to,
            version=118,
            write_index=False,
            data_label=_cut(sheet.description),
            variable_labels={name: _cut(sheet.meanings.get(name, "")) for name in sheet.columns},
            convert_strl=[name for name in sheet.columns if _is_long(frame[name])],
            convert_dates={n: "td" for n, t in zip(sheet.columns, sheet.schema.types, strict=True) if _is_date(t)},
        )


def _read(sheet: Sheet) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_batches(sheet.batches(), sheet.schema).unify_dictionaries()


def _variable(column: pa.Array) -> Any:
    """A column as Stata has it: numbers, days, texts, or texts numbered with value labels."""
    import pandas as pd
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind) and len(column.dictionary):
        return column.to_pandas()
    if _is_date(kind):
        return pd.Series(column.cast(pa.timestamp("ns")).to_pandas())
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return column.cast(pa.float64() if column.null_count else pa.int32()).to_pandas()
    if pa.types.is_floating(kind):
        return column.cast(pa.float64()).to_pandas()
    texts = ["" if v is None else str(v) for v in map(joined, column.to_pylist())]
    return pd.Series(texts, dtype=object)


def _is_date(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_date(kind))


def _is_long(column: pd.Series[Any]) -> bool:
    return column.dtype == object and any(len(str(text).encode()) > SHORT for text in column)


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
