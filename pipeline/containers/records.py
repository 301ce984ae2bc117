"""What containers of records have in common: a column with the text, one that names it, columns carried along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from pipeline.containers.member import ContainerError, Member, Reading, clean_name
from pipeline.sources import Fault


def check_columns(there: Iterable[str], reading: Reading) -> None:
    """Raises ContainerError where the columns asked for are not there."""
    names = list(there)
    few = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    if reading.text_column is None:
        raise ContainerError(f"holds records: name the column with their text, --text-column; there are {few}")
    asked = (reading.text_column, *([reading.id_column] if reading.id_column else []), *reading.meta)
    missing = [name for name in asked if name not in names]
    if missing:
        raise ContainerError(f"has no column {', '.join(missing)}; there are {few}")


def member(record: Mapping[str, Any], number: int, reading: Reading) -> Member | None:
    """The document of one record, `number` from 1; None for one without text."""
    told = record.get(reading.id_column) if reading.id_column else None
    shown = clean_name(str(told)) if told not in (None, "") else str(number)
    text = record.get(reading.text_column or "")
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        return Member(shown, Fault(f"{reading.text_column} holds {type(text).__name__}, not text"))
    carried = ((name, record.get(name)) for name in reading.meta)
    metadata = tuple((name, clean_name(str(value))) for name, value in carried if value not in (None, ""))
    return Member(shown, BytesIO(text.encode("utf-8", "surrogatepass")), metadata)


def numbered(records: Iterable[Mapping[str, Any]], reading: Reading) -> Iterator[Member]:
    """The documents of `records`, in order, those without text left out."""
    for number, record in enumerate(records, 1):
        found = member(record, number, reading)
        if found is not None:
            yield found
