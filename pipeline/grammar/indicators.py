"""Which noun phrase of a frame is the indicator: what the number measures."""

from __future__ import annotations

import re

from pipeline.grammar.chunks import Chunk
from pipeline.grammar.frames import Frame, phrase
from pipeline.grammar.words import Words, suffix
from pipeline.quantities import Quantity

# 占全省的20%: the share of something in something
SHARE = re.compile(r"占(?!比)(?:到|了)?(?P<whole>[^，,、占]{1,16}?)的(?:比重|比例)?(?:约|近|达)?$")
# 对新认定的…企业，: who a subsidy goes to
RECIPIENT = re.compile(r"(?:对于?|凡|给)(?P<who>[^，,。；;：:]{2,40})[，,]?[^，,。；;]{0,30}$")
# 在全省技能大赛中获团体|第二名
AWARD = re.compile(r"在(?P<where>[^，,。；;]{2,30}?)(?:中|上)?(?:获得?|荣获|夺得|取得|摘得|赢得)(?P<what>[^，,。；;]{0,8}?)$")
# 每1000名学生至少配备, 每百名老年人配备
PER_MANY = re.compile(r"(每(?:\d[\d,]*|[一二三四五六七八九]?[十百千万]+)[^，,。；;]{1,8}?)(?:至少|最多|平均)?(?:拥有|配备|配有|配置|设有|设置)")
# 占常住人口|23.6%
PART = re.compile(r"占(?!比|比重)[^，,、。；;的占]{2,12}$")
# 8家企业获评国家级工厂, 1人被评为“最美医生”: what they became is counted
HONOUR = re.compile(r"(?:被?评为|被?授予|获评|荣获|获批|入选|被?认定为|被?命名为|获)(?P<what>[^，,。；;、\n]{2,24}(?:、[^，,。；;、\n]{2,20})?)")
REWARDING = re.compile(r"(?:给予|予以|奖励|奖补|补助|补贴|资助|奖)")


def choose(q: Quantity, frame: Frame, chunk: Chunk, context: str, words: Words) -> tuple[str, str]:
    """(indicator, the rule that chose it); "" where the number's own chunk names none."""
    award = AWARD.search(chunk.left) if q.form == "ordinal" else None
    if award:
        return phrase(award["where"], words) + award["what"], "award"
    base = PER_MANY.match(chunk.left.lstrip("、，, "))
    if base and (frame.before or frame.behind) and not frame.measures:
        return base[1] + (frame.before or frame.behind), "per_many"
    part = PART.search(chunk.left)
    if part and q.dimension == "ratio":
        return phrase(chunk.left[: part.start()], words) + part[0], "share_of"
    share = SHARE.search(chunk.left)
    if share and q.dimension == "ratio":
        return phrase(chunk.left[: share.start()], words) + "占" + share["whole"] + "比重", "share_of"
    if frame.baseline:
        return frame.subject, "baseline"
    if _rewards(q, frame, chunk):
        reward = _reward(frame, chunk, context, words)
        if reward:
            return reward, "reward"
    if _prefers_behind(q, frame, words):
        honour = HONOUR.match(chunk.right[chunk.right.find(frame.behind) + len(frame.behind) :])
        if honour and len(frame.behind) <= 3:
            return phrase(honour["what"], words).strip("“”"), "honour"
        return frame.behind, "behind_number"
    honour = HONOUR.match(chunk.right.lstrip())
    if honour and q.dimension in ("person", "count") and not (frame.subject or frame.before):
        return phrase(honour["what"], words).strip("“”"), "honour"
    return _left_phrase(q, frame, words)


def _rewards(q: Quantity, frame: Frame, chunk: Chunk) -> bool:
    """Money or a share that is given: `给予50万元奖励`, `按设备投资额的8%给予补助`, `单个项目最高800万元`."""
    if frame.gap or frame.baseline or q.dimension not in ("money", "ratio"):
        return False
    near = chunk.left[-16:] + chunk.right[:12]
    if q.dimension == "ratio":
        return bool(re.search(r"按[^，,。；;]{0,16}$", chunk.left)) and bool(REWARDING.search(chunk.right))
    named = frame.subject and frame.subject not in GENERIC
    return (bool(REWARDING.search(near)) and not named) or frame.subject in GENERIC


def _left_phrase(q: Quantity, frame: Frame, words: Words) -> tuple[str, str]:
    head = words.heads.get(frame.before)
    if (frame.subject and head is not None and head["bare"] == "yes") or (frame.before in ("投资",) and frame.subject):
        return frame.subject + frame.before, "subject_and_head"
    if frame.before:
        return frame.before, "object_of_verb"
    if frame.subject in words.verbs and words.verbs.by_term[frame.subject]["kind"] == "nominal" and q.dimension in ("count", "person"):
        return "", "verb_alone"
    if frame.subject:
        return frame.subject, "subject_of_verb" if frame.verb else "before_number"
    if frame.behind and q.dimension not in ("ratio", "money"):
        return frame.behind, "behind_number"
    if q.dimension == "money" and frame.verb and not frame.measures:
        return frame.verb, "verb_itself"
    return "", "none"


def _prefers_behind(q: Quantity, frame: Frame, words: Words) -> bool:
    """`10个书香校园`, `超50%的行政村`, `5亿元专项资金`: the noun behind the number is what is counted."""
    if not frame.behind:
        return False
    if q.dimension == "money":
        return suffix(frame.behind, words.money) is not None and not frame.before
    if q.dimension == "ratio":
        return frame.attached and not frame.before and (not frame.subject or (bool(frame.verb) and not frame.measures))
    if frame.measures and frame.subject:
        return False
    if q.dimension in ("count", "person", None):
        return True
    return not (frame.before or frame.subject)


def _reward(frame: Frame, chunk: Chunk, context: str, words: Words) -> str:
    """`给予5A级企业100万元奖补` -> 5A级企业奖补: who or what is rewarded, and how."""
    at = context.find(chunk.left + chunk.right) if chunk.left + chunk.right else -1
    at = context.find(chunk.left) if at < 0 else at
    position = max(at, 0) + len(chunk.left)
    start = max(context.rfind(mark, 0, position) for mark in "；;。") + 1
    clause = context[start:position]
    ahead = re.split(r"[；;。]", context[position : position + 40])[0]
    noun = _reward_noun(frame, clause, ahead, words)
    if not noun:
        return ""
    who = re.sub(r"(?:各|分别|均)?(?:奖励|奖补|补助|补贴|资助)?$", "", frame.before if frame.before not in words.money else "")
    who = who.rpartition("的")[2] if "的" in who else who
    if len(who) < 2 or who in GENERIC:
        who = _recipient(clause, words) or ("" if frame.before in words.money or not frame.before else who)
    return _merged(who, noun)


def _reward_noun(frame: Frame, clause: str, right: str, words: Words) -> str:
    for text in (frame.behind, frame.before):
        entry = suffix(text, words.money) if text else None
        if entry is not None and entry["kind"] == "reward":
            return _kind(text if text is frame.behind or text == entry.term else entry.term)
    found = re.findall(r"奖励|奖补|补助|补贴|资助|贴息", clause[-30:] + right)
    return found[-1] if found else ""


def _kind(noun: str) -> str:
    return re.sub(r"^(?:给予|予以)?(?:一次性)?(?:资金)?的?", "", noun)


GENERIC = frozenset({"单个项目", "单个企业", "单个", "给予", "项目", "企业", "每队", "每家", "每个"})


def _recipient(clause: str, words: Words) -> str:
    """对新认定的省级孵化器，: what stands between 对 and the comma, without how it came to be so."""
    found = RECIPIENT.search(clause)
    if found is None:
        return ""
    who = REWARDING.split(found["who"])[0].removesuffix("的")
    tail = who.rsplit("的", 1)[-1]
    return phrase(tail if len(tail) >= 2 else who, words)


def _merged(who: str, noun: str) -> str:
    return who if who.endswith(noun) else who + noun
