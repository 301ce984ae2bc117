"""What is drawn: the rows of each chart, and how Vega-Lite is to draw them.

A bound is drawn as what it is: a filled point is the value, a hollow one about it, an arrow up is at least and an arrow
down at most, a bar is a range. What was planned stands beside what was reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.explore.labels import Labels
from pipeline.explore.source import Record, Source

MOST_POINTS = 2_000
MOST_NAMES = 24  # programmes
MOST_INDICATORS = 300
MOST_YEARS = 90  # drawn with their gaps
PANELS = 6  # regions drawn apart
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its rows, the columns of its table, and the spec; `asked` is what it was drawn for."""

    name: str
    rows: Sequence[Record]
    columns: tuple[str, ...]
    spec: Spec
    asked: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]


def _spec(title: str, rows: Sequence[Record], **more: Any) -> Spec:
    return {"$schema": SCHEMA, "description": title, "data": {"values": list(rows)}, **more}


def indicator(source: Source, t: Labels, asked: Mapping[str, str]) -> Chart:
    """One indicator over the years: planned beside reported, a panel for each of a few regions."""
    keys = _indicators(source)
    key = asked.get("indicator") or (keys[0] if keys else "")
    region = asked.get("region", "")
    every = source.query(_VALUES, [key, key])
    measures = sorted({_measure(row) for row in every}, key=lambda m: (-sum(_measure(r) == m for r in every), m))
    measure = asked.get("measure") if asked.get("measure") in measures else (measures or [""])[0]
    fitting = [row for row in every if _measure(row) == measure]
    regions = sorted({row["region"] for row in fitting if row["region"]})
    rows = [row for row in fitting if not region or row["region"] == region][:MOST_POINTS]
    columns = ("year", "region", "status", "comparator", "value_low", "value_high", "base_unit", "text", "title")
    spec = _spec(f"{key} ({measure})", [_drawn(row, t) for row in rows], **_bounds(t, rows))
    chosen = {"indicator": key, "region": region, "measure": str(measure)}
    return Chart("indicator", rows, columns, spec, chosen, {"indicator": keys, "region": regions, "measure": measures})


_VALUES = f"""
SELECT coalesce(year(t.period_end), year(t.period_start), d.year)::INTEGER AS year, d.region, t.status, t.comparator,
       t.change, t.value_low, t.value_high, t.base_unit, t.text, coalesce(d.title, d.source) AS title, t.doc_id,
       t.target_id
FROM targets t JOIN documents d USING (doc_id)
WHERE (t.indicator_key = ? OR t.indicator = ?) AND t.value_low IS NOT NULL
  AND coalesce(t.period_end, t.period_start) IS NOT NULL
ORDER BY year, d.region, t.status LIMIT {MOST_POINTS * 2}
"""


def _indicators(source: Source) -> Sequence[str]:
    """The indicators that most documents and years have."""
    rows: Sequence[Record] = source.remembered(
        "indicators",
        lambda: source.query(
            f"""SELECT indicator_key AS key FROM targets WHERE indicator_key IS NOT NULL AND value_low IS NOT NULL
            GROUP BY indicator_key ORDER BY count(DISTINCT year(period_end)) * count(DISTINCT doc_id) DESC, key
            LIMIT {MOST_INDICATORS}"""
        ),
    )
    return [row["key"] for row in rows]


def _measure(row: Record) -> str:
    """What kind of amount it is: levels in percent and increases in percent are not drawn on one axis."""
    return f"{row['change']} {row['base_unit'] or ''}".strip()


def _drawn(row: Record, t: Labels) -> Record:
    """The row as the chart takes it, in the reader's language."""
    drawn = {k: row[k] for k in ("year", "region", "comparator", "value_low", "value_high", "text", "title")}
    return drawn | {
        "status": t.value(row["status"]),
        "region": row["region"] or t("none"),
        "href": f"/doc/{row['doc_id']}#{row['target_id'].rpartition('-')[2]}",
    }


def _bounds(t: Labels, rows: Sequence[Record]) -> Spec:
    """Layers of one mark for each kind of bound; a panel for each region where they are few."""
    by_status = {
        "field": "status", "type": "nominal", "title": None,
        "scale": {"domain": [t.value("planned"), t.value("reported")], "range": ["planned", "reported"]},
    }  # fmt: skip
    shared = {
        "x": {"field": "year", "type": "ordinal", "title": t("in_year"), "axis": {"labelOverlap": "greedy"},
              "scale": {"domain": _years(rows)}},
        "xOffset": {"field": "status"},
        "color": by_status,
        "tooltip": [{"field": name} for name in ("text", "title", "region", "year", "status")],
        "href": {"field": "href"},
    }  # fmt: skip
    regions = len({row["region"] for row in rows})
    layers = list(_layers({row["comparator"] for row in rows}))
    if 1 < regions <= PANELS:
        facet = {"field": "region", "type": "nominal", "title": None}
        panel = {"width": 300, "height": 180, "layer": layers, "encoding": shared}
        return {"facet": facet, "columns": 2, "spec": panel}
    return {"width": "fill", "height": 320, "layer": layers, "encoding": shared}


def _years(rows: Sequence[Record]) -> list[int]:
    """Every year from the first to the last, so that a gap is seen; only those there are where they are far apart."""
    there = sorted({row["year"] for row in rows})
    if not there or there[-1] - there[0] > MOST_YEARS:
        return there
    return list(range(there[0], there[-1] + 1))


_ARROW = {"type": "rule", "strokeWidth": 1.5}
_HEAD = {"type": "point", "filled": True, "size": 45, "opacity": 1}
# Which bounds, their mark, whether it goes on to a second value.
_MARKS: Sequence[tuple[frozenset[str], Spec, str | None]] = (
    (frozenset({"range"}), {"type": "rule", "strokeWidth": 7, "strokeCap": "round", "opacity": 0.75}, "value_high"),
    (frozenset({"ge", "gt"}), {**_ARROW, "y2Offset": -16}, "value_low"),
    (frozenset({"le", "lt"}), {**_ARROW, "y2Offset": 16}, "value_low"),
    (frozenset({"ge", "gt"}), {**_HEAD, "shape": "triangle-up", "yOffset": -16}, None),
    (frozenset({"le", "lt"}), {**_HEAD, "shape": "triangle-down", "yOffset": 16}, None),
    (frozenset({"ge", "gt", "le", "lt"}), {"type": "tick", "thickness": 2, "size": 10}, None),
    (frozenset({"eq"}), {"type": "point", "shape": "circle", "filled": True, "size": 50, "opacity": 0.85}, None),
    (
        frozenset({"approx"}),
        {"type": "point", "shape": "circle", "filled": False, "size": 55, "strokeWidth": 1.8},
        None,
    ),
)


def _layers(there: set[str]) -> Iterator[Spec]:
    """A layer for each mark that some row needs."""
    low = {
        "field": "value_low", "type": "quantitative", "title": None, "scale": {"zero": False},
        "axis": {"format": "~s"},
    }  # fmt: skip
    for bounds, mark, to in _MARKS:
        if bounds & there:
            test = " || ".join(f"datum.comparator == '{b}'" for b in sorted(bounds))
            second = {"y2": {"field": to}} if to else {}
            yield {"transform": [{"filter": test}], "mark": mark, "encoding": {"y": low, **second}}


def programmes(source: Source, t: Labels, asked: Mapping[str, str]) -> Chart:
    """In how many documents of a year a programme is named, for those named most."""
    rows = source.remembered("programmes", lambda: source.query(_NAMED))
    spec = _spec(
        t("programmes_chart"), rows, width="fill", height={"step": 22}, mark={"type": "circle", "opacity": 0.8},
        encoding={
            "x": {"field": "year", "type": "ordinal", "title": t("in_year")},
            "y": {"field": "name", "type": "nominal", "title": None, "sort": {"field": "year", "op": "min"},
                  "axis": {"labelLimit": 220}},
            "size": {"field": "documents", "type": "quantitative", "title": t("documents"),
                     "scale": {"range": [30, 400]}, "legend": {"tickMinStep": 1, "format": "d"}},
            "color": {"value": "accent"},
            "tooltip": [{"field": "name"}, {"field": "year"}, {"field": "documents"}],
        },
    )  # fmt: skip
    return Chart("programmes", rows, ("name", "year", "documents"), spec, {}, {})


_NAMED = f"""
WITH named AS (
  SELECT p.name_key, any_value(p.name) AS name, d.year::INTEGER AS year, count(DISTINCT p.doc_id)::INTEGER AS documents
  FROM programmes p JOIN documents d USING (doc_id)
  WHERE p.role <> 'slogan' AND d.year IS NOT NULL AND p.name_key IS NOT NULL GROUP BY p.name_key, d.year),
most AS (
  SELECT name_key FROM named GROUP BY name_key ORDER BY sum(documents) DESC, count(*) DESC, name_key LIMIT {MOST_NAMES})
SELECT name, year, documents FROM named SEMI JOIN most USING (name_key) ORDER BY name, year
"""


def roles(source: Source, t: Labels, asked: Mapping[str, str]) -> Chart:
    """What the numbers of the texts are: a figure of quality, since an unknown number is one nobody explains."""
    rows = source.remembered("roles", lambda: source.query(_COUNTED.format(by="role", table="numbers")))
    return _bars("roles", rows, t)


def edits(source: Source, t: Labels, asked: Mapping[str, str]) -> Chart:
    """What kinds of noise were repaired, removed or flagged."""
    rows = source.remembered("edits", lambda: source.query(_COUNTED.format(by="kind", table="edits")))
    return _bars("edits", rows, t)


_COUNTED = """
SELECT {by} AS kind, count(*)::INTEGER AS rows, count(DISTINCT doc_id)::INTEGER AS documents,
       round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share
FROM {table} GROUP BY {by} ORDER BY rows DESC, kind
"""


def _bars(name: str, rows: Sequence[Record], t: Labels) -> Chart:
    drawn = [{**row, "label": t.value(row["kind"])} for row in rows]
    label = {"field": "label", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 200}}
    length = {"field": "rows", "type": "quantitative", "title": t("rows"), "axis": {"tickCount": 5, "format": "~s"}}
    spec = _spec(
        t(f"{name}_chart"), drawn, width="fill", height={"step": 24}, encoding={"y": label, "x": length},
        layer=[
            {"mark": {"type": "bar", "cornerRadiusEnd": 2},
             "encoding": {"color": {"value": "accent"},
                          "tooltip": [{"field": f} for f in ("label", "rows", "documents", "share")]}},
            {"mark": {"type": "text", "align": "left", "dx": 4},
             "encoding": {"text": {"field": "rows", "type": "quantitative", "format": ","}}},
        ],
    )  # fmt: skip
    return Chart(name, rows, ("kind", "rows", "documents", "share"), spec, {}, {})


CHARTS: Mapping[str, Callable[[Source, Labels, Mapping[str, str]], Chart]] = {
    "indicator": indicator, "programmes": programmes, "roles": roles, "edits": edits,
}  # fmt: skip
