"""A document's page, its text in the other view, and its rows one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.explore.document import Page, View
from pipeline.explore.editing import BLANK, fields
from pipeline.explore.reviews import Entry, added, matched
from pipeline.explore.row import Shown, shown
from pipeline.explore.site import Site, site_of
from pipeline.explore.source import Record, Shape, quoted

ROW = re.compile(r"([a-z])(\d{1,9})")


def document(request: Request) -> Response:
    """The text with its marks, the outline, the rows."""
    site = site_of(request)
    page = page_of(site, request)
    view = _view(request)
    verdicts = verdicts_of(site, page)
    entries = site.reviews.of_document(page.document["doc_id"])
    new = [entry for table in BLANK for entry in added(entries, table, page.rows[table])]
    return site.page(request, "document.html", page=page, view=view, text=page.html(view), verdicts=verdicts, added=new)


def text(request: Request) -> Response:
    """The text alone, in the view asked for: what the page fetches when the reader turns it over."""
    site = site_of(request)
    page = page_of(site, request)
    view = _view(request)
    return site.page(request, "text.html", page=page, view=view, text=page.html(view))


def row(request: Request) -> Response:
    """A row's pane; a page of its own where no script fetches it."""
    site = site_of(request)
    page = page_of(site, request)
    one = row_of(site, page, request.path_params["row"])
    entry = verdict_of(site, page, one)
    name = "row.html" if "pane" in request.query_params else "row_page.html"
    return site.page(request, name, page=page, row=one, entry=entry, fields=fields(one.table, one.record, entry))


def _view(request: Request) -> View:
    return "raw" if request.query_params.get("view") == "raw" else "clean"


def page_of(site: Site, request: Request) -> Page:
    """The page of the document that the address names. Raises HTTPException."""
    doc_id = request.path_params["doc_id"]
    found = site.source.query("SELECT * FROM documents WHERE doc_id = ?", [doc_id])
    if not found:
        raise HTTPException(404, f"no document {doc_id!r} in these tables")
    return Page.read(found[0], site.source.of_document)


def row_of(site: Site, page: Page, name: str) -> Shown:
    """The row that `name` (t017) names. Raises HTTPException."""
    match = ROW.fullmatch(name)
    shape = next((s for s in site.source.shapes.values() if match and s.key == match[1]), None)
    record = _record(site, shape, page.document["doc_id"], name, int(match[2])) if shape and match else None
    if shape is None or record is None:
        raise HTTPException(404, f"no row {name!r} in this document")
    return shown(page, shape, name, record, site.explainer.why(page.document["text"], record, shape.name))


def _record(site: Site, shape: Shape, doc_id: str, name: str, number: int) -> Record | None:
    where, value = (shape.id, f"{doc_id}-{name}") if shape.id else (shape.number, number)
    if where is None:
        return None
    found = site.source.query(
        f"SELECT * FROM {quoted(shape.name)} WHERE doc_id = ? AND {quoted(where)} = ?", [doc_id, value]
    )
    return found[0] if found else None


def verdict_of(site: Site, page: Page, one: Shown) -> Entry | None:
    """What was decided about the row."""
    entries = site.reviews.of_document(page.document["doc_id"])
    rows = page.rows.get(one.table)
    named = [(f"{page.document['doc_id']}-{n}", r) for n, r in page.named(one.table)] if rows else []
    return matched(entries, one.table, named or [(one.full, one.record)]).get(one.full)


def verdicts_of(site: Site, page: Page) -> Mapping[str, Any]:
    """What was decided about the rows of the page, by their names; the document's own under ""."""
    doc_id = page.document["doc_id"]
    entries = site.reviews.of_document(doc_id)
    found: dict[str, Any] = {}
    for table in page.rows if entries else ():
        named = [(f"{doc_id}-{n}", r) for n, r in page.named(table)]
        found |= {row_id.rpartition("-")[2]: e for row_id, e in matched(entries, table, named).items()}
    done = [e for e in entries if e.table == "documents" and e.verdict in ("done", "undo")]
    if done and done[-1].verdict == "done":
        found[""] = done[-1]
    return found


ROUTES = [
    Route("/doc/{doc_id}", document, name="document"),
    Route("/doc/{doc_id}/text", text, name="text"),
    Route("/doc/{doc_id}/{row}", row, name="row"),
]
