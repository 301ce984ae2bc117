"""What a line of a page looks like: a site's notice, label, button or path, or the document's own words.

The phrases and how each works are in `boilerplate.csv`; here stands what a line must be beside holding one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pipeline.characters import HAN, HAN_CHAR, Line
from pipeline.lexicon import Entry, Lexicon
from pipeline.sitefields import (
    CLOCK,
    DATE,
    MARKS,
    are_fields,
    buttons,
    cells,
    flat,
    has_medium,
    how_of,
    is_menu,
    labels,
    spaced_label,
)
from pipeline.siteforms import SITE_DATE, is_byline, is_caption, is_code, is_numeric_date, is_path, is_sheet

LONGEST_NOTICE = 300  # characters of a line that a notice fills
LONGEST = 160  # of any other line of a site
LONGEST_BUTTON = 40
NUMERIC_DATE = "numeric_date"  # the rule for a line that is nothing but one
_SHORTEST_PROSE = 20
_SENTENCE = re.compile("[。!?;…][”’」』)》]?$")
_LONGEST_LINK = 80
_PATH = re.compile(r"[>»›→\\/|》-]")
_OUTLINE = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（〔][一二三四五六七八九十]{1,3}[)）〕]|第[一二三四五六七八九十百零\d]{1,5}[编章节条]"
    r"|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑳]"
)
_SHAPE = re.compile(f"[{HAN}]{{2,6}}:")
_WEEKDAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?星期[一二三四五六日天]")
_DATED_LINK = re.compile(
    r"[\[(]?(?:19|20)\d\d-\d{1,2}-\d{1,2}[\])]\S|\S{1,120}[\[(](?:19|20)\d\d-\d{1,2}-\d{1,2}[\])]$"
)
_URL = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+")
_FILE_TAIL = re.compile(r"(?:_第\d+页|[_.][a-z_.]{1,12}|\([^()]{1,16}\)|\[[^\[\]]{1,16}\])?")
_NAME = re.compile(f"[{HAN}·]{{2,4}}$")
_DIGIT = re.compile(r".{0,80}\d")
_CREDITS = "辑编校审核"  # a label that ends so has a name for its value
_CODE_ENDS = tuple(";{}>")
_LAST_STEPS = ("正文", "内容", "详情")
_STEPS = ">»›"  # between the steps of a path
_EDGES = MARKS + "×"
_OWN_DATE = re.compile(f"[{HAN}]{{1,8}}(?:时间|日期|期限):")  # a label that no page is known to have
_CONTACT = re.compile(f"[{HAN}]:")  # before an address that the document may give
_DOMAIN = re.compile(r"(?:^|[^@a-z0-9.-])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|tw|hk)(?![a-z0-9@])")


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
    path: bool = False  # where one is on the site
    button: bool = False  # nothing but buttons
    dated: bool = False  # goes for its date: the site's, unless it stands in minutes
    minutes: bool = False  # labels a line of minutes: place, chair, who was there


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
    if (plain[-1:] in _CODE_ENDS or plain[:2] == "![") and is_code(line.text):
        return sight._replace(alone="code", proper=False)
    if not hits and (prose or _says_nothing(plain)):
        return sight
    for start, _, entry, how in hits:
        if "keep" in how and start == 0:
            return sight._replace(proper=True)
        if "line" in how or ("caption" in how and is_caption(line.text)):
            return sight._replace(alone=entry.where, proper=False)
    return sight if prose else _look_closely(sight, hits, lexicon)


def _says_nothing(plain: str) -> bool:
    """Whether a line without a phrase cannot be a site's."""
    return not (_URL.match(plain) or DATE.search(plain) or plain[:1] in _STEPS or not plain.strip(_EDGES))


def _is_prose(plain: str) -> bool:
    if len(plain) < _SHORTEST_PROSE:
        return False
    return _SENTENCE.search(plain, len(plain) - 2) is not None or (len(plain) >= 2 * _SHORTEST_PROSE and "。" in plain)


def _look_closely(sight: Sight, hits: _Hits, lexicon: Lexicon) -> Sight:
    plain = sight.plain
    bare = plain.strip(MARKS)
    for start, end, entry, how in hits:
        rule, rest = entry.where, plain[end:]
        if "footer" in how and ("key" not in how or rest[:1] == ":"):
            return sight._replace(alone=rule, footer=True)
        if "crumb" in how and not plain[:start].strip(MARKS) and _is_path(rest, entry):
            return sight._replace(alone=rule, path=True)
        if "file" in how and _FILE_TAIL.fullmatch(rest) and len(plain) <= _LONGEST_LINK and ":" not in plain:
            return sight._replace(alone=rule)
        if entry.term == bare and {"key", "weak_key"} & how and len(plain) == len(bare):
            sight = sight._replace(label="key" if "key" in how else "weak_key")
        if "exact" in how and entry.term == bare:
            return sight._replace(alone=rule, links="tail" in how)
        if "tail" in how and start == 0 and (rest[:1] == ":" or entry.term == bare):
            return sight._replace(around=rule, links=True)
        if "head" in how and entry.term == bare:
            return sight._replace(heads=True)
        if "block" in how and start == 0:
            return sight._replace(around=rule, block=True)
        if len(plain) <= LONGEST_BUTTON and _shows(sight, (start, end, entry, how)):
            return sight._replace(around=rule)
        if "domain" in how and len(plain) <= LONGEST_BUTTON and _is_address(plain):
            return sight._replace(above=rule)
        if "minutes" in how and not HAN_CHAR.match(plain[start - 1 : start]):
            return sight._replace(minutes=True)
    return _look_for_fields(sight, hits, lexicon)


def _shows(sight: Sight, hit: _Hit) -> bool:
    """Whether a phrase in a short line gives the line away."""
    plain, (start, _, entry, how) = sight.plain, hit
    return (
        "short" in how
        or ("start" in how and not plain[:start].strip(MARKS + "》"))
        or ("ending" in how and plain.strip(MARKS).endswith(entry.term))
        or ("byline" in how and is_byline(sight.line.text))
        or ("sheet" in how and is_sheet(plain))
    )


def _is_address(plain: str) -> bool:
    return _CONTACT.search(plain) is None and _DOMAIN.search(plain) is not None


def _is_path(rest: str, entry: Entry) -> bool:
    if "token" in entry["how"]:  # 首页: a path only if it goes on at once
        return bool(_PATH.match(rest)) and len(rest) > 1
    return rest[:1] in ":>" and bool(_PATH.search(rest[1:]) or "首页" in rest)


def _look_for_fields(sight: Sight, hits: _Hits, lexicon: Lexicon) -> Sight:
    fields = labels(sight.plain, lexicon) if hits else []
    if fields and are_fields(sight.plain, fields):
        return _fields(sight, fields, lexicon)
    if hits and (spaced := spaced_label(sight.line.text, sight.plain, hits)) is not None:
        entry, rest = spaced
        strong = "key" in how_of(entry) and (_DIGIT if entry.term[-1] not in _CREDITS else _NAME).match(rest)
        sight = sight._replace(around=entry.where if strong else None, beside=entry.where, proper=False)
        if strong:
            return sight
    return _look_for_buttons(sight, lexicon)


def _fields(sight: Sight, fields: Sequence[tuple[int, int, Entry]], lexicon: Lexicon) -> Sight:
    """A line that is nothing but fields of metadata."""
    hows = [how_of(entry) for _, _, entry in fields]
    last = sight.plain[fields[-1][1] + 1 :].strip(MARKS)
    credits = all({"credit", "lean"} & how for how in hows)
    waits = not last and "bare" not in hows[-1]
    sight = sight._replace(leans=credits, waits=waits)
    best = next((e for (_, _, e), how in zip(fields, hows, strict=True) if "key" in how), fields[0][2])
    if waits and len(fields) == 1 and not sight.plain[: fields[0][0]].strip(MARKS):
        sight = sight._replace(label="key" if "key" in hows[0] else "weak_key")
    if any("key" in how for how in hows):
        return sight._replace(alone=best.where)
    if any("bare" in how for how in hows):
        return sight._replace(around=best.where)
    below = best.where if credits and any("credit" in how for how in hows) else None
    dated, medium = SITE_DATE.search(sight.plain), has_medium(sight.plain, fields, lexicon)
    above = best.where if dated or medium else None
    if medium:
        below = best.where
    return sight._replace(beside=best.where, below=below, above=above, dated=bool(dated))


def _look_for_buttons(sight: Sight, lexicon: Lexicon) -> Sight:
    plain = sight.plain
    if (rule := cells(sight.line.text, lexicon)) is not None:
        return sight._replace(alone=rule)
    if rule := buttons(plain, lexicon):
        tokens = sum(2 - ("token" in e["how"]) for _, _, e in lexicon.find(plain) if e["how"] != "bit")
        return sight._replace(
            alone=rule if tokens > 2 else None, around=rule if tokens == 2 else None, beside=rule, proper=False,
            button=tokens > 0,
        )  # fmt: skip
    if is_menu(sight.line.text, lexicon):
        return sight._replace(around="menu")
    if plain[:1] in _STEPS:
        return sight._replace(beside="path")
    if ">" in plain and is_path(plain) and (plain.endswith(_LAST_STEPS) or _navigates(plain, lexicon)):
        return sight._replace(above="path", path=True)
    return _look_for_dates(sight)


def _navigates(plain: str, lexicon: Lexicon) -> bool:
    return any({"token", "crumb"} & how_of(entry) for _, _, entry in lexicon.find_all(plain))


def _look_for_dates(sight: Sight) -> Sight:
    plain = sight.plain
    if _OWN_DATE.match(plain):
        return sight
    if CLOCK.fullmatch(plain):
        return sight._replace(around="clock", beside="clock")
    if len(plain) <= LONGEST_BUTTON and (CLOCK.search(plain) or _WEEKDAY.search(plain)):
        return sight._replace(above="clock", dated=True)
    if plain[:1] != "(" and is_numeric_date(plain.strip(MARKS)):
        return sight._replace(above=NUMERIC_DATE, dated=True)
    if _DATED_LINK.match(plain):
        return sight._replace(below="dated_link")
    if _URL.fullmatch(plain) or not plain.strip(_EDGES):
        return sight._replace(beside="marks")
    return sight
