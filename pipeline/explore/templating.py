"""Templates, and how values stand in them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jinja2
from markupsafe import Markup

from pipeline.explore.rendering import visible
from pipeline.version import VERSION

HERE = Path(__file__).parent
STATIC = HERE / "static"
ROW_ID = re.compile(r"([0-9a-f]{16})(?:-([a-z]\d+))?")
LONGEST_CELL = 160  # characters


def environment() -> jinja2.Environment:
    """The templates: everything is escaped, a name that is not there is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "count": _count,
        "cell": cell,
        "row_tail": _row_tail,
        "row_address": row_address,
        "shorten": _shorten,
        "without_lang": _without_lang,
    }
    made.filters["visible"] = lambda text: Markup(visible(str(text)))
    made.globals["version"] = VERSION
    return made


def _count(number: int) -> str:
    return f"{number:,}"


def cell(value: Any) -> str:
    """A value as a table shows it: no number longer than it need be, a list with 、 between.

    >>> cell(97.0), cell(250000000.0), cell(["一", "二"]), cell(None), cell(True), cell(0.3333)
    ('97', '250,000,000', '一、二', '', '✓', '0.3333')
    """
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, list):
        return "、".join(cell(v) for v in value)
    if isinstance(value, float):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _shorten(text: str) -> str:
    """What a cell of a list shows of a long text."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def row_address(value: Any) -> str:
    """Where the row or the document stands that a cell names, "" where it names none.

    >>> row_address("00ff00ff00ff00ff-t017"), row_address("00ff00ff00ff00ff"), row_address("幼儿园")
    ('/doc/00ff00ff00ff00ff#t017', '/doc/00ff00ff00ff00ff', '')
    """
    found = ROW_ID.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return ""
    return f"/doc/{found[1]}" + (f"#{found[2]}" if found[2] else "")


def _row_tail(address: str) -> str:
    """The name of the row that an address leads to."""
    return re.split("[#/]", address)[-1]


def _without_lang(query: str) -> str:
    """A query string to which a language can be added."""
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "lang"]
    return urlencode(kept) + "&" if kept else ""
