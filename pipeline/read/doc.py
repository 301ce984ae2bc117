"""Word's old binary documents (doc), and WPS's (wps): LibreOffice, where it is installed, makes a docx of them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from pipeline.read import docx
from pipeline.read.result import ReadError, ReadResult, Skipped, identify

MEDIA_TYPE = "application/msword"
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of OLE's compound files
_CONVERTERS = ("soffice", "libreoffice")
_SECONDS = 120  # that a conversion may take
# Streams by which compound files are told, as their folders spell them.
_WORD, _LOCKED = ("WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
_OTHERS = {"Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt", "__properties_version1.0": "msg"}


def recognises(data: bytes) -> bool:
    """Whether `data` is an OLE compound file."""
    return data.startswith(_SIGNATURE)


def read(data: bytes, name: str) -> list[ReadResult]:
    """The text of a doc or wps file.

    Raises ReadError where no converter is installed or it fails, Skipped for compound files that are no documents.
    """
    if _WORD not in data:
        if _LOCKED in data:
            raise ReadError("read", "the document is encrypted; save it without a password")
        kind = next((kind for stream, kind in _OTHERS.items() if stream.encode("utf-16-le") in data), None)
        if kind is not None:
            raise Skipped(kind, f"{kind} files are not read yet")
        raise ReadError("read", "the doc file is damaged or cut off: it has no document in it; fetch it again")
    converter = next((path for tool in _CONVERTERS if (path := shutil.which(tool))), None)
    if converter is None:
        raise ReadError(
            "read",
            "doc and wps files are read through LibreOffice, which is not installed: install libreoffice-writer so that"
            " the command soffice is found, or save the file as docx",
        )
    (found,) = docx.read(_converted(data, converter), name)
    return [replace(found, doc_id=identify(data), media_type=MEDIA_TYPE)]


def _converted(data: bytes, converter: str) -> bytes:
    """The docx that `converter` makes of `data`, in a folder and with a profile that last no longer."""
    with tempfile.TemporaryDirectory(prefix="gangmu-doc-") as folder:
        source, made = Path(folder, "document.doc"), Path(folder, "document.docx")
        source.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [converter, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", "docx", "--outdir", folder, str(source)]
        said = _run(command, folder)
        if not made.is_file():
            raise ReadError(
                "read", f"LibreOffice made no docx of the doc file: {said.strip()[-300:] or 'it said nothing'}"
            )
        return made.read_bytes()


def _run(command: list[str], folder: str) -> str:
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ReadError("read", f"LibreOffice did not read the doc file in {_SECONDS} seconds") from error
    finally:
        _end(process)
    return said.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and those it began, for soffice is a script around the program; nothing where it has ended."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
