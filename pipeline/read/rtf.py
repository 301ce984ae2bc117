"""Rich text (RTF), by striprtf; what is hidden or deleted is left out, the printed numbers of lists are kept."""

from __future__ import annotations

import re

from pipeline.read import grid
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "application/rtf"
_CODEPAGE = re.compile(r"\\ansicpg(\d{1,6})")
# Bytes beyond ASCII should be written \'xx; some programs write them as they are.
_PLAIN = re.compile("[\x80-\xff][\x40-\xff]?")
_GONE = re.compile(r"\{[^{}]*\\(?:v|deleted)(?![a-z0-9])[^{}]*\}")
_FONT, _CHARSET = re.compile(r"\\f(\d{1,6})"), re.compile(r"\\fcharset(\d{1,3})")
_HALVES = re.compile("[\ud800-\udfff]+")
_INVISIBLE = str.maketrans({"\xad": None, "\u2011": "-"})


def recognises(data: bytes) -> bool:
    """Whether `data` begins as RTF does."""
    return data.startswith(b"{\\rtf")


def read(data: bytes, name: str) -> list[ReadResult]:
    """The text of an RTF. Raises ReadError where it has none."""
    from striprtf.striprtf import rtf_to_text

    source = data.decode("latin-1")
    source = _PLAIN.sub(lambda match: "".join(f"\\'{ord(char):02x}" for char in match.group()), source)
    source = _GONE.sub("", source).replace("{\\pntext", "{\\listtext").replace("\\fldinst", "\\datafield")
    try:
        source = _with_plain_fonts(source)
        found: str = rtf_to_text(source, encoding="gb18030", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError) as error:
        raise ReadError("read", f"the rtf file is damaged ({error}); save it again") from error
    lines = [_row(line) for line in _whole(found).translate(_INVISIBLE).split("\n")]
    text = "\n".join(line for line in lines if line.strip()) + "\n"
    if not re.search(r"\w", text):
        raise ReadError("read", "the rtf file has no text")
    codepage = _CODEPAGE.search(source)
    flags = (f"undecodable:{text.count(chr(0xFFFD))}",) if "\ufffd" in text else ()
    return [
        ReadResult(identify(data), name, text, MEDIA_TYPE, f"cp{codepage[1]}" if codepage else "ascii", flags=flags)
    ]


def _with_plain_fonts(source: str) -> str:
    """`source` with nothing in its table of fonts but their charsets: striprtf is slow on a table that is none."""
    from striprtf.striprtf import font_table_group

    group: str = font_table_group(source)  # type: ignore[no-untyped-call]
    if not group:
        return source
    fonts = ((_FONT.search(entry), _CHARSET.search(entry)) for entry in group.split(";"))
    plain = "".join(f"{{\\f{font[1]}\\fcharset{charset[1]} x;}}" for font, charset in fonts if font and charset)
    return source.replace(group, f"{{\\fonttbl{plain}}}", 1)


def _whole(text: str) -> str:
    """Characters that RTF writes as two halves, whole."""
    return _HALVES.sub(lambda m: m.group().encode("utf-16", "surrogatepass").decode("utf-16", "replace"), text)


def _row(line: str) -> str:
    """A line as it is, or the cells of a row, each with striprtf's bar behind it."""
    if not line.rstrip().endswith("|"):
        return line.replace("\t", " ")
    cells = [grid.GridCell(" ".join(cell.split())) for cell in line.rstrip()[:-1].split("|")]
    return "".join(grid.lines([cells]))
