"""Bytes of a page as a tree of elements."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import lxml.html
from lxml import etree

from pipeline.lexicon import Lexicons
from pipeline.read.encoding import BOMS, Decoded, decode
from pipeline.read.result import ReadError

_MARKUP = re.compile(r"\s{0,1000}(?:<!--[^>]{0,200}-->\s*)?<(?:!doctype\s+html|html|head|body|!--)", re.IGNORECASE)
# Some pages begin with the directives of the program that made them.
_PAGE = re.compile(r"^[ \t]{0,100}<(?:!doctype\s{1,9}html|html)[\s>]", re.IGNORECASE | re.MULTILINE)
_XHTML = re.compile(r"\s{0,100}<\?xml\b", re.IGNORECASE)
# A part of a page, as content systems store it.
_PART = re.compile(
    r"\s{0,100}<(?:p|div|table|span|h[1-6]|font|center|meta|title|style|script|section|article)(?:\s[^<>]{0,2000})?>",
    re.IGNORECASE,
)
_FIRST = 4000  # bytes in which a page says what it is
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_FEW = 10  # bytes beyond ASCII, under which what the page declares is believed
# What is left of the program that made the page, and of Word's conditions: <%…%>, <#if …>, <![if …]>.
_DIRECTIVE = re.compile(r"<%[^%]{0,2000}%>|</?[#@][a-zA-Z][^<>]{0,500}>|<!\[[^<>\]]{0,200}\]>|<\?[^<>]{0,2000}\?>")
_TAG = re.compile(r"<[^<>]{0,5000}>")
_NO_WORDS = re.compile(r"<(script|style)\b(?:(?!</\1).)*</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG_BYTES = re.compile(rb"<[^<>\x80-\xff]{0,5000}>")
_BYTES = re.compile(rb"[\x80-\xff][^\n<>]{0,2000}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as parsed. `too_deep`: its elements are nested deeper than any page's are, and were not built."""

    tree: etree._Element
    decoded: Decoded
    too_deep: bool


def looks_like_page(data: bytes) -> bool:
    """Whether the bytes begin as html does, in any encoding with a mark."""
    mark, encoding = next(((mark, name) for mark, name in BOMS if data.startswith(mark)), (b"", "latin-1"))
    if not mark and b"\0" in data[:2]:
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    head = data[len(mark) : _FIRST].decode(encoding, "replace")
    if _XHTML.match(head):
        return "<html" in head[:2000].lower()
    if _MARKUP.match(head) or _PAGE.search(head):
        return True
    return _PART.match(head) is not None and b"</" in data.replace(b"\0", b"")


def parse(data: bytes) -> Page:
    """The tree of the page `data`. Raises ReadError if it reads as text in no encoding, or has no elements."""
    decoded = _decode(data)
    text = _DIRECTIVE.sub("", decoded.text.replace("\0", ""))
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise ReadError("read", "the page has no text") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return Page(_flat(text), decoded, True)
    return Page(tree, decoded, False)


def _flat(text: str) -> etree._Element:
    """The text between the tags, as the lines of a page without structure."""
    body = lxml.html.Element("body")
    for line in html.unescape(_TAG.sub("\n", _NO_WORDS.sub("", text))).splitlines():
        words = "".join(c for c in line if c >= " ").strip()
        if words:
            etree.SubElement(body, "p").text = words.encode("utf-8", "replace").decode("utf-8")
    return body


def _decode(data: bytes) -> Decoded:
    """As the bytes prove it; markup, which is ASCII, would outvote them, and what the page declares may be wrong."""
    lexicons = Lexicons.default()
    if b"\0" in data or any(data.startswith(mark) for mark, _ in BOMS) or data.isascii():
        whole = decode(data, lexicons)
    else:
        evidence = b"\n".join(_BYTES.findall(_TAG_BYTES.sub(b"\n", data)))
        declared = _declared(data) if sum(byte >= 0x80 for byte in evidence) < _FEW else None
        proven = decode(evidence, lexicons) if declared is None else None
        encoding = declared or (proven.encoding if proven else None)
        whole = _decoded(data, encoding) if encoding else decode(data, lexicons)
    if whole is None:
        raise ReadError("decode", "the page reads as text in no encoding known here (UTF-8, UTF-16, GB18030, Big5)")
    return whole


def _declared(data: bytes) -> str | None:
    """The encoding that the page declares, if all its bytes are of it."""
    found = _CHARSET.search(data[:_FIRST])
    name = found.group(1).decode("ascii").lower() if found else ""
    encoding = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
    try:
        data.decode(encoding or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return None
    return encoding or None


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return Decoded(text, encoding, text.count("\ufffd"))
    return Decoded(text, encoding, 0)
