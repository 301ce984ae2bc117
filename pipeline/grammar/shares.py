"""Shares: rates of a whole, which cannot be more than it."""

from __future__ import annotations

from pipeline.lexicon import Lexicons

HEADS = ("率", "占比", "比重", "覆盖面")


def is_share(indicator: str, lexicons: Lexicons) -> bool:
    """Whether `indicator` is a part of a whole: 污水处理率 is, 投资完成率 (may be 112 %) is not.

    >>> is_share("污水处理率", Lexicons.default()), is_share("投资完成率", Lexicons.default())
    (True, False)
    """
    return indicator.endswith(HEADS) and lexicons["open_shares"].ending(indicator) is None
