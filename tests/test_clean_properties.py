"""What holds of cleaning whatever the text: it can be undone, it comes to rest, and noise put in comes out again."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import sitefields
from pipeline.clean import clean
from pipeline.lexicon import Lexicons
from pipeline.text import undo

LEXICONS = Lexicons.default()

# A made-up document that needs no cleaning.
CLEAN = """白水县2024年民生工作要点
2024年，全县民生工作坚持以人民为中心，实施“幸福白水”行动，确保全年目标任务圆满完成。
一、扩大教育供给
新建公办幼儿园6所、改扩建中小学12所，新增学位3200个，学前三年毛入园率达到92%以上。
二、提升医疗服务
建成县域医疗中心2个，培训乡村医生150名，居民健康档案建档率稳定在95%左右。
（一）推进“一老一小”服务。新增养老床位420张、托位300个，每千人口托位数达到3.2个。
（二）落实《白水县养老服务办法》，发放补贴1386.72万元，惠及老年人1.1万余名。
三、强化组织保障
各单位要压实责任、强化督查，对工作不力的予以通报，确保各项任务落到实处。"""

Noise = Callable[[str], str]

NOISES: dict[str, Noise] = {
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "blank lines and indents": lambda text: "　　" + text.replace("\n", "\n\n　　"),
    "byte order mark": lambda text: "\ufeff" + text,
    "zero width": lambda text: text.replace("，", "\u200b，"),
    "register and buttons": lambda text: (
        "首页 > 政务公开 > 规划计划\n索引号：A-1　　发布机构：白水县政府办　　发布日期：2024-01-19\n"
        "浏览次数：12　【字体：大 中 小】　打印　关闭\n\n" + text
    ),
    "credit and footer": lambda text: (
        text + "\n\n责任编辑：王一　　审核：李二\n扫一扫在手机打开当前页\n"
        "主办单位：白水县政府办　备案号：某ICP备00000001号　网站标识码：0000000001\n"
    ),
    "marks twice": lambda text: text.replace("，", "，,", 3),
    "the other closing mark": lambda text: text.replace("”", "〞"),
    "question marks for title marks": lambda text: text.replace("《", "?").replace("》", "?"),
    "full-width digits": lambda text: text.translate({ord("0") + i: 0xFF10 + i for i in range(10)}),
    "page numbers": lambda text: text.replace("\n二、", "\n— 1 —\n二、").replace("\n三、", "\n— 2 —\n三、"),
    "a paragraph twice": lambda text: text.replace(PARAGRAPH, PARAGRAPH + "\n" + PARAGRAPH),
    "a line in the wrong encoding": lambda text: text.replace(HEADING, HEADING.encode().decode("gbk", "replace")),
    "entities": lambda text: text.replace("“", "&ldquo;").replace("”", "&rdquo;"),
    "blanks about numbers": lambda text: text.replace("培训乡村医生150名", "培训乡村医生 150 名"),
}
PARAGRAPH = CLEAN.split("\n")[1]
HEADING = "扩大教育供给"

# What raw text is made of at its worst.
SOUP = st.text(
    st.sampled_from(
        '一二三第条章、。，,;；:：？?！!“”〞"《》（）()1234567890％%年月日万元所名人教育学校發展區qū '
        "\n\n\r\t　\u200b\ufeff\ufffd\ue004\x00Xx-—…|>鏁欒偛銆æ•™è²½Ì&nbsp#;\ud800"
    ),
    max_size=120,
)


def cleaned(raw: str) -> str:
    text = clean(raw, LEXICONS).text
    assert undo(text.clean, text.edits) == raw
    for edit in text.edits:
        assert text.clean[edit.start : edit.end] == edit.text
        assert raw[edit.raw_start : edit.raw_end] == edit.raw_text
    return text.clean


@settings(max_examples=200, deadline=None)
@given(SOUP)
def test_any_text_comes_back(raw: str) -> None:
    cleaned(raw)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(0, len(CLEAN)))
def test_a_document_with_anything_in_it_comes_back(rubbish: str, at: int) -> None:
    cleaned(CLEAN[:at] + rubbish + CLEAN[at:])


def test_a_clean_text_is_left_alone() -> None:
    assert clean(CLEAN, LEXICONS).text.edits == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(NOISES)), unique=True, min_size=1, max_size=6))
def test_noise_put_in_comes_out(names: list[str]) -> None:
    noisy = CLEAN
    for name in sorted(names, key=list(NOISES).index, reverse=True):
        noisy = NOISES[name](noisy)
    once = cleaned(noisy)
    assert once == CLEAN
    assert cleaned(once) == once


def test_lexicon_terms_are_in_the_form_that_lines_are_compared_in() -> None:
    for entry in LEXICONS["boilerplate"].entries:
        assert entry.term == sitefields.flat(entry.term), entry.where
