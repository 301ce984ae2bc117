"""What is chosen by chance, chosen from the text itself."""

from __future__ import annotations

import hashlib
import random


def chance_of(text: str) -> random.Random:
    """The same text is always damaged in the same way."""
    return random.Random(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
