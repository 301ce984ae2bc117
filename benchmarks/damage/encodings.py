"""Bytes taken for another encoding, and bytes lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.damage.chance import chance_of
from benchmarks.damage.script import HAN, traditional

_SHIFT_EVERY = 300  # characters, about, from one lost byte to the next


def gbk_shift(text: str) -> str:
    """A GBK stream that lost a byte now and then: what follows is read one byte off, to the next ASCII byte."""
    chance = chance_of(text)
    pieces, at = [], 0
    while at < len(text):
        to = at + chance.randint(_SHIFT_EVERY // 2, _SHIFT_EVERY * 3 // 2)
        while to < len(text) and not re.match(f"[{HAN}]{{3}}", text[to : to + 3]):
            to += 1
        pieces.append(text[at:to])
        at = _end_of_run(text, to)
        pieces.append(_shifted(text[to:at]))
    return "".join(pieces)


def _end_of_run(text: str, start: int) -> int:
    """The next character with an ASCII byte in it, or that GBK has not."""
    at = start
    while at < len(text) and at - start < 40:
        data = text[at].encode("gbk", "ignore")
        if len(data) < 2 or data[1] < 0x80:
            return at + (len(data) == 2)
        at += 1
    return at


def _shifted(run: str) -> str:
    data = run.encode("gbk")
    return "?" + data[1:].decode("gbk", "replace").replace("\ufffd", "?") if data else ""


def utf8_as_gbk(text: str) -> str:
    """Every fifth line in UTF-8 read as GBK; a byte that it could not show is lost."""
    return _every_fifth(text, lambda line: line.encode().decode("gbk", "replace"))


def utf8_as_cp936(text: str) -> str:
    """The same by a program that shows 80 as € and the pairs that GBK leaves open as private characters."""
    return _every_fifth(text, _as_cp936)


def _as_cp936(line: str) -> str:
    data, pieces, at = line.encode(), [], 0
    while at < len(data):
        pair = data[at : at + 2]
        char = _gbk_pair(pair) if len(pair) == 2 and 0x81 <= pair[0] < 0xFF else None
        pieces.append(char or (chr(data[at]) if data[at] < 0x80 else "€" if data[at] == 0x80 else "\ufffd"))
        at += 2 if char else 1
    return "".join(pieces)


def _gbk_pair(pair: bytes) -> str | None:
    try:
        return pair.decode("gb18030")
    except UnicodeDecodeError:
        return None


def utf8_as_latin1(text: str) -> str:
    """Every fifth line in UTF-8 read as Windows-1252."""
    return _every_fifth(text, _as_windows)


def utf8_as_latin1_twice(text: str) -> str:
    return _every_fifth(text, lambda line: _as_windows(_as_windows(line)))


def gbk_as_latin1(text: str) -> str:
    return _every_fifth(text, lambda line: line.encode("gbk", "replace").decode("latin-1"))


def _as_windows(line: str) -> str:
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in line.encode())


def _every_fifth(text: str, spoil: Callable[[str], str]) -> str:
    lines = text.split("\n")
    return "\n".join(spoil(line) if at % 5 == 3 else line for at, line in enumerate(lines))


def big5(text: str) -> bytes:
    """In the characters of Taiwan: 爲 and 羣 are 為 and 群 there, and Big5 has no others."""
    return (
        traditional(text)
        .translate(str.maketrans("爲羣衆裏麪峯牀竈喫", "為群眾裡麵峰床灶吃"))
        .encode("big5hkscs", "replace")
    )
