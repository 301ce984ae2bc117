"""Floors and ceilings: how much was found, how much failed, how much nobody can explain."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.analysis.checking.report import Check, Problem, checked
from pipeline.analysis.checking.settings import Settings
from pipeline.analysis.sql import Tables, quoted

GROUP = "levels"
LISTED = 20
SEVERITIES = ("error", "warning", "note")


def checks(tables: Tables, settings: Settings) -> Iterator[Check]:
    """Every limit that there is."""
    yield from _amounts(tables, settings)
    yield _failed(tables, settings.failed_share)
    yield _unknown(tables, settings.unknown_share)
    yield _empty(tables, settings.empty_share)
    yield _removed(tables, settings.removed_share)
    yield from _findings(tables, settings)


def _one(tables: Tables, sql: str) -> float:
    (row,) = tables.select(sql).to_pylist()
    (value,) = row.values()
    return float(value or 0)


def _amounts(tables: Tables, settings: Settings) -> Iterator[Check]:
    documents = int(_one(tables, "SELECT count(*) FROM documents"))
    few = [Problem(f"{documents} documents, at least {settings.documents} are asked for")]
    yield checked(GROUP, "documents", f"{documents:,} documents", few if documents < settings.documents else [])
    for name, (least, most) in settings.rows_per_document.items():
        if name not in tables.views:
            yield checked(GROUP, f"rows of {name}", "", [Problem(f"{name}: no such table")])
            continue
        mean = _one(tables, f"SELECT count(*) FROM {quoted(name)}") / max(1, documents)
        said = f"{mean:.1f} {name} a document, [{least:g}, {most:g}] are asked for"
        yield checked(GROUP, f"rows of {name}", said, [] if least <= mean <= most else [Problem(said)])


def _share(name: str, what: str, share: float, most: float, problems: list[Problem]) -> Check:
    said = f"{share:.2%} {what} (at most {most:.0%})"
    if share <= most:
        return Check(GROUP, name, "passed", said)
    return Check(GROUP, name, "failed", said, problems, max(1, len(problems)))


def _failed(tables: Tables, most: float) -> Check:
    rows = tables.select("SELECT source, doc_id, stage, error, message FROM errors ORDER BY ALL").to_pylist()
    known = {row["source"] for row in tables.select("SELECT source FROM documents").to_pylist()}
    failed = {row["source"] for row in rows}
    problems = [Problem(f"{row['source']}: {row['stage']}: {row['message']}", row["source"]) for row in rows]
    share = len(failed) / max(1, len(known | failed))
    return _share("failed", "of the sources failed", share, most, problems[:LISTED])


def _unknown(tables: Tables, most: float) -> Check:
    share = _one(tables, "SELECT avg((role = 'unknown')::INTEGER) FROM numbers")
    worst = """
        SELECT source, count(*) FILTER (role = 'unknown') AS n, any_value(n.text) FILTER (role = 'unknown') AS text
        FROM numbers n JOIN documents USING (doc_id) GROUP BY source HAVING n > 0 ORDER BY n DESC, source LIMIT 5"""
    problems = [
        Problem(f"{row['source']}: {row['n']} numbers of unknown role, {row['text']} among them", row["source"])
        for row in tables.select(worst).to_pylist()
    ]
    return _share("unknown", "of the numbers are of unknown role", share, most, problems)


def _empty(tables: Tables, most: float) -> Check:
    sql = (
        "SELECT source FROM documents ANTI JOIN targets USING (doc_id) ANTI JOIN initiatives USING (doc_id) ORDER BY 1"
    )
    empty = [row["source"] for row in tables.select(sql).to_pylist()]
    share = len(empty) / max(1, _one(tables, "SELECT count(*) FROM documents"))
    problems = [Problem(f"{source}: neither initiatives nor targets", source) for source in empty[:LISTED]]
    return _share("empty", "of the documents have neither initiatives nor targets", share, most, problems)


def _removed(tables: Tables, most: float) -> Check:
    share = _one(tables, "SELECT sum(removed_chars) / sum(raw_chars) FROM documents")
    worst = "SELECT source, removed_chars / raw_chars AS s FROM documents ORDER BY s DESC, source LIMIT 5"
    problems = [
        Problem(f"{row['source']}: {row['s']:.0%} removed", row["source"]) for row in tables.select(worst).to_pylist()
    ]
    return _share("removed", "of the raw text was removed", share, most, problems)


def _findings(tables: Tables, settings: Settings) -> Iterator[Check]:
    counted = tables.select("SELECT severity, count(*) AS n FROM findings GROUP BY ALL").to_pylist()
    counts = {row["severity"]: row["n"] for row in counted}
    said = ", ".join(f"{counts.get(severity, 0)} of severity {severity}" for severity in SEVERITIES)
    if not settings.findings:
        yield Check(GROUP, "findings", "passed", f"{said}; no limit is set")
    for name, most in settings.findings.items():
        column = "severity" if name in SEVERITIES else "rule"
        sql = f"""
            SELECT source, message, f.raw_start, d.doc_id || ' ' || finding_no AS row
            FROM findings f JOIN documents d USING (doc_id) WHERE f.{column} = ? ORDER BY source, finding_no"""
        rows = tables.select(sql, [name]).to_pylist()
        problems = [Problem(row["message"], row["source"], None, row["row"]) for row in rows[:LISTED]]
        message = f"{len(rows)} findings of {column} {name} (at most {most})"
        failed = len(rows) > most
        yield Check(
            GROUP, f"findings: {name}", "failed" if failed else "passed", message, problems if failed else (), len(rows)
        )
