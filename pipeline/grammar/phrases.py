"""Noun phrases: what names a thing, without the words that only surround it."""

from __future__ import annotations

import re

from pipeline.grammar.clauses import describing, unapproved
from pipeline.grammar.words import Words
from pipeline.lexicon import Entry

JOINTS = "、和及与或暨 ·“”\"'「」〝〞"
# 每人每月, 每所: the base of a rate, no part of what is measured
PER = r"(?:每(?:[人生户亩月年天日周次餐床村所个名套辆吨处校家]|学期|学年|季度?|平方米|公里|(?:半|\d{2,3})?公斤|斤))"
BASE_FIRST = re.compile(rf"^{PER}(?=[\u4e00-\u9fff]{{2}})")
ATTRIBUTIVE = ("新", "改", "扩", "续", "迁", "重", "在")


def noun_at(text: str, words: Words) -> str:
    """The noun phrase that begins `text`: up to the first predicate or mark."""
    if not text or not _is_word(text[0]):
        return ""
    marked = MARKED.match(text)
    if marked:
        text = marked["noun"]
    clause, told = describing(text, words)
    if clause:
        noun = noun_at(text[len(clause) :], words)
        return clause + noun if told and noun else noun
    end = len(text)
    whole = words.heads.starting(text)
    for at, stop, entry in words.verbs.find(text):
        kind = entry["kind"]
        if at == 0 and entry["ends_noun"] == "yes" and kind != "act" and (whole is None or len(whole.term) <= stop):
            return ""
        if at == 0 and kind == "act" and not entry.term.startswith(ATTRIBUTIVE):  # 3人|获称号, but 3个新建项目
            if len(entry.term) > 1 or entry.term == "获":  # 13个|设区市: one character says little
                return ""
            continue
        if at > 0 and entry["ends_noun"] == "yes":
            end = _without_adverb(text, at, words)
            break
    tiers = TIERS.search(text, 0, end) or RANKS.match(text, 0, end)
    for at, char in enumerate(text[:end]):
        if tiers is not None and tiers.start() <= at < tiers.end():
            continue
        if char in "、和及与，,；;）)" and at > (1 if char == "、" else 0) and _list_ends(text, at, end):
            end = at
            break
    noun = text[:end]
    if noun.endswith("能力") and "的" in noun:  # 600台|分拣机|的批量制造能力
        return noun.partition("的")[0]
    return noun.rpartition("的")[2] if "、" in noun and "的" in noun else noun


def _without_adverb(text: str, end: int, words: Words) -> int:
    """Where the noun ends whose predicate begins at `end`: before its adverb (监测点|全县|联网)."""
    entry = words.leads.ending(text[:end])
    return end - len(entry.term) if entry is not None and end - len(entry.term) > 1 else end


def with_more(noun: str, text: str, words: Words) -> str:
    """`noun`, which begins `text`, with those listed behind it: 200名青年果农、乡土人才."""
    while text.startswith(noun + "、"):
        more = noun_at(text[len(noun) + 1 :], words)
        if not more or words.verbs.starting(more) is not None:
            break
        noun = f"{noun}、{more}"
    return noun


# 20个设施完善、特色鲜明的|示范村
PRAISE = "健全|鲜明|优美|强|广|高|好|优|大|美|新|多|全|足|明|显著|明显|完善|完备|突出|先进|合理|规范|有力|配套|宜人"
GOOD = rf"[^，,。；;、的\d]{{1,8}}(?:{PRAISE})"
MARKED = re.compile(rf"^{GOOD}(?:、{GOOD}){{1,3}}的(?P<noun>[\u4e00-\u9fff].*)$")
# 县（市、区）, 村(社区): other names of the same tier, one noun with it
TIERS = re.compile(r"(?<=[省县市区州村镇乡盟旗户])[（(][市区县州旗镇乡盟街道社区村居园场办处委师团、，,]{1,12}[）)]")
# 县级、镇级、村级|集散点: kinds of one noun
RANKS = re.compile(r"(?:[\u4e00-\u9fff]{1,3}[级型类式性]、){1,3}(?=[\u4e00-\u9fff]{1,3}[级型类式性][\u4e00-\u9fff]{2})")


def _list_ends(text: str, at: int, end: int) -> bool:
    """A 、 after the noun ends it where another number follows in the list."""
    rest = text[at + 1 : end]
    return text[at] in "、，,；;）)" or any(c.isdigit() for c in rest[:8])


# 茶叶总产值从一九六一年至一九八四年的二十四年间|: how long it went on
SINCE = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:从|自)[\d一二〇○零九八七六五四三][^，,]{2,20}(?:年间|期间|以来|年里|年内)$"
)
# 职业规划指导和|: a joint whose other half stands elsewhere
TRAILING_JOINT = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与及]$")
# 评选中获|省级奖
CAUGHT = re.compile(r"^(?:中|上)?(?:荣获|获得|获)(?=[\u4e00-\u9fff]{2})")
ETC = "等(?![候级待额同于值效式离比次化])"  # and others: no part of 等级, 均等化
# 学校、医院等|公共场所: examples of what is counted
LIST_OF = re.compile(
    r"^[^，,]{2,30}?" + ETC + r"(?=[\u4e00-\u9fff]{2,8}$|[\d一二三四五六七八九十]{1,3}(?:大|个|类)[\u4e00-\u9fff])"
)
# 连续六年|: for how long; 主要领导每月|外出招商: how often
FOR_YEARS = re.compile(r"(?:^|(?<=[\u4e00-\u9fff]{2}))连续[一二两三四五六七八九十\d]{1,3}(?:年|个?季度?|个月|届)")
# 茶叶产量|2020年, 积累率|在一九七八年
WHEN = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:在)?(?:(?:19|20)\d\d|一九[一二三四五六七八九〇○零]{2})年(?:底|末)?$")
# 市财政|将为此|投入
WILL = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:将|拟)(?:为此|再)?(?=(?:投入|投资)?$)")
HOW_OFTEN = re.compile(
    r"^.*每(?:半|[一二两三四五六七八九十\d]+个?)?(?:年|月|周|日|天|季度|季|学期|学年)(?=[\u4e00-\u9fff]{2,})"
)


MARKS = " 、，,；;：:·—"
EDGES = frozenset(MARKS + "的")


def phrase(text: str, words: Words) -> str:
    """A noun phrase without what only surrounds it: leads, joints, 等, 任务.

    >>> from pipeline.lexicon import Lexicons
    >>> phrase("、全市农村学校标准化建设任务", Words.of(Lexicons.default()))
    '农村学校标准化建设'
    """
    while text:
        before = text
        if text[0] in EDGES or text[-1] in EDGES:
            text = text.strip(MARKS).removesuffix("的").removeprefix("的")
        whole = text = _without_clauses(text)
        entry = words.leads.starting(text)
        if entry is not None and len(entry.term) < len(text) and leads_in(entry, text, words):
            other = words.verbs.starting(text)
            if other is None or len(other.term) <= len(entry.term):
                text = text[len(entry.term) :]
        tail = words.tails.ending(text)
        if tail is not None and len(tail.term) < len(text):
            text = text[: -len(tail.term)]
        if len(text) > 2 and text[0] in "和与及" and words.verbs.starting(whole) is None:
            text = text[1:]
        if text == before:
            return _whole(text, words)
    return ""


def leads_in(entry: Entry, text: str, words: Words) -> bool:
    """Whether the word that begins `text` leads in to what follows: 高质量 does to a verb, not to a noun."""
    place = entry["place"]
    return place != "near" and (place != "doing" or words.verbs.starting(text[len(entry.term) :]) is not None)


def _without_clauses(text: str) -> str:
    """Without what says when, how often or for how long; one character tells whether to look for it at all."""
    if text[:1] == "经":
        text = unapproved(text)
    if "从" in text or "自" in text:
        text = SINCE.sub("", text)
    if "获" in text:
        text = CAUGHT.sub("", text)
    if text[-1:] in ("和", "与", "及"):
        text = TRAILING_JOINT.sub("", text)
    if "连续" in text:
        text = FOR_YEARS.sub("", text)
    if "年" in text[-2:]:
        text = WHEN.sub("", text)
    if "将" in text or "拟" in text:
        text = WILL.sub("", text)
    if "每" in text:
        text = HOW_OFTEN.sub("", text)
    return text


def _whole(text: str, words: Words) -> str:
    """The phrase once there is nothing more to strip: without examples, the base of a rate, and half a pair."""
    if "、" in text and "的" in text:  # 规模小、隐患多的敬老院
        text = text.rpartition("的")[2] or text
    if text[0] == "每":
        text = BASE_FIRST.sub("", text)
    if "等" in text and words.money.ending(text) is None:
        text = LIST_OF.sub("", text)
    if _PAIRED.search(text) is None:
        return text
    return "" if ASIDE.fullmatch(text) else _unpaired(text)


# 各区|（县级市）, 1330亿元|(预计数，下同): what stands in brackets names nothing alone
ASIDE = re.compile("[（(][^（）()]*[）)]")

_PAIRED = re.compile("[“”「」（）()《》]")


def _unpaired(text: str) -> str:
    """Without the marks that have lost the other of their pair."""
    for open_, close in ("“”", "「」", "（）", "()", "《》"):
        if text.count(open_) != text.count(close):
            text = text.replace(open_, "").replace(close, "")
    return text


def _is_word(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char in "“「《" or (char.isascii() and char.isalnum())
