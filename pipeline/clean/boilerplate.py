"""A site's own words around the document: notices, navigation, metadata, footers, credits.

What a line looks like is told in `sitelines.py`; here it is decided which lines go. One goes by itself
(`索引号：…　　发布日期：…`), or only above or below the text proper (`关闭窗口`), or only beside a line that goes
(`审核：…` under `责任编辑：…`): the weaker the phrase, the more must speak for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.characters import HAN, Line, ends_sentence, lines
from pipeline.lexicon import Lexicons
from pipeline.sitefields import BLANKS, MARKS, flat, labels
from pipeline.siteforms import SITE_DATE
from pipeline.sitelines import LONGEST_NOTICE, NUMERIC_DATE, Sight, looks
from pipeline.text import Proposal

_FEWEST_BUTTONS = 3
_LONGEST_BANNER = 8  # lines
_LONGEST_NAME = 8  # characters of a site's name in it
_SHORTEST_COLUMN = 3  # lines
_LONGEST_NEXT = 15  # characters of a value on a line of its own
_LONGEST_LINK = 80
_COLUMN = "labels_in_a_column"  # the rule for labels without colons
_BULLETED = re.compile(f"[•·●▪◦*-][{HAN}]{{2,8}}:")
_TITLED = re.compile(
    "(?:报告|计划|总结|方案|要点|规划|纲要|通知|意见|办法|条例|公报|公告|决定|决议|讲话|规定|细则|清单)$"
)
_TURNED = ("续前", "上接", "下转", "接上", "未完待续")
_CONTINUED = re.compile("[（(](?:续前|接上[页文期]|未完待续|紧?上接[^()（）\n]{1,12}版|下转[^()（）\n]{1,12}版)[)）]")
_SEGMENT = re.compile("[\u3000]{2,}")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Whole lines, each with its break; and at a line's edge what says where a text goes on."""
    lexicon = lexicons["boilerplate"]
    sights = list(looks([line for line in _pieces(text) if line.text], lexicon))
    for at, rule in sorted(_decide(sights, text).items()):
        line = sights[at].line
        yield Proposal(line.start, line.after, "", "boilerplate", rule)
    if any(word in text for word in _TURNED):
        yield from _continued(text)


def _continued(text: str) -> Iterator[Proposal]:
    """（上接第一版） where a line begins, （下转第三版） where one ends."""
    for match in _CONTINUED.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not before.strip() or not text[match.end() :].partition("\n")[0].strip():
            yield Proposal(match.start(), match.end(), "", "boilerplate", "continued")


def fields(text: str, gone: Iterable[Proposal], lexicons: Lexicons) -> dict[str, str]:
    """What the metadata lines among the lines `gone` say, label by label; the first of two equal labels counts.

    >>> text, lexicons = "索引号：A-1　　发布日期：2024-01-19", Lexicons.default()
    >>> fields(text, propose(text, lexicons), lexicons)
    {'索引号': 'A-1', '发布日期': '2024-01-19'}
    """
    lexicon = lexicons["boilerplate"]
    found: dict[str, str] = {}
    waiting: str | None = None
    for rule, line in ((p.rule, line) for p in gone for line in lines(text[p.start : p.end])):
        here = labels(flat(line.text), lexicon)
        if waiting and not here and line.text:
            found.setdefault(waiting, line.text)
        printed = [at for at, char in enumerate(line.text) if char not in BLANKS]
        alone = lexicon.get(flat(line.text)) if rule == _COLUMN and not waiting else None
        waiting = alone.term if alone else None
        for i, (_, end, entry) in enumerate(here):
            after = here[i + 1][0] if i + 1 < len(here) else len(printed)
            value = line.text[printed[end + 1] : printed[after - 1] + 1] if end + 1 < after else ""
            if value := value.strip(MARKS + BLANKS):
                found.setdefault(entry.term, value)
            elif after == len(printed) and "bare" not in entry["how"]:
                waiting = entry.term
    return found


def _pieces(text: str) -> Iterator[Line]:
    """Lines; of a text whose paragraphs are parted by U+3000 alone, its paragraphs."""
    for line in lines(text):
        if len(line.text) <= LONGEST_NOTICE:
            yield line
            continue
        at = line.start
        for gap in _SEGMENT.finditer(text, line.start, line.end):
            yield Line(at, gap.start(), gap.end(), text[at : gap.start()].strip())
            at = gap.end()
        yield Line(at, line.end, line.after, text[at : line.end].strip())


def _decide(sights: Sequence[Sight], text: str) -> dict[int, str]:
    """Which lines go, by position in `sights`, with the rule."""
    gone = {at: sight.alone for at, sight in enumerate(sights) if sight.alone}
    _take_columns(sights, gone)
    _take_links(sights, gone, text)
    proper = [at for at, sight in enumerate(sights) if sight.proper and at not in gone]
    first, last = (proper[0], proper[-1]) if proper else (0, len(sights))
    around = [*range(first), *range(last + 1, len(sights))]
    alone = sum(sight.above == NUMERIC_DATE for sight in sights[:first]) < 2  # else they are rows of the document's own
    for at in around:
        sight = sights[at]
        if sight.above == NUMERIC_DATE and not alone:
            continue
        rule = sight.around or (sight.above if at < first else sight.below)
        if at not in gone and rule and (at > last or not sight.block) and not (sight.dated and _minutes(sights, at)):
            gone[at] = rule
            if sight.block:
                _take_block(sights, gone, at)
    _take_toolbars(sights, gone, around)
    _take_lists(sights, gone, first)
    _take_banner(sights, gone, first)
    _take_beside(sights, gone, around, first)
    for at in range(len(sights) - 1, 0, -1):
        if at in gone and sights[at - 1].heads:
            gone[at - 1] = gone[at]
    return gone


def _minutes(sights: Sequence[Sight], at: int) -> bool:
    """Whether a line with a date stands among the lines of minutes: 地点, 主持人, 参会人员."""
    return any(sight.minutes for sight in sights[max(0, at - 2) : at + 3])


def _take_columns(sights: Sequence[Sight], gone: dict[int, str]) -> None:
    """Labels, each with its value on the next line or with none: two labels at least, one of them a strong one."""
    if not any(sight.label == "key" for sight in sights):
        return
    at = 0
    while at < len(sights):
        end, found = at, list[int]()
        while end < len(sights) and sights[end].label:
            found.append(end)
            end += 1 + _is_value(sights, end + 1)
        if len(found) > 1 and end - at >= _SHORTEST_COLUMN and any(sights[i].label == "key" for i in found):
            gone.update(dict.fromkeys(range(at, end), _COLUMN))
        at = max(end, at + 1)


def _is_value(sights: Sequence[Sight], at: int) -> bool:
    """Whether the line under a label is its value; a longer one only if a label follows, else it may be the title."""
    if at >= len(sights) or sights[at].label or sights[at].proper:
        return False
    size = len(sights[at].plain)
    return size <= _LONGEST_NEXT or (
        size <= _LONGEST_LINK and at + 1 < len(sights) and sights[at + 1].label is not None
    )


def _take_toolbars(sights: Sequence[Sight], gone: dict[int, str], around: Sequence[int]) -> None:
    """Three lines or more that are nothing but buttons: a toolbar that came line by line."""
    run: list[int] = []
    for at in [*around, -1]:
        if at >= 0 and sights[at].button and (not run or run[-1] == at - 1):
            run.append(at)
            continue
        if len(run) >= _FEWEST_BUTTONS:
            gone.update({i: sights[i].beside or "" for i in run if i not in gone})
        run = [at] if at >= 0 and sights[at].button else []


def _take_lists(sights: Sequence[Sight], gone: dict[int, str], first: int) -> None:
    """A register as a list of label and value, one of which goes, and a date: • 期号:2 • 发布时间:2024-01-08."""
    at = 0
    while at < first:
        end = at
        while end < first and _BULLETED.match(sights[end].plain):
            end += 1
        rules = [gone[i] for i in range(at, end) if i in gone]
        if rules and any(SITE_DATE.search(sights[i].plain) for i in range(at, end)):
            gone.update({i: rules[0] for i in range(at, end) if i not in gone})
        at = max(end, at + 1)


def _take_banner(sights: Sequence[Sight], gone: dict[int, str], first: int) -> None:
    """Names of the site over the line that says where one is; and under it the part's name again, over the title."""
    paths = [at for at in range(min(first, _LONGEST_BANNER)) if sights[at].path]
    for at in range(paths[0] if paths else 0):
        if at not in gone and len(sights[at].plain) <= _LONGEST_NAME and not _TITLED.search(sights[at].plain):
            gone[at] = "banner"
    left = [at for at in range(paths[-1] + 1, first) if at not in gone] if paths else []
    if len(left) > 1 and len(sights[left[0]].plain) <= _LONGEST_NAME:
        part, title = sights[left[0]].plain, sights[left[1]].plain
        if len(title) > _LONGEST_NAME and _TITLED.search(title) and sights[paths[-1]].plain.endswith(part):
            gone[left[0]] = "banner"


def _take_links(sights: Sequence[Sight], gone: dict[int, str], text: str) -> None:
    """Links to other pages, from their heading to the end, unless something there may be the document's own."""
    for at, sight in enumerate(sights):
        if not sight.links or not any(above.proper for above in sights[:at]):
            continue
        before = re.sub(r"\s", "", text[: sight.line.start])
        if all(i in gone or _is_link(sights[i], before) for i in range(at + 1, len(sights))):
            rule = sight.alone or sight.around or ""
            gone.update({i: rule for i in range(at + 1, len(sights)) if i not in gone})
        return


def _is_link(sight: Sight, before: str) -> bool:
    if re.sub(r"\s", "", sight.line.text)[:12] in before:
        return True
    return len(sight.line.text) <= _LONGEST_LINK and not sight.proper and not ends_sentence(sight.line.text[:-1])


def _take_block(sights: Sequence[Sight], gone: dict[int, str], at: int) -> None:
    rule = gone[at]
    while at + 1 < len(sights) and sights[at + 1].line.start == sights[at].line.after:
        at += 1
        gone[at] = rule


def _take_beside(sights: Sequence[Sight], gone: dict[int, str], around: Sequence[int], first: int) -> None:
    """Values of labels, then the weak lines next to lines that go: downwards, and upwards where that is safe."""
    for at in around:
        if at and at - 1 in gone and at not in gone:
            sight, above = sights[at], sights[at - 1]
            if above.waits and len(sight.plain) <= _LONGEST_NEXT and not sight.proper:
                gone[at] = gone[at - 1]
            elif sight.beside and (sight.leans or gone[at - 1] != NUMERIC_DATE):
                gone[at] = sight.beside
            elif at < first and _between_fields(sights, gone, at):
                gone[at] = "field_between_fields"
    for at in reversed(around):
        if at + 1 in gone and at not in gone and (rule := sights[at].beside):
            if gone[at + 1] == NUMERIC_DATE and not sights[at].leans:
                continue
            touching = sights[at].line.after == sights[at + 1].line.start
            # below the text proper a 联系电话 may be the document's own, unless it stands over a licence number
            if at < first or sights[at].button or (touching and (sights[at + 1].footer or sights[at].leans)):
                gone[at] = rule


def _between_fields(sights: Sequence[Sight], gone: dict[int, str], at: int) -> bool:
    """Whether a line like a field, whose label nobody knows, stands between two that are known."""
    above, sight, below = sights[at - 1 : at + 2]
    fields = above.shaped and sight.shaped and below.shaped
    return fields and (at + 1 in gone or below.beside is not None)
