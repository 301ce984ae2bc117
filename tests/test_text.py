"""Proposals carried out: one by one, or character for character all over a text, with the same edits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.t2s import dictionary
from pipeline.text import Proposal, Respelling, Text, undo

TEXT = "一二三四五六七八九十甲乙丙丁戊"
Spans = list[tuple[int, int]]


@st.composite
def spans(draw: st.DrawFn, *, touching: bool) -> Spans:
    """Spans of TEXT in their order; empty ones too where they may touch each other."""
    edges = sorted(draw(st.lists(st.integers(0, len(TEXT)), max_size=8, unique=not touching)))
    return list(zip(edges[::2], edges[1::2], strict=False))


def before(found: Spans, texts: list[str]) -> Text:
    return Text.of(TEXT).apply(Proposal(*span, text, "pinyin", "r") for span, text in zip(found, texts, strict=False))


@settings(max_examples=300, deadline=None)
@given(spans(touching=True), st.lists(st.sampled_from(["", "壬", "壬癸"]), min_size=8), spans(touching=False))
def test_a_respelling_does_what_its_proposals_do(old: Spans, texts: list[str], new: Spans) -> None:
    text = before(old, texts)
    new = [(start, end) for start, end in new if end <= len(text.clean)]
    whole = list(text.clean)
    for start, end in new:
        whole[start:end] = "某" * (end - start)
    respelling = Respelling("".join(whole), [s for s, _ in new], [e for _, e in new], "script", "t2s")
    together, singly = text.apply(respelling), text.apply(list(respelling))
    assert (together.clean, together.edits) == (singly.clean, singly.edits)
    assert undo(together.clean, together.edits) == TEXT


@given(spans(touching=True), st.lists(st.sampled_from(["", "壬", "壬癸"]), min_size=8))
def test_what_edits_come_to(found: Spans, texts: list[str]) -> None:
    text = before(found, texts)
    assert text.removed_chars == sum(max(0, len(e.raw_text) - len(e.text)) for e in text.edits)
    assert text.repairs == sum(1 for e in text.edits if e.text and e.text != e.raw_text)
    assert Text.known(TEXT, text.clean, text.edits) == text


def test_phrases_are_as_long_as_what_they_become() -> None:
    assert all(len(old) == len(new) for old, new in dictionary().phrases)
