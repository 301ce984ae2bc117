"""The lexicons that the grammar reads."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from pipeline.grammar.giving import Giving
from pipeline.lexicon import Lexicon, Lexicons

PARTICLES = frozenset("到至为成在了")  # behind a verb: what it reached, that it is done


@dataclass(frozen=True)
class Words:
    """The lexicons of the grammar, one attribute each; see `lexicons/README.md` for what their columns mean."""

    verbs: Lexicon  # what is done, reached or changed
    before: Lexicon  # comparators before a number: 不低于
    bounds: Lexicon  # comparators that may stand before the verb of the number: 至少配备
    after: Lexicon  # comparators after it: 以上
    leads: Lexicon  # words before a noun phrase that are no part of it: 全市, 累计
    heads: Lexicon  # nouns that an indicator ends in: 率, 增加值
    tails: Lexicon  # nouns at the end of a phrase that are no part of an indicator: 任务
    modifiers: Lexicon  # what stands for a whole phrase where its noun is left out: 市级
    money: Lexicon  # nouns for money: 补助资金
    owners: Lexicon  # who may own what is counted: 卫生院, 老年人
    abstract: Lexicon  # what is counted without being measured: 方面
    describing: Lexicon  # verbs of a clause that describes what is counted: 走在…的专家
    giving: Giving  # 给予, 奖补, 认定为
    near: frozenset[str]  # the last characters of what stands directly before a number: 于, 达, 到

    @classmethod
    def of(cls, lexicons: Lexicons) -> Words:
        """The words of `lexicons`; made once for each."""
        return _words(lexicons)


@functools.lru_cache(maxsize=8)
def _words(lexicons: Lexicons) -> Words:
    comparators = lexicons["comparators"]
    near = (*comparators.where("side", "before").entries, *lexicons["verbs"].where("kind", "measure").entries)
    return Words(
        verbs=lexicons["verbs"],
        before=comparators.where("side", "before"),
        bounds=replace(comparators, entries=tuple(e for e in comparators.entries if e["bounds"])),
        after=comparators.where("side", "after"),
        leads=lexicons["leads"],
        heads=lexicons["indicator_heads"],
        tails=lexicons["phrase_tails"],
        modifiers=lexicons["modifiers"],
        money=lexicons["money_nouns"],
        owners=lexicons["owner_nouns"],
        abstract=lexicons["abstract_nouns"],
        describing=lexicons["attribute_verbs"],
        giving=Giving.of(lexicons["subsidy_words"]),
        near=frozenset(e.term[-1] for e in near) | PARTICLES,
    )
