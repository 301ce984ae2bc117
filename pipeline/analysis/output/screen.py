"""Rows on a terminal: the first of them, never taken for markup or for a terminal's commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.analysis.output.sheet import joined

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

SHOWN = 100  # rows
LONGEST = 80  # characters of a cell
NARROW = 9  # characters of a column in a table that can be read
PIPE = 160  # characters of a line where there is no terminal to say how many it has


def show(table: pa.Table) -> None:
    """Print the rows as a table, or one under the other where it would be too wide; their number is said below."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPE)
    rows = [[_short(value) for value in row.values()] for row in table.slice(0, SHOWN).to_pylist()]
    if table.num_columns * NARROW > console.width:
        _print_records(console, table.column_names, rows)
    elif table.num_columns:
        _print_grid(console, table.column_names, rows)
    more = f", the first {SHOWN} are shown; --format csv gives all" if table.num_rows > SHOWN else ""
    console.print(f"{table.num_rows:,} row{'' if table.num_rows == 1 else 's'}{more}")


def _print_grid(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table()
    for name in columns:
        grid.add_column(Text(name))
    for row in rows:
        grid.add_row(*map(Text, row))
    console.print(grid)


def _print_records(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    wide = max(map(len, columns))
    for number, row in enumerate(rows, 1):
        console.print(f"-- {number}")
        for name, value in zip(columns, row, strict=True):
            if value:
                console.print(f"{name:<{wide}}  {value}", markup=False)


def _short(value: Any) -> str:
    shown = joined(value)
    text = "" if shown is None else f"{shown:,.10g}" if isinstance(shown, float) else str(shown)
    text = "".join(c if c.isprintable() else " " for c in text.replace("\n", "⏎"))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
