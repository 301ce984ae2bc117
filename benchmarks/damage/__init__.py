"""Damage done on purpose: each kind of noise that documents come with, put into a clean text.

A kind is a function from the clean text to what a reader would meet: `text` kinds give a string, `bytes` kinds a file
as it may lie on a disk. What is chosen by chance is chosen from the text itself, so that the same text is always
damaged in the same way. `loses` says that the damage takes characters away which no one can put back for certain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.damage import characters, encodings, files, pages, script


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of damage. `floor`: the F1 that rows from the damaged text must reach against those from the clean."""

    name: str
    make: Callable[[str], bytes]
    floor: float

    @property
    def loses(self) -> bool:
        return self.floor < 0.98


def _text(make: Callable[[str], str]) -> Callable[[str], bytes]:
    return lambda text: make(text).encode("utf-8", "surrogatepass")


KINDS = (
    Kind("traditional", _text(script.traditional), 0.98),
    Kind("traditional with pinyin", _text(script.pinyin), 0.95),
    Kind("pinyin in full-width brackets", _text(script.pinyin_wide), 0.95),
    Kind("pinyin with tone numbers, simplified", _text(script.pinyin_numbered), 0.95),
    Kind("page chunks", _text(pages.page_chunks), 0.95),
    Kind("page chunks, lines run together", _text(pages.page_chunks_run_together), 0.50),
    Kind("GBK shift", _text(encodings.gbk_shift), 0.95),
    Kind("doubled punctuation", _text(characters.doubled_marks), 0.98),
    Kind("full-width digits", _text(characters.full_width_digits), 0.98),
    Kind("spaced digits", _text(characters.spaced_digits), 0.98),
    Kind("blanks about numbers", _text(characters.blanks_about_numbers), 0.98),
    Kind("zero-width characters", _text(characters.zero_width), 0.98),
    Kind("private-use characters", _text(characters.private_use), 0.98),
    Kind("anti-copy codes", _text(characters.anti_copy), 0.98),
    Kind("anti-copy codes in pieces", _text(characters.anti_copy_pieces), 0.98),
    Kind("UTF-8 read as GBK", _text(encodings.utf8_as_gbk), 0.85),
    Kind("UTF-8 read as code page 936", _text(encodings.utf8_as_cp936), 0.90),
    Kind("UTF-8 read as Latin-1", _text(encodings.utf8_as_latin1), 0.98),
    Kind("UTF-8 read as Latin-1 twice", _text(encodings.utf8_as_latin1_twice), 0.98),
    Kind("GBK read as Latin-1", _text(encodings.gbk_as_latin1), 0.98),
    Kind("entities", _text(characters.entities), 0.98),
    Kind("wrapped lines", _text(pages.wrapped), 0.98),
    Kind("paragraphs run together", _text(pages.one_line), 0.98),
    Kind("page numbers", _text(pages.page_numbers), 0.98),
    Kind("a site's own lines", _text(pages.site_chrome), 0.98),
    Kind("a paragraph twice", _text(pages.said_twice), 0.98),
    Kind("a web page in GB18030", lambda text: files.page(text).encode("gb18030"), 0.98),
    Kind("a Word document", files.docx, 0.98),
    Kind("a PDF", files.pdf, 0.98),
    Kind("GB18030", lambda text: text.encode("gb18030"), 0.98),
    Kind("Big5", encodings.big5, 0.98),
    Kind("UTF-16", lambda text: text.encode("utf-16"), 0.98),
)
