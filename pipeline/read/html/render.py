"""A page's elements as the text that a reader sees: a line a block or row of a table, lists with their numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.read import grid
from pipeline.read.ordinals import printed

Skip = Callable[[etree._Element], bool]

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
# Never seen by a reader, or no words of the page's.
_UNSEEN = (
    "applet audio base button canvas datalist embed frame frameset head iframe img input link map meta noframes "
    "noscript object option optgroup param script select source style svg template textarea title video xml"
)
UNSEEN = frozenset(_UNSEEN.split())
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef，。、；：“”‘’（）《》！？]")
_MARKER = re.compile(
    r"\s{0,40}(?:[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)]|[①-⑳]|第[一二三四五六七八九十\d]{1,4}[章节条])"
)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b(none|[a-z]+(?:-[a-z]+)*)", re.IGNORECASE)
_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman", "1": "decimal"}
_HAN_STYLES = frozenset({"cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-heavenly-stem"})
_SUPER = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_LONG_CELL = 300  # characters; in a table of one row or two, a cell of more in paragraphs is a column of the layout


def is_hidden(element: etree._Element) -> bool:
    """Whether neither the element nor what is in it is shown."""
    if element.tag in UNSEEN or not isinstance(element.tag, str):
        return True
    style = element.get("style")
    return "hidden" in element.attrib or (style is not None and _HIDDEN.search(style) is not None)


def render(node: etree._Element, skip: Skip = is_hidden) -> list[str]:
    """The lines of `node`, without what `skip` says of its elements."""
    lines = _Lines()
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if skip(element) and element is not node:
                _tail(lines, element, node)
                walk.skip_subtree()
            elif element.tag == "table" and is_data_table(element):
                lines.end()
                lines.done += table_lines(element, skip)
                _tail(lines, element, node)
                walk.skip_subtree()
            else:
                _begin(lines, element, skip)
                _add(lines, element, element.text)
        elif not (skip(element) and element is not node) and not (element.tag == "table" and is_data_table(element)):
            if element.tag in BLOCKS:
                lines.end()
            _tail(lines, element, node)
    lines.end()
    return lines.done


@dataclass
class _Lines:
    """Lines in the making."""

    done: list[str] = field(default_factory=list)
    here: list[str] = field(default_factory=list)
    counters: dict[etree._Element, int] = field(default_factory=dict)  # of ordered lists

    def end(self) -> None:
        line = collapsed("".join(self.here))
        self.here.clear()
        if line.strip("\u3000\xa0 \t"):
            self.done.append(line)


def collapsed(text: str) -> str:
    """`text` with its blanks as a browser shows them; a line break of the source between two Han characters is none."""

    def blank(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if "\n" in match.group() and _WIDE.match(before) and _WIDE.match(after):
            return ""
        return " "

    return _BLANKS.sub(blank, text).strip(" ")


def _begin(lines: _Lines, element: etree._Element, skip: Skip) -> None:
    if element.tag in BLOCKS or element.tag == "br":
        lines.end()
    if element.tag == "li":
        lines.here.append(_number(lines, element, skip))


def _add(lines: _Lines, element: etree._Element, text: str | None) -> None:
    if not text:
        return
    if any(e.tag == "pre" for e in [element, element.getparent()] if e is not None):
        *whole, text = re.split(r"\r\n?|\n", text)
        for line in whole:
            lines.here.append(line)
            lines.end()
    elif element.tag == "sup" and re.fullmatch(r"\s*[-+\d]{1,3}\s*", text) and len(element) == 0:
        text = text.strip().translate(_SUPER)
    elif "mso-list" in (element.get("style") or "").lower() and "ignore" in element.get("style", "").lower():
        text = text.strip()
    elif _in_list_marker(element):
        text = text.strip("\xa0 \t\r\n")  # blanks that set the words off from Word's number
    lines.here.append(text)


def _in_list_marker(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and re.search(r"mso-list\s*:\s*ignore", parent.get("style") or "", re.I) is not None


def _tail(lines: _Lines, element: etree._Element, node: etree._Element) -> None:
    parent = element.getparent()
    if element is not node and parent is not None:
        _add(lines, parent, element.tail)


def _number(lines: _Lines, item: etree._Element, skip: Skip) -> str:
    """The number that a browser prints before an item of an ordered list, "" where it prints none."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    given = _integer(item.get("value"))
    number = given if given is not None else lines.counters.get(parent, (_integer(parent.get("start")) or 1) - 1) + 1
    lines.counters[parent] = number
    style = _list_style(item) or _list_style(parent) or _TYPES.get(parent.get("type") or "1", "decimal")
    words = "".join(item.itertext())
    if style == "none" or _MARKER.match(words):  # written out already
        return ""
    return printed(number, style) + ("、" if style in _HAN_STYLES else ". ")


def _list_style(element: etree._Element) -> str | None:
    found = _LIST_STYLE.search(element.get("style") or "")
    return found.group(1).lower() if found else None


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else None


def is_data_table(table: etree._Element) -> bool:
    """Whether `table` has rows of data; most tables of old pages only lay out the page."""
    if table.find(".//table") is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if len(rows) < 3 and any(_is_column(cell) for row in rows for cell in row):
        return False
    return max(map(len, rows), default=0) > 1


def _is_column(cell: etree._Element) -> bool:
    long = [block for block in cell.iter("p", "div", "br") if len("".join(block.itertext()) + (block.tail or "")) > 40]
    return len(long) > 3 and len("".join(cell.itertext())) > _LONG_CELL


def table_lines(table: etree._Element, skip: Skip = is_hidden) -> list[str]:
    """The rows of a table of data, after its caption."""
    rows = [row for row in table.iter("tr") if not skip(row)]
    captions = [line for caption in table.iter("caption") for line in render(caption, skip)]
    return captions + grid.lines([list(_cells(row, skip)) for row in rows])


def _cells(row: etree._Element, skip: Skip) -> Iterator[grid.GridCell]:
    for cell in row:
        if cell.tag in ("td", "th") and not skip(cell):
            across, down = _integer(cell.get("colspan")) or 1, _integer(cell.get("rowspan")) or 1
            lines = render(cell, skip)
            head = cell.tag == "th" or row.getprevious() is None
            yield grid.GridCell("".join(lines) if head else grid.joined(lines), across, down)
