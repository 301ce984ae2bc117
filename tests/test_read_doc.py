"""Old Word documents: through a converter, or a clear word on what to install."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.read import ReadError, Skipped, doc, read
from word_files import paragraph, word_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOC = OLE + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(500)
SCRIPT = """#!{python}
import pathlib, sys, time
folder = sys.argv[sys.argv.index("--outdir") + 1]
assert pathlib.Path(sys.argv[-1]).read_bytes().startswith(b"\\xd0\\xcf")
{work}
"""


def convert_with(work: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A soffice that does `work`, and no other on the path."""
    tool = folder / "soffice"
    tool.write_text(SCRIPT.format(python=sys.executable, work=work), "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="the converter of the test is a script with a shebang")
def test_what_the_converter_makes_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made").write_bytes(word_file([paragraph("扩大学位供给", "1")]))
    work = f"pathlib.Path(folder, 'document.docx').write_bytes(pathlib.Path({str(tmp_path / 'made')!r}).read_bytes())"
    convert_with(work, tmp_path, monkeypatch)
    (found,) = read(DOC, "a.wps")
    assert (found.text, found.media_type) == ("一、扩大学位供给\n", "application/msword")
    assert found.doc_id == hashlib.sha256(DOC).hexdigest()[:16]


@pytest.mark.skipif(sys.platform == "win32", reason="the converter of the test is a script with a shebang")
@pytest.mark.parametrize(
    ("work", "message"),
    [("print('source file could not be loaded')", "could not be loaded"), ("time.sleep(60)", "in 1 sec")],
)
def test_a_converter_that_fails_or_hangs(
    work: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert_with(work, tmp_path, monkeypatch)
    monkeypatch.setattr(doc, "_SECONDS", 1)
    with pytest.raises(ReadError, match=message):
        read(DOC, "a.doc")


def test_without_a_converter_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ReadError, match=r"install libreoffice-writer .* or save the file as docx"):
        read(DOC, "a.doc")


def test_compound_files_of_other_kinds() -> None:
    with pytest.raises(Skipped, match="xls"):
        read(OLE + bytes(100) + "Workbook".encode("utf-16-le"), "a.doc")
    with pytest.raises(ReadError, match="encrypted"):
        read(OLE + bytes(100) + "EncryptedPackage".encode("utf-16-le"), "a.docx")
    with pytest.raises(ReadError, match="damaged"):
        read(OLE + bytes(500), "a.doc")
