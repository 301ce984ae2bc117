"""Marks and digits in other forms, and what is strewn between the characters."""

from __future__ import annotations

import re

from benchmarks.damage.chance import chance_of
from benchmarks.damage.script import HAN

_MARKS = "，。；、,;"
_ZERO_WIDTH = "\u200b\u200c\u2060\ufeff"


def doubled_marks(text: str) -> str:
    """`,，` `；;` `。。`: every third mark twice, in one width or both."""
    other = dict(zip(",;，；", "，；,;", strict=True))
    count = 0

    def double(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        mark = match.group()
        return mark + (other.get(mark, mark) if count % 2 else mark) if count % 3 == 0 else mark

    return re.sub(f"[{_MARKS}](?!\\d)", double, text)


def full_width_digits(text: str) -> str:
    return text.translate({ord("0") + i: 0xFF10 + i for i in range(10)} | {ord("%"): "％"})


def spaced_digits(text: str) -> str:
    """`1 9 8 0 年`: a blank between the digits of each number that stands before or behind a Han character."""
    return re.sub(f"(?<=[{HAN}])\\d{{3,}}(?=[{HAN}])", lambda m: " ".join(m.group()), text)


def blanks_about_numbers(text: str) -> str:
    return re.sub(f"(?<=[{HAN}])(\\d+(?:\\.\\d+)?%?)(?=[{HAN}])", r" \1 ", text)


def zero_width(text: str) -> str:
    chance = chance_of(text)
    return "".join(c + chance.choice(_ZERO_WIDTH) if chance.random() < 0.05 and c != "\n" else c for c in text)


def private_use(text: str) -> str:
    """A typesetter's private code at the end of each paragraph."""
    return text.replace("\n", "\ue004\n")


def anti_copy(text: str) -> str:
    """What a site strews into a text against copying: a code in small letters behind every fourth sentence."""
    chance = chance_of(text)
    count = 0

    def strew(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        code = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz0123456789") for _ in range(10))
        return match.group() + (code if count % 4 == 0 else "")

    return re.sub("。(?![0-9A-Za-z])", strew, text)


def anti_copy_pieces(text: str) -> str:
    """The same of short pieces with signs among them, at the ends of lines: `7 z) k! M3 q@`."""
    chance = chance_of(text)
    signs, rest = "!#$&()*+-./:;<=>?@[]^_{|}~", "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"

    def code() -> str:
        pieces = [chance.choice(rest) + chance.choice(signs), *(chance.choice(rest) for _ in range(4))]
        return " ".join([*pieces, chance.choice(rest) + chance.choice(signs)])

    return "\n".join(line + code() if at % 4 == 3 else line for at, line in enumerate(text.split("\n")))


def entities(text: str) -> str:
    """Quotation marks, blanks and a few characters as a page's entities."""
    marks = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "％": "&#65285;"}
    return re.sub("[“”—％]", lambda m: marks[m.group()], text)
