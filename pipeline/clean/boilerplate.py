"""A site's own words around the document: notices, navigation, metadata, footers, credits.

What the phrases are and how each works is in `boilerplate.csv`; here stands how lines of them are told from lines of
the document. A line goes by itself (`索引号：…　　发布日期：…`), or only above or below the text proper
(`关闭窗口`), or only beside a line that goes (`审核：…` under `责任编辑：…`): the weaker the phrase, the more must
speak for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase, ascii_uppercase

from pipeline.characters import Line, ends_sentence, lines
from pipeline.lexicon import Entry, Lexicon, Lexicons
from pipeline.text import Proposal

_LONGEST_NOTICE = 300  # characters of a line that a notice fills
_LONGEST = 160  # of any other line of a site
_LONGEST_VALUE = 60  # of a metadata field
_LONGEST_BUTTON = 40
_SHORTEST_PROSE = 20
_SENTENCE_END = "。!?;…”"
_LONGEST_NEXT = 15  # of a value on a line of its own
_LONGEST_LINK = 80

# The normal form that lexicon terms are written in: half-width marks, lower case, no blanks.
_BLANKS = " \t\u00a0\u3000\u2002\u2003\r"
_FLAT = str.maketrans("，：；（）！？＞／｜丨＋－［］" + ascii_uppercase, ",:;()!?>/||+-[]" + ascii_lowercase, _BLANKS)
_MARKS = " 【】[]<>＞»›|｜·•*★☆:-—_()\"'“”→↓↑▲▼◆◇■□●○※/\\,.、"
_PATH = re.compile(r"[>»›→\\/|》-]")
_OUTLINE = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（〔][一二三四五六七八九十]{1,3}[)）〕]|第[一二三四五六七八九十百零\d]{1,5}[编章节条]"
    r"|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑳]"
)
_CLOCK = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?t?\d{1,2}[:时]\d{1,2}(?::\d{1,2}|分)?")
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_URL = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+")
_FILE_TAIL = re.compile(r"(?:_第\d+页|[_.][a-z_.]{1,12}|\([^()]{1,16}\)|\[[^\[\]]{1,16}\])?")
_SEGMENT = re.compile("[\u3000]{2,}")
_CELL = re.compile("[|\t\u3000]+")


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a line looks like. `alone`, `around`, `beside`: the rule by which it goes by itself, goes above or below the
    text proper, goes beside a line that goes."""

    line: Line
    plain: str  # as `flat` gives it
    alone: str | None = None
    around: str | None = None
    beside: str | None = None
    footer: bool = False  # takes the footer lines above it along
    labelled: bool = False  # metadata fields
    waits: bool = False  # a label without a value: the next line is the value
    links: bool = False  # a heading of links to other pages
    heads: bool = False  # a heading of notices
    block: bool = False  # begins a notice that ends with the next blank line
    proper: bool = False  # the document's own for sure: prose, or an item of its outline


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Whole lines, each with its break."""
    lexicon = lexicons["boilerplate"]
    sights = [_look(line, lexicon) for line in _pieces(text) if line.text]
    for at, rule in sorted(_decide(sights, text).items()):
        line = sights[at].line
        yield Proposal(line.start, line.after, "", "boilerplate", rule)


def fields(text: str, lexicons: Lexicons) -> dict[str, str]:
    """What the metadata lines of `text` say, label by label; the first of two equal labels counts.

    >>> fields("索引号：A-1　　发布日期：2024-01-19", Lexicons.default())
    {'索引号': 'A-1', '发布日期': '2024-01-19'}
    """
    lexicon = lexicons["boilerplate"]
    found: dict[str, str] = {}
    for line in _pieces(text):
        if len(line.text) > _LONGEST or (look := _look(line, lexicon)).alone is None:
            continue
        labels = _labels(look.plain, lexicon)
        printed = [at for at, char in enumerate(line.text) if char not in _BLANKS]
        for i, (_, end, entry) in enumerate(labels):
            after = labels[i + 1][0] if i + 1 < len(labels) else len(printed)
            if end + 1 < after and (value := line.text[printed[end + 1] : printed[after - 1] + 1].strip(_MARKS)):
                found.setdefault(entry.term, value)
    return found


def flat(text: str) -> str:
    """The form in which lines are compared with the lexicon: half-width marks, lower case, no blanks.

    >>> flat("【浏 览 次 数】：12")
    '【浏览次数】:12'
    """
    return text.translate(_FLAT)


def _pieces(text: str) -> Iterator[Line]:
    """Lines; of a text whose paragraphs are parted by U+3000 alone, its paragraphs."""
    for line in lines(text):
        if len(line.text) <= _LONGEST_NOTICE:
            yield line
            continue
        at = line.start
        for gap in _SEGMENT.finditer(text, line.start, line.end):
            yield Line(at, gap.start(), gap.end(), text[at : gap.start()].strip())
            at = gap.end()
        yield Line(at, line.end, line.after, text[at : line.end].strip())


def _look(line: Line, lexicon: Lexicon) -> _Sight:
    if len(line.text) > _LONGEST_NOTICE:
        return _Sight(line, "", proper=True)
    plain = flat(line.text)
    marked = _OUTLINE.match(plain) is not None
    sight = _Sight(line, plain, proper=marked or (len(plain) >= _SHORTEST_PROSE and plain[-1] in _SENTENCE_END))
    hits = [(start, end, entry, set(entry["how"].split())) for start, end, entry in lexicon.find_all(plain)]
    if not hits and not _URL.match(plain) and not _DATE.match(plain) and plain.strip(_MARKS):
        return sight
    for start, _, entry, how in hits:
        if "keep" in how and start == 0:
            return replace(sight, proper=True)
        if "line" in how:
            return replace(sight, alone=entry.where, proper=False)
    if marked or len(plain) > _LONGEST or "。" in plain:
        return sight
    return _look_closely(sight, hits, lexicon)


_Hits = Sequence[tuple[int, int, Entry, set[str]]]


def _look_closely(sight: _Sight, hits: _Hits, lexicon: Lexicon) -> _Sight:
    plain = sight.plain
    bare = plain.strip(_MARKS)
    for start, end, entry, how in hits:
        rule, rest = entry.where, plain[end:]
        if "footer" in how and ("key" not in how or rest[:1] == ":"):
            return replace(sight, alone=rule, footer=True)
        if "crumb" in how and not plain[:start].strip(_MARKS) and _is_path(rest, entry):
            return replace(sight, alone=rule)
        if "file" in how and _FILE_TAIL.fullmatch(rest) and len(plain) <= _LONGEST_LINK and ":" not in plain:
            return replace(sight, alone=rule)
        if "exact" in how and entry.term == bare:
            return replace(sight, alone=rule, links="tail" in how)
        if "tail" in how and start == 0 and rest[:1] == ":":
            return replace(sight, around=rule, links=True)
        if "head" in how and entry.term == bare:
            return replace(sight, heads=True)
        if "block" in how and start == 0:
            return replace(sight, around=rule, block=True)
        if "start" in how and not plain[:start].strip(_MARKS) and len(plain) <= _LONGEST_BUTTON:
            return replace(sight, around=rule)
        if "short" in how and len(plain) <= _LONGEST_BUTTON:
            return replace(sight, around=rule)
        if "ending" in how and bare.endswith(entry.term) and len(plain) <= _LONGEST_BUTTON:
            return replace(sight, around=rule)
    return _look_for_fields(sight, hits, lexicon)


def _is_path(rest: str, entry: Entry) -> bool:
    if "token" in entry["how"]:  # 首页: a path only if it goes on at once
        return bool(_PATH.match(rest)) and len(rest) > 1
    return rest[:1] in ":>" and bool(_PATH.search(rest[1:]) or "首页" in rest)


def _look_for_fields(sight: _Sight, hits: _Hits, lexicon: Lexicon) -> _Sight:
    plain = sight.plain
    labels = _labels(plain, lexicon)
    if labels and _are_fields(plain, labels):
        hows = [set(entry["how"].split()) for _, _, entry in labels]
        last = plain[labels[-1][1] + 1 :].strip(_MARKS)
        sight = replace(sight, labelled=True, waits=not last and "bare" not in hows[-1])
        best = next((e for (_, _, e), how in zip(labels, hows, strict=True) if "key" in how), labels[0][2])
        if any("key" in how for how in hows):
            return replace(sight, alone=best.where)
        if any("bare" in how for how in hows):
            return replace(sight, around=best.where)
        return replace(sight, beside=best.where)
    if (cells := _cells(sight.line.text, lexicon)) is not None:
        return replace(sight, alone=cells)
    if rule := _buttons(plain, lexicon):
        tokens = sum(2 - ("token" in e["how"]) for _, _, e in lexicon.find(plain) if e["how"] != "bit")
        return _Sight(
            sight.line, plain, alone=rule if tokens > 2 else None, around=rule if tokens == 2 else None, beside=rule
        )
    if _CLOCK.fullmatch(plain):
        return replace(sight, around="clock", beside="clock")
    if _URL.fullmatch(plain) or not plain.strip(_MARKS):
        return replace(sight, beside="marks")
    return sight


def _labels(plain: str, lexicon: Lexicon) -> list[tuple[int, int, Entry]]:
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
    lead = plain[: labels[0][0]].strip(_MARKS)
    if lead and not (_CLOCK.fullmatch(lead) or _DATE.fullmatch(lead)) and (len(labels) < 2 or len(lead) > 25):
        return False
    ends = [*(start for start, _, _ in labels[1:]), len(plain)]
    return all(after - end <= _LONGEST_VALUE for (_, end, _), after in zip(labels, ends, strict=True))


def _cells(text: str, lexicon: Lexicon) -> str | None:
    """The rule if `text` is a row of labels and values: 索引号|A-1|主题分类|教育."""
    found = [entry for cell in _CELL.split(text) if (entry := lexicon.get(flat(cell)))]
    labels = [entry for entry in found if {"key", "weak_key"} & set(entry["how"].split())]
    strong = [entry for entry in labels if "key" in entry["how"].split()]
    return strong[0].where if strong and len(labels) >= 2 else None


def _buttons(plain: str, lexicon: Lexicon) -> str | None:
    """The rule if `plain` is nothing but buttons. Three or more go by themselves, two around the text, one beside."""
    at, rule = 0, None
    for start, end, entry in lexicon.find(plain):
        if plain[at:start].strip(_MARKS) or not {"token", "bit", "exact"} & set(entry["how"].split()):
            return None
        at, rule = end, entry.where
    return None if plain[at:].strip(_MARKS) else rule


def _decide(sights: Sequence[_Sight], text: str) -> dict[int, str]:
    """Which lines go, by position in `sights`, with the rule."""
    gone = {at: sight.alone for at, sight in enumerate(sights) if sight.alone}
    _take_links(sights, gone, text)
    proper = [at for at, sight in enumerate(sights) if sight.proper and at not in gone]
    first, last = (proper[0], proper[-1]) if proper else (0, len(sights))
    around = [*range(first), *range(last + 1, len(sights))]
    for at in around:
        if at not in gone and (rule := sights[at].around) and (at > last or not sights[at].block):
            gone[at] = rule
            if sights[at].block:
                _take_block(sights, gone, at)
    _take_beside(sights, gone, around, first)
    for at in range(len(sights) - 1, 0, -1):
        if at in gone and sights[at - 1].heads:
            gone[at - 1] = gone[at]
    return gone


def _take_links(sights: Sequence[_Sight], gone: dict[int, str], text: str) -> None:
    """Links to other pages, from their heading to the end, unless something there may be the document's own."""
    for at, sight in enumerate(sights):
        if not sight.links or not any(above.proper for above in sights[:at]):
            continue
        before = re.sub(r"\s", "", text[: sight.line.start])
        if all(i in gone or _is_link(sights[i], before) for i in range(at + 1, len(sights))):
            rule = sight.alone or sight.around or ""
            gone.update({i: rule for i in range(at + 1, len(sights)) if i not in gone})
        return


def _is_link(sight: _Sight, before: str) -> bool:
    if re.sub(r"\s", "", sight.line.text)[:12] in before:
        return True
    return len(sight.line.text) <= _LONGEST_LINK and not sight.proper and not ends_sentence(sight.line.text[:-1])


def _take_block(sights: Sequence[_Sight], gone: dict[int, str], at: int) -> None:
    rule = gone[at]
    while at + 1 < len(sights) and sights[at + 1].line.start == sights[at].line.after:
        at += 1
        gone[at] = rule


def _take_beside(sights: Sequence[_Sight], gone: dict[int, str], around: Sequence[int], first: int) -> None:
    """Values of labels, then the weak lines next to lines that go: downwards, and upwards where that is safe."""
    for at in around:
        if at and at - 1 in gone and at not in gone:
            sight, above = sights[at], sights[at - 1]
            if above.waits and len(sight.plain) <= _LONGEST_NEXT and not sight.proper:
                gone[at] = gone[at - 1]
            elif sight.beside:
                gone[at] = sight.beside
    for at in reversed(around):
        if at + 1 in gone and at not in gone and (rule := sights[at].beside):
            touching = sights[at].line.after == sights[at + 1].line.start
            # below the text proper a 联系电话 may be the document's own, unless it leans on a licence number
            if at < first or (touching and (sights[at + 1].footer or not sights[at].labelled)):
                gone[at] = rule
