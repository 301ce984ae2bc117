"""How a list's numbers are printed: 3 as 三, ③, c, iii, as the formats of Word and of style sheets name it."""

from __future__ import annotations

from collections.abc import Callable

_HAN = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 9999


def printed(number: int, style: str) -> str:
    """`number` in the format `style`, by its name in Word or in CSS; in digits where it is not known or does not fit.

    >>> [printed(12, style) for style in ("chineseCounting", "decimalEnclosedCircle", "lower-roman", "upperLetter")]
    ['十二', '⑫', 'xii', 'L']
    """
    make = _STYLES.get(style)
    return make(number) if make is not None and 0 < number <= _LARGEST else str(number)


def _counting(number: int, digits: str = _HAN, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """As counted: 十, 二十一, 一百零五."""
    made = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit:
            made += digits[digit] + units[place]
        elif made and not made.endswith("零"):
            made += "零"
    made = made.rstrip("零")
    return made[1:] if 10 <= number < 20 and digits is _HAN else made


def _formal(number: int) -> str:
    return _counting(number, _FORMAL, ("", "拾", "佰", "仟"))


def _by_digits(number: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(number))


def _from(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _circled(number: int) -> str:
    if number <= 20:
        return chr(0x2460 + number - 1)
    return chr(0x3251 + number - 21) if number <= 35 else chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _letters(number: int) -> str:
    """As Word goes on after z: aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    made = ""
    for value, sign in _ROMAN:
        made += sign * (number // value)
        number %= value
    return made


def _wide(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_STYLES: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02d}",
    "decimal-leading-zero": lambda n: f"{n:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _from("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "lowerLetter": _letters,
    "lower-alpha": _letters,
    "lower-latin": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "upper-alpha": lambda n: _letters(n).upper(),
    "upper-latin": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "lower-roman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "upper-roman": lambda n: _roman(n).upper(),
    "ideographTraditional": _from(_STEMS),
    "cjk-heavenly-stem": _from(_STEMS),
    "ideographZodiac": _from(_BRANCHES),
    "cjk-earthly-branch": _from(_BRANCHES),
    "ideographEnclosedCircle": _from("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographDigital": _by_digits,
    "japaneseDigitalTenThousand": _by_digits,
    "taiwaneseDigital": _by_digits,
    "cjk-decimal": _by_digits,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "simp-chinese-formal": _formal,
    **dict.fromkeys(
        (
            "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
            "japaneseCounting", "koreanCounting", "cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal",
        ),
        _counting,
    ),
}  # fmt: skip
