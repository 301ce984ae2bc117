"""Texts of documents in Markdown, where they are to stay texts."""

from __future__ import annotations

_MEANS_SOMETHING = "\\`*_[]|#~@"  # @: a name after it would be told of it


def cell(text: str) -> str:
    """Text on one line that Markdown takes for nothing else.

    >>> cell("a|b <i> *c*")
    'a\\\\|b &lt;i&gt; \\\\*c\\\\*'
    """
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{c}" if c in _MEANS_SOMETHING else c for c in text)
