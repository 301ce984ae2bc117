"""Raw spans of many stretches at once are those of each by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import Proposal, Text

PLACES = st.integers(0, 12)
PROPOSALS = st.lists(st.tuples(PLACES, PLACES, st.sampled_from(["", "甲", "乙丙"])), max_size=4)
SPANS = st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=6)


@given(rounds=st.lists(PROPOSALS, max_size=3), spans=SPANS)
def test_spans_of_many_are_those_of_each(
    rounds: list[list[tuple[int, int, str]]], spans: list[tuple[int, int]]
) -> None:
    text = Text.of("推进ａ乡村（xiāng）振兴")
    for proposals in rounds:
        length = len(text.clean)
        text = text.apply(
            Proposal(min(start, end, length), min(max(start, end), length), new, "ocr", "made up")
            for start, end, new in proposals
        )
    length = len(text.clean)
    starts, ends = [min(start, length) for start, _ in spans], [min(end, length) for _, end in spans]
    each = [text.raw_span(start, end) for start, end in zip(starts, ends, strict=True)]
    raw_starts, raw_ends = text.raw_spans(starts, ends)
    assert list(zip(raw_starts, raw_ends, strict=True)) == each
