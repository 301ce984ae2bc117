"""What is in a container: a name and a stream of bytes, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from pipeline.limits import DEFAULT, Limits
from pipeline.sources import Fault

_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How containers are read; of records, the columns with the text and its name, and those carried along."""

    limits: Limits = DEFAULT
    text_column: str | None = None
    id_column: str | None = None
    meta: tuple[str, ...] = ()


class Readable(Protocol):
    """What members are read from: bytes in order, no way back needed."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Member:
    """One thing in a container. `content` is read at once, before the next member is asked for.

    `packed`: bytes it takes in the container, where that is known.
    """

    name: str
    content: Readable | Fault
    metadata: tuple[tuple[str, str], ...] = ()
    packed: int | None = None


class ContainerError(Exception):
    """A container that cannot be read, or not further; the message says why and what to try."""


class NotAContainer(Exception):
    """A document that begins as a container does, its telling member far behind the first."""


class Container(Protocol):
    """A module of this folder: one kind of container."""

    NEEDS_SEEKING: bool
    IS_ARCHIVE: bool  # counts as a level; a mere compression does not
    FAULTS: tuple[type[Exception], ...]  # what a damaged one makes the library raise

    def recognises(self, head: bytes, reading: Reading) -> bool:
        """Whether these first bytes begin one."""

    def members(self, file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
        """Its members, in order. Raises ContainerError, NotAContainer, or what `FAULTS` names."""


def decoded(name: bytes) -> str:
    """A member's name, in whatever encoding it is.

    >>> decoded("规划.txt".encode("gbk")), decoded("规划.txt".encode())
    ('规划.txt', '规划.txt')
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return clean_name(name.decode(encoding))
        except UnicodeDecodeError:
            continue
    return clean_name(name.decode("utf-8", "replace"))


def clean_name(name: str) -> str:
    """The name as any table can hold it. It is shown, never opened: `../` in it leads nowhere."""
    return _UNFIT.sub("\ufffd", name.replace("\\", "/"))


def is_hidden(name: str) -> bool:
    """What a file manager leaves in archives: `.DS_Store`, `__MACOSX/…`.

    >>> is_hidden("a/.git/x"), is_hidden("../a.txt"), is_hidden("__MACOSX/._a.txt")
    (True, False, True)
    """
    return any(part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in name.split("/"))
