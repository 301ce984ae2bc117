"""Sayings: where a document itself says what became of a goal, or only repeats what the goal was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from pipeline.joining.measures import Direction, after_number, before_number
from pipeline.lexicon import Lexicons

Said = Literal["met", "missed"]
NEAR = 14  # characters between the word that compares and the goal it compares with
BEHIND = 8  # characters behind a number in which it is called a goal
_LAST = re.compile(r"[，,：:]")


@dataclass(frozen=True)
class Sayings:
    """The words of `lexicons/outcome_words.csv`, ready to be looked for."""

    lexicons: Lexicons

    def said(self, clause: str, direction: Direction, before: int | None = None) -> Said | None:
        """What `clause` says became of a goal of its indicator, where more or less of it is better.

        `before`: only if it begins to say so before that character; what comes later is of another number.

        >>> words = Sayings(Lexicons.default())
        >>> words.said("生产总值增长7.8%，略低于8%的预定目标", "more"), words.said("粮食产量稳定增长", "more")
        ('missed', None)
        >>> words.said("物价涨幅明显低于预定的调控目标", "less")
        'met'
        """
        verdicts: dict[str, Said] = {
            "failed": "missed",
            "reached": "met",
            "above": "met" if direction in ("more", "equal") else "missed",
            "below": "met" if direction in ("less", "equal") else "missed",
        }
        for kind, verdict in verdicts.items():
            found = self._pattern(kind).search(clause)
            if found and (before is None or found.start() < before):
                return verdict
        return None

    def fell(self, clause: str, before: int) -> bool:
        """Whether `clause` says, from before that character on, that something fell, without saying by how much.

        >>> words = Sayings(Lexicons.default())
        >>> words.fell("总水平比上年下降", 9), words.fell("总水平比上年下降2%", 9)
        (True, False)
        """
        found = self._pattern("fell").search(clause)
        return found is not None and found.start() < before

    def is_quoted(self, row: Mapping[str, Any], occurrence: int = 0) -> bool:
        """Whether the number of a reported row is a goal quoted (`去年提出…控制在10%以内`), not what came of it."""
        before, after = before_number(row, occurrence), after_number(row, occurrence)
        *earlier, own = _LAST.split(before)
        if any(True for _ in self._of("actual").find(own)):
            return False
        if after[:BEHIND].startswith("的") and any(True for _ in self._of("goal").find(after[:BEHIND])):
            return True
        lead = earlier[-1] if earlier else ""
        quotes = self._of("quote")
        return any(True for _ in quotes.find(own)) or any(end == len(lead) for _, end, _ in quotes.find(lead))

    def is_intended(self, clause: str) -> bool:
        """Whether `clause` speaks of what is to be reached rather than of what has been."""
        return any(True for _ in self._of("modal").find(clause))

    def compares(self, text: str) -> bool:
        """Whether `text` may say what became of a goal: cheap, for a first look at many sentences."""
        return self._pattern("any").search(text) is not None

    def _of(self, kind: str) -> Any:
        return self._lexicons_by_kind[kind]

    def _pattern(self, kind: str) -> re.Pattern[str]:
        return self._patterns[kind]

    @cached_property
    def _lexicons_by_kind(self) -> dict[str, Any]:
        words = self.lexicons["outcome_words"]
        kinds = sorted({kind for entry in words.entries for kind in entry["kind"].split()})
        return {k: replace(words, entries=tuple(e for e in words.entries if k in e["kind"].split())) for k in kinds}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        """`(word)…(goal)`: a comparison counts only with what it compares with behind it."""
        terms = {kind: _union(found) for kind, found in self._lexicons_by_kind.items()}
        gap = rf"[^，,。；;]{{0,{NEAR}}}?"
        made = {kind: rf"(?:{terms[kind]}){gap}(?:{terms['goal']})" for kind in ("failed", "reached", "above", "below")}
        for kind in ("failed", "reached"):  # 未达预期 and the like say both in one word
            made[kind] += rf"|(?:{terms['whole_' + kind]})"
        made["fell"] = f"(?:{terms['fell']})(?![\\d一二三四五六七八九十百]|百分)"
        made["any"] = "|".join(made.values())
        return {kind: re.compile(pattern) for kind, pattern in made.items()}


def _union(lexicon: Any) -> str:
    return "|".join(re.escape(e.term) for e in sorted(lexicon.entries, key=lambda e: (-len(e.term), e.term)))
