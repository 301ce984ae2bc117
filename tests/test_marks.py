"""Texts with marks over one another: every character once, tags that nest, nothing of the text taken for markup."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from pipeline.explore.marks import Mark, pieces
from pipeline.explore.rendering import render, visible

VOID = {"br", "img", "meta", "link", "input", "hr"}


class Checked(HTMLParser):
    """Reads HTML strictly: what is opened is closed in order; keeps the text, tags and the rows of each piece."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text: list[str] = []
        self.rows: list[tuple[str, str]] = []
        self._in_row = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        self._in_row = dict(attrs).get("data-r") or self._in_row

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("a", "span"):
            self._in_row = ""
        if tag == "p":
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._in_row:
            self.rows.append((self._in_row, data))


def read(html: str) -> Checked:
    checked = Checked()
    checked.feed(html)
    checked.close()
    assert not checked.open
    return checked


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text("校园<&>\"'一\n2", max_size=40))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return text, [Mark(f"t{i:03d}", *sorted(span)) for i, span in enumerate(draw(st.lists(spans, max_size=8)))]


@given(marked())
def test_pieces_cover_the_text_once_and_know_their_marks(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    found = [p for p in pieces(len(text), marks) if p.start < p.end]
    assert "".join(text[p.start : p.end] for p in found) == text
    for piece in found:
        assert set(piece.marks) == {m for m in marks if m.start < piece.end and m.end > piece.start}
        assert all(m.start <= piece.start and m.end >= piece.end for m in piece.marks)
    opened = [m for p in pieces(len(text), marks) for m in p.opens]
    assert sorted(m.name for m in opened) == sorted(m.name for m in marks)


@given(marked())
def test_what_is_rendered_nests_and_holds_the_text(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    checked = read(str(render(text, marks)))
    assert checked.tags <= {"p", "a", "span"}
    assert "".join(checked.text).replace("\n", "") == text.replace("\n", "")
    for mark in marks:
        said = "".join(data for rows, data in checked.rows if mark.name in rows.split())
        assert said == text[mark.start : mark.end].replace("\n", "") or "\n" in text


def test_hostile_text_stays_text() -> None:
    text = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e反\u2066"
    checked = read(str(render(text, [Mark("t001", 3, 30, "t", '"><script>')])))
    assert checked.tags <= {"p", "a", "span", "b"}
    assert "<script>alert(1)</script>" in "".join(checked.text)
    assert visible("\u202e") == '<b class="cp">U+202E</b>' and "\u202e" not in visible(text)
