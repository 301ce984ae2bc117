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
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.machinery import ModuleSpec, PathFinder
from math import log
from typing import Any

from ahocorasick_rs import AhoCorasick

from pipeline.wordbook import Dictionary, Page, dictionary

# jieba's own patterns: re_han_default, finalseg.re_han, finalseg.re_skip.
_BLOCK = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]")  # one character of a block
_HAN = re.compile(r"([\u4E00-\u9FD5]+)")
_CODE = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")

# Where the port may part from jieba: rare characters, and runs of letters, digits and signs that are not plainly a
# word, a number, a decimal or a percentage. All it may begin with comes first: it is looked for ten times as fast.
_RARE = r"\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff"
_KNOT = re.compile(
    rf"[-+#&_.%A-Za-z{_RARE}](?:(?<=[-+#&_{_RARE}])|(?<=\.)(?:(?<![0-9]\.)|(?![0-9])|(?=[0-9]+[.A-Za-z]))"
    r"|(?<=%)(?:(?<![0-9]%)|(?=[0-9A-Za-z%.]))|(?<=[A-Za-z])(?=[0-9]+\.))"
)
_PIECE = re.compile(rf"{_BLOCK.pattern}+|[{_RARE}\U00010000-\U0010ffff]+")
_ASTRAL = re.compile(r"[^\x00-\uffff]")

_DICTIONARY_BYTES = 5_071_852  # of jieba 0.42.1's dict.txt, the one that the port carries
_DICTIONARY_TOTAL = 60_101_967  # of its frequencies, as jieba adds them up: one word stands there twice
_PADDING = "\ue000"  # a word that no block can hold: its frequency makes the port's total what jieba's would be


@dataclass(frozen=True)
class Vocabulary:
    """Words added to the dictionary, with the frequencies that jieba would give them, added one after the other."""

    pages: dict[str, Page]
    freq: dict[str, int]
    total: int

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(list(self.freq))

    def found_in(self, text: str) -> list[int]:
        """Where the words stand in `text`; of words that overlap one."""
        return [start for _, start, _ in self._automaton.find_matches_as_indexes(text)] if self.freq else []


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
        package = importlib.util.find_spec("rjieba")
        if package is None or book is None or book.size != _DICTIONARY_BYTES:
            return None
        return cls(_extension(package), book, words)

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

    def _cut(self, own: Vocabulary, text: str) -> list[str]:
        words: list[str] = []
        at = 0
        for start, end in _knots(text, own):
            if at < start:
                words += self._ported(text[at:start], own)
            words += self._untied(text[start:end], own)
            at = end
        return words + self._ported(text[at:], own) if at < len(text) else words

    def _untied(self, piece: str, own: Vocabulary) -> Iterable[str]:
        """The words of a block that the port would not cut as jieba does, or rare characters one by one."""
        if not _BLOCK.match(piece):
            return piece
        return self._recognised(self._route(piece, own) if own.found_in(piece) else self._steps(piece, own), own)

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
            page = own.pages.get(block[i]) or self._dictionary.page(block[i])
            counted = page.freq.get
            last = min(n, i + page.longest) if block[i : i + 2] in page.beginnings else i + 1
            best, at = float("-inf"), 0
            for j in range(i + 1, last + 1):
                freq = counted(block[i:j])
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


def _extension(package: ModuleSpec) -> Any:
    """rjieba's compiled part. The package around it would load a dictionary of its own: 0.1 s and 30 MB a process."""
    name = f"{package.name}.rjieba"
    spec = PathFinder.find_spec(name, package.submodule_search_locations)
    if spec is None or spec.loader is None:
        raise ImportError(f"{package.origin}: no {name} beside it; install rjieba again")
    if name not in sys.modules:
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _knots(text: str, own: Vocabulary) -> Iterator[tuple[int, int]]:
    """The pieces of `text` that the port is not to cut, in order: rare characters, and blocks with a knot or a word."""
    found = [*own.found_in(text), *(match.start() for match in _KNOT.finditer(text))]
    if len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text):  # a tenth of the time of a search
        found += (match.start() for match in _ASTRAL.finditer(text))
    done = 0
    for at in sorted(found):
        piece = _PIECE.match(text, at) if at >= done else None
        if piece is None:
            continue
        start = at
        while _BLOCK.match(text, at) and start > done and _BLOCK.match(text, start - 1):
            start -= 1
        done = piece.end()
        yield start, done


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
