"""Subsidies (奖补): `对新认定的省级孵化器，给予最高50万元奖励` is about 省级孵化器奖励.

What is measured is who or what is rewarded, with the kind of reward; both may stand commas away from the number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.grammar.frame import Frame
from pipeline.grammar.reading import Reading
from pipeline.grammar.recipients import recipient
from pipeline.grammar.words import Words
from pipeline.quantities import Quantity

# a subject of its own: the total, the term, the share that a subsidy may not pass
OWN = re.compile(r"总额|总量|规模|期限|比例|权重|标准|收入|产值|增速|占比")
NONE = ("", "")
LONGEST_BASE = 20  # characters
WIDE = 240  # characters; a clause that runs longer is a list of several things
MARK = re.compile("[；;。]")
GIVEN_IN = frozenset({"money", "ratio", "rate"})


def read(q: Quantity, frame: Frame, context: str, at: int, words: Words) -> tuple[str, str]:
    """(indicator, rule) of the subsidy that `q` is, which stands at `at` of the sentence `context`; "" for none.

    The indicator is the recipient, else the base, with the kind of reward.
    """
    give = words.giving.give
    if q.dimension not in GIVEN_IN or frame.gap or frame.baseline or frame.subject.endswith("投入"):
        return NONE
    end = at + q.end - q.start
    if give.search(context, max(0, at - WIDE), end + WIDE) is None:
        return NONE
    before = MARK.split(context[max(0, at - WIDE) : at])[-1]
    after = MARK.split(context[end : end + WIDE])[0]
    if not give.search(before + after[:14]):
        return NONE
    who, sure = recipient(before, words)
    base = _base(before, frame, words) if q.dimension == "ratio" and not sure else ""
    if base or (CAP.search(before) and not sure):  # 给予不超过投资额20%、最高300万元的资金支持: one of each
        return base + _kind(before, after, words), "subsidy_of_base"
    if not _is_given(q, frame, before, after, who, words):
        return NONE
    if (
        frame.verb in words.giving.paid
        and words.money.ending(frame.before) is not None
        and (frame.before not in words.money or not sure)
    ):
        return (
            NONE  # 发放茶机补贴资金69万元: it has a name; 出台措施12条，|兑现奖补资金3000万元: to nobody that is said
        )
    if q.dimension == "ratio":
        _leave_base(frame, before)
    kind = _kind(before, after, words)
    if not who and frame.behind != kind and frame.behind.endswith(kind):  # 一次性500元|购车补贴
        return frame.behind, "subsidy"
    for text in filter(None, () if who else (frame.before, frame.subject)):
        named = words.money.ending(text)
        own = named is not None and len(named.term) < len(text) and text[-len(named.term) - 1] not in "各再另均"
        if own and not words.giving.give.match(text):
            return NONE  # 发放以旧换新补贴121亿元: money with a name of its own
    if frame.measures and frame.subject and not who:
        return NONE
    if not who and frame.before and not words.giving.give.search(frame.before):
        who = frame.before
    return (who if who.endswith(kind) else who + kind), "subsidy"


# 给予|不超过总投入, 按|租金的: what a share that is given is of
GIVEN = re.compile(r"按照?|给予|予以|给")
TO_WHOM = re.compile(r"^(?:企业|单位|个人)|给(?:予)?(?:企业|单位|个人)$")
BY = re.compile(r"按[^，,；;。]{0,20}$")
CLAUSE = re.compile("[，,、]")
BARE = re.compile(r"给予?$")  # 按其贡献额给予奖励，前三年给予|80%的奖励: the base stands clauses before
AGAIN = re.compile(r"给予[^，,、]{0,8}$")
CAP = re.compile(r"(?:给予|按照?)[^，,；;。]{0,24}\d[%％‰]、(?:最高|累计|总额|每年)[^\d，,；;。]{0,8}$")


def _base(before: str, frame: Frame, words: Words) -> str:
    """What a share is of, between the giving and the number; its bound becomes the frame's."""
    *earlier, clause = CLAUSE.split(before)
    for part in (clause, *(reversed(earlier) if BARE.search(clause) else ())):
        base = _base_in(part, frame, words)
        if base:
            if not frame.verb or frame.verb in base:  # 给予|引进成本10%
                frame.verb, frame.verb_line = "给予", ""
            return base
    return ""


def _base_in(clause: str, frame: Frame, words: Words) -> str:
    """The base that one clause names: `给予不超过总投入` 总投入, with le for the frame."""
    for given in GIVEN.finditer(clause):
        text = clause[given.end() :]
        for bound in (words.before.starting(text), words.before.ending(text)):
            if bound is not None:
                frame.comparator, frame.comparator_word = bound["comparator"], bound.term  # type: ignore[assignment]
                text = text.removeprefix(bound.term).removesuffix(bound.term)
        again = AGAIN.search(text)
        text = TO_WHOM.sub("", (text[: again.start()] if again else text).removesuffix("的").removeprefix("其"))
        if 2 <= len(text) <= LONGEST_BASE and words.giving.base.search(text) and not GIVEN.search(text):
            return text
    return ""


def _leave_base(frame: Frame, before: str) -> None:
    """按新增贷款额的|2%给予贴息: what the base is called by is no change of the share that is given."""
    base = BY.search(before)
    if base and frame.verb and frame.verb in base[0]:
        frame.verb, frame.verb_line, frame.change = "给予", "", "level"


def for_each(reading: Reading, done: Sequence[Reading], words: Words) -> Reading | None:
    """`改造校舍14处，每处补助35万元` is about what was counted in 处: 校舍补助; None where nothing was."""
    if reading.quantity.dimension != "money" or "每" not in reading.chunk.left:
        return None
    each = words.giving.each.search(reading.chunk.left)
    if each is None:
        return None
    counted = next((r for r in reversed(done) if r.quantity.unit == each["unit"] and r.indicator), None)
    if counted is None:
        return None
    kind = _kind(reading.chunk.left, reading.chunk.right, words)
    itself = words.giving.kind.search(counted.indicator[-2:]) is not None  # 可补贴1件，每件补贴…
    indicator = (f"每{each['unit']}" if itself else counted.indicator) + kind
    frame = reading.frame
    frame.verb, frame.verb_line, frame.change, frame.measures = each["verb"], "", "level", False
    return reading.named(indicator, "for_each")


def is_nameless(indicator: str, words: Words) -> bool:
    """Only the kind of a subsidy, not whose it is: `对验收合格的，给予…补助`."""
    return words.giving.kind.fullmatch(indicator) is not None


def _is_given(q: Quantity, frame: Frame, before: str, after: str, who: str, words: Words) -> bool:
    """A word of giving stands near: within the clause of the number, or anywhere behind its recipient."""
    given = words.giving.give
    reach = before[-40:] if who else re.split(r"[，,、]", before)[-1][-24:]
    if not given.search(reach + after[:14]) or OWN.search(frame.subject[-4:]):
        return False
    return q.dimension != "ratio" or _is_share(before, after, given)


def _is_share(before: str, after: str, given: re.Pattern[str]) -> bool:
    """按设备投资额的8%给予补助: a share that is given, not a rate that is reached."""
    by = BY.search(before) is not None and given.search(after[:16]) is not None
    return by or re.search(r"给予?[^，,；;。]{0,10}$", before) is not None


def _kind(before: str, after: str, words: Words) -> str:
    """建设补助, 奖励: the name of what is given, behind the number, else before it."""
    kind = words.giving.kind
    behind = kind.search(after[:24])
    if behind and behind.start() <= 14:
        return behind[0]
    ahead = kind.findall(before)
    return ahead[-1] if ahead else (kind.search(after) or ["奖补"])[0]
