"""The door for sources: what bytes are, and in which encoding."""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.lexicon import Lexicons
from pipeline.read import ReadError, Skipped, read
from pipeline.read.encoding import decode

SIMPLIFIED = (
    "关于印发《2026年全县教育工作要点》的通知\n各乡镇中心学校，县直各学校：\n一、扩大学位供给。年内新建公办幼儿园6所，"
    "新增学位1800个；学前三年毛入园率达到92.5%以上。\n二、建强教师队伍。①培养省级教学能手15人，②交流轮岗教师120名……"
    "推进“青禾工程”——每校不少于2名骨干教师。\n"
)
TRADITIONAL = (
    "關於印發《二〇二六年全縣教育工作要點》的通知\r\n一、擴大學位供給。年內新建公辦幼兒園6所，新增學位1800個；"
    "學前三年毛入園率達到92.5%以上。\r\n二、建強教師隊伍，推進「青禾工程」，每校不少於2名骨幹教師。\r\n"
)
READINGS = (
    "各校要把體(tǐ)育課開(kāi)齊開(kāi)足，每學(xué)年舉(jǔ)辦兩屆運(yùn)動(dòng)會(huì)，讓學(xué)生人人參(cān)與。"
)

# As written, and as decided.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-16": "utf-16-le",  # with its mark
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "big5hkscs": "big5hkscs",
}


def trips(text: str) -> Iterator[tuple[str, str, bytes]]:
    """(encoding, text, bytes) of every encoding, without the characters that it does not have."""
    for encoding in ENCODINGS:
        kept = text.encode(encoding, "ignore").decode(encoding)
        if encoding == "gb2312":  # Python's table for it alone takes these two for others
            kept = kept.replace("―", "").replace("・", "")
        yield encoding, kept, kept.encode(encoding)


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, READINGS], ids=["simplified", "traditional", "readings"])
@pytest.mark.parametrize("length", [None, 60, 24])
def test_every_encoding_comes_back(text: str, length: int | None) -> None:
    pieces = [text] if length is None else [text[i : i + length] for i in range(0, len(text) - length, 7)]
    for piece in pieces:
        for encoding, kept, data in trips(piece):
            if sum(c >= "\u2000" for c in kept) < 10:
                continue  # a simplified piece has few characters in Big5
            found = read(data, "made.txt")[0]
            assert (encoding, found.text) == (encoding, kept)
            assert found.encoding == ENCODINGS[encoding] or found.encoding in ("big5", "cp950")


def test_every_encoding_of_the_seeds_comes_back(shared: Path) -> None:
    """Whole, and cut to 200 characters at places that a fixed seed chooses."""
    chance = random.Random(5)
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = path.read_text("utf-8")
        cuts = [text] + [text[i : i + 200] for i in (chance.randrange(len(text) - 200) for _ in range(12))]
        for cut in cuts:
            for encoding, kept, data in trips(cut):
                if encoding not in ("big5", "cp950", "big5hkscs") or sum(c >= "\u2000" for c in kept) > 20:
                    assert read(data, path.name)[0].text == kept, (path.name, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_broken_byte_is_marked_and_costs_no_more_than_its_place(encoding: str) -> None:
    data = bytearray(SIMPLIFIED.encode(encoding))
    if encoding == "utf-16-le":
        data = data[:-1]
    else:
        data[data.index("教".encode(encoding)) + 1] = 0xFF
    found = read(bytes(data), "broken.txt")[0]
    assert found.encoding == encoding
    assert found.flags in {(f"undecodable:{n}",) for n in (1, 2, 3)}
    assert found.text[-40:-2] == SIMPLIFIED[-40:-2]


def test_raw_text_is_what_the_bytes_say() -> None:
    data = TRADITIONAL.encode("big5hkscs")
    found = read(data, "a.txt")[0]
    assert found.text == TRADITIONAL  # line ends and all
    assert (found.name, found.media_type) == ("a.txt", "text/plain")
    assert found.doc_id == hashlib.sha256(data).hexdigest()[:16]


def zipped(*members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped("a.txt"), "zip"),
        (b"PK\x03\x04 truncated", "zip"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        ('{"text": "工作要点"}'.encode(), "json"),
        ('{"text": "工作要点"}\n{"text": "通知"}\n'.encode(), "json"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"PAR1....PAR1", "parquet"),
        (b"WARC/1.0\r\n", "warc"),
    ],
    ids=itertools.count(),
)
def test_a_kind_not_read_yet_is_skipped_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(Skipped) as caught:
        read(data, "named.txt")
    assert caught.value.kind == kind
    assert kind in caught.value.reason


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\0\0\0\0"])
def test_an_empty_file_is_an_error(data: bytes) -> None:
    with pytest.raises(ReadError, match="empty"):
        read(data, "empty.txt")


@pytest.mark.parametrize("seed", range(5))
def test_bytes_that_are_no_text_are_an_error(seed: int) -> None:
    with pytest.raises(ReadError, match="no encoding"):
        read(b"\x00\x01" + random.Random(seed).randbytes(3000), "noise.bin")


def test_text_that_begins_like_another_kind_stays_text() -> None:
    for text in ("{一、总体要求}", "[2026] 1号", "From此以后", "<一>总体要求", "一、<html>是什么", "MZ一中工作计划"):
        assert read(text.encode(), "a.txt")[0].text == text


def test_plain_ascii_is_no_utf16() -> None:
    found = decode(b"Bush hid the facts", Lexicons.default())
    assert found is not None and found.text == "Bush hid the facts"
