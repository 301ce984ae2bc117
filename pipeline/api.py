"""Use from Python: the rows of one document, and the tables of a run as data frames."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import beside, readers
from pipeline.batches import batch
from pipeline.miner import MineOptions, mine_text
from pipeline.places import Place, Remote, StoreError, place
from pipeline.read import ReadError, ReadResult, read
from pipeline.read.result import identify
from pipeline.store import snapshot
from pipeline.tables import all_tables

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, Any]
_LONGEST_PATH = 4096


@dataclass(frozen=True)
class MinedDocument:
    """The rows of one document by table, as they would stand in the tables: ids, spans and all.

    `found["targets"]` and `found.targets` are the same list of dictionaries. `raw[row["raw_start"]:row["raw_end"]]` is
    what the source prints for a row.
    """

    doc_id: str
    text: str  # clean: what `start` and `end` point into
    raw: str  # what `raw_start` and `raw_end` point into
    tables: dict[str, list[Record]]

    def __getitem__(self, table: str) -> list[Record]:
        return self.tables[table]

    def __getattr__(self, table: str) -> list[Record]:
        try:
            return self.__dict__["tables"][table]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"no table {table!r}; there are {', '.join(all_tables())}") from None


def mine(source: str | Path, *, tokens: bool = True, lexicons: Sequence[str | Path] = ()) -> MinedDocument:
    """The rows of one document: `source` is a file's path, or the text itself.

    `tokens=False` leaves `sentences.tokens` None and is faster; `lexicons` are folders over Gangmu's own lexicons.
    Raises ReadError or Skipped for a file that cannot be read, ValueError for one that holds several documents. What
    failed after reading stands in `errors`.

    >>> found = mine("一、扩大学位供给\\n2025年新建公办幼儿园18所。")
    >>> [(row["indicator"], row["low"], row["unit"]) for row in found.targets]
    [('公办幼儿园', 18.0, '所')]
    """
    return mine_read(_read(source), tokens=tokens, lexicons=lexicons)


def mine_string(text: str, *, tokens: bool = True, lexicons: Sequence[str | Path] = ()) -> MinedDocument:
    """As `mine`, of a text that is never taken for a path. Raises ReadError where it is empty."""
    return mine_read(_of_text(text), tokens=tokens, lexicons=lexicons)


def mine_read(source: ReadResult, *, tokens: bool, lexicons: Sequence[str | Path]) -> MinedDocument:
    """The rows of one document that has been read."""
    options = MineOptions(tokens, tuple(Path(folder).absolute() for folder in lexicons))
    mined = mine_text(source, options)
    rows = {name: batch(table, [mined]).to_pylist() for name, table in all_tables().items()}
    return MinedDocument(mined.doc_id, mined.text.clean, mined.text.raw, rows)


def load(folder: str | Path, table: str) -> pd.DataFrame:
    """The table `table` of the run in `folder` (or at its URL) as it is now; `open` holds on to one run.

    Enumerations are categories, whole numbers whole where some are null. Raises StoreError if it is not there.
    """
    return open(folder).load(table)


def open(folder: str | Path) -> Snapshot:
    """The tables in `folder` (or at its URL) as they are now. Raises StoreError where a store cannot be used.

    >>> tables = open("s3://bucket/tables")  # doctest: +SKIP
    >>> documents, targets = tables.load("documents"), tables.load("targets")  # doctest: +SKIP
    """
    out = place(folder)
    pinned = snapshot(out)
    others = () if isinstance(out, Remote) else (beside.current(out), out)
    return Snapshot(out, tuple(dict.fromkeys(found for found in (pinned, *others) if found is not None)))


@dataclass(frozen=True)
class Snapshot:
    """The tables of one run: two that are loaded belong together, whatever runs have ended in between.

    The files of a run are removed when the second run after it begins; what is loaded then raises StoreError.
    """

    out: Place
    _places: tuple[Place, ...]  # of the run; of the tables derived from it; of all others

    def load(self, table: str) -> pd.DataFrame:
        """A table, enumerations as categories, whole numbers whole where some are null. Raises StoreError."""
        import pandas as pd
        import pyarrow as pa

        whole = {pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype()}
        frame: pd.DataFrame = readers.read(self._place_of(table), table).to_pandas(types_mapper=whole.get)
        return frame

    def files(self, table: str) -> list[str]:
        """Its Parquet files, as paths or URLs: what DuckDB, Polars or Spark take. Raises StoreError."""
        return [str(file) for file in readers.parts(self._place_of(table), table)]

    def copy(self, folder: str | Path) -> None:
        """Copy the tables of the run into a new `folder` of this machine, which every command takes for --out.

        Raises FileExistsError where it is there, StoreError where a table is not.
        """
        Path(folder).mkdir(parents=True)
        for name in all_tables():
            Path(folder, name).mkdir()
            for number, file in enumerate(readers.parts(self._place_of(name), name)):
                Path(folder, name, f"part-{number:05d}.parquet").write_bytes(file.read_bytes())

    def _place_of(self, table: str) -> Place:
        if len(self._places) == 1:
            return self._places[0]  # whoever reads there says what is not there
        if isinstance(self._places[0], Path) and not self._places[0].exists():
            raise StoreError(f"{self.out}: {readers.GONE}")
        for found in self._places:
            with contextlib.suppress(StoreError):
                if readers.parts(found, table):
                    return found
        raise StoreError(f"{self.out}: no table {table!r} there; run `gangmu run --out {self.out}` first")


def _read(source: str | Path) -> ReadResult:
    path = Path(source) if isinstance(source, Path) or _may_be_path(source) else None
    if path is None or (isinstance(source, str) and not _is_file(path)):
        return _of_text(str(source))
    found = read(path.read_bytes(), path.as_posix())
    if len(found) != 1:
        raise ValueError(f"{path} holds {len(found)} documents; mine it with `gangmu run`")
    return found[0]


def _of_text(text: str) -> ReadResult:
    if not text.strip():
        raise ReadError("read", "the text is empty")
    return ReadResult(identify(text.encode("utf-8", "surrogatepass")), "text", text, "text/plain", "utf-8")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a text of one line, longer than any file's name
        return False


def _may_be_path(source: str) -> bool:
    return len(source) <= _LONGEST_PATH and "\n" not in source and "\0" not in source
