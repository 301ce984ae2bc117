"""What a scanner, or a careless replacement, made of a word: kept and flagged, with the likely word beside it.

Strings that cannot be, or only across a word's edge (a list: 弓I, 县场); a letter between two characters that are a
word without it; an asterisk for a word that a site took out; a date that lost its 年 or 月; and, in a text that shows
other damage of the kind, a look-alike character that is no word where the other one would be.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline.characters import HAN
from pipeline.lexicon import Lexicon, Lexicons
from pipeline.likelihood import frequency
from pipeline.text import Proposal

_COMMON = 500  # jieba's count of a word from which on it explains a look-alike
_SIGNS = 2  # marks of damage that make a text a scanned one
_LETTER = re.compile(f"[A-WYZa-wyz](?=[{HAN}])")  # X is a placeholder
_PLACEHOLDERS = re.compile(f"(X{{1,8}}[{HAN}])、(?=\\1[{HAN}])")
_HAN = re.compile(f"[{HAN}]")
_ASTERISK = re.compile(f"(?<=[{HAN}，,、；;“])(\\*)(?=[{HAN}，,、；;。”])")
_NOTE = re.compile(r"(?:^|[\n:：(（])[ \u3000]*\*")  # * is a mark of the author's
_CLAUSE = re.compile("[。；;！!\n]")
_CLAUSE_LENGTH = 120
_FORMULA = re.compile("[=＝+＋×÷]|等于|乘")  # 补助额=面积*单价: a sign of its own
_DAY_OR_MONTH = re.compile("[月日]")
_NO_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(1[0-2]|[1-9])月")
_NO_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)年?([1-9]|1[0-2])([12]\d|3[01]|[1-9])日")
_SHORT = re.compile(r"(?<![\d年月])([1-9]|1[0-2])([12]\d|3[01])日")
_STOP = tuple("，,。；;：:、！!\n")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Flags only: each edit's text is what stands there."""
    found = [*_strings(text, lexicons), *_letters(text), *_shortened(text)]
    yield from found
    if "*" in text:
        yield from _masked(text)
    yield from _dates(text)
    if len(found) + _lone_marks(text) >= _SIGNS:
        yield from _lookalikes(text, _where(lexicons, "lookalike"))


@functools.cache
def _where(lexicons: Lexicons, *hows: str) -> Lexicon:
    whole = lexicons["ocr"]
    return Lexicon(whole.name, whole.columns, tuple(entry for entry in whole.entries if entry["how"] in hows))


def _flag(text: str, start: int, end: int, rule: str, likely: str | None) -> Proposal:
    return Proposal(start, end, text[start:end], "ocr", rule, likely)


def _strings(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    for start, end, entry in _where(lexicons, "string", "checked", "clause_end").find(text):
        how = entry["how"]
        if (how == "checked" and _parts_elsewhere(text, start, end)) or (
            how == "clause_end" and not text.startswith(_STOP, end)
        ):
            continue
        yield _flag(text, start, end, entry.where, entry["likely"])


def _parts_elsewhere(text: str, start: int, end: int) -> bool:
    """Whether the string is the end of one word and the beginning of the next: 县|民办, 整治|金融."""
    left, right = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
    return any(len(word) == 2 and frequency(word) for word in (left, right))


def _letters(text: str) -> Iterator[Proposal]:
    """教l育: a letter by itself between two characters that are a common word without it."""
    for match in _LETTER.finditer(text):
        start, end = match.start() - 1, match.end() + 1
        if start < 0 or not _HAN.match(text[start]):
            continue
        word = text[start] + text[end - 1]
        if frequency(word) >= _COMMON:
            yield _flag(text, start, end, "letter_in_word", word)


def _shortened(text: str) -> Iterator[Proposal]:
    """`XX集、XX集团`: a placeholder's name that lacks the end its neighbour has."""
    for match in _PLACEHOLDERS.finditer(text) if "X" in text else ():
        whole = text[match.end() : match.end() + len(match.group(1)) + 1]
        yield _flag(text, match.start(), match.end(1), "shorter_than_its_neighbour", whole)


def _masked(text: str) -> Iterator[Proposal]:
    """`建设生态*，` `，*开展行动`: the only asterisk of a clause, where a word must be, in a text without notes."""
    if _NOTE.search(text):
        return
    for match in _ASTERISK.finditer(text):
        start, end = match.span(1)
        before = _CLAUSE.split(text[max(0, start - _CLAUSE_LENGTH) : start])[-1]
        after = _CLAUSE.split(text[end : end + _CLAUSE_LENGTH])[0]
        if "*" not in before + after and _FORMULA.search(before + after) is None:
            behind = _HAN.match(text[start - 1]) is not None
            yield _flag(text, start - behind, end + (not behind), "masked_word", None)


def _dates(text: str) -> Iterator[Proposal]:
    """`20243月5日`, `2024305日`: no number is written so; where a text has one, `305日` lost its 月 too."""
    if not any(text[at - 3 : at].isdigit() for at in (mark.start() for mark in _DAY_OR_MONTH.finditer(text))):
        return
    for match in _NO_YEAR.finditer(text):
        yield _flag(text, match.start(), match.end(), "date_without_年", f"{match[1]}年{match[2]}月")
    whole = [match for match in _NO_MONTH.finditer(text) if _is_day(match[2], match[3])]
    for match in whole:
        yield _flag(text, match.start(), match.end(), "date_without_月", f"{match[1]}年{match[2]}月{match[3]}日")
    if whole:
        for match in _SHORT.finditer(text):
            if _is_day(match[1], match[2]):
                yield _flag(text, match.start(), match.end(), "date_without_月", f"{match[1]}月{match[2]}日")


def _is_day(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _lone_marks(text: str) -> int:
    """Quotation marks without a partner: 1 for two alike in a row."""
    first, *rest = text.split("“")
    closing = [part.count("”") for part in rest]
    return sum(count - 1 for count in (first.count("”"), *closing) if count > 1) + closing[:-1].count(0)


def _lookalikes(text: str, pairs: Lexicon) -> Iterator[Proposal]:
    for start, _, entry in pairs.find(text):
        if text[start - 1 : start].isdigit():  # 5日
            continue
        if word := _word(text, start, entry["likely"]):
            left, better = word
            yield _flag(text, left, left + len(better), entry.where, better)


def _word(text: str, at: int, likely: str) -> tuple[int, str] | None:
    """(start, word) of the common word that `likely` makes at `at`, if what stands there makes none at all."""
    spans = [(at - before, at + 1 + after) for before in (0, 1, 2) for after in (0, 1, 2) if 1 <= before + after <= 2]
    spans = [(start, end) for start, end in spans if start >= 0 and end <= len(text)]
    if any(frequency(text[start:end]) for start, end in spans):
        return None
    made = [(start, text[start:at] + likely + text[at + 1 : end]) for start, end in spans]
    best = max(made, key=lambda m: frequency(m[1]), default=None)
    return best if best and frequency(best[1]) >= _COMMON else None
