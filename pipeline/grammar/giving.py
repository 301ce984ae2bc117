"""The words of giving: 给予, 奖补, 认定为."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.lexicon import Lexicon


@dataclass(frozen=True)
class Giving:
    """The words of `subsidy_words.csv`, by their role."""

    give: re.Pattern[str]  # 给予, or the name of what is given
    kind: re.Pattern[str]  # 建设补助
    win: re.Pattern[str]  # 认定为, 获得
    generic: Lexicon  # who is as good as nobody: 企业, 单位

    @classmethod
    def of(cls, lexicon: Lexicon) -> Giving:
        """Compiled from `subsidy_words.csv`."""
        return _compiled(lexicon)


def _compiled(lexicon: Lexicon) -> Giving:
    def any_of(*roles: str) -> str:
        terms = [e.term for e in lexicon.entries if e["role"] in roles]
        return "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))

    return Giving(
        re.compile(any_of("give", "kind")),
        re.compile(f"(?:{any_of('purpose')})?(?:{any_of('kind')})"),
        re.compile(any_of("win")),
        lexicon.where("role", "generic"),
    )
