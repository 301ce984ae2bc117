"""How much a piece of text reads like Chinese, and whether a string is a word: what a repair is judged by."""

from __future__ import annotations

import functools
from math import log

from pipeline.lexicon import Lexicons
from pipeline.t2s import simplified
from pipeline.wordbook import dictionary

_UNLISTED = 0.05  # times in a million that a character which is not listed is taken to stand
_ALL = log(60_101_967)  # of jieba's counts together
_STRANGE = -20.0  # log likelihood of a character that is no word by itself
_LONGEST_WORD = 4


@functools.cache
def _weights(lexicons: Lexicons) -> dict[str, float]:
    entries = lexicons["common_characters"].entries
    return {entry.term: log(float(entry["per_million"])) for entry in entries}


def readability(text: str, lexicons: Lexicons) -> float:
    """Mean log of how often its characters stand in a million of Chinese; about 6 for prose, below 1 for rubbish.

    >>> good, bad = (readability(t, Lexicons.default()) for t in ("教育局", "鏁欒偛灞"))
    >>> good > 4 > 1 > bad
    True
    """
    weights, unlisted = _weights(lexicons), log(_UNLISTED)
    return sum(weights.get(char, unlisted) for char in text) / len(text) if text else unlisted


def frequency(word: str) -> int:
    """How often jieba's dictionary counts `word` (in either script); 0 if it is none.

    >>> frequency("学校") > 1000, frequency("校学")
    (True, 0)
    """
    plain = simplified(word)
    book = dictionary()
    return book.page(plain[0]).freq.get(plain, 0) if book is not None and plain else 0


def fit(left: str, middle: str, right: str) -> float:
    """How well `middle` stands between `left` and `right`: log frequency of the likeliest word over its edges.

    >>> fit("中小学", "校", "组织") > fit("中小学", "埂", "组织")
    True
    """
    best = 0
    for before in range(min(3, len(left)) + 1):
        for after in range(min(2, len(right)) + 1):
            if before + after:
                word = left[len(left) - before :] + middle + right[:after]
                best = max(best, frequency(word) * len(word))
    return log(best + 1)


@functools.lru_cache(maxsize=50_000)
def sense(text: str) -> float:
    """Log likelihood of the likeliest way to divide `text`, a few characters, into words of jieba's dictionary.

    >>> sense("技能竞赛前") > sense("技能竞日前")
    True
    """
    book = dictionary()
    if book is None:
        return 0.0
    plain = simplified(text)
    best = [0.0]
    for end in range(1, len(plain) + 1):
        reached = [best[end - 1] + _STRANGE]
        for start in range(max(0, end - _LONGEST_WORD), end):
            count = book.page(plain[start]).freq.get(plain[start:end], 0)
            if count:
                reached.append(best[start] + log(count) - _ALL)
        best.append(max(reached))
    return best[-1]
