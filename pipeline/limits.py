"""How much a source may ask of the machine before it is refused: every limit an option with a sane default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

SMALL = 1_000_000  # bytes under which it does not matter how densely something was packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is refused, with a row of `errors` that names the limit.

    The longest work reports have some 100,000 characters; scans as PDF some tens of megabytes.
    """

    max_bytes: int = 50_000_000  # of one document
    max_chars: int = 3_000_000  # of one document's text
    max_members: int = 200_000  # of one container
    max_total: int = 50_000_000_000  # bytes of all members of one container, unpacked
    max_ratio: int = 300  # bytes unpacked to bytes packed; documents have some twenty
    max_depth: int = 2  # containers in each other
    max_seconds: float = 600.0  # of processor time on one document

    @classmethod
    def of(cls, settings: Iterable[str]) -> Limits:
        """The limits with `settings` like `max-bytes=200000000`. Raises ValueError for one that is none.

        >>> Limits.of(["max-depth=3"]).max_depth
        3
        """
        kinds = {field.name.replace("_", "-"): float if field.type == "float" else int for field in fields(cls)}
        chosen: dict[str, int | float] = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            if name not in kinds:
                raise ValueError(f"--limit {setting}: there are {', '.join(kinds)}")
            try:
                chosen[name.replace("-", "_")] = number = kinds[name](value.replace(",", "").replace("_", ""))
            except ValueError as error:
                raise ValueError(f"--limit {setting}: {name}= must be followed by a number") from error
            if number <= 0:
                raise ValueError(f"--limit {setting}: must be more than nothing")
        return cls(**chosen)  # type: ignore[arg-type]


DEFAULT = Limits()
