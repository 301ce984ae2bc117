"""Damage that the bytes cannot undo: kept and flagged, so that nobody takes it for the author's words.

锟斤拷 and � (lost in a conversion), a `?` that stands for a character the code page lacked (`、?水灌区`), a box for one
the font lacked, a private code point of some program.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline.characters import HAN
from pipeline.lexicon import Entry, Lexicons
from pipeline.text import Proposal

_KIND = "mojibake"
_REPLACED = re.compile("\ufffd+")
_QUESTION = re.compile(f"(?<=[{HAN}、，,。；;：:（(“《])\\?{{1,3}}(?=[{HAN}])")
_BOXES = "□▯■"
_BOX = re.compile(f"(?<=[{HAN}])[{_BOXES}]+(?=[{HAN}])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_CLAUSE = re.compile("[，,。；;：:！!、\n]")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Flags only, but for private characters whose meaning a lexicon knows."""
    lexicon = lexicons["unreadable"]
    for entry in _rubbish(lexicons):
        if entry.term[0] in text and entry.term in text:
            for match in re.finditer(re.escape(entry.term), text):
                yield Proposal(*match.span(), match.group(), _KIND, entry.where)
    if "?" in text:
        asks = tuple(entry.term for entry in lexicon.entries if entry["how"] == "asks")
        for match in _QUESTION.finditer(text):
            if not _is_question(text, match.start(), asks):
                yield Proposal(*match.span(), match.group(), _KIND, "missing_character")
    for match in _REPLACED.finditer(text) if "\ufffd" in text else ():
        yield Proposal(*match.span(), match.group(), _KIND, "replacement_character")
    for match in _BOX.finditer(text) if any(box in text for box in _BOXES) else ():
        yield Proposal(*match.span(), match.group(), _KIND, "missing_glyph")
    for match in _PRIVATE.finditer(text):
        known = lexicon.get(f"U+{ord(match.group()):04X}")
        yield Proposal(
            *match.span(), match.group(), _KIND, "private_character", (known["likely"] or None) if known else None
        )


def signs(lexicons: Lexicons) -> str:
    """Without any of these characters a text is readable."""
    return f"?\ufffd{_BOXES}\ue000-\uf8ff" + "".join(entry.term[0] for entry in _rubbish(lexicons))


@functools.cache
def _rubbish(lexicons: Lexicons) -> tuple[Entry, ...]:
    return tuple(entry for entry in lexicons["unreadable"].entries if entry["how"] == "rubbish")


def _is_question(text: str, at: int, asks: tuple[str, ...]) -> bool:
    """Whether the clause before the mark asks something. A mark right behind another one ends no question."""
    clause = _CLAUSE.split(text[max(0, at - 40) : at])[-1]
    return bool(clause) and any(word in clause for word in asks)
