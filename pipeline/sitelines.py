"""What a line of a page looks like: a site's notice, label, button or path, or the document's own words.

The phrases and how each works are in `boilerplate.csv`; here stands what a line must be beside holding one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Literal, NamedTuple

from pipeline.characters import HAN, Line
from pipeline.code_points import table, translated
from pipeline.lexicon import Entry, Lexicon

if TYPE_CHECKING:
    from pipeline.code_points import Codes

LONGEST_NOTICE = 300  # characters of a line that a notice fills
LONGEST = 160  # of any other line of a site
_LONGEST_VALUE = 60  # of a metadata field
LONGEST_BUTTON = 40
_LONGEST_MENU = 6  # of a word in a menu
_MENU = 0.4  # share of its words that must be known
_SHORTEST_PROSE = 20
_SENTENCE = re.compile("[。!?;…][”’」』)》]?$")
_LONGEST_LINK = 80
_LONG = 400  # characters, from which on a text is translated as a whole

# The normal form that lexicon terms are written in: half-width marks, lower case, no blanks.
BLANKS = " \t\u00a0\u3000\u2002\u2003\r"
_FLAT = str.maketrans("，：；（）！？＞／｜丨＋－［］" + ascii_uppercase, ",:;()!?>/||+-[]" + ascii_lowercase, BLANKS)
MARKS = " 【】[]<>＞»›|｜·•*★☆:-—_()\"'“”→↓↑▲▼◆◇■□●○※/\\,.、!"
_PATH = re.compile(r"[>»›→\\/|》-]")
_OUTLINE = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（〔][一二三四五六七八九十]{1,3}[)）〕]|第[一二三四五六七八九十百零\d]{1,5}[编章节条]"
    r"|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑳]"
)
_CLOCK = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?t?\d{1,2}[:时]\d{1,2}(?::\d{1,2}|分)?")
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_SHAPE = re.compile(f"[{HAN}]{{2,6}}:")
_WEEKDAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?星期[一二三四五六日天]")
_DATED_LINK = re.compile(
    r"[\[(]?(?:19|20)\d\d-\d{1,2}-\d{1,2}[\])]\S|\S{1,120}[\[(](?:19|20)\d\d-\d{1,2}-\d{1,2}[\])]$"
)
_URL = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+")
_FILE_TAIL = re.compile(r"(?:_第\d+页|[_.][a-z_.]{1,12}|\([^()]{1,16}\)|\[[^\[\]]{1,16}\])?")
_CELL = re.compile("[|\t\u3000]+")


class Sight(NamedTuple):
    """What a line looks like. `alone`, `around`, `above`, `below`, `beside`: the rule by which it goes by itself, goes
    outside the text proper, above it only, below it only, beside a line that goes."""

    line: Line
    plain: str  # as `flat` gives it
    alone: str | None = None
    around: str | None = None
    above: str | None = None
    below: str | None = None
    beside: str | None = None
    footer: bool = False  # takes the footer lines above it along
    shaped: bool = False  # like a metadata field with a label nobody knows
    leans: bool = True  # goes above a line that goes, below the text proper too
    label: Literal["key", "weak_key"] | None = None  # nothing but a label, without its colon
    waits: bool = False  # a label without a value: the next line is the value
    links: bool = False  # a heading of links to other pages
    heads: bool = False  # a heading of notices
    block: bool = False  # begins a notice that ends with the next blank line
    proper: bool = False  # the document's own for sure: prose, or an item of its outline


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


_Hit = tuple[int, int, Entry, frozenset[str]]  # start, end, phrase, how it works
_Hits = Sequence[_Hit]


def looks(lines: Sequence[Line], lexicon: Lexicon) -> Iterator[Sight]:
    """What each of `lines`, none of them blank, looks like. All are searched for phrases at once."""
    short = [line.text for line in lines if len(line.text) <= LONGEST_NOTICE]
    whole = flat("\n".join(short))
    plain, hits = iter(whole.split("\n")), _hits(whole, lexicon)
    for line in lines:
        if len(line.text) > LONGEST_NOTICE:
            yield Sight(line, "", proper=True)
        else:
            yield _look(line, next(plain), next(hits), lexicon)


def _hits(whole: str, lexicon: Lexicon) -> Iterator[_Hits]:
    """The phrases in each line of `whole`, by their end; overlapping ones too."""
    found = iter([*lexicon.find_all(whole), (len(whole) + 1, len(whole) + 1, None)])
    start, end, entry = next(found)
    first = 0
    for row in whole.split("\n"):
        hits: list[_Hit] = []
        last = first + len(row)
        while entry is not None and end <= last:
            hits.append((start - first, end - first, entry, how_of(entry)))
            start, end, entry = next(found)
        yield hits
        first = last + 1


def _look(line: Line, plain: str, hits: _Hits, lexicon: Lexicon) -> Sight:
    shaped = len(plain) <= LONGEST_BUTTON and _SHAPE.match(plain) is not None
    marked = _OUTLINE.match(plain) is not None
    prose = marked or len(plain) > LONGEST or "。" in plain  # not looked at closely
    sight = Sight(line, plain, shaped=shaped, proper=marked or _is_prose(plain))
    if not hits and (prose or (not _URL.match(plain) and not _DATE.search(plain) and plain.strip(MARKS))):
        return sight
    for start, _, entry, how in hits:
        if "keep" in how and start == 0:
            return sight._replace(proper=True)
        if "line" in how:
            return sight._replace(alone=entry.where, proper=False)
    return sight if prose else _look_closely(sight, hits, lexicon)


def _is_prose(plain: str) -> bool:
    return len(plain) >= _SHORTEST_PROSE and _SENTENCE.search(plain, len(plain) - 2) is not None


def _look_closely(sight: Sight, hits: _Hits, lexicon: Lexicon) -> Sight:
    plain = sight.plain
    bare = plain.strip(MARKS)
    for start, end, entry, how in hits:
        rule, rest = entry.where, plain[end:]
        if "footer" in how and ("key" not in how or rest[:1] == ":"):
            return sight._replace(alone=rule, footer=True)
        if "crumb" in how and not plain[:start].strip(MARKS) and _is_path(rest, entry):
            return sight._replace(alone=rule)
        if "file" in how and _FILE_TAIL.fullmatch(rest) and len(plain) <= _LONGEST_LINK and ":" not in plain:
            return sight._replace(alone=rule)
        if entry.term == bare and {"key", "weak_key"} & how and len(plain) == len(bare):
            sight = sight._replace(label="key" if "key" in how else "weak_key")
        if "exact" in how and entry.term == bare:
            return sight._replace(alone=rule, links="tail" in how)
        if "tail" in how and start == 0 and rest[:1] == ":":
            return sight._replace(around=rule, links=True)
        if "head" in how and entry.term == bare:
            return sight._replace(heads=True)
        if "block" in how and start == 0:
            return sight._replace(around=rule, block=True)
        if "start" in how and not plain[:start].strip(MARKS) and len(plain) <= LONGEST_BUTTON:
            return sight._replace(around=rule)
        if "short" in how and len(plain) <= LONGEST_BUTTON:
            return sight._replace(around=rule)
        if "ending" in how and bare.endswith(entry.term) and len(plain) <= LONGEST_BUTTON:
            return sight._replace(around=rule)
    return _look_for_fields(sight, hits, lexicon)


def _is_path(rest: str, entry: Entry) -> bool:
    if "token" in entry["how"]:  # 首页: a path only if it goes on at once
        return bool(_PATH.match(rest)) and len(rest) > 1
    return rest[:1] in ":>" and bool(_PATH.search(rest[1:]) or "首页" in rest)


def _look_for_fields(sight: Sight, hits: _Hits, lexicon: Lexicon) -> Sight:
    plain = sight.plain
    fields = labels(plain, lexicon)
    if fields and _are_fields(plain, fields):
        hows = [how_of(entry) for _, _, entry in fields]
        last = plain[fields[-1][1] + 1 :].strip(MARKS)
        credits = all({"credit", "lean"} & how for how in hows)
        sight = sight._replace(leans=credits, waits=not last and "bare" not in hows[-1])
        best = next((e for (_, _, e), how in zip(fields, hows, strict=True) if "key" in how), fields[0][2])
        if any("key" in how for how in hows):
            return sight._replace(alone=best.where)
        if any("bare" in how for how in hows):
            return sight._replace(around=best.where)
        below = best.where if credits and any("credit" in how for how in hows) else None
        return sight._replace(beside=best.where, below=below)
    if (cells := _cells(sight.line.text, lexicon)) is not None:
        return sight._replace(alone=cells)
    if rule := _buttons(plain, lexicon):
        tokens = sum(2 - ("token" in e["how"]) for _, _, e in lexicon.find(plain) if e["how"] != "bit")
        return sight._replace(
            alone=rule if tokens > 2 else None, around=rule if tokens == 2 else None, beside=rule, proper=False
        )
    if _is_menu(sight.line.text, lexicon):
        return sight._replace(around="menu")
    if _CLOCK.fullmatch(plain):
        return sight._replace(around="clock", beside="clock")
    if len(plain) <= LONGEST_BUTTON and (_CLOCK.search(plain) or _WEEKDAY.search(plain)):
        return sight._replace(above="clock")
    if _DATED_LINK.match(plain):
        return sight._replace(below="dated_link")
    if _URL.fullmatch(plain) or not plain.strip(MARKS):
        return sight._replace(beside="marks")
    return sight


def _is_menu(text: str, lexicon: Lexicon) -> bool:
    """Whether `text` is a row of short words, and enough of them are known buttons: 首页 机构概况 政务公开 办事服务."""
    words = [flat(word).strip(MARKS) for word in re.split(f"[{BLANKS}|｜]+", text)]
    words = [word for word in words if word]
    if len(words) < 3 or max(map(len, words)) > _LONGEST_MENU:
        return False
    known = sum((entry := lexicon.get(word)) is not None and "token" in entry["how"] for word in words)
    return known >= 2 and known >= _MENU * len(words)


def labels(plain: str, lexicon: Lexicon) -> list[tuple[int, int, Entry]]:
    """Labels of metadata fields with the colon (or closing bracket) behind them."""
    found: list[tuple[int, int, Entry]] = []
    for start, end, entry in sorted(lexicon.find_all(plain), key=lambda hit: (hit[0], -hit[1])):
        how = entry["how"].split()
        if plain[end : end + 1] not in tuple(":】]|") or not {"key", "bare", "weak_key"} & set(how):
            continue
        if not found or start >= found[-1][1]:
            found.append((start, end, entry))
    return found


def _are_fields(plain: str, labels: Sequence[tuple[int, int, Entry]]) -> bool:
    lead = plain[: labels[0][0]].strip(MARKS)
    if lead and not (_CLOCK.fullmatch(lead) or _DATE.fullmatch(lead)) and (len(labels) < 2 or len(lead) > 25):
        return False
    ends = [*(start for start, _, _ in labels[1:]), len(plain)]
    return all(after - end <= _LONGEST_VALUE for (_, end, _), after in zip(labels, ends, strict=True))


def _cells(text: str, lexicon: Lexicon) -> str | None:
    """The rule if `text` is a row of labels and values: 索引号|A-1|主题分类|教育."""
    found = [entry for cell in _CELL.split(text) if (entry := lexicon.get(flat(cell)))]
    labels = [entry for entry in found if {"key", "weak_key"} & how_of(entry)]
    strong = [entry for entry in labels if "key" in entry["how"].split()]
    return strong[0].where if strong and len(labels) >= 2 else None


def _buttons(plain: str, lexicon: Lexicon) -> str | None:
    """The rule if `plain` is nothing but buttons. Three or more go by themselves, two around the text, one beside."""
    at, rule = 0, None
    for start, end, entry in lexicon.find(plain):
        if plain[at:start].strip(MARKS) or not {"token", "bit", "exact"} & how_of(entry):
            return None
        at, rule = end, entry.where
    return None if plain[at:].strip(MARKS) else rule
