"""Damage done on purpose: each kind of noise that documents come with, put into a clean text.

A kind is a function from the clean text to what a reader would meet: `text` kinds give a string, `bytes` kinds a file
as it may lie on a disk. What is chosen by chance is chosen from the text itself, so that the same text is always
damaged in the same way. `loses` says that the damage takes characters away which no one can put back for certain.
"""

from __future__ import annotations

import functools
import hashlib
import html
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

HAN = "\u4e00-\u9fff"
_SYLLABLES = re.findall(
    r"\w+",
    "qū huì xiào jiào yù fā zhǎn gōng chéng shí guǎn lǐ jiàn shè tóng wù nián dù zhǐ biāo jīng jì liàng lüè nǚ èr ān",
)
_TONE_MARKS = {c: (p, t) for p, marks in zip("aeiouü", ("āáǎà", "ēéěè", "īíǐì", "ōóǒò", "ūúǔù", "ǖǘǚǜ"), strict=True)
               for t, c in enumerate(marks, 1)}  # fmt: skip
_MARKS = "，。；、,;"
_CHUNK = 420  # characters of a page on a preview site
_SHIFT_EVERY = 300  # characters, about, from one lost byte to the next
_LINE = 38  # characters of a printed line
_ZERO_WIDTH = "\u200b\u200c\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of damage. `floor`: the F1 that rows from the damaged text must reach against those from the clean."""

    name: str
    make: Callable[[str], bytes]
    floor: float

    @property
    def loses(self) -> bool:
        return self.floor < 0.98


def _chance(text: str) -> random.Random:
    return random.Random(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())


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


def page_chunks_run_together(text: str) -> str:
    """The same with no line kept: where a heading ends is lost, and with it the titles."""
    run = text.replace("\n", "")
    pages = [run[at : at + _CHUNK] for at in range(0, len(run), _CHUNK)]
    return "\n\n".join(f"{number}、{page}" for number, page in enumerate(pages, 1))


def page_chunks(text: str) -> str:
    """`1、` `2、` before each page's text, wherever the page cut the sentence."""
    pages = [text[at : at + _CHUNK].strip("\n") for at in range(0, len(text), _CHUNK)]
    return "\n\n".join(f"{number}、{page}" for number, page in enumerate(pages, 1))


def gbk_shift(text: str) -> str:
    """A GBK stream that lost a byte now and then: what follows is read one byte off, to the next ASCII byte."""
    chance = _chance(text)
    pieces, at = [], 0
    while at < len(text):
        to = at + chance.randint(_SHIFT_EVERY // 2, _SHIFT_EVERY * 3 // 2)
        while to < len(text) and not re.match(f"[{HAN}]{{3}}", text[to : to + 3]):
            to += 1
        pieces.append(text[at:to])
        at = _end_of_run(text, to)
        pieces.append(_shifted(text[to:at]))
    return "".join(pieces)


def _end_of_run(text: str, start: int) -> int:
    """The next character with an ASCII byte in it, or that GBK has not."""
    at = start
    while at < len(text) and at - start < 40:
        data = text[at].encode("gbk", "ignore")
        if len(data) < 2 or data[1] < 0x80:
            return at + (len(data) == 2)
        at += 1
    return at


def _shifted(run: str) -> str:
    data = run.encode("gbk")
    return "?" + data[1:].decode("gbk", "replace").replace("\ufffd", "?") if data else ""


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
    chance = _chance(text)
    return "".join(c + chance.choice(_ZERO_WIDTH) if chance.random() < 0.05 and c != "\n" else c for c in text)


def private_use(text: str) -> str:
    """A typesetter's private code at the end of each paragraph."""
    return text.replace("\n", "\ue004\n")


def anti_copy(text: str) -> str:
    """What a site strews into a text against copying: a code in small letters behind every fourth sentence."""
    chance = _chance(text)
    count = 0

    def strew(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        code = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz0123456789") for _ in range(10))
        return match.group() + (code if count % 4 == 0 else "")

    return re.sub("。(?![0-9A-Za-z])", strew, text)


def anti_copy_pieces(text: str) -> str:
    """The same of short pieces with signs among them, at the ends of lines: `7 z) k! M3 q@`."""
    chance = _chance(text)
    signs, rest = "!#$&()*+-./:;<=>?@[]^_{|}~", "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"

    def code() -> str:
        pieces = [chance.choice(rest) + chance.choice(signs), *(chance.choice(rest) for _ in range(4))]
        return " ".join([*pieces, chance.choice(rest) + chance.choice(signs)])

    return "\n".join(line + code() if at % 4 == 3 else line for at, line in enumerate(text.split("\n")))


def utf8_as_gbk(text: str) -> str:
    """Every fifth line in UTF-8 read as GBK; a byte that it could not show is lost."""
    return _every_fifth(text, lambda line: line.encode().decode("gbk", "replace"))


def utf8_as_cp936(text: str) -> str:
    """The same by a program that shows 80 as € and the pairs that GBK leaves open as private characters."""
    return _every_fifth(text, _as_cp936)


def _as_cp936(line: str) -> str:
    data, pieces, at = line.encode(), [], 0
    while at < len(data):
        pair = data[at : at + 2]
        char = _gbk_pair(pair) if len(pair) == 2 and 0x81 <= pair[0] < 0xFF else None
        pieces.append(char or (chr(data[at]) if data[at] < 0x80 else "€" if data[at] == 0x80 else "\ufffd"))
        at += 2 if char else 1
    return "".join(pieces)


def _gbk_pair(pair: bytes) -> str | None:
    try:
        return pair.decode("gb18030")
    except UnicodeDecodeError:
        return None


def utf8_as_latin1(text: str) -> str:
    """Every fifth line in UTF-8 read as Windows-1252."""
    return _every_fifth(text, _as_windows)


def utf8_as_latin1_twice(text: str) -> str:
    return _every_fifth(text, lambda line: _as_windows(_as_windows(line)))


def gbk_as_latin1(text: str) -> str:
    return _every_fifth(text, lambda line: line.encode("gbk", "replace").decode("latin-1"))


def _as_windows(line: str) -> str:
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in line.encode())


def _every_fifth(text: str, spoil: Callable[[str], str]) -> str:
    lines = text.split("\n")
    return "\n".join(spoil(line) if at % 5 == 3 else line for at, line in enumerate(lines))


def entities(text: str) -> str:
    """Quotation marks, blanks and a few characters as a page's entities."""
    marks = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "％": "&#65285;"}
    return re.sub("[“”—％]", lambda m: marks[m.group()], text)


def wrapped(text: str) -> str:
    """Lines broken at the width of a printed page, paragraphs indented; rows of tables in one piece."""
    lines = text.split("\n")
    return "\n".join(line if "|" in line else "\n".join(_pieces("\u3000\u3000" + line)) for line in lines)


def _pieces(line: str) -> list[str]:
    cuts, width, last = [0], 0, 0
    for at, char in enumerate(line):
        width += 1 if char.isascii() else 2
        if width > 2 * _LINE and at > last and char not in "，。；：、！？”）%":
            if re.match("[0-9.]", char) and re.match("[0-9.]", line[at - 1]):
                continue
            cuts.append(at)
            width, last = 2, at
    return [line[a:b] for a, b in pairwise([*cuts, len(line)])]


def one_line(text: str) -> str:
    """All paragraphs in one line, two U+3000 between them."""
    return "\u3000\u3000" + text.replace("\n", "\u3000\u3000")


def page_numbers(text: str) -> str:
    """A page number after every twelfth line."""
    lines = text.split("\n")
    return "\n".join(f"{line}\n— {at // 12 + 1} —" if at % 12 == 11 else line for at, line in enumerate(lines))


def site_chrome(text: str) -> str:
    """A portal's own lines above and below."""
    above = (
        "首页 > 政务公开 > 规划计划\n索引号：A-1　　发布机构：白水县政府办　　发布日期：2024-01-19\n"
        "浏览次数：12　【字体：大 中 小】　打印　关闭\n\n"
    )
    below = (
        "\n\n责任编辑：王一　　审核：李二\n扫一扫在手机打开当前页\n主办单位：白水县政府办　备案号：某ICP备00000001号\n"
    )
    return above + text + below


def said_twice(text: str) -> str:
    """The longest paragraph that ends with a sentence stands twice."""
    lines = text.split("\n")
    at = max(range(len(lines)), key=lambda i: len(lines[i]) * lines[i].endswith(("。", "；", ";")))
    return "\n".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])


def page(text: str) -> str:
    """A plain web page of a portal, its paragraphs in <p>, its rows in tables."""
    body = "\n".join(_as_table(block) if table else _as_paragraphs(block) for table, block in _blocks(text))
    return (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>通知公告</title></head><body>'
        '<div class="nav"><a href="/">首页</a> <a href="/a">政务公开</a> <a href="/b">互动交流</a></div>'
        f'<div class="content" id="zoom">{body}</div><div>版权所有 某市人民政府办公室</div></body></html>'
    )


def _blocks(text: str) -> list[tuple[bool, list[str]]]:
    """Runs of lines, those of tables apart."""
    lines = groupby(text.split("\n"), key=lambda line: "|" in line)
    return [(table, list(run)) for table, run in lines]


def _as_paragraphs(lines: list[str]) -> str:
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)


def _as_table(rows: list[str]) -> str:
    cells = ("".join(f"<td>{html.escape(cell, quote=False)}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def docx(text: str) -> bytes:
    """A Word document, a paragraph a line, its rows in tables."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(_word_table(block) if table else "".join(map(_word, block)) for table, block in _blocks(text))
    kinds = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" Type="{office}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + part)
    return buffer.getvalue()


def _word(line: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(line, quote=False)}</w:t></w:r></w:p>'


def _word_table(rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{_word(cell)}</w:tc>" for cell in row.split("|")) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def pdf(text: str) -> bytes:
    """A PDF with a text layer: printed lines, paragraphs indented, rows in tables, page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    cell = ParagraphStyle("cell", parent=style, firstLineIndent=0)
    flow: list[object] = []
    for table, block in _blocks(text):
        if table:
            rows = [[Paragraph(html.escape(part), cell) for part in row.split("|")] for row in block]
            width = max(map(len, rows))
            grid = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
            flow.append(Table([row + [""] * (width - len(row)) for row in rows], style=grid))
        else:
            flow += [Paragraph(html.escape(line), style) for line in block]
    buffer = io.BytesIO()

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawCentredString(A4[0] / 2, 30, f"— {document.page} —")

    made = SimpleDocTemplate(buffer, pagesize=A4, invariant=1)
    made.build(flow, onFirstPage=number, onLaterPages=number)
    return buffer.getvalue()


def _text(make: Callable[[str], str]) -> Callable[[str], bytes]:
    return lambda text: make(text).encode("utf-8", "surrogatepass")


def _big5(text: str) -> bytes:
    """In the characters of Taiwan: 爲 and 羣 are 為 and 群 there, and Big5 has no others."""
    return (
        traditional(text)
        .translate(str.maketrans("爲羣衆裏麪峯牀竈喫", "為群眾裡麵峰床灶吃"))
        .encode("big5hkscs", "replace")
    )


KINDS = (
    Kind("traditional", _text(traditional), 0.98),
    Kind("traditional with pinyin", _text(pinyin), 0.95),
    Kind("pinyin in full-width brackets", _text(pinyin_wide), 0.95),
    Kind("pinyin with tone numbers, simplified", _text(pinyin_numbered), 0.95),
    Kind("page chunks", _text(page_chunks), 0.95),
    Kind("page chunks, lines run together", _text(page_chunks_run_together), 0.50),
    Kind("GBK shift", _text(gbk_shift), 0.95),
    Kind("doubled punctuation", _text(doubled_marks), 0.98),
    Kind("full-width digits", _text(full_width_digits), 0.98),
    Kind("spaced digits", _text(spaced_digits), 0.98),
    Kind("blanks about numbers", _text(blanks_about_numbers), 0.98),
    Kind("zero-width characters", _text(zero_width), 0.98),
    Kind("private-use characters", _text(private_use), 0.98),
    Kind("anti-copy codes", _text(anti_copy), 0.98),
    Kind("anti-copy codes in pieces", _text(anti_copy_pieces), 0.98),
    Kind("UTF-8 read as GBK", _text(utf8_as_gbk), 0.85),
    Kind("UTF-8 read as code page 936", _text(utf8_as_cp936), 0.90),
    Kind("UTF-8 read as Latin-1", _text(utf8_as_latin1), 0.98),
    Kind("UTF-8 read as Latin-1 twice", _text(utf8_as_latin1_twice), 0.98),
    Kind("GBK read as Latin-1", _text(gbk_as_latin1), 0.98),
    Kind("entities", _text(entities), 0.98),
    Kind("wrapped lines", _text(wrapped), 0.98),
    Kind("paragraphs run together", _text(one_line), 0.98),
    Kind("page numbers", _text(page_numbers), 0.98),
    Kind("a site's own lines", _text(site_chrome), 0.98),
    Kind("a paragraph twice", _text(said_twice), 0.98),
    Kind("a web page in GB18030", lambda text: page(text).encode("gb18030"), 0.98),
    Kind("a Word document", docx, 0.98),
    Kind("a PDF", pdf, 0.98),
    Kind("GB18030", lambda text: text.encode("gb18030"), 0.98),
    Kind("Big5", _big5, 0.98),
    Kind("UTF-16", lambda text: text.encode("utf-16"), 0.98),
)
