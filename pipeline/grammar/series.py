"""What a list says once holds for all its members: verbs, owners, heads, comparators, 分别 and 其中.

`城镇、农村居民人均可支配收入分别增长5%和6%` is two facts with an indicator each; `培养省级教学能手15人，市级35人`
leaves the noun of the second out; `粮食播种面积4万亩，总产量2万吨` the owner of the second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.grammar import subsidies
from pipeline.grammar.chunks import Chunk
from pipeline.grammar.frames import read
from pipeline.grammar.indicators import choose
from pipeline.grammar.leads import strip_leads
from pipeline.grammar.phrases import ASIDE, phrase
from pipeline.grammar.reading import Reading, is_joint
from pipeline.grammar.respective import deal
from pipeline.grammar.words import Words


def resolve(readings: Sequence[Reading], context: str, words: Words) -> list[Reading]:
    """The readings of one sentence, `context`, with their indicators."""
    done: list[Reading] = []
    for at, reading in enumerate(readings):
        following = readings[at + 1] if at + 1 < len(readings) else None
        done.append(_one(reading, done, following, context, words))
    return deal(done, words)


def _one(reading: Reading, done: Sequence[Reading], following: Reading | None, context: str, words: Words) -> Reading:
    before = done[-1] if done else None
    _share_verb(reading, before, words)
    if before is not None and before.frame.baseline and not _names(reading):  # 补助标准由84元|提高到89元
        return reading.named(before.indicator, "same_as_before")
    if each := subsidies.for_each(reading, done, words):
        return each
    indicator, rule = choose(reading.quantity, reading.frame, reading.chunk, context, reading.at, words)
    if (
        rule == "subsidy"
        and before is not None
        and before.rule == "subsidy"
        and subsidies.is_nameless(indicator, words)
    ):
        return reading.named(before.indicator, "same_as_before")
    if following is not None and (not indicator or indicator in words.modifiers) and _goes_on(reading, following):
        return reading.named(indicator + following.frame.behind, "noun_of_next")
    if not indicator and reading.frame.baseline and (topic := _topic_before(reading, words)):
        return reading.named(topic, "subject_of_clause_before")
    if not indicator and (pending := _pending(reading, words)):
        return reading.named(pending, "subject_before_comma")
    if not indicator and before is not None:
        return reading.named(_earlier(reading, done), "same_as_before")
    if before is not None and indicator.startswith("占") and not before.indicator.startswith("占"):
        indicator = before.indicator + indicator
    elif before is not None:
        indicator, rule = _completed(indicator, rule, reading, before, words)
    elif _is_bare(indicator, reading, words):
        owner = _clause_before(reading, context, words)
        indicator, rule = (owner + indicator, "owner_in_clause_before") if owner else (indicator, rule)
    if not indicator and reading.quantity.dimension == "person" and reading.frame.subject:  # 覆盖9929人
        return reading.named(reading.frame.subject, "verb_itself")
    return reading.named(indicator, rule)


BUDGET = "预算"  # 教育支出9亿元，完成预算的98%
PER_ONE = re.compile(r"^每[\u4e00-\u9fff](?=[\u4e00-\u9fff]{2})")


def _names(reading: Reading) -> bool:
    """A noun phrase of its own stands at the number."""
    frame = reading.frame
    return bool(frame.subject or frame.before or frame.behind) or frame.baseline


def _is_bare(indicator: str, reading: Reading, words: Words) -> bool:
    """A head that says little without its owner: 消除率; money says what it is (启动…工程，总投资20亿元)."""
    head = words.heads.get(indicator)
    joined = reading.gap.startswith("、") and bool(reading.frame.verb)  # 铺排项目300个、完成投资50亿元
    invested = reading.quantity.dimension == "money" and indicator in words.money and not joined
    if indicator.endswith("产值"):  # 发展果业，产值突破3亿元
        return head is not None
    return head is not None and head["bare"] == "yes" and not invested


def _pending(reading: Reading, words: Words) -> str:
    """`乡镇企业产值占总产值的比重，已达到…`: a subject that waits before the comma for its verb."""
    for clause in reversed(re.split(r"[，,；;：:]", ASIDE.sub("", reading.lead))):
        bare = phrase(clause, words)
        if (
            3 <= len(bare) <= 30
            and words.heads.ending(bare) is not None
            and read(Chunk(0, 0, clause, ""), words).before == ""
        ):
            return bare
    return ""


def _topic_before(reading: Reading, words: Words) -> str:
    """`果品产值连续五年居全省首位，从2018年的1亿元…`: the subject that the clause before has said."""
    clause = re.split(r"[，,；;：:]", ASIDE.sub("", reading.lead).rstrip("，,"))[-1]
    topic = _subject(clause.split("连续")[0], words)
    return topic if words.heads.ending(topic) is not None else ""


def _subject(clause: str, words: Words) -> str:
    """What `clause` begins with, up to what it says of it: 果品产值|保持增长."""
    zone = strip_leads(clause, words)[0]
    says = (at for at, _, entry in words.verbs.find(zone) if at and entry["kind"] in ("state", "measure"))
    return phrase(zone[: next(says, len(zone))], words)


def _goes_on(reading: Reading, following: Reading) -> bool:
    """`新建10所、改扩建22所学校`: the noun stands behind the last number only."""
    same = following.quantity.unit == reading.quantity.unit
    return (
        same and bool(following.frame.behind) and not following.frame.before and following.gap[:1] in tuple("、和及与")
    )


def _clause_before(reading: Reading, context: str, words: Words) -> str:
    """`治理黑臭水体，消除率达到100%`: the object of the clause before owns a bare head."""
    at = context.find(reading.chunk.left)
    clause = re.split(r"[，,；;。：:]", context[:at].rstrip("，, "))[-1] if at > 0 else ""
    frame = read(Chunk(0, 0, clause, ""), words)
    owns = clause.endswith(frame.before) and 2 <= len(frame.before) <= 12
    if owns and not frame.before.endswith(("上", "下", "中", "时")):
        return frame.before
    topic = _subject(clause, words)  # 渔业稳步发展，产值达到5亿元
    return topic if topic.endswith("业") and topic != clause else ""


def _earlier(reading: Reading, done: Sequence[Reading]) -> str:
    """The indicator that goes on: the last one counted in the same unit where a verb has no object of its own
    (`项目签约230个、总投资3亿元，新开工100个`), else the last."""
    if reading.frame.verb and not reading.frame.measures:
        for earlier in reversed(done):
            if earlier.quantity.unit == reading.quantity.unit:
                return earlier.indicator
    if len(done) > 1 and done[-1].indicator == done[-2].indicator + BUDGET:  # and 增长5%, again of the spending
        return done[-2].indicator
    return done[-1].indicator


def _share_verb(reading: Reading, before: Reading | None, words: Words) -> None:
    """A member of a list without a verb of its own takes the verb of the one before: `新增企业5家、农场9家`."""
    frame = reading.frame
    if before is None or frame.baseline:
        return
    if frame.verb and frame.verb == frame.comparator_word and not frame.behind and _is_listed(reading, before):
        frame.change = before.frame.change
        return
    if before.frame.among and reading.gap.startswith("、") and not frame.verb:
        frame.among = True
    if frame.verb or frame.measures:
        return
    alone = not (frame.subject or frame.before or frame.behind)
    rate = reading.quantity.dimension == "ratio" and before.quantity.dimension != "ratio"
    fresh = reading.gap[:1] in ("；", ";") and words.heads.ending(frame.subject) is not None
    listed = not frame.pushed and not rate and not fresh
    if not ((alone and is_joint(reading.gap)) or (listed and before.frame.verb and not before.frame.measures)):
        return
    bound = words.bounds.get(before.frame.comparator_word)  # 至少包联项目2个、企业3家: of all its verb's objects
    if alone or (bound is not None and bound["bounds"] != "verb" and reading.gap.startswith("、")):
        if frame.comparator == "eq":
            frame.comparator = before.frame.comparator
        frame.comparator_word = frame.comparator_word or before.frame.comparator_word
    frame.verb, frame.verb_line, frame.change = before.frame.verb, before.frame.verb_line, before.frame.change
    frame.measures = before.frame.measures and alone


def _is_listed(reading: Reading, before: Reading) -> bool:
    """`新增企业5家、农场超9家`: a list goes on behind 、 under a verb that has objects."""
    return reading.gap.startswith("、") and bool(before.frame.verb) and not before.frame.measures


def _completed(indicator: str, rule: str, reading: Reading, before: Reading, words: Words) -> tuple[str, str]:
    """`市级` -> 市级教学能手; `总产量` -> 粮食总产量; `其中乡镇卫生院31台` -> 乡镇卫生院设备."""
    comparable = reading.quantity.unit == before.quantity.unit or reading.quantity.dimension == "ratio"
    if indicator in words.modifiers and comparable and before.indicator not in words.modifiers:
        return indicator + _without_modifier(before.indicator, words), "elided_noun"
    whose = len(before.indicator) > 1 and before.frame.behind == before.indicator
    if whose and reading.frame.measures and reading.gap.startswith("的"):
        return before.indicator + indicator, "owner_before_的"  # 60家示范园的|采收效率提升20%
    bare = PER_ONE.sub("", indicator) if reading.gap.startswith("、") else indicator  # 、每桌标准
    head = words.heads.get(bare)
    if head is not None and _is_bare(head.term, reading, words):
        owner = before.frame.subject if before.frame.before and before.frame.subject else _stem(before.indicator, words)
        if head["change"] or head.term == BUDGET:  # 社会消费品零售总额下降2%，降幅…
            owner = before.indicator
        if owner and not owner.endswith(indicator):
            return owner + indicator, "elided_owner"
    same_unit = reading.quantity.unit == before.quantity.unit
    if (
        reading.frame.among
        and same_unit
        and reading.quantity.dimension == "count"
        and before.quantity.dimension == "count"
    ):
        noun = _stem(before.indicator, words) or before.indicator
        if words.owners.ending(indicator) is not None and not indicator.endswith(noun[-2:]):
            return indicator + noun, "elided_noun"
    unnamed = words.money.ending(indicator) is None and words.heads.ending(indicator) is None
    of_money = reading.quantity.dimension == "money" and words.money.ending(before.indicator) is not None
    if reading.frame.among and of_money and unnamed:  # 交通固定资产投资100亿元，其中公路60亿元、铁路40亿元
        money = _money_noun(before.indicator, words)
        return indicator + money, "elided_noun"
    return indicator, rule


def _money_noun(text: str, words: Words) -> str:
    """The shortest noun for money that ends `text`: 固定资产投资 -> 投资."""
    return next(text[-n:] for n in range(1, len(text) + 1) if text[-n:] in words.money)


def _without_modifier(text: str, words: Words) -> str:
    entry = words.modifiers.starting(text)
    return text[len(entry.term) :] if entry is not None and len(entry.term) < len(text) else text


def _stem(text: str, words: Words) -> str:
    """An indicator without its head noun: 粮食播种面积 -> 粮食."""
    head = words.heads.ending(text[1:])
    return text[: -len(head.term)] if head is not None else text
