"""Subsidies (奖补): `对新认定的省级孵化器，给予最高50万元奖励` is about 省级孵化器奖励.

What is measured is who or what is rewarded, with the kind of reward; both may stand commas away from the number.
"""

from __future__ import annotations

import re

from pipeline.grammar.frames import Frame
from pipeline.grammar.phrases import phrase
from pipeline.grammar.words import Words, suffix
from pipeline.quantities import Quantity

KIND = re.compile(
    r"(?:建设|运营|租金|生活|购房|租房|安家|就业|创业|研发|培训|用地|贷款)?(?:奖励|奖补|补助|补贴|资助|贴息)"
)
GIVEN = re.compile(r"给予|予以|奖励|奖补|补助|补贴|资助|贴息|再补|一次性奖")
# 对…企业，; 租用厂房的企业，第一年按: who it goes to, up to the comma or the giving
TO_WHOM = re.compile(
    r"(?:^|[：:\s])(?:[一二三四五六七八九十]是)?(?:[^：:，,]{0,6}?)对于?(?P<who>.{2,60}?)(?:[，,]|(?=给予|予以|分别给|按|奖补|奖励|补助|补贴|每))"
)
WHO_FIRST = re.compile(r"^(?P<who>[^，,]{2,60}?)(?:[，,](?=.{0,24}$)|(?=按|每|再补|给予|奖励|奖补|补助|补贴))")
# a subject of its own: the total, the term, the share that a subsidy may not pass
OWN = re.compile(r"总额|总量|规模|期限|比例|权重|标准|收入|产值|增速|占比")
GENERIC = ("单个", "每个", "每家", "每户", "每人", "每队", "同一")


def read(q: Quantity, frame: Frame, before: str, after: str, words: Words) -> str:
    """Recipient and kind of the subsidy that `q` is, "" where it is none. `before` and `after` are the number's
    surroundings up to the next ； or 。.

    """
    if q.dimension not in ("money", "ratio") or frame.gap or frame.baseline:
        return ""
    found = _recipient(before)
    near = (before[-40:] if found else re.split(r"[，,、]", before)[-1][-24:]) + after[:14]
    if (
        not GIVEN.search(near)
        or OWN.search(frame.subject[-4:])
        or (q.dimension == "ratio" and not _is_share(before, after))
    ):
        return ""
    for text in filter(None, (frame.before, frame.subject)):
        named = suffix(text, words.money)
        if named is None or len(named.term) == len(text):
            continue
        return ""  # 发放以旧换新补贴121亿元: money with a name of its own
    noun = _kind(before, after)
    who = _who(found or ("" if frame.before else _first(before)), words)
    if frame.measures and frame.subject and not who:
        return ""
    if not who and frame.before and not GIVEN.search(frame.before):
        who = frame.before
    return who if who.endswith(noun) else who + noun


def _is_share(before: str, after: str) -> bool:
    """按设备投资额的8%给予补助: a share that is given, not a rate that is reached."""
    return re.search(r"按[^，,；;。]{0,20}$", before) is not None and GIVEN.search(after[:16]) is not None


def _kind(before: str, after: str) -> str:
    behind = KIND.search(after[:24])
    if behind and behind.start() <= 14:
        return behind[0]
    ahead = KIND.findall(before)
    return ahead[-1] if ahead else (KIND.search(after) or ["奖补"])[0]


def _recipient(before: str) -> str:
    """What stands between 对 and its comma, of the last 对 before the number."""
    found = list(TO_WHOM.finditer(before))
    return found[-1]["who"] if found else ""


def _first(before: str) -> str:
    """What the clause begins with, where it is followed by the giving: `护理员，给予`."""
    found = WHO_FIRST.search(before)
    return found["who"] if found else ""


def _who(who: str, words: Words) -> str:
    """The recipient without how it came to be one: 新认定的省级孵化器 -> 省级孵化器."""
    who = GIVEN.split(who)[0].rstrip("，, ").removesuffix("的")
    tail = who.rpartition("的")[2]
    who = phrase(tail if len(tail) >= 2 else who, words)
    return "" if who.startswith(GENERIC) or len(who) > 24 else who
