"""OFD, the national format of electronic documents: a zip of XML pages that say where every character stands."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.read.flow import Glyph, Page, Rule, flow
from pipeline.read.package import Package, attribute, child, local, names
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "application/ofd"
_ROOT = "ofd.xml"
_POINTS = 72 / 25.4  # in a millimetre, in which OFD measures
_ABOVE, _BELOW = 0.86, 0.14  # of a character's size, over and under the line it stands on
_A4 = (210.0, 297.0)
_HEAD = 800  # characters in which a title stands
_MOST_STEPS = 100_000  # of one TextCode
_STRAIGHT = 0.4  # millimetres
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")

Matrix = tuple[float, float, float, float, float, float]


def recognises(data: bytes) -> bool:
    """Whether `data` is a zip with the root part of an OFD."""
    return any(name.lower() == _ROOT for name in names(data))


def read(data: bytes, name: str) -> list[ReadResult]:
    """The text of an OFD. Raises ReadError for one that is damaged or has no text, pictures only."""
    package = Package(data, "ofd")
    root = package.xml(_ROOT)
    bodies = [body for body in root if local(body) == "DocBody"] if root is not None else []
    pages: list[Page] = []
    empty: list[int] = []
    for body in bodies:
        place = child(body, "DocRoot")
        if place is not None and place.text:
            _pages(package, place.text.strip(), pages, empty)
    found = flow(pages)
    text = "\n".join(found.lines) + "\n"
    if not re.search(r"\w", text):
        raise ReadError("read", "no text layer: the pages of the ofd file are pictures; run OCR over it first")
    flags: tuple[str, ...] = (f"pages_without_text:{','.join(map(str, empty))}",) if empty else ()
    flags += (f"running_lines:{found.running}",) if found.running else ()
    return [ReadResult(identify(data), name, text, MEDIA_TYPE, "utf-8", _metadata(bodies, text), flags)]


def _metadata(bodies: Sequence[etree._Element], text: str) -> dict[str, str]:
    """The title that the file gives itself, if the text has it."""
    for body in bodies:
        element = child(body, "DocInfo", "Title")
        title = " ".join((element.text or "").split()) if element is not None else ""
        if len(title) >= 6 and _bare(title) in _bare(text[:_HEAD]):
            return {"title": title}
    return {}


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _pages(package: Package, place: str, pages: list[Page], empty: list[int]) -> None:
    """Adds the pages of the document at `place`, and the numbers of those that are pictures without text."""
    document = package.xml(place)
    if document is None:
        raise ReadError("read", f"the ofd file has no part {place}, which it names")
    folder = posixpath.dirname(place)
    usual = _size(child(document, "CommonData", "PageArea")) or _A4
    listed = child(document, "Pages")
    for entry in listed if listed is not None else ():
        at = attribute(entry, "BaseLoc") or ""
        content = package.xml(at) if at.startswith("/") else package.xml(posixpath.join(folder, at))
        if content is None:
            raise ReadError("read", f"the ofd file has no page {at}, which it names")
        width, height = _size(child(content, "Area")) or usual
        objects = list(_objects(child(content, "Content")))
        glyphs = [g for thing in objects if local(thing) == "TextObject" for g in _glyphs(thing, height)]
        rules = [r for thing in objects if local(thing) == "PathObject" for r in _rules(thing, height)]
        pages.append(Page(width * _POINTS, height * _POINTS, glyphs, rules))
        if not glyphs and any(local(thing) == "ImageObject" for thing in objects):
            empty.append(len(pages))


def _size(area: etree._Element | None) -> tuple[float, float] | None:
    box = child(area, "PhysicalBox")
    numbers = _numbers(box.text) if box is not None else []
    return (numbers[2], numbers[3]) if len(numbers) == 4 else None


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text or "")]


def _objects(content: etree._Element | None) -> Iterator[etree._Element]:
    """The objects of a page's layers; blocks hold others."""
    for element in content if content is not None else ():
        if local(element) in ("Layer", "PageBlock"):
            yield from _objects(element)
        else:
            yield element


def _placed(element: etree._Element) -> tuple[float, float, Matrix]:
    """Where the object's own coordinates begin on the page, and the matrix that they go through."""
    box = _numbers(attribute(element, "Boundary"))
    matrix = _numbers(attribute(element, "CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (box[0], box[1], (a, b, c, d, e, f)) if len(box) == 4 else (0.0, 0.0, (a, b, c, d, e, f))


def _glyphs(element: etree._Element, height: float) -> Iterator[Glyph]:
    left, top, (a, b, c, d, e, f) = _placed(element)
    size = (_numbers(attribute(element, "Size")) or [3.7])[0]
    x = y = 0.0
    for code in element:
        if local(code) != "TextCode":
            continue
        x = (_numbers(attribute(code, "X")) or [x])[0]  # one that is not given is that of the code before
        y = (_numbers(attribute(code, "Y")) or [y])[0]
        across, down = _steps(attribute(code, "DeltaX")), _steps(attribute(code, "DeltaY"))
        at_x, at_y = x, y
        for at, char in enumerate(code.text or ""):
            step = across[at] if at < len(across) else None
            wide = size * (0.5 if char.isascii() else 1.0)
            wide = min(wide, step) if step is not None and step > 0 else wide
            if not char.isspace():
                base_x, base_y = left + a * at_x + c * at_y + e, top + b * at_x + d * at_y + f
                scale_x, scale_y = abs(a) or abs(c), abs(d) or abs(b)
                foot = height - base_y
                yield Glyph(
                    char, base_x * _POINTS, (base_x + wide * scale_x) * _POINTS,
                    (foot - _BELOW * size * scale_y) * _POINTS, (foot + _ABOVE * size * scale_y) * _POINTS,
                    spaced=at > 0 and (code.text or "")[at - 1].isspace(),
                )  # fmt: skip
            at_x += step if step is not None else 0.0 if down else wide
            at_y += down[at] if at < len(down) else 0.0


def _steps(text: str | None) -> list[float]:
    """The steps between characters; `g 3 4.2` is 4.2 three times."""
    parts = (text or "").split()
    steps: list[float] = []
    at = 0
    while at < len(parts) and len(steps) < _MOST_STEPS:
        if parts[at] == "g" and at + 2 < len(parts) and parts[at + 1].isdigit():
            steps += [_number(parts[at + 2])] * min(int(parts[at + 1][:7]), _MOST_STEPS - len(steps))
            at += 3
        else:
            steps.append(_number(parts[at]))
            at += 1
    return steps


def _number(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else 0.0


def _rules(element: etree._Element, height: float) -> Iterator[Rule]:
    """The level and upright lines of a path."""
    left, top, (a, b, c, d, e, f) = _placed(element)
    drawn = child(element, "AbbreviatedData")
    parts = (drawn.text or "").split() if drawn is not None else []
    start = last = (0.0, 0.0)
    at = 0
    while at < len(parts):
        order = parts[at]
        values = [_number(part) for part in parts[at + 1 : at + 3]]
        if order in ("M", "S", "L") and len(values) == 2:
            x, y = values
            here = left + a * x + c * y + e, height - (top + b * x + d * y + f)
            if order == "L":
                yield from _rule(last, here)
            else:
                start = here
            last = here
            at += 3
        else:
            if order == "C":
                yield from _rule(last, start)
            at += 1


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    (left, right), (bottom, top) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if (right - left < _STRAIGHT) != (top - bottom < _STRAIGHT):
        yield Rule(left * _POINTS, right * _POINTS, bottom * _POINTS, top * _POINTS)
