"""Mail (eml), and web pages saved as one file (mht, mhtml): the page in it if there is one, else the plain text."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from pipeline.lexicon import Lexicons
from pipeline.read import html
from pipeline.read.encoding import decode
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "message/rfc822"
_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:From|Received|MIME-Version|Return-Path|Message-ID|Delivered-To|Subject|Date|To|X-[\w-]{1,40}"
    rb"|Content-Type|Content-Transfer-Encoding|Content-Location|Snapshot-Content-Location): ?[^\n]{0,2000}\n",
    re.IGNORECASE,
)
_SECOND = re.compile(rb"[A-Za-z][\w-]{1,60}:|[ \t]|\r?\n")  # another header, more of the first, or their end
_FROM = re.compile(rb"From [^\n]{0,200}\n")  # of a mailbox
_DEEPEST = 20  # of parts in parts


def recognises(data: bytes) -> bool:
    """Whether `data` begins with the headers of a mail."""
    start = _FROM.match(data)
    header = _HEADER.match(data, start.end() if start else 0)
    return header is not None and _SECOND.match(data, header.end()) is not None


def read(data: bytes, name: str) -> list[ReadResult]:
    """The text of a mail or saved page. Raises ReadError where no part of it is a text."""
    try:
        message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"), policy=email.policy.compat32)
        parts = list(_parts(message, 0))
    except (ValueError, LookupError, AssertionError, RecursionError) as error:
        raise ReadError("read", f"the mail is damaged ({error})") from error
    pages = [content for kind, content in parts if kind == "text/html" and content.strip()]
    texts = [content for kind, content in parts if kind == "text/plain" and content.strip()]
    others = sum(kind == "attachment" for kind, _ in parts)
    flags: tuple[str, ...] = (f"attachments_not_read:{others}",) if others else ()
    if pages:
        (found,) = html.read(pages[0], name)
        return [replace(found, doc_id=identify(data), media_type=MEDIA_TYPE, flags=(*found.flags, *flags))]
    decoded = decode(b"\n".join(texts), Lexicons.default()) if texts else None
    if decoded is None:
        raise ReadError("read", "no part of the mail is a text; save its attachments and read those")
    flags += (f"undecodable:{decoded.broken}",) if decoded.broken else ()
    return [ReadResult(identify(data), name, decoded.text, MEDIA_TYPE, decoded.encoding, flags=flags)]


def _parts(message: Message, depth: int) -> Iterator[tuple[str, bytes]]:
    """(kind, bytes) of the parts that are no pictures and the like; the transfer encoding is undone."""
    if message.is_multipart():
        for part in message.get_payload() if depth < _DEEPEST else ():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)
        return
    kind, content = message.get_content_type(), message.get_payload(decode=True)
    if message.get_content_disposition() == "attachment":
        yield "attachment", b""
    elif isinstance(content, bytes) and kind in ("text/html", "text/plain", "application/xhtml+xml"):
        yield "text/html" if kind != "text/plain" else kind, content
