"""What all pages share: the tables, the words, the guard, and how a template becomes an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipeline.explore.labels import LANGUAGES, Labels, Language, choose
from pipeline.explore.rendering import visible
from pipeline.explore.reviews import Reviews
from pipeline.explore.row import Explainer
from pipeline.explore.security import COOKIE, Guard
from pipeline.explore.source import Source
from pipeline.version import VERSION

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "gangmu_lang"
LONGEST_CELL = 160  # characters
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Site:
    """All that a page may need. `who` signs what is reviewed; `language` None leaves it to the browser."""

    source: Source
    reviews: Reviews
    explainer: Explainer
    guard: Guard
    who: str
    language: Language | None = None
    templates: jinja2.Environment = field(default_factory=lambda: environment())

    def labels(self, request: Request) -> Labels:
        """The words in the language of the reader."""
        wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        return Labels.of(choose(wanted, request.headers.get("accept-language", ""), self.language))

    def page(self, request: Request, name: str, *, status: int = 200, **context: Any) -> Response:
        """The template `name` as an answer; the secret of the forms goes with it as a cookie."""
        labels = self.labels(request)
        body = self.templates.get_template(name).render(
            t=labels, lang=labels.language, other_lang=LANGUAGES[labels.language == "en"], path=request.url.path,
            query=request.url.query, token=self.guard.token, shapes=self.source.shapes, out=str(self.source.out),
            who=self.who, **context,
        )  # fmt: skip
        answer = HTMLResponse(body, status, headers={"cache-control": "no-store"})
        answer.set_cookie(COOKIE, self.guard.token, httponly=True, samesite="strict", path="/")
        if request.query_params.get("lang") in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, labels.language, max_age=A_YEAR, samesite="strict", path="/")
        return answer


def site_of(request: Request) -> Site:
    """The site that a request came to, with the tables of the latest run."""
    site: Site = request.app.state.site
    site.source.refresh()
    return site


def environment() -> jinja2.Environment:
    """The templates: everything is escaped, a name that is not there is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "count": _count,
        "cell": cell,
        "json": _json,
        "row_tail": _row_tail,
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


def _row_tail(address: str) -> str:
    """The name of the row that an address leads to."""
    return re.split("[#/]", address)[-1]


def _without_lang(query: str) -> str:
    """A query string to which a language can be added."""
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "lang"]
    return urlencode(kept) + "&" if kept else ""


def _json(value: Mapping[str, Any]) -> Markup:
    """JSON that no text in it can break out of a page with."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(safe.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
