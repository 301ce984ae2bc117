"""Zip archives; not the documents that are zips inside (docx, ofd, xlsx …), which their readers open."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.containers.member import ContainerError, Member, NotAContainer, Reading, clean_name, decoded, is_hidden
from pipeline.sources import Fault

NEEDS_SEEKING = True
IS_ARCHIVE = True
FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, OSError,
)  # fmt: skip

_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
# A member that only zipped documents have.
_DOCUMENT = ("[Content_Types].xml", "OFD.xml", "META-INF/container.xml", "mimetype")
_MARKS = frozenset(name.encode() for name in _DOCUMENT)
_UTF8, _SIZE_FOLLOWS, _ENCRYPTED = 0x800, 8, 1
_ENTRY = 46  # bytes of an entry of the directory, at least
_LONG_ENTRY = 300  # on average, at most
_HEADER = 30  # bytes before the name of a member


def recognises(head: bytes, reading: Reading) -> bool:
    """A zip whose first members are none of a document's; those of a document that lies in it unpacked are not its."""
    return head.startswith(_SIGNATURES) and _MARKS.isdisjoint(_first_names(head))


def _first_names(head: bytes) -> Iterator[bytes]:
    """Names of the members whose headers lie in `head`, as far as each says where the next one begins."""
    at = 0
    while head.startswith(_SIGNATURES[0], at) and len(head) >= at + _HEADER:
        flags, packed = struct.unpack_from("<6xH10xI", head, at)
        name, extra = struct.unpack_from("<HH", head, at + 26)
        yield head[at + _HEADER : at + _HEADER + name]
        if flags & _SIZE_FOLLOWS:
            return
        at += _HEADER + name + extra + packed


NAMELESS = "(no name)"


def members(file: BinaryIO, name: str, reading: Reading) -> Iterator[Member]:
    """Every file in it. Raises ContainerError for one with more members than allowed, or with members that overlap."""
    _check_directory(file, reading)
    with zipfile.ZipFile(file) as archive:
        found = archive.infolist()
        if any(info.filename in _DOCUMENT for info in found):
            raise NotAContainer
        _check_overlap(found)
        for info in found:
            shown = _name(info) or NAMELESS
            if info.filename.endswith("/") or is_hidden(shown):  # ZipInfo.is_dir fails on a name of no characters
                continue
            if info.flag_bits & _ENCRYPTED:
                yield Member(shown, Fault("encrypted; unpack it with its password and give the files"))
                continue
            try:
                content = archive.open(info)
            except FAULTS as error:
                yield Member(shown, Fault(f"damaged in its archive ({error}); fetch it again"))
                continue
            with content:
                yield Member(shown, content, packed=info.compress_size)


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8:
        return clean_name(info.filename)
    try:
        return decoded(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return clean_name(info.filename)


def _check_directory(file: BinaryIO, reading: Reading) -> None:
    """The directory is read whole by the library, whatever its size: so it is looked at before."""
    most = reading.limits.max_members
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 66_000))
    tail = file.read(66_000)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise ContainerError("cut off or damaged: it has no directory at its end; fetch it again")
    count, length = struct.unpack_from("<HI", tail, at + 10)
    at = tail.rfind(b"PK\x06\x06", 0, at)
    if at >= 0 and len(tail) >= at + 56 and (count == 0xFFFF or length == 0xFFFFFFFF):
        count, length = struct.unpack_from("<QQ", tail, at + 32)
    if count > most or length > max(_ENTRY, _LONG_ENTRY) * most:
        raise ContainerError(f"more than {most:,} members; unpack it, or raise --limit max-members")


def _check_overlap(found: list[zipfile.ZipInfo]) -> None:
    """Members that share their bytes are a bomb: each unpacks the same anew."""
    end = 0
    for info in sorted(found, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise ContainerError("its members overlap, as those of a zip bomb do; nothing of it was unpacked")
        end = info.header_offset + _HEADER + len(info.orig_filename) + info.compress_size
