"""Traditional characters, and the readings that some sites put behind them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

HAN = "\u4e00-\u9fff"
_SYLLABLES = re.findall(
    r"\w+",
    "qū huì xiào jiào yù fā zhǎn gōng chéng shí guǎn lǐ jiàn shè tóng wù nián dù zhǐ biāo jīng jì liàng lüè nǚ èr ān",
)
_TONE_MARKS = {c: (p, t) for p, marks in zip("aeiouü", ("āáǎà", "ēéěè", "īíǐì", "ōóǒò", "ūúǔù", "ǖǘǚǜ"), strict=True)
               for t, c in enumerate(marks, 1)}  # fmt: skip


@functools.cache
def _traditional() -> dict[str, str]:
    """The first traditional character of each simplified one, and phrases whose choice is another."""
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package opencc-python-reimplemented is not installed")
    found: dict[str, str] = {}
    for name in ("STCharacters.txt", "STPhrases.txt"):
        for line in (Path(spec.origin).parent / "dictionary" / name).read_text("utf-8").splitlines():
            key, _, values = line.partition("\t")
            found[key] = values.split(" ")[0]
    return found


def traditional(text: str) -> str:
    """`text` in traditional characters, the longest phrase first: 乾杯 and 幹部 are not one character's business."""
    book = _traditional()
    pieces, at = [], 0
    while at < len(text):
        for size in (6, 5, 4, 3, 2, 1):
            new = book.get(text[at : at + size])
            if new is not None or size == 1:
                pieces.append(new if new is not None else text[at])
                at += size if new is not None else 1
                break
    return "".join(pieces)


def _readings(text: str, style: Callable[[str], str], plain: str) -> str:
    """A reading behind each character that differs from the one in `plain`, or behind one in nine if none does."""
    pieces = []
    for at, char in enumerate(text):
        pieces.append(char)
        chosen = char != plain[at] if plain != text else ord(char) % 9 == 0
        if chosen and re.match(f"[{HAN}]", char):
            pieces.append(style(_SYLLABLES[ord(char) % len(_SYLLABLES)]))
    return "".join(pieces)


def _numbered(syllable: str) -> str:
    """qū as qu1."""
    tone = next((t for c in syllable if c in _TONE_MARKS for t in [_TONE_MARKS[c][1]]), 5)
    return "".join(_TONE_MARKS[c][0] if c in _TONE_MARKS else c for c in syllable) + str(tone)


def pinyin(text: str) -> str:
    """Traditional, with readings in half-width brackets: 區(qū)."""
    return _readings(traditional(text), "({})".format, text)


def pinyin_wide(text: str) -> str:
    """Traditional, with readings in full-width brackets: 區（qū）."""
    return _readings(traditional(text), "（{}）".format, text)


def pinyin_numbered(text: str) -> str:
    """Simplified, with tone numbers: 区(qu1)."""
    return _readings(text, lambda s: f"({_numbered(s)})", text)
