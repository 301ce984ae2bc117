"""What each number is: a measured amount, or one of the many things that are none.

`assign` gives every quantity of a document a role, `target` for what may be a measured amount. The negatives come
first and in order, each a small named rule; the first that knows the number decides. To see why a number has its
role, read `Role.rule`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline import status
from pipeline.calendar import Period
from pipeline.document import Document
from pipeline.grammar.words import Words, prefix, suffix
from pipeline.quantities import Quantity

RoleName = Literal[
    "target",
    "date",
    "ordinal",
    "marker",
    "programme",
    "name",
    "slogan",
    "rank",
    "reference",
    "vague",
    "idiom",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Role:
    """`name` of the role and the rule that decided it."""

    name: RoleName
    rule: str


@dataclass(frozen=True)
class Scene:
    """A document with its spans of dates, markers, names, quotes and titles, for rules to ask about positions."""

    doc: Document
    words: Words
    periods: Sequence[Period]

    @cached_property
    def dates(self) -> Spans:
        return Spans([(p.start, p.end, "date") for p in self.periods])

    @cached_property
    def markers(self) -> Spans:
        return Spans([(i.start, i.marker_end, "marker") for i in self.doc.items])

    @cached_property
    def programmes(self) -> Spans:
        """Every mention of a programme's or slogan's name that holds a numeral."""
        spans: list[tuple[int, int, str]] = []
        for row in self.doc.found.get("programmes", ()):
            label = "slogan" if row.role == "slogan" else "programme"
            spans.append((row.start, row.end, label))
            if NUMERAL.search(row.name):
                spans += [(m.start(), m.end(), label) for m in re.finditer(re.escape(row.name), self.doc.text)]
        return Spans(spans)

    @cached_property
    def quoted(self) -> Spans:
        """Short quotes (names), and the titles of documents."""
        quotes = [(m.start(), m.end(), "name") for m in QUOTED.finditer(self.doc.text)]
        titles = [(m.start(), m.end(), "reference") for m in TITLED.finditer(self.doc.text)]
        return Spans(quotes + titles)


class Spans:
    """Sorted spans with a label each; `at` finds the one that holds a position."""

    def __init__(self, spans: list[tuple[int, int, str]]) -> None:
        self._spans = sorted(set(spans))
        self._starts = [start for start, _, _ in self._spans]

    def at(self, start: int, end: int) -> str | None:
        """Label of a span that overlaps `start:end`, or None."""
        index = bisect_right(self._starts, end - 1)
        for span_start, span_end, label in reversed(self._spans[max(0, index - 6) : index]):
            if span_start < end and start < span_end:
                return label
        return None


NUMERAL = re.compile(r"[0-9０-９一二三四五六七八九十百千万两双XＸ]")
QUOTED = re.compile(r"[“「‘\"][^“”「」‘’\"，,。；;\n]{1,12}[”」’〞\"]")
TITLED = re.compile(r"《[^《》\n]{2,60}》")
CODED = re.compile(r"[A-Za-z+＋×/\-·]$")

Rule = Callable[[Quantity, Scene], Role | None]


def assign(doc: Document) -> Sequence[Role]:
    """A role for each of `doc.quantities`, in their order."""
    return doc.once("roles", lambda: _assign(doc))


def _assign(doc: Document) -> list[Role]:
    scene = Scene(doc, Words.of(doc.lexicons), status.periods(doc))
    return [_role(q, scene) for q in doc.quantities]


def _role(q: Quantity, scene: Scene) -> Role:
    for rule in RULES:
        role = rule(q, scene)
        if role is not None:
            return role
    if q.unit or q.form in ("fraction", "half", "tenths", "doubling", "times", "percent_han"):
        return Role("target", "measured")
    return Role("target", "index") if "." in scene.doc.text[q.start : q.end] else Role("unknown", "no_rule")


def _left(q: Quantity, scene: Scene, reach: int = 12) -> str:
    return scene.doc.text[max(0, q.start - reach) : q.start]


def _right(q: Quantity, scene: Scene, reach: int = 12) -> str:
    return scene.doc.text[q.end : q.end + reach]


def marker(q: Quantity, scene: Scene) -> Role | None:
    """The number of an outline item: `（一）`, `3.`."""
    return Role("marker", "outline_marker") if scene.markers.at(q.start, q.end) else None


def date(q: Quantity, scene: Scene) -> Role | None:
    """A date or a time, whole or in part: `2025年底`, `三年内`."""
    if scene.dates.at(q.start, q.end):
        return Role("date", "date")
    return (
        Role("date", "clock")
        if CLOCK.match(scene.doc.text, max(0, q.start - 3)) and q.unit in ("", "时", "点")
        else None
    )


CLOCK = re.compile(r"[^\d]{0,3}\d{1,2}[:：]\d{2}")


def programme(q: Quantity, scene: Scene) -> Role | None:
    """A numeral in a programme's name or the count of an umbrella: `“316工程”`, `五大工程`."""
    label = scene.programmes.at(q.start, q.end)
    if label == "slogan":
        return Role("slogan", "slogan")
    return Role("programme", "programme_name") if label else None


def name(q: Quantity, scene: Scene) -> Role | None:
    """A numeral inside a short quotation or a document's title: `“2+1”`, `《…三年行动计划》`."""
    label = scene.quoted.at(q.start, q.end)
    if label == "reference":
        return Role("reference", "document_title")
    if label and q.form not in ("placeholder",) and q.dimension != "money":
        return Role("name", "quoted")
    return None


def ordinal(q: Quantity, scene: Scene) -> Role | None:
    """`第三条` refers, `居第七位` ranks, `第五届` is part of a name; `获第七名` is an award won, and measured."""
    if q.form != "ordinal":
        return None
    left = _left(q, scene, 16)
    if q.unit in RANKED and AWARD.search(left):
        return None
    if RANKING.search(left):
        return Role("rank", "rank_reached")
    return (
        Role("reference", "article") if q.unit in ("条", "章", "款", "编", "节", "号") else Role("ordinal", "ordinal")
    )


RANKED = frozenset({"名", "位", "等", "等奖"})
AWARD = re.compile(r"(?:获|荣获|夺得|取得|摘得|赢得|斩获)[^，,。；;]{0,14}$")
RANKING = re.compile(
    r"(?:居|列|排名?|位次?|名次|跃升|上升|升至|升到|前进|全国|全省|全市|全区|世界|全球|倒数)[^，,。；;]{0,6}$"
)


def rank(q: Quantity, scene: Scene) -> Role | None:
    """Ranks as criteria or as reached: `前20名`, `后5位`, `百强`."""
    left, right = _left(q, scene, 4), _right(q, scene, 3)
    if re.search(r"(?<![目之以])[前后末]$", left) and (
        q.unit in RANKED or right[:1] in "名位强" or q.unit in ("强", "", "个", "家", "省", "市")
    ):
        return Role("rank", "top_or_bottom")
    if q.unit == "强" or (right.startswith("强") and not right.startswith(("强化", "强度"))):
        return Role("rank", "strongest")
    return None


def reference(q: Quantity, scene: Scene) -> Role | None:
    """Document numbers, telephone numbers, codes, annexes: `〔2024〕17号`, `附件1`, `12345热线`."""
    left, right = _left(q, scene, 8), _right(q, scene, 4)
    if q.unit.startswith("号") or right.startswith(("号", "#")) or re.search(r"[〔［\[【]$", left):
        return Role("reference", "document_number")
    if not q.unit and re.search(
        r"(?:附件|附表|附图|图|表|专栏|编号|代码|电话|邮编|邮政编码|热线|传真|网址|页码|第|例|卷|证|证号|批准文号|标准号|GB/?T?|DB|CLI|Q/)[:：.]?\s*$",
        left,
    ):
        return Role("reference", "label")
    digits = scene.doc.text[q.start : q.number_end]
    if not q.unit and digits.isdigit() and (len(digits) >= 7 or digits.startswith("0")):
        return Role("reference", "code")
    if not q.unit and right.startswith(("热线", "平台", "政务", "专线", "电话")):
        return Role("reference", "hotline")
    return None


def vague(q: Quantity, scene: Scene) -> Role | None:
    """No amount at all: `几十`, `一批`, `若干`."""
    return Role("vague", "vague_amount") if q.form == "vague" else None


def coded(q: Quantity, scene: Scene) -> Role | None:
    """Digits glued to letters or signs are a code: `5G`, `IPv6`, `G20`, `2+1`."""
    text = scene.doc.text
    before, after = text[max(0, q.start - 1) : q.start], text[q.end : q.end + 1]
    if q.unit not in ("", "G", "级", "期", "类", "型", "代", "号") or q.form not in ("arabic", "roman"):
        return None
    glued = (before and CODED.match(before)) or (after and ((after.isascii() and after.isalpha()) or after in "+＋×"))
    return Role("name", "code") if glued else None


def threshold(q: Quantity, scene: Scene) -> Role | None:
    """A criterion that picks out who or what is meant: `50万元以上的村`, `600分以上的考生`, `65岁及以上老年人`."""
    right = _right(q, scene, 16)
    entry = prefix(right, scene.words.after)
    if entry is None or q.form == "roman":
        return None
    if (
        q.dimension == "money"
        and right[len(entry.term) : len(entry.term) + 1].strip("0123456789XxＸ") == ""
        and len(right) > len(entry.term)
    ):
        return Role("name", "threshold")  # 10亿元以上X个
    rest = right[len(entry.term) :]
    rest = rest[1:] if rest.startswith("的") else rest
    if not rest or not "\u4e00" <= rest[0] <= "\u9fff":
        return None
    verb = prefix(rest, scene.words.verbs)
    if (
        verb is not None
        and verb["kind"] in ("state", "measure", "act", "nominal")
        and not right[len(entry.term) :].startswith("的")
    ):
        return None
    begins = re.search(r"(?:^|[，,。；;：:\n（(])$", _left(q, scene, 1))
    if q.dimension in ("count", "person", "ratio") and not right[len(entry.term) :].startswith("的") and not begins:
        return None
    left = _left(q, scene)
    if q.dimension in ("count", "ratio") and suffix(left, scene.words.verbs) is not None and not CRITERION.search(rest):
        return None
    if q.dimension == "ratio" and right[len(entry.term) :].startswith("的"):
        return None if not CRITERION.search(rest) else Role("name", "threshold")
    return Role("name", "threshold")


CRITERION = re.compile(r"^(?:村|企业|项目|单位|学校|人员|考生|园区|机构|地区|县|市|乡镇|家庭|农户|用户|个人|产品|部分)")


def per(q: Quantity, scene: Scene) -> Role | None:
    """The base of a rate: `每千人口`, `每百户`."""
    return Role("name", "per_base") if _left(q, scene, 1) == "每" and _right(q, scene, 1) != "元" else None


def meeting(q: Quantity, scene: Scene) -> Role | None:
    """`党的二十大`, `十六届八次全会`: congresses and plenums by number."""
    left, right = _left(q, scene, 3), _right(q, scene, 4)
    if q.unit == "大" and (
        left.endswith(("党的", "党", "和", "、")) or right.startswith(("精神", "报告", "和", "以来", "、"))
    ):
        return Role("name", "congress")
    if q.unit in ("次", "届") and re.match(r"(?:全会|全体会议|会议|常委会|代表大会|人大|党代会|政协)", right):
        return Role("ordinal", "meeting")
    return None


def criterion(q: Quantity, scene: Scene) -> Role | None:
    """An amount within the name of what is counted: `产值超亿元企业2家`, `500千伏变电站`."""
    right = _right(q, scene, 10)
    if right.startswith(("级", "级以上")) and q.unit:
        return Role("name", "class_of_size")
    if q.unit in ("千伏", "伏", "kV", "KV", "兆瓦级", "吨级"):
        return Role("name", "class_of_equipment")
    left = _left(q, scene, 10)
    over = re.search(r"(?:超过?|过|近|逾|突破|达到?|不足|低于|高于)$", left)
    named = re.match(
        r"(?:以上|以下)?的?[^，,。；;、：:\d的]{0,6}?(?:企业|项目|县市|县域|村|园区|集群|产业|大户|市场主体|产业链|乡镇|镇)",
        right,
    )
    if q.dimension == "money" and re.search(r"单[笔个项户]$", left):
        return Role("name", "criterion")
    if re.match(r"(?:[^，,。；;]{0,8})(?:对于?|凡)", _clause(q, scene)) and re.match(
        r"(?:以上|以下|以内)?的[^，,。；;]{1,16}[，,]", _right(q, scene, 20)
    ):
        return Role("name", "criterion")
    if q.dimension == "money" and over and re.match(r"的[^，,。；;、]{2,14}\d", _right(q, scene, 18)):
        return Role("name", "criterion")
    if q.dimension == "money" and over and named:
        return Role("name", "criterion")
    if q.unit in ("户", "人") and re.match(r"(?:以上|以下)的?(?:自然村|行政村|村|企业|学校|单位|社区|乡镇)", right):
        return Role("name", "criterion")
    return None


def _clause(q: Quantity, scene: Scene) -> str:
    """The words before a number in its own comma clause."""
    left = _left(q, scene, 30)
    return re.split(r"[，,。；;：:\n]", left)[-1]


def age(q: Quantity, scene: Scene) -> Role | None:
    """Ages that name a group: `6岁以下儿童`, `15至17岁`; an expectancy of life is measured."""
    if q.unit not in ("岁", "周岁"):
        return None
    right = _right(q, scene, 4)
    if LIFE.search(_left(q, scene, 20)) and not right.startswith(("以下儿童", "以上老", "及以上老")):
        return None
    return Role("name", "age")


LIFE = re.compile(r"(?:寿命|年龄)[^，,。；;]{0,10}$")


def grade(q: Quantity, scene: Scene) -> Role | None:
    """Grades, classes and sessions as names: `三年级`, `5级地震`, `一期工程`; `水质Ⅱ类及以上` is measured."""
    if q.unit not in GRADES:
        return None
    left, right = _left(q, scene, 10), _right(q, scene, 4)
    measured = re.search(r"(?:达到?|达标|保持|稳定在|提升至|提升到|优于|为|水质)$", left)
    if q.unit in ("类", "级") and (measured or q.form == "roman") and not right.startswith(("园", "标准", "学校")):
        return None if measured else Role("name", "grade")
    return Role("name", "grade")


GRADES = frozenset(
    [
        "级",
        "类",
        "期",
        "届",
        "代",
        "号线",
        "路",
        "年级",
        "班",
        "等",
        "等级",
        "等奖",
        "型",
        "流",
        "线",
        "品",
        "本",
        "科",
        "产",
        "码",
        "纲",
    ]
) - {"本", "班"}


def duration(q: Quantity, scene: Scene) -> Role | None:
    """A stretch of time is measured only where a verb or comparator says so: `平均住院日压缩至7.2天`."""
    if q.dimension != "time" or q.unit in ("课时", "学时", "人天"):
        return None
    left = _left(q, scene)
    before = suffix(left, scene.words.before)
    verb = suffix(left, scene.words.verbs)
    if before is not None or (verb is not None and verb["kind"] == "measure" and verb.term in TIMED):
        return None
    if SPAN.search(left) and not VALID.search(left):
        return None
    reached = re.search(r"(?:至|到|为|达)$", left)
    if reached and suffix(left[: reached.start()], scene.words.verbs) is not None and not re.search(r"\d$", left):
        return None
    if verb is not None and verb["change"] in ("increase", "decrease") and verb.term not in ("多", "少", "增", "减"):
        return None
    return Role("date", "duration")


# 聘期为, 演出时间约: nouns that measure time themselves
SPAN = re.compile(r"(?:期|时间|时长|年限|寿命|期限|周期)(?:为|达|约|约为|控制在|以)?$")
VALID = re.compile(r"(?:有效期|试行期|实施期|过渡期|建设期|试用期|执行期)限?为?$")
TIMED = frozenset({"达", "达到", "缩短", "压缩", "延长", "提前", "减少", "增加", "超过"})


def leading_count(q: Quantity, scene: Scene) -> Role | None:
    """A count of what the text is about to list, or of something that is no thing: `以下八个方面`, `三个环节`."""
    if q.unit not in ("个", "项", "大", "条", "点", "方面", "种", "件", "类", "") or q.form == "placeholder":
        return None
    right = _right(q, scene, 10).removeprefix("大").removeprefix("的")
    left = _left(q, scene, 8)
    if q.unit == "方面" or (LISTED.search(left) and q.form == "han"):
        return Role("reference", "lead_in")
    entry = prefix(right, scene.words.abstract)
    if right.startswith("方面"):
        return Role("reference", "lead_in")
    if entry is None or q.form != "han":
        return None
    verb = suffix(left, scene.words.verbs)
    rest = right[len(entry.term) :]
    if verb is not None and verb.term in DELIVERED and (not rest or not "\u4e00" <= rest[0] <= "\u9fff" or True):
        return None if entry.term in ("中心", "平台", "阵地", "地方") else Role("reference", "lead_in")
    if entry.term in ("中心", "平台", "国家", "阵地", "地方", "家庭") and suffix(left, scene.words.verbs) is not None:
        return None
    return Role("reference", "lead_in")


LISTED = re.compile(r"(?:以下|下列|如下|做好|抓好|落实好|坚持|围绕|突出|把握|处理好|这)$")
DELIVERED = frozenset(
    ["建设", "建成", "新建", "打造", "建立", "组建", "设立", "成立", "新增", "创建", "培育", "布局", "搭建", "建"]
)


def single(q: Quantity, scene: Scene) -> Role | None:
    """`一个`, `一项`, `一家` before a noun hardly ever count; behind the noun (`示范片一处`) they do."""
    text = scene.doc.text[q.start : q.number_end]
    if text != "一" or q.dimension not in ("count", "person", "time", None):
        return None
    right = _right(q, scene, 1)
    before = scene.doc.text[q.start - 1 : q.start]
    if (right and "\u4e00" <= right <= "\u9fff") or not before or not "\u4e00" <= before <= "\u9fff":
        return Role("vague", "one")
    verb = suffix(_left(q, scene), scene.words.verbs)
    return (
        Role("vague", "one")
        if verb is None or (verb["kind"] != "noun" and q.unit in ("个", "次", "场", "步", "起"))
        else None
    )


def manner(q: Quantity, scene: Scene) -> Role | None:
    """How, not how much: `分两批`, `一年两次`, `逐一`."""
    left = _left(q, scene, 2)
    verb = prefix(_right(q, scene), scene.words.verbs)
    if q.unit in ("次", "度", "遍", "番") and verb is not None and verb["kind"] in ("act", "measure", "nominal"):
        return Role("idiom", "how_often")
    if q.form == "han" and q.unit in ("批", "批次") and (q.high or 0) <= 3:
        return Role("idiom", "manner")
    if (
        q.form == "han"
        and q.unit in ("批", "步", "期", "次", "轮", "组", "段", "阶段", "片")
        and re.search(r"[分逐]$", left)
    ):
        return Role("idiom", "manner")
    return None


def bare(q: Quantity, scene: Scene) -> Role | None:
    """A number without a unit: an amount after a verb of measure, else shorthand (`三农`), a list or a label."""
    if q.unit or q.form in ("fraction", "half", "tenths", "doubling", "times", "percent_han", "placeholder"):
        return None
    left, right = _left(q, scene), _right(q, scene, 2)
    reached = suffix(left, scene.words.before) or suffix(left, scene.words.verbs)
    if (
        q.form == "arabic"
        and reached is not None
        and reached["kind" if "kind" in reached.cells else "side"] in ("measure", "before")
    ):
        return None if not right or not (right[0].isalpha() and right[0].isascii()) else Role("name", "code")
    if "." in scene.doc.text[q.start : q.end] and re.search(r"(?:[到至为达由从]|控制在|以内)$", left):
        return None  # a ratio or an index: 由2.18缩小到2.09
    if q.form in ("han", "roman"):
        return Role("idiom", "numeral_in_word")
    if q.form == "placeholder":
        return Role("vague", "placeholder_name")
    return _bare_digits(q, scene, left, right)


def _bare_digits(q: Quantity, scene: Scene, left: str, right: str) -> Role | None:
    text = scene.doc.text
    if YEAR.fullmatch(text[q.start : q.end]) and not right.startswith(tuple("万亿")):
        return Role("date", "year_without_unit")
    line_start = text.rfind("\n", 0, q.start) + 1
    line_end = text.find("\n", q.end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    if len(line.strip()) < 12 and not any("\u4e00" <= c <= "\u9fff" for c in line):
        return Role("reference", "number_line")
    if left[-1:] in ".．,，、:：-—/" or right[:1] in ".．、:：-—/":
        return Role("reference", "part_of_a_code")
    if right and "\u4e00" <= right[0] <= "\u9fff":
        return (
            Role("target", "count_without_classifier")
            if suffix(left, scene.words.verbs) is not None
            else Role("name", "digits_in_name")
        )
    return None


YEAR = re.compile(r"(?:19|20)\d\d(?:[-—－~～至](?:19|20)?\d\d)?")


def placeholder(q: Quantity, scene: Scene) -> Role | None:
    """`XX所` is an amount left open; `XX县`, `XXX小学` is a name left open."""
    if q.form != "placeholder":
        return None
    right = _right(q, scene, 1)
    if prefix(scene.doc.text[q.number_end : q.number_end + 4], scene.doc.lexicons["placeholder_names"]) is not None:
        return Role("vague", "placeholder_name")
    if not q.unit or q.unit in ("大", "中", "县", "市", "区", "省", "镇", "乡", "校", "村", "年", "局"):
        return Role("vague", "placeholder_name")
    if q.unit in ("个", "所", "名", "人", "家", "项", "处") or not right:
        return None
    return None


RULES: tuple[Rule, ...] = (
    marker, programme, date, per, meeting, vague, ordinal, name, reference, coded, rank, age, criterion, grade,
    threshold, placeholder,    duration, manner, leading_count, single, bare,
)  # fmt: skip
