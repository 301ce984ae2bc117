"""A text that breaks off in the middle of a sentence."""

from __future__ import annotations

from pipeline.characters import HAN_CHAR, ends_sentence

_SHORTEST = 40  # characters of a last line that is running text, not a signature


def present(text: str) -> bool:
    """Whether the last line is running text without an end.

    >>> present("一、总体要求\\n" + "坚持稳中求进," * 8 + "着力推进"), present("坚持稳中求进。\\n2024年3月8日")
    (True, False)
    """
    last = text.rstrip().rsplit("\n", 1)[-1]
    return len(last) >= _SHORTEST and not ends_sentence(last) and HAN_CHAR.match(last[-1]) is not None
