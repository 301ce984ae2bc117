"""Word documents: what the reader sees, with the numbers that stand in no text and without what was struck out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline import mine
from pipeline.read import ReadError, Skipped, read
from word_files import paragraph, table, word_file

TITLE = "岚山县2026年教育工作计划"
# (text, list, level): the numbers are Word's
PLAN = (
    ("扩大学位供给", "1", 0),
    ("2026年底前新建公办幼儿园18所，新增学位5400个，学前三年毛入园率达到97%以上。", "1", 1),
    ("全年改造中小学食堂24个，拨付资金不低于260万元。", "1", 1),
    ("建强教师队伍", "1", 0),
    ("全年培养省级教学能手15人，市级35人。", "1", 1),
    ("实施“青苗学堂”工程，为6200名学生提供课后服务。", "1", 1),
)
PRINTED = ("一、", "（一）", "（二）", "二、", "（一）", "（二）")


def lines(*body: str, **more: dict) -> list[str]:  # type: ignore[type-arg]
    return read(word_file(body, **more), "a.docx")[0].text.splitlines()


def test_rows_are_those_of_the_same_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(word_file([paragraph(TITLE), *(paragraph(*entry) for entry in PLAN)]))
    plain = mine(
        "\n".join([TITLE, *(f"{n}{text}" for n, (text, _, _) in zip(PRINTED, PLAN, strict=True))]), tokens=False
    )
    found = mine(path, tokens=False)
    assert found.raw == plain.raw + "\n"
    for name in ("targets", "initiatives", "programmes", "numbers"):
        kept = [[(c, v) for c, v in row.items() if not c.endswith("id")] for row in found[name]]
        assert kept == [[(c, v) for c, v in row.items() if not c.endswith("id")] for row in plain[name]], name
    assert found.documents[0]["media_type"].endswith("wordprocessingml.document")


def test_numbers_of_every_level_and_of_lists_apart() -> None:
    found = lines(
        paragraph("总则", "2"), paragraph("其一", "2", 1), paragraph("其二", "2", 1),
        paragraph("附则", "2"), paragraph("其一", "2", 1),
        paragraph("学位", "1"), paragraph("校", "1", 1), paragraph("楼", "1", 2), paragraph("层", "1", 3),
        paragraph("室", "1", 2), paragraph("园", "1", 1), paragraph("班", "1", 2), paragraph("段", "4"),
        paragraph("节", "4", 1), paragraph("无号"),
    )  # fmt: skip
    assert found == [
        "第一章 总则", "①其一", "②其二", "第二章 附则", "①其一", "一、学位", "（一）校", "1. 楼", "（1）层", "2. 室",
        "（二）园", "1. 班", "1 段", "1.1、节", "无号",
    ]  # fmt: skip


def test_a_list_begins_again_where_its_number_says() -> None:
    body = [
        paragraph("甲", "1"),
        paragraph("乙", "1"),
        paragraph("丙", "9"),
        paragraph("丁", "9"),
        paragraph("戊", "8"),
    ]
    assert lines(*body, overrides={"9": ("1", 1), "8": ("1", 7)}) == ["一、甲", "二、乙", "一、丙", "二、丁", "七、戊"]


def test_a_style_gives_its_number_and_a_paragraph_may_refuse_it() -> None:
    body = [
        paragraph("甲", style="Clause"), paragraph("乙", style="ClauseToo"), paragraph("不编号", "0", style="Clause"),
        paragraph("丙", style="Clause"),
    ]  # fmt: skip
    assert lines(*body) == ["第一条 甲", "第二条 乙", "不编号", "第三条 丙"]


def test_what_was_deleted_or_hidden_is_not_there_and_what_was_inserted_is() -> None:
    body = (
        "<w:p><w:r><w:t>新建</w:t></w:r><w:del><w:r><w:delText>6所</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>18所</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>幼儿园</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>上段</w:t></w:r></w:p><w:p><w:r><w:t>下段</w:t></w:r></w:p>"
    )
    found = read(word_file([body]), "a.docx")[0]
    assert found.text.splitlines() == ["新建18所幼儿园", "移来", "上段下段"]
    assert found.flags == ("deleted_chars:4",)


def test_a_deleted_paragraph_is_not_counted() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
    )
    assert lines(paragraph("甲", "1"), gone, paragraph("乙", "1")) == ["一、甲", "二、乙"]


def test_breaks_fields_readings_and_symbols() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/>"
        "</w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        "<w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:hyperlink><w:r><w:t>丁</w:t></w:r></w:hyperlink>"
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>qū</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>区</w:t></w:r></w:rubyBase>"
        "</w:ruby><w:sym w:font='Symbol' w:char='2264'/><w:noBreakHyphen/></w:r></w:p>"
    )
    assert lines(body) == ["甲", "乙 丙3丁区≤-"]


def test_a_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('框中文字')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r></w:p>"
    )
    assert lines(body) == ["正文", "框中文字"]


def test_tables_stand_in_their_place_with_merged_cells() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    down, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    number = f"<w:tc>{paragraph('', '4')}</w:tc>"
    merged = (
        f"<w:tbl><w:tr>{cell('序号')}{cell('任务')}{cell('目标')}{cell('单位')}</w:tr>"
        f"<w:tr>{number}{cell('建园')}{cell('18所')}{cell('教育局', down)}</w:tr>"
        f"<w:tr>{number}{cell('改造')}{cell('24个')}{cell('', below)}</w:tr>"
        f"<w:tr>{cell('合计42', '<w:gridSpan w:val=' + chr(34) + '3' + chr(34) + '/>')}{cell('全县')}</w:tr></w:tbl>"
    )
    found = lines(paragraph("重点任务"), merged, paragraph("保障措施"), table([["只有一格，这样的表只是边框"]]))
    assert found == [
        "重点任务", "序号 | 任务 | 目标 | 单位", "1 | 建园 | 18所 | 教育局", "2 | 改造 | 24个 | 教育局",
        "合计42 |  |  | 全县", "保障措施", "只有一格，这样的表只是边框",
    ]  # fmt: skip


def test_the_table_of_contents_goes_and_notes_come_last() -> None:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:type="separator"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>'
        "<w:footnote><w:p><w:r><w:t>学位：可入学的人数。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    body = [paragraph("一、学位……1", style="TOC1"), paragraph("学位", "1")]
    found = read(word_file(body, parts={"word/footnotes.xml": notes}), "a.docx")[0]
    assert found.text.splitlines() == ["一、学位", "学位：可入学的人数。"]
    assert found.flags == ("contents_chars:7",)


def test_python_docx_s_own_document_reads_as_written(tmp_path: Path) -> None:
    made = docx.Document()
    made.core_properties.title = "另一份文件的标题"
    for text in (TITLE, "一、总体要求", "坚持“两个优先”。"):
        made.add_paragraph(text)
    grid = made.add_table(rows=2, cols=3)
    for cell, text in zip([c for row in grid.rows for c in row.cells], "甲乙丙丁戊己", strict=True):
        cell.text = text
    made.save(str(tmp_path / "a.docx"))
    found = read((tmp_path / "a.docx").read_bytes(), "a.docx")[0]
    assert found.text.splitlines() == [TITLE, "一、总体要求", "坚持“两个优先”。", "甲 | 乙 | 丙", "丁 | 戊 | 己"]
    assert found.metadata == {}  # a title that the text does not have is another document's


BOMB = (
    '<!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + f'] ><w:document xmlns:w="{"x"}"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'.replace(
        "] >", "]>"
    )
)


@pytest.mark.parametrize(
    ("part", "content", "message"),
    [
        ("word/document.xml", BOMB.replace("] >", "]>"), "entities|entity|loop|well-formed"),
        ("word/document.xml", '<!DOCTYPE w SYSTEM "file:///etc/hostname"><w/>', "entities"),
        ("word/document.xml", "<w:document", "well-formed"),
        ("word/document.xml", "<a/>", "no document part"),
        ("word/document.xml", "<a>" * 300 + "</a>" * 300, "well-formed"),
        ("word/document.xml", "<a>" + " " * 30_000_000 + "</a>", "bomb"),
        ("word/numbering.xml", "<a", "well-formed"),
    ],
    ids=["laughs", "outside", "unclosed", "other", "deep", "bomb", "lists"],
)
def test_hostile_and_broken_parts_are_clear_errors(part: str, content: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(word_file([paragraph("甲")], parts={part: content}), "a.docx")


def test_one_without_text_one_cut_off_and_one_that_is_no_document() -> None:
    with pytest.raises(ReadError, match="no text"):
        read(word_file([paragraph("")]), "a.docx")
    data = word_file([paragraph("甲")])
    for cut in (200, 1000, len(data) - 30):
        with pytest.raises(ReadError, match="damaged or cut off"):
            read(data[:cut], "a.docx")
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("docs/word.txt", "x")
    with pytest.raises(Skipped):
        read(plain.getvalue(), "a.docx")


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_give_text_or_a_clear_error(seed: int) -> None:
    import random

    chance = random.Random(seed)
    data = bytearray(word_file([paragraph(*entry) for entry in PLAN]))
    for _ in range(chance.choice((1, 10, 100))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        read(bytes(data), "a.docx")
    except (ReadError, Skipped) as error:
        assert str(error)
