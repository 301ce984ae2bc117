"""`gangmu tables`: the contract, printed from the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.tables import Column, Table


def command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One table; all of them if not given.")] = None,
) -> None:
    """Say what each table holds: columns, types, meanings.

    Examples:

    gangmu tables

    gangmu tables targets

    gangmu tables ledger    (derived: see gangmu across)
    """
    from rich.console import Console

    from pipeline.derive import derived_tables
    from pipeline.tables import all_tables

    tables = {**all_tables(), **derived_tables()}
    if name is not None and name not in tables:
        typer.echo(f"gangmu tables: no table {name!r}; there are {', '.join(tables)}", err=True)
        raise typer.Exit(2)
    console = Console()
    for table in [tables[name]] if name else tables.values():
        _print(console, table)


def _print(console: Console, table: Table) -> None:
    from rich.markup import escape
    from rich.table import Table as Grid

    grid = Grid("column", "type", "meaning", title=table.name, caption=escape(table.description), expand=True)
    grid.title_justify = grid.caption_justify = "left"
    for column in table.columns:
        meaning = column.description + (f" ({column.unit})" if column.unit else "")
        grid.add_row(column.name, _type(column), escape(meaning))
    console.print(grid)


def _type(column: Column) -> str:
    """The type as people say it: enumerations with their values, `?` where there may be nothing."""
    import pyarrow as pa

    if column.values:
        name = " | ".join(column.values)
    elif pa.types.is_dictionary(column.type):
        name = "enumeration"
    elif pa.types.is_list(column.type):
        name = f"list of {column.type.value_type}"
    else:
        name = {"double": "float64", "date32[day]": "date32"}.get(str(column.type), str(column.type))
    return f"{name} ?" if column.nullable else name
