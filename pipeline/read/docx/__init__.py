"""Word documents (docx), and those of WPS that are docx: the text as the reader sees it, numbers of lists written out.

Notes come at the end; running heads, comments and the table of contents are left out.
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.read.docx.body import Body
from pipeline.read.docx.numbering import numbering
from pipeline.read.package import Package, attribute, child, local, names
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = re.compile(r"word/document\d{0,3}\.xml", re.IGNORECASE)
_OURS = ("word/", "docProps/", "customXml/")
_HEAD = 800  # characters in which a title stands


def recognises(data: bytes) -> bool:
    """Whether `data` is a zip with the main part of a Word document, or was one before it was cut off."""
    members = names(data)
    if any(_MAIN.fullmatch(name) for name in members):
        return True
    return "[Content_Types].xml" in members and all(n.startswith((*_OURS, "[", "_rels/")) for n in members)


def read(data: bytes, name: str) -> list[ReadResult]:
    """The text of a Word document. Raises ReadError for one that is damaged, encrypted or empty."""
    package = Package(data, "docx")
    main = _main_part(package)
    root = package.xml(main)
    body = child(root, "body")
    if root is None or body is None:
        raise ReadError("read", "the docx file has no document part")
    related = _related(package, main)
    walk = Body(numbering(package.xml(related.get("numbering", "")), package.xml(related.get("styles", ""))))
    try:
        lines = [*walk.lines(body), *_notes(package, related, walk)]
    except RecursionError as error:
        raise ReadError("read", "the docx file nests its parts deeper than any document does") from error
    text = "\n".join(lines) + "\n"
    if not text.strip():
        raise ReadError("read", "the docx file has no text (scanned pages set in as pictures?)")
    counts = {"deleted_chars": walk.deleted, "contents_chars": walk.contents}
    flags = tuple(f"{kind}:{count}" for kind, count in counts.items() if count)
    return [ReadResult(identify(data), name, text, MEDIA_TYPE, "utf-8", _metadata(package, text), flags)]


def _main_part(package: Package) -> str:
    relations = package.xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or "").lstrip("/")
    return "word/document.xml"


def _related(package: Package, main: str) -> dict[str, str]:
    """The parts that belong to the main one, by what they are: styles, numbering, footnotes."""
    folder, _, file = main.rpartition("/")
    relations = package.xml(f"{folder}/_rels/{file}.rels")
    found = {kind: f"{folder}/{kind}.xml" for kind in ("styles", "numbering", "footnotes", "endnotes")}
    for relation in relations if relations is not None else ():
        kind, target = (attribute(relation, "Type") or "").rpartition("/")[2], attribute(relation, "Target") or ""
        if kind in found:
            found[kind] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    return found


def _notes(package: Package, related: dict[str, str], walk: Body) -> list[str]:
    lines: list[str] = []
    for kind in ("footnotes", "endnotes"):
        root = package.xml(related[kind])
        for note in root if root is not None else ():
            if attribute(note, "type") in (None, "normal"):  # others are the line above the notes
                lines += walk.lines(note)
    return lines


def _metadata(package: Package, text: str) -> dict[str, str]:
    """The title that the file's properties give, if the text has it: many keep that of another document."""
    properties: etree._Element | None = package.xml("docProps/core.xml")
    for element in properties if properties is not None else ():
        title = " ".join((element.text or "").split())
        if local(element) == "title" and len(title) >= 6 and _bare(title) in _bare(text[:_HEAD]):
            return {"title": title}
    return {}


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
