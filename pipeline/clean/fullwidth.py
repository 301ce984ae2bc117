"""Full-width digits and letters, and the percent sign and decimal point beside digits, as ASCII: what numbers have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lexicon import Lexicons
from pipeline.text import Proposal

_QUICK = re.compile("[０-９Ａ-Ｚａ-ｚ％．]")
_D = "[0-9０-９]"
_WIDE = re.compile(f"[０-９Ａ-Ｚａ-ｚ]+|(?:(?<={_D})|(?<={_D} ))(?:％|．(?= ?{_D}))")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """`１９８０年` `５０％` `ＧＤＰ` as `1980年` `50%` `GDP`; runs of them are one edit, of the same length."""
    if _QUICK.search(text):
        for match in _WIDE.finditer(text):
            yield Proposal(*match.span(), match.group().translate(_NARROW), "whitespace", "fullwidth")
