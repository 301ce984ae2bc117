"""Files that are still there after a power cut, and links to them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def flush(path: Path) -> None:
    """Ask the disk to keep `path` (a file, or the names in a folder) through a power cut."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(folder: Path) -> None:
    """Flush all that is in `folder`, and then itself."""
    for path in sorted(folder.rglob("*")):
        flush(path)
    flush(folder)


def write(path: Path, text: str) -> None:
    """Put `text` at `path`, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, "utf-8", newline="\n")
    flush(new)
    new.replace(path)
    flush(path.parent)


def link(there: Path, here: Path) -> None:
    """The file `there` under the name `here` too; copied where the file system has no hard links."""
    try:
        os.link(there, here)
    except OSError:
        shutil.copyfile(there, here)
        flush(here)
