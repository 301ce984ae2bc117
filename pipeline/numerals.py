"""The value of a numeral: 二〇三〇, 一千二百万, 3万4千, 1.1万亿, ２０２５, 1 200, 百分之五, 三分之一.

Pure: what the characters say, nothing about where they stand (that is `quantities`).

>>> parse("一千二百万"), parse("3万4千"), parse("1.1万亿"), parse("百分之五")
(12000000.0, 34000.0, 1100000000000.0, 5.0)
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal

DIGITS = {
    "〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "壹": 1, "贰": 2, "貳": 2, "叁": 3, "參": 3, "肆": 4, "伍": 5, "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9,
    "幺": 1,
}  # fmt: skip
POWERS = {
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000,
    "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8,
}  # fmt: skip
TENS = {"廿": 20, "卅": 30, "卌": 40}
SIGNS = {"-": -1, "−": -1, "－": -1, "负": -1, "負": -1, "+": 1, "＋": 1}
FRACTION_BASES = {"百": 100, "千": 1000, "万": 10000}

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_ARABIC = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_ZEROS = re.compile(r"(?<=[〇○零一二三四五六七八九])[0OＯ]+(?=[0OＯ〇○零一二三四五六七八九]|$)")
_POINT = re.compile(r"[点點·]")


def parse(text: str) -> float | None:
    """The number that `text` writes, or None where it writes none, or an inexact one (几十, 数百, 三四百).

    `百分之五` and `千分之五` give 5 (the unit says the rest); `三分之一` and `一半` give a share of one.

    >>> parse("三万五"), parse("二〇二五"), parse("两百零八"), parse("七点五"), parse("三分之一"), parse("几十")
    (35000.0, 2025.0, 208.0, 7.5, 0.3333333333333333, None)
    """
    if text.isdigit() and text.isascii():
        return float(text)
    return _parse(text.strip().translate(_FULL_WIDTH))


@functools.lru_cache(maxsize=4096)  # the same few numerals make up most of a text
def _parse(text: str) -> float | None:
    if text in ("半", "一半"):
        return 0.5
    sign = SIGNS.get(text[:1], 1)
    text = text[1:] if text[:1] in SIGNS else text
    if "分之" in text:
        return _share(text, sign)
    value = _mixed(text)
    return None if value is None else float(sign * value)


def _share(text: str, sign: int) -> float | None:
    below, _, above = text.partition("分之")
    if above[:1] in SIGNS:
        sign, above = sign * SIGNS[above[0]], above[1:]
    numerator = _mixed(above)
    if numerator is None:
        return None
    if below in FRACTION_BASES or parse(below) in (100.0, 1000.0, 10000.0):
        return float(sign * numerator)
    denominator = _mixed(below)
    return float(sign * numerator / denominator) if denominator else None


def _mixed(text: str) -> Decimal | None:
    """The value of Arabic digits, Han digits, powers of ten, and mixtures of them."""
    if not text:
        return None
    if _ARABIC.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    text = _ZEROS.sub(lambda m: "〇" * len(m[0]), text)
    if len(text) > 1 and all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    text = text.replace("万万", "亿")  # as the reports of the fifties write it: 六万万人
    whole, *rest = _POINT.split(text)
    if rest:
        return _decimal(whole, rest)
    return _sum(text)


def _decimal(whole: str, rest: list[str]) -> Decimal | None:
    """七点五, 一点二五亿: digits behind the point, then perhaps powers (of everything before them)."""
    front = _mixed(whole)
    if len(rest) != 1 or front is None:
        return None
    behind = rest[0].rstrip("".join(POWERS))
    powers = rest[0][len(behind) :]
    figures = "".join(c if c.isdigit() else str(DIGITS.get(c, "?")) for c in behind)
    if not figures.isdigit():
        return None
    value = Decimal(f"{front:f}.{figures}") if front == front.to_integral_value() else None
    for power in powers:
        value = None if value is None else value * POWERS[power]
    return value


def _sum(text: str) -> Decimal | None:
    """Parts of falling scale: each power takes up the smaller parts before it (1.1万亿, 三亿五千万, 3万4千)."""
    parts: list[tuple[Decimal, int]] = []  # value, scale: scales fall
    digit_after: int | None = None  # the power before, for 三万五 = 35000
    at = 0
    while at < len(text):
        c = text[at]
        arabic = _ARABIC.match(text, at)
        if c in POWERS:
            if not _raise(parts, POWERS[c]):
                return None
            digit_after = POWERS[c]
            at += 1
            continue
        if arabic:
            figure, step = Decimal(arabic[0].replace(",", "").replace(" ", "")), len(arabic[0])
        elif c in TENS:
            figure, step = Decimal(TENS[c]), 1
        elif c in DIGITS:
            figure, step = Decimal(DIGITS[c]), 1
        else:
            return None
        if c in "零〇○" and step == 1:  # only holds a place: 一百零八
            digit_after = None
            at += 1
            parts = parts or [(Decimal(0), 10**12)]
            continue
        if parts and parts[-1][1] <= (10 if c in TENS else 1) and not (parts[-1][0] in (20, 30, 40) and step == 1):
            return None  # two digits side by side: 十四五
        if digit_after and digit_after >= 100 and at + step == len(text) and step == 1:
            figure *= digit_after // 10
        parts.append((figure, 1))
        at += step
    return sum((value for value, _ in parts), Decimal(0)) if parts else None


def _raise(parts: list[tuple[Decimal, int]], power: int) -> bool:
    """Multiply the parts smaller than `power` by it, in place; a power without a digit before it counts once (十二)."""
    small = Decimal(0)
    found = False
    while parts and parts[-1][1] < power:
        small += parts.pop()[0]
        found = True
    if parts and parts[-1][1] == power:
        return False
    if found and not small:
        return False
    parts.append(((small if found else Decimal(1)) * power, power))
    return True
