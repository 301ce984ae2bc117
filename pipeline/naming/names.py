"""A name as it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["umbrella", "single", "slogan"]
Need = Literal["", "members", "list"]

_SPACES = re.compile(r"\s+")
_QUOTES = re.compile(r"[“”「」『』〞\"‘’]")
_PUNCTUATION = re.compile(r"[\s“”\"'‘’「」『』〞《》〈〉?,，、。．.·・;；:：()（）〔〕\[\]+＋×\-—]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name with the span of its mention, quotes included where they belong to it."""

    start: int
    end: int
    name: str
    kind: str
    role: Role
    count: int | None = None
    quoted: bool = False
    needs: Need = ""  # a counted plural is a programme only if the document names its parts (in a list beside it)
    also: str = ""  # a head noun that follows a name which has one of its own: “…行动”工程

    @property
    def key(self) -> str:
        return name_key(self.name)


def clean_name(text: str) -> str:
    """The name without quotes and spaces: `德育“13567” 工程` -> `德育13567工程`."""
    return _SPACES.sub("", _QUOTES.sub("", text))


def name_key(name: str) -> str:
    """What is the same for the same programme across documents.

    >>> name_key("“智慧校园+”工程") == name_key("智慧校园+工程")
    True
    """
    return _PUNCTUATION.sub("", name).lower()
