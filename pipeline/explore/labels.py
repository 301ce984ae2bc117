"""What the pages say, in Chinese and English: the lines of `labels.csv`."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
FILE = Path(__file__).with_name("labels.csv")


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language.

    >>> Labels.of("zh")("targets"), Labels.of("en")("column", "unit"), Labels.of("en")("value", "no such")
    ('量化指标', 'Unit', 'no such')
    """

    language: Language
    words: Mapping[str, str]

    @classmethod
    def of(cls, language: Language) -> Labels:
        """The labels in `language`."""
        return cls(language, _read()[language])

    def __call__(self, key: str, *more: str) -> str:
        """The label of `key`; of a `column` or a `value` that the catalogue does not have, its own name."""
        if not more:
            return self.words[key]
        return self.words.get(f"{key}.{more[0]}") or self.words.get(more[0]) or more[0]

    def column(self, name: str) -> str:
        """A column's name for people."""
        return self("column", name)

    def value(self, value: str) -> str:
        """A value of an enumeration for people."""
        return self("value", value)


@functools.cache
def _read() -> Mapping[Language, Mapping[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {language: {row["key"]: row[language] for row in rows} for language in LANGUAGES}


def choose(wanted: str | None, accepted: str, default: Language | None) -> Language:
    """The language that was asked for, else the one the command was given, else the browser's.

    >>> choose(None, "zh-CN,zh;q=0.9,en;q=0.8", None), choose("en", "zh", "zh"), choose("xx", "de", None)
    ('zh', 'en', 'en')
    """
    for language in LANGUAGES:
        if wanted == language:
            return language
    if default is not None:
        return default
    first = accepted.split(",")[0].strip().lower()
    return "zh" if first.startswith("zh") else "en"
