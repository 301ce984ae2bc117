"""Web pages: the document's part of the page as text, and what the page says of it.

The site's own words (navigation, footers, lists of links) are left out and counted in the flag `chrome_chars`. What the
page's metadata block says goes into the document's facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from pipeline.lexicon import Lexicons
from pipeline.read.html import content, facts
from pipeline.read.html.parse import Page, looks_like_page, parse
from pipeline.read.html.render import render
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "text/html"
_HEAD = 8  # lines of the text in which the page's metadata may stand too


def recognises(data: bytes) -> bool:
    """Whether `data` begins as a page, or a part of one, does."""
    return looks_like_page(data)


def read(data: bytes, name: str) -> list[ReadResult]:
    """The document of the page `data`. Raises ReadError where the page has no text or reads in no encoding."""
    page = parse(data)
    lines, metadata, chrome = _taken_out(page)
    if not lines:
        raise ReadError("read", "the page has no text (a frame or a script fetches it); save the page as it is shown")
    flags: tuple[str, ...] = (f"chrome_chars:{chrome}",) if chrome else ()
    flags += ("markup_too_deep",) if page.too_deep else ()
    flags += (f"undecodable:{page.decoded.broken}",) if page.decoded.broken else ()
    text = "\n".join(lines) + "\n"
    return [ReadResult(identify(data), name, text, MEDIA_TYPE, page.decoded.encoding, metadata, flags)]


def _taken_out(page: Page) -> tuple[list[str], dict[str, str], int]:
    """The lines of the document, its facts, and how many Han characters of the page are the site's."""
    lexicons = Lexicons.default()
    body = page.tree if page.tree.tag == "body" else page.tree.find("body")
    if body is None:
        return [], {}, 0
    everything = render(body)
    if page.too_deep:
        return everything, facts.of_page(page.tree, everything, lexicons), 0
    chosen = content.choose(body, etree.tostring(page.tree, encoding="unicode", method="html"), lexicons)
    lines = render(chosen.node, chosen.skip) or everything
    at = _where(everything, lines)
    outside = everything if at is None else [*everything[:at], *lines[:_HEAD], *everything[at + len(lines) :]]
    metadata = facts.of_page(page.tree, outside, lexicons)
    title = facts.title_line(page.tree, everything[:at], metadata)
    if title is not None and _bare(title) not in _bare("".join(lines[:_HEAD])):
        lines.insert(0, title)
    return lines, metadata, max(0, content.han("".join(everything)) - content.han("".join(lines)))


def _where(everything: Sequence[str], lines: Sequence[str]) -> int | None:
    """The position of the first of `lines` among all of the page's."""
    return everything.index(lines[0]) if lines and lines[0] in everything else None


def _bare(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0]", "", text)
