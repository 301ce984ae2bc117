"""What leads in to a noun phrase or a verb and is no part of it: 全市, 累计, 到2025年底, 力争."""

from __future__ import annotations

import re
from collections.abc import Set

from pipeline.grammar.phrases import JOINTS, leads_in
from pipeline.grammar.words import Words
from pipeline.lexicon import Entry


def strip_leads(text: str, words: Words) -> tuple[str, Set[str]]:
    """Without the words that only lead in (全市, 累计, 到2025年, 力争), and the kinds of those (其中: among)."""
    seen: set[str] = set()
    while text:
        bare = _bare(text, words) if text[0] in LEADING else text
        entry = words.leads.starting(bare)
        dated = LEADING_DATE.match(bare) if bare[:1] in DATING else None
        if entry is not None and _is_longest(entry, bare, dated, words) and leads_in(entry, bare, words):
            seen.add("among" if entry.term == "其中" else entry["kind"])
            text = bare[len(entry.term) :]
        elif dated is not None:
            text = bare[dated.end() :]
        else:
            return (bare if len(bare) < len(text) and _only_joints(text, bare) else text), seen
    return text, seen


def _bare(text: str, words: Words) -> str:
    """Without the joints and prepositions that begin it, unless they are part of a noun (对外贸易)."""
    noun = words.verbs.starting(text)
    return text.lstrip(LEADING) if noun is None or noun["kind"] != "noun" else text


def _is_longest(entry: Entry, text: str, dated: re.Match[str] | None, words: Words) -> bool:
    """Whether no verb and no date that begins `text` is longer than the lead."""
    length, other = len(entry.term), words.verbs.starting(text)
    return (other is None or len(other.term) <= length) and (dated is None or dated.end() <= length)


LEADING = JOINTS + "将把使令让在于对"
DATING = frozenset("到至自从在截“0123456789一二两三四五六七八九十")  # what a date begins with
# A date that leads in: 到2025年底, “十四五”期间, 6月底前, 三年内
LEADING_DATE = re.compile(
    r"(?:到|至|自|从|在|截至|截止)?(?:“?[一二三四五六七八九十]{1,2}五[”\"]?(?:期间|时期|末|以来)?|"
    r"(?:\d{4}(?![千百万亿伏米元人个户亩吨公])|\d{2}[xX×]{2}|[一二][九〇零○]?[〇零○一二三四五六七八九]{2,3})年?(?:度)?(?:[至到\-—－~～]\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?[底末初]|年?中(?![央小学西部高国型])|上半年|下半年)?(?:前|以前|之前|起|以来|期间|时)?"
    r"|\d{1,2}月[至到\-—－~～]\d{1,2}月(?:[底末])?|\d{1,2}月(?:\d{1,2}日)?[底末初中]?(?:前|以前|之前|起)?|[\d一二两三四五六七八九十]{1,2}[年月天日](?:内|来|间|以来|期间))"
)


def _only_joints(text: str, bare: str) -> bool:
    return not text[: len(text) - len(bare)].strip(JOINTS)
