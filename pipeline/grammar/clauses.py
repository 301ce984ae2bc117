"""Clauses that describe what is counted (定语从句) and are no part of its name: 10名走在行业前列的|专家."""

from __future__ import annotations

import re

from pipeline.grammar.words import Words

CLAUSE = re.compile(r"(?P<clause>[^，,；;。：:（(\d的]{2,30}的)(?=[\u4e00-\u9fff“]{2})")
# 3个|技术较为成熟的|基地: how good it is tells it from others
DEGREE = re.compile(r"[\u4e00-\u9fff]{2,8}(?:较为?|比较|相对)[\u4e00-\u9fff]{1,3}的(?=[\u4e00-\u9fff]{2})")
KIND = re.compile(r"(?:学历|学位|职称|资格|资质|户籍|证书|执照|学籍)的$")  # tells those who have it from others
APPROVED = re.compile(
    r"^经(?![济营费贸开适])[^，,、；;。]{2,24}?(?:认定|评定|审定|核定|批准|审核|审批|核准|备案|验收|许可|登记|认证|命名)(?:合格)?的(?=[\u4e00-\u9fff]{2})"
)


def describing(text: str, words: Words) -> tuple[str, bool]:
    """The clause that begins `text` and describes the noun behind it, and whether it tells one kind from others.

    >>> from pipeline.lexicon import Lexicons
    >>> words = Words.of(Lexicons.default())
    >>> describing("走在行业前列的育种专家", words), describing("具有高级职称的教师", words)
    (('走在行业前列的', False), ('具有高级职称的', True))
    """
    if "较" in text[:10] or "相对" in text[:10]:
        degree = DEGREE.match(text)
        if degree:
            return degree[0], True
    match = CLAUSE.match(text) if words.describing.starting(text) is not None else None
    if match is None:
        return "", False
    return match["clause"], KIND.search(match["clause"]) is not None


def unapproved(text: str) -> str:
    """`text` without the clause that says who approved what it names: 经县局评定的|示范园."""
    return APPROVED.sub("", text)
