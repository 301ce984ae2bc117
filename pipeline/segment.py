"""Words: jieba, sentence by sentence, with the words of the lexicons and of the document.

The reference is jieba 0.42.1: the tokens of a sentence are those that a fresh `jieba.Tokenizer` gives after
`add_word(word)` for every word of `Segmenter.words`, in that order. The words of one document are gone before the next
one begins, so that no document changes another's tokens, in whatever order they come.

Where rjieba is installed it does the work (fastcut.py), with the same tokens; jieba itself is not even imported then.
jieba takes 0.8 s to build its dictionary, which is kept in a folder of the user's own: jieba's default, one file of a
fixed name in the shared temporary folder, could be planted by another user.
"""

from __future__ import annotations

import functools
import importlib
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from pipeline.fastcut import FastCutter
from pipeline.lexicon import Lexicons

Engine = Literal["auto", "jieba"]
LEXICONS = ("indicators", "units")  # their terms are words; a unit is jieba's q (measure word), all others n
_BATCH = 1500  # characters
# What jieba can keep in one piece; with a Chinese character, for `ml` as a word would cut `html` in two.
_WORD = re.compile(r"(?=.{0,60}[\u4E00-\u9FD5])[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]{2,60}")


class Segmenter:
    """Cuts the sentences of one document; `words` are the document's own (names of its programmes, say).

    >>> Segmenter(Lexicons.default()).cut("新建公路12公里。")
    ['新建', '公路', '12', '公里', '。']
    """

    def __init__(self, lexicons: Lexicons, words: Iterable[str] = (), *, engine: Engine = "auto") -> None:
        """`engine`: "jieba" for the reference itself, "auto" for its fast port where that is installed."""
        self._lexicons = lexicons
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

    def cut_all(self, sentences: Iterable[str]) -> Iterator[list[str]]:
        """The words of each of `sentences`. Many are cut as one text, a line each: a line break is a word by itself.

        >>> list(Segmenter(Lexicons.default()).cut_all(["新建公路。", "12公里"]))
        [['新建', '公路', '。'], ['12', '公里']]
        """
        for some in _batches(sentences):
            whole = "\n".join(some)
            if "\r" in whole or whole.count("\n") >= len(some):
                yield from map(self._cut, some)
                continue
            words = self._cut(whole)
            start = 0
            for _ in some[1:]:
                end = words.index("\n", start)
                yield words[start:end]
                start = end + 1
            yield words[start:]

    def pos(self, words: Sequence[str]) -> list[str]:
        """jieba's part of speech of each of `words` (n noun, v verb, m number, q measure word, …)."""
        units = self._lexicons["units"]
        own = {word: "q" if word in units else "n" for word in self.words}
        tag = _tagger()
        return [own.get(word) or tag(word) for word in words]


def _batches(sentences: Iterable[str]) -> Iterator[list[str]]:
    """As many together as have words that the processor keeps at hand."""
    some: list[str] = []
    room = _BATCH
    for sentence in sentences:
        if some and len(sentence) > room:
            yield some
            some, room = [], _BATCH
        some.append(sentence)
        room -= len(sentence)
    if some:
        yield some


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
        """Whether `word` is in the dictionary for good, with a frequency: the words of the last document are not."""
        return bool(self._tokenizer.FREQ.get(word)) and word not in self._added

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
    posseg = _quietly("jieba.posseg")
    tagger = posseg.POSTokenizer(plain_tokenizer())

    @functools.lru_cache(maxsize=1 << 16)
    def tag(word: str) -> str:
        # A word that jieba takes apart again has the part of speech of its head, and Chinese heads stand last.
        return str(tagger.lcut(word)[-1].flag)

    return tag


def plain_tokenizer() -> Any:
    """A fresh jieba tokenizer with jieba's own dictionary, loaded; never the global one."""
    jieba = _quietly("jieba")
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder = _cache_folder()
    if folder:
        tokenizer.tmp_dir = str(folder)
        tokenizer.cache_file = f"jieba-{jieba.__version__}.cache"
        tokenizer.initialize()
    else:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
    return tokenizer


def _quietly(module: str) -> Any:
    """Import a module of jieba without the warnings of its old code (pkg_resources, backslashes), no fault of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(module)


def _cache_folder() -> Path | None:
    """The user's own cache folder for Gangmu, made if it is not there; None where there is none to trust or to write.

    What lies in it is loaded unseen: a folder of, or open to, other users is none to trust.
    """
    home = Path("~").expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    folder = base / "gangmu"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    if sys.platform != "win32" and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        return None
    return folder if os.access(folder, os.W_OK) else None


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
