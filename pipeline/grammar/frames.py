"""Frames: verb, comparator and noun phrases around one number.

Three shapes carry nearly all measured amounts of officialese:

- subject, verb of measure, number: `学前三年毛入园率达97%`, `粮食产量突破620亿斤`;
- verb, object, number: `培养省级教学能手15人`, `拨付经费3亿元`;
- verb, number, object: `评选表彰10个书香校园`, `给予5万元奖励`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.grammar.chunks import Chunk
from pipeline.grammar.words import Words, prefix, suffix
from pipeline.lexicon import Entry

Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "range"]
Change = Literal["level", "increase", "decrease", "ratio"]

MARK = re.compile(r"^[①-⑳⑴-⒇]")
JOINTS = "、和及与或暨 ·“”\"'「」〝〞"
# 比上年, 较2020年, 与上年同期相比: what an increase is measured against
AGAINST = re.compile(
    r"(?:[比较]|同|与)(?:上|去|前|往|全|预|计划|基期|当年|年初|[“\"]|本|该|原|规定|20|19|\d|[一二三四五六七八九十])[^，,、]{0,14}$"
)
# 由54.9%, 从目前的31.5%: the number a change starts from
YEAR = r"(?:\d{4}|[一二][九〇零○O]?[〇零○O一二三四五六七八九]{2,3})年(?:[底末初])?"
# 每人每月, 每所: the base of a rate, no part of what is measured
PER = r"(?:每(?:[人生户亩月年天日周次餐床村所个名套辆吨处校家]|学期|学年|季度?|平方米|公里))"
FROM = re.compile(rf"(?:由|从)(?:{PER}|目前|现在|原来|原先|过去|以前|上年|去年|当时|现行|年初|期初|{YEAR})*(?:的|约)?$")
# 增加到一九八二年的: the date stands between the verb and its number
BETWEEN = re.compile(rf"{YEAR}的$")
# 高于全国平均|0.3个百分点, 比全省平均水平高|2个百分点: a distance, no change
GAP = re.compile(
    r"(?:(?P<verb>高于|低于|快于|慢于|高出|低出|优于|好于|领先于?|落后于?|多于|少于|大于|小于)(?P<than>[^，,、；;。\d]{2,20})"
    r"|[比较](?![重例率值赛])(?P<other>[^，,、；;。]{2,16}?)(?P<much>(?<![提升增延成])[高低快慢多少长短大小])(?:出|了)?)(?:约|近|超过?)?$"
)
# 是上年的1.7倍, 恢复到2019年的1.1倍: a multiple of something, said of the subject
MULTIPLE = re.compile(r"(?P<verb>是|为|相当于|达到?|恢复到|增加到|超过)[^，,、；;]{2,16}的$")
BASE_FIRST = re.compile(rf"^{PER}(?=[\u4e00-\u9fff]{{2}})")
BASE = re.compile(rf"{PER}+$")
# 至少配备, 最多指导: the bound stands before the verb
BOUND = re.compile(r"(?P<word>至少|最少|最多|至多|不得少于|不得超过|最高)(?P<verb>[\u4e00-\u9fff]{1,4})$")
PAST = re.compile(r"^(?:上|去|前|往|同期|基期|年初|\d{4}|“|预|计划)")
# 增长到, 降至, 提高为: the change is over and the number is the level reached
REACHED = re.compile(r"(?:到了?|至|为|成|在)$")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the words around one number say. `subject` stands before the verb, `before` between verb and number,
    `behind` after the number; each is a cleaned noun phrase, "" where there is none."""

    subject: str = ""
    before: str = ""
    behind: str = ""
    verb: str = ""
    verb_line: str = ""  # the lexicon line that knows the verb
    measures: bool = False  # the verb links a subject with its amount (达, 增长), it has no object
    change: Change = "level"
    comparator: Comparator = "eq"
    comparator_word: str = ""
    respective: bool = False  # 分别
    baseline: bool = False  # 由…, 从…
    among: bool = False  # 其中
    pushed: bool = False  # 推动, 力争: a clause of its own, that shares no verb with the one before
    attached: bool = False  # 的 or a noun directly behind the number
    gap: bool = False  # the distance to something else (高于全国平均), not a change


def read(chunk: Chunk, words: Words) -> Frame:
    """The frame of the number whose chunk this is."""
    frame = replace(_behind(chunk, words, Frame()), respective="分别" in chunk.left)
    left = MARK.sub("", chunk.left.rstrip())
    if not FROM.search(left):
        left = BETWEEN.sub("", left)
    if FROM.search(left):
        left = FROM.sub("", left)
        frame = replace(frame, baseline=True)
        return replace(frame, subject=phrase(_strip_leads(left, words)[0], words))
    gap = GAP.search(left)
    than = words.leads.get(gap["than"] or "") if gap else None
    if gap and (than is None or than["kind"] == "scope"):
        left = left[: gap.start()]
        past = gap["other"] is not None and PAST.search(gap["other"]) is not None
        frame = replace(frame, gap=not past, measures=True, verb=gap["verb"] or gap["much"])
        if past:  # 比上年多3个: a change after all
            frame = replace(frame, change="increase" if gap["much"] in "高快多长大" else "decrease")
    multiple = MULTIPLE.search(left)
    if multiple and chunk.multiple:
        left = left[: multiple.start()]
        frame = replace(frame, measures=True, verb=multiple["verb"])
    left, frame = _bound(*_near(left, words, frame), words)
    return _far(left, words, frame)


def _bound(left: str, frame: Frame, words: Words) -> tuple[str, Frame]:
    """`至少配备`, `最多指导`: a comparator before the verb of the number."""
    match = BOUND.search(left)
    if (
        match is None
        or match["verb"] not in words.verbs
        or match["word"] not in words.before
        or frame.comparator != "eq"
    ):
        return left, frame
    comparator = _as_comparator(words.before.by_term[match["word"]])
    return left[: match.start()] + match["verb"], replace(frame, comparator=comparator, comparator_word=match["word"])


def _behind(part: Chunk, words: Words, frame: Frame) -> Frame:
    """Comparator and noun phrase behind the number: `以上`, `的行政村`, `书香校园`."""
    rest = part.right.lstrip()
    entry = prefix(rest, words.after)
    if entry is not None:
        rest = rest[len(entry.term) :]
        frame = replace(frame, comparator=_as_comparator(entry), comparator_word=entry.term)
    possessive = rest.startswith("的")
    rest = rest[1:] if possessive else rest
    noun = "" if part.meets_number and rest[:1] in "和与及" else _noun_at(rest, words)
    return replace(frame, behind=phrase(noun, words), attached=possessive or bool(noun))


ATTRIBUTIVE = ("新", "改", "扩", "续", "迁", "重", "在")


def _noun_at(text: str, words: Words) -> str:
    """The noun phrase that begins `text`: up to the first predicate or mark."""
    if not text or not _is_word(text[0]):
        return ""
    end = len(text)
    whole = prefix(text, words.heads)
    for at, stop, entry in words.verbs.find(text):
        kind = entry["kind"]
        if at == 0 and entry["ends_noun"] == "yes" and kind != "act" and (whole is None or len(whole.term) <= stop):
            return ""
        if at == 0 and kind == "act" and not entry.term.startswith(ATTRIBUTIVE):  # 3人|获称号, but 3个新建项目
            return ""
        if at > 0 and entry["ends_noun"] == "yes":
            end = at
            break
    for at, char in enumerate(text[:end]):
        if char in "、和及与，,；;）)" and at > (1 if char == "、" else 0) and _list_ends(text, at, end):
            end = at
            break
    noun = text[:end]
    return noun.rpartition("的")[2] if "、" in noun and "的" in noun else noun


def _list_ends(text: str, at: int, end: int) -> bool:
    """A 、 after the noun ends it where another number follows in the list."""
    rest = text[at + 1 : end]
    return text[at] in "、，,；;）)" or any(c.isdigit() for c in rest[:8])


def _near(left: str, words: Words, frame: Frame) -> tuple[str, Frame]:
    """Strip comparators, adverbs and the verb of measure that stand directly before the number."""
    for _ in range(6):
        left = left.rstrip(" ")
        step = _compare(left, words, frame) or _measure(left, words, frame) or _adverb(left, words, frame)
        if step is None:
            break
        left, frame = step
    return left, frame


def _compare(left: str, words: Words, frame: Frame) -> tuple[str, Frame] | None:
    entry = suffix(left, words.before)
    if entry is None or _is_inside_noun(left, entry, words):
        return None
    comparator = _as_comparator(entry)
    if frame.comparator == "eq" or (comparator == "le" and frame.comparator == "ge"):
        frame = replace(frame, comparator=comparator, comparator_word=entry.term)
    if not frame.verb and entry.term in words.verbs:
        frame = replace(frame, verb=entry.term, verb_line=entry.where, measures=True)
    elif not frame.verb and comparator != "approx":
        frame = replace(frame, measures=True)
    return left[: -len(entry.term)], frame


def _is_inside_noun(left: str, entry: Entry, words: Words) -> bool:
    """The word is only the end of a noun: 增加 in 增加值, 占 in 药占比."""
    longer, head = suffix(left, words.verbs), suffix(left, words.heads)
    noun = longer is not None and longer["kind"] == "noun" and len(longer.term) > len(entry.term)
    return noun or (head is not None and len(head.term) > len(entry.term))


def _measure(left: str, words: Words, frame: Frame) -> tuple[str, Frame] | None:
    """`增长到`, `达`, `同比下降`: a verb of measure, whether or not it says that the level is reached."""
    reached = REACHED.search(left)
    bare = left[: reached.start()] if reached else left.removesuffix("了")
    whole, stem = suffix(left, words.verbs), suffix(bare, words.verbs)
    if stem is not None and stem["kind"] == "state":  # 分别|为
        stem = None
    if reached and stem is not None and stem["kind"] in ("measure", "act", "nominal") and stem["change"]:
        verb = stem.term + left[len(bare) :]
        return bare[: -len(stem.term)], _with_verb(frame, verb, stem, "level")
    if (
        reached
        and stem is not None
        and stem["kind"] in ("act", "nominal")
        and whole is not None
        and whole["kind"] != "noun"
    ):
        verb = stem.term + left[len(bare) :]
        return bare[: -len(stem.term)], _with_verb(frame, verb, stem, "level")
    entry = whole if whole is not None and (stem is None or len(whole.term) >= len(stem.term)) else stem
    if entry is None or entry["kind"] != "measure" or _is_inside_noun(left, entry, words):
        return None
    rest = left[: len(left) - len(entry.term)] if entry is whole else bare[: -len(entry.term)]
    return rest, _with_verb(frame, entry.term, entry, _change(entry))


def _with_verb(frame: Frame, verb: str, entry: Entry, change: Change) -> Frame:
    """The verb nearest to the number names the action; one further left may still say what changed (增长达5%)."""
    if not frame.verb or (
        frame.change == "level" and change != "level" and not (len(frame.verb) > 1 and REACHED.search(frame.verb))
    ):
        return replace(frame, verb=verb, verb_line=entry.where, change=change, measures=True)
    return frame


def _adverb(left: str, words: Words, frame: Frame) -> tuple[str, Frame] | None:
    base = BASE.search(left)
    if base and base.start() > 0:
        return left[: base.start()], frame
    against = AGAINST.search(left)
    if against:
        return left[: against.start()], frame
    entry = suffix(left, words.leads)
    if (
        entry is None
        or entry["place"] == "front"
        or (entry["place"] == "verb" and not frame.verb)
        or _is_inside_noun(left, entry, words)
    ):
        return None
    return left[: -len(entry.term)], frame


def _far(left: str, words: Words, frame: Frame) -> Frame:
    """The rest of the chunk: what leads in, the verb with its object, the noun phrase."""
    zone, seen = _strip_leads(_own_clause(left, words), words)
    frame = replace(frame, among="among" in seen, pushed="push" in seen)
    ending = suffix(zone, words.verbs)
    if ending is not None and ending["kind"] == "nominal" and frame.behind and not frame.measures:  # 支持50家企业
        return replace(_act(frame, ending, ending.term, ""), subject=phrase(zone[: -len(ending.term)], words))
    verb, rest = _head_verbs(zone, words, frame)
    if verb is not None:
        more, _ = _strip_leads(rest, words)
        frame = _act(frame, verb, zone, rest)
        rest = more
    split = _last_verb(rest, words)
    if split is not None:
        at, entry = split
        subject, after = rest[:at], rest[at + len(entry.term) :]
        after = after.removeprefix("了").removeprefix("的")
        frame = _act(frame, entry, entry.term, after)
        return replace(frame, subject=phrase(BY_WHOM.sub("", subject), words), before=phrase(after, words))
    if verb is None:
        return replace(frame, subject=phrase(rest, words))
    return replace(frame, before=phrase(rest, words))


def _own_clause(left: str, words: Words) -> str:
    """`稳居全国前列、增长`: a 、 after a predicate begins a clause of its own."""
    before, mark, after = left.rpartition("、")
    if not mark:
        return left
    opening = prefix(before.rpartition("、")[2].lstrip(JOINTS), words.verbs)
    return after if opening is not None and opening["kind"] in ("state", "measure") else left


def _act(frame: Frame, entry: Entry, zone: str, rest: str) -> Frame:
    if frame.verb:
        return frame
    done = zone[: len(zone) - len(rest)].strip("、 了") if rest and zone.endswith(rest) else entry.term
    change: Change = frame.change
    if entry["change"] in ("increase", "decrease"):
        change = _change(entry)
    return replace(frame, verb=done or entry.term, verb_line=entry.where, change=change)


def _strip_leads(text: str, words: Words) -> tuple[str, frozenset[str]]:
    """Without the words that only lead in (全市, 累计, 到2025年, 力争), and the kinds of those (其中: among)."""
    seen: frozenset[str] = frozenset()
    while text:
        glued = prefix(text, words.verbs)
        bare = text if glued is not None and glued["kind"] == "noun" else text.lstrip(JOINTS + "将把使令让在于对")
        entry = prefix(bare, words.leads)
        dated = LEADING_DATE.match(bare)
        other = prefix(bare, words.verbs)
        longer = other is not None and (entry is None or len(other.term) > len(entry.term))
        if (
            entry is not None
            and entry["place"] != "near"
            and not longer
            and (dated is None or dated.end() <= len(entry.term))
        ):
            seen |= {"among" if entry.term == "其中" else entry["kind"]}
            text = bare[len(entry.term) :]
        elif dated is not None:
            text = bare[dated.end() :]
        else:
            return (bare if len(bare) < len(text) and _only_joints(text, bare) else text), seen
    return text, seen


# A date that leads in: 到2025年底, “十四五”期间, 6月底前, 三年内
LEADING_DATE = re.compile(
    r"(?:到|至|自|从|在|截至|截止)?(?:“?[一二三四五六七八九十]{1,2}五[”\"]?(?:期间|时期|末|以来)?|"
    r"(?:\d{4}|\d{2}[xX×]{2}|[一二][九〇零○]?[〇零○一二三四五六七八九]{2,3})年?(?:度)?(?:[至到\-—－~～]\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?[底末初中]|上半年|下半年)?(?:前|以前|之前|起|以来|期间|时)?"
    r"|\d{1,2}月(?:\d{1,2}日)?[底末初中]?(?:前|以前|之前|起)?|[\d一二两三四五六七八九十]{1,2}[年月天日](?:内|来|间|以来|期间))"
)


def _only_joints(text: str, bare: str) -> bool:
    return not text[: len(text) - len(bare)].strip(JOINTS)


def _head_verbs(zone: str, words: Words, frame: Frame) -> tuple[Entry | None, str]:
    """The verbs that begin `zone`, joined by 、 or one after another, and what follows them.

    A verb that is as often a noun (建设, 投资) stays where nothing but a bare head follows it (投资规模), or nothing.
    """
    found: Entry | None = None
    rest = zone
    while rest:
        entry = prefix(rest, words.verbs)
        if found is not None and entry is not None and len(entry.term) == 1:  # 处理|投诉
            break
        if entry is None or not _takes_object(entry, rest[len(entry.term) :], frame):
            break
        if entry["kind"] == "nominal" and (frame.measures or (found is not None and not rest.startswith("、"))):
            break
        if entry.term.startswith("新") and frame.measures:  # 新登记企业增长24%: the subject is a noun
            break
        after = rest[len(entry.term) :].removeprefix("了")
        if _is_compound(after, words):
            break
        if entry["kind"] == "nominal" and (not after or prefix_is_all(after, words)):
            break
        found, rest = entry, after
        joined = rest.lstrip("、和及并")
        if joined != rest and (nxt := prefix(joined, words.verbs)) is not None and nxt["kind"] in ("act", "nominal"):
            rest = joined
            following = rest[len(nxt.term) :]
            if not following and nxt["kind"] == "nominal":
                break
            found, rest = nxt, following.removeprefix("了")
    return found, rest


def _takes_object(entry: Entry, rest: str, frame: Frame) -> bool:
    """Verbs that may have an object: 增加 does where one follows (增加岗位300个), not before its number."""
    if entry["kind"] in ("act", "nominal"):
        return True
    moves = entry["kind"] == "measure" and entry["change"] in ("increase", "decrease")
    return moves and len(entry.term) > 1 and bool(rest) and not frame.measures


def prefix_is_all(text: str, words: Words) -> bool:
    """`text` is a bare head noun and nothing else: 规模, 总额."""
    head = words.heads.get(text)
    return head is not None and head["bare"] == "yes"


# A verb with one of these behind it is a noun: 扶助金, 转移支付额, 服务站
COMPOUND = frozenset("金费率额量款数点站区员者业性化型类制权证卡线网度式力品物所院校馆室厂场期")


def _is_compound(after: str, words: Words) -> bool:
    """The verb before `after` is part of a noun (服务|站), unless a modifier begins there (创建|区级)."""
    return after[:1] in COMPOUND and bool(after) and prefix(after, words.modifiers) is None


def _last_verb(zone: str, words: Words) -> tuple[int, Entry] | None:
    """The last strict verb within `zone` that leaves an object, or that ends it (油茶新造|1200亩)."""
    found: tuple[int, Entry] | None = None
    quoted = 0
    done = 0
    for at, end, entry in words.verbs.find(zone):
        quoted += sum(1 for c in zone[done:at] if c in "“（(《「") - sum(1 for c in zone[done:at] if c in "”）)》」")
        done = at
        if entry["kind"] != "act" or quoted > 0 or at == 0 or len(entry.term) == 1:
            continue
        if zone[end:] in words.heads or _is_compound(zone[end:], words):
            continue
        found = at, entry
    return found


# 职业规划指导和|: a joint whose other half stands elsewhere; 评选中获|省级奖
# 农业总产值从一九五三年至一九八○年的二十八年间|: how long it went on
SINCE = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:从|自)[\d一二〇○零九八七六五四三][^，,]{2,20}(?:年间|期间|以来|年里|年内)$"
)
TRAILING_JOINT = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与及]$")
CAUGHT = re.compile(r"^(?:中|上)?(?:荣获|获得|获)(?=[\u4e00-\u9fff]{2})")
LIST_OF = re.compile(r"^[^、，,]{2,12}等(?=[\u4e00-\u9fff]{2,8}$)")
BY_WHOM = re.compile(r"由[^，,、]{2,10}$")


def phrase(text: str, words: Words) -> str:
    """A noun phrase without what only surrounds it: leads, joints, 等, 任务.

    >>> from pipeline.lexicon import Lexicons
    >>> phrase("、全市农村学校标准化建设任务", Words.of(Lexicons.default()))
    '农村学校标准化建设'
    """
    while True:
        before = text
        text = text.strip(" 、，,；;：:·—").removesuffix("的").removeprefix("的")
        text = TRAILING_JOINT.sub("", CAUGHT.sub("", SINCE.sub("", text)))
        entry, other = prefix(text, words.leads), prefix(text, words.verbs)
        leads = entry is not None and entry["place"] != "near" and len(entry.term) < len(text)
        if leads and entry is not None and (other is None or len(other.term) <= len(entry.term)):
            text = text[len(entry.term) :]
        tail = suffix(text, words.tails)
        if tail is not None and len(tail.term) < len(text):
            text = text[: -len(tail.term)]
        if text and text[0] in "和与及" and len(text) > 2 and other is None:
            text = text[1:]
        if text == before:
            if "、" in text and "的" in text:  # 规模小、隐患多的敬老院
                text = text.rpartition("的")[2] or text
            return _unquoted(LIST_OF.sub("", BASE_FIRST.sub("", text)))


def _unquoted(text: str) -> str:
    for open_, close in ("“”", "「」", "（）", "()", "《》"):
        if text.count(open_) != text.count(close):
            text = text.replace(open_, "").replace(close, "")
    return text


def _is_word(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char in "“「《" or (char.isascii() and char.isalnum())


def _as_comparator(entry: Entry) -> Comparator:
    value: Comparator = entry["comparator"]  # type: ignore[assignment]
    return value


def _change(entry: Entry) -> Change:
    value: Change = entry["change"] or "level"  # type: ignore[assignment]
    return value
