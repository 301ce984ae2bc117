"""What stands directly before a number: bounds, the verb of measure, what it is compared with (比上年|增长|约|5%)."""

from __future__ import annotations

import re

from pipeline.grammar.frame import Change, Frame, change_of, comparator_of
from pipeline.grammar.phrases import PER
from pipeline.grammar.words import PARTICLES, Words
from pipeline.lexicon import Entry

# 比上年, 较2020年, 与上年同期相比: what an increase is measured against
AGAINST = re.compile(
    r"(?:[比较]|同|与)(?:上|去|前|往|全|预|计划|第|基期|当年|年初|[“\"]|本|该|原|规定|20|19|\d|[一二三四五六七八九十])[^，,、]{0,14}$"
)
MAY_COMPARE = re.compile("[比较同与]")  # few chunks hold what AGAINST begins with
BASE = re.compile(rf"{PER}{{1,6}}$")
# 增长到, 降至, 提高为: the change is over and the number is the level reached
REACHED = re.compile(r"(?:到了?|至|为|成|在)$")
HELD = frozenset({"保持在", "稳定在", "维持在"})  # 增长保持在6.5%以上: still by how much


def strip_near(left: str, words: Words, frame: Frame) -> str:
    """Strip comparators, adverbs and the verb of measure that stand directly before the number."""
    for _ in range(6):
        left = left.rstrip(" ")
        rest = None
        if left[-1:] in words.near:
            rest = _compare(left, words, frame)
            if rest is None:
                rest = _measure(left, words, frame)
        if rest is None:
            rest = _adverb(left, words, frame)
        if rest is None:
            break
        left = rest
    return left


def _compare(left: str, words: Words, frame: Frame) -> str | None:
    entry = words.before.ending(left)
    if entry is None or _is_inside_noun(left, entry, words):
        return None
    comparator = comparator_of(entry)
    if frame.comparator == "eq" or (comparator == "le" and frame.comparator == "ge"):
        frame.comparator, frame.comparator_word = comparator, entry.term
    if not frame.verb and entry.term in words.verbs:
        frame.verb, frame.verb_line, frame.measures = entry.term, entry.where, True
    elif not frame.verb and comparator != "approx":
        frame.measures = True
    return left[: -len(entry.term)]


def _is_inside_noun(left: str, entry: Entry, words: Words) -> bool:
    """The word is only the end of a noun: 增加 in 增加值, 占 in 药占比."""
    longer, head = words.verbs.ending(left), words.heads.ending(left)
    bound = "comparator" in entry.cells  # 签|约: any longer verb holds it
    noun = longer is not None and (bound or longer["kind"] == "noun") and len(longer.term) > len(entry.term)
    return noun or (head is not None and len(head.term) > len(entry.term))


def _measure(left: str, words: Words, frame: Frame) -> str | None:
    """`增长到`, `达`, `同比下降`: a verb of measure, whether or not it says that the level is reached."""
    reached = None
    bare = left
    whole = stem = words.verbs.ending(left)
    if left[-1:] in PARTICLES:
        reached = REACHED.search(left)
        bare = left[: reached.start()] if reached else left.removesuffix("了")
        stem = words.verbs.ending(bare)
    if stem is not None and stem["kind"] == "state":  # 分别|为
        stem = None
    if reached and stem is not None and stem["kind"] in ("measure", "act", "nominal"):
        moves = bool(stem["change"])
        if moves or (stem["kind"] != "measure" and whole is not None and whole["kind"] != "noun"):
            _take_verb(frame, stem.term + left[len(bare) :], stem, "level")
            return bare[: -len(stem.term)]
    entry = whole if whole is not None and (stem is None or len(whole.term) >= len(stem.term)) else stem
    if entry is None or entry["kind"] != "measure" or _is_inside_noun(left, entry, words):
        return None
    _take_verb(frame, entry.term, entry, change_of(entry))
    return left[: -len(entry.term)] if entry is whole else bare[: -len(entry.term)]


def _take_verb(frame: Frame, verb: str, entry: Entry, change: Change) -> None:
    """The verb nearest to the number names the action; one further left may still say what changed (增长达5%)."""
    if not frame.verb or (
        frame.change == "level"
        and change != "level"
        and (frame.verb in HELD or not (len(frame.verb) > 1 and REACHED.search(frame.verb)))
    ):
        frame.verb, frame.verb_line, frame.change, frame.measures = verb, entry.where, change, True


def _adverb(left: str, words: Words, frame: Frame) -> str | None:
    base = BASE.search(left) if "每" in left else None
    if base and base.start() > 0:
        return left[: base.start()]
    against = AGAINST.search(left) if MAY_COMPARE.search(left) else None
    if against:
        return left[: against.start()]
    entry = words.leads.ending(left)
    if (
        entry is None
        or entry["place"] == "front"
        or (entry["place"] == "verb" and not frame.verb)
        or _is_inside_noun(left, entry, words)
    ):
        return None
    return left[: -len(entry.term)]
