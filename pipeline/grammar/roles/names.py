"""Numbers that are part of a name: markers, programmes, quotes, codes, congresses, grades, names left open."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Number, Role, Scene, rule

# 举办业务培训|36期
HELD = re.compile(r"(?:举办|开办|开设|举行|开展|组织|办)[^，,。；;、第]{2,14}$")
CODED = re.compile(r"[A-Za-z+＋×/\-·]$")


@rule(lambda kind: kind.placed)
def marker(number: Number, scene: Scene) -> Role | None:
    """The number of an outline item: `（一）`, `3.`."""
    return Role("marker", "outline_marker") if number.q.start in scene.markers else None


@rule(lambda kind: kind.placed)
def programme(number: Number, scene: Scene) -> Role | None:
    """A numeral in a programme's name or the count of an umbrella: `“316工程”`, `五大工程`."""
    label = scene.programmes.get(number.q.start)
    if label == "slogan":
        return Role("slogan", "slogan")
    return Role("programme", "programme_name") if label else None


@rule(lambda kind: kind.placed)
def name(number: Number, scene: Scene) -> Role | None:
    """A numeral inside a short quotation or a document's title: `“2+1”`, `《…三年行动计划》`."""
    q = number.q
    label = scene.quoted.get(q.start)
    if label == "reference":
        return Role("reference", "document_title")
    if label and q.form not in ("placeholder",) and q.dimension != "money":
        return Role("name", "quoted")
    return None


CODES = frozenset({"", "G", "级", "期", "类", "型", "代", "号", "版"})


@rule(lambda kind: kind.unit in CODES and kind.form in ("arabic", "roman"))
def coded(number: Number, scene: Scene) -> Role | None:
    """Digits glued to letters or signs are a code: `5G`, `IPv6`, `G20`, `2+1`; so is a version, `2.0版`."""
    if number.q.unit == "版" and "." in scene.doc.text[number.q.start : number.q.number_end]:
        return Role("name", "version")
    before, after = number.left[-1:], number.right[:1]
    glued = (before and CODED.match(before)) or (after and ((after.isascii() and after.isalpha()) or after in "+＋×"))
    return Role("name", "code") if glued else None


MEETING = re.compile(r"(?:全会|全体会议|会议|常委会|代表大会|人大|党代会|政协)")


@rule(lambda kind: kind.unit in ("大", "次", "届"))
def meeting(number: Number, scene: Scene) -> Role | None:
    """`党的二十大`, `十六届八次全会`: congresses and plenums by number."""
    q, left, right = number
    if q.unit == "大" and (
        left.endswith(("党的", "党", "中共", "和", "、")) or right.startswith(("精神", "报告", "和", "以来", "、"))
    ):
        return Role("name", "congress")
    if q.unit in ("次", "届") and MEETING.match(right[:4]):
        return Role("ordinal", "meeting")
    return None


MEASURED = re.compile(r"(?:达到?|达标|保持|稳定在|提升至|提升到|优于|为|水质)$")


@rule()
def grade(number: Number, scene: Scene) -> Role | None:
    """Grades, classes and sessions as names: `三年级`, `5级地震`, `一期工程`; `水质Ⅱ类及以上` is measured."""
    q, left, right = number
    if q.unit not in scene.doc.lexicons["grade_units"]:
        return None
    if q.unit == "期" and HELD.search(left[-16:]) and not "\u4e00" <= (right[:1] or "。") <= "\u9fff":
        return None
    measured = MEASURED.search(left[-10:])
    if q.unit in ("类", "级") and (measured or q.form == "roman") and not right.startswith(("园", "标准", "学校")):
        return None if measured else Role("name", "grade")
    return Role("name", "grade")


# 百亿|果业, but 突破百亿|大关
SIZED = re.compile(r"[十百千万]{1,2}亿")
SIZED_NOUN = re.compile(
    r"(?!以|多|余|元|左右|大关|关口|台阶|门槛|规模|级|美|港|次|人|斤|度|吨|立方|千瓦|只|株)[\u4e00-\u9fff]{2}"
)


@rule(lambda kind: kind.form == "han" and kind.dimension is None)
def size(number: Number, scene: Scene) -> Role | None:
    """A size by which a thing is called: `百亿果业`, `千亿产业集群`, without a unit."""
    printed = scene.doc.text[number.q.start : number.q.end]
    sized = SIZED.fullmatch(printed) and SIZED_NOUN.match(number.right)
    return Role("name", "size_in_name") if sized else None


NO_AMOUNTS = frozenset({"", "大", "中", "县", "市", "区", "省", "镇", "乡", "校", "村", "年", "局"})


@rule(lambda kind: kind.form == "placeholder")
def placeholder(number: Number, scene: Scene) -> Role | None:
    """`XX所` is an amount left open; `XX县`, `XXX小学` is a name left open."""
    q = number.q
    if scene.doc.lexicons["placeholder_names"].starting(scene.doc.text[q.number_end : q.number_end + 4]) is not None:
        return Role("vague", "placeholder_name")
    return Role("vague", "placeholder_name") if q.unit in NO_AMOUNTS else None
