"""Containers: members are documents of their own, whatever they lie in and whatever their names are written in."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import run, sources
from pipeline.containers import Reading, opened
from pipeline.limits import Limits
from pipeline.run import RunOptions
from pipeline.sources import Fault, SourceFile

ONE = "甲县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园6所。\n".encode()
TWO = "乙县2026年教育工作要点\n一、建强教师队伍。年内培养骨干教师30名。\n".encode()
FILES = {"规划/甲.txt": ONE, "乙.txt": TWO}


def zipped(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip; with another encoding, its names are written as old programs do, without saying in what."""
    buffer = io.BytesIO()
    stands = {name: name if encoding == "utf-8" else "@" * len(name.encode(encoding)) for name in files}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(stands[name], data)
    raw = buffer.getvalue()
    for name in sorted(files, key=lambda name: -len(stands[name])):
        raw = raw if encoding == "utf-8" else raw.replace(stands[name].encode(), name.encode(encoding))
    return raw


def tarred(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, encoding=encoding) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def crawl(files: dict[str, bytes], pack: bool) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=pack)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "made up"}))
    answers = [("200 OK", "text/plain", f"http://example.org/{name}", data) for name, data in files.items()]
    answers += [("404 Not Found", "text/html", "http://example.org/none", b"<html>not here</html>")]
    answers += [("200 OK", "image/png", "http://example.org/i.png", b"\x89PNG\r\n")]
    for status, kind, address, data in answers:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(address, "response", payload=io.BytesIO(data), http_headers=headers)
        writer.write_record(record)
    return buffer.getvalue()


def names(stem: str, *members: str) -> list[str]:
    return [f"{stem}!/{member}" for member in members]


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "a.zip": lambda: zipped(FILES),
    "a.bin": lambda: zipped(FILES),  # what it is shows in its bytes
    "gbk.zip": lambda: zipped(FILES, "gbk"),
    "a.tar": lambda: tarred(FILES),
    "gbk.tar": lambda: tarred(FILES, "gbk"),
}


def held(path: Path, **options: Any) -> list[SourceFile]:
    """The members of `path`, whose bytes have been read."""
    with opened([SourceFile.of(path, path.name)], Reading(**options), path.parent / "out") as found:
        assert all(isinstance(f.held, Fault) or f.read_bytes() for f in found)
        return found


def bytes_of(path: Path, **options: Any) -> dict[str, bytes | str]:
    with opened([SourceFile.of(path, path.name)], Reading(**options), path.parent / "out") as found:
        return {f.name: f.held.message if isinstance(f.held, Fault) else f.read_bytes() for f in found}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(ARCHIVES[name]())
    assert bytes_of(path) == {f"{name}!/{member}": data for member, data in FILES.items()}
    assert list((tmp_path / "out").iterdir()) == []  # the spool is gone


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_compressed(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "甲.txt.gz"
    path.write_bytes(pack(ONE))
    assert bytes_of(path) == {"甲.txt.gz!/甲.txt": ONE}
    path = tmp_path / "both.tgz"
    path.write_bytes(pack(tarred(FILES)))
    assert bytes_of(path) == {f"both.tgz!/both.tar!/{name}": data for name, data in FILES.items()}


@pytest.mark.parametrize("pack", [False, True], ids=["plain", "gz"])
def test_crawls(pack: bool, tmp_path: Path) -> None:
    path = tmp_path / "c.warc"
    path.write_bytes(crawl({"a.txt": ONE, "b.txt": TWO}, pack))
    found = held(path)
    stem = "c.warc!/c.warc" if pack else "c.warc"
    assert [f.name for f in found] == names(stem, "http://example.org/a.txt", "http://example.org/b.txt")
    assert dict(found[0].metadata)["url"] == "http://example.org/a.txt" and "fetched" in dict(found[0].metadata)


RECORDS = [
    {"key": "a", "body": ONE.decode(), "url": "http://example.org/a", "n": 1},
    {"key": "b", "body": TWO.decode(), "url": None, "n": 2},
    {"key": "c", "body": "", "url": "http://example.org/c", "n": 3},
]


def as_jsonl() -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS).encode()


def as_csv(encoding: str = "utf-8-sig") -> bytes:
    rows = [",".join(RECORDS[0])] + [f'{r["key"]},"{r["body"]}",{r["url"] or ""},{r["n"]}' for r in RECORDS]
    return "\r\n".join(rows).encode(encoding)


def as_parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(RECORDS), buffer)
    return buffer.getvalue()


TABLES: dict[str, Callable[[], bytes]] = {
    "t.jsonl": as_jsonl,
    "t.csv": as_csv,
    "gbk.csv": lambda: as_csv("gb18030"),
    "u16.csv": lambda: as_csv("utf-16"),
    "t.parquet": as_parquet,
}


@pytest.mark.parametrize("name", TABLES)
def test_records(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(TABLES[name]())
    found = held(path, text_column="body", id_column="key", meta=("url", "n"))
    assert [f.name for f in found] == names(name, "a", "b")
    assert [dict(f.metadata) for f in found] == [{"url": "http://example.org/a", "n": "1"}, {"n": "2"}]
    (fault,) = held(path, text_column="words") if name.startswith("t.") and "csv" not in name else [None]
    assert fault is None or "has no column words; there are key, body, url, n" in fault.held.message


def test_records_without_a_column_named_say_which_there_are(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(as_jsonl())
    (told,) = bytes_of(path).values()
    assert "--text-column; there are key, body, url, n" in str(told)


def test_a_bad_line_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(as_jsonl() + b'{"key": "d", "body": 7}\n[1]\n{"body"\n')
    found = bytes_of(path, text_column="body", id_column="key")
    assert list(found) == names("t.jsonl", "a", "b", "d", "5", "6")
    assert "no JSON object" in str(found["t.jsonl!/6"]) and "not text" in str(found["t.jsonl!/d"])


def test_containers_in_containers_to_a_depth(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped({"b.zip": zipped({"c.tar": tarred(FILES), "甲.txt": ONE}), "乙.txt.gz": gzip.compress(TWO)})
    )
    found = bytes_of(path)
    assert found.keys() == set(names("a.zip", "b.zip!/c.tar", "b.zip!/甲.txt", "乙.txt.gz!/乙.txt"))
    assert "deeper than 2" in str(found["a.zip!/b.zip!/c.tar"])
    deeper = bytes_of(path, limits=Limits(max_depth=3))
    assert deeper["a.zip!/b.zip!/c.tar!/规划/甲.txt"] == ONE


def test_documents_that_are_zips_are_no_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<b/>"}))
    assert held(path)[0].name == "a.docx" and held(path)[0].held is None
    path.write_bytes(zipped({"x" * 300: bytes(5000), "y" * 3000: b"y", "z" * 3000: b"z", "mimetype": b"a"}))
    assert held(path)[0].name == "a.docx" and held(path)[0].held is None
    path = tmp_path / "b.zip"
    path.write_bytes(zipped({"a.docx": zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<b/>"})}))
    assert [f.name for f in held(path)] == ["b.zip!/a.docx"]


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_of_documents_that_are_zips_is_one(how: int, tmp_path: Path) -> None:
    """Stored as it is, the first document has its own members among the archive's first bytes."""
    inner = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        archive.writestr("plan.docx", inner)
        archive.writestr("乙.txt", TWO)
    path = tmp_path / "drop.zip"
    path.write_bytes(buffer.getvalue())
    assert bytes_of(path) == {"drop.zip!/plan.docx": inner, "drop.zip!/乙.txt": TWO}


def test_a_member_without_a_name_is_read(tmp_path: Path) -> None:
    """A name ends at its first zero."""
    packed = zipped({"a.txt": "一、扩大学位供给。".encode()}).replace(b"a.txt", bytes(5))
    (tmp_path / "odd.zip").write_bytes(packed)
    assert list(bytes_of(tmp_path / "odd.zip").values()) == ["一、扩大学位供给。".encode()]


def test_a_library_that_trips_ends_its_container_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.zip").write_bytes(zipped({"a.txt": b"1"}))
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _: [][1])
    (told,) = bytes_of(tmp_path / "odd.zip").values()
    assert "IndexError" in str(told) and "unpack it" in str(told)


def test_standard_input(tmp_path: Path) -> None:
    files = sources.find(["-"], leave_out=tmp_path)
    for data, wanted in ((ONE, {"-": ONE}), (tarred(FILES), {f"-!/{n}": d for n, d in FILES.items()})):
        with opened(files, Reading(), tmp_path / "out", io.BytesIO(data)) as found:
            assert {f.name: f.read_bytes() for f in found} == wanted


def test_a_run_over_containers(tmp_path: Path) -> None:
    """The same bytes are the same document; a member keeps its rows as long as it lies in its container."""
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir()
    (drop / "a.zip").write_bytes(zipped(FILES))
    (drop / "甲.txt").write_bytes(ONE)
    (drop / "t.jsonl").write_bytes(as_jsonl())
    reading = Reading(text_column="body", id_column="key", meta=("url",))

    def mine(**options: Any) -> run.Summary:
        files = sources.find([str(drop)], leave_out=out)
        with opened(files, reading, out) as found:
            return run.run(found, RunOptions(out=out, workers=1, tokens=False, **options))

    assert (first := mine()).failures == () and first.mined == 2
    rows = {row["doc_id"]: row for row in pq.read_table(out / "documents").to_pylist()}
    row = rows[hashlib.sha256(ONE).hexdigest()[:16]]
    assert row["source"] == f"{drop}/a.zip!/规划/甲.txt" and f"also_at:{drop}/甲.txt" in row["flags"]
    assert mine().unchanged
    (drop / "a.zip").write_bytes(zipped({"规划/甲.txt": ONE}))
    (drop / "t.jsonl").unlink()
    assert mine(gone="prune").taken_out == 1
    assert not list(out.glob(".spool-*"))


def test_columns_are_carried_into_the_table(tmp_path: Path) -> None:
    path, out = tmp_path / "t.jsonl", tmp_path / "out"
    path.write_bytes(as_jsonl())
    with opened([SourceFile.of(path, "t.jsonl")], Reading(text_column="body", meta=("url",)), out) as found:
        run.run(found, RunOptions(out=out, workers=1, tokens=False))
    told = {row["source"]: row["metadata"] for row in pq.read_table(out / "documents").to_pylist()}
    assert told == {"t.jsonl!/1": '{"url": "http://example.org/a"}', "t.jsonl!/2": None}


def test_memory_does_not_grow_with_the_container(tmp_path: Path) -> None:
    """Members pass through in pieces: of 60 MB in one archive, no more than a few MB are in memory at once."""
    import tracemalloc

    path = tmp_path / "large.tar"
    path.write_bytes(tarred({f"{i}.txt": ONE * 20_000 for i in range(25)}))
    tracemalloc.start()
    try:
        with opened([SourceFile.of(path, "large.tar")], Reading(), tmp_path / "out") as found:
            assert len(found) == 25
            assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()
