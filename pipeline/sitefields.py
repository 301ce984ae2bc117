"""Fields, buttons and menus in a site's line: what its known words say about it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from pipeline.characters import HAN
from pipeline.code_points import table, translated
from pipeline.lexicon import Entry, Lexicon
from pipeline.siteforms import SITE_DATE

if TYPE_CHECKING:
    from pipeline.code_points import Codes

_LONGEST_VALUE = 60  # of a metadata field
_LONGEST_MENU = 6  # of a word in a menu
_MENU = 0.4  # share of its words that must be known
_LONG = 400  # characters, from which on a text is translated as a whole

# The normal form that lexicon terms are written in: half-width marks, lower case, no blanks.
BLANKS = " \t\u00a0\u3000\u2002\u2003\r"
_FLAT = str.maketrans("，：；（）！？＞／｜丨＋－［］" + ascii_uppercase, ",:;()!?>/||+-[]" + ascii_lowercase, BLANKS)
MARKS = " 【】[]<>＞»›|｜·•*★☆:-—_()\"'“”→↓↑▲▼◆◇■□●○※/\\,.、!"
CLOCK = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?t?\d{1,2}[:时]\d{1,2}(?::\d{1,2}|分)?")
DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_LEAD = re.compile(f"(?:[{HAN}]{{2,4}}:)?(?:{CLOCK.pattern}|{DATE.pattern})")
_HOUR_AT_END = re.compile(r"\d{1,2}-\d{3,4}:\d\d$")  # 01-11 22:50
_LABELS = frozenset({"key", "bare", "weak_key"})
_ADDRESS = re.compile(r"https?://[\x21-\x7e]+$")
_WORDS = re.compile(f"[{BLANKS}|｜]+")
_FEWEST_WORDS = 3  # of a menu
_CELL = re.compile("[|\t\u3000]+")


def flat(text: str) -> str:
    """The form in which lines are compared with the lexicon: half-width marks, lower case, no blanks.

    >>> flat("【浏 览 次 数】：12")
    '【浏览次数】:12'
    """
    return text.translate(_FLAT) if len(text) < _LONG else translated(text, _flat_table())


@functools.cache
def _flat_table() -> Codes:
    return table(_FLAT)


def how_of(entry: Entry) -> frozenset[str]:
    """How a phrase of the lexicon works: the words of its column `how`."""
    return _split(entry["how"])


@functools.lru_cache(maxsize=1024)
def _split(how: str) -> frozenset[str]:
    return frozenset(how.split())


def labels(plain: str, lexicon: Lexicon) -> list[tuple[int, int, Entry]]:
    """Labels of metadata fields with the colon (or closing bracket) behind them."""
    found: list[tuple[int, int, Entry]] = []
    for start, end, entry in sorted(lexicon.find_all(plain), key=lambda hit: (hit[0], -hit[1])):
        how = how_of(entry)
        if plain[end - 1] == ":":  # some common words are labels with their colon only
            end -= 1
        if plain[end : end + 1] not in tuple(":】]|") or not _LABELS & how:
            continue
        if "dated" in how and not (SITE_DATE.match(plain, end + 1) or (found and plain[end + 1 :] == "")):
            continue
        if not found or start >= found[-1][1]:
            found.append((start, end, entry))
    return found


def are_fields(plain: str, labels: Sequence[tuple[int, int, Entry]]) -> bool:
    """Whether `labels` and short values make up the whole line, but for what a stamp begins with."""
    lead = plain[: labels[0][0]].strip(MARKS)
    if lead and not (_LEAD.fullmatch(lead) or _HOUR_AT_END.search(lead)) and (len(labels) < 2 or len(lead) > 25):
        return False
    ends = [*(start for start, _, _ in labels[1:]), len(_ADDRESS.sub("", plain))]
    return all(after - end <= _LONGEST_VALUE for (_, end, _), after in zip(labels, ends, strict=True))


def has_medium(plain: str, labels: Sequence[tuple[int, int, Entry]], lexicon: Lexicon) -> bool:
    """Whether the last field names a paper or a site as the source: 来源:白水日报."""
    _, end, entry = labels[-1]
    value = _ADDRESS.sub("", plain[end + 1 :]).strip(MARKS)
    if "lean" not in how_of(entry) or not value:
        return False
    return any(stop == len(value) and "medium" in how_of(name) for _, stop, name in lexicon.find_all(value))


def spaced_label(
    text: str, plain: str, hits: Sequence[tuple[int, int, Entry, frozenset[str]]]
) -> tuple[Entry, str] | None:
    """The label at the head of a line where a blank does for the colon, and what stands behind: `索 引 号 0001`."""
    first = [(end, entry) for start, end, entry, how in hits if _LABELS & how and not plain[:start].strip(MARKS)]
    if not first:
        return None
    entry = max(first, key=lambda label: label[0])[1]
    match = _spelled(entry.term).match(text)
    return (entry, text[match.end() :].strip()) if match else None


@functools.lru_cache(maxsize=1024)
def _spelled(term: str) -> re.Pattern[str]:
    return re.compile(rf"\W*{f'[{BLANKS}]*'.join(map(re.escape, term))}[{BLANKS}]+(?=\S)", re.IGNORECASE)


def cells(text: str, lexicon: Lexicon) -> str | None:
    """The rule if `text` is a row of labels and values: 索引号|A-1|主题分类|教育."""
    found = [entry for cell in _CELL.split(text) if (entry := lexicon.get(flat(cell)))]
    labels = [entry for entry in found if {"key", "weak_key"} & how_of(entry)]
    strong = [entry for entry in labels if "key" in entry["how"].split()]
    return strong[0].where if strong and len(labels) >= 2 else None


def buttons(plain: str, lexicon: Lexicon) -> str | None:
    """The rule if `plain` is nothing but buttons. Three or more go by themselves, two around the text, one beside."""
    at, rule = 0, None
    for start, end, entry in lexicon.find(plain):
        if plain[at:start].strip(MARKS) or not {"token", "bit", "exact"} & how_of(entry):
            return None
        at, rule = end, entry.where
    return None if plain[at:].strip(MARKS) else rule


def is_menu(text: str, lexicon: Lexicon) -> bool:
    """Whether `text` is a row of short words, and enough of them are known buttons: 首页 机构概况 政务公开 办事服务."""
    words = [flat(word).strip(MARKS) for word in _WORDS.split(text)]
    words = [word for word in words if word]
    if len(words) < _FEWEST_WORDS:
        return False
    if max(map(len, words)) > _LONGEST_MENU:
        return False
    known = sum((entry := lexicon.get(word)) is not None and "token" in how_of(entry) for word in words)
    return (known >= 2 and known >= _MENU * len(words)) or (len(max(words, key=len)) == 1 and _spread(words, lexicon))


def _spread(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Words whose characters stand apart: 政 务 公 开 网 上 办 事."""
    plain = "".join(words)
    found = [end - start for start, end, entry in lexicon.find(plain) if "token" in how_of(entry)]
    return len(found) >= _FEWEST_WORDS and 2 * sum(found) > len(plain)
