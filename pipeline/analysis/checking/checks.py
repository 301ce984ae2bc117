"""All checks of a folder of tables, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.analysis import sql
from pipeline.analysis.checking import contract, levels, scores, spans
from pipeline.analysis.checking.report import Check, Problem, Report
from pipeline.analysis.checking.settings import Settings
from pipeline.places import Place
from pipeline.store import snapshot


def check(out: Place, settings: Settings) -> Report:
    """Check the tables of `out`, of one generation. Raises StoreError where there are none, SettingsError for gold that
    cannot be read."""
    place = snapshot(out)
    try:
        with sql.opened(place, "anything") as tables:
            return Report(out.as_posix(), list(_all(tables, place, settings)))
    except (sql.SqlError, sql.UnreadableError) as error:
        said = str(error).splitlines()[0]
        return Report(out.as_posix(), [Check("contract", "readable", "failed", said, [Problem(said)], 1)])


def _all(tables: sql.Tables, place: Place, settings: Settings) -> Iterator[Check]:
    held = list(contract.checks(tables))
    yield from held
    if any(c.state == "skipped" for c in held):
        yield Check("spans", "all", "skipped", "spans need all tables and columns")
        yield Check("levels", "all", "skipped", "levels need all tables and columns")
        return
    yield from spans.checks(tables)
    yield from levels.checks(tables, settings)
    yield from scores.checks(place, settings.gold)
