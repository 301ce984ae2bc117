"""Glossaries (名词解释): where a document says what a name means, `“双百行动”：指每年派出一百名教师……`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.naming.names import name_key

SHORTEST = 6  # characters of a definition
_DEFINES = re.compile(
    r"(?:^|[\s。；;、\d.．）)】])(?:[“「『](?P<quoted>[^”」』\n]{2,24})[”」』]|(?P<bare>[\u4e00-\u9fffA-Za-z\d+]{2,16}))"
    r"(?P<head>[\u4e00-\u9fff]{0,4})(?:[：:]\s*(?:即|是?指的?是?)?|[，,]?\s*(?:主要)?(?:是指|指的是|即指))(?P<says>[^\n]+)"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a document says that a name means."""

    doc_id: str
    name: str
    says: str


def definitions(sentences: Iterator[Mapping[str, Any]], keys: Collection[str]) -> dict[str, list[Definition]]:
    """The definitions of names whose `name_key` is one of `keys`, by key, in the order of `sentences`.

    >>> row = {"doc_id": "d", "text": "“双百行动”：指每年选派一百名教师、培训一百名校长。"}
    >>> definitions(iter([row]), {"双百行动"})["双百行动"][0].says
    '每年选派一百名教师、培训一百名校长'
    >>> definitions(iter([{"doc_id": "d", "text": "实施“双百行动”：下半年选派教师。"}]), {"双百行动"})
    {}
    """
    found: dict[str, list[Definition]] = {}
    for sentence in sentences:
        if "指" not in sentence["text"] and "即" not in sentence["text"]:
            continue
        match = _DEFINES.search(sentence["text"])
        if match is None:
            continue
        said = match["says"].strip().rstrip("。；;")
        for name in (f"{match['quoted'] or match['bare']}{match['head']}", match["quoted"] or match["bare"]):
            key = name_key(name)
            if key in keys and len(said) >= SHORTEST and _is_meant(match):
                found.setdefault(key, []).append(Definition(sentence["doc_id"], name, said))
                break
    return found


def _is_meant(match: re.Match[str]) -> bool:
    """A colon alone may only lead on to what is done: 指, 是指 or 即 must follow it or stand for it."""
    between = match[0][: match.start("says") - match.start()]
    return "指" in between or between.rstrip().endswith("即")
