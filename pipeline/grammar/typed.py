"""Targets set without a number: relational, relative, delegated, directional, absent (ANNOTATION §3)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation

from pipeline.document import Document, Sentence
from pipeline.grammar.chunks import chunk
from pipeline.grammar.frame import Change, Comparator
from pipeline.grammar.leads import strip_leads
from pipeline.grammar.phrases import phrase
from pipeline.grammar.words import Words
from pipeline.lexicon import Lexicon, Lexicons

Kind = Literal["relational", "relative", "delegated", "directional", "absent"]

# 与经济增长基本同步, 同经济发展相适应
RELATIONAL = re.compile(
    r"[与同和](?P<what>[^，,。；;、：:\n与同]{2,24}?)(?:基本|大体|大致|总体|保持|相)*"
    r"(?:同步|相适应|相匹配|适应|匹配|相衔接|相协调|持平|相当|一致)(?:增长|提高)?"
)
# 高于全国平均水平, 不低于财政支出增幅
RELATIVE = re.compile(
    r"远?(?:不低于|不高于|略高于|高于|低于|快于|慢于|优于|好于|领先于?|高出|超过|不少于|达到或超过|达到|不超过)"
    r"(?P<what>[^，,。；;、：:\n\d]{0,24}?(?:中上水平|中上游水平|前列水平|平均水平|现有水平|平均值|平均增速|平均|增长速度|增长|去年|上年|警戒线|实际|增速|增幅|涨幅|降幅|平均线|上年同期|先进水平|同期水平|总体水平))"
    r"(?:水平)?(?![\d以约左])"
    # 不低于上年的|95%, 高于全国平均水平|0.5个百分点: that is a target with a number
    r"(?![^，,。；;、：:\n]{0,8}?(?:\d|百分之|[一二两三四五六七八九十]{1,3}(?:个百分|成|倍|分之)))"
)
SET = "提出|设定|设置|设|下达|规定|确定|安排"
ABSENT = re.compile(rf"(?:没有|未|不再?|不)(?:{SET})[^，,。；;：:\n\d]{{0,16}}?(?:具体)?(?:目标|指标|数值|分值|增速)")
UNSET = re.compile(rf"^.*?(?:{SET})|(?:具体)?(?:增长)?(?:目标|指标)$|^具体")
# Verbs that end the subject of a relation: 居民收入增长|与…同步
MOVING = re.compile(r"(?:实际)?(?P<verb>增长|提高|增加|下降|降低|减少|提升)(?:速度|幅度)?$")
LOWERED = ("低于", "慢于", "不高于", "不超过")

CARRIED = "relative_of_number"  # 收入增长8%，|高于全省平均水平: the indicator is that of the number before
CLAUSE_ENDS = ("", *"，,。；;、）)\n")
BARELY = frozenset({"", "明显", "大幅", "略", "均", "也"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A target without a number: `start:end` are the words that set it."""

    kind: Kind
    start: int
    end: int
    indicator: str
    action: str
    change: Change
    comparator: Comparator
    rule: str


@dataclass(frozen=True)
class Cues:
    """What is read by the words of a lexicon: who sets targets for others (国家, 上级)."""

    delegated: re.Pattern[str]  # 完成国家下达任务, 达到省定目标
    triggers: AhoCorasick

    @classmethod
    def of(cls, lexicons: Lexicons) -> Cues:
        """Built once for each set of lexicons."""
        return _cues(lexicons)


@functools.lru_cache(maxsize=8)
def _cues(lexicons: Lexicons) -> Cues:
    authorities = [entry.term for entry in lexicons["authorities"].entries]
    by = "|".join(re.escape(term) for term in authorities)
    delegated = (
        rf"(?:完成|达到|实现|控制在)(?:{by})+[^，,。；;、：:\n\d]{{0,8}}?"
        r"(?P<by>下达|确定|规定|核定|要求|分解|制定|定|提出|交办|考核)?的?(?P<of>[^，,。；;、：:\n\d]{0,10}?)"
        r"(?:任务|目标|指标|要求|范围内|以内|计划|标准)"
        rf"|按照?(?:{by})+(?:要求|部署|标准)完成(?P<inner>[^，,。；;、：:\n\d]{{2,16}}?)(?:任务|目标)"
    )
    # One of these must stand in a match of each pattern: a sentence without any of them need not be read for it.
    triggers = (
        *("同步", "适应", "匹配", "相衔接", "相协调", "持平", "相当", "一致"),
        *("低于", "不高于", "高于", "快于", "慢于", "优于", "好于", "领先于", "领先", "高出", "超过", "不少于", "达到"),
        *(verb + by for verb in ("完成", "达到", "实现", "控制在", "按", "按照") for by in authorities),
        *(no + verb for no in ("没有", "未", "不", "不再") for verb in SET.split("|")),
    )
    return Cues(re.compile(delegated), AhoCorasick(triggers, implementation=Implementation.DFA))


def likely(doc: Document) -> set[int]:
    """Numbers of the sentences that may hold a target without a number: few do, and only they are worth reading."""
    triggers = Cues.of(doc.lexicons).triggers.find_matches_as_indexes(doc.text)
    triggers += doc.lexicons["directional"].matches(doc.text)
    numbers = {doc.sentence_at(start) for _, start, _ in triggers}
    return {number for number in numbers if number is not None}


def find(doc: Document, sentence: Sentence, words: Words, measured: int = 0, near: int = 0) -> Iterator[Typed]:
    """The targets without a number in `sentence`, in order.

    `measured` amounts stand beside them, `near` in the sentences around: in a list of goals.
    """
    text, start, end = doc.text, sentence.start, sentence.end
    found: list[Typed] = []
    for kind, pattern in (
        ("absent", ABSENT),
        ("relational", RELATIONAL),
        ("delegated", Cues.of(doc.lexicons).delegated),
        ("relative", RELATIVE),
    ):
        for match in pattern.finditer(text, start, end):
            left, right = match.span()
            if any(t.start < right and left < t.end for t in found):
                continue
            typed = _typed(kind, text, left, right, start, words)  # type: ignore[arg-type]
            named = (match["of"] or "") if kind == "delegated" and match["by"] else ""
            if typed is None and kind == "delegated" and len(named) >= 2:  # 完成市下达的|节能减排|任务
                typed = Typed("delegated", left, right, phrase(named, words), "完成", "level", "eq", kind)
            inner = match.groupdict().get("inner")
            if inner:
                typed = Typed("delegated", left, right, inner, "完成", "level", "eq", kind)
            if typed is not None:
                found.append(typed)
    found += _directional(text, start, end, words, doc.lexicons["directional"], found, measured, near)
    yield from sorted(found, key=lambda t: t.start)


# 支农投入|要继续|高于上年
ADVERB = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:(?<![主重需])要|继续|保持|始终|仍然?|(?<![人年日月户平])均|明显|大幅|显著|都){1,3}$"
)


def _typed(kind: Kind, text: str, start: int, end: int, floor: int, words: Words) -> Typed | None:
    left = chunk(text, start, end, floor, end).left
    subject = phrase(ADVERB.sub("", left), words).removeprefix("了")
    predicate = words.verbs.get(subject)
    if predicate is not None and predicate["kind"] == "state":  # 顺利|完成
        subject = ""
    moving = MOVING.search(subject)
    action, change = "", "level"
    if moving and kind in ("relational", "relative"):
        action = moving["verb"]
        change = "decrease" if action in ("下降", "降低", "减少") else "increase"
        subject = phrase(subject[: moving.start()], words)
    if kind == "relative" and left in BARELY and text.endswith(("，", ","), 0, start - len(left)):
        if text[end : end + 1] not in CLAUSE_ENDS:
            return None
        return Typed(kind, start, end, "", "", "level", _bound(text, start), CARRIED)
    if kind != "absent" and len(subject) < 2:
        return None
    if kind == "absent":
        inner = phrase(UNSET.sub("", text[start:end]), words)
        subject = inner if len(inner) > 1 else subject
    head = words.heads.ending(subject)
    if kind == "relational" and head is None and not moving:
        return None
    if head is not None and head["change"] and change == "level":
        change = head["change"]
    comparator = _bound(text, start) if kind == "relative" else "eq"
    return Typed(kind, start, end, subject, action, change, comparator, kind)  # type: ignore[arg-type]


def _bound(text: str, start: int) -> Comparator:
    return "le" if text.startswith(LOWERED, start + text.startswith("远", start)) else "ge"


LONGEST, LONG_LIST = 24, 40  # characters of a subject; of several
VAGUE = frozenset({"水平", "质量", "效率", "指数", "能力"})  # heads that any sentence of praise has


def _directional(
    text: str, start: int, end: int, words: Words, lexicon: Lexicon, taken: list[Typed], measured: int, near: int
) -> Iterator[Typed]:
    for at, stop, entry in lexicon.find(text[start:end]):
        left, right = start + at, start + stop
        if any(t.start < right and left < t.end for t in taken):
            continue
        after = text[right : right + 2]
        if after[:1] and ("\u4e00" <= after[0] <= "\u9fff" or after[0].isdigit()) and entry["any_noun"] != "yes":
            continue
        if text.startswith("的", right) or text.endswith("的", 0, left):  # 基本平衡的原则, 量的合理增长
            continue
        rest, seen = strip_leads(chunk(text, left, right, start, right).left, words)
        if "push" in seen and not near and not taken and entry["rigid"] != "yes":  # 促进外贸|稳中提质: no list of goals
            continue
        subject = phrase(rest, words)
        head = words.heads.ending(subject)
        known = head is not None and (measured > 0 or head.term not in VAGUE)  # a list of goals has all kinds
        longest = LONG_LIST if "、" in subject else LONGEST
        if not 2 <= len(subject) <= longest or not (known or entry["any_noun"] == "yes"):
            continue
        change: Change = entry["change"]  # type: ignore[assignment]
        yield Typed("directional", left, right, subject, entry.term[-2:], change, "eq", entry.where)
