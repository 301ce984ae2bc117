"""Cleaning: raw text to clean text, every change an edit that can be undone.

Each module handles one kind of noise and has `propose(text, lexicons)`, which yields proposals and changes nothing.
This module alone knows the order. It matters: the encoding is put right before anything is read; readings in brackets
go before characters are compared; script is settled before phrases are looked up, so that lexicons need simplified
terms only; lines go before what stands between them; flags come last, so that they stand on the final text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.clean import (
    boilerplate,
    control,
    doubled_punctuation,
    duplicate,
    page_break,
    pinyin,
    script,
    title_fragments,
    whitespace,
)
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal, Text

Stage = Callable[[str, Lexicons], Iterable[Proposal]]

ORDER: tuple[Stage, ...] = (
    control.propose,
    pinyin.propose,
    script.propose,
    boilerplate.propose,
    page_break.propose,
    title_fragments.propose,
    doubled_punctuation.propose,
    whitespace.propose,
    duplicate.propose,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean text with its way back, the script of the source, and what is to be known about the whole document."""

    text: Text
    script: Literal["hans", "hant", "mixed"]
    flags: tuple[str, ...]


def clean(raw: str, lexicons: Lexicons) -> Cleaned:
    """Clean `raw`; `undo(result.text.clean, result.text.edits)` is `raw` again.

    >>> from pipeline.lexicon import Lexicons
    >>> clean("區(qū)級", Lexicons.default()).text.clean
    '区级'
    """
    text = Text.of(raw)
    found: Literal["hans", "hant", "mixed"] = "hans"
    for stage in ORDER:
        if stage is script.propose:
            found = script.script_of(text.clean)
        text = text.apply(stage(text.clean, lexicons))
    return Cleaned(text, found, ())
