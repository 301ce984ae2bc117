"""In which encoding bytes are, decided by what reads as Chinese.

Several encodings can decode the same bytes; only one of the readings is Chinese. So every candidate is read, and the
one whose characters are the least surprising wins: the surprise of a character is the logarithm of how often it stands
in Chinese text (`lexicons/common_characters.csv`), of one that is not listed that of its kind. It is decided on a few
characters already, because a wrong reading is made of rare ones.

charset-normalizer is asked too, for encodings beyond the candidates here; its opinion is read and weighed like them.
"""

from __future__ import annotations

import codecs
import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.lexicon import Lexicons

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Supersets stand for their parts (gb18030: GBK, GB2312). Python's Big5 tables differ in ～ and ①; where they read the
# bytes alike, the first one is named.
CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "cp950", "big5", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
SAMPLE = 200_000  # bytes: more do not change the decision

_THREE_BYTES = re.compile(b"[\xe0-\xf4]")  # what a character of three bytes or four begins with in UTF-8
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Surprise, in nats, of what the lexicon does not list.
_ASCII, _MARK, _RARE_HAN, _FOREIGN, _BROKEN = 5.0, 9.0, 14.0, 13.0, 20.0
STRANGER = 10.0  # of an encoding that Chinese documents are not in
# A text whose characters surprise more than this on average is no text in that encoding: Chinese is at about 7, random
# characters at 14.
NONSENSE = 11.5


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` is what the bytes say in `encoding`, U+FFFD standing for each of the `broken` places."""

    text: str
    encoding: str
    broken: int


def decode(data: bytes, lexicons: Lexicons) -> Decoded | None:
    """The text of `data`, or None if it reads as text in no encoding known here.

    >>> decode("教育工作计划".encode("gbk"), Lexicons.default())
    Decoded(text='教育工作计划', encoding='gb18030', broken=0)
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], "utf-8" if encoding == "utf-8-sig" else encoding, encoding)
    text = _as_plain_utf8(data)
    if text is not None:
        return Decoded(text, "utf-8", 0)
    surprise = _surprises(lexicons)
    readings = dict(_readings(data[:SAMPLE]))
    best = min(readings, key=lambda name: _total(readings[name], surprise) + (0 if name in CANDIDATES else STRANGER))
    if _total(readings[best], surprise) > NONSENSE * len(readings[best]):
        return None
    return _decoded(data, best, best)


def _as_plain_utf8(data: bytes) -> str | None:
    """`data` as UTF-8, if it is so without doubt: printable ASCII, or with a character of three bytes."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if text.isascii():
        return None if _CONTROL.search(text) else text  # bytes of UTF-16 can all be ASCII, but not all printable
    return text if _THREE_BYTES.search(data) and "\0" not in text else None


def _decoded(data: bytes, encoding: str, name: str) -> Decoded:
    text = data.decode(encoding, "replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return Decoded(text, name, text.count("\ufffd"))
    return Decoded(text, name, 0)


def _readings(sample: bytes) -> Iterator[tuple[str, str]]:
    """(encoding, text) of every candidate, with U+FFFD where it does not fit."""
    for encoding in dict.fromkeys([*CANDIDATES, *_opinion(sample)]):
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        try:
            text = decoder.decode(sample, final=len(sample) < SAMPLE)
        except UnicodeError:
            continue
        yield encoding, text


def _opinion(sample: bytes) -> list[str]:
    """What charset-normalizer takes the sample for, as the superset that stands for it here."""
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    if match is None:
        return []
    name = codecs.lookup(match.encoding).name
    if name in ("gb2312", "gbk"):
        return ["gb18030"]
    return ["big5hkscs"] if name in ("big5", "cp950") else [name]


@functools.cache
def _surprises(lexicons: Lexicons) -> dict[str, float]:
    entries = lexicons["common_characters"].entries
    return {entry.term: -math.log(float(entry["per_million"]) / 1e6) for entry in entries}


def _total(text: str, surprise: dict[str, float]) -> float:
    counts = Counter(text)
    return sum(n * (surprise.get(c) or _unlisted(c)) for c, n in counts.items())


def _unlisted(character: str) -> float:
    """Surprise of a character that is not in the lexicon."""
    code = ord(character)
    if code < 0x80:
        return _ASCII if character.isprintable() or character in "\t\n\r\f" else _BROKEN
    if 0x4E00 <= code <= 0x9FFF:
        return _RARE_HAN
    if code < 0x250 or 0x2000 <= code < 0x2600 or 0x3000 <= code < 0x3040 or 0xFF00 <= code < 0xFFEF:
        return _MARK  # Latin with accents (readings), punctuation, full-width forms
    if character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn", "Cs", "Cc"):
        return _BROKEN
    return _FOREIGN
