"""The pages: what they show, what they keep, and whom they refuse."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("starlette", reason="the extra explore is not installed")
pytest.importorskip("duckdb", reason="the extra explore is not installed")

from starlette.testclient import TestClient

from conftest import ROOT
from pipeline.commands import build
from pipeline.explore.app import create
from pipeline.explore.labels import FILE, LANGUAGES, Labels
from pipeline.explore.reviews import Entry, Reviews, matched, now
from pipeline.explore.security import Guard

HOST = "127.0.0.1:8730"
PLAN = (
    "丁湾县2026年教育工作计划\n一、扩大学位供给。2026年底前新建公办幼儿园18所，学前三年毛入园率达到97%以上。\n"
    "二、建强队伍。实施“青禾工程”，培养骨干教师120名，,其中市级35名。拨付经费约2.5亿元。\n"
)
REPORT = "丁湾县2026年教育工作总结\n一、主要成绩。新建公办幼儿园16所，学前三年毛入园率达到98%。\n"
HOSTILE = "一、<script>alert(1)</script>扩大\u202e学位。新建\"'><img src=x onerror=alert(2)>幼儿园6所。\n"
HOSTILE += "长" * 30_000


def run(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    done = CliRunner().invoke(build(), ["run", str(folder), "--out", str(folder / "out"), "--workers", "1"])
    assert done.exit_code == 0, done.output
    return folder / "out"


def client(out: Path) -> TestClient:
    return TestClient(create(out, Guard.on(8730), "lin"), base_url=f"http://{HOST}", follow_redirects=False)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("explore"), plan=PLAN, report=REPORT, hostile=HOSTILE)


@pytest.fixture
def pages(tables: Path) -> Iterator[TestClient]:
    with client(tables) as made:
        yield made
    (tables / "review.jsonl").unlink(missing_ok=True)


class Inline(HTMLParser):
    """Notes what a strict policy forbids in a page: scripts and styles in it, handlers in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name.startswith("on") or name == "style"]


def inline(page: str) -> list[str]:
    reader = Inline()
    reader.feed(page)
    return reader.found


def doc_id(pages: TestClient, name: str) -> str:
    found = re.search(r"/doc/([0-9a-f]{16})", pages.get("/", params={"f.source": name}).text)
    assert found
    return found[1]


def token(pages: TestClient, address: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', pages.get(address).text)
    assert found
    return found[1]


def test_a_page_beyond_the_last_is_the_last(pages: TestClient) -> None:
    asked = {"size": "2", "page": "99999"}
    beyond = pages.get("/table/targets", params=asked).text
    found = re.search(r"Page ([\d,]+) / ([\d,]+)", beyond)
    assert found and found[1] == found[2] != "1"
    last = pages.get("/table/targets", params={**asked, "page": found[2]}).text
    assert beyond.count("<tr") == last.count("<tr") > 1


def decide(pages: TestClient, doc: str, verdict: str, **data: str) -> object:
    secret = token(pages, f"/doc/{doc}")
    return pages.post(f"/doc/{doc}/review", data={"token": secret, "verdict": verdict, **data})


def test_the_first_page_lists_documents_with_what_was_found(pages: TestClient) -> None:
    page = pages.get("/").text
    assert "丁湾县2026年教育工作计划" in page and re.search(r"4 Targets|5 Targets|6 Targets", page)
    only = pages.get("/", params={"q": "青禾工程"}).text
    assert "工作计划" in only and "教育工作总结" not in only
    assert "工作计划" in pages.get("/", params={"q": "骨幹教師"}).text  # typed in traditional characters
    assert "Nothing found" in pages.get("/", params={"q": "没有这样的话"}).text


def test_the_document_page_shows_every_row_at_its_place(pages: TestClient) -> None:
    doc = doc_id(pages, "plan")
    page = pages.get(f"/doc/{doc}").text
    assert re.search(r'<a class="[^"]*t planned[^"]*" id="m-t001" href="#t001" data-r="[^"]*t001"[^>]*>18所</a>', page)
    for name in ("i001", "i002", "t001", "p001", "e1"):
        assert re.search(rf'data-r="[^"]*\b{name}\b', page), name
    assert re.search(r'data-row="i002"><i>二、</i> 建强队伍', page)
    raw = pages.get(f"/doc/{doc}/text", params={"view": "raw"}).text
    assert "120名，,其中" in re.sub("<[^>]+>", "", raw) and 'class="prose raw"' in raw


def test_a_row_has_its_cells_its_evidence_and_why(pages: TestClient) -> None:
    doc = doc_id(pages, "plan")
    pane = pages.get(f"/doc/{doc}/t002", params={"pane": "1"}).text
    assert "学前三年毛入园率" in pane and "<mark>97%</mark>" in pane and "97" in pane
    assert "rule subject_of_verb" in pane and "verbs.csv" in pane
    assert pages.get(f"/doc/{doc}/t999").status_code == 404
    assert pages.get(f"/doc/{doc}/n1").status_code == 200
    assert pages.get("/doc/0000000000000000").status_code == 404


def test_a_table_is_searched_filtered_and_sorted_by_its_address(pages: TestClient) -> None:
    def shown(**asked: str) -> list[str]:
        page = pages.get("/table/targets", params={"col": "text", **asked}).text
        return re.findall(r'<td class="text"><span>([^<]*)</span>', page)

    assert "18所" in shown() and "16所" in shown()
    assert shown(q="毛入园率", **{"f.status": "planned"}) == ["18所", "97%"]
    assert shown(**{"f.value_low": ">=97", "f.base_unit": "percent"}, sort="-value_low") == ["98%", "97%"]
    assert shown(**{"f.comparator": "approx"}) == ["2.5亿元"]
    assert shown(**{"f.value_low": "16..18", "f.base_unit": "item"}, sort="value_low") == ["16所", "18所"]
    assert shown(**{"f.period_end": "1999"}) == []
    page = pages.get("/table/targets", params={"f.value_low": "many"}).text
    assert "is no number; write 5" in page


def test_facets_count_and_keep_the_other_filters(pages: TestClient) -> None:
    page = pages.get("/table/targets", params={"f.status": "reported"}).text
    facet = re.search(r"<summary>Status</summary>(.*?)</details>", page, re.S)
    assert facet and re.findall(r"<span>(\w+)</span><small>(\d+)</small>", facet[1])[0][0] in ("planned", "reported")
    assert "f.status=reported&amp;f.base_unit=percent" in page


def test_every_table_has_a_page(pages: TestClient) -> None:
    names = set(re.findall(r'href="/table/(\w+)"', pages.get("/").text))
    assert names >= {"documents", "targets", "numbers", "edits", "sentences", "errors"}
    for name in names:
        assert pages.get(f"/table/{name}").status_code == 200
    assert pages.get("/table/nothing").status_code == 404


def test_what_is_shown_can_be_downloaded(pages: TestClient) -> None:
    import pyarrow.parquet as pq

    asked = {"f.status": "planned", "q": "毛入园率"}
    csv = pages.get("/table/targets/rows.csv", params=asked)
    assert csv.content.startswith(b"\xef\xbb\xbf") and "18所" in csv.text and "16所" not in csv.text
    rows = pages.get("/table/targets/rows.json", params=asked).json()
    assert [row["text"] for row in rows] == ["18所", "97%"]
    table = pq.read_table(io.BytesIO(pages.get("/table/targets/rows.parquet", params=asked).content))
    assert table.num_rows == 2 and table.schema.field("indicator").metadata[b"description"]
    assert pages.get("/table/targets/rows.exe").status_code == 404


def test_a_cell_of_csv_is_no_formula(tmp_path: Path) -> None:
    out = run(tmp_path, odd="=HYPERLINK(1)新建幼儿园6所。\n")
    with client(out) as pages:
        assert "'=HYPERLINK" in pages.get("/table/sentences/rows.csv").text


def test_pages_speak_both_languages(pages: TestClient) -> None:
    assert "量化指标" in pages.get("/", params={"lang": "zh"}).text
    assert "量化指标" in pages.get("/").text  # remembered
    assert "Targets" in pages.get("/", params={"lang": "en"}).text
    for language in LANGUAGES:
        assert all(Labels.of(language).words.values())
    used = {
        k for p in FILE.parent.glob("templates/*.html") for k in re.findall(r"\bt\('(\w+)'\)", p.read_text("utf-8"))
    }
    assert used <= Labels.of("en").words.keys()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "localhost", "127.0.0.1.evil.example:8730"])
def test_another_host_name_is_refused(pages: TestClient, host: str) -> None:
    assert pages.get("/", headers={"host": host}).status_code == 421


def test_every_answer_carries_a_strict_policy(pages: TestClient) -> None:
    for address in ("/", "/table/targets", "/static/site.css", "/nowhere"):
        answer = pages.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not inline(answer.text) or address.startswith("/static")


def test_hostile_text_stays_text(pages: TestClient) -> None:
    doc = doc_id(pages, "hostile")
    asked = ("q=<script>alert(3)</script>", "f.indicator=%22%3E%3Cscript%3E", "sort=<img>", "col=<img>")
    addresses = [f"/doc/{doc}{end}" for end in ("", "/t001", "/text?view=raw")]
    addresses += ["/table/sentences", *(f"/table/targets?{query}" for query in asked)]
    for address in addresses:
        page = pages.get(address).text
        assert "<script>alert" not in page and "<img" not in page and "\u202e" not in page


def test_a_forged_request_is_refused(pages: TestClient, tables: Path) -> None:
    doc = doc_id(pages, "plan")
    secret = token(pages, f"/doc/{doc}")
    good = {"token": secret, "verdict": "accept", "row": "t001"}
    address = f"/doc/{doc}/review"
    refused = [
        pages.post(address, data={**good, "token": "guess"}),
        pages.post(address, data=good, headers={"origin": "http://evil.example"}),
        pages.post(address, data=good, headers={"origin": "null"}),
        pages.post(address, data=good, headers={"sec-fetch-site": "cross-site"}),
        TestClient(pages.app, base_url=f"http://{HOST}").post(address, data=good),  # without the cookie
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert not (tables / "review.jsonl").exists()
    cookie = pages.get("/").headers["set-cookie"].lower()
    assert "samesite=strict" in cookie and "httponly" in cookie


def test_a_decision_is_kept_with_who_and_when_and_shown(pages: TestClient, tables: Path) -> None:
    doc = doc_id(pages, "plan")
    assert decide(pages, doc, "accept", row="t001").status_code == 303
    assert decide(pages, doc, "correct", row="t002", **{"cell.comparator": "eq", "note": "看原文"}).status_code == 303
    first, second = (json.loads(line) for line in (tables / "review.jsonl").read_text("utf-8").splitlines())
    assert (first["who"], first["verdict"], first["quote"]) == ("lin", "accept", "18所") and first["when"].endswith("Z")
    assert (second["cells"], second["was"], second["note"]) == ({"comparator": "eq"}, {"comparator": "ge"}, "看原文")
    page = pages.get(f"/doc/{doc}").text
    assert 'class="tag accept"' in page and 'class="tag correct"' in page
    assert "看原文" in pages.get("/review").text
    decide(pages, doc, "undo", row="t001")
    assert 'class="tag accept"' not in pages.get(f"/doc/{doc}").text


def test_a_missing_row_is_added_at_its_place_and_taken_back(pages: TestClient, tables: Path) -> None:
    doc = doc_id(pages, "plan")
    form = pages.get(f"/doc/{doc}/missing", params={"quote": "2026年", "n": "2", "pane": "1"}).text
    assert 'value="2026年"' in form and 'value="2026"' in form  # the value is read from the quote
    data = {
        "table": "targets",
        "quote": "2026年",
        "n": "2",
        "view": "clean",
        "cell.low": "2026",
        "cell.indicator": "年份",
    }
    assert decide(pages, doc, "add", **data).status_code == 303
    (line,) = (tables / "review.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert PLAN[entry["raw_start"] : entry["raw_end"]] == "2026年" and entry["raw_start"] > 5
    assert (entry["cells"]["high"], entry["cells"]["comparator"]) == (2026, "eq")
    page = pages.get(f"/doc/{doc}").text
    assert "年份" in page and 'class="rowlist added"' in page
    decide(pages, doc, "undo", table="targets", place=f"{entry['raw_start']}-{entry['raw_end']}")
    assert 'class="rowlist added"' not in pages.get(f"/doc/{doc}").text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"verdict": "perhaps", "row": "t001"}, "no verdict"),
        ({"verdict": "correct", "row": "t001"}, "without a changed cell"),
        ({"verdict": "correct", "row": "t001", "cell.low": "viel"}, "it takes a number"),
        ({"verdict": "correct", "row": "t001", "cell.status": "hoped"}, "none of planned, reported"),
        ({"verdict": "accept", "row": "t999"}, "no row"),
        ({"verdict": "add", "table": "targets", "quote": "没有这句话"}, "letter for letter"),
        ({"verdict": "add", "table": "targets", "quote": "18所"}, "a number has a value"),
        ({"verdict": "add", "table": "numbers", "quote": "18所"}, "a row is added to"),
        ({"verdict": "accept", "row": "n1"}, "are not reviewed"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(pages: TestClient, tables: Path, data: dict[str, str], said: str) -> None:
    answer = decide(pages, doc_id(pages, "plan"), **data)
    assert answer.status_code in (400, 404) and said in answer.text
    assert not (tables / "review.jsonl").exists()


def test_decisions_outlive_a_run_and_follow_their_rows(tmp_path: Path) -> None:
    out = run(tmp_path, plan=PLAN)
    with client(out) as pages:
        decide(pages, doc_id(pages, "plan"), "reject", row="t002")
    kept = (out / "review.jsonl").read_bytes()
    run(tmp_path, plan=PLAN, report=REPORT)
    assert (out / "review.jsonl").read_bytes() == kept
    with client(out) as pages:
        assert 'class="tag reject"' in pages.get(f"/doc/{doc_id(pages, 'plan')}").text


def entry(row_id: str, start: int, end: int, verdict: str = "accept") -> Entry:
    return Entry(
        when=now(), who="lin", verdict=verdict, table="targets", row_id=row_id, doc_id="d", raw_start=start, raw_end=end
    )


@pytest.mark.parametrize(
    ("decided", "rows", "wanted"),
    [
        (("d-t001", 5, 8), {"d-t001": (5, 8)}, {"d-t001"}),
        (("d-t001", 5, 8), {"d-t001": (1, 3), "d-t002": (5, 8)}, {"d-t002"}),  # pushed on by a new row
        (("d-t001", 5, 8), {"d-t001": (5, 9)}, {"d-t001"}),  # an end that moved
        (("d-t001", 5, 8), {"d-t001": (9, 12)}, set()),
        (("d-t002", 5, 8), {"d-t001": (5, 8), "d-t002": (5, 8)}, {"d-t002"}),
    ],
)
def test_a_decision_finds_its_row_again(
    decided: tuple[str, int, int], rows: dict[str, tuple[int, int]], wanted: set[str]
) -> None:
    given = [(name, {"raw_start": s, "raw_end": e}) for name, (s, e) in rows.items()]
    assert matched([entry(*decided)], "targets", given).keys() == wanted
    assert not matched([entry(*decided), entry(*decided, verdict="undo")], "targets", given)


def test_a_line_that_was_cut_is_named_and_loses_nothing(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    reviews.append(entry("d-t001", 1, 2))
    with reviews.path.open("ab") as file:
        file.write(b'{"when": "2026')
    reviews.append(entry("d-t002", 3, 4))
    assert [e.row_id for e in reviews.entries()] == ["d-t001", "d-t002"]
    assert len(reviews.faults()) == 1 and reviews.faults()[0].startswith("review.jsonl:2:")


def test_charts_have_their_data_and_bounds(pages: TestClient) -> None:
    asked = {"indicator": "学前三年毛入园率"}
    page = pages.get("/charts/indicator", params=asked).text
    assert "97%" in page and "98%" in page
    spec = pages.get("/charts/indicator/spec.json", params=asked).json()
    drawn = {(row["status"], row["comparator"], row["value_low"]) for row in spec["data"]["values"]}
    assert drawn == {("planned", "ge", 97.0), ("reported", "eq", 98.0)}
    layers = spec.get("spec", spec)["layer"]
    shapes = {layer["mark"].get("shape") for layer in layers}
    assert "triangle-up" in shapes and "triangle-down" not in shapes
    assert pages.get("/charts/programmes").status_code == pages.get("/charts/edits").status_code == 200
    roles = pages.get("/charts/roles/spec.json").json()["data"]["values"]
    assert {row["kind"] for row in roles} >= {"target", "marker"}
    assert pages.get("/charts/pie").status_code == 404
    assert pages.get("/charts").headers["location"] == "/charts/indicator"


def test_a_new_run_is_there_at_the_next_request(tmp_path: Path) -> None:
    out = run(tmp_path, plan=PLAN)
    with client(out) as pages:
        assert "工作总结" not in pages.get("/").text
        run(tmp_path, report=REPORT)
        assert "工作总结" in pages.get("/").text


def test_the_report_of_a_hostile_document_holds_it_as_text(tables: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    done = CliRunner().invoke(build(), ["report", "hostile", "--tables", str(tables), "--out", str(file)])
    assert done.exit_code == 0, done.output
    html = file.read_text("utf-8")
    assert "<script>alert" not in html and "<img" not in html and "\u202e" not in html
    assert html.count("<script") == 1 and html.count("<style") == 1
    for tag, name in (("style", "style-src"), ("script", "script-src")):
        body = html.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in html.replace("&#39;", "'")


def test_a_report_of_a_file_that_no_table_has(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    file = tmp_path / "plan.html"
    asked = [
        "report",
        str(tmp_path / "plan.txt"),
        "--tables",
        str(tmp_path / "none"),
        "--out",
        str(file),
        "--lang",
        "zh",
    ]
    done = CliRunner().invoke(build(), asked)
    assert done.exit_code == 0, done.output
    assert "量化指标" in file.read_text("utf-8") and "毛入园率" in file.read_text("utf-8")
    done = CliRunner().invoke(build(), ["report", "nowhere", "--tables", str(tmp_path / "none")])
    assert done.exit_code == 2 and "gangmu report:" in done.output


def test_a_decision_that_cannot_be_kept_is_said(pages: TestClient, tables: Path) -> None:
    (tables / "review.jsonl").mkdir()  # in the way of the file
    try:
        answer = decide(pages, doc_id(pages, "plan"), "accept", row="t001")
    finally:
        (tables / "review.jsonl").rmdir()
    assert answer.status_code == 500 and "nothing was kept" in answer.text


def test_what_is_not_installed_is_named() -> None:
    code = (
        "import sys; sys.modules['uvicorn'] = None\n"
        "from pipeline.commands.explore import command\n"
        "command(no_browser=True)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "pip install 'gangmu[explore]'" in done.stderr


def test_derived_tables_have_their_pages_at_once(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = run(tmp_path, plan=PLAN)
    with client(out) as pages:
        doc = doc_id(pages, "plan")
        (out / "pairs").mkdir()
        pq.write_table(pa.table({"target_id": [f"{doc}-t001"], "verdict": ["met"]}), out / "pairs" / "part-0.parquet")
        page = pages.get("/table/pairs").text
        assert "met" in page and f'href="/doc/{doc}#t001"' in page


def test_a_port_that_is_taken_is_named(tables: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(build(), ["explore", str(tables), "--port", str(port), "--no-browser"])
    assert done.exit_code == 2 and "try --port 0" in done.output
    assert CliRunner().invoke(build(), ["explore", str(tables / "none"), "--no-browser"]).exit_code == 2
