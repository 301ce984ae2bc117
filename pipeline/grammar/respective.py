"""分别: the parts of a subject, dealt out to the numbers that follow.

`城镇、农村居民人均可支配收入分别增长5%和6%` is two facts, each with the head that the parts share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.grammar.frame import Frame
from pipeline.grammar.reading import Reading, is_joint
from pipeline.grammar.words import Words


def deal(readings: list[Reading], words: Words) -> list[Reading]:
    """Deal the parts of `A、B分别达到1%和2%` out to their numbers."""
    at = 0
    count = len(readings)
    while at < count:
        end = at + 1
        if readings[at].frame.respective:
            while end < count and is_joint(readings[end].gap) and _is_alone(readings[end].frame, words):
                end += 1
            if end - at > 1:
                _deal_out(readings[at:end], readings[:at], words)
        elif end < count and _is_pair(readings[at : end + 2], words):
            end += 1
            _deal_out(readings[at:end], [], words)
        at = end
    return readings


def _is_pair(group: Sequence[Reading], words: Words) -> bool:
    """`城乡居民收入增长6%和8%`: two subjects that change by two numbers, without 分别; 城乡 has two of anything."""
    first, second, *more = group
    both = first.indicator.startswith("城乡") and second.gap.strip() in ("和", "与", "、")
    if not both and (first.frame.change not in ("increase", "decrease") or second.gap.strip() not in ("和", "与")):
        return False
    if first.quantity.unit != second.quantity.unit or not _is_alone(second.frame, words):
        return False
    if more and is_joint(more[0].gap) and _is_alone(more[0].frame, words):
        return False
    return len(split(first.indicator, 2, words)) == 2


def _is_alone(frame: Frame, words: Words) -> bool:
    """No noun of its own; what is given behind the last number (…和100万元奖励) is said of all."""
    rewarded = bool(frame.behind) and words.money.ending(frame.behind) is not None
    return not (frame.subject or frame.before or frame.respective) and (not frame.behind or rewarded)


def _deal_out(group: Sequence[Reading], earlier: Sequence[Reading], words: Words) -> None:
    first, last = group[0], group[-1]
    parts = tiers(first.indicator, len(group)) or split(first.indicator, len(group), words)
    if first.rule == "same_as_before" and len(earlier) >= len(group):
        parts = [r.indicator for r in earlier[-len(group) :]]
    comparator, word = first.frame.comparator, first.frame.comparator_word
    if comparator == "eq":
        comparator, word = last.frame.comparator, last.frame.comparator_word
    for reading, part in zip(group, parts or [first.indicator] * len(group), strict=True):
        frame = reading.frame
        frame.verb, frame.verb_line = first.frame.verb, first.frame.verb_line
        frame.change, frame.measures = first.frame.change, first.frame.measures
        if frame.comparator == "eq":
            frame.comparator = comparator
        frame.comparator_word = frame.comparator_word or word
        reading.named(part, "respective" if parts else reading.rule)


TIERED = re.compile(r"^(?P<owner>[^\d、]*)(?P<tiers>\d[^、]*(?:、[^、\d]{0,2}\d[^、]*)+)$")
TIER = re.compile(
    r"[\d.,，\-—－~～至]{1,12}[万亿]{0,3}[-—－~～至\d.万亿]{0,12}(?:（[^）]{0,20}）)?[\u4e00-\u9fff%]{0,3}?(?:元|人|户|亩|%|％|次|个)(?:以上|及以上|以下|以内)?"
)


def tiers(subject: str, count: int) -> list[str]:
    """The `count` tiers of a reward that `subject` lists, each with what they share; [] if it lists none.

    >>> tiers("出口额300万美元、500万美元企业奖励", 2)
    ['出口额300万美元企业奖励', '出口额500万美元企业奖励']
    """
    listed = TIERED.match(subject)
    if listed is None:
        return []
    parts = listed["tiers"].split("、")
    last = TIER.match(parts[-1])
    if len(parts) != count or last is None:
        return []
    shared = parts[-1][last.end() :]
    return [listed["owner"] + part + shared for part in parts[:-1]] + [listed["owner"] + parts[-1]]


COUNTED = re.compile(r"(?:等?[一二三四五六七八九十两]大|等)(?P<tail>[\u4e00-\u9fff]{2,60})$")
SPLIT = re.compile(r"[、，,]|(?<=[\u4e00-\u9fff”）)])[和与及](?=[\u4e00-\u9fff“A-Za-z\d])|以及")


def split(subject: str, count: int, words: Words) -> list[str]:
    """The `count` indicators that `subject` names together, each with the head they share; [] if it does not.

    >>> from pipeline.lexicon import Lexicons
    >>> split("城镇、农村居民人均可支配收入", 2, Words.of(Lexicons.default()))
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    """
    parts = [p.strip() for p in SPLIT.split(subject) if p and p.strip()]
    if len(parts) != count:
        parts = [p.strip() for p in re.split(r"[、，,]", subject) if p.strip()]
    if len(parts) != count and count == 2 and subject.startswith("城乡"):
        return ["城镇" + subject[2:], "农村" + subject[2:]]
    if len(parts) != count:
        return []
    counted = COUNTED.search(parts[-1])
    if counted and counted.start() > 0:  # 装备制造、绿色食品、新型建材|三大产业集群主营收入
        return [*(p + counted["tail"] for p in parts[:-1]), parts[-1][: counted.start()] + counted["tail"]]
    tail = _tail(parts[-1], words)
    owner = _owner(parts, words)
    unit = PER_UNIT.match(parts[0])
    if unit and unit.end() < len(parts[0]):
        return [parts[0], *(unit[0] + part for part in parts[1:])]
    full = []
    for part in parts:
        ending = words.heads.ending(part)
        begun = ending is not None and tail.startswith(ending.term) and len(ending.term) < len(tail)
        complete = ending is not None and part not in words.modifiers and not begun
        rest = tail[len(ending.term) :] if begun and ending is not None else tail
        if part.endswith("业"):  # 制造业|产业增加值
            rest = rest.removeprefix("产业")
        whole = part if complete or part is parts[-1] else part + rest
        head = words.heads.get(whole)
        full.append(owner + whole if head is not None and head["bare"] == "yes" and part is not parts[0] else whole)
    return full


def _tail(last: str, words: Words) -> str:
    """The heads that end the last part, as far as something is left before them: 农村|居民|人均可支配收入."""
    share = last.find("占", 1)  # 文化产业、旅游业增加值|占地区生产总值比重
    if share > 0:
        return _tail(last[:share], words) + last[share:]
    rest = last
    while True:
        head = words.heads.ending(rest)
        owner = words.owners.ending(rest)
        head = max(filter(None, (head, owner)), key=lambda e: len(e.term), default=None)
        if head is None or len(head.term) >= len(rest) or (len(head.term) == 1 and rest is not last):
            break
        rest = rest[: -len(head.term)]
    if words.modifiers.starting(last) is not None:
        rest = last[: len(words.modifiers.starting(last).term)]  # type: ignore[union-attr]
    return last[len(rest) :]


# 单位国内生产总值|用水量、能耗: what the parts are all measured by
PER_UNIT = re.compile(
    r"^(?:单位(?:国内生产总值|地区生产总值|生产总值|GDP|工业增加值|面积)|(?:规模以上工业)?万元[^、，,]{2,8}?(?:总值|GDP|增加值))"
)


def _owner(parts: Sequence[str], words: Words) -> str:
    head = words.heads.ending(parts[0])
    return parts[0][: -len(head.term)] if head is not None else ""
