"""Indicator keys: the same for the same indicator across documents."""

from __future__ import annotations

import re

from pipeline.lexicon import Lexicons

SCOPE = re.compile(r"^(?:全国|全省|全市|全县|全区|全州|我国|我省|我市|我县|我区|地方|本[省市县区])")
# What a phrase may carry along that is no part of the name: when (到2020年), how it is meant (预期目标).
_WHEN = (
    r"(?:(?:[到在至比较])?(?:本世纪末|今明两年|今后\w{1,2}年|[今去前明后当]年|上年|全年|年末|年底"
    r"|(?:19|20)\d\d年(?:底|末)?|“?十?[一二三四五六七八九]五”?(?:期间|时期)?))+的?"
)
_HOW = r"(?:(?:国家|国民经济)?计划(?:要求|规定)|年均|平均每年|预计|力争|争取|确保|实现)"
BEGINNING = re.compile(rf"^(?:{_WHEN}(?:{_HOW})?|{_HOW})")
TAIL = re.compile(
    r"(?:的?(?:宏观)?调控|的?预[期定])?(?:目标)?$|(?:(?:19|20)\d\d年|[从由为在达是]|(?<!需)要|明显|严格)$"
)
NOISE = re.compile(r"[\s“”\"'‘’「」《》（）()、，,·的]")


def indicator_key(indicator: str, lexicons: Lexicons) -> str:
    """The canonical name of `indicator`: the lexicon's, else its own words without scope and punctuation.

    >>> indicator_key("全省GDP", Lexicons.default())
    '地区生产总值'
    """
    known = lexicons["indicators"]
    bare = _bare(indicator) or indicator
    if bare not in known and (named := _named(indicator)) != indicator:
        bare = _bare(named) or bare
    entry = known.get(bare)
    return entry["key"] if entry is not None else bare


def _bare(indicator: str) -> str:
    """`indicator` without scope and punctuation."""
    return NOISE.sub("", SCOPE.sub("", indicator))


def _named(indicator: str) -> str:
    """`indicator` without what is around its name.

    >>> _named("到2020年全县粮食产量"), _named("经济增长速度的调控目标"), _named("年均粮食产量预期"), _named("生产计划")
    ('全县粮食产量', '经济增长速度', '粮食产量', '生产计划')
    """
    while True:
        inner = BEGINNING.sub("", indicator)
        inner = TAIL.sub("", inner) if len(inner) > 3 else inner
        if inner == indicator or len(inner) < 2:
            return indicator
        indicator = inner
