"""What reading gives: a raw text with what is known of it, or a reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

ID_DIGITS = 16  # of the SHA-256 of the source's bytes


def identify(data: bytes) -> str:
    """The `doc_id` of a source: the first 16 hex digits of the SHA-256 of its bytes."""
    return hashlib.sha256(data).hexdigest()[:ID_DIGITS]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One document as it came out of its source."""

    doc_id: str  # of the document's own bytes: for a member of a container, the member's
    name: str
    text: str  # raw: every raw position points into it
    media_type: str
    encoding: str  # as decided: utf-8, utf-8-sig, utf-16-le, gb18030, big5hkscs, …
    metadata: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()  # what reading has to say about the document, for documents.flags


class ReadError(Exception):
    """A source that cannot be read. `stage` says at what, the message why and what to try."""

    def __init__(self, stage: str, message: str) -> None:
        super().__init__(stage, message)
        self.stage, self.message = stage, message


class Skipped(Exception):
    """A source of a kind that is not read yet: no failure, but the run names it."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(kind, reason)
        self.kind, self.reason = kind, reason
