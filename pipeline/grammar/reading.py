"""A measured number with its frame, and what has been made of both."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.grammar.chunks import Chunk
from pipeline.grammar.frame import Frame
from pipeline.grammar.phrases import JOINTS
from pipeline.quantities import Quantity


@dataclass(slots=True)  # not frozen: named once the numbers before it are
class Reading:
    """A measured number with its frame, and what has been made of both."""

    quantity: Quantity
    chunk: Chunk
    frame: Frame
    gap: str  # the text between the number before it (or the mark before it) and this one
    at: int = 0  # where the number stands in its sentence
    lead: str = ""  # what stands before its chunk, back to the number before it or the sentence's beginning
    indicator: str = ""
    rule: str = ""

    def named(self, indicator: str, rule: str) -> Reading:
        """Itself, with the indicator that `rule` found for it."""
        self.indicator, self.rule = indicator, rule
        return self


def is_joint(gap: str) -> bool:
    """Nothing but marks and joints stands between two numbers."""
    return not gap.strip(JOINTS + "，, ")
