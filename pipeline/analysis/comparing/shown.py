"""Differences as text, Markdown and JSON; `page` has the HTML."""

from __future__ import annotations

import difflib
import itertools
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.analysis.comparing.diff import Change, Diff, DocumentDiff
from pipeline.analysis.output.markdown import cell
from pipeline.analysis.output.sheet import as_json as plain

if TYPE_CHECKING:
    from rich.text import Text

LISTED = 200  # changes shown; JSON and HTML have all
COMMENT = 60  # changes in Markdown: a comment on a pull request has 65,536 characters at most
LONGEST = 300  # characters of a sentence that is shown beside another
AROUND = 30  # characters shown before and behind what differs in a sentence
PIPE = 160


def as_text(diff: Diff) -> str:
    """Each change in a line, its two sentences side by side below."""
    import io

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    file = io.StringIO()
    terminal = Console()
    wide = terminal.width if terminal.is_terminal else PIPE
    console = Console(file=file, width=wide, highlight=False, force_terminal=terminal.is_terminal)
    left = LISTED
    for document in diff.documents:
        console.print(Text(_plain(head(document)), style="bold"), soft_wrap=True)
        for change in document.changes[:left]:
            console.print(Text(f"  {_plain(title(change))}"), soft_wrap=True)
            sides = around(change.text(change.old), change.text(change.new))
            if any(sides) and change.table == "targets":
                grid = Table.grid(padding=(0, 1, 0, 3), expand=True)
                grid.add_column(ratio=1, overflow="fold")
                grid.add_column(ratio=1, overflow="fold")
                grid.add_row(*_styled(*sides))
                console.print(grid)
        left -= min(left, len(document.changes))
    for line in summary(diff):
        console.print(Text(line), soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def as_markdown(diff: Diff) -> str:
    """For a pull request: a table a document."""
    return "\n".join(_markdown(diff)) + "\n"


def _markdown(diff: Diff) -> Iterator[str]:
    yield "### gangmu diff"
    yield ""
    yield from (f"{cell(line)}  " for line in summary(diff, COMMENT))
    left = COMMENT
    for document in diff.documents:
        yield ""
        yield f"**{cell(head(document))}**"
        if not document.changes or not left:
            continue
        yield ""
        yield "| change | before | after |"
        yield "| --- | --- | --- |"
        for change in document.changes[:left]:
            sides = _marked(*around(change.text(change.old), change.text(change.new)))
            yield f"| {cell(title(change))} | {sides[0]} | {sides[1]} |"
        left -= min(left, len(document.changes))


def as_json(diff: Diff) -> str:
    """All of it."""
    documents = [
        {
            "state": d.state,
            "matched_by": d.pair.how,
            "old": d.pair.old,
            "new": d.pair.new,
            "targets": d.targets,
            "changes": [{n: getattr(c, n) for n in Change.__dataclass_fields__} for c in d.changes],
        }
        for d in diff.documents
    ]
    shown: dict[str, Any] = {"old": diff.old, "new": diff.new, "unchanged": diff.unchanged, "counts": diff.counts}
    return json.dumps(plain(shown | {"documents": documents}), ensure_ascii=False, indent=1) + "\n"


def head(document: DocumentDiff) -> str:
    """What became of a document, in a line."""
    found = document.document
    named = f"{found['source']} {found['title'] or ''}".strip()
    if document.state != "changed":
        return f"{document.state}: {named} ({_counted(document.targets, 'target')})"
    how = "" if document.pair.how in ("bytes", "source") else f", matched by {document.pair.how}"
    return f"changed: {named} ({_counted(len(document.changes), 'change')}{how})"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def title(change: Change) -> str:
    """A change in a line: its kinds, what it is about, what became of what."""
    named = ", ".join(kind.replace("_", " ") for kind in change.kinds)
    about = f": {change.about}" if change.about else ""
    return f"{named}{about}" + (f"  {change.said}" if change.said else "")


def summary(diff: Diff, most: int = LISTED) -> Iterator[str]:
    """How much has changed, and that only `most` changes are shown."""
    states = [document.state for document in diff.documents]
    yield f"documents: {', '.join(f'{states.count(s)} {s}' for s in ('new', 'gone', 'changed'))}, " + (
        f"{diff.unchanged} unchanged"
    )
    if diff.counts:
        yield "changes: " + ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in diff.counts.items())
    total = sum(len(document.changes) for document in diff.documents)
    if total > most:
        yield f"of {total:,} changes the first {most} are shown; --format json or html has all"


def around(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Two sentences without what they have in common far from where they differ.

    >>> around("一" * 50 + "以上", "一" * 50 + "左右")[0]
    '…一一一一一一一一一一一一一一一一一一一一一一一一一一一一一一以上'
    """
    if old is None or new is None or old == new:
        return old, new
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    front, back = max(0, first - AROUND), max(0, last - AROUND)
    lead, tail = "…" if front else "", "…" if back else ""
    return lead + old[front : len(old) - back] + tail, lead + new[front : len(new) - back] + tail


def _alike(old: str, new: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def parts(old: str, new: str) -> Iterator[tuple[str, str, bool]]:
    """Two texts in parts that are the same or not: (old part, new part, whether they are the same).

    >>> list(parts("达到97%以上", "达到97%左右"))
    [('达到97%', '达到97%', True), ('以上', '左右', False)]
    """
    if max(len(old), len(new)) > LONGEST:
        yield old, new, old == new
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield old[a:b], new[c:d], kind == "equal"


def _styled(old: str | None, new: str | None) -> tuple[Text, Text]:
    from rich.text import Text

    one, other = Text(), Text()
    if old is None or new is None:
        return Text(_plain(old or "")), Text(_plain(new or ""))
    for before, after, same in parts(_plain(old), _plain(new)):
        one.append(before, None if same else "bold red")
        other.append(after, None if same else "bold green")
    return one, other


def _plain(text: str) -> str:
    text = "".join(c if c.isprintable() else " " for c in text.replace("\n", "⏎"))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _marked(old: str | None, new: str | None) -> tuple[str, str]:
    if old is None or new is None:
        return cell(_plain(old or "")), cell(_plain(new or ""))
    before, after = "", ""
    for one, other, same in parts(_plain(old), _plain(new)):
        before += cell(one) if same or not one else f"**{cell(one)}**"
        after += cell(other) if same or not other else f"**{cell(other)}**"
    return before, after
