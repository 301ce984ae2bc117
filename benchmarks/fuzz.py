"""Coverage-guided fuzzing of readers, containers and cleaners, with atheris, which is no part of the lock: install it.

    python -m benchmarks.fuzz [--seconds 600] [--corpus FOLDER]

Bytes are read, opened and cleaned; what escapes, or does not undo, is the find. The folder (a temporary one if none is
given) begins with small sources of every kind that is read, and keeps what leads to new paths.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.clean import clean
    from pipeline.containers import Reading, opened
    from pipeline.lexicon import Lexicons
    from pipeline.limits import Limits
    from pipeline.patience import patience
    from pipeline.read import ReadError, Skipped, read
    from pipeline.sources import STDIN, Fault, SourceFile
    from pipeline.text import undo

from benchmarks.damage import encodings, files, pages, script
from benchmarks.properties import SENTENCES

SLOW = 20.0  # seconds of processor time that no small source may take
LEXICONS = Lexicons.default()
LIMITS = Limits(max_bytes=1_000_000, max_total=4_000_000, max_members=50)
READING = Reading(limits=LIMITS, text_column="text", id_column="id")


def one(data: bytes, folder: Path) -> None:
    """Open `data` as if from the standard input; read and clean what is in it."""
    with opened([SourceFile(STDIN)], READING, folder, io.BytesIO(data)) as found:
        for source in found:
            if isinstance(source.held, Fault):
                continue
            try:
                results = read(source.read_bytes(), source.name)
            except (ReadError, Skipped):
                continue
            for result in results:
                text = clean(result.text[:5_000], LEXICONS).text
                assert undo(text.clean, text.edits) == result.text[:5_000]


def seeds() -> dict[str, bytes]:
    """Small sources, all made up."""
    text = "\n".join(SENTENCES[:8])
    found = {f"text-{i}": text.encode(e, "replace") for i, e in enumerate(("utf-8", "gb18030", "utf-16"))}
    kinds = (script.pinyin, encodings.gbk_shift, encodings.utf8_as_gbk, encodings.utf8_as_latin1, pages.page_chunks)
    found |= {make.__name__: make(text).encode("utf-8", "replace") for make in kinds}
    found["page"] = files.page(text).encode()
    found["gz"] = gzip.compress(text.encode())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", text)
    found["zip"] = buffer.getvalue()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        info = tarfile.TarInfo("a.txt")
        info.size = len(text.encode())
        tar.addfile(info, io.BytesIO(text.encode()))
    found["tar"] = buffer.getvalue()
    found["jsonl"] = b'{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n'
    found["csv"] = f'id,text\na,"{text}"\n'.encode()
    found["warc"] = (
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://example.org/\r\n"
        b"Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nabcde\r\n\r\n"
    )
    found["rtf"] = b"{\\rtf1\\ansi\\ansicpg936 abc\\par}"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, help="where the sources lie that lead to new paths")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or Path(folder) / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        for name, data in seeds().items():
            (corpus / name).write_bytes(data)
        out = Path(folder) / "out"

        def test(data: bytes) -> None:
            with patience(SLOW):
                one(data, out)

        arguments = [sys.argv[0], f"-max_total_time={options.seconds}", "-max_len=4096", "-rss_limit_mb=2000"]
        atheris.Setup([*arguments, f"-artifact_prefix={folder}/", str(corpus)], test)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
