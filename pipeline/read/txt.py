"""Plain text, in whatever encoding."""

from __future__ import annotations

from pipeline.read.result import ReadError, ReadResult, identify

MEDIA_TYPE = "text/plain"


def read(data: bytes, name: str) -> list[ReadResult]:
    try:
        return [ReadResult(identify(data), name, data.decode("utf-8"), MEDIA_TYPE, "utf-8")]
    except UnicodeDecodeError as error:
        raise ReadError("read", str(error)) from error
