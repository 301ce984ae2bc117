"""The words: those of jieba 0.42.1, whichever engine cuts, whatever came before."""

from __future__ import annotations

import logging
import os
import stat
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import segment
from pipeline.fastcut import FastCutter
from pipeline.lexicon import Lexicons
from pipeline.segment import JiebaCutter, Segmenter
from pipeline.wordbook import Dictionary

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases" / "segment.toml").read_text("utf-8"))["case"]
SHARED = HERE.parent.parent / "shared"
WORDS = ("GDP", "PM2.5", "个百分点", "人均可支配收入", "地区生产总值", "地区生产总值增速", "学位数")
OWN = ("三年攻坚行动", "青苗学堂工程", "青苗学堂", "3D打印计划")


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setenv("LOCALAPPDATA", str(folder))
        yield folder


@pytest.fixture(scope="module")
def jieba_cutter() -> JiebaCutter:
    return JiebaCutter(WORDS)


@pytest.fixture(scope="module")
def fast_cutter() -> FastCutter:
    cutter = FastCutter.load(WORDS)
    if cutter is None:
        pytest.skip("rjieba is not installed: jieba itself does the work")
    return cutter


@pytest.fixture(scope="module")
def untouched(own_cache: Path) -> Any:
    """jieba as its users have it."""
    return segment.plain_tokenizer()


def usable(cutter: JiebaCutter, words: Sequence[str]) -> tuple[str, ...]:
    return segment._usable(words, cutter.knows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case: dict[str, Any], jieba_cutter: JiebaCutter, fast_cutter: FastCutter) -> None:
    words = usable(jieba_cutter, case.get("words", ()))
    expected = jieba_cutter.extended(words)(case["text"])
    assert fast_cutter.extended(words)(case["text"]) == expected
    if "out" in case:
        assert expected == case["out"]


def test_the_reference_is_jieba_with_add_word(jieba_cutter: JiebaCutter, untouched: Any) -> None:
    sentence = "青苗学堂工程使地区生产总值增速提高0.5个百分点，三年攻坚行动收官。"
    before = untouched.lcut(sentence)
    plain = jieba_cutter.extended(())(sentence)
    words = usable(jieba_cutter, OWN)
    own = jieba_cutter.extended(words)(sentence)
    freq, total = dict(untouched.FREQ), untouched.total
    for word in (*jieba_cutter.words, *words):
        untouched.add_word(word)
    assert own == untouched.lcut(sentence) != before
    untouched.FREQ, untouched.total = freq, total
    assert jieba_cutter.extended(())(sentence) == plain, "the words of a document are taken back"


def test_frequencies_are_those_of_jieba(jieba_cutter: JiebaCutter, fast_cutter: FastCutter) -> None:
    assert fast_cutter.words == jieba_cutter.words
    assert fast_cutter._base.freq == {word: jieba_cutter._tokenizer.FREQ[word] for word in jieba_cutter.words}
    assert fast_cutter._base.total == jieba_cutter._tokenizer.total


def test_dictionary_pages_hold_every_word(untouched: Any) -> None:
    with untouched.get_dict_file() as file:
        dictionary = Dictionary(file.read())
    read = {
        word: freq for first in {w[0] for w in untouched.FREQ} for word, freq in dictionary.page(first).freq.items()
    }
    assert read == {word: freq for word, freq in untouched.FREQ.items() if freq}
    assert not any(dictionary.page(first).freq for first in "\ud7ff\ud800\U0010ffff\ue000 ")


SIGNS = [*"的了砚㐀鿿😀🏽豈é，“", *"0123456789ABabc.-_%+#&", " ", "\r\n", "\u3000", "2.5%"]
SOME = ["培养", "学堂", "工程", "建设", "三年", "行动", "實施", "欧阳", "T恤", "AT&T", "c++", "江南style", "小S"]
PIECES = st.sampled_from([*OWN, *WORDS, *SIGNS, *SOME])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_knotted_text_is_cut_alike(jieba_cutter: JiebaCutter, fast_cutter: FastCutter, text: str) -> None:
    for words in ((), usable(jieba_cutter, OWN)):
        tokens = fast_cutter.extended(words)(text)
        assert tokens == jieba_cutter.extended(words)(text)
        assert "".join(tokens) == text


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.text(max_size=30), st.lists(st.text(alphabet="工程学A5.", min_size=2, max_size=5), max_size=3))
def test_any_text_is_cut_alike(jieba_cutter: JiebaCutter, fast_cutter: FastCutter, text: str, own: list[str]) -> None:
    words = usable(jieba_cutter, own)
    text = text.join(["工程", *own])
    assert fast_cutter.extended(words)(text) == jieba_cutter.extended(words)(text)


def test_real_text_is_cut_alike(jieba_cutter: JiebaCutter, fast_cutter: FastCutter) -> None:
    paths = sorted((SHARED / "corpus").glob("*/*.txt"))
    if not paths:
        pytest.skip("no ../shared/corpus")
    sentences = [s for path in paths for s in path.read_text("utf-8", "replace").split("。")]
    words = usable(jieba_cutter, OWN)
    fast, reference = fast_cutter.extended(words), jieba_cutter.extended(words)
    differing = [s for s in sentences[:: len(sentences) // 1500 + 1] if fast(s) != reference(s)]
    assert not differing


def test_a_half_of_a_pair_is_no_fault(jieba_cutter: JiebaCutter, fast_cutter: FastCutter) -> None:
    assert fast_cutter.extended(())("甲\ud83d乙增长") == jieba_cutter.extended(())("甲\ud83d乙增长")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=5))
def test_sentences_cut_together_are_cut_alike(sentences: list[str]) -> None:
    segmenter = Segmenter(Lexicons.default(), OWN)
    assert list(segmenter.cut_all(sentences)) == [segmenter.cut(sentence) for sentence in sentences]


@pytest.mark.parametrize("engine", ["auto", "jieba"])
def test_segmenter(engine: segment.Engine) -> None:
    lexicons = Lexicons.default()
    one = Segmenter(lexicons, ["青苗学堂工程", "青苗学堂工程", "“2+1”"], engine=engine)
    assert one.cut("实施青苗学堂工程。") == ["实施", "青苗学堂工程", "。"]
    assert Segmenter(lexicons, engine=engine).cut("实施青苗学堂工程。") != ["实施", "青苗学堂工程", "。"]
    assert one.words[-1] == "青苗学堂工程"
    assert one.cut("html，5km") == ["html", "，", "5km"], "a unit in letters is no word of its own"
    assert Segmenter(lexicons, ["乙工程", "甲工程"], engine=engine).words[-2:] == ("乙工程", "甲工程")


@pytest.mark.parametrize("engine", ["auto", "jieba"])
def test_the_document_before_changes_nothing(engine: segment.Engine) -> None:
    lexicons, names = Lexicons.default(), ["青苗学堂工程", "甲工程"]
    sentence = "实施青苗学堂工程。"
    first = Segmenter(lexicons, names, engine=engine)
    tokens = first.cut(sentence)
    second = Segmenter(lexicons, names, engine=engine)
    assert second.words == first.words
    other = Segmenter(lexicons, ["青苗"], engine=engine)
    assert other.cut(sentence) != tokens
    assert second.cut(sentence) == first.cut(sentence) == tokens


def test_parts_of_speech_stand_beside_the_words() -> None:
    segmenter = Segmenter(Lexicons.default(), ["青苗学堂工程"])
    words = segmenter.cut("实施青苗学堂工程，建成学校30所。")
    assert words == ["实施", "青苗学堂工程", "，", "建成", "学校", "30", "所", "。"]
    assert segmenter.pos(words) == ["v", "n", "x", "v", "n", "m", "c", "x"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_cache_open_to_others_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = segment._cache_folder()
    assert folder == tmp_path / "gangmu"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o777)
    assert segment._cache_folder() is None
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    with caplog.at_level(logging.DEBUG):
        assert segment._cache_folder() is None
