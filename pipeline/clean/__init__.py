"""Cleaning: raw text to clean text, every change an edit that can be undone.

Each module handles one kind of noise and has `propose(text, lexicons)`, which yields proposals and changes nothing.
This module alone knows the order. It matters: the encoding is put right before anything is read; readings in brackets
go before characters are compared; script is settled before phrases are looked up, so that lexicons need simplified
terms only; lines go before what stands between them; flags come last, so that they stand on the final text.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.clean import (
    boilerplate,
    broken_quote,
    control,
    doubled_punctuation,
    duplicate,
    encoding,
    fullwidth,
    ocr,
    page_break,
    pinyin,
    placeholder,
    script,
    shifted,
    spun,
    strewn,
    title_fragments,
    truncated,
    unreadable,
    whitespace,
)
from pipeline.code_points import Signs
from pipeline.lexicon import Lexicons
from pipeline.text import Proposal, Respelling, Text

Stage = Callable[[str, Lexicons], Iterable[Proposal] | Respelling]

ORDER: tuple[Stage, ...] = (
    encoding.propose,
    control.propose,
    strewn.propose,
    pinyin.propose,
    shifted.propose,
    script.propose,
    boilerplate.propose,
    page_break.propose,
    title_fragments.propose,
    doubled_punctuation.propose,
    fullwidth.propose,
    whitespace.propose,
    broken_quote.propose,
    duplicate.propose,
    spun.propose,
    ocr.propose,
    unreadable.propose,
)

# Kinds of damage that were left as they are, and what the document is called for them.
_FLAGS = {"spun": "spun", "ocr": "ocr", "mojibake": "mojibake", "broken_quote": "unpaired_quotes"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean text with its way back, the script of the source, and what is to be known about the whole document."""

    text: Text
    script: Literal["hans", "hant", "mixed"]
    flags: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)  # what the site's own metadata lines said, by label


def clean(raw: str, lexicons: Lexicons) -> Cleaned:
    """Clean `raw`; `undo(result.text.clean, result.text.edits)` is `raw` again.

    >>> from pipeline.lexicon import Lexicons
    >>> clean("區(qū)級", Lexicons.default()).text.clean
    '区级'
    """
    text = Text.of(raw)
    found: Literal["hans", "hant", "mixed"] = "hans"
    fields: Mapping[str, str] = {}
    signs = _signs(lexicons)
    seen, present = text.clean, signs.present(text.clean)
    for stage in ORDER:
        if stage in signs.names:
            if seen is not text.clean:
                seen, present = text.clean, signs.present(text.clean)
            if stage not in present:
                continue
        if stage is script.propose:
            found = script.script_of(text.clean)
        proposals = stage(text.clean, lexicons)
        if stage is boilerplate.propose:
            proposals = list(proposals)
            fields = boilerplate.fields(text.clean, proposals, lexicons)
        text = text.apply(proposals)
    return Cleaned(text, found, flags(text), fields)


@functools.cache
def _signs(lexicons: Lexicons) -> Signs[Stage]:
    """What a text must have for these stages to propose anything; most texts have nothing of it."""
    return Signs(
        {
            encoding.propose: encoding.signs(),
            control.propose: control.SIGNS,
            strewn.propose: strewn.SIGNS,
            pinyin.propose: pinyin.SIGNS,
            shifted.propose: shifted.SIGNS,
            fullwidth.propose: fullwidth.SIGNS,
            unreadable.propose: unreadable.signs(lexicons),
        }
    )


def flags(text: Text) -> tuple[str, ...]:
    """What the edits, and the text, say about the document as a whole."""
    left = {edit.kind for edit in text.telling() if edit.text == edit.raw_text}
    found = {_FLAGS[kind] for kind in left & _FLAGS.keys()}
    if placeholder.present(text.clean):
        found.add("placeholders")
    if truncated.present(text.clean):
        found.add("truncated")
    return tuple(sorted(found))
