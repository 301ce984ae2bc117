"""Derived tables of texts, for tests: the texts are mined, and the rows derived from what was found."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from pipeline.api import mine_string
from pipeline.joining.reading import Listed
from pipeline.lexicon import Lexicons
from pipeline.tables import all_tables


def mined(texts: Sequence[str]) -> dict[str, list[Any]]:
    """The rows of all tables of the texts, in their order."""
    tables: dict[str, list[Any]] = {name: [] for name in all_tables()}
    for text in texts:
        for name, rows in mine_string(text, tokens=False).tables.items():
            tables[name] += rows
    return tables


def derived_rows(name: str, texts: Sequence[str]) -> list[Any]:
    """The rows of the derived table `name` of the texts."""
    module = importlib.import_module(f"pipeline.across.{name}")
    return list(module.rows(Listed(mined(texts)), Lexicons.default()))
