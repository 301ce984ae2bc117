"""Which part of a page is the document, and which is the site's.

The content systems of Chinese governments name the part that holds the text (`lexicons/page_nodes.csv`); on other pages
readability chooses. Either choice is tested against the page: it must hold most of the running text, or what holds it
is taken, up to the whole page. Inside, what is nothing but links goes, attachments excepted.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.lexicon import Lexicons
from pipeline.read.html.render import BLOCKS, is_hidden

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_KEPT = 0.6  # of the running text that the part must hold
_LONG = 30  # Han characters outside links, from which on a block is running text
_BEST = 0.9  # of the most that any part of its kind holds
_LARGEST = 2_000_000  # characters of a page that readability is asked about
_LINKS = 0.6  # of a block's characters, from which on it is a list of links
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar|pptx?|txt|jpe?g|png)(?:$|[?#&])", re.IGNORECASE)
_COMMAS = str.maketrans({"，": ",", "。": ".", "；": ";"})  # readability counts these


@dataclass(frozen=True)
class Content:
    """The document's part of a page, and what of it is left out."""

    node: etree._Element
    skip: Callable[[etree._Element], bool]


def choose(body: etree._Element, markup: str, lexicons: Lexicons) -> Content:
    """The part of the page that is the document; `markup` is the page for readability."""
    names = _Names(lexicons)
    weights = _weights(body)
    total = weights[body]
    named = _named(body, weights, names)
    node = named if named is not None else _readable(body, markup, weights)
    while node is not body and weights[node] < _KEPT * total:
        node = _parent(node)
    lists = {e for e in node.iter() if e is not node and isinstance(e.tag, str) and _is_chrome(e, weights, names)}
    return Content(node, lambda element: is_hidden(element) or element in lists)


def han(text: str) -> int:
    """Number of Han characters."""
    return len(_HAN.findall(text))


class _Names:
    """What the names of a page's parts say: `content` or `chrome`."""

    def __init__(self, lexicons: Lexicons) -> None:
        entries = lexicons["page_nodes"].entries
        self._roles = {entry.term.lower(): entry["role"] for entry in entries}

    def role(self, element: etree._Element) -> str | None:
        named = f"{element.get('id') or ''} {element.get('class') or ''} {element.tag}".lower().split()
        return next((role for name in named if (role := self._roles.get(name))), None)


def _weights(body: etree._Element) -> dict[etree._Element, int]:
    """How many Han characters of running text each element holds: of blocks that hold a sentence, links not counted."""
    own: dict[etree._Element, int] = dict.fromkeys(body.iter(), 0)
    for block, text, _ in runs(body):
        count = han(text)
        if count >= _LONG or (count >= _LONG // 3 and "。" in text):
            own[block] += count
    for element in reversed(list(body.iter())):
        parent = element.getparent()
        if element is not body and parent is not None:
            own[parent] += own[element]
    return own


def runs(body: etree._Element) -> Iterator[tuple[etree._Element, str, int]]:
    """(block, its own text without links, Han characters in links) of every block that is shown."""
    texts: dict[etree._Element, list[str]] = {}
    links: dict[etree._Element, int] = {}
    stack: list[tuple[etree._Element, bool]] = [(body, False)]  # the block that is open, and whether in a link
    walk = etree.iterwalk(body, events=("start", "end"))

    def add(text: str | None) -> None:
        block, linked = stack[-1]
        if text and linked:
            links[block] = links.get(block, 0) + han(text)
        elif text:
            texts.setdefault(block, []).append(text)

    for event, element in walk:
        if event == "start" and is_hidden(element) and element is not body:
            walk.skip_subtree()
            stack.append(stack[-1])
        elif event == "start":
            block, linked = stack[-1]
            stack.append((element if element.tag in BLOCKS else block, linked or element.tag == "a"))
            add(element.text)
        else:
            stack.pop()
            if element is not body:
                add(element.tail)
    for block in dict.fromkeys([*texts, *links]):
        yield block, "".join(texts.get(block, ())), links.get(block, 0)


def _named(body: etree._Element, weights: dict[etree._Element, int], names: _Names) -> etree._Element | None:
    """The innermost part that a content system names as the text and that holds most of what such parts hold."""
    found = [e for e in body.iter() if isinstance(e.tag, str) and weights[e] and names.role(e) == "content"]
    most = max((weights[e] for e in found), default=0)
    good = [e for e in found if weights[e] >= _BEST * most]
    return good[-1] if good and most >= _KEPT * weights[body] else None


def _readable(body: etree._Element, markup: str, weights: dict[etree._Element, int]) -> etree._Element:
    """The innermost element that holds what readability takes for the article."""
    if len(markup) > _LARGEST or not weights[body]:
        return body
    chosen = _blocks_of(_article(markup))
    marked = dict.fromkeys(body.iter(), 0)
    for block, text, _ in runs(body):
        if _bare(text) in chosen:
            marked[block] += han(text)
    for element in reversed(list(body.iter())):
        if element is not body:
            marked[_parent(element)] += marked[element]
    total = marked[body]
    inside = [e for e in body.iter() if total and marked[e] >= _BEST * total]
    return inside[-1] if inside else body


def _article(markup: str) -> str:
    from readability import Document
    from readability.readability import Unparseable

    logging.getLogger("readability").setLevel(logging.CRITICAL)  # what it cannot read is no fault of the run's
    try:
        article: str = Document(_CONTROL.sub("", markup).translate(_COMMAS)).summary(html_partial=True)
    except Unparseable:  # a page that it cannot read is taken whole
        return ""
    return article


def _blocks_of(article: str) -> frozenset[str]:
    import lxml.html

    if not article.strip():
        return frozenset()
    tree = lxml.html.fragment_fromstring(article, create_parent="div")
    return frozenset(_bare(text) for _, text, _ in runs(tree)) - {""}


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).translate(_COMMAS)


def _is_chrome(element: etree._Element, weights: dict[etree._Element, int], names: _Names) -> bool:
    """Whether a part of the document's part is the site's: named so, or a list of links to other pages."""
    if weights[element] or element.tag not in BLOCKS:
        return False
    if names.role(element) == "chrome":
        return True
    anchors = [a for a in element.iter("a") if a.get("href")]
    if not anchors or any(_FILE.search(a.get("href") or "") for a in anchors):
        return False
    text = "".join(element.itertext())
    linked = sum(han("".join(a.itertext())) for a in anchors)
    return linked > _LINKS * han(text) and len(anchors) > 1 and "附件" not in text


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    if parent is None:
        raise ValueError("an element outside the page's body")
    return parent
