"""What a page says of its document beside the text: meta tags, the block of 索引号 and 发文机关, headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from pipeline.lexicon import Lexicons

_CELL = re.compile(r"\s{0,40}\|\s{0,40}|\t+")
_LABEL = re.compile(
    r"(?:^|(?<=[\s\u3000\xa0】\]]))[【\[]?([\u4e00-\u9fff](?:[ \u3000\xa0]{0,2}[\u4e00-\u9fff]){1,7})"
    r"[】\]]?[ \u3000]?[：:】\]]"
)
_NOTHING = re.compile(r"[-—－－/\s]*|无|暂无|空")
_LONGEST = 200  # characters of a value
_BODY = re.compile(r"[\u4e00-\u9fff（）]{2,30}(?:政府|委员会|办公厅|办公室|[局厅委部院署])")
_SITE = re.compile(r"\s{0,20}(?:[-_|｜—–]{1,20}|\s-\s)\s{0,20}")
_HAN = re.compile("[\u3400-\u9fff]")


def of_page(tree: etree._Element, outside: Sequence[str], lexicons: Lexicons) -> dict[str, str]:
    """Facts by the names of `metadata_fields.csv`; of two labels for one fact the one that stands first there counts.

    `outside` are the lines that are no part of the document's text, and its first ones.
    """
    known = lexicons["metadata_fields"]
    said = {label.lower(): value for label, value in [*_meta(tree), *labelled(outside)] if value}
    facts: dict[str, str] = {}
    for entry in known.entries:
        if value := said.get(entry.term.lower()):
            facts.setdefault(entry["field"], value)
    source = facts.pop("source", None)
    if source and "issuer" not in facts and _BODY.fullmatch(source):
        facts["issuer"] = source
    if "title" in facts and len(_HAN.findall(facts["title"])) < 4:
        del facts["title"]
    return facts


def _meta(tree: etree._Element) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        name = element.get("name") or element.get("property")
        value = " ".join((element.get("content") or "").split())
        if name and _is_value(value):
            yield name.strip(), value


def labelled(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(label, value) of every metadata line; of a table's row, cell by cell.

    >>> list(labelled(["索 引 号：A-1　发布日期：2024-01-19", "发文机关 | 岚县教育局", "文号：", "岚教〔2024〕3号"]))
    [('索引号', 'A-1'), ('发布日期', '2024-01-19'), ('发文机关', '岚县教育局'), ('文号', '岚教〔2024〕3号')]
    """
    waiting: str | None = None
    for line in lines:
        cells = _CELL.split(line)
        parts = [part for cell in cells for part in _parts(cell)]
        if waiting and parts and parts[0][0] is None and _is_value(parts[0][1]):
            yield waiting, parts[0][1]
        yield from _pairs(parts)
        waiting = parts[-1][0] if parts and not parts[-1][1] else None


def _pairs(parts: Sequence[tuple[str | None, str]]) -> Iterator[tuple[str, str]]:
    """(label, value) of the cells of a line; a label may stand in a cell of its own, with its colon or without."""
    at = 0
    while at < len(parts):
        label, value = parts[at]
        beside = parts[at + 1][1] if at + 1 < len(parts) and parts[at + 1][0] is None else ""
        if label is not None and _is_value(value):
            yield label, value
        elif _is_value(beside):
            yield label or _bare(value), beside
            at += 1
        at += 1


def _parts(cell: str) -> Iterator[tuple[str | None, str]]:
    pieces = _LABEL.split(cell)
    if pieces[0].strip():
        yield None, pieces[0].strip()
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        yield _bare(label), value.strip(" \u3000\xa0【】[]|")


def _bare(label: str) -> str:
    return re.sub(r"[\s\u3000\xa0]", "", label).strip("：:【】[]")


def _is_value(value: str) -> bool:
    return 0 < len(value) <= _LONGEST and not _NOTHING.fullmatch(value)


def title_line(tree: etree._Element, before: Sequence[str], facts: Mapping[str, str]) -> str | None:
    """The line among `before` (those above the text) that prints the document's title, if one does."""
    names = [facts["title"]] if "title" in facts else []
    names += ["".join(head.itertext()) for head in tree.iter("h1")]
    names += ["".join(head.itertext()) for head in tree.iter("title")]
    for name in map(_plain, names):
        for line in reversed(before):
            plain = _plain(line)
            if len(_HAN.findall(plain)) >= 6 and (plain == name or (name.startswith(plain) and _is_site(name, plain))):
                return line
    return None


def _is_site(name: str, title: str) -> bool:
    return _SITE.match(name[len(title) :]) is not None


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0]", "", text)
