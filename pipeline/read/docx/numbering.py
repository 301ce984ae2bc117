"""Word's automatic numbers, as the reader sees them: 一、 （一） 1. 第三条.

They stand in no text: a paragraph, or its style, points at a level of a list (`numbering.xml`), and Word counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipeline.read.ordinals import printed
from pipeline.read.package import attribute, child, local

_PLACE = re.compile(r"%([1-9])")
_CLOSED = re.compile(r"[、，。：；）】》〕\s]\Z|[①-⑳㉑-㊿]\Z")
_DEEPEST = 9  # levels of a list
_STYLES_DEEP = 20  # of styles that are based on one another


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `text` is its pattern, `%1、`; `restart` the level whose number makes it begin anew."""

    start: int
    style: str
    text: str
    legal: bool  # all numbers in digits
    restart: int | None
    paragraph_style: str | None


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says that matters here."""

    name: str
    based_on: str | None
    list_id: str | None
    level: int | None
    hidden: bool


@dataclass
class Numbering:
    """The lists of a document, counting as its paragraphs come by."""

    lists: Mapping[str, str]  # numId: abstractNumId
    levels: Mapping[str, Mapping[int, Level]]  # by numId
    starts: Mapping[str, Mapping[int, int]]  # by numId: where a list begins again
    styles: Mapping[str, Style]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)  # by abstractNumId
    _begun: set[str] = field(default_factory=set)

    def label(self, properties: etree._Element | None) -> str:
        """The number of the next paragraph, which has `properties`; "" where it has none."""
        found = self._place(properties)
        if found is None:
            return ""
        list_id, depth = found
        level = self.levels[list_id].get(depth)
        if level is None:
            return ""
        counts = self._count(list_id, depth)
        if level.style == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = self.levels[list_id].get(at)
            if other is None:
                return ""
            style = "decimal" if level.legal else other.style
            return "" if style == "none" else printed(counts.get(at, other.start), style)

        text = _PLACE.sub(number, level.text)
        return text if not text or _CLOSED.search(text) else text + " "

    def style(self, properties: etree._Element | None) -> Style | None:
        """The style of a paragraph with `properties`."""
        named = child(properties, "pStyle")
        return self.styles.get(attribute(named, "val") or "") if named is not None else None

    def _count(self, list_id: str, depth: int) -> Mapping[int, int]:
        levels, counts = self.levels[list_id], self._counts.setdefault(self.lists[list_id], {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            for at, start in self.starts.get(list_id, {}).items():
                counts[at] = start - 1
        for at in range(depth):
            if at in levels:
                counts.setdefault(at, levels[at].start)
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for at in range(depth + 1, _DEEPEST):
            restart = levels[at].restart if at in levels else None
            if restart is None or (restart > 0 and depth <= restart - 1):
                counts.pop(at, None)
        return counts

    def _place(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """(numId, level) of a paragraph: its own, or that of its style."""
        own = child(properties, "numPr")
        list_id, depth = _value(own, "numId"), _integer(_value(own, "ilvl"))
        named = child(properties, "pStyle")
        style_id = attribute(named, "val") if named is not None else None
        if list_id is None:
            for name, style in self._bases(style_id):
                if style.list_id is not None:
                    list_id = style.list_id
                    levels = self.levels.get(list_id, {})
                    by_style = next((at for at, level in levels.items() if level.paragraph_style == name), None)
                    depth = depth if depth is not None else by_style if by_style is not None else style.level
                    break
        if list_id is None or list_id not in self.levels:
            return None  # numId 0 takes the number of a style away
        return list_id, depth or 0

    def _bases(self, style_id: str | None) -> Iterator[tuple[str, Style]]:
        for _ in range(_STYLES_DEEP):
            style = self.styles.get(style_id or "")
            if style is None or style_id is None:
                return
            yield style_id, style
            style_id = style.based_on


def numbering(lists: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The lists of `numbering.xml` and the styles of `styles.xml`; either may be absent."""
    known = dict(_styles(styles))
    abstract: dict[str, dict[int, Level]] = {}
    linked: dict[str, str] = {}
    for element in lists if lists is not None else ():
        if local(element) == "abstractNum":
            at = attribute(element, "abstractNumId") or ""
            abstract[at] = dict(_levels(element))
            if (link := _value(element, "numStyleLink")) is not None:
                linked[at] = link
    chosen: dict[str, str] = {}
    levels: dict[str, Mapping[int, Level]] = {}
    starts: dict[str, dict[int, int]] = {}
    for element in lists if lists is not None else ():
        if local(element) == "num":
            name, at = attribute(element, "numId") or "", _value(element, "abstractNumId") or ""
            chosen[name] = at
            own, starts[name] = _overrides(element)
            levels[name] = {**abstract.get(at, {}), **own}
    for name, at in chosen.items():  # a list that a style of lists defines
        style = known.get(linked.get(at, ""))
        if style is not None and style.list_id in levels:
            levels[name] = {**levels[style.list_id], **levels[name]}
    return Numbering(chosen, levels, starts, known)


def _styles(root: etree._Element | None) -> Iterator[tuple[str, Style]]:
    for element in root if root is not None else ():
        if local(element) == "style":
            numbers = child(element, "pPr", "numPr")
            yield (
                attribute(element, "styleId") or "",
                Style(
                    name=(_value(element, "name") or "").lower(),
                    based_on=_value(element, "basedOn"),
                    list_id=_value(numbers, "numId"),
                    level=_integer(_value(numbers, "ilvl")),
                    hidden=is_on(child(element, "rPr", "vanish")),
                ),
            )


def is_on(element: etree._Element | None) -> bool:
    """Whether a property that may be switched on or off is on: `<w:vanish/>`, not `<w:vanish w:val="0"/>`."""
    return element is not None and (attribute(element, "val") or "1") not in ("0", "false", "off")


def _levels(element: etree._Element) -> Iterator[tuple[int, Level]]:
    for level in element:
        if local(level) == "lvl":
            yield _integer(attribute(level, "ilvl")) or 0, _level(level)


def _level(element: etree._Element) -> Level:
    start, restart = _integer(_value(element, "start")), _integer(_value(element, "lvlRestart"))
    return Level(
        start=start if start is not None else 0,
        style=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        legal=is_on(child(element, "isLgl")),
        restart=restart,
        paragraph_style=_value(element, "pStyle"),
    )


def _overrides(element: etree._Element) -> tuple[dict[int, Level], dict[int, int]]:
    levels: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for override in element:
        if local(override) != "lvlOverride":
            continue
        depth = _integer(attribute(override, "ilvl")) or 0
        if (level := child(override, "lvl")) is not None:
            levels[depth] = _level(level)
        if (start := _integer(_value(override, "startOverride"))) is not None:
            starts[depth] = start
    return levels, starts


def _value(element: etree._Element | None, name: str) -> str | None:
    found = child(element, name)
    return attribute(found, "val") if found is not None else None


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else None
