"""Documents that are a zip of XML files: opened with care, for nobody says who made them.

No entity is resolved and nothing is fetched; a part that unpacks to more than the limits is refused before it is read.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from pipeline.read.result import ReadError

SIGNATURE = b"PK\x03\x04"
LARGEST_PART = 100_000_000  # bytes of XML; the longest documents have some ten million
LARGEST_RATIO = 300  # unpacked to packed; documents have some twenty
_SMALL = 1_000_000  # bytes under which the ratio does not matter
_FIRST = 4000  # bytes in which a zip that is cut off still names its first members

# What a damaged zip makes the library raise.
_FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
    zlib.error, struct.error,
)  # fmt: skip


def names(data: bytes) -> frozenset[str]:
    """The names of the members of the zip `data`; of one that is cut off, those seen at its beginning."""
    if not data.startswith(SIGNATURE):
        return frozenset()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _FAULTS:
        return frozenset(_first_names(data[:_FIRST]))


def _first_names(data: bytes) -> list[str]:
    found = []
    at = data.find(SIGNATURE)
    while at >= 0 and at + 30 <= len(data):
        length = int.from_bytes(data[at + 26 : at + 28], "little")
        found.append(data[at + 30 : at + 30 + length].decode("utf-8", "replace"))
        at = data.find(SIGNATURE, at + 4)
    return found


class Package:
    """The parts of a document, by name. `kind` is what errors call it."""

    def __init__(self, data: bytes, kind: str) -> None:
        """Raises ReadError where `data` is no whole zip."""
        self.kind = kind
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except _FAULTS as error:
            raise ReadError("read", f"the {kind} file is damaged or cut off ({error}); fetch it again") from error
        self._members = {info.filename.lower(): info for info in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._members

    def matching(self, ending: str) -> list[str]:
        """The names of the parts that end in `ending`, sorted."""
        return sorted(info.filename for name, info in self._members.items() if name.endswith(ending.lower()))

    def xml(self, name: str) -> etree._Element | None:
        """The root of the part `name`, or None if there is none. Raises ReadError for one that cannot be read."""
        info = self._members.get(name.lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            raise ReadError("read", f"the {self.kind} file is encrypted; save it without a password")
        too_dense = info.file_size > _SMALL and info.file_size > LARGEST_RATIO * max(1, info.compress_size)
        if info.file_size > LARGEST_PART or too_dense:
            raise ReadError("read", f"{name} unpacks to {info.file_size:,} bytes: no document, or a zip bomb")
        try:
            with self._archive.open(info) as file:
                content = file.read(LARGEST_PART)
        except _FAULTS as error:
            raise ReadError("read", f"{name} in the {self.kind} file is damaged ({error}); fetch it again") from error
        return _parse(content, name)


def _parse(content: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("read", f"{name} is no well-formed XML ({error.msg})") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError("read", f"{name} declares entities, which no document of this kind does")
    return root


def local(element: etree._Element) -> str:
    """The tag without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """The attribute `name`, whatever its namespace."""
    value: str | None = element.get(name)
    if value is None:
        value = next((v for key, v in element.attrib.items() if key.endswith("}" + name)), None)
    return value


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down the `path` of local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element
