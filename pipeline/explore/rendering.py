"""A text with its marks as HTML: paragraphs of flat pieces, each naming the rows it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from markupsafe import Markup, escape

from pipeline.explore.marks import Mark, Piece, pieces

# Characters that turn the direction of what follows, or show nothing: they are shown as what they are.
HIDDEN = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD, *range(0x09),
     0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0)]
)  # fmt: skip
SHOWN = {code: f"\ue000{code:04X}\ue001" for code in HIDDEN} | {0x0D: ""}  # of \r\n, the \n is enough
LONGEST_SAID = 120


def render(text: str, marks: Iterable[Mark], prefix: str = "") -> Markup:
    """`text` as HTML. A piece has `data-r`, the names of its rows, the longest first.

    The first piece of a row has the row's name, behind `prefix`, as its id and is a link, so that it can be reached
    from the keyboard. Nothing of the text is ever markup:

    >>> str(render("a<b", [Mark("t001", 1, 2, "t")]))
    '<p>a<a class="t" id="m-t001" href="#t001" data-r="t001">&lt;</a>b</p>'
    """
    cuts = [i + d for i, c in enumerate(text) if c == "\n" for d in (0, 1)]
    parts: list[str] = ["<p>"]
    empty = True
    for piece in pieces(len(text), marks, cuts):
        body = text[piece.start : piece.end]
        if body == "\n":
            parts.append(_piece(piece, "\n", prefix) if piece.marks else "")
            parts.append("</p><p>" if not empty else "")
            empty = True
        elif piece.marks:
            parts.append(_piece(piece, body, prefix))
            empty = False
        else:
            parts.append(visible(body))
            empty = False
    parts.append("</p>")
    return Markup("".join(parts))  # every part is escaped above


def visible(text: str) -> str:
    """`text` as HTML, with characters that would hide or turn round shown by their code point.

    >>> visible("1\\u202e2<")
    '1<b class="cp">U+202E</b>2&lt;'
    """
    plain = str(escape(text.replace("\ue000", "\ufffd").replace("\ue001", "\ufffd").translate(SHOWN)))
    return plain.replace("\ue000", '<b class="cp">U+').replace("\ue001", "</b>")


def _piece(piece: Piece, body: str, prefix: str) -> str:
    inner = piece.marks[-1]
    names = " ".join(prefix + m.name for m in piece.marks)
    style = " ".join(dict.fromkeys(chain.from_iterable(m.style.split() for m in piece.marks)))
    anchors = [m for m in piece.opens if m is not inner]
    before = "".join(f'<span id="m-{prefix}{m.name}"></span>' for m in anchors)
    said = _said(piece.marks)
    title = f' title="{escape(said)}"' if said else ""
    if inner in piece.opens:
        link = f'id="m-{prefix}{inner.name}" href="#{prefix}{inner.name}"'
        return f'{before}<a class="{style}" {link} data-r="{names}"{title}>{visible(body)}</a>'
    return f'{before}<span class="{style}" data-r="{names}"{title}>{visible(body)}</span>'


def _said(marks: Sequence[Mark]) -> str:
    return " · ".join(_short(marks))


def _short(marks: Sequence[Mark]) -> Iterator[str]:
    for mark in reversed(marks):
        if mark.says:
            plain = mark.says.translate(HIDDEN)
            yield plain if len(plain) <= LONGEST_SAID else plain[: LONGEST_SAID - 1] + "…"
