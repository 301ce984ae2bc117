"""Indicator keys: the same for the same indicator across documents."""

from __future__ import annotations

import re

from pipeline.lexicon import Lexicons

SCOPE = re.compile(r"^(?:全国|全省|全市|全县|全区|全州|我国|我省|我市|我县|我区|地方|本[省市县区])")
NOISE = re.compile(r"[\s“”\"'‘’「」《》（）()、，,·的]")


def indicator_key(indicator: str, lexicons: Lexicons) -> str:
    """The canonical name of `indicator`: the lexicon's, else its own words without scope and punctuation.

    >>> indicator_key("全省GDP", Lexicons.default())
    '地区生产总值'
    """
    bare = NOISE.sub("", SCOPE.sub("", indicator)) or indicator
    entry = lexicons["indicators"].get(bare)
    return entry["key"] if entry is not None else bare
