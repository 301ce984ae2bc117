"""Counts that count nothing: what a list leads in with, `一个`, manner, vague amounts, bare numbers."""

from __future__ import annotations

import re

from pipeline.grammar.roles.scene import Role, Scene, left_of, right_of
from pipeline.grammar.words import prefix, suffix
from pipeline.quantities import Quantity

LISTED = re.compile(r"(?:以下|下列|如下|做好|抓好|落实好|坚持|围绕|突出|把握|处理好|这)$")
YEAR = re.compile(r"(?:19|20)\d\d(?:[-—－~～至](?:19|20)?\d\d)?")


def vague(q: Quantity, scene: Scene) -> Role | None:
    """No amount at all: `几十`, `一批`, `若干`."""
    return Role("vague", "vague_amount") if q.form == "vague" else None


def leading_count(q: Quantity, scene: Scene) -> Role | None:
    """A count of what the text is about to list, or of something that is no thing: `以下八个方面`, `三个环节`."""
    if q.unit not in ("个", "项", "大", "条", "点", "方面", "种", "件", "类", "") or q.form == "placeholder":
        return None
    right = right_of(q, scene, 10).removeprefix("大").removeprefix("的")
    left = left_of(q, scene, 8)
    if q.unit == "大" and right.startswith("类"):  # 五大类23个指标
        return Role("reference", "lead_in")
    if q.unit == "方面" or (LISTED.search(left) and q.form == "han"):
        return Role("reference", "lead_in")
    entry = prefix(right, scene.words.abstract)
    if right.startswith("方面"):
        return Role("reference", "lead_in")
    if entry is None or q.form != "han":
        return None
    if entry["kind"] == "place" and suffix(left, scene.words.verbs) is not None:  # 建设三个中心: delivered after all
        return None
    return Role("reference", "lead_in")


def single(q: Quantity, scene: Scene) -> Role | None:
    """`一个`, `一项`, `一家` before a noun hardly ever count; behind the noun (`示范片一处`) they do."""
    text = scene.doc.text[q.start : q.number_end]
    if text == "一" and q.unit == "大":  # 迈出一大步
        return Role("vague", "one")
    if text != "一" or q.dimension not in ("count", "person", "time", None):
        return None
    right = right_of(q, scene, 1)
    before = scene.doc.text[q.start - 1 : q.start]
    if (right and "\u4e00" <= right <= "\u9fff") or not before or not "\u4e00" <= before <= "\u9fff":
        return Role("vague", "one")
    verb = suffix(left_of(q, scene), scene.words.verbs)
    return (
        Role("vague", "one")
        if verb is None or (verb["kind"] != "noun" and q.unit in ("个", "次", "场", "步", "起"))
        else None
    )


def manner(q: Quantity, scene: Scene) -> Role | None:
    """How, not how much: `分两批`, `一年两次`, `逐一`."""
    left = left_of(q, scene, 2)
    verb = prefix(right_of(q, scene), scene.words.verbs)
    if q.dimension == "count" and left_of(q, scene, 2) == "连续":
        return Role("idiom", "how_often")
    if q.unit in ("次", "度", "遍", "番", "轮") and verb is not None and verb["kind"] in ("act", "measure", "nominal"):
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
    left, right = left_of(q, scene), right_of(q, scene, 2)
    if re.match(r"[:：]\d", right):  # 师机比达到1:1
        return Role("reference", "part_of_a_code")
    if right[:1] == "连":  # 实现19连丰
        return Role("name", "streak")
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
