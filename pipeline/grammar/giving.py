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
    first: re.Pattern[str]  # 省级孵化器|每家奖励, 护理员，|给予, 三级航道项目|按投资的8%
    manner: re.Pattern[str]  # 分别, 一次性, at the end of a recipient
    each: re.Pattern[str]  # 每处补助, 每户再奖励: for each of what was counted before
    paid: frozenset[str]  # 发放, 拨付
    giver: re.Pattern[str]  # 本市, 市财政: who gives
    how: re.Pattern[str]  # 视情况, 根据: how it is given
    base: re.Pattern[str]  # 总投入, 租金, at the end of what a share is of

    @classmethod
    def of(cls, lexicon: Lexicon) -> Giving:
        """Compiled from `subsidy_words.csv`."""
        return _compiled(lexicon)


def _compiled(lexicon: Lexicon) -> Giving:
    def any_of(*roles: str) -> str:
        return lexicon.any_of("role", *roles)

    return Giving(
        give=re.compile(any_of("give", "kind")),
        kind=re.compile(f"(?:{any_of('purpose')})?(?:{any_of('kind')})"),
        win=re.compile(any_of("win")),
        generic=lexicon.where("role", "generic"),
        first=re.compile(rf"^(?P<who>[^，,]{{2,60}}?)(?:[，,](?=.{{0,24}}$)|(?={any_of('ends')}))"),
        manner=re.compile(rf"[，,]?(?:{any_of('manner')}){{1,6}}$"),
        each=re.compile(rf"每(?P<unit>[\u4e00-\u9fff]{{1,2}}?)(?:{any_of('manner')}|给予)*(?P<verb>{any_of('each')})"),
        paid=frozenset(any_of("pay").split("|")),
        giver=re.compile(rf"(?:{any_of('giver')})$"),
        how=re.compile(any_of("how")),
        base=re.compile(rf"(?:{any_of('base')})$"),
    )
