"""The Rust port of jieba (rjieba), with what it needs to give jieba 0.42.1's tokens exactly.

It reads the same dictionary, searches the same routes with the same floating-point sums and runs the same hidden
Markov model, some fifteen times as fast. Three things are made good here:

- it takes rare characters (beyond U+9FD5) for words where jieba takes them one by one: a sentence is cut there first;
- it keeps runs such as `2-3` or `G.B.S` in one piece: they are split by jieba's pattern;
- words can be added to it but not taken back: a block of text that holds a word of the document itself is cut by a
  route search in Python, over the pages of jieba's dictionary that it needs.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

# jieba's own patterns: re_han_default, re_skip_default, finalseg.re_han, finalseg.re_skip.
_BLOCK = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_SPACE = re.compile(r"(\r\n|\s)")
_HAN = re.compile(r"([\u4E00-\u9FD5]+)")
_CODE = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")

# Where the port may part from jieba: rare characters, and runs of letters, digits and signs that are not plainly a
# word, a number, a decimal or a percentage. The first pattern is the quick look for either.
_DOUBTFUL = re.compile(r"[-+#&_.%\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff]")
_RARE = re.compile(r"[\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff]")
_ASTRAL = re.compile(r"[^\x00-\uffff]")
_KNOTTY = re.compile(r"[-+#&_]|(?<![0-9])\.|\.(?![0-9])|\.[0-9]+[.A-Za-z]|[A-Za-z][0-9]+\.|(?<![0-9])%|%[0-9A-Za-z%.]")

_DICTIONARY_BYTES = 5_071_852  # of jieba 0.42.1's dict.txt, the one that the port carries
_DICTIONARY_TOTAL = 60_101_967  # of its frequencies, as jieba adds them up: one word stands there twice
_PADDING = "\ue000"  # a word that no block can hold: its frequency makes the port's total what jieba's would be


@dataclass(frozen=True, slots=True)
class Page:
    """The dictionary's words with one first character, and how often each was counted."""

    freq: Mapping[str, int]
    longest: int

    @classmethod
    def of(cls, freq: Mapping[str, int]) -> Page:
        """The page of the words of `freq`."""
        return cls(freq, max(map(len, freq), default=1))

    def frequency(self, piece: str) -> int:
        """jieba's FREQ.get(piece, 1): 0 for the mere beginning of a word, 1 for what is none."""
        found = self.freq.get(piece)
        if found is not None:
            return found
        return 0 if any(word.startswith(piece) for word in self.freq) else 1

    def with_word(self, word: str, freq: int) -> Page:
        """The page with one word more."""
        return Page({**self.freq, word: freq}, max(self.longest, len(word)))


class Dictionary:
    """jieba's dict.txt, looked up without being loaded.

    Some words with letters stand at its head; from 一 on, the lines stand in the order of their bytes.
    """

    def __init__(self, lines: bytes) -> None:
        self.size = len(lines)  # bytes
        self._lines = lines
        self._sorted_from = lines.index("\n一 ".encode()) + 1
        self._head = _entries(lines[: self._sorted_from])
        self._pages: dict[str, Page] = {}

    def page(self, first: str) -> Page:
        """The words that begin with the character `first`."""
        if first not in self._pages:
            sorted_in = "一" <= first <= "\u9fd5"
            lines = self._lines[self._seek(first) : self._seek(chr(ord(first) + 1))] if sorted_in else b""
            head = {word: freq for word, freq in self._head.items() if word[0] == first}
            self._pages[first] = Page.of(head | _entries(lines))
        return self._pages[first]

    def _seek(self, first: str) -> int:
        """Where the first line begins that does not come before the character `first`."""
        key = first.encode()
        low, high = self._sorted_from, len(self._lines)
        while low < high:
            middle = (low + high) // 2
            start = max(low, self._lines.rfind(b"\n", low, middle) + 1)
            if self._lines[start : start + len(key)] < key:
                low = self._lines.index(b"\n", middle) + 1
            else:
                high = start
        return low


@functools.cache
def dictionary() -> Dictionary | None:
    """The one dictionary of this process, pages read so far and all; None where jieba is not installed."""
    jieba = importlib.util.find_spec("jieba")
    if jieba is None or jieba.origin is None:
        return None
    return Dictionary(Path(jieba.origin).with_name("dict.txt").read_bytes())


def _entries(lines: bytes) -> dict[str, int]:
    """The words of `lines`, `word frequency tag` each, with their frequencies."""
    cells = lines.decode().split()
    return dict(zip(cells[::3], map(int, cells[1::3]), strict=True))


@dataclass(frozen=True)
class Vocabulary:
    """Words added to the dictionary, with the frequencies that jieba would give them, added one after the other."""

    pages: dict[str, Page]
    freq: dict[str, int]
    total: int

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(list(self.freq))

    def found_in(self, text: str) -> bool:
        """Whether `text` holds one of the words."""
        return bool(self.freq) and bool(self._automaton.find_matches_as_indexes(text))


class FastCutter:
    """The port with `words` added for good; `extended` gives a cutter with the words of one document as well."""

    def __init__(self, port: Any, dictionary: Dictionary, words: Sequence[str]) -> None:
        self._port = port.Jieba()
        self._model = port.Jieba.empty()  # without a dictionary all is left to the hidden Markov model
        self._dictionary = dictionary
        self._lock = threading.Lock()
        self._padding = 0
        known: Callable[[str], bool] = self._port.has_word
        self._base = self._grown(Vocabulary({}, {}, _DICTIONARY_TOTAL), [w for w in words if not known(w)])
        for word, freq in self._base.freq.items():
            self._port.add_word(word, freq, "")

    @classmethod
    def load(cls, words: Sequence[str]) -> FastCutter | None:
        """The port, or None where it is not installed or jieba's dictionary is not the one that it carries."""
        book = dictionary()
        if importlib.util.find_spec("rjieba") is None or book is None or book.size != _DICTIONARY_BYTES:
            return None
        import rjieba

        return cls(rjieba, book, words)

    def knows(self, word: str) -> bool:
        """Whether `word` is in the dictionary, or one of the words added for good."""
        return bool(self._port.has_word(word))

    @property
    def words(self) -> tuple[str, ...]:
        """The words added for good, in the order of adding."""
        return tuple(self._base.freq)

    def extended(self, words: Sequence[str]) -> Callable[[str], list[str]]:
        """What cuts a sentence with `words` in the dictionary as well; none of them may be there already."""
        own = self._grown(Vocabulary(self._base.pages, {}, self._base.total), words)
        return functools.partial(self._cut, own)

    def _grown(self, vocabulary: Vocabulary, words: Iterable[str]) -> Vocabulary:
        pages, freqs, total = dict(vocabulary.pages), dict(vocabulary.freq), vocabulary.total
        for word in words:
            grown = Vocabulary(pages, freqs, total)
            freqs[word] = freq = self._suggested(word, grown)
            pages[word[0]] = self._page(word[0], grown).with_word(word, freq)
            total += freq
        return Vocabulary(pages, freqs, total)

    def _suggested(self, word: str, vocabulary: Vocabulary) -> int:
        """jieba's suggest_freq: just enough for `word`, which the dictionary lacks, to come out in one piece."""
        share = 1.0
        for piece in _letters_joined(self._route(word, vocabulary)):
            share *= self._page(piece[0], vocabulary).frequency(piece) / float(vocabulary.total)
        return int(share * vocabulary.total) + 1

    def _page(self, first: str, vocabulary: Vocabulary) -> Page:
        return vocabulary.pages.get(first) or self._dictionary.page(first)

    def _cut(self, own: Vocabulary, sentence: str) -> list[str]:
        held = own.found_in(sentence)
        if not held and _alike(sentence):
            return self._ported(sentence, own)
        words: list[str] = []
        for number, block in enumerate(_BLOCK.split(sentence)):
            if not number % 2:
                words += _one_by_one(block)
            elif held and own.found_in(block):
                words += self._recognised(self._route(block, own), own)
            elif _KNOTTY.search(block):
                words += self._recognised(self._steps(block, own), own)
            else:
                words += self._ported(block, own)
        return words

    def _ported(self, text: str, own: Vocabulary, *, model: bool = True) -> list[str]:
        padding = own.total - self._base.total
        with self._lock:
            if padding != self._padding:
                self._port.add_word(_PADDING, padding, "")
                self._padding = padding
            cut: list[str] = self._port.cut(text, model)
        return cut

    def _steps(self, block: str, own: Vocabulary) -> Iterator[str]:
        """The port's route through `block`, with the letters that it joins taken apart again."""
        for word in self._ported(block, own, model=False):
            if len(word) > 1 and word.isascii() and word.isalnum() and not self.knows(word):
                yield from word
            else:
                yield word

    def _route(self, block: str, own: Vocabulary) -> Iterator[str]:
        """The most probable way through `block`: jieba's sums in jieba's order; of two equals the longer word."""
        n = len(block)
        log_total = log(own.total)
        score, end = [0.0] * (n + 1), [0] * n
        for i in range(n - 1, -1, -1):
            page = self._page(block[i], own)
            best, at = float("-inf"), 0
            for j in range(i + 1, min(n, i + page.longest) + 1):
                freq = page.freq.get(block[i:j])
                if freq is not None and (value := log(freq) - log_total + score[j]) >= best:
                    best, at = value, j
            score[i], end[i] = (best, at) if at else (0.0 - log_total + score[i + 1], i + 1)
        i = 0
        while i < n:
            yield block[i : end[i]]
            i = end[i]

    def _recognised(self, steps: Iterable[str], own: Vocabulary) -> Iterator[str]:
        """The words of a route; runs of single characters go through the hidden Markov model."""
        for run, step in _runs(steps):
            if len(run) < 2 or run in own.freq or self.knows(run):
                yield from run
            else:
                for number, part in enumerate(_HAN.split(run)):
                    yield from self._model.cut(part, True) if number % 2 else filter(None, _CODE.split(part))
            if step:
                yield step


def _alike(sentence: str) -> bool:
    """Whether the port and jieba are sure to cut `sentence` alike."""
    if _ASTRAL.search(sentence):
        return False
    return not _DOUBTFUL.search(sentence) or not (_RARE.search(sentence) or _KNOTTY.search(sentence))


def _runs(steps: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(single characters before it, word) for every longer word of a route, and ("…", "") at the end."""
    run = ""
    for step in steps:
        if len(step) == 1:
            run += step
        else:
            yield run, step
            run = ""
    yield run, ""


def _letters_joined(steps: Iterable[str]) -> Iterator[str]:
    """A route with its single letters and digits put together, as jieba does without the hidden Markov model."""
    run = ""
    for step in steps:
        if len(step) == 1 and step.isascii() and step.isalnum():
            run += step
            continue
        if run:
            yield run
            run = ""
        yield step
    if run:
        yield run


def _one_by_one(text: str) -> Iterator[str]:
    """What stands between blocks: white space and signs, each on its own."""
    for number, piece in enumerate(_SPACE.split(text)):
        if number % 2:
            yield piece
        else:
            yield from piece
