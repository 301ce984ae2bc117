"""PDF files: lines joined to paragraphs, columns in order, tables, and what has no text."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from reportlab.lib import pdfencrypt
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from pipeline import mine
from pipeline.read import ReadError, read
from typeset import FONT, LEFT, Placed, Setting, canvas, pdf_of, placed

TITLE = "岚山县教育局关于印发《2026年全县教育工作要点》的通知"
PARAGRAPHS = (
    "为全面落实县委、县政府部署，办好人民满意的教育，现就做好2026年全县教育工作提出以下要点，请各学校结合实际抓好落实。",
    "一、扩大学位供给",
    "（一）2026年底前新建、改扩建公办幼儿园18所，新增学位5400个，学前三年毛入园率达到97%以上，普惠性幼儿园覆盖率达到92%。",
    "（二）全年改造中小学食堂24个，拨付资金不低于260万元。",
    "二、建强教师队伍",
    "（一）全年培养省级教学能手15人，市级35人；县域内教师交流轮岗比例达到12%，其中骨干教师不少于交流总数的三分之一，"
    "并向乡村学校倾斜。",
    "（二）实施“青苗学堂”工程，为6200名学生提供课后服务，确保每天锻炼时间不少于2小时，近视率比上年下降1个百分点。",
    "三、守牢安全底线",
    "（一）完成全部中小学、幼儿园校舍安全排查，整改隐患率达到100%，配备专职保安员320名，一键报警装置联网率保持100%。",
    "（二）开展应急演练不少于4次，每学期组织一次食品安全检查，确保全年不发生重大校园安全事故，让家长放心、让社会满意。",
)
LONGER = tuple(
    p for n in range(4) for p in (*PARAGRAPHS[1:], f"以上各项工作由县教育局第{n + 1}督导组逐校核查，按季通报。")
)


def lines(data: bytes) -> list[str]:
    return read(data, "a.pdf")[0].text.splitlines()


@pytest.mark.parametrize("size", [10.5, 12.0, 16.0])
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("indent", [0, 2])
def test_lines_are_joined_to_the_paragraphs_as_written(size: float, columns: int, indent: int) -> None:
    setting = Setting(size=size, columns=columns, indent=indent, head="岚山县教育局文件", numbers="— {} —")
    found = read(pdf_of(placed(TITLE, LONGER, setting)), "a.pdf")[0]
    assert found.text.splitlines() == [TITLE, *LONGER]
    assert found.flags[-1].startswith("running_lines:")
    assert (found.media_type, found.encoding) == ("application/pdf", "utf-8")


def test_rows_are_those_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(placed(TITLE, PARAGRAPHS, Setting(numbers="- {} -"))))
    plain, found = mine("\n".join([TITLE, *PARAGRAPHS]), tokens=False), mine(path, tokens=False)
    for name in ("targets", "initiatives", "programmes", "numbers"):
        kept = [[(c, v) for c, v in row.items() if not c.endswith("id")] for row in found[name]]
        assert kept == [[(c, v) for c, v in row.items() if not c.endswith("id")] for row in plain[name]], name
    assert found.raw == plain.raw + "\n"


def table_file(*, grid: bool) -> bytes:
    target = io.BytesIO()
    rows = [
        ["序号", "任务", "年度目标", "责任单位"],
        ["1", "新建公办幼儿园", "18所", "县教育局"],
        ["2", "改造中小学食堂，配备全套\n检测设备", "24个", "县教育局\n县财政局"],
        ["3", "培训教师", "1500人次", "县教育局"],
    ]
    style = [("FONT", (0, 0), (-1, -1), FONT, 12), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    canvas(io.BytesIO())
    made = Table(
        rows if grid else [[cell.replace("\n", "") for cell in row] for row in rows],
        colWidths=[50, 165 if grid else 230, 90, 110],
    )
    made.setStyle(TableStyle([*style, ("GRID", (0, 0), (-1, -1), 0.5, "black")] if grid else style))
    SimpleDocTemplate(target).build([made])
    return target.getvalue()


def test_a_table_with_rules_and_one_without() -> None:
    rows = ["序号 | 任务 | 年度目标 | 责任单位", "1 | 新建公办幼儿园 | 18所 | 县教育局"]
    assert lines(table_file(grid=True)) == [
        *rows,
        "2 | 改造中小学食堂，配备全套检测设备 | 24个 | 县教育局 县财政局",
        "3 | 培训教师 | 1500人次 | 县教育局",
    ]
    assert lines(table_file(grid=False)) == [
        *rows, "2 | 改造中小学食堂，配备全套检测设备 | 24个 | 县教育局县财政局", "3 | 培训教师 | 1500人次 | 县教育局",
    ]  # fmt: skip


def test_merged_cells_and_text_around_a_table() -> None:
    target = io.BytesIO()
    made = canvas(target)
    made.setFont(FONT, 12)
    made.drawString(LEFT, 760, "一、重点任务")
    made.drawString(LEFT, 560, "二、保障措施")
    xs, ys = (72, 172, 272, 372), (740, 710, 680, 650)
    for y in ys:
        made.line(72, y, 272 if y == 680 else 372, y)
    for x in xs:
        made.line(x, 740, x, 650)
    for row, texts in enumerate((("任务", "目标", "单位"), ("建园", "18所", ""), ("改造", "24个", ""))):
        for x, text in zip(xs, texts, strict=False):
            made.drawString(x + 5, ys[row] - 18, text)
    made.drawString(277, 676, "教育局")
    made.rect(60, 300, 400, 100)  # a frame is no table
    made.drawString(70, 350, "框内文字")
    made.save()
    assert lines(target.getvalue()) == [
        "一、重点任务", "任务 | 目标 | 单位", "建园 | 18所 | 教育局", "改造 | 24个 | 教育局",
        "二、保障措施", "框内文字",
    ]  # fmt: skip


def test_what_stands_at_the_edge_of_a_page_only_is_dropped_only_there() -> None:
    setting = Setting(numbers="{}")
    body = ["2026", *LONGER, "2027"]
    assert lines(pdf_of(placed(TITLE, body, setting))) == [TITLE, *body]


def test_words_keep_their_blanks_and_bold_print_is_read_once() -> None:
    placed_lines = [Placed(0, 72.0, 700.0, "Belt and Road", 12.0), Placed(0, 72.2, 700.0, "Belt and Road", 12.0)]
    assert lines(pdf_of([*placed_lines, Placed(0, 72.0, 600.0, "关于2026年GDP增长5.5%", 12.0)])) == [
        "Belt and Road", "关于2026年GDP增长5.5%",
    ]  # fmt: skip


def test_a_stamp_set_askew_is_no_text() -> None:
    target = io.BytesIO()
    made = canvas(target)
    made.setFont(FONT, 12)
    made.drawString(72, 700, "正文")
    made.translate(300, 400)
    made.rotate(45)
    made.drawString(0, 0, "内部资料")
    made.save()
    assert lines(target.getvalue()) == ["正文"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_shown_turned_reads_as_shown(rotation: int) -> None:
    import pypdfium2 as pdfium

    target = io.BytesIO()
    made = canvas(target)
    made.setFont(FONT, 12)
    turns = {90: (1, 0), 180: (1, 1), 270: (0, 1)}[rotation]
    width, height = made._pagesize
    made.translate(turns[0] * width, turns[1] * height)
    made.rotate({90: 90, 180: 180, 270: 270}[rotation])
    # with letters in each line: pdfium passes over turned ones in a font that it does not have and that has no others
    texts = ["一、2026年扩大学位供给", "（一）2026年底前新建、改扩建公办幼儿"]
    for at, text in enumerate(texts):
        made.drawString(72, 500 - 30 * at, text)
    made.save()
    document = pdfium.PdfDocument(target.getvalue())
    document[0].set_rotation(rotation)
    turned = io.BytesIO()
    document.save(turned)
    assert lines(turned.getvalue()) == texts


def picture_page(made: object, text: str) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    made.setFont(FONT, 12)  # type: ignore[attr-defined]
    if text:
        made.drawString(72, 700, text)  # type: ignore[attr-defined]
    else:
        made.drawImage(ImageReader(Image.new("L", (50, 50), 128)), 100, 100, 300, 300)  # type: ignore[attr-defined]
    made.showPage()  # type: ignore[attr-defined]


def test_pages_that_are_pictures() -> None:
    target = io.BytesIO()
    made = canvas(target)
    for text in ("", "一、扩大学位供给", ""):
        picture_page(made, text)
    made.showPage()  # an empty page is no picture
    made.save()
    found = read(target.getvalue(), "a.pdf")[0]
    assert (found.text, found.flags) == ("一、扩大学位供给\n", ("pages_without_text:1,3",))
    target = io.BytesIO()
    made = canvas(target)
    picture_page(made, "")
    made.save()
    with pytest.raises(ReadError, match="no text layer"):
        read(target.getvalue(), "a.pdf")


def test_an_encrypted_and_a_broken_file_are_clear_errors() -> None:
    locked = pdf_of([Placed(0, 72, 700, "正文", 12)], encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    with pytest.raises(ReadError, match="encrypted"):
        read(locked, "a.pdf")
    whole = pdf_of(placed(TITLE, PARAGRAPHS, Setting()))
    for data in (whole[:100], b"%PDF-1.7\n" + bytes(1000), b"%PDF-"):
        with pytest.raises(ReadError, match="damaged"):
            read(data, "a.pdf")


def test_a_title_in_the_properties_counts_if_the_text_has_it() -> None:
    def titled(title: str) -> bytes:
        target = io.BytesIO()
        made = canvas(target)
        made.setTitle(title)
        made.setFont(FONT, 12)
        made.drawString(72, 700, TITLE)
        made.save()
        return target.getvalue()

    assert read(titled(TITLE), "a.pdf")[0].metadata == {"title": TITLE}
    assert read(titled("另一份文件的标题"), "a.pdf")[0].metadata == {}


@pytest.mark.parametrize("seed", range(30))
def test_flipped_bytes_give_text_or_a_clear_error(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(pdf_of(placed(TITLE, PARAGRAPHS, Setting())))
    for _ in range(chance.choice((1, 10, 100))):
        data[chance.randrange(20, len(data))] = chance.randrange(256)
    try:
        assert read(bytes(data), "a.pdf")[0].text
    except ReadError as error:
        assert error.message
