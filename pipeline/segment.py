"""Words: jieba, sentence by sentence, with the words of the lexicons and of the document.

The reference is jieba 0.42.1: the tokens of a sentence are those that a fresh `jieba.Tokenizer` gives after
`add_word` was called for every word of `Segmenter.words`, in that order. The words of one document are taken back
before the next one, so that no document changes another's tokens, in whatever order they come.

jieba's dictionary takes 0.8 s to build. It is kept in a folder of the user's own: jieba's default, one file of a fixed
name in the shared temporary folder, could be planted by another user.
"""

from __future__ import annotations

import functools
import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from pipeline.fastcut import FastCutter
from pipeline.lexicon import Lexicons

Engine = Literal["auto", "jieba"]
LEXICONS = ("indicators", "units")  # their terms are words
_WORD = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]{2,}")  # what jieba can keep in one piece


class Segmenter:
    """Cuts the sentences of one document; `words` are the document's own (names of its programmes, say).

    >>> Segmenter(Lexicons.default()).cut("新建公路12公里。")
    ['新建', '公路', '12', '公里', '。']
    """

    def __init__(self, lexicons: Lexicons, words: Iterable[str] = (), *, engine: Engine = "auto") -> None:
        """`engine`: "jieba" for the reference itself, "auto" for its fast port where that is installed."""
        self._cutter = _cutter(lexicons, engine)
        self._own = _usable(words, self._cutter.knows)
        self._cut = self._cutter.extended(self._own)

    @property
    def words(self) -> tuple[str, ...]:
        """The words added to jieba's dictionary, in the order of adding: the lexicons', then the document's."""
        return (*self._cutter.words, *self._own)

    def cut(self, sentence: str) -> list[str]:
        """The words of `sentence`; joined, they are the sentence again."""
        return self._cut(sentence)

    def pos(self, words: Sequence[str]) -> list[str]:
        """jieba's part of speech of each of `words` (n noun, v verb, m number, q measure word, …)."""
        own = set(self.words)
        tagged = _tagger()
        return ["n" if word in own else tagged(word) for word in words]


class Cutter(Protocol):
    """jieba, or what gives the same tokens, with words of the lexicons added for good."""

    @property
    def words(self) -> tuple[str, ...]: ...

    def knows(self, word: str) -> bool: ...

    def extended(self, words: Sequence[str]) -> Callable[[str], list[str]]: ...


class JiebaCutter:
    """jieba itself. The words of a document are added when it begins to be cut, and taken back for the next one."""

    def __init__(self, words: Sequence[str]) -> None:
        self._tokenizer = plain_tokenizer()
        self._lock = threading.Lock()
        self._added: Sequence[str] = ()
        self._undo: Callable[[], None] = lambda: None
        self.words = tuple(word for word in words if not self.knows(word))
        for word in self.words:
            self._tokenizer.add_word(word)

    def knows(self, word: str) -> bool:
        """Whether `word` is in the dictionary, with a frequency."""
        return bool(self._tokenizer.FREQ.get(word))

    def extended(self, words: Sequence[str]) -> Callable[[str], list[str]]:
        """What cuts a sentence with `words` in the dictionary as well."""
        return functools.partial(self._cut, words)

    def _cut(self, words: Sequence[str], sentence: str) -> list[str]:
        with self._lock:
            if words != self._added:
                self._undo()
                self._undo = _add(self._tokenizer, words)
                self._added = words
            return list(self._tokenizer.lcut(sentence))


@functools.cache
def _cutter(lexicons: Lexicons, engine: Engine) -> Cutter:
    terms = (entry.term for name in LEXICONS if name in lexicons.names for entry in lexicons[name].entries)
    words = _usable(terms, lambda word: False)
    fast = FastCutter.load(words) if engine == "auto" else None
    return fast or JiebaCutter(words)


def _usable(words: Iterable[str], known: Callable[[str], bool]) -> tuple[str, ...]:
    """Those of `words` that jieba can use and does not know; sorted, so that the order of finding says nothing."""
    return tuple(sorted({word for word in words if _WORD.fullmatch(word) and not known(word)}))


@functools.cache
def _tagger() -> Callable[[str], str]:
    import jieba.posseg

    tagger = jieba.posseg.POSTokenizer(plain_tokenizer())

    @functools.lru_cache(maxsize=1 << 16)
    def tag(word: str) -> str:
        # A word that jieba takes apart again has the part of speech of its head, and Chinese heads stand last.
        return str(tagger.lcut(word)[-1].flag)

    return tag


def plain_tokenizer() -> Any:
    """A fresh jieba tokenizer with jieba's own dictionary, loaded; never the global one."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(cache_folder())
    tokenizer.cache_file = f"jieba-{jieba.__version__}.cache"
    tokenizer.initialize()
    return tokenizer


def cache_folder() -> Path:
    """The user's own cache folder for Gangmu, made if it is not there; nobody else may write to it."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "gangmu"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _add(tokenizer: Any, words: Sequence[str]) -> Callable[[], None]:
    """Add `words` to `tokenizer`; what is returned takes them back, their beginnings and the total too."""
    prefixes = {word[:end] for word in words for end in range(1, len(word) + 1)}
    before = {prefix: tokenizer.FREQ.get(prefix) for prefix in prefixes}
    total = tokenizer.total
    for word in words:
        tokenizer.add_word(word)

    def undo() -> None:
        tokenizer.total = total
        for prefix, freq in before.items():
            if freq is None:
                del tokenizer.FREQ[prefix]
            else:
                tokenizer.FREQ[prefix] = freq

    return undo
