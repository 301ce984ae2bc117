"""What roles are told by, by the words of a lexicon: who an amount picks out, what makes an ordinal a rank."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline.lexicon import Lexicons


@dataclass(frozen=True)
class Cues:
    """Patterns made of `criterion_nouns.csv` and `ranking_words.csv`."""

    picked: re.Pattern[str]  # 50万元以上的|村
    sized: re.Pattern[str]  # 产值超亿元|企业, but not 企业资金
    peopled: re.Pattern[str]  # 100人|以上的自然村
    ranked: re.Pattern[str]  # 居全国|第七位
    won: re.Pattern[str]  # 获团体|第七名

    @classmethod
    def of(cls, lexicons: Lexicons) -> Cues:
        """Compiled once for each set of lexicons."""
        return _cues(lexicons)


@functools.lru_cache(maxsize=8)
def _cues(lexicons: Lexicons) -> Cues:
    nouns, ranking = lexicons["criterion_nouns"], lexicons["ranking_words"]
    sized = nouns.any_of("use", "sized")
    return Cues(
        picked=re.compile(nouns.any_of("use", "picked")),
        sized=re.compile(
            rf"(?:以上|以下)?的?[^，,。；;、：:\d的]{{0,6}}?(?:{sized})(?![^，,。；;]{{0,6}}(?:资金|基金))"
        ),
        peopled=re.compile(rf"(?:以上|以下)的?(?:{nouns.any_of('use', 'peopled')})"),
        ranked=re.compile(rf"(?:{ranking.any_of('kind', 'rank')})[^，,。；;]{{0,6}}$"),
        won=re.compile(rf"(?:{ranking.any_of('kind', 'award')})[^，,。；;]{{0,14}}$"),
    )
