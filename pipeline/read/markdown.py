"""Markdown: the words without the marks, for plain text that shows by several marks that it is marked up."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pipeline.lexicon import Lexicons
from pipeline.read import grid
from pipeline.read.encoding import decode
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "text/markdown"
_LOOKED_AT = 100_000  # bytes
# Each is rare in plain text; it takes two kinds, or several headings.
_SIGNS = (
    re.compile(rb"^#{1,6} [^\n]", re.MULTILINE),
    re.compile(rb"\*\*[^\s*][^*\n]{0,200}\*\*"),
    re.compile(rb"\[[^\[\]\n]{1,200}\]\((?:https?:|/|\.|#)[^()\s]{0,500}\)"),
    re.compile(rb"^\|?[ :]{0,3}-{3,}[ :]{0,3}(?:\|[ :]{0,3}-{3,}[ :]{0,3}){1,50}\|?\s*$", re.MULTILINE),
    re.compile(rb"^(?:```|~~~)", re.MULTILINE),
    re.compile(rb"\A---\r?\n[a-zA-Z_]{1,30}:", re.MULTILINE),
)
_HEADINGS = 3
_FRONT = re.compile(r"\A---[ \t]*\n((?:[^\n]*\n){1,60}?)---[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"""^(title|标题|date|发布日期)[ \t]*[:：][ \t]*["']?([^"'\n]{1,200}?)["']?[ \t]*$""", re.MULTILINE)
_FIELDS = {"title": "title", "标题": "title", "date": "published", "发布日期": "published"}
_RULE = re.compile(r"[ \t]{0,3}(?:[-*_=][ \t]*){3,}")
_DELIMITER = re.compile(r"\|?[ :]{0,3}-{3,}[ :]{0,3}(?:\|[ :]{0,3}-{3,}[ :]{0,3})*\|?")
_FENCE = re.compile(r"[ \t]{0,3}(?:`{3,}|~{3,})")
_BEFORE = re.compile(r"[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?")
_AFTER = re.compile(r"[ \t]{1,40}#{1,40}[ \t]{0,40}$|[ \t]{1,40}$|\\$")
_INLINE = (
    (re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,1000}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})\](?:\([^()\n]{0,1000}\)|\[[^\[\]\n]{0,200}\])"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,1000})>"), r"\1"),
    (re.compile(r"<!--[^<>]{0,2000}-->|</?[a-zA-Z][^<>\n]{0,500}>"), ""),
    (re.compile(r"(\*{1,3})(?=\S)([^*\n]{1,1000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![A-Za-z0-9_])(_{1,3})(?=\S)([^_\n]{1,1000}?)(?<=\S)\1(?![A-Za-z0-9_])"), r"\2"),
    (re.compile(r"~~([^~\n]{1,1000})~~"), ""),
    (re.compile(r"`([^`\n]{1,1000})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])"), r"\1"),
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether `data` is text with several marks of Markdown."""
    head = data[:_LOOKED_AT]
    if not any(sign in head for sign in (b"# ", b"**", b"](", b"---", b"```")) or b"\0" in head:
        return False
    kinds = sum(sign.search(head) is not None for sign in _SIGNS)
    return kinds > 1 or len(_SIGNS[0].findall(head)) >= _HEADINGS


def read(data: bytes, name: str) -> list[ReadResult]:
    """The words of a Markdown text. Raises ReadError where it reads in no encoding or has none."""
    decoded = decode(data, Lexicons.default())
    if decoded is None:
        raise ReadError("decode", "reads as text in no encoding known here (UTF-8, UTF-16, GB18030, Big5); convert it")
    source = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(source)
    metadata = {_FIELDS[label]: value for label, value in _FIELD.findall(front[1])} if front else {}
    text = "\n".join(_lines(source[front.end() :] if front else source)) + "\n"
    if not text.strip():
        raise ReadError("read", "the Markdown file has no text")
    flags = (f"undecodable:{decoded.broken}",) if decoded.broken else ()
    return [ReadResult(identify(data), name, text, MEDIA_TYPE, decoded.encoding, metadata, flags)]


def _lines(source: str) -> Iterator[str]:
    fenced = False
    for line in source.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            yield line
        elif not (_RULE.fullmatch(line) or _DELIMITER.fullmatch(line.strip())):
            yield from _line(line)


def _line(line: str) -> Iterator[str]:
    if line.strip().startswith("|") and line.count("|") > 1:
        cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
        yield from grid.lines([[grid.GridCell(grid.joined(_BREAK.split(plain(cell)))) for cell in cells]])
        return
    marks = _BEFORE.match(line)
    for part in _BREAK.split(_AFTER.sub("", line[marks.end() if marks else 0 :])):
        yield plain(part)


def plain(text: str) -> str:
    """`text` without the marks inside a line.

    >>> plain("建设**公办**幼儿园[18所](https://example.org)，`PM2.5`")
    '建设公办幼儿园18所，PM2.5'
    """
    for pattern, words in _INLINE:
        text = pattern.sub(words, text)
    return html.unescape(text).strip()
