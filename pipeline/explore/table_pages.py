"""The first page and a page for each table: search, facets, filters, order, downloads."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from pipeline.explore.document import LETTERS
from pipeline.explore.filters import PREFIX, SIZES, Asked
from pipeline.explore.listing import FORMS, Listed, download, listed
from pipeline.explore.site import Site, site_of
from pipeline.explore.source import Record, Shape, quoted

COUNTED = ("initiatives", "targets", "programmes", "findings")


def start(request: Request) -> Response:
    """The documents, with what was found in each."""
    site = site_of(request)
    asked = Asked.of(site.source.shapes["documents"], request.query_params.multi_items())
    found = listed(site.source, asked)
    counts = _counts(site, [row["doc_id"] for row in found.rows])
    reviewed = {e.doc_id for e in site.reviews.entries()}
    return site.page(request, "start.html", **_context(site, found), counts=counts, counted=COUNTED, reviewed=reviewed)


def _counts(site: Site, doc_ids: list[str]) -> dict[str, dict[str, int]]:
    """How many rows of some tables each of the documents has."""
    found: dict[str, dict[str, int]] = {doc_id: dict.fromkeys(COUNTED, 0) for doc_id in doc_ids}
    marks = ", ".join("?" * len(doc_ids))
    for name in COUNTED if doc_ids else ():
        if name in site.source.shapes:
            rows = site.source.query(
                f"SELECT doc_id, count(*) AS n FROM {quoted(name)} WHERE doc_id IN ({marks}) GROUP BY doc_id", doc_ids
            )
            for row in rows:
                found[row["doc_id"]][name] = row["n"]
    return found


def table(request: Request) -> Response:
    """A page of a table's rows."""
    site = site_of(request)
    found = listed(site.source, Asked.of(_shape(site, request), request.query_params.multi_items()))
    titles = _titles(site, found.rows)
    return site.page(request, "table.html", **_context(site, found), titles=titles, link=_link(found.asked.shape))


def _titles(site: Site, rows: list[Record] | Any) -> dict[str, str]:
    """What to call the documents of the rows."""
    doc_ids = list(dict.fromkeys(row["doc_id"] for row in rows if row.get("doc_id")))
    if not doc_ids:
        return {}
    marks = ", ".join("?" * len(doc_ids))
    found = site.source.query(f"SELECT doc_id, title, source FROM documents WHERE doc_id IN ({marks})", doc_ids)
    return {row["doc_id"]: row["title"] or row["source"] for row in found}


def _link(shape: Shape) -> Any:
    """A function that gives the address of a row in its document, or None."""

    def address(row: Record) -> str | None:
        doc_id = row.get("doc_id")
        if not doc_id or shape.key is None:
            return None
        if shape.id:
            return f"/doc/{doc_id}#{str(row[shape.id]).rpartition('-')[2]}"
        if shape.number and shape.name in LETTERS:
            return f"/doc/{doc_id}#{shape.key}{row[shape.number]}"
        if shape.number:
            return f"/doc/{doc_id}/{shape.key}{row[shape.number]}"
        return f"/doc/{doc_id}"

    return address


def _shape(site: Site, request: Request) -> Shape:
    name = request.path_params["name"]
    if name not in site.source.shapes:
        raise HTTPException(404, f"no table {name!r}; there are {', '.join(site.source.shapes)}")
    return site.source.shapes[name]


def _context(site: Site, found: Listed) -> dict[str, Any]:
    return {"found": found, "asked": found.asked, "shape": found.asked.shape, "prefix": PREFIX, "sizes": SIZES}


def file(request: Request) -> Response:
    """All rows that match, as a file."""
    site = site_of(request)
    shape, form = _shape(site, request), request.path_params["form"]
    if form not in FORMS:
        raise HTTPException(404, f"no form {form!r}; there are {', '.join(FORMS)}")
    path = download(site.source, Asked.of(shape, request.query_params.multi_items()), form)
    return FileResponse(
        path, media_type=FORMS[form], filename=f"{shape.name}.{form}", background=BackgroundTask(path.unlink)
    )


ROUTES = [
    Route("/", start, name="start"),
    Route("/table/{name}", table, name="table"),
    Route("/table/{name}/rows.{form}", file, name="file"),
]
