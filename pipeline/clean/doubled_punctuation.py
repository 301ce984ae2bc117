"""Two marks where one belongs: ,， ;； ,, 。。 and `4. .`; …… and —— are right as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_MARKS = ",，、;；:：。．！!？"
_DOUBLED = re.compile(f"[{_MARKS}] ?[{_MARKS}][{_MARKS} ]*(?<! )")
_DOTS = re.compile(r"\. ?[.．]")
_WIDE_DOTS = re.compile("． ?[.．]")
_AFTER_NUMBER = re.compile(r"(?<![\d.])(\d{1,2} ?[.．]) ?[.．](?![.．\d])")
# Of two marks the stronger stays; 1 and 2 are marks that may double for effect.
_STRENGTH = {mark: 4 - i for i, marks in enumerate(("。．！!？", ";；", ":：", ",，", "、")) for mark in marks}
_EFFECT = "！!？"


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Of each run of marks the strongest stays, the first of equals; ！！ and ？！ are meant."""
    for match in _DOUBLED.finditer(text):
        marks = match.group().replace(" ", "")
        kept = max(marks, key=lambda mark: _STRENGTH[mark])
        if not all(mark in _EFFECT for mark in marks):
            yield Proposal(*match.span(), kept, "doubled_punctuation", "doubled")
    for match in _AFTER_NUMBER.finditer(text) if _DOTS.search(text) or _WIDE_DOTS.search(text) else ():
        yield Proposal(match.end(1), match.end(), "", "doubled_punctuation", "dot_after_number")
