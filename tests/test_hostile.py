"""A folder of hostile and broken things with one good document: that one's rows, an error for each of the others."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import struct
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and resource limits of POSIX")

GOOD = "甲县2026年教育工作要点\n一、扩大学位供给。年内新建公办幼儿园6所。\n".encode()
MEMORY = 400_000_000  # bytes, at most, of a run over the folder
ZEROS = bytes(1 << 20)


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(*members: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info in members:
            archive.addfile(info, io.BytesIO(bytes(info.size)))
    return buffer.getvalue()


def link(name: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


def overlapping() -> bytes:
    """Every member is the same packed bytes: the directory says so ten times."""
    raw = zipped(("a.txt", ZEROS))
    at, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    entry = raw[at:end]
    tail = bytearray(raw[end:])
    struct.pack_into("<HHI", tail, 8, 10, 10, 10 * len(entry))
    return raw[:at] + 10 * entry + bytes(tail)


def corrupt() -> bytes:
    raw = bytearray(zipped(("a.txt", os.urandom(5000))))
    raw[2000] ^= 0xFF
    return bytes(raw)


def encrypted() -> bytes:
    raw = bytearray(zipped(("a.txt", GOOD)))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + flags] |= 1
    return bytes(raw)


def nested(levels: int) -> bytes:
    data = zipped(("a.txt", GOOD))
    for _ in range(levels):
        data = zipped(("a.zip", data))
    return data


def quine() -> bytes:
    """Gzip in gzip in gzip …: as deep as anyone likes."""
    data = GOOD
    for _ in range(30):
        data = gzip.compress(data, mtime=0)
    return data


def endless_header() -> bytes:
    """A pax header that says it is 200 MB long."""
    info = tarfile.TarInfo("PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 200_000_000
    return info.tobuf(tarfile.USTAR_FORMAT) + bytes(30_000_000)


def docx_with_entities() -> bytes:
    levels = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{levels}]><w:document xmlns:w="x">&l9;</w:document>'
    )
    kinds = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped(("[Content_Types].xml", kinds.encode()), ("word/document.xml", document.encode()))


def zip_of_many() -> bytes:
    """A directory that says it has four billion members."""
    raw = bytearray(zipped(("a.txt", GOOD)))
    end = raw.index(b"PK\x05\x06")
    struct.pack_into("<HHI", raw, end + 8, 0xFFFE, 0xFFFE, 0xFFFFFFF0)
    return bytes(raw)


FILES: dict[str, Callable[[], bytes]] = {
    "empty.txt": bytes,
    "blanks.txt": lambda: b" \r\n\t" * 1000,
    "nul.txt": lambda: bytes(100_000),
    "noise.txt": lambda: bytes(range(256)) * 40,
    "random.bin": lambda: os.urandom(50_000),
    "line.txt": lambda: "一".encode() * 70_000_000,  # 210 MB in one line
    "long.txt": lambda: "长".encode() * 4_000_000,
    "bomb.zip": lambda: zipped(("a.txt", ZEROS * 40)),
    "bomb.gz": lambda: gzip.compress(ZEROS * 40),
    "overlap.zip": overlapping,
    "directory.zip": zip_of_many,
    "cut.zip": lambda: zipped(("a.txt", os.urandom(5000)))[:3000],
    "corrupt.zip": corrupt,
    "encrypted.zip": encrypted,
    "nested.zip": lambda: nested(4),
    "quine.gz": quine,
    "cut.gz": lambda: gzip.compress(os.urandom(5000))[:2000],
    "cut.tar.gz": lambda: gzip.compress(tarred(tarfile.TarInfo("d.txt")))[:40],
    "header.tar": endless_header,
    "link.tar": lambda: tarred(link("passwd", tarfile.SYMTYPE)),
    "hard.tar": lambda: tarred(link("passwd", tarfile.LNKTYPE)),
    "device.tar": lambda: tarred(link("zero", tarfile.CHRTYPE)),
    "cut.warc": lambda: b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n",
    "bad.jsonl": lambda: b'{"text": "a"}\n{"text": "b"}\n',
    "bad.parquet": lambda: b"PAR1" + bytes(100) + b"PAR1",
    "entities.docx": docx_with_entities,
    "cut.docx": lambda: docx_with_entities()[:300],
    "cut.pdf": lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "tags.html": lambda: b"<html><body>" + b"<div>" * 100_000,
    "empty.html": lambda: b"<!doctype html><html><head><title></title></head><body></body></html>",
}


def plant(folder: Path) -> set[str]:
    """Fill `folder`; returns the names of the bad ones."""
    (folder / "good.txt").write_bytes(GOOD)
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
    os.mkfifo(folder / "pipe.txt")
    (folder / "nowhere.txt").symlink_to("/no/such/file")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    bad = {"pipe.txt", "nowhere.txt", "loop.txt", "device.txt"}
    name = os.fsdecode("空.txt".encode("gbk"))  # no UTF-8
    try:
        (folder / name).write_bytes(b"\n")  # other bytes than empty.txt: the same would be the same document
        bad.add(os.fsencode(name).decode("utf-8", "replace"))
    except OSError:
        pass  # a file system that knows UTF-8 only
    if os.getuid() != 0:
        (folder / "secret.txt").write_bytes(GOOD)
        (folder / "secret.txt").chmod(0)
        bad.add("secret.txt")
    return bad | set(FILES)


RUN = """
import json, resource, sys
from pipeline.commands import build
arguments = ["run", sys.argv[1], "--out", sys.argv[2], "--no-tokens", "--workers", sys.argv[3]]
status = build()(arguments, standalone_mode=False)
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
try:  # on Linux getrusage also counts what the process that started this one held
    peaks[0] = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
except OSError:
    pass
print(json.dumps([status, peaks]))
"""


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every name under `folder`, with size and kind."""
    found = (path for path in folder.rglob("*"))
    return {str(p.relative_to(folder)): (p.lstat().st_size, stat.S_IFMT(p.lstat().st_mode)) for p in found}


@pytest.mark.parametrize("workers", ["1"])
def test_one_good_document_among_thirty_bad_ones(tmp_path: Path, workers: str) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir()
    bad = plant(drop)
    assert len(bad) >= 30
    before = listing(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(drop), str(out), workers],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    status, peaks = json.loads(done.stdout.splitlines()[-1])
    assert status == 1, done.stdout + done.stderr
    rows = pq.read_table(out / "errors").to_pylist()
    told = {row["source"].removeprefix(f"{drop}/").partition("!/")[0] for row in rows}
    assert bad - {"cut.pdf"} <= told <= bad  # without a reader for it, a PDF is skipped
    assert all(len(row["message"]) > 8 for row in rows)
    titles = [row["title"] for row in pq.read_table(out / "documents").to_pylist()]
    assert titles == ["甲县2026年教育工作要点"]
    assert pq.read_table(out / "targets").num_rows == 1
    unit = 1 if sys.platform == "darwin" else 1024
    assert max(peaks) * unit < MEMORY, peaks
    after = listing(tmp_path)
    assert {name: what for name, what in after.items() if not name.startswith("out")} == before
    assert not list(out.glob(".spool-*"))


def test_a_name_that_leads_out_is_only_a_name(tmp_path: Path) -> None:
    from pipeline.containers import Reading, opened
    from pipeline.sources import SourceFile

    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    path = inner / "t.zip"
    path.write_bytes(zipped(("../../out.txt", GOOD), ("/abs.txt", GOOD), ("c:\\x\\y.txt", GOOD)))
    with opened([SourceFile.of(path, "t.zip")], Reading(), inner / "out") as found:
        assert [f.name for f in found] == ["t.zip!/../../out.txt", "t.zip!//abs.txt", "t.zip!/c:/x/y.txt"]
        assert all(f.read_bytes() == GOOD for f in found)
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*")} == {"a", "a/b", "a/b/t.zip", "a/b/out"}


def test_the_spool_goes_after_a_failure_and_after_a_kill(tmp_path: Path) -> None:
    from pipeline.containers import Reading, opened
    from pipeline.sources import SourceFile

    path, out = tmp_path / "t.zip", tmp_path / "out"
    path.write_bytes(zipped(("a.txt", GOOD)))
    with pytest.raises(ZeroDivisionError), opened([SourceFile.of(path, "t.zip")], Reading(), out):
        raise ZeroDivisionError
    assert list(out.iterdir()) == []
    (out / ".spool-999999999-left").mkdir()
    (out / f".spool-{os.getpid()}-alive").mkdir()
    with opened([SourceFile.of(path, "t.zip")], Reading(), out):
        assert not (out / ".spool-999999999-left").exists()
    assert [p.name for p in out.iterdir()] == [f".spool-{os.getpid()}-alive"]


def test_what_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import miner
    from pipeline.limits import Limits
    from pipeline.miner import MineOptions, mine_one

    def forever(*_: Any) -> Iterator[None]:
        while True:
            try:
                yield
            except Exception:
                continue

    monkeypatch.setattr(miner, "clean", lambda *_: [None for _ in forever()])
    outcome = mine_one(GOOD, "a.txt", MineOptions(limits=Limits(max_seconds=0.2)))
    (row,) = outcome.mined[0].rows["errors"]
    assert (row.stage, row.error) == ("limit", "OutOfTime") and "--limit max-seconds" in row.message
    assert threading.current_thread() is threading.main_thread()


def test_a_text_that_is_too_long_says_so() -> None:
    from pipeline.limits import Limits
    from pipeline.miner import MineOptions, mine_one

    outcome = mine_one(GOOD, "a.txt", MineOptions(limits=Limits(max_chars=10)))
    (row,) = outcome.mined[0].rows["errors"]
    assert (row.stage, row.error) == ("limit", "TooLong") and "--limit max-chars" in row.message


@pytest.mark.parametrize("setting", ["max-bytes", "max-bytes=", "max-bytes=much", "max-depth=0", "max_bytes=3", "x=1"])
def test_a_limit_that_is_none_says_which_there_are(setting: str) -> None:
    from pipeline.limits import Limits

    with pytest.raises(ValueError, match=f"--limit {setting}"):
        Limits.of([setting])
    assert Limits.of(["max-bytes=1_000", "max-seconds=0.5"]) == Limits(max_bytes=1000, max_seconds=0.5)
