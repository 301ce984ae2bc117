"""Text decoded with the wrong encoding, where the bytes prove what it was.

鏁欒偛 is 教育 in UTF-8 read as GBK, æ•™è‚² the same read as Latin-1, ½ÌÓý is GBK read as Latin-1; each may have
happened twice. A run is turned back into bytes and read again; it is repaired if that works out and reads much better.
"""

from __future__ import annotations

import functools
import html
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product, takewhile

from pipeline.characters import FIGURES, HAN
from pipeline.lexicon import Lexicons
from pipeline.likelihood import fit, readability, sense
from pipeline.t2s import simplified
from pipeline.text import Proposal

_BETTER = 1.5  # by how much a repair must read better (mean log frequency)
_LONGEST = 4000  # characters that are read again at once
_WINDOW = 40  # characters that are tried first
_PROOF = 4  # characters of a run that prove in what the whole text was misread
_TIMES = 3  # how often a text may have been misread

_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_CHINESE = re.compile(
    f"[{HAN}\u3000-\u303f\uff00-\uffef—“”‘’…·\u2150-\u218b\u2460-\u24ff\ufffd○●★□■→℃㎡‰±×\\s\x21-\x7e]+"
)

# The characters that the bytes 80–FF show as in Windows-1252; what that leaves open, as in Latin-1.
_BYTE = {bytes([b]).decode("cp1252", "ignore") or chr(b): b for b in range(0x80, 0x100)}
_HIGH = "".join(_BYTE)
_OWN = frozenset("“”‘’—–…·×÷°±§")  # of these, what Chinese text has itself
_LEAD = re.compile("[\u00c2-\u00f7]")
_LATIN = re.compile(f"[{re.escape(_HIGH)}]{{2,}}")


def propose(text: str, lexicons: Lexicons) -> Iterator[Proposal]:
    """Each run that can be read again, and HTML's entities."""
    if "&" in text:
        for match in _ENTITY.finditer(text):
            plain = html.unescape(match.group())
            if plain != match.group():
                yield Proposal(*match.span(), plain, "mojibake", "html_entity")
    for start, end, new, rule in _runs(text, lexicons):
        yield Proposal(start, end, _again(new, lexicons), "mojibake", rule)


def _again(text: str, lexicons: Lexicons) -> str:
    for _ in range(_TIMES - 1):
        runs = list(_runs(text, lexicons))
        if not runs:
            break
        for start, end, new, _ in reversed(runs):
            text = text[:start] + new + text[end:]
    return text


def _runs(text: str, lexicons: Lexicons) -> Iterator[tuple[int, int, str, str]]:
    if _LEAD.search(text):
        yield from _latin_runs(text, lexicons)
    yield from _gbk_runs(text, lexicons)


def _latin_runs(text: str, lexicons: Lexicons) -> Iterator[tuple[int, int, str, str]]:
    """What reads much better by itself; then what reads as Chinese at all, in the encoding proven by the others."""
    found: list[tuple[int, int, str, str]] = []
    left: list[list[tuple[int, int]]] = []
    for match in _LATIN.finditer(text):
        spans = list(_latin_spans(match))
        read = (_latin_run(text, *span, lexicons) for span in spans if _LEAD.search(match.group()))
        if best := next((run for run in read if run), None):
            found.append(best)
        else:
            left.append(spans)
    proven = Counter(rule for _, _, new, rule in found if len(new) >= _PROOF)
    if proven and left:
        rule = proven.most_common(1)[0][0]
        short = (_short_run(text, spans, rule) for spans in left)
        found = sorted([*found, *(run for run in short if run)])
    yield from found


def _latin_spans(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The run, and the run without what may be the text's own: quotation marks at either end."""
    first, end = match.span()
    lead = _LEAD.search(match.group())
    for start in dict.fromkeys((first, first + lead.start() if lead else first)):
        yield from ((start, stop) for stop in range(end, max(start + 1, end - 3), -1))


def _short_run(text: str, spans: list[tuple[int, int]], rule: str) -> tuple[int, int, str, str] | None:
    """`ÖÁ` between two numbers, `¡£` at a line's end: too little to prove anything by itself."""
    for start, end in spans:
        if _OWN.issuperset(text[start:end]):
            continue
        new = _decoded(bytes(_BYTE[char] for char in text[start:end]), rule.partition("_")[0])
        if new and _CHINESE.fullmatch(new):
            return start, end, new, rule
    return None


def _latin_run(text: str, start: int, end: int, lexicons: Lexicons) -> tuple[int, int, str, str] | None:
    data = bytes(_BYTE[char] for char in text[start:end])
    for encoding in ("utf-8", "gbk"):
        new = _decoded(data, encoding)
        if new and _is_better(text[start:end], new, encoding, lexicons):
            return start, end, new, f"{encoding}_as_latin1"
    return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_better(old: str, new: str, encoding: str, lexicons: Lexicons) -> bool:
    if encoding == "utf-8" and _LEAD.search(new):
        return True  # misread twice: valid UTF-8 of this length is no accident
    if encoding == "gbk" and len(new) < 2:
        return False
    return bool(_CHINESE.fullmatch(new)) and readability(new, lexicons) > readability(old, lexicons) + _BETTER


def signs() -> str:
    """Without any of these characters a text is in its own encoding."""
    return "&\u00c2-\u00f7" + _telltale().pattern[1:-1]


@functools.cache
def _telltale() -> re.Pattern[str]:
    """What the first two bytes of a Chinese character in UTF-8 look like in GBK."""
    pairs = (bytes([lead, trail]) for lead in (0xE2, 0xE3, *range(0xE4, 0xEA), 0xEF) for trail in range(0x80, 0xC0))
    return re.compile(f"[{''.join(pair.decode('gbk', 'ignore') for pair in pairs)}]")


def _gbk_runs(text: str, lexicons: Lexicons) -> Iterator[tuple[int, int, str, str]]:
    """What reads much better by itself; where a longer run proves it, a single character too."""
    found: list[tuple[int, int, str, str]] = []
    short: list[tuple[int, int, str, str]] = []
    done = 0
    for match in _telltale().finditer(text):
        start = match.start()
        if start < done or not _goes_on(text[start + 1 : start + 2]):
            continue
        end, new = _read_again(text, start, lexicons)
        if len(new) == 1 and new != "\ufffd" and _CHINESE.fullmatch(new):
            short.append((start, end, new, "utf-8_as_gbk"))
        elif len(new) > 1 and _is_better(text[start:end], new, "utf-8 in gbk", lexicons):
            found.append((start, end, new, "utf-8_as_gbk"))
            done = end
    yield from sorted(found + short) if any(len(new) >= _PROOF for _, _, new, _ in found) else found


def _goes_on(char: str) -> bool:
    """Whether `char` may hold the third byte of a character in UTF-8."""
    data = _bytes_of(char) if char else None
    return data is not None and (data[0] is None or 0x80 <= data[0] < 0xC0)


def _read_again(text: str, start: int, lexicons: Lexicons) -> tuple[int, str]:
    """The characters from `start` on as GBK bytes, read as UTF-8 as far as that goes: (end, what they read)."""
    end, options = _read_window(text, start, _WINDOW)
    if end >= start + _WINDOW - 3:
        end, options = _read_window(text, start, _LONGEST)
    return end, _likeliest(options, text[max(0, start - 3) : start], text[end : end + 1], lexicons)


def _read_window(text: str, start: int, size: int) -> tuple[int, list[str]]:
    """(end, the characters that may stand at each place)."""
    data: list[int | None] = []
    ends = {0: start}  # number of bytes -> position behind the character that ends there
    for at in range(start, min(len(text), start + size)):
        piece = _bytes_of(text[at])
        if piece is None:
            break
        data += piece
        ends[len(data)] = at + 1
    options: list[str] = []
    used, end, known = 0, start, 0
    while used < len(data):
        lead = data[used]
        width = 0 if lead is None else 1 if lead < 0x80 else 3 if 0xE2 <= lead <= 0xEF else 0
        chars = _characters(data[used : used + width], data[used + width : used + width + 1]) if width else ""
        if not chars:
            break
        options.append(chars)
        used += width
        if used in ends:
            end, known = ends[used], len(options)
    return end, options[:known]


def _bytes_of(char: str) -> list[int] | list[None] | None:
    """The bytes that GBK shows as `char`; [None] for one that it could not show, None for what it is not."""
    if char in "\ufffd?":
        return [None]
    if char == "€":
        return [0x80]
    if char < "\x80":
        return None
    try:
        data = char.encode("gb18030")  # private characters stand for the pairs that GBK leaves to its users
    except UnicodeEncodeError:
        return None
    return list(data) if len(data) == 2 else None


def _characters(chunk: list[int | None], following: list[int | None]) -> str:
    """The characters that the bytes `chunk` may be; U+FFFD where two bytes are lost."""
    if chunk.count(None) > 1:
        return "\ufffd"
    known = [[b] if b is not None else _lost(n) for b, n in _paired(chunk, following)]
    read = (_decoded(bytes(data), "utf-8") for data in product(*known))
    return "".join(char for char in read if char and len(char) == 1)


@functools.cache
def _lost(following: int | None) -> list[int]:
    """The bytes that GBK could not show before `following`."""
    rest = range(0x80, 0xC0)
    if following is None or following < 0x40:
        return list(rest)
    return [byte for byte in rest if byte == 0x80 or _decoded(bytes([byte, following]), "gbk") is None]


def _paired(chunk: list[int | None], following: list[int | None]) -> list[tuple[int | None, int | None]]:
    return list(zip(chunk, [*chunk[1:], *(following or [None])], strict=True))


def _likeliest(options: list[str], left: str, after: str, lexicons: Lexicons) -> str:
    """Of each place's characters the one that makes the likeliest words with its neighbours; U+FFFD if none does."""
    read = left
    for at, chars in enumerate(options):
        following = "".join(takewhile(bool, (o if len(o) == 1 else "" for o in options[at + 1 : at + 3])))
        if at == len(options) - 1:
            following = after
        read += chars if len(chars) == 1 else _choose(chars, read, following, lexicons)
    return read[len(left) :]


def _choose(chars: str, left: str, right: str, lexicons: Lexicons) -> str:
    """The likeliest of `chars`; never a figure, nor what a figure counts unless only one of them can be counted."""
    if left.count("“") > left.count("”") and "”" in chars:
        return "”"
    if left[-1:].isdigit() or left[-1:] in tuple(FIGURES):
        return _behind_figure(chars, left, right, lexicons)
    weighed = {char: (sense(left[-3:] + char + right), readability(char, lexicons)) for char in chars}
    best = max(chars, key=lambda char: weighed[char])
    if fit(left[-3:], best, right) > 0:
        return best if best not in FIGURES else "\ufffd"
    return next((mark for mark in "，。“、；" if mark in chars), "\ufffd")


def _behind_figure(chars: str, left: str, right: str, lexicons: Lexicons) -> str:
    if "、" in chars:
        return "、" if not left[-1:].isdigit() else "\ufffd"
    if right.isdigit():  # 3至5
        return next((word for word in "至到" if word in chars), "\ufffd")
    counted = [char for char in chars if lexicons["units"].get(char) and simplified(char) == char]
    doubtful = left[-1:] in FIGURES and not FIGURES.isdisjoint(chars)
    return counted[0] if len(counted) == 1 and not doubtful else "\ufffd"
