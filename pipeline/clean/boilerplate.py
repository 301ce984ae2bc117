"""A site's own words around the document: notices, navigation, metadata, footers, credits.

What the phrases are and how each works is in `boilerplate.csv`; here stands how lines of them are told from lines of
the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.characters import Line, lines
from pipeline.lexicon import Lexicon, Lexicons
from pipeline.text import Proposal

_LONGEST = 200


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Whole lines, with their break."""
    lexicon = lexicons["boilerplate"]
    for line in lines(text):
        if line.text and len(line.text) <= _LONGEST and (rule := _rule(line, lexicon)):
            yield Proposal(line.start, line.after, "", "boilerplate", rule)


def _rule(line: Line, lexicon: Lexicon) -> str | None:
    for start, _end, entry in lexicon.find(line.text):
        how = entry["how"]
        if how == "line" or (how == "start" and start == 0) or (how == "exact" and entry.term == line.text):
            return f"{entry.where}"
    return None
