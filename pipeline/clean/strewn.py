"""Codes that a site strews into a text against copying: `。x8Kq2LmZ7`, `9 _$ V2 b- D`, in a colour that nobody sees.

They stand where a sentence or a line ends or begins, never inside one, and a page has many of them: a single one may be
the number of a model or a form. A site's mark at the end of line after line (`vQx`) is the same short word each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_MANY = 3
_ENDS = frozenset("。！？；：!?;\n")
# One word of letters and digits in no order, or short pieces with signs among them. What a code may begin with comes
# first, and then that nothing stands right before it: it is looked for eight times as fast.
_CODE = re.compile(
    r"[!-~](?<![!-~][!-~])(?:(?<=[A-Za-z0-9])[A-Za-z0-9]{6,23}(?![A-Za-z0-9])"
    r"|[!-~]?(?: {1,2}[!-~]{1,2}){3,12}(?![!-~]))"
)
_OFTEN = 5
_MARK = re.compile(r"[A-Za-z](?<=[\u4e00-\u9fff。，：；！？”）:;,][A-Za-z])[A-Za-z]{1,5}$", re.MULTILINE)
SIGNS = "A-Za-z"
_LETTER, _SIGN = re.compile("[A-Za-z]"), re.compile(r"[!-/:-@\[-`{-~]")
_BLANKS = " \t\u3000"
_CHANGES = 3  # between letter and digit, or capital and small
_CHANGES_OF_CASE = 4  # where there are two kinds only


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """The codes, if there are many."""
    found = [match for match in _CODE.finditer(text) if _is_code(match.group()) and _is_at_edge(text, *match.span())]
    if len(found) >= _MANY:
        for match in found:
            yield Proposal(*match.span(), "", "boilerplate", "anti_copy_code")
    taken = {match.end() for match in found} if len(found) >= _MANY else set()
    marks = [match for match in _MARK.finditer(text) if match.end() not in taken and _is_mixed(match.group())]
    often = Counter(match.group() for match in marks)
    for match in marks:
        if often[match.group()] >= _OFTEN:
            yield Proposal(*match.span(), "", "boilerplate", "line_mark")


def _is_mixed(word: str) -> bool:
    """Small and capital letters: no abbreviation (GDP) and no unit (km)."""
    return not (word.islower() or word.isupper() or word.istitle())


def _is_code(text: str) -> bool:
    if " " not in text:
        return _is_jumble(text)
    return bool(_LETTER.search(text) and _SIGN.search(text))


def _is_at_edge(text: str, start: int, end: int) -> bool:
    """Whether a sentence or a line ends or begins there."""
    before = text[max(0, start - 8) : start].rstrip(_BLANKS)
    after = text[end : end + 8].lstrip(_BLANKS)
    return not before or before[-1] in _ENDS or not after or after[0] == "\n"


def _is_jumble(word: str) -> bool:
    """Whether letters of both sizes, and digits, follow each other without order.

    >>> _is_jumble("x8Kq2LmZ7"), _is_jumble("qLmZkVtR"), _is_jumble("GB50016"), _is_jumble("PowerPoint")
    (True, True, False, False)
    """
    kinds = ["d" if char.isdigit() else "u" if char.isupper() else "l" for char in word]
    changes = sum(left != right for left, right in pairwise(kinds))
    return len(set(kinds)) > 1 and changes >= (_CHANGES if len(set(kinds)) == 3 else _CHANGES_OF_CASE)
