"""Differences as one HTML page that needs nothing else and runs nothing, whatever a document holds."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from pipeline.analysis.comparing.diff import Change, Diff, DocumentDiff
from pipeline.analysis.comparing.kinds import KINDS
from pipeline.analysis.comparing.shown import head, parts, summary

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>gangmu diff</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 2rem auto;
  max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border-top: 1px solid #8886; padding: .4rem .6rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th:first-child { width: 26%; }
del { background: #d9363e33; text-decoration: line-through; }
ins { background: #2da04433; text-decoration: underline; }
.kind { font-weight: 600; }
</style>
</head>
<body>
<h1>gangmu diff</h1>
"""


def as_html(diff: Diff) -> str:
    """The page: a table a document, the two sentences beside each other, what differs marked."""
    return _HEAD + "\n".join(_body(diff)) + "\n</body>\n</html>\n"


def _body(diff: Diff) -> Iterator[str]:
    yield f"<p>{escape(diff.old)} → {escape(diff.new)}</p>"
    states = [document.state for document in diff.documents]
    counted = ", ".join(f"{states.count(state)} {state}" for state in ("new", "gone", "changed"))
    yield f"<p>documents: {counted}, {diff.unchanged} unchanged</p>" if states else f"<p>{next(summary(diff))}</p>"
    if diff.counts:
        yield "<ul>"
        for kind, count in diff.counts.items():
            yield f"<li>{count} {_words(kind)}: {escape(KINDS[kind])}</li>"
        yield "</ul>"
    for document in diff.documents:
        yield from _document(document)


def _document(document: DocumentDiff) -> Iterator[str]:
    yield f"<h2>{escape(head(document))}</h2>"
    if document.changes:
        yield "<table><thead><tr><th scope='col'>change</th><th scope='col'>before</th><th scope='col'>after</th></tr>"
        yield "</thead><tbody>"
        for change in document.changes:
            yield _row(change)
        yield "</tbody></table>"


def _row(change: Change) -> str:
    kinds = ", ".join(_words(kind) for kind in change.kinds)
    said = "<br>".join(escape(text) for text in (change.about, change.said) if text)
    before, after = sides(change.text(change.old), change.text(change.new))
    return (
        f'<tr><td><span class="kind">{kinds}</span><br><span lang="zh">{said}</span></td>'
        f'<td lang="zh">{before}</td><td lang="zh">{after}</td></tr>'
    )


def sides(old: str | None, new: str | None) -> tuple[str, str]:
    """Two texts as HTML, what differs in <del> and <ins>.

    >>> sides("97%以上", "97%<b>")
    ('97%<del>以上</del>', '97%<ins>&lt;b&gt;</ins>')
    """
    if old is None or new is None:
        return escape(old or ""), escape(new or "")
    before, after = "", ""
    for one, other, same in parts(old, new):
        before += escape(one) if same or not one else f"<del>{escape(one)}</del>"
        after += escape(other) if same or not other else f"<ins>{escape(other)}</ins>"
    return before, after


def _words(kind: str) -> str:
    return escape(kind.replace("_", " "))
