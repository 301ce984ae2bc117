"""PDF files: the text layer of their pages, put in order and joined to paragraphs."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.read.flow import Flow, Glyph, Page, Rule, flow
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "application/pdf"
_FIRST = 1024  # bytes in which a PDF says so
_HEAD = 800  # characters in which a title stands
_TURNED = 0.1  # radians: letters that stand askew are a stamp or watermark
_STRAIGHT = 1.0  # points


def recognises(data: bytes) -> bool:
    """Whether `data` is a PDF; some have a few bytes before their mark."""
    return b"%PDF-" in data[:_FIRST] and (data.startswith(b"%PDF-") or b"%%EOF" in data[-2048:])


def read(data: bytes, name: str) -> list[ReadResult]:
    """The text of a PDF. Raises ReadError for one that is damaged or encrypted, or has no text layer."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        pages, empty = _pages(document)
        title = document.get_metadata_value("Title")
        document.close()
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError("read", "the PDF is encrypted; save it without a password") from error
        raise ReadError("read", f"the PDF is damaged or cut off ({error}); fetch it again") from error
    found = flow(pages)
    text = "\n".join(found.lines) + "\n"
    if not re.search(r"\w", text):
        raise ReadError("read", "no text layer: the pages are pictures (scanned); run OCR over the PDF first")
    return [
        ReadResult(identify(data), name, text, MEDIA_TYPE, "utf-8", _metadata(title, text), _flags(found, empty, text))
    ]


def _flags(found: Flow, empty: Sequence[int], text: str) -> tuple[str, ...]:
    flags: tuple[str, ...] = (f"pages_without_text:{','.join(map(str, empty))}",) if empty else ()
    flags += (f"running_lines:{found.running}",) if found.running else ()
    return flags + ((f"undecodable:{text.count(chr(0xFFFD))}",) if "\ufffd" in text else ())


def _metadata(title: str, text: str) -> Mapping[str, str]:
    """The title in the file's properties, if the text has it: many keep that of another document."""
    title = " ".join(title.split())
    return {"title": title} if len(title) >= 6 and _bare(title) in _bare(text[:_HEAD]) else {}


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _pages(document: Any) -> tuple[list[Page], list[int]]:
    """The pages, and the numbers of those that are pictures without text."""
    import pypdfium2.raw as raw

    pages: list[Page] = []
    empty: list[int] = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        glyphs = list(_glyphs(page.get_textpage()))
        objects = list(page.get_objects(max_depth=1))
        rules = [rule for thing in objects if thing.type == raw.FPDF_PAGEOBJ_PATH for rule in _rules(thing)]
        if not glyphs and any(thing.type == raw.FPDF_PAGEOBJ_IMAGE for thing in objects):
            empty.append(number + 1)
        pages.append(_upright(Page(width, height, glyphs, rules), page.get_rotation()))
        page.close()
    return pages, empty


def _glyphs(text: Any) -> Iterator[Glyph]:
    """The characters of a page that are printed upright."""
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    spaced = False
    high = ""  # first half of a character beyond the basic plane
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        char, high = _character(high, code), ""
        spaced = spaced or not char
        if not char or raw.FPDFText_IsGenerated(text, at) == 1 or not raw.FPDFText_GetLooseCharBox(text, at, box):
            continue
        if not _is_askew(raw.FPDFText_GetCharAngle(text, at)):
            yield Glyph(char, box.left, box.right, box.bottom, box.top, spaced)
        spaced = False


def _character(high: str, code: int) -> str:
    """The character `code`; "" for blanks, which gaps tell better, U+FFFD for one that its font does not name."""
    if 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16", "replace") if high else "\ufffd"
    char = chr(code) if code else "\ufffd"
    return "" if char.isspace() or code < 0x20 or code in (0xFFFE, 0xFFFF) else char


def _is_askew(angle: float) -> bool:
    quarter = angle % (3.141592653589793 / 2)
    return angle >= 0 and _TURNED < quarter < 3.141592653589793 / 2 - _TURNED


def _rules(path: Any) -> Iterator[Rule]:
    """The level and upright lines of a path."""
    import pypdfium2.raw as raw

    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for at in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        here = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield from _rule(last, here)
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            yield from _rule(here, start)
        last = here


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    (left, right), (bottom, top) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if (right - left < _STRAIGHT) != (top - bottom < _STRAIGHT):
        yield Rule(left, right, bottom, top)


def _upright(page: Page, rotation: int) -> Page:
    """The page as it is shown: `rotation` in degrees clockwise; `width` and `height` are those of the page shown."""
    if rotation == 0:
        return page

    def turned(left: float, right: float, bottom: float, top: float) -> tuple[float, float, float, float]:
        if rotation == 180:
            return page.width - right, page.width - left, page.height - top, page.height - bottom
        if rotation == 90:
            return bottom, top, page.height - right, page.height - left
        return page.width - top, page.width - bottom, left, right

    glyphs = [Glyph(g.text, *turned(g.left, g.right, g.bottom, g.top), g.spaced) for g in page.glyphs]
    return Page(page.width, page.height, glyphs, [Rule(*turned(r.left, r.right, r.bottom, r.top)) for r in page.rules])
