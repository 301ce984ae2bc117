"""SQL over the tables of a run, by DuckDB: one view a table, and the ready views of `views/*.sql`.

    with sql.opened(Path("tables")) as tables:          # or sql.open_tables(…), and tables.close()
        tables.select("SELECT region, count(*) FROM planned GROUP BY region")  # a pyarrow.Table
        tables.views["targets"].columns                 # name -> meaning; .description, .ready

All views are of one generation (`store.snapshot`): a run that ends meanwhile changes nothing that is read. A table is
any folder of Parquet parts, or `NAME.parquet`, in the folder: the nine of the contract, and whatever was derived from
them (ledger, copies …). A ready view that needs a table or a column which is not there is left out.

Two ways to open, by whose SQL it is:

- `reach="tables"` (the default), for SQL that somebody else wrote: DuckDB is given the tables as Arrow datasets and no
  file, network, extension, variable of the program or setting can be reached from it; `select` takes one SELECT. (To
  allow DuckDB the Parquet files alone is not enough: `WITH x AS (COPY … TO 'part-0.parquet') …` would write there.)
- `reach="anything"`, for SQL of our own with parameters, and for `--unsafe`: DuckDB reads the Parquet files by itself,
  several times as fast where few rows or columns are asked for, and is as free as the user.

A connection is for one thread; `tables.connection.cursor()` makes further ones with `reach="anything"` only.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pipeline import objects, places, store
from pipeline.extras import need
from pipeline.places import Place, Remote, StoreError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Reach = Literal["tables", "anything"]
_READY = Path(__file__).parent / "views"
_NAME = re.compile(r"[A-Za-z_]\w*")
_CANDIDATES = re.compile(r"\n\tCandidate functions:\n(?:\t.*\n)+")
_ALONE = {"python_enable_replacements": False, "autoinstall_known_extensions": False, "temp_directory": ""}


class SqlError(Exception):
    """SQL that cannot be run; the message says what is wrong and which tables or columns there are."""


class UnreadableError(StoreError):
    """A file among the tables that is no Parquet file, or no longer."""


@dataclass(frozen=True, slots=True)
class View:
    """A table or a ready view as SQL sees it; `columns` are names with their meanings ("" where nobody says)."""

    name: str
    description: str
    columns: Mapping[str, str]
    ready: bool  # a ready view, made from the others
    files: tuple[Place, ...] = ()

    @property
    def is_remote(self) -> bool:
        return isinstance(self.files[0] if self.files else None, Remote)


@dataclass(frozen=True)
class Tables:
    """A connection with its views."""

    connection: duckdb.DuckDBPyConnection
    views: Mapping[str, View]
    reach: Reach

    def select(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """The rows of one SELECT (or of any statements, with `reach="anything"`); `?` in it are `parameters`.

        `.to_pylist()` and `.to_pandas()` give records and a data frame. Raises SqlError.
        """
        import duckdb
        import pyarrow

        try:
            if self.reach == "tables":
                _one_select(self.connection.extract_statements(sql))
            relation = self.connection.sql(sql, params=list(parameters) or None)
            return pyarrow.table({}) if relation is None else relation.to_arrow_table()
        except duckdb.Error as error:
            raise SqlError(_explained(error, sql, self)) from error

    def close(self) -> None:
        self.connection.close()


@contextlib.contextmanager
def opened(out: Place, reach: Reach = "tables") -> Iterator[Tables]:
    """`open_tables`, closed at the end."""
    tables = open_tables(out, reach)
    try:
        yield tables
    finally:
        tables.close()


def open_tables(out: Place, reach: Reach = "tables") -> Tables:
    """The tables of `out` as views. Raises StoreError where there are none, MissingExtra without DuckDB."""
    duckdb = need("duckdb", "query")
    found = find(out)
    if not found:
        raise StoreError(f"{out}: no tables there; run `gangmu run --out {out}` first, or name another folder")
    connection = duckdb.connect(config=_ALONE if reach == "tables" else {})
    for view in found.values():
        if reach == "tables" or view.is_remote:
            connection.register(view.name, places.dataset(view.files))
        else:
            files = ", ".join(literal(path.as_posix()) for path in view.files)
            connection.execute(f"CREATE VIEW {quoted(view.name)} AS FROM read_parquet([{files}])")
    views = dict(found)
    for path in sorted(_READY.glob("*.sql")):
        made = _make_ready(connection, path, found, reach)
        if made is not None:
            views[made.name] = made
    if reach == "tables":
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    return Tables(connection, MappingProxyType(views), reach)


def find(out: Place) -> dict[str, View]:
    """The tables that lie in `out`, by name, without opening them in SQL."""
    if isinstance(out, Remote):
        pinned = objects.current(out) or out
        names = [name for name in objects.tables(pinned) if _NAME.fullmatch(name)]
        return {name: _view(name, tuple(objects.parts(pinned, name))) for name in names}
    found: dict[str, View] = {}
    for place in dict.fromkeys((store.generation(out), out)):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            name = path.stem if path.suffix == ".parquet" else path.name
            parts = (
                [path] if path.suffix == ".parquet" else sorted([*path.glob("*.parquet"), *path.glob("*=*/*.parquet")])
            )
            if name not in found and parts and _NAME.fullmatch(name):
                found[name] = _view(name, tuple(part.resolve() for part in parts))
    return found


def quoted(name: str) -> str:
    """A name as SQL writes it.

    >>> quoted('a "b"c')
    '"a ""b""c"'
    """
    return '"' + name.replace('"', '""') + '"'


def _view(name: str, files: tuple[Place, ...]) -> View:
    import pyarrow as pa

    try:
        with places.parquet(files[0]) as file:
            schema = file.schema_arrow
    except (OSError, pa.ArrowException) as error:
        raise UnreadableError(f"{files[0]}: cannot be read as Parquet ({error}); mine it again") from error
    columns = {field.name: _meaning(field.metadata) for field in schema}
    return View(name, _meaning(schema.metadata), MappingProxyType(columns), ready=False, files=files)


def _meaning(metadata: Mapping[bytes, bytes] | None) -> str:
    said = metadata or {}
    unit = f" ({said[b'unit'].decode()})" if b"unit" in said else ""
    return said.get(b"description", b"").decode() + unit


def _make_ready(
    connection: duckdb.DuckDBPyConnection, path: Path, found: Mapping[str, View], reach: Reach
) -> View | None:
    """Make the view of `path`, unless a table has its name, or one that it needs is not there or lacks a column."""
    import duckdb

    text, said = _ready(path)
    needed = said.pop("needs").split(", ")
    if path.stem in found or not set(needed) <= found.keys():
        return None
    # Arrow datasets are of one connection: so must the view be
    kind = "TEMP VIEW" if reach == "tables" or any(found[name].is_remote for name in needed) else "VIEW"
    try:
        connection.execute(f"CREATE {kind} {quoted(path.stem)} AS {text}")
    except duckdb.BinderException:  # somebody's own table of that name, or one that an older version derived
        return None
    names = [row[0] for row in connection.execute(f"DESCRIBE {quoted(path.stem)}").fetchall()]
    meanings = {n: m for table in reversed(needed) for n, m in found[table].columns.items()} | said
    return View(path.stem, said[""], MappingProxyType({n: meanings.get(n, "") for n in names}), ready=True)


@functools.cache
def _ready_text(path: Path) -> str:
    return path.read_text("utf-8")


def _ready(path: Path) -> tuple[str, dict[str, str]]:
    """A ready view's SQL, and what its comments say: its description (under ""), `needs`, columns."""
    text = _ready_text(path)
    first, *lines = [line.removeprefix("-- ") for line in text.splitlines() if line.startswith("-- ")]
    return text, {"": first} | dict(line.split(": ", 1) for line in lines)


def literal(text: str) -> str:
    """A text as SQL writes it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def _one_select(statements: Sequence[Any]) -> None:
    """Raises SqlError unless it is one statement that gives rows: a PIVOT counts as several things in one."""
    kinds = [str(s.type).rpartition(".")[2] for s in statements]
    if len(kinds) != 1:
        raise SqlError(f"one SELECT is asked for, not {len(kinds)} statements; --unsafe runs anything")
    if kinds[0] not in ("SELECT", "EXPLAIN", "MULTI"):
        raise SqlError(f"tables can be asked, not changed: no {kinds[0]} here; --unsafe runs anything")


def _explained(error: Exception, sql: str, tables: Tables) -> str:
    """The error in DuckDB's words, with the tables there are, or the columns of those that the SQL names."""
    import duckdb

    message = str(error).strip()
    if isinstance(error, duckdb.PermissionException):
        return f"{message}\nSQL reaches nothing but the tables; --unsafe lifts that"
    missing = re.search(r"Table with name (\S+) does not exist", message)
    if missing:
        near = difflib.get_close_matches(missing[1].lower(), tables.views, n=1, cutoff=0.5)
        first = f"no table {missing[1]!r}" + (f"; do you mean {near[0]!r}?" if near else "")
        return f"{first}\ntables: {', '.join(tables.views)}"
    if isinstance(error, duckdb.BinderException) and re.search("not found|does not have a column", message):
        return "\n".join([message, *_columns_of(sql, tables)])
    return _CANDIDATES.sub("\n", message)  # of `+` there are fifty


def _columns_of(sql: str, tables: Tables) -> Iterator[str]:
    """The columns of every table whose name the SQL has."""
    for name in sorted(set(_NAME.findall(sql)) & tables.views.keys()):
        yield f"{name}: {', '.join(tables.views[name].columns)}"
