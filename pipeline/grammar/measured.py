"""The measured numbers of a document, sentence by sentence, each with its frame and its indicator."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Document, Item, Sentence
from pipeline.grammar import frames, roles, series
from pipeline.grammar.chunks import Chunk, chunk
from pipeline.grammar.frame import Frame
from pipeline.grammar.phrases import phrase
from pipeline.grammar.reading import Reading
from pipeline.grammar.words import Words
from pipeline.quantities import Quantity


def quantities_by_sentence(doc: Document) -> dict[int, list[Quantity]]:
    """The measured quantities of each sentence that has some, by its number."""
    measured: dict[int, list[Quantity]] = {}
    for quantity, role in zip(doc.quantities, roles.assign(doc), strict=True):
        number = doc.sentence_at(quantity.start)
        if role.name == "target" and number is not None:
            measured.setdefault(number, []).append(quantity)
    return measured


def readings_of(doc: Document, number: int, quantities: Sequence[Quantity], words: Words) -> list[Reading]:
    """The measured numbers of a sentence, each with its frame and its indicator."""
    sentence = doc.sentences[number]
    readings = series.resolve(_readings(doc, number, quantities, words), _unmarked(doc, sentence), words)
    if sentence.item is not None and not all(r.indicator for r in readings):
        topic = _topic(doc.items[sentence.item], words)
        readings = [r if r.indicator or not topic else r.named(topic, "title") for r in readings]
    return readings


def _unmarked(doc: Document, sentence: Sentence) -> str:
    """The sentence, blanks for the marker it may begin with: `（3）` is no part of what is measured."""
    item = doc.items[sentence.item] if sentence.item is not None else None
    text = doc.text[sentence.start : sentence.end]
    if item is None or item.start != sentence.start:
        return text
    marked = item.marker_end - item.start
    return " " * marked + text[marked:]


LONG_TOPIC = 12  # characters; a longer title is a slogan


def _topic(item: Item, words: Words) -> str:
    """What an item's title is about: `建设互助养老点` 互助养老点; the row of a table is about its task cell."""
    if item.style == "table":
        return phrase(item.title, words)
    named = frames.read(Chunk(0, 0, item.title, ""), words).before
    return named if len(named) <= LONG_TOPIC else ""


def _readings(doc: Document, number: int, quantities: Sequence[Quantity], words: Words) -> list[Reading]:
    sentence = doc.sentences[number]
    readings: list[Reading] = []
    floor = sentence.start
    item = doc.items[sentence.item] if sentence.item is not None else None
    if item is not None and item.start == sentence.start:
        floor = item.marker_end
    for index, q in enumerate(quantities):
        ceiling = quantities[index + 1].start if index + 1 < len(quantities) else sentence.end
        part = chunk(doc.text, q.start, q.end, floor, ceiling, multiple=q.unit == "倍")
        frame = frames.read(part, words)
        gap = doc.text[floor : q.start] if index else part.left
        readings.append(Reading(q, part, frame, gap, at=q.start - sentence.start, lead=doc.text[floor : part.start]))
        floor = q.end + _consumed(part.right, frame)
    return readings


def _consumed(right: str, frame: Frame) -> int:
    """How far the phrase behind a number reaches, which the next number must not read again."""
    end = right.find(frame.behind) + len(frame.behind) if frame.behind and frame.behind in right else 0
    word = frame.comparator_word
    return max(end, len(word) if word and right.startswith(word) else 0)
