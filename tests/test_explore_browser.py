"""The pages in a real browser, over the sample drop: what a reader clicks and types, and what she sees then."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from conftest import ROOT
from pipeline.commands import build

sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("starlette", reason="the extra explore is not installed")
pytest.importorskip("uvicorn", reason="the extra explore is not installed")

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="no chromium or google-chrome on the PATH to drive"),
]
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--headless",
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables") / "out"
    done = CliRunner().invoke(build(), ["run", str(ROOT / "data" / "raw"), "--out", str(out), "--workers", "1"])
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture(scope="module")
def address(tables: Path) -> Iterator[str]:
    """A server of its own process, as `gangmu explore` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "cli.py"), "explore", str(tables), "--port", str(port), "--no-browser"]
    server = subprocess.Popen([*command, "--lang", "en", "--who", "lin"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        said = server.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in said
        _wait(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=BROWSER, args=OPTIONS)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that must not complain: no error in the console, no request to another place."""
    context = browser.new_context(viewport={"width": 1300, "height": 850}, locale="en-GB")
    made = context.new_page()
    made.set_default_timeout(15_000)
    complaints: list[str] = []
    made.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on(
        "request",
        lambda r: None if r.url.startswith(("http://127.0.0.1", "file:", "data:")) else complaints.append(r.url),
    )
    yield made
    context.close()
    assert not complaints


def open_document(page: Any, address: str, title: str) -> None:
    page.goto(f"{address}/?q={title}")
    page.locator(".docs a.title").first.click()
    page.wait_for_selector(".desk .prose")


def test_from_a_row_to_its_characters_and_back(page: Any, address: str) -> None:
    open_document(page, address, "禾丘县")
    row = page.locator('.rowlist.targets a[data-row="t004"]')
    row.click()
    piece = page.locator('.prose [data-r~="t004"].sel')
    assert piece.is_visible() and piece.inner_text() == "99.2%"
    assert piece.evaluate("e => { const r = e.getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight }")
    pane = page.locator(".pane .rowpane")
    pane.wait_for()
    assert "九年义务教育巩固率" in pane.inner_text() and "rule " in pane.inner_text()
    assert page.url.endswith("#t004")
    page.locator('.prose a[data-r~="t002"]').first.click()  # and from the characters to the row
    page.wait_for_selector('.rowpane[data-name="t002"]')
    assert page.locator('.rowlist a.on[data-row="t002"]').count() == 1
    page.locator('.outline a[data-row="i004"]').click()
    page.wait_for_selector('.rowpane[data-name="i004"]')
    page.reload()  # a deep link leads there again
    page.wait_for_selector('.rowpane[data-name="i004"]')


def test_one_key_turns_the_text_raw_and_back(page: Any, address: str) -> None:
    open_document(page, address, "八大攻坚")
    assert "會(huì)議" not in page.locator(".prose:not([hidden])").inner_text()
    page.keyboard.press("v")
    page.wait_for_selector('.prose[data-view="raw"]')
    raw = page.locator(".prose:not([hidden])")
    assert "會(huì)議" in raw.inner_text() and raw.get_attribute("data-view") == "raw"
    page.locator('.prose:not([hidden]) [data-r~="t001"]').first.click()
    page.wait_for_selector('.rowpane[data-name="t001"]')
    page.keyboard.press("v")
    assert page.locator(".prose:not([hidden])").get_attribute("data-view") == "clean"
    assert page.locator(".prose:not([hidden]) .sel").count() >= 1
    before = page.locator(".desk").get_attribute("class")
    page.keyboard.press("5")  # edits
    assert "hi-e" in before and "hi-e" not in page.locator(".desk").get_attribute("class")


def test_the_keyboard_is_enough(page: Any, address: str) -> None:
    page.goto(f"{address}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("禾丘县")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    open_document(page, address, "禾丘县")
    page.keyboard.press("j")
    page.wait_for_selector(".rowpane")
    first = page.evaluate("document.activeElement.dataset.r")
    page.keyboard.press("j")
    page.wait_for_function(f"document.activeElement.dataset.r !== {json.dumps(first)}")
    page.keyboard.press("k")
    page.wait_for_function(f"document.activeElement.dataset.r === {json.dumps(first)}")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#keys", state="hidden")
    page.keyboard.press("Escape")
    page.wait_for_selector(".rowpane", state="detached")


def test_a_table_is_filtered_by_hand(page: Any, address: str) -> None:
    page.goto(f"{address}/table/targets")
    page.get_by_label("Filter: Status").select_option("planned")
    page.wait_for_url("**f.status=planned*")
    assert set(page.locator("td.enum .v.reported, td.enum .v.planned").all_inner_texts()) == {"planned"}
    field = page.get_by_label("Filter: Indicator", exact=True)
    field.fill("入园率")
    field.press("Enter")
    page.wait_for_url("**f.indicator=*")
    assert "f.action" not in page.url  # empty fields stay out of the address
    page.get_by_role("link", name="Value from").click()
    page.wait_for_url("**sort=value_low*")
    assert page.locator('th[aria-sort="ascending"]').count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="csv").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    page.locator("tbody th a").first.click()
    page.wait_for_selector(".rowpane")
    assert "入园率" in page.locator(".rowpane").inner_text()


@pytest.mark.parametrize("name", ["indicator", "programmes", "roles", "edits"])
def test_charts_are_drawn_without_eval(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/charts/{name}")
    page.wait_for_selector('[data-drawn="true"] svg')
    assert page.locator("svg .mark-symbol path, svg .mark-rect path, svg .mark-rule line").count() > 0
    assert page.get_by_role("img").first.get_attribute("aria-label")
    assert page.locator("table.rows tbody tr").count() > 0  # the same for a screen reader


def test_a_row_is_reviewed_from_the_keyboard(page: Any, address: str, tables: Path) -> None:
    open_document(page, address, "禾丘县")
    page.locator('.rowlist a[data-row="t003"]').click()
    page.wait_for_selector('.rowpane[data-name="t003"]')
    page.keyboard.press("a")
    page.wait_for_selector(".rowpane h2 .tag.accept")
    page.keyboard.press("c")
    field = page.locator('.correction input[name="cell.indicator"]')
    field.fill("公办园占比")
    field.press("Enter")
    page.wait_for_selector(".rowpane h2 .tag.correct")
    page.locator('.rowlist a[data-row="t005"]').click()
    page.wait_for_selector('.rowpane[data-name="t005"]')
    page.keyboard.press("r")
    page.wait_for_selector(".rowpane h2 .tag.reject")
    entries = [json.loads(line) for line in (tables / "review.jsonl").read_text("utf-8").splitlines()]
    entries = [e for e in entries if e["verdict"] != "add"]
    assert [(e["verdict"], e["row_id"][-4:], e["who"]) for e in entries] == [
        ("accept", "t003", "lin"), ("correct", "t003", "lin"), ("reject", "t005", "lin"),
    ]  # fmt: skip
    assert entries[1]["cells"] == {"indicator": "公办园占比"}
    page.reload()
    assert page.locator('.rowlist a[data-row="t005"] .tag.reject').count() == 1
    page.goto(f"{address}/review")
    assert page.locator("tbody tr").count() >= 3


def test_a_missing_row_is_added_where_the_text_is_selected(page: Any, address: str, tables: Path) -> None:
    open_document(page, address, "八大攻坚")
    page.evaluate(
        """() => {
        const walk = document.createTreeWalker(document.querySelector('.prose'), NodeFilter.SHOW_TEXT);
        for (let seen = 0; walk.nextNode(); ) {
          const at = walk.currentNode.data.indexOf('2024年');
          if (at >= 0) { getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + 5); return; }
        }
        throw new Error('not there');
      }"""
    )
    page.keyboard.press("m")
    page.wait_for_selector(".rowpane.missing")
    assert page.locator("[name=quote]").input_value() == "2024年"
    page.locator('[name="cell.indicator"]').fill("漏掉的指标")
    page.locator('.missing button[value="add"]').click()
    page.wait_for_selector(".rowlist.added")
    entry = json.loads((tables / "review.jsonl").read_text("utf-8").splitlines()[-1])
    assert (entry["verdict"], entry["quote"], entry["cells"]["indicator"]) == ("add", "2024年", "漏掉的指标")


def test_a_report_needs_nothing_but_itself(page: Any, tables: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    documents = ["01_county_education_plan", "05_school_sports_news_hant"]
    done = CliRunner().invoke(build(), ["report", *documents, "--tables", str(tables), "--out", str(file)])
    assert done.exit_code == 0, done.output
    page.goto(file.as_uri())
    page.locator(".docsec:not([hidden]) .rowlist.targets a").nth(3).click()
    assert page.locator(".docsec:not([hidden]) .pane .rowpane").is_visible()
    assert page.locator(".prose:visible .sel").first.inner_text() == "99.2%"
    page.keyboard.press("v")
    assert page.locator(".prose:visible").get_attribute("data-view") == "raw"
    page.locator("[data-docsec]").nth(1).click()
    page.keyboard.press("v")
    assert "會(huì)議" in page.locator(".prose:visible").inner_text()
    assert page.evaluate("document.querySelector('meta[http-equiv]').content").startswith("default-src 'none'")


@pytest.mark.parametrize("where", ["/", "/table/targets", "/doc", "/charts/roles", "/review"])
@pytest.mark.parametrize("width", [390, 1300])
def test_pages_have_names_for_those_who_do_not_see_them(page: Any, address: str, where: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    if where == "/doc":
        open_document(page, address, "禾丘县")
    else:
        page.goto(f"{address}{where}")
    assert page.locator("h1").count() == 1 and page.locator("main").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
        .filter(e => e.checkVisibility() && !(e.textContent || '').trim() && !e.getAttribute('aria-label')
          && !(e.labels && e.labels.length) && !e.title).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not unnamed
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
