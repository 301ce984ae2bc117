"""Characters nobody sees: zero width, byte order marks, NUL and other controls, carriage returns, lone surrogates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

# Each pattern begins with what it is about, so that it is looked for many times as fast as with what stands before.
_LINE_BREAK = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029](?:(?<=\r)\n)?")
_UNSEEN = (
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\ufe00-\ufe0f]"
)
_INVISIBLE = re.compile(f"{_UNSEEN}{_UNSEEN}*")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Radicals and compatibility ideographs that PDFs print instead of the character itself.
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


# A typesetter's private code at the end of a paragraph; at the end of many lines it is one whatever stands before it.
_LAYOUT = re.compile("[\ue000-\uf8ff](?<=[\\s。！？；：!?;:][\ue000-\uf8ff])(?=\\s|\\Z)")
_AT_END = re.compile("[\ue000-\uf8ff](?<=\\S[\ue000-\uf8ff])(?=[ \t\r\u3000]*(?:\n|\\Z))")
_MANY = 3
SIGNS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\ufe00-\ufe0f"
    "\ud800-\uf8ff\u2e80-\u2fdf\uf900-\ufaff"
)


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Invisible characters go, line breaks become one newline, look-alike code points their ideograph."""
    for match in _LINE_BREAK.finditer(text):
        yield Proposal(*match.span(), "\n", "whitespace", "line_break")
    for match in _INVISIBLE.finditer(text):
        yield Proposal(*match.span(), "", "whitespace", "invisible")
    for match in _SURROGATE.finditer(text):
        yield Proposal(*match.span(), "\ufffd", "mojibake", "lone_surrogate")
    for match in _LAYOUT.finditer(text):
        yield Proposal(*match.span(), "", "whitespace", "private_layout")
    at_end = list(_AT_END.finditer(text))
    often = Counter(match.group() for match in at_end)
    for match in at_end:
        if often[match.group()] >= _MANY:
            yield Proposal(*match.span(), "", "whitespace", "private_layout")
    radicals = lexicons["radicals"]
    for match in _LOOKALIKE.finditer(text):
        known = radicals.get(match.group())
        proper = known["character"] if known else unicodedata.normalize("NFKC", match.group())
        if proper != match.group():
            yield Proposal(*match.span(), proper, "script", "compatibility_ideograph")
