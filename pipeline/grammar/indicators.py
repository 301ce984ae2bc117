"""Which noun phrase of a frame is the indicator: what the number measures."""

from __future__ import annotations

import re

from pipeline.grammar import subsidies
from pipeline.grammar.chunks import Chunk
from pipeline.grammar.frame import Frame
from pipeline.grammar.phrases import phrase
from pipeline.grammar.words import Words
from pipeline.quantities import Quantity

# 占全省的20%: the share of something in something
SHARE = re.compile(r"(?:大?约|近)?占(?!比)(?:到|了)?(?P<whole>[^，,、占]{1,16}?)的(?:比重|比例)?(?:约|近|达)?$")
# 在全省技能大赛中获团体|第二名
AWARD = re.compile(
    r"在(?P<where>[^，,。；;]{2,30}?)(?:中|上)?(?:获得?|荣获|夺得|取得|摘得|赢得)(?P<what>[^，,。；;]{0,8}?)$"
)
# 每1000名学生至少配备, 每百名老年人配备
PER_MANY = re.compile(
    r"(每(?:\d[\d,]*|[一二三四五六七八九]?[十百千万]+)[^，,。；;]{1,8}?)(?:至少|最多|平均)?(?:拥有|配备|配有|配置|设有|设置)"
)
# 占常住人口|23.6%
PART = re.compile(
    r"(?:大?约|近)?(?P<part>占(?!比|比重)[^，,、。；;的占]{2,12}?)"
    r"(?:(?:上升|提高|提升|下降|降低|升|降|达|增加)[到至]|达|超过?|突破|(?<=[重例])在|为|约|近|接近|保持在|稳定在)?$"
)
MEASURED = re.compile(r"超过|低于|高于|达到|不足|突破|入不敷出")
# 8家企业获评国家级工厂, 1人被评为“最美医生”: what they became is counted
LISTED = re.compile(r"(?:进入|列入|纳入|入选|入围)(?P<what>[^，,。；;、\n]{2,20}?(?:名录|名单|目录|项目库))")
OUT_OF = re.compile(r"实现(?P<what>脱贫|再就业|就业|转移就业|摘帽|出列)")
HONOUR = re.compile(
    r"(?:被?评为|被?授予|获评|荣获|获批|入选|被?认定为|被?命名为|获)(?P<what>[^，,。；;、\n]{2,24}(?:、[^，,。；;、\n]{2,20})?)"
)


def choose(q: Quantity, frame: Frame, chunk: Chunk, context: str, at: int, words: Words) -> tuple[str, str]:
    """(indicator, the rule that chose it); "" where the number's own chunk names none."""
    award = AWARD.search(chunk.left) if q.form == "ordinal" else None
    if award:
        return award["where"] + award["what"], "award"
    if "每" in chunk.left and not frame.measures and (frame.before or frame.behind):
        base = PER_MANY.match(chunk.left.lstrip("、，, "))
        if base:
            return base[1] + (frame.before or frame.behind), "per_many"
    if "占" in chunk.left and (q.dimension == "ratio" or q.form in ("fraction", "half")):
        part = PART.search(chunk.left)
        if part:
            return phrase(chunk.left[: part.start()], words) + part["part"], "share_of"
        share = SHARE.search(chunk.left)
        if share:
            return phrase(chunk.left[: share.start()], words) + "占" + share["whole"] + "比重", "share_of"
    if frame.baseline:
        return frame.subject, "baseline"
    subsidy = subsidies.read(q, frame, context, at, words)
    if subsidy[0]:
        return subsidy
    if frame.purposed:
        return frame.before + frame.behind, "purpose"
    each = "每" in chunk.left and frame.subject in words.owners and q.dimension in ("count", "person")
    if frame.behind and (each or _prefers_behind(q, frame, words)):  # 每个乡镇至少建成1个|服务中心
        rest = chunk.right[chunk.right.find(frame.behind) + len(frame.behind) :]
        listed = LISTED.match(rest)
        if listed and len(frame.behind) <= 3:  # 34个|项目|进入省级建设名录
            return phrase(listed["what"], words) + frame.behind, "honour"
        honour = HONOUR.match(rest)
        if honour and len(frame.behind) <= 3:
            return phrase(honour["what"], words).strip("“”"), "honour"
        owner = words.owners.starting(frame.behind)
        if owner is not None and q.dimension == "ratio" and MEASURED.search(frame.behind + chunk.right[-12:]):
            return owner.term, "behind_number"  # 近八成|行政村|集体收入超过20万元
        batch = words.modifiers.ending(chunk.left)
        ordered = batch is not None and batch["kind"] == "batch"  # 第二批|14项重点改革
        return batch.term + frame.behind if batch and ordered else frame.behind, "behind_number"
    if q.dimension in ("person", "count") and not (frame.subject or frame.before):
        honour = HONOUR.match(chunk.right.lstrip()) or OUT_OF.match(chunk.right)
        if honour:
            return phrase(honour["what"], words).strip("“”"), "honour"
    return _left_phrase(q, frame, words)


OWNED = frozenset({"投资", "利润", "税收", "利税", "产值", "综合产值", "总产值"})  # too general without whose they are


def _left_phrase(q: Quantity, frame: Frame, words: Words) -> tuple[str, str]:
    head = words.heads.get(frame.before)
    if (frame.subject and head is not None and head["bare"] == "yes") or (frame.before in OWNED and frame.subject):
        return frame.subject + frame.before, "subject_and_head"
    if frame.before:
        return frame.before, "object_of_verb"
    if (
        frame.subject in words.verbs
        and words.verbs.by_term[frame.subject]["kind"] == "nominal"
        and q.dimension in ("count", "person", "area", "length")
    ):
        return "", "verb_alone"
    if frame.subject:
        return frame.subject, "subject_of_verb" if frame.verb else "before_number"
    if frame.behind and q.dimension not in ("ratio", "money"):
        return frame.behind, "behind_number"
    if q.dimension in ("money", "person") and frame.verb and not frame.measures:
        return frame.verb, "verb_itself"
    return "", "none"


def _prefers_behind(q: Quantity, frame: Frame, words: Words) -> bool:
    """`10个书香校园`, `超50%的行政村`, `5亿元专项资金`: the noun behind the number is what is counted."""
    if not frame.behind:
        return False
    if q.dimension == "money":
        return words.money.ending(frame.behind) is not None and not frame.before
    if q.dimension == "ratio":
        return frame.attached and not frame.before and (not frame.subject or (bool(frame.verb) and not frame.measures))
    if frame.measures and frame.subject:
        return False
    if q.dimension in ("count", "person", None):
        return True
    return not (frame.before or frame.subject)
