"""Counts that count nothing: what a list leads in with, `一个`, manner, vague amounts, bare numbers."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Number, Role, Scene, rule

LISTED = re.compile(r"(?:以下|下列|如下|做好|抓好|落实好|坚持|围绕|突出|把握|处理好|这)$")
YEAR = re.compile(r"(?:19|20)\d\d(?:[-—－~～至](?:19|20)?\d\d)?")
LISTED_IN = ("个", "项", "大", "条", "点", "方面", "种", "件", "类", "")
PARTICLES = frozenset("大的")
TIMES = frozenset({"次", "度", "遍", "番", "轮"})
LOTS = frozenset({"批", "批次", "步", "期", "次", "轮", "组", "段", "阶段", "片"})
AMOUNTS = frozenset({"fraction", "half", "tenths", "doubling", "times", "percent_han", "placeholder"})
SCORE = re.compile(r"[:：]\d")
REACHED = re.compile(r"(?:[到至为达由从]|控制在|以内)$")


@rule(lambda kind: kind.form == "vague")
def vague(number: Number, scene: Scene) -> Role | None:
    """No amount at all: `几十`, `一批`, `若干`."""
    return Role("vague", "vague_amount")


@rule(lambda kind: kind.unit in LISTED_IN and kind.form != "placeholder")
def leading_count(number: Number, scene: Scene) -> Role | None:
    """A count of what the text is about to list, or of something that is no thing: `以下八个方面`, `三个环节`."""
    q, right = number.q, number.right[:10]
    if right[:1] in PARTICLES:
        right = right.removeprefix("大").removeprefix("的")
    left = number.left[-8:]
    if q.unit == "大" and right.startswith("类"):  # 五大类23个指标
        return Role("reference", "lead_in")
    if q.unit == "方面" or (q.form == "han" and LISTED.search(left)):
        return Role("reference", "lead_in")
    if right.startswith("方面"):
        return Role("reference", "lead_in")
    entry = scene.words.abstract.starting(right) if q.form == "han" else None
    if entry is None:
        return None
    if entry["kind"] == "place" and scene.words.verbs.ending(left) is not None:  # 建设三个中心: delivered after all
        return None
    return Role("reference", "lead_in")


SUMMED = frozenset({"种", "类", "大"})
JOINT = re.compile(r"[、和与及]")
CLAUSE = re.compile(r"[，,。；;：:\n（(]")


@rule(lambda kind: kind.unit in SUMMED and kind.form == "han")
def summed(number: Number, scene: Scene) -> Role | None:
    """A count of what has just been listed: `现金、刷卡、扫码三种支付方式`."""
    listed = JOINT.split(CLAUSE.split(number.left)[-1])
    return Role("reference", "summed_up") if len(listed) > 1 and len(listed) == number.q.low else None


@rule(lambda kind: kind.form in ("han", "placeholder"))
def single(number: Number, scene: Scene) -> Role | None:
    """`一个`, `一项`, `一家` before a noun hardly ever count; behind the noun (`示范片一处`) they do."""
    q, left, right = number
    if q.number_end != q.start + 1 or scene.doc.text[q.start] != "一":
        return None
    if q.unit == "大":  # 迈出一大步
        return Role("vague", "one")
    if q.dimension not in ("count", "person", "time", None):
        return None
    before = left[-1:]
    if (right and "\u4e00" <= right[0] <= "\u9fff") or not before or not "\u4e00" <= before <= "\u9fff":
        return Role("vague", "one")
    verb = scene.words.verbs.ending(left)
    return (
        Role("vague", "one")
        if verb is None or (verb["kind"] != "noun" and q.unit in ("个", "次", "场", "步", "起"))
        else None
    )


@rule(lambda kind: kind.dimension == "count" or kind.unit in TIMES or kind.unit in LOTS)
def manner(number: Number, scene: Scene) -> Role | None:
    """How, not how much: `分两批`, `一年两次`, `逐一`."""
    q, left, right = number
    if q.dimension == "count" and left.endswith("连续"):
        return Role("idiom", "how_often")
    verb = scene.words.verbs.starting(right) if q.unit in TIMES else None
    if verb is not None and verb["kind"] in ("act", "measure", "nominal"):
        return Role("idiom", "how_often")
    if q.form == "han" and q.unit in ("批", "批次") and (q.high or 0) <= 3:
        return Role("idiom", "manner")
    if q.form == "han" and q.unit in LOTS - {"批次"} and left.endswith(("分", "逐")):
        return Role("idiom", "manner")
    return None


@rule(lambda kind: not kind.unit and kind.form not in AMOUNTS)
def bare(number: Number, scene: Scene) -> Role | None:
    """A number without a unit: an amount after a verb of measure, else shorthand (`三农`), a list or a label."""
    q, left, right = number
    right = right[:2]
    if SCORE.match(right):  # 师机比达到1:1
        return Role("reference", "part_of_a_code")
    if right[:1] == "连":  # 实现19连丰
        return Role("name", "streak")
    reached = scene.words.before.ending(left) or scene.words.verbs.ending(left)
    if (
        q.form == "arabic"
        and reached is not None
        and reached["kind" if "kind" in reached.cells else "side"] in ("measure", "before")
    ):
        return None if not right or not (right[0].isalpha() and right[0].isascii()) else Role("name", "code")
    if "." in scene.doc.text[q.start : q.end] and REACHED.search(left[-4:]):
        return None  # a ratio or an index: 由2.18缩小到2.09
    if q.form in ("han", "roman"):
        return Role("idiom", "numeral_in_word")
    return _bare_digits(number, scene, right)


def _bare_digits(number: Number, scene: Scene, right: str) -> Role | None:
    text, q, left = scene.doc.text, number.q, number.left
    if YEAR.fullmatch(text[q.start : q.end]) and not right.startswith(("万", "亿")):
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
            if scene.words.verbs.ending(left) is not None
            else Role("name", "digits_in_name")
        )
    return None
