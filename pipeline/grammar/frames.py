"""Frames: verb, comparator and noun phrases around one number.

Three shapes carry nearly all measured amounts of officialese:

- subject, verb of measure, number: `学前三年毛入园率达97%`, `粮食产量突破620亿斤`;
- verb, object, number: `培养省级教学能手15人`, `拨付经费3亿元`;
- verb, number, object: `评选表彰10个书香校园`, `给予5万元奖励`.
"""

from __future__ import annotations

import re

from pipeline.grammar.chunks import Chunk
from pipeline.grammar.frame import Frame, change_of, comparator_of
from pipeline.grammar.leads import strip_leads
from pipeline.grammar.near import strip_near
from pipeline.grammar.objects import head_verbs, last_verb, own_clause
from pipeline.grammar.phrases import ETC, PER, noun_at, phrase, with_more
from pipeline.grammar.words import Words
from pipeline.lexicon import Entry

MARK = frozenset(map(chr, range(0x2460, 0x2488)))  # ①-⑳ ⑴-⒇
# 由54.9%, 从目前的31.5%: the number a change starts from
YEAR = r"(?:\d{4}|[一二][九〇零○O]?[〇零○O一二三四五六七八九]{2,3})年(?:[底末初])?"
FROM = re.compile(rf"(?:由|从)(?:{PER}|目前|现在|原来|原先|过去|以前|上年|去年|当时|现行|年初|期初|{YEAR})*(?:的|约)?$")
# 增加到一九八二年的: the date stands between the verb and its number
BETWEEN = re.compile(rf"(?<=[长高加升降少大展][到至为]){YEAR}的?$|{YEAR}的$")
# 高于全国平均|0.3个百分点, 比全省平均水平高|2个百分点: a distance, no change
GAP = re.compile(
    r"(?:(?P<verb>高于|低于|快于|慢于|高出|低出|优于|好于|领先于?|落后于?|多于|少于|大于|小于)(?P<than>[^，,、；;。\d]{2,20})"
    r"|[比较](?![重例率值赛])(?P<other>[^，,、；;。]{2,16}?)(?P<much>(?<![提升增延成])[高低快慢多少长短大小])(?:出|了)?)(?:约|近|超过?)?$"
)
MAY_GAP = re.compile("[于出先后比较]")  # few chunks hold what GAP begins with
# 是上年的1.7倍, 恢复到2019年的1.1倍: a multiple of something, said of the subject
MULTIPLE = re.compile(r"(?P<verb>是|为|相当于|达到?|恢复到|增加到|超过)[^，,、；;]{2,16}的$")
VERB = re.compile(r"[\u4e00-\u9fff]{1,4}")
OBJECT = re.compile(r"[\u4e00-\u9fff]{4}")
PAST = re.compile(r"^(?:上|去|前|往|同期|基期|年初|\d{4}|“|预|计划)")
OTHERS = re.compile(ETC)  # 水泥3500万吨|等落后产能
BEFORE_NEXT = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:共|近|约|超|逾)$")  # 20个国家近|300名运动员
INCLUDED = re.compile(r"^[（(]不?含[^（()）]{0,8}[）)]")  # 500万元（含）以上
# 约占全县总数的|10%: the bound stands before the share
ABOUT = re.compile(r"(?P<word>大?约|近)占(?=[^，,、]{2,20}$)")
# 不低于供应总量的|70%: the bound stands before the base of the share
BASED = re.compile(r"(?P<word>不低于|不少于|不高于|不超过|超过)(?P<base>[^，,、；;：\d]{2,20})的$")
# 市财政由县区|配套: who does it is no part of what is counted
BY_WHOM = re.compile(r"由[^，,、]{2,10}$")
# 出台减轻企业负担|8条措施: what is counted is named by what it is for
PURPOSE = re.compile(
    r"(?P<verb>出台|推出|制定|实施|落实|印发|发布|采取|推行)了?(?P<what>[\u4e00-\u9fff“”、]{4,24}?)(?:的|等)?$"
)


def read(chunk: Chunk, words: Words) -> Frame:
    """The frame of the number whose chunk this is."""
    frame = Frame(respective="分别" in chunk.left)
    _behind(chunk, words, frame)
    left = chunk.left.rstrip()
    left = left[1:] if left[:1] in MARK else left
    if _purposed(left, words, frame):
        return frame
    if "占" in left and (about := ABOUT.search(left)):
        frame.comparator, frame.comparator_word = "approx", about["word"]
        left = left[: about.start()] + left[about.end("word") :]
    starts = "由" in left or "从" in left
    started = FROM.search(left) if starts else None
    if started is None and left.endswith(("的", "年", "年底", "年末", "年初")):
        left = BETWEEN.sub("", left)
        started = FROM.search(left) if starts else None
    if started:
        frame.baseline = True
        frame.subject = phrase(strip_leads(left[: started.start()], words)[0], words)
        return frame
    left = _distance(_based(left, words, frame), words, frame)
    multiple = MULTIPLE.search(left) if chunk.multiple else None
    if multiple:
        left = left[: multiple.start()]
        frame.measures, frame.verb = True, multiple["verb"]
    left = _bounded(strip_near(left, words, frame), words, frame)
    _far(left, words, frame)
    return frame


def _purposed(left: str, words: Words, frame: Frame) -> bool:
    """`出台减轻企业负担|8条措施`: fills the frame if what stands before the number says what the thing is for."""
    thing = words.abstract.ending(frame.behind) if frame.behind else None
    said = PURPOSE.search(left) if thing is not None and thing["kind"] == "means" else None
    entry = words.verbs.get(said["verb"]) if said else None
    if said is None or entry is None:
        return False
    frame.verb, frame.verb_line, frame.before, frame.purposed = entry.term, entry.where, said["what"], True
    return True


def _based(left: str, words: Words, frame: Frame) -> str:
    """`供应量不低于总量的|70%`: what is left before the bound, which stands before the base of the share."""
    based = BASED.search(left) if left.endswith("的") else None
    entry = words.before.get(based["word"]) if based else None
    if based is None or entry is None:
        return left
    frame.comparator, frame.comparator_word, frame.measures = comparator_of(entry), entry.term, True
    return left[: based.start()]


def _distance(left: str, words: Words, frame: Frame) -> str:
    """`高于全国平均|0.3个百分点`: what is left before the distance to something else."""
    gap = GAP.search(left) if MAY_GAP.search(left) else None
    than = words.leads.get(gap["than"] or "") if gap else None
    if gap is None or (than is not None and than["kind"] != "scope"):
        return left
    past = gap["other"] is not None and PAST.search(gap["other"]) is not None
    frame.gap, frame.measures, frame.verb = not past, True, gap["verb"] or gap["much"]
    if past:  # 比上年多3个: a change after all
        frame.change = "increase" if gap["much"] in "高快多长大" else "decrease"
    return left[: gap.start()]


def _bounded(left: str, words: Words, frame: Frame) -> str:
    """`至少配备`, `至少包联重点项目2个`: a comparator before the verb, the verb's object perhaps in between."""
    if frame.comparator != "eq":
        return left
    for at, end, entry in words.bounds.find(left):
        rest = left[end:]
        if _is_verb(rest, entry, words, frame) or (entry["bounds"] != "verb" and _is_verb_with_object(rest, words)):
            frame.comparator, frame.comparator_word = comparator_of(entry), entry.term
            return left[:at] + rest
    return left


def _is_verb(rest: str, bound: Entry, words: Words, frame: Frame) -> bool:
    """A verb of the lexicon; behind some bounds any other too, where its object follows (最多辅导|2个社团)."""
    if not VERB.fullmatch(rest):
        return False
    return rest in words.verbs or (bound["bounds"] == "any" and bool(frame.behind) and "的" not in rest)


def _is_verb_with_object(rest: str, words: Words) -> bool:
    verb = words.verbs.starting(rest) if OBJECT.match(rest) else None
    return verb is not None and verb["kind"] in ("act", "nominal")


def _behind(part: Chunk, words: Words, frame: Frame) -> None:
    """Comparator and noun phrase behind the number: `以上`, `的行政村`, `书香校园`."""
    rest = part.right.lstrip()
    if not rest:
        return
    if rest[0] in "（(":
        rest = INCLUDED.sub("", rest)
    entry = words.after.starting(rest)
    if entry is not None:
        rest = rest[len(entry.term) :]
        frame.comparator, frame.comparator_word = comparator_of(entry), entry.term
    if part.meets_number:
        rest = BEFORE_NEXT.sub("", rest)
    possessive = rest.startswith("的")
    rest = rest[1:] if possessive else rest
    if part.meets_number and "的" in rest:
        rest = _whose(rest, words)
    led = part.meets_number and rest[:1] in ("和", "与", "及", "共")
    noun = "" if led or OTHERS.match(rest) else noun_at(rest, words)
    if noun and not part.meets_number:
        noun = with_more(noun, rest, words)
    if noun == "不" or (part.meets_number and noun == rest and _does(noun, words)):  # 10%以内|不超过200万元
        noun = ""
    frame.behind = phrase(noun, words)
    frame.attached = possessive or bool(noun)


def _whose(rest: str, words: Words) -> str:
    """`60家示范园|的采收效率平均提升20%`: what is behind 的 is measured by the next number."""
    whose, _, measured = rest.partition("的")
    verb = words.verbs.ending(measured)
    return whose if verb is not None and verb["kind"] == "measure" and len(verb.term) < len(measured) else rest


def _does(noun: str, words: Words) -> bool:
    """`投入40万元新建茶室2间`: what leads on to the next number is its verb with the object."""
    verb = words.verbs.starting(noun)
    return verb is not None and verb["kind"] in ("act", "measure") and len(verb.term) > 1


def _far(left: str, words: Words, frame: Frame) -> None:
    """The rest of the chunk: what leads in, the verb with its object, the noun phrase."""
    zone, seen = strip_leads(own_clause(left, words), words)
    frame.among, frame.pushed = "among" in seen, "push" in seen
    ending = words.verbs.ending(zone) if frame.behind and not frame.verb else None
    alone = ending is not None and (not frame.measures or ending.term == zone)  # 培训不少于20名农技员
    if ending is not None and ending["kind"] == "nominal" and alone:  # 支持50家企业
        frame.measures = False
        _act(frame, ending, ending.term, "")
        frame.subject = phrase(zone[: -len(ending.term)], words)
        return
    verb, rest = head_verbs(zone, words, frame.measures)
    if verb is None and frame.measures and not frame.verb:  # 培训农民不少于300人, but 培训时间不少于10天
        verb, rest = head_verbs(zone, words, measured=False)
        if verb is not None and (not rest or words.heads.ending(rest) is not None):
            verb, rest = None, zone
        frame.measures = verb is None
    if verb is not None:
        more, _ = strip_leads(rest, words)
        _act(frame, verb, zone, rest)
        rest = more
    ending = words.verbs.ending(rest[:-1]) if verb is None and rest.endswith("了") else None
    if ending is not None and ending["kind"] in ("act", "nominal"):  # 为学校配置了|53万元的器材
        _act(frame, ending, ending.term, "")
        frame.subject = phrase(rest[: -len(ending.term) - 1], words)
        return
    split = last_verb(rest, words, frame.measures)
    if split is not None:
        at, entry = split
        after = rest[at + len(entry.term) :].removeprefix("了").removeprefix("的")
        _act(frame, entry, entry.term, after)
        frame.subject = phrase(BY_WHOM.sub("", rest[:at]), words)
        frame.before = phrase(after, words)
    elif verb is None:
        frame.subject = phrase(rest, words)
    else:
        frame.before = phrase(rest, words)


def _act(frame: Frame, entry: Entry, zone: str, rest: str) -> None:
    if frame.verb:
        return
    done = zone[: len(zone) - len(rest)].strip("、 了") if rest and zone.endswith(rest) else entry.term
    if entry["change"] in ("increase", "decrease"):
        frame.change = change_of(entry)
    frame.verb, frame.verb_line = done or entry.term, entry.where
