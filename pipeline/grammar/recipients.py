"""Whom a subsidy goes to: `对新认定的省级孵化器，给予` 省级孵化器, `对获得国家专利的企业，给予` 国家专利企业."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.grammar.giving import Giving
from pipeline.grammar.objects import head_verbs
from pipeline.grammar.phrases import phrase
from pipeline.grammar.words import Words

LONGEST = 40  # characters; whoever is longer is a sentence about him
# 对…: not 针对, 相对, 对于 as a whole; behind a mark, a marker or 其中
TO = re.compile(r"(?:^|[：:，,、）)\s]|其中|是|\d[.．])对于?(?=[^于外口策接标])")
# 租用厂房的企业，; 提前报废货车的，
WHOSE = re.compile(r"(?P<who>[^，,：:]{2,60}?的[^，,：:的]{0,8})[，,]")
# 出口额300万美元、500万美元的企业: as many tiers as amounts
TIERS = re.compile(r"\d[^、\d]*、\d")
# 增量达300万美元、500万美元以上，|分别奖励
TIERED = re.compile(r"(?P<who>[^，,；;。\d]{2,20}\d[^，,、]*(?:、\d[^，,、]*)+)[，,]分别")
AMOUNT = re.compile(r"\d")
# 个人购买|电动车: what is bought is subsidized
BOUGHT = re.compile(r"^(?:个人|消费者|居民|市民){0,2}新?购买|^按?其|^按")
# 一级产品按价格的20%补贴，|二级产品|按价格的15%; 购买电动车补贴2万元、|购买摩托车|补贴1万元
ANEW = re.compile(
    r"(?<=\d[元%％‰万])[\u4e00-\u9fff]{0,6}[，,、](?P<who>(?!每|再|另|其中|\d+[万亿元])[^，,、]{2,24}?)(?=按|(?:补贴|补助|奖励|奖补)$)"
)


class Recipient(NamedTuple):
    """Who gets something; not `sure` where only a clause before the giving names him."""

    name: str
    sure: bool


def recipient(before: str, words: Words) -> Recipient:
    """Whom `before`, the clause up to the amount, names; "" for none."""
    giving = words.giving
    anew = list(ANEW.finditer(before))
    if anew and (who := _core(anew[-1]["who"], words)) and not _leads_on(anew[-1]["who"], words):
        return Recipient(who, sure=True)
    starts = [match.end() for match in TO.finditer(before)]
    if starts:
        return Recipient(_core(_up_to_giving(before[starts[-1] :], giving), words), sure=True)
    tiered = TIERED.search(before)
    if tiered:
        return Recipient(phrase(tiered["who"], words), sure=True)
    whose = list(WHOSE.finditer(before))
    if whose and (who := _core(whose[-1]["who"], words)):
        return Recipient(who, sure=True)
    first = giving.first.search(before)
    if first is None or _leads_on(first["who"], words) or giving.giver.search(first["who"]):
        return Recipient("", sure=False)
    name = _core(giving.manner.sub("", giving.give.split(first["who"])[0]), words)
    return Recipient(name, sure=before[first.end("who") :][:1] not in "，,")


def _up_to_giving(text: str, giving: Giving) -> str:
    """The recipient behind 对: to the giving, or to the first comma if what goes on behind it is no part of him."""
    stop = re.search(r"[，,]?(?:分别)?(?:按|每|由|最高|年?均)", text)
    given = giving.give.search(text)
    ends = [match.start() for match in (stop, given) if match and match.start() > 1]
    whole = text[: min(ends)] if ends else text
    whole = giving.manner.sub("", whole.rstrip("，, "))
    first = re.split(r"[，,]", whole)[0]
    return whole if "的" in whole[len(first) :] and "的" not in first else first


def _leads_on(who: str, words: Words) -> bool:
    """`按照…的原则，`, `采取…的办法，`: how it is given, not to whom."""
    entry = words.verbs.starting(who)
    return (entry is not None and entry["kind"] == "state") or words.giving.how.match(who) is not None


def _core(who: str, words: Words) -> str:
    """The recipient without how it came to be one: 新认定的省级孵化器 -> 省级孵化器."""
    giving = words.giving
    who = who.strip("，,、 ")
    owned, of, noun = who.rpartition("的")
    if not of:
        owned, noun = "", who
    if TIERS.search(owned):
        return phrase(owned, words) + noun
    if noun and noun not in giving.generic:
        named = who if AMOUNT.search(owned) and not noun.isascii() and "的" in who and _tells_apart(owned) else noun
        return _short(phrase(named, words), words)
    won = list(giving.win.finditer(owned))
    if won:
        return _short(phrase(owned[won[-1].end() :], words) + noun, words)
    if AMOUNT.search(owned):  # 年服务1万人次以上的: a threshold
        return ""
    _, thing = head_verbs(phrase(owned.removeprefix("在"), words), words, False)
    thing = phrase(thing, words)
    return _short(thing + noun, words) if thing and thing != owned else ""


def _tells_apart(owned: str) -> bool:
    """`新发展的500亩以上的`: sizes tell recipients of one kind apart."""
    return re.search(r"\d[\d.,，\-—－~～至万亿]*(?:亩|公顷|平方米|张|床)", owned) is not None


def _short(who: str, words: Words) -> str:
    who = BOUGHT.sub("", who.removeprefix("在").removeprefix("新发展的"))
    return "" if len(who) > LONGEST or who in words.giving.generic or who in words.verbs else who
