"""spaCy: the rows of `mine`, as spans, exact beside them, through DocBin and back."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy")

from spacy import displacy  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc, DocBin  # noqa: E402

from pipeline import components, mine  # noqa: E402

TEXT = """松岭区教育局2026年工作计划
一、扩大学位供给
實施（shí shī）“青苗学堂”工程,2026年底前新建公办幼儿园18所，学前三年毛入园率达到97%。
二、建强教师队伍
培养省级教学能手15人、市级35人,投入2.5亿元。
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "gangmu.words.v1"}}})
    made.add_pipe("gangmu")
    return made


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_rows_are_those_of_mine(doc: Doc) -> None:
    mined = mine(TEXT, tokens=False)
    assert doc._.gangmu == mined.tables
    assert len(doc._.gangmu["targets"]) >= 5


@pytest.mark.parametrize("table", components.LABELS)
def test_every_row_has_its_span(doc: Doc, table: str) -> None:
    rows = doc._.gangmu[table]
    spans = list(doc.spans[table])
    assert rows
    assert [span._.gangmu for span in spans] == rows
    for span, row in zip(spans, rows, strict=True):
        assert span.start_char <= row["raw_start"] < row["raw_end"] <= span.end_char
        assert span.label_ == row[components.LABELS[table]]


def test_docbin_keeps_spans_and_rows(nlp: Language, doc: Doc) -> None:
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(stored).get_docs(spacy.blank("zh").vocab)
    assert back._.gangmu == doc._.gangmu
    for table in components.LABELS:
        assert [(s.text, s.label_, s.id_) for s in back.spans[table]] == [
            (s.text, s.label_, s.id_) for s in doc.spans[table]
        ]
    assert back.spans["targets"][0]._.gangmu == doc.spans["targets"][0]._.gangmu


def test_spacys_own_tokens_will_do() -> None:
    nlp = spacy.blank("zh")  # one token a character
    nlp.add_pipe("gangmu", config={"tables": ["targets"]})
    doc = nlp(TEXT)
    assert set(doc.spans) == {"targets"}
    first, row = doc.spans["targets"][0], doc._.gangmu["targets"][0]
    assert (first.start_char, first.end_char) == (row["raw_start"], row["raw_end"])
    assert first.text == TEXT[row["raw_start"] : row["raw_end"]]


def test_an_empty_document_has_empty_groups(nlp: Language) -> None:
    for text in ("", " \n"):
        doc = nlp(text)
        assert {table: len(doc.spans[table]) for table in components.LABELS} == dict.fromkeys(components.LABELS, 0)


def test_a_text_is_never_taken_for_a_path(nlp: Language) -> None:
    assert nlp(__file__).text == __file__


def test_a_long_text_of_one_line_is_no_path() -> None:
    assert len(mine("新建公办幼儿园18所，" * 60, tokens=False).targets) == 60


@pytest.mark.parametrize("text", ["", " ", "a  b", "第一 第二\r\n第三", " 前，後 ", "\n\n新建12 所"])
def test_tokens_spell_the_text(nlp: Language, text: str) -> None:
    doc = nlp.make_doc(text)
    assert doc.text == text
    assert all(token.text for token in doc)


def test_words_of_the_lexicons_stay_whole(nlp: Language) -> None:
    assert [t.text for t in nlp.make_doc("地区生产总值增长5%")] == ["地区生产总值", "增长", "5%"]


def test_a_table_without_spans_is_named(nlp: Language) -> None:
    with pytest.raises(ValueError, match="no spans of edits; there are initiatives, targets"):
        components.Gangmu(["edits"])


def test_displacy_shows_the_spans(doc: Doc) -> None:
    page = displacy.render(doc, style="span", options=components.displacy_options("targets"), page=False, jupyter=False)
    assert "planned" in page
    assert components.displacy_options()["colors"]["planned"] in page


def test_the_pipeline_is_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert len(again("新建公办幼儿园18所。").spans["targets"]) == 1


def test_entry_points_name_what_is_there() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    groups = project["entry-points"]
    assert set(groups) == {"spacy_factories", "spacy_tokenizers"}
    for points in groups.values():
        for target in points.values():
            module, _, name = target.partition(":")
            assert callable(getattr(import_module(module), name))


def test_spacy_is_not_imported_unless_used() -> None:
    code = "import sys, pipeline.run, pipeline.api; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
