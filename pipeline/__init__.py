"""Gangmu 纲目: Chinese policy documents into tables, every cell traceable to the characters it came from.

>>> from pipeline import mine, load, open
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.version import VERSION as __version__

if TYPE_CHECKING:
    from pipeline.api import MinedDocument, Snapshot, load, mine, open

__all__ = ["MinedDocument", "Snapshot", "__version__", "load", "mine", "open"]


if not TYPE_CHECKING:  # a checker must not take every name for one that is here

    def __getattr__(name: str) -> object:
        """Bring in what is asked for when it is asked for: the command line must answer before pandas is there."""
        if name in ("mine", "load", "open", "MinedDocument", "Snapshot"):
            import pipeline.api

            return getattr(pipeline.api, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
