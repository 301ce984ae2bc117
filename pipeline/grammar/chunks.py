"""The stretch of text that belongs to one number: back to the last mark or number, on to the next mark."""

from __future__ import annotations

from typing import NamedTuple

STOPS = frozenset("，,；;。！？!?：:\n\t|｜—…")
OPENING = {"（": "）", "(": ")", "“": "”", "「": "」", "《": "》", "〔": "〕", "[": "]", "【": "】"}
CLOSING = {close: open_ for open_, close in OPENING.items()}
MARKS = STOPS.union(OPENING, CLOSING)
ROMAN = frozenset("ⅠⅡⅢⅣⅤⅥ")  # Ⅰ—Ⅲ类水质
REACH = 60  # characters; a noun phrase of officialese hardly runs longer


class Chunk(NamedTuple):
    """`start:number_start` before a number and `number_end:end` behind it, up to the nearest marks."""

    start: int
    end: int
    left: str
    right: str
    meets_number: bool = False  # the right side ends where the next number begins
    multiple: bool = False  # the number is a multiple: 1.7倍


def chunk(text: str, start: int, end: int, floor: int, ceiling: int, *, multiple: bool = False) -> Chunk:
    """The chunk of the number at `start:end`, no further than `floor` and `ceiling`.

    Brackets and quotes are stepped over whole; one that opens before the number and closes behind it bounds the chunk.

    >>> chunk("新增托位（普惠）420个，建成3家", 8, 12, 0, 19).left
    '新增托位（普惠）'
    """
    left = _left(text, start, max(floor, start - REACH))
    right = _right(text, end, min(ceiling, end + REACH))
    return Chunk(left, right, text[left:start], text[end:right], right == ceiling, multiple)


def _left(text: str, position: int, floor: int) -> int:
    pending: list[str] = []
    at = position
    while at > floor:
        char = text[at - 1]
        if char not in MARKS:
            at -= 1
            continue
        if char in CLOSING:
            pending.append(CLOSING[char])
        elif char in OPENING:
            if not pending:
                break
            pending.pop()
        elif char in STOPS and not pending and not _inside_number(text, at - 1):
            break
        at -= 1
    if pending:  # a bracket closed that never opened: take the nearest mark after all
        return _flat_left(text, position, floor)
    return at


def _flat_left(text: str, position: int, floor: int) -> int:
    at = position
    while at > floor and text[at - 1] not in STOPS and text[at - 1] not in CLOSING:
        at -= 1
    return at


def _right(text: str, position: int, ceiling: int) -> int:
    pending: list[str] = []
    at = position
    while at < ceiling:
        char = text[at]
        if char not in MARKS:
            at += 1
            continue
        if char in OPENING:
            pending.append(OPENING[char])
        elif char in CLOSING:
            if not pending or pending.pop() != char:
                break
        elif char in STOPS and not pending and not _inside_number(text, at):
            break
        at += 1
    return at


def _inside_number(text: str, at: int) -> bool:
    """A mark between two digits (1,200) or a dash in a range is no boundary."""
    if not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    return (before.isdigit() and after.isdigit()) or (before in ROMAN and after in ROMAN)
