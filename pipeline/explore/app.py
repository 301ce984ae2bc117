"""The application: which page stands at which address."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pipeline.explore import chart_pages, document_pages, review_pages, table_pages
from pipeline.explore.filters import Asked
from pipeline.explore.labels import Language
from pipeline.explore.listing import listed
from pipeline.explore.reviews import Reviews
from pipeline.explore.row import Explainer
from pipeline.explore.security import Guard, Guarded
from pipeline.explore.site import Site
from pipeline.explore.source import Source
from pipeline.explore.templating import STATIC
from pipeline.lexicon import Lexicons
from pipeline.store import StoreError


def create(
    out: Path, guard: Guard, who: str, language: Language | None = None, lexicons: tuple[Path, ...] = ()
) -> Starlette:
    """The application over the tables in `out`. Raises StoreError, LexiconError."""
    site = Site(Source(out), Reviews(out), Explainer(Lexicons.default(*lexicons)), guard, who, language)
    app = Starlette(
        routes=[
            *table_pages.ROUTES,
            *review_pages.ROUTES,
            *document_pages.ROUTES,
            *chart_pages.ROUTES,
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
        ],
        middleware=[Middleware(Guarded, guard=guard)],
        exception_handlers={HTTPException: _refused, StoreError: _gone},
    )
    app.state.site = site
    _warm(site)
    return app


def _warm(site: Site) -> None:
    """Read the templates and the tables once, so that the first reader waits no longer than the next."""
    for name in site.templates.list_templates():
        site.templates.get_template(name)
    listed(site.source, Asked.of(site.source.shapes["documents"], ()))


def _gone(request: Request, error: Exception) -> Response:
    """The tables were taken away under us."""
    return PlainTextResponse(f"{error}\n", 503)


def _refused(request: Request, error: Exception) -> Response:
    """What is not there, on a page in the reader's language."""
    assert isinstance(error, HTTPException)
    site: Site = request.app.state.site
    return site.page(request, "error.html", status=error.status_code, message=error.detail)
