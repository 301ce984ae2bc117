"""A GBK stream read one byte off: `學?！笆痉饵h` is `學校“示範黨`.

The lead byte of a character was lost (`?`); from there on every trail byte was taken for a lead byte, until an ASCII
character or another `?` fell in as the trail that had been missing. So: the run's characters as GBK bytes, an unknown
byte put before them, read again. The unknown byte is chosen by the words that its character makes with its neighbours.
Full-width marks inside the run are often half-width by now, because a site normalised its page.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pipeline.characters import FIGURES, HAN
from pipeline.lexicon import Lexicons
from pipeline.likelihood import fit, frequency, readability, sense
from pipeline.t2s import simplified
from pipeline.text import Proposal

_LONGEST = 80  # characters of a run
_MOST = 5000  # marks of a text that are looked at
_PROSE = 5.0  # readability of a run that needs no repair
_BETTER = 1.0  # by how much the repair must read better (mean log frequency)
SIGNS = "?？\ufffd"
_LOST = re.compile(f"[{SIGNS}](?=[^\\s?？])")
_NO_RUN = re.compile("[A-Za-z?？]")  # before a mark that asks, or that stands for something else
_READING = re.compile(r"\([^()\s]{1,8}\)$|（[^（）\s]{1,8}）$")
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x40)}
_HAN = re.compile(f"[{HAN}]")
_TRAILS = [trail for trail in range(0x40, 0xFF) if trail != 0x7F]
_ASCII_TRAIL = re.compile("[@-~]")


@dataclass(frozen=True)
class _Own:
    """A text, and how often each two characters of it stand together: what it says elsewhere explains what is lost."""

    text: str
    lexicons: Lexicons

    @cached_property
    def pairs(self) -> Counter[str]:
        return Counter(map(str.__add__, self.text, self.text[1:]))


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """One edit for each run, from the lost character to where the reading is in step again."""
    own = _Own(text, lexicons)
    done = 0
    for match in islice(_LOST.finditer(text), _MOST):
        if match.start() < done or _NO_RUN.match(text[match.start() - 1 : match.start()]):
            continue
        best = _repair(own, match.start())
        if best is not None:
            done, new = best
            yield Proposal(match.start(), done, new, "mojibake", "gbk_shifted")


def _repair(own: _Own, start: int) -> tuple[int, str] | None:
    """(end of the run, what it reads), or None where nothing reads better than what is there."""
    text, lexicons = own.text, own.lexicons
    left = _before(text, start)
    best: tuple[float, int, str] | None = None
    for end, data in _ends(text, start + 1):
        run = text[start + 1 : end].rstrip("?\ufffd")
        was = readability(simplified(run), lexicons)
        if was >= _PROSE:
            continue
        new = _word(data, own) if len(data) == 3 else _reading(data, left, end, own)
        if new is not None:
            score = readability(simplified(new.lstrip("?")), lexicons)
            if score > was + _BETTER and (best is None or score > best[0]):
                best = score, end, new
    return best[1:] if best else None


def _word(data: bytes, own: _Own) -> str | None:
    """Two characters, half of each lost: `?骄?` is 平均 if that is the one word of them that the text has elsewhere."""
    words = [word for word in _words(data[0], data[1]) if own.pairs[word]] if not data[2] else []
    return words[0] if len(words) == 1 and FIGURES.isdisjoint(words[0]) else None


@functools.lru_cache(maxsize=10_000)
def _words(trail: int, lead: int) -> tuple[str, ...]:
    """The words of a character with the last byte `trail` and one with the first byte `lead`."""
    heads = [c for byte in range(0x81, 0xFF) if (c := _gbk(bytes([byte, trail]))) is not None and _HAN.match(c)]
    tails = [c for byte in _TRAILS if (c := _gbk(bytes([lead, byte]))) is not None and _HAN.match(c)]
    return tuple(head + tail for head in heads for tail in tails if frequency(head + tail))


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


def _reading(data: bytes, left: str, end: int, own: _Own) -> str | None:
    """The likeliest reading of an unknown byte and `data`, whose last byte may be lost too (00)."""
    rest, text = data[1:], own.text
    if rest[-1:] == b"\0":
        tails = [t for trail in _TRAILS if (t := _gbk(rest[-2:-1] + bytes([trail]))) is not None]
        known = _gbk(rest[:-2])
        tail = _choose(tails, (known or left)[-3:], text[end : end + 2], own)
        right = known + tail if known is not None and tail else None
    else:
        right = _gbk(rest)
    if not right:
        return None
    heads = [c for lead in range(0x81, 0xFF) if (c := _gbk(bytes([lead]) + data[:1])) is not None and len(c) == 1]
    return (_choose([c for c in heads if _HAN.match(c)], left, right[:2], own) or "?") + right


def _choose(options: list[str], left: str, right: str, own: _Own) -> str | None:
    """The option that makes the likeliest words with its neighbours; a mark where none makes any, `?` for a figure."""
    scores = {o: sense(left + o + right) for o in options if fit(left, o, right) > 0}
    for option in scores:  # the text's own words
        scores[option] += 2 * min(3, own.pairs[left[-1:] + option] + own.pairs[option + right[:1]])
    if scores:
        best = max(scores, key=lambda option: scores[option])
        return best if best not in FIGURES else "?"
    marks = [option for option in options if not _HAN.match(option)]
    return max(marks, key=lambda mark: readability(mark, own.lexicons), default=None)


def _gbk(data: bytes) -> str | None:
    try:
        return data.decode("gbk")
    except UnicodeDecodeError:
        return None
