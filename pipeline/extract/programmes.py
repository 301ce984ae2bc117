"""Programmes (项目工程): named undertakings, counted sets of them with their members, and slogans that only count.

`实施“三大工程”：良田工程、良种工程、良机工程` is four rows: the set with three members, and each member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.document import Document
from pipeline.naming.gather import programmes
from pipeline.naming.lists import Part
from pipeline.naming.names import name_key
from pipeline.record import column

NEEDS = ("initiatives",)
KEY = "p"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A programme, a counted set of programmes, or a slogan, at its first mention."""

    initiative_id: int | None = column("the innermost initiative that holds the first mention", ref="initiatives")
    name: str = column("the full name, without quotes")
    name_key: str = column("the same for the same programme across documents")
    kind: str = column("the head noun (工程, 行动, 计划, …); slogan for slogans")
    role: Literal["umbrella", "single", "slogan"] = column("a counted set, one undertaking, or a slogan that counts")
    declared_count: int | None = column("how many members the name declares: 5 of 五大工程")
    found_count: int | None = column("how many members the document names; null for a single programme")
    members: list[str] = column("the members that the document names, in order")
    member_ids: list[tuple[str, int] | None] = column(
        "the programmes or initiatives that are the members, null where a member is neither", ref="*"
    )
    umbrella_id: int | None = column("the counted set that it is a member of", ref="programmes")
    quoted: bool = column("whether the first mention is in quotes")
    mentions: int = column("how often the document names it")
    start: int = column("start of the first mention", unit="character")
    end: int = column("end of the first mention", unit="character")


def rows(document: Document) -> Iterator[Row]:
    """The programmes of `document` in order of their first mention."""
    entries = programmes(document)
    position = {entry.name.key: at for at, entry in enumerate(entries)}
    umbrella_of: dict[str, int] = {}
    for at, entry in enumerate(entries):
        if entry.name.role == "umbrella":
            for part in entry.parts:
                umbrella_of.setdefault(name_key(part.name), at)
    for at, entry in enumerate(entries):
        name = entry.name
        umbrella = umbrella_of.get(name.key)
        yield Row(
            initiative_id=document.item_at(name.start),
            name=name.name,
            name_key=name.key,
            kind=name.kind,
            role=name.role,
            declared_count=name.count,
            found_count=None if name.role == "single" else len(entry.parts),
            members=[part.name for part in entry.parts],
            member_ids=[_reference(part, position, at) for part in entry.parts],
            umbrella_id=umbrella if umbrella != at else None,
            quoted=name.quoted,
            mentions=entry.mentions,
            start=name.start,
            end=name.end,
        )


def _reference(part: Part, position: Mapping[str, int], own: int) -> tuple[str, int] | None:
    at = position.get(name_key(part.name))
    if at is not None and at != own:
        return "programmes", at
    return ("initiatives", part.item) if part.item is not None else None
