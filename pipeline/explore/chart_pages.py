"""A page for each chart, with its data as a table beside it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.explore.charts import CHARTS, Chart
from pipeline.explore.site import site_of


def first(request: Request) -> Response:
    """The charts begin with the indicators."""
    return RedirectResponse("/charts/indicator", 307)


def chart(request: Request) -> Response:
    """A chart with its data."""
    site = site_of(request)
    return site.page(request, "chart.html", chart=_chart(request), charts=tuple(CHARTS))


def spec(request: Request) -> Response:
    """The spec with its data, as the page's script fetches it."""
    return JSONResponse(_chart(request).spec, headers={"cache-control": "no-store"})


def _chart(request: Request) -> Chart:
    site = site_of(request)
    name = request.path_params["name"]
    if name not in CHARTS:
        raise HTTPException(404, f"no chart {name!r}; there are {', '.join(CHARTS)}")
    return CHARTS[name](site.source, site.labels(request), dict(request.query_params))


ROUTES = [
    Route("/charts", first, name="charts"),
    Route("/charts/{name}", chart, name="chart"),
    Route("/charts/{name}/spec.json", spec, name="spec"),
]
