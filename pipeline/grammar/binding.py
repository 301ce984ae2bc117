"""约束性 and 预期性: whether a target binds, where the text says so behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.document import Sentence

Binding = Literal["binding", "indicative"]

SAID = re.compile(r"[（(\[【](?P<all>以上|上述|均|前述)?[^（()）]{0,6}?(?P<word>约束性|预期性)[^（()）]{0,6}[）)\]】]")


def bindings(text: str, sentence: Sentence, ends: Sequence[int]) -> list[Binding | None]:
    """What is said of each number, given where the numbers of the sentence end.

    `（以上为约束性指标）` speaks of all before it, `（预期性）` of the numbers of its own clause.
    """
    said: list[Binding | None] = [None] * len(ends)
    floor = sentence.start
    for match in SAID.finditer(text, sentence.start, sentence.end):
        value: Binding = "binding" if match["word"] == "约束性" else "indicative"
        clause = floor if match["all"] else max(floor, *(text.rfind(m, floor, match.start()) for m in "，,；;"))
        for at, end in enumerate(ends):
            if clause <= end <= match.start() and said[at] is None:
                said[at] = value
        floor = match.end()
    return said
