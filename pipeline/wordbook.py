"""jieba's dictionary, looked up page by page without being loaded: what is a word, and how often it was counted."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """The dictionary's words with one first character, and how often each was counted.

    `beginnings`: their first two characters; where a text goes on otherwise, a word of one character at most begins.
    """

    freq: Mapping[str, int]
    longest: int
    beginnings: frozenset[str]

    @classmethod
    def of(cls, freq: Mapping[str, int]) -> Page:
        """The page of the words of `freq`."""
        return cls(freq, max(map(len, freq), default=1), frozenset(map(itemgetter(slice(2)), freq)))

    def frequency(self, piece: str) -> int:
        """jieba's FREQ.get(piece, 1): 0 for the mere beginning of a word, 1 for what is none."""
        found = self.freq.get(piece)
        if found is not None:
            return found
        return 0 if any(word.startswith(piece) for word in self.freq) else 1

    def with_word(self, word: str, freq: int) -> Page:
        """The page with one word more."""
        return Page({**self.freq, word: freq}, max(self.longest, len(word)), self.beginnings | {word[:2]})


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
