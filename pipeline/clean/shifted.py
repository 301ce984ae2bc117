"""A GBK stream read one byte off: `學?！笆痉饵h` is `學校“示範黨`.

The lead byte of a character was lost (`?`); from there on every trail byte was taken for a lead byte, until an ASCII
character or another `?` fell in as the trail that had been missing. So: the run's characters as GBK bytes, an unknown
byte put before them, read again. The unknown byte is chosen by the words that its character makes with its neighbours.
Full-width marks inside the run are often half-width by now, because a site normalised its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.characters import HAN
from pipeline.lexicon import Lexicons
from pipeline.likelihood import fit, readability
from pipeline.t2s import simplified
from pipeline.text import Proposal

_LONGEST = 80  # characters of a run
_SHORTEST = 2  # characters of a run
_PROSE = 5.0  # readability of a run that needs no repair
_BETTER = 1.0  # by how much the repair must read better (mean log frequency)
_LOST = re.compile("[?？\ufffd](?=[^\\s?？])")
_BEFORE = re.compile(f"[{HAN}）)]")
_READING = re.compile(r"\([^()\s]{1,8}\)$|（[^（）\s]{1,8}）$")
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x40)}
_HAN = re.compile(f"[{HAN}]")
_TRAILS = [trail for trail in range(0x40, 0xFF) if trail != 0x7F]
_ASCII_TRAIL = re.compile("[@-~]")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """One edit for each run, from the lost character to where the reading is in step again."""
    done = 0
    for match in _LOST.finditer(text):
        if match.start() < done or not _BEFORE.match(text[match.start() - 1 : match.start()]):
            continue
        best = _repair(text, match.start(), lexicons)
        if best is not None:
            done, new = best
            yield Proposal(match.start(), done, new, "mojibake", "gbk_shifted")


def _repair(text: str, start: int, lexicons: Lexicons) -> tuple[int, str] | None:
    """(end of the run, what it reads), or None where nothing reads better than what is there."""
    left = _before(text, start)
    best: tuple[float, int, str] | None = None
    for end, data in _ends(text, start + 1):
        run = text[start + 1 : end].rstrip("?\ufffd")
        was = readability(simplified(run), lexicons)
        new = _reading(data, left, text, end, lexicons) if len(run) >= _SHORTEST and was < _PROSE else None
        if new is not None:
            score = readability(simplified(new.lstrip("?")), lexicons)
            if score > was + _BETTER and (best is None or score > best[0]):
                best = score, end, new
    return best[1:] if best else None


def _before(text: str, start: int) -> str:
    """The characters before `start`, readings in brackets left out."""
    left = text[max(0, start - 40) : start]
    while (plain := _READING.sub("", left)) != left:
        left = plain
    return left[-3:]


def _ends(text: str, start: int) -> Iterator[tuple[int, bytes]]:
    """(end, bytes) of every way the run from `start` may end in step: with an ASCII trail byte, or before a `?`.

    A lost trail byte at the end is 00.
    """
    data = bytearray()
    for at in range(start, min(len(text), start + _LONGEST)):
        char = text[at]
        if data and _ASCII_TRAIL.match(char):
            yield at + 1, bytes(data + char.encode())
            return
        if data and char in "?\ufffd":
            yield at + 1, bytes(data + b"\0")
            return
        try:
            data += _WIDE.get(char, char).encode("gbk")
        except UnicodeEncodeError:
            return
        if len(data) % 2:
            return


def _reading(data: bytes, left: str, text: str, end: int, lexicons: Lexicons) -> str | None:
    """The likeliest reading of an unknown byte and `data`, whose last byte may be lost too (00)."""
    rest = data[1:]
    if rest[-1:] == b"\0":
        tails = [t for trail in _TRAILS if (t := _gbk(rest[-2:-1] + bytes([trail]))) is not None]
        known = _gbk(rest[:-2])
        tail = _choose(tails, (known or left)[-3:], text[end : end + 2], text, lexicons)
        right = known + tail if known is not None and tail else None
    else:
        right = _gbk(rest)
    if not right:
        return None
    heads = [c for lead in range(0x81, 0xFF) if (c := _gbk(bytes([lead]) + data[:1])) is not None and len(c) == 1]
    return (_choose([c for c in heads if _HAN.match(c)], left, right[:2], text, lexicons) or "?") + right


def _choose(options: list[str], left: str, right: str, text: str, lexicons: Lexicons) -> str | None:
    """The option that makes the likeliest words with its neighbours; a mark where none makes any."""
    scores = {option: fit(left, option, right) for option in options}
    for option, score in scores.items():
        if score > 0:  # the text's own words
            scores[option] += 2 * text.count(left[-1:] + option) + 2 * text.count(option + right[:1])
    best = max(options, key=lambda option: scores[option], default="")
    if best and scores[best] > 0:
        return best
    marks = [option for option in options if not _HAN.match(option)]
    return max(marks, key=lambda mark: readability(mark, lexicons), default=None)


def _gbk(data: bytes) -> str | None:
    try:
        return data.decode("gbk")
    except UnicodeDecodeError:
        return None
