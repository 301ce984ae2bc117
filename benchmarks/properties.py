"""What must hold of every source, tried on documents made by chance with damage put on damage.

    python -m benchmarks.properties [--examples 20000] [--seed N]

The edits undone give the raw text back; every row points into the raw text, and shows what stands there; nothing is
raised for what a source holds. Stops at the first source for which something does not hold, made as small as it goes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from benchmarks.damage import characters, encodings, files, pages, script
from pipeline.batches import batch
from pipeline.miner import MineOptions, mine_one
from pipeline.read import ReadError, Skipped, read
from pipeline.tables import Mined, all_tables
from pipeline.text import Edit, undo

OPTIONS = MineOptions(tokens=False)
SHOWN = ("edits", "sentences", "initiatives", "numbers")  # tables whose `text` is what stands at their span

# Sentences of policy documents, all made up, each with something of its own.
SENTENCES = (
    "一、扩大学位供给",
    "（一）推进“青禾工程”。",
    "1.新建公办幼儿园6所、改扩建中小学12所,新增学位3200个。",
    "二、提升医疗服务",
    "学前三年毛入园率由85.2%提高到92%以上。",
    "一是抓投入，完成投资1386.72万元，同比增长5%左右；二是抓管理。",
    "实施“五大行动”：强基行动、提质行动、惠民行动、清风行动、护苗行动。",
    "落实《白水县养老服务办法》，每千人口托位数达到3.2个。",
    "到2025年底，城镇、农村居民收入分别增长6%和7%，高于全省平均水平。",
    "力争地区生产总值突破三千二百亿元，失业率控制在5.5%以内。",
    "第一条　为规范管理，制定本办法。",
    "第二章 保障措施",
    "引进人才XX名，培训若干人次。",
    "序号|任务|目标（所）\n1|新建学校|4\n2|改建学校|1,200",
    "责任编辑：王一　审核：李二",
    "索引号：A-1　　发布日期：2024-01-19",
    "当前位置：首页 > 规划计划",
    "白水县人民政府\n2024年3月5日",
    "12345热线",
)
PIECES = st.one_of(st.sampled_from(SENTENCES), st.text(max_size=30))
MAKERS = {
    make.__name__: make
    for make in (
        script.traditional, script.pinyin, script.pinyin_wide, script.pinyin_numbered,
        pages.page_chunks, pages.page_chunks_run_together, pages.wrapped, pages.one_line, pages.page_numbers,
        pages.site_chrome, pages.said_twice, characters.doubled_marks, characters.full_width_digits,
        characters.spaced_digits, characters.blanks_about_numbers, characters.zero_width, characters.private_use,
        characters.anti_copy, characters.anti_copy_pieces, characters.entities,
        encodings.gbk_shift, encodings.utf8_as_gbk, encodings.utf8_as_cp936, encodings.utf8_as_latin1,
        encodings.utf8_as_latin1_twice, encodings.gbk_as_latin1, files.page,
    )
}  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be")


@dataclass(frozen=True)
class Source:
    """A text, what was done to it, in order, and the encoding it is written in."""

    text: str
    done: tuple[str, ...]
    encoding: str

    @property
    def data(self) -> bytes:
        text = self.text
        for name in self.done:
            text = MAKERS[name](text.encode("utf-8", "replace").decode())
        return text.encode(self.encoding, "replace")


def sources() -> st.SearchStrategy[Source]:
    """Documents of up to forty pieces, damaged up to four times."""
    return st.builds(
        Source,
        st.lists(PIECES, min_size=1, max_size=40).map("\n".join),
        st.lists(st.sampled_from(sorted(MAKERS)), max_size=4).map(tuple),
        st.sampled_from(ENCODINGS),
    )


def spoilt_bytes() -> st.SearchStrategy[bytes]:
    """The bytes of such a document with a stretch of them lost, doubled or replaced by others."""

    def spoil(source: Source, at: int, size: int, other: bytes, how: int) -> bytes:
        data = source.data
        at = at % (len(data) + 1)
        piece = data[at : at + size]
        return data[:at] + (other, piece + piece, b"", piece[::-1])[how] + data[at + size :]

    numbers = st.integers(0, 10_000), st.integers(0, 40)
    return st.builds(spoil, sources(), *numbers, st.binary(max_size=40), st.integers(0, 3))


def check(source: Source) -> None:
    """All that must hold of `source`. Raises AssertionError, or whatever escaped."""
    check_bytes(source.data)


def check_bytes(data: bytes) -> None:
    """As `check`, of the bytes of a source."""
    outcome = mine_one(data, "made-up.txt", OPTIONS)
    for mined in outcome.mined:
        failed = [row for row in mined.rows["errors"] if row.stage not in ("read", "decode")]
        assert not failed, failed
        if mined.text.raw:
            _check(mined)
    if outcome.mined and outcome.mined[0].text.raw:
        try:
            raw = [result.text for result in read(data, "made-up.txt")]
        except (ReadError, Skipped):
            raise AssertionError("read once, and then not") from None
        assert raw == [mined.text.raw for mined in outcome.mined]


def _check(mined: Mined) -> None:
    text = mined.text
    assert undo(text.clean, text.edits) == text.raw
    rows = {name: batch(table, [mined]).to_pylist() for name, table in all_tables().items()}
    edits = [Edit(**{name: row[name] for name in Edit._fields}) for row in rows["edits"]]
    assert undo(text.clean, edits) == text.raw
    for name, found in rows.items():
        for row in found:
            if row.get("raw_start") is None:
                continue
            assert 0 <= row["raw_start"] <= row["raw_end"] <= len(text.raw), (name, row)
            assert 0 <= row["start"] <= row["end"] <= len(text.clean), (name, row)
            if name in SHOWN:
                assert text.clean[row["start"] : row["end"]] == row["text"], (name, row)
            if name != "edits":
                assert text.raw_span(row["start"], row["end"]) == (row["raw_start"], row["raw_end"]), (name, row)
                _shows(mined, row, name)


def _shows(mined: Mined, row: dict[str, object], name: str) -> None:
    """Where no edit touches the span, the raw text shows what the clean text has."""
    start, end = int(str(row["start"])), int(str(row["end"]))
    touched = any((edit.start < end and start < edit.end) or start < edit.start < end for edit in mined.text.edits)
    if start < end and not touched:
        raw = mined.text.raw[int(str(row["raw_start"])) : int(str(row["raw_end"]))]
        assert raw == mined.text.clean[start:end], (name, row)


def _long_run(examples: int, number: int) -> Callable[[], None]:
    phases = (Phase.generate, Phase.shrink)
    chosen = settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), phases=phases, database=None
    )
    either = st.one_of(sources().map(lambda source: source.data), spoilt_bytes())
    done = 0

    def test(data: bytes) -> None:
        nonlocal done
        done += 1
        if done % 1000 == 0:
            print(f"{done:,} examples", flush=True)
        check_bytes(data)

    run: Callable[[], None] = seed(number)(chosen(given(either)(test)))
    return run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    _long_run(options.examples, options.seed)()
    print(f"{options.examples:,} examples, nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
