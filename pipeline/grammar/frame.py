"""The frame of a number: what the words around it say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon import Entry

Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "range"]
Change = Literal["level", "increase", "decrease", "ratio"]


@dataclass(slots=True)  # not frozen: filled in word by word
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
    purposed: bool = False  # `before` says what the thing behind is for
    gap: bool = False  # the distance to something else (高于全国平均), not a change


def comparator_of(entry: Entry) -> Comparator:
    """How a word of comparators.csv bounds the value."""
    value: Comparator = entry["comparator"]  # type: ignore[assignment]
    return value


def change_of(entry: Entry) -> Change:
    """What a verb says that its number is: the amount itself, or by how much more or less."""
    value: Change = entry["change"] or "level"  # type: ignore[assignment]
    return value
