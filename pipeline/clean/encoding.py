"""Text decoded with the wrong encoding, where the bytes prove what it was.

鏁欒偛 is 教育 in UTF-8 read as GBK, æ•™è‚² the same read as Latin-1, ½ÌÓý is GBK read as Latin-1; each may have
happened twice. A run is turned back into bytes and read again; it is repaired if that works out and reads much better.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from itertools import product

from pipeline.characters import HAN
from pipeline.lexicon import Lexicons
from pipeline.likelihood import fit, readability
from pipeline.text import Proposal

_BETTER = 1.5  # by how much a repair must read better (mean log frequency)
_LONGEST = 4000  # characters that are read again at once
_WINDOW = 40  # characters that are tried first
_TIMES = 3  # how often a text may have been misread

_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_CHINESE = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef—“”‘’…·\\s\x21-\x7e]+")

# The characters that the bytes 80–FF show as in Windows-1252; what that leaves open, as in Latin-1.
_BYTE = {bytes([b]).decode("cp1252", "ignore") or chr(b): b for b in range(0x80, 0x100)}
_HIGH = "".join(_BYTE)
_LEAD = re.compile("[\u00c2-\u00f7]")
_LATIN = re.compile(f"[{re.escape(_HIGH)}]{{2,}}")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Each run that can be read again, and HTML's entities."""
    if "&" in text:
        for match in _ENTITY.finditer(text):
            plain = html.unescape(match.group())
            if plain != match.group():
                yield Proposal(*match.span(), plain, "mojibake", "html_entity")
    for start, end, new, rule in _runs(text, lexicons):
        yield Proposal(start, end, _again(new, lexicons), "mojibake", rule)


def _again(text: str, lexicons: Lexicons) -> str:
    for _ in range(_TIMES - 1):
        runs = list(_runs(text, lexicons))
        if not runs:
            break
        for start, end, new, _ in reversed(runs):
            text = text[:start] + new + text[end:]
    return text


def _runs(text: str, lexicons: Lexicons) -> Iterator[tuple[int, int, str, str]]:
    if _LEAD.search(text):
        yield from _latin_runs(text, lexicons)
    yield from _gbk_runs(text, lexicons)


def _latin_runs(text: str, lexicons: Lexicons) -> Iterator[tuple[int, int, str, str]]:
    for match in _LATIN.finditer(text):
        lead = _LEAD.search(match.group())
        if lead is None:
            continue
        first, end = match.span()
        # quotation marks of the text's own may stand at either end of the run
        starts = dict.fromkeys((first, first + lead.start()))
        spans = [(start, stop) for start in starts for stop in range(end, max(start + 1, end - 3), -1)]
        found = (_latin_run(text, *span, lexicons) for span in spans)
        if best := next((run for run in found if run), None):
            yield best


def _latin_run(text: str, start: int, end: int, lexicons: Lexicons) -> tuple[int, int, str, str] | None:
    data = bytes(_BYTE[char] for char in text[start:end])
    for encoding in ("utf-8", "gbk"):
        new = _decoded(data, encoding)
        if new and _is_better(text[start:end], new, encoding, lexicons):
            return start, end, new, f"{encoding}_as_latin1"
    return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_better(old: str, new: str, encoding: str, lexicons: Lexicons) -> bool:
    if encoding == "utf-8" and _LEAD.search(new):
        return True  # misread twice: valid UTF-8 of this length is no accident
    if encoding == "gbk" and len(new) < 2:
        return False
    return bool(_CHINESE.fullmatch(new)) and readability(new, lexicons) > readability(old, lexicons) + _BETTER


@functools.cache
def _telltale() -> re.Pattern[str]:
    """What the first two bytes of a Chinese character in UTF-8 look like in GBK."""
    pairs = (bytes([lead, trail]) for lead in (0xE2, 0xE3, *range(0xE4, 0xEA), 0xEF) for trail in range(0x80, 0xC0))
    return re.compile(f"[{''.join(pair.decode('gbk', 'ignore') for pair in pairs)}]")


def _gbk_runs(text: str, lexicons: Lexicons) -> Iterator[tuple[int, int, str, str]]:
    done = 0
    for match in _telltale().finditer(text):
        start = match.start()
        if start < done or not _goes_on(text[start + 1 : start + 2]):
            continue
        end, new = _read_again(text, start)
        if len(new) >= 2 and _is_better(text[start:end], new, "utf-8 in gbk", lexicons):
            yield start, end, new, "utf-8_as_gbk"
            done = end


def _goes_on(char: str) -> bool:
    """Whether `char` may hold the third byte of a character in UTF-8."""
    data = _bytes_of(char) if char else None
    return data is not None and (data[0] is None or 0x80 <= data[0] < 0xC0)


def _read_again(text: str, start: int) -> tuple[int, str]:
    """The characters from `start` on as GBK bytes, read as UTF-8 as far as that goes: (end, what they read)."""
    end, read = _read_window(text, start, _WINDOW)
    return (end, read) if end < start + _WINDOW - 3 else _read_window(text, start, _LONGEST)


def _read_window(text: str, start: int, size: int) -> tuple[int, str]:
    data: list[int | None] = []
    ends = {0: start}  # number of bytes -> position behind the character that ends there
    for at in range(start, min(len(text), start + size)):
        piece = _bytes_of(text[at])
        if piece is None:
            break
        data += piece
        ends[len(data)] = at + 1
    read, used, best = "", 0, (start, "")
    while used < len(data):
        lead = data[used]
        width = 0 if lead is None else 1 if lead < 0x80 else 3 if 0xE2 <= lead <= 0xEF else 0
        char = _character(data[used : used + width], read, data[used + width : used + width + 1]) if width else None
        if not char:
            break
        read, used = read + char, used + width
        if used in ends:
            best = ends[used], read
    return best


def _bytes_of(char: str) -> list[int] | list[None] | None:
    """The bytes that GBK shows as `char`; [None] for one that it could not show, None for what it is not."""
    if char in "\ufffd?":
        return [None]
    if char == "€":
        return [0x80]
    if char < "\x80":
        return None
    try:
        return list(char.encode("gbk"))
    except UnicodeEncodeError:
        return None


def _character(chunk: list[int | None], left: str, following: list[int | None]) -> str | None:
    """The character of the bytes `chunk`. A byte that GBK could not show is 80, unless an ASCII character follows."""
    known = [[b] if b is not None else [0x80] if n else [*range(0x80, 0xC0)] for b, n in _paired(chunk, following)]
    options = [char for data in product(*known) if (char := _decoded(bytes(data), "utf-8")) and len(char) == 1]
    if len(options) < 2:
        return options[0] if options else None
    if left.count("“") > left.count("”") and "”" in options:
        return "”"
    best = max(options, key=lambda char: fit(left, char, ""))
    return best if fit(left, best, "") > 0 else next((mark for mark in "，。“" if mark in options), None)


def _paired(chunk: list[int | None], following: list[int | None]) -> list[tuple[int | None, int | None]]:
    return list(zip(chunk, [*chunk[1:], *(following or [None])], strict=True))
