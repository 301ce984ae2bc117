"""Slogans that count without being undertakings: “四个意识”, “一村一品”, “三高四新”, “新三样”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.naming.names import Name, clean_name
from pipeline.naming.scan import Quote, Scan
from pipeline.naming.words import PLAN_PERIOD, han_count

_DIGIT = "一二两三四五六七八九十百千万"
_NUMERALS = re.compile(f"[{_DIGIT}]")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
# 四有, 三公: one numeral and one word; 四个意识, 五个必须坚持: counted words
_COUNTED = re.compile("[二两三四五六七八九十]{1,2}(?:[个项][\u4e00-\u9fff]{1,5}|[\u4e00-\u9fff])")
# 三高四新, 一村一品, 三声三礼四节, 三会一课: numerals and words in turn
_TURNS = re.compile(f"(?:[{_DIGIT}]{{1,2}}[\u4e00-\u9fff]{{1,3}}){{2,4}}")
_NEW = re.compile("新[二两三四五六七八九十][\u4e00-\u9fff]{1,2}")
# 五育并举, 三医联动: one numeral, and a verb that says together
_TOGETHER = re.compile(
    "[二两三四五六七八九十][\u4e00-\u9fff](?:并举|联动|融合|同治|协同|贯通|合一|一体|同步|共治|统筹)"
)
_PAIR = re.compile("双[\u4e00-\u9fff]|[两三四五六七八九十][\u4e00-\u9fff]制")  # 双停, 两票制
_LONGEST = 12
_LONGEST_ONES = 5
_ORPHAN_REACH = 8


def slogans(scan: Scan) -> Iterator[Name]:
    """Every counting slogan: quoted ones by their shape, others by `slogans.csv`."""
    for quote in scan.quotes:
        end = quote.inner_end if quote.closed else _known_end(scan, quote)
        inner = _ASIDE.sub("", scan.text[quote.inner_start : end]).strip()
        if is_slogan(scan, inner) and not scan.in_title(quote.start):
            name = clean_name(scan.text[quote.inner_start : end])
            yield _slogan(quote.inner_start, end, name, quoted=True)
    for at in scan.orphan_closers:
        for length in range(_ORPHAN_REACH, 1, -1):
            word = scan.text[max(0, at - length) : at]
            if word in scan.words.slogans or _NEW.fullmatch(word):
                yield _slogan(at - length, at, word, quoted=True)
                break
    for start, end, entry in scan.words.bare_slogans.find(scan.text):
        if not scan.in_title(start):
            yield _slogan(start, end, entry.term, quoted=False)


def _known_end(scan: Scan, quote: Quote) -> int:
    """Where a known slogan ends with which an unclosed quote begins: “四史教育（…"""
    for end in range(min(quote.inner_end, quote.inner_start + _ORPHAN_REACH), quote.inner_start, -1):
        if scan.text[quote.inner_start : end] in scan.words.slogans:
            return end
    return quote.inner_end


def is_slogan(scan: Scan, inner: str) -> bool:
    """Whether the quoted words are counting shorthand."""
    if inner in scan.words.slogans:
        return True
    if len(inner) > _LONGEST or PLAN_PERIOD.fullmatch(inner) or inner in scan.words.uses["no_slogan"]:
        return False
    if _PAIR.fullmatch(inner) or _NEW.fullmatch(inner) or _TOGETHER.fullmatch(inner) or _COUNTED.fullmatch(inner):
        return True
    numerals = _NUMERALS.findall(inner)
    if set(numerals) == {"一"} and len(inner) > _LONGEST_ONES:
        return False  # 一窗受理一次办结 describes; 一村一品 counts
    return _TURNS.fullmatch(inner) is not None and len(numerals) >= 2


def _slogan(start: int, end: int, name: str, *, quoted: bool) -> Name:
    number = re.match("新?([一二两三四五六七八九十]+)", name)
    single = len(_NUMERALS.findall(name)) == 1 and number is not None
    count = han_count(number.group(1)) if number and single else None
    return Name(start, end, name, "slogan", "slogan", count, quoted)
