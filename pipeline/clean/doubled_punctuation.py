"""Two marks where one belongs: ,， ;； ,, 。。 and `4. .`; …… and —— are right as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

# The same mark twice, in either width, and a comma or pause mark beside a stronger one.
_DOUBLED = re.compile(
    "([,，、]) ?[,，、]+|([;；]) ?[;；]+|([:：]) ?[:：]+|(。) ?[。．]+|([。；;！!？]) ?[,，、]+|[,，、]([。；;！!？?])"
)
_AFTER_NUMBER = re.compile(r"(?<![\d.])(\d{1,2} ?[.．]) ?[.．](?![.．\d])")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """The first mark stays, unless the second is the stronger one."""
    for match in _DOUBLED.finditer(text):
        kept = next(group for group in match.groups() if group)
        yield Proposal(*match.span(), kept, "doubled_punctuation", "doubled")
    for match in _AFTER_NUMBER.finditer(text):
        yield Proposal(match.end(1), match.end(), "", "doubled_punctuation", "dot_after_number")
