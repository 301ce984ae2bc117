"""Review: decide about a row, and see what was decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.explore.document import Page, View
from pipeline.explore.document_pages import page_of, row_of
from pipeline.explore.editing import BLANK, REVIEWED, EditError, additions, corrections, fields
from pipeline.explore.reviews import NEW, Entry, Verdict, now
from pipeline.explore.security import FIELD
from pipeline.explore.site import Site, site_of
from pipeline.lexicon import Lexicons
from pipeline.quantities import scan
from pipeline.scoring.gold import nth

LATEST = 500  # decisions shown on the page
LONGEST_QUOTE = 200


def reviews(request: Request) -> Response:
    """What was decided, the latest first."""
    site = site_of(request)
    entries = site.reviews.entries()
    asked = request.query_params.get("verdict", "")
    shown = [e for e in reversed(entries) if not asked or e.verdict == asked]
    tallies: dict[str, int] = {}
    for entry in entries:
        tallies[entry.verdict] = tallies.get(entry.verdict, 0) + 1
    known = {d["doc_id"] for d in site.source.query("SELECT doc_id FROM documents")}
    return site.page(
        request, "review.html", entries=shown[:LATEST], total=len(shown), asked_for=asked, tallies=tallies,
        faults=site.reviews.faults(), known=known,
    )  # fmt: skip


async def decide(request: Request) -> Response:
    """Take a decision from a form; answers JSON to the page's script, and leads back where there is none."""
    site = site_of(request)
    form = await request.form()
    if not site.guard.accepts(form.get(FIELD)):
        raise HTTPException(403, "the form is of an earlier start of gangmu explore; load the page again")
    entry = await run_in_threadpool(_entry, site, request, form)
    try:
        await run_in_threadpool(site.reviews.append, entry)
    except OSError as error:
        raise HTTPException(
            500, f"{site.reviews.path} cannot be written ({error.strerror}); nothing was kept"
        ) from error
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"verdict": entry.verdict, "who": entry.who, "when": entry.when})
    name = "" if entry.table == "documents" else f"#{entry.row_id.rpartition('-')[2]}"
    return RedirectResponse(f"/doc/{entry.doc_id}{name}", 303)


def _entry(site: Site, request: Request, form: FormData) -> Entry:
    """The decision that the form states. Raises HTTPException."""
    verdict: Any = form.get("verdict")
    if verdict not in get_args(Verdict):
        raise HTTPException(400, f"no verdict {verdict!r}; there are {', '.join(get_args(Verdict))}")
    page = page_of(site, request)
    note = str(form.get("note") or "")[:2000]
    entry = _about(site, page, str(form.get("row") or ""), verdict, form)
    return replace(entry, note=note)


def missing(request: Request) -> Response:
    """The form for a row that the tables lack: its place is a quote, and which occurrence of it."""
    site = site_of(request)
    page = page_of(site, request)
    asked = request.query_params
    table = asked.get("table") if asked.get("table") in BLANK else "targets"
    assert table is not None
    view: View = "raw" if asked.get("view") == "raw" else "clean"
    quote = asked.get("quote", "")[:LONGEST_QUOTE]
    name = "missing.html" if "pane" in asked else "missing_page.html"
    shown = fields(table, {**BLANK[table], **_guessed(table, quote)}, None)
    return site.page(
        request, name, page=page, table=table, tables=tuple(BLANK), quote=quote, n=asked.get("n", "1"), view=view,
        fields=shown,
    )  # fmt: skip


def _guessed(table: str, quote: str) -> dict[str, Any]:
    """What the quote itself says of the row."""
    if table == "programmes":
        return {"name": quote.strip('“”"「」') or None}
    found = scan(quote, Lexicons.default())
    return {"low": found[0].low, "high": found[0].high, "unit": found[0].unit or None} if found else {}


def _new(page: Page, common: dict[str, Any], form: FormData) -> Entry:
    """A row that the tables lack. Raises HTTPException."""
    table, quote = str(form.get("table") or ""), str(form.get("quote") or "")
    if table not in BLANK or not quote:
        raise HTTPException(400, f"a row is added to {' or '.join(BLANK)}, at a quote of the text")
    text = page.text.clean if form.get("view") == "clean" else page.text.raw
    count = str(form.get("n") or "1")
    at = nth(text, quote, int(count) if count.isascii() and count.isdigit() else 1)
    if at < 0:
        raise HTTPException(400, f"{quote!r} does not stand in the text that often; quote it letter for letter")
    start, end = at, at + len(quote)
    if form.get("view") == "clean":
        start, end = page.text.raw_span(start, end)
    try:
        cells = additions(table, form)
    except EditError as error:
        raise HTTPException(400, str(error)) from error
    return Entry(
        **common, table=table, row_id=f"{page.document['doc_id']}{NEW}", raw_start=start, raw_end=end, cells=cells,
        quote=page.text.raw[start:end][:LONGEST_QUOTE],
    )  # fmt: skip


def _taken_back(common: dict[str, Any], form: FormData) -> Entry:
    """The undoing of a row that was added."""
    start, _, end = str(form.get("place") or "").partition("-")
    if not (start.isdigit() and end.isdigit()):
        raise HTTPException(400, "no place of an added row")
    table = str(form.get("table") or "")
    return Entry(**common, table=table, row_id=f"{common['doc_id']}{NEW}", raw_start=int(start), raw_end=int(end))


def _about(site: Site, page: Page, name: str, verdict: Verdict, form: FormData) -> Entry:
    document = page.document
    common: dict[str, Any] = {
        "when": now(), "who": site.who, "verdict": verdict, "doc_id": document["doc_id"], "source": document["source"],
    }  # fmt: skip
    if verdict == "add":
        return _new(page, common, form)
    if "place" in form:
        return _taken_back(common, form)
    if not name:
        cells, was = _changed("documents", document, verdict, form)
        return Entry(**common, table="documents", row_id=document["doc_id"], cells=cells, was=was)
    row = row_of(site, page, name)
    if row.table not in REVIEWED:
        raise HTTPException(400, f"rows of {row.table} are not reviewed")
    cells, was = _changed(row.table, row.record, verdict, form)
    quote = row.evidence.quote[:LONGEST_QUOTE] if row.evidence else ""
    return Entry(
        **common, table=row.table, row_id=row.full, raw_start=row.record.get("raw_start"),
        raw_end=row.record.get("raw_end"), quote=quote, cells=cells, was=was,
    )  # fmt: skip


def _changed(table: str, record: Any, verdict: Verdict, form: FormData) -> tuple[dict[str, Any], dict[str, Any]]:
    if verdict != "correct":
        return {}, {}
    try:
        cells = corrections(table, record, form)
    except EditError as error:
        raise HTTPException(400, str(error)) from error
    if not cells:
        raise HTTPException(400, "a correction without a changed cell; accept or reject the row, or change a cell")
    return cells, {name: record.get(name) for name in cells}


ROUTES = [
    Route("/review", reviews, name="reviews"),
    Route("/doc/{doc_id}/missing", missing, name="missing"),
    Route("/doc/{doc_id}/review", decide, methods=["POST"], name="decide"),
]
