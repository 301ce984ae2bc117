"""Plain text, in whatever encoding it is."""

from __future__ import annotations

from pipeline.lexicon import Lexicons
from pipeline.read.encoding import decode
from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "text/plain"


def read(data: bytes, name: str) -> list[ReadResult]:
    """The one document that `data` is. Raises ReadError if it is empty or reads as text in no encoding."""
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("read", "the file is empty")
    decoded = decode(data, Lexicons.default())
    if decoded is None:
        raise ReadError("decode", "reads as text in no encoding known here (UTF-8, UTF-16, GB18030, Big5); convert it")
    flags = (f"undecodable:{decoded.broken}",) if decoded.broken else ()
    return [ReadResult(identify(data), name, decoded.text, MEDIA_TYPE, decoded.encoding, flags=flags)]
