"""What a page leaves in the text: `第7页 共7页`, `— 1 —`, a lone number, and the chunk numbers of preview sites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.characters import ends_sentence, lines
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_PAGE = re.compile(
    r"第 ?\d{1,4} ?页(?:[\s/／,，|]*共 ?\d{1,4} ?页)?|共 ?\d{1,4} ?页[\s,，]*第 ?\d{1,4} ?页"
    r"|[—–－─-]{1,2} ?\d{1,4} ?[—–－─-]{1,2}|[Pp]age ?\d{1,4}(?: ?of ?\d{1,4})?"
)
_CHUNK = re.compile(r"(?:^|\n)[ \u3000]*(\d{1,3})、", re.MULTILINE)
_CHUNK_SIZE = 150  # characters, on average, that a page's chunk has at least
_CHUNKS = 3


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Page marks go; a sentence they cut is joined again."""
    last = None
    for line in lines(text):
        if line.text:
            last = line
        if line.text and _PAGE.fullmatch(line.text):
            yield Proposal(line.start, line.after, "", "page_break", "page_number")
    if last is not None and last.text.isdigit() and len(last.text) <= 4 and last.start:
        yield Proposal(last.start, last.after, "", "page_break", "last_page_number")
    yield from _chunks(text)


def _chunks(text: str) -> Iterator[Proposal]:
    """`1、` `2、` … put before each page's text by a preview site: in sequence, far apart, cutting sentences in two."""
    found: list[re.Match[str]] = []
    for match in _CHUNK.finditer(text):
        if int(match.group(1)) == len(found) + 1:
            found.append(match)
    if len(found) < _CHUNKS or found[-1].start() - found[0].start() < _CHUNK_SIZE * (len(found) - 1):
        return
    before = [text[: m.start()].rstrip()[-8:] for m in found[1:]]
    if sum(not ends_sentence(b) for b in before) * 2 <= len(before):
        return
    for match in found:
        start = match.end() - len(match.group().lstrip("\n \u3000"))
        left = len(text[:start].rstrip())
        cut = match is not found[0] and not ends_sentence(text[max(0, left - 8) : left])
        yield Proposal(left if cut else start, match.end(), "", "page_break", "chunk_number")
