"""What all pages share: the tables, the words, the guard, and how a template becomes an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipeline.explore.labels import LANGUAGES, Labels, Language, choose
from pipeline.explore.reviews import Reviews
from pipeline.explore.row import Explainer
from pipeline.explore.security import COOKIE, Guard
from pipeline.explore.source import Source
from pipeline.explore.templating import environment

LANGUAGE_COOKIE = "gangmu_lang"
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
    templates: jinja2.Environment = field(default_factory=environment)

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
