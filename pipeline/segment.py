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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.lexicon import Lexicons

LEXICONS = ("indicators", "units")  # their terms are words
_WORD = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]{2,}")  # what jieba can keep in one piece


class Segmenter:
    """Cuts sentences of one document; `words` are the document's own (names of its programmes, say).

    >>> Segmenter(Lexicons.default()).cut("新建公路12公里。")
    ['新建', '公路', '12', '公里', '。']
    """

    def __init__(self, lexicons: Lexicons, words: Sequence[str] = ()) -> None:
        self._lexicons = lexicons
        self._own = words

    @functools.cached_property
    def _tokenizer(self) -> Any:
        return _tokenizer(self._lexicons)

    @functools.cached_property
    def words(self) -> tuple[str, ...]:
        """All words added to jieba's dictionary, in the order of adding: the lexicons', then the document's."""
        known = _lexicon_words(self._lexicons)
        return (*known, *(w for w in self._document_words if w not in known))

    @functools.cached_property
    def _document_words(self) -> tuple[str, ...]:
        return _new_words(self._own, self._tokenizer.FREQ)

    def cut(self, sentence: str) -> list[str]:
        """The words of `sentence`; joined, they are the sentence again."""
        with _added(self._tokenizer, self._document_words):
            return list(self._tokenizer.lcut(sentence))

    def tag(self, sentence: str) -> tuple[list[str], list[str]]:
        """Words and their parts of speech (jieba's tags: n, v, m, …). Tagging cuts a little differently from `cut`."""
        import jieba.posseg

        with _added(self._tokenizer, self._document_words):
            pairs = jieba.posseg.POSTokenizer(self._tokenizer).lcut(sentence)
        return [pair.word for pair in pairs], [pair.flag for pair in pairs]


def _new_words(words: Iterable[str], known: Any) -> tuple[str, ...]:
    """Those of `words` that jieba can use and does not know yet; sorted, so that their order says nothing."""
    return tuple(sorted({w for w in words if _WORD.fullmatch(w) and not known.get(w)}))


@functools.cache
def _tokenizer(lexicons: Lexicons) -> Any:
    tokenizer = plain_tokenizer()
    for word in _new_words(_terms(lexicons), tokenizer.FREQ):
        tokenizer.add_word(word)
    return tokenizer


@functools.cache
def _lexicon_words(lexicons: Lexicons) -> tuple[str, ...]:
    return _new_words(_terms(lexicons), plain_tokenizer().FREQ)


def _terms(lexicons: Lexicons) -> Iterator[str]:
    for name in LEXICONS:
        if name in lexicons.names:
            yield from (entry.term for entry in lexicons[name].entries)


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


@contextmanager
def _added(tokenizer: Any, words: Sequence[str]) -> Iterator[None]:
    """`tokenizer` with `words`, as it was before at the end."""
    prefixes = {word[:end] for word in words for end in range(1, len(word) + 1)}
    before = {prefix: tokenizer.FREQ.get(prefix) for prefix in prefixes}
    total = tokenizer.total
    try:
        for word in words:
            tokenizer.add_word(word)
        yield
    finally:
        tokenizer.total = total
        for prefix, freq in before.items():
            if freq is None:
                tokenizer.FREQ.pop(prefix, None)
            else:
                tokenizer.FREQ[prefix] = freq
