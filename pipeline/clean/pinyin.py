"""Readings in brackets behind their character: 區(qū) -> 区, 校（xiào） -> 校.

A bracket holds a reading if it is one syllable as pinyin builds them (initial + final) with a tone mark or a tone
number. A syllable without any tone may be an abbreviation, so it counts only where the text has many readings with
tone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.characters import HAN
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜêńňǹḿ\u0304\u0301\u030c\u0300\u0308"
SIGNS = f"a-zA-ZüÜɡ{_TONED}"
_HAN = re.compile(f"[{HAN}]")
_LETTERS = f"a-zA-ZüÜɡ{_TONED}0-5"
_BRACKET = re.compile(f"[(（〔［\\[【]([{_LETTERS}][{_LETTERS} ,，、/·'’-]{{0,40}})[)）〕］\\]】]")
_BETWEEN = re.compile("[ ,，、/·'’-]+")
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = (
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|ei|ao|ou|an|en|in|un|vn|ia|ie|iu|ua|uo|ui|ue|ve|er"
    "|[aoeiuv])"
)
_SYLLABLE = re.compile(f"(?:{_INITIAL}{_FINAL}|ng?|m|hm|hng)r?")
_TONES = "\u0304\u0301\u030c\u0300"
_MANY = 5  # readings with tone, from which on one without is believed


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Every reading in brackets goes."""
    brackets = [m for m in _BRACKET.finditer(text) if _HAN.match(text[m.start() - 1 : m.start()])]
    found = [(m, kind) for m in brackets if (kind := _readings(m.group(1).strip()))]
    many = sum(kind == "toned" for _, kind in found) >= _MANY
    for match, kind in found:
        if kind == "toned" or many:
            yield Proposal(*match.span(), "", "pinyin", f"reading_{kind}")


def _readings(letters: str) -> str | None:
    """As `reading`, of several syllables too, all of them with tone: `重庆(chóng qìng)`, `会(huì/kuài)`."""
    syllables = _BETWEEN.split(letters)
    if len(syllables) == 1:
        return reading(letters)
    return "toned" if all(reading(syllable) == "toned" for syllable in syllables) else None


def reading(letters: str) -> str | None:
    """`toned` or `plain` if `letters` are one pinyin syllable, else None.

    >>> reading("qū"), reading("xiao4"), reading("lüè"), reading("xiao"), reading("GDP"), reading("WTO")
    ('toned', 'toned', 'toned', 'plain', None, None)
    """
    apart = unicodedata.normalize("NFD", letters.replace("ɡ", "g"))
    tones = [c for c in apart if c in _TONES]
    plain = "".join(c for c in apart if c not in _TONES)
    plain = unicodedata.normalize("NFC", plain).replace("ü", "v").replace("ê", "e")
    if plain[-1:].isdigit():
        tones.append(plain[-1])
        plain = plain[:-1]
    if len(tones) > 1 or plain != plain.lower() or not _SYLLABLE.fullmatch(plain):
        return None
    return "toned" if tones else "plain"
