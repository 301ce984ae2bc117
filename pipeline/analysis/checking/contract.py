"""What every reader of the tables relies on: that they are there, with their columns, keys and references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline import places
from pipeline.analysis.checking.report import Check, Problem, checked
from pipeline.analysis.sql import Tables, quoted
from pipeline.tables import Column, Table, all_tables

LISTED = 20  # problems that are kept of a check; all are counted
GROUP = "contract"


def checks(tables: Tables) -> Iterator[Check]:
    """That the tables are there and have their columns; then, table by table, what stands in them."""
    wanted = all_tables()
    missing = [Problem(f"{name}: no such table") for name in wanted if name not in tables.views]
    yield checked(GROUP, "tables", f"all {len(wanted)} tables are there", missing)
    columns = [problem for name in wanted if name in tables.views for problem in _columns(tables, wanted[name])]
    yield checked(GROUP, "columns", "every column is there, with its type", columns)
    if missing or columns:
        yield Check(GROUP, "rows", "skipped", "keys and references need all tables and columns")
        return
    for name, check in (("values", _values), ("keys", _keys), ("references", _references)):
        found = [one for table in wanted.values() for one in check(tables, table)]
        count = sum(n for _, n in found)
        yield checked(GROUP, name, _FINE[name], [p for p, _ in found][:LISTED], count)


_FINE = {
    "values": "nothing is empty that must not be, no unknown word in an enumeration",
    "keys": "every row has a key of its own, and none is left out",
    "references": "every reference is to a row of the same document",
}
Found = Iterator[tuple[Problem, int]]  # a problem, and how many such rows


def _columns(tables: Tables, table: Table) -> Iterator[Problem]:
    for path in tables.views[table.name].files:
        with places.parquet(path) as file:
            given = file.schema_arrow
        for column in table.columns:
            where = f"{table.name}.{column.name}"
            if column.name not in given.names:
                yield Problem(f"{where}: no such column")
            elif given.field(column.name).type != column.type:
                yield Problem(f"{where}: expected {column.type}, found {given.field(column.name).type}")


def _values(tables: Tables, table: Table) -> Found:
    for column in table.columns:
        name, where = quoted(column.name), f"{table.name}.{column.name}"
        if not column.nullable:
            yield from _count(tables, table, f"{name} IS NULL", f"{where} is empty")
        if column.values:
            words = ", ".join("'" + word + "'" for word in column.values)
            yield from _count(tables, table, f"{name} NOT IN ({words})", f"{where} is none of {words}")


def _count(tables: Tables, table: Table, condition: str, message: str) -> Found:
    rows = tables.select(f"SELECT count(*) AS n FROM {quoted(table.name)} WHERE {condition}").to_pylist()
    if rows[0]["n"]:
        yield Problem(f"{message} in {rows[0]['n']:,} rows"), rows[0]["n"]


def key_of(table: Table) -> tuple[str, ...]:
    """The columns that tell a row from all others."""
    first = table.columns[0].name
    numbers = [c.name for c in table.columns if c.source == "number"]
    return (first, *numbers) if numbers else (first,)


def _keys(tables: Tables, table: Table) -> Found:
    if not any(c.source in ("id", "number") for c in table.columns) and table.key != "d":
        return
    names = ", ".join(map(quoted, key_of(table)))
    sql = f"SELECT {names}, count(*) AS n FROM {quoted(table.name)} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL"
    for row in tables.select(sql).to_pylist():
        *key, times = row.values()
        said = " ".join(map(str, key))
        yield Problem(f"{table.name}: {said} stands {times} times", row=said), times - 1
    if table.key != "d":
        yield from _gaps(tables, table, key_of(table)[-1])


def _gaps(tables: Tables, table: Table, key: str) -> Found:
    """A document's rows are numbered from 1: a number that is left out is a row that was lost."""
    number = quoted(key) if key.endswith("_no") else f"regexp_extract({quoted(key)}, '[0-9]+$')"
    sql = f"""
        SELECT doc_id, max(try_cast({number} AS INTEGER)) AS last, count(DISTINCT {quoted(key)}) AS n
        FROM {quoted(table.name)} WHERE doc_id IS NOT NULL GROUP BY doc_id HAVING last IS DISTINCT FROM n ORDER BY 1"""
    for row in tables.select(sql).to_pylist():
        message = f"{table.name}: {row['n']} rows of {row['doc_id']}, the last of which is number {row['last']}"
        yield Problem(message), abs((row["last"] or 0) - row["n"]) or 1


def _references(tables: Tables, table: Table) -> Found:
    if table.key != "d" and "doc_id" in {c.name for c in table.columns} and table.name != "errors":
        strays = f"FROM {quoted(table.name)} ANTI JOIN documents USING (doc_id) GROUP BY ALL ORDER BY ALL"
        for row in tables.select(f"SELECT doc_id, count(*) AS n {strays}").to_pylist():
            yield Problem(f"{table.name}: {row['doc_id']} is not in documents (rows: {row['n']})"), row["n"]
    for column in table.columns:
        if column.source == "ref":
            yield from _dangling(tables, table, column)


def _dangling(tables: Tables, table: Table, column: Column) -> Found:
    """References to no row: an id is its document's, the letter of a table, and a number of a row there."""
    several = str(column.type).startswith("list")
    value = f"unnest({quoted(column.name)})" if several else quoted(column.name)
    letter = "" if column.ref in (None, "*") else f"AND r.at.k = '{all_tables()[str(column.ref)].key}'"
    sql = f"""
        WITH counts AS ({_counts(all_tables())}),
        r AS (SELECT doc_id, {value} AS id, regexp_extract(id, '^(.*)-([a-z])([0-9]+)$', ['d', 'k', 'n']) AS at
              FROM {quoted(table.name)})
        SELECT r.doc_id, r.id FROM r
        LEFT JOIN counts c ON c.doc_id = r.doc_id AND c.k = r.at.k
        WHERE r.id IS NOT NULL AND NOT coalesce(
            r.at.d = r.doc_id {letter} AND try_cast(r.at.n AS INTEGER) BETWEEN 1 AND c.n, false)
        ORDER BY ALL"""
    for row in tables.select(sql).to_pylist():
        message = f"{table.name}.{column.name}: {row['id']} is no row of {row['doc_id']}"
        yield Problem(message, row=row["id"]), 1


def _counts(wanted: Mapping[str, Table]) -> str:
    """How many rows each document has in each table that can be referred to."""
    parts = [
        f"SELECT doc_id, '{table.key}' AS k, count(*) AS n FROM {quoted(name)} GROUP BY doc_id"
        for name, table in wanted.items()
        if table.key != "d"
    ]
    return " UNION ALL ".join(parts)
