"""Pages: their encoding, the document's part of them, its tables and lists, and what they say of it."""

from __future__ import annotations

import html as entities
from pathlib import Path

import pytest

from pipeline import mine
from pipeline.read import ReadError, grid, read
from pipeline.read.html.facts import labelled
from pipeline.read.ordinals import printed

TITLE = "岚山县教育局关于印发《2026年全县教育工作要点》的通知"
PARAGRAPHS = (
    "各乡镇中心学校，县直各学校：",
    "现将《2026年全县教育工作要点》印发给你们，请结合实际，认真抓好落实。",
    "一、扩大学位供给",
    "2026年底前新建、改扩建公办幼儿园18所，新增学位5400个，学前三年毛入园率达到97%以上。",
    "二、建强教师队伍",
    "全年培养省级教学能手15人，市级35人；拨付教师培训经费不低于260万元，县域内教师交流轮岗比例达到12%。",
    "三、实施“青苗学堂”工程",
    "全年建设标准化食堂24个，为6200名学生提供课后服务，确保每天锻炼时间不少于2小时。",
    "岚山县教育局",
    "2026年2月6日",
)
BLOCK = (
    ("索引号", "LS001/2026-00017"), ("主题分类", "教育"), ("发文机关", "岚山县教育局"), ("成文日期", "2026年02月06日"),
    ("标题", TITLE), ("发文字号", "岚教发〔2026〕5号"), ("发布日期", "2026年02月09日"), ("主题词", ""),
)  # fmt: skip
NAVIGATION = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in ("首页", "走进岚山", "新闻中心"))
NAVIGATION = f"<ul class='menu'>{NAVIGATION}</ul>"
FOOTER = """<div class='bottom'><p>主办：岚山县人民政府办公室　承办：岚山县大数据中心</p>
<p>网站标识码：0000000000　地址：岚山县人民路1号</p></div>"""
LINKS = "".join(f"<li><a href='/art/{n}.html'>关于做好第{n}批校舍安全排查工作的通知</a></li>" for n in range(1, 9))
HEAD = f"""<head><title>{TITLE}_岚山县人民政府门户网站</title><meta name='SiteName' content='岚山县人民政府'>
<meta name='ArticleTitle' content='{TITLE}'><meta name='PubDate' content='2026-02-09 10:21'>
<meta name='ContentSource' content='岚山县教育局'><style>p{{color:red}}</style></head>"""


def paragraphs() -> str:
    return "".join(f"<p style='text-indent:2em'>{entities.escape(p)}</p>\n" for p in PARAGRAPHS)


def block_table() -> str:
    cells = [f"<td><b>{label}：</b></td><td>{value}</td>" for label, value in BLOCK]
    return "<table>" + "".join(f"<tr>{a}{b}</tr>" for a, b in zip(cells[::2], cells[1::2], strict=True)) + "</table>"


def block_lines() -> str:
    return "".join(f"<li><span>{label}：</span><em>{value}</em></li>" for label, value in BLOCK)


# How portals of different makes are built.
PAGES = {
    "portal": f"""<!DOCTYPE html><html>{HEAD}<body><div class='header'>{NAVIGATION}</div>
<div class='crumbs'>当前位置：<a href='/'>首页</a> &gt; <a href='/zw'>政务公开</a></div>{block_table()}<h1>{TITLE}</h1>
<div class='pages_content' id='UCAP-CONTENT'><div class='TRS_Editor'>{paragraphs()}</div></div>
<div class='related'><h3>相关链接</h3><ul>{LINKS}</ul></div>{FOOTER}
<script>var a='一、不是正文';</script></body></html>""",
    "unnamed": f"""<html>{HEAD}<body><div>{NAVIGATION}</div><div><ul>{block_lines()}</ul>
<div class='bt'>{TITLE}</div><div class='xx'>发布时间：2026-02-09 10:21 来源：岚山县教育局 浏览次数：308</div>
<div class='c1'>{paragraphs()}</div>
<div>上一篇：<a href='/1'>关于开学的通知</a> 下一篇：<a href='/2'>关于考试的通知</a></div></div>
<div><ul>{LINKS}</ul></div>{FOOTER}</body></html>""",
    "layout tables": f"""<html>{HEAD}<body><form><table><tr><td>{NAVIGATION}</td></tr>
<tr><td width=200><table><tr><td><ul>{LINKS}</ul></td></tr></table></td><td><table><tr><td>{block_table()}</td></tr>
<tr><td align=center>{TITLE}</td></tr><tr><td>{"<br>".join(f"　　{p}" for p in PARAGRAPHS)}</td></tr></table></td></tr>
<tr><td colspan=2>{FOOTER}</td></tr></table></form></body></html>""",
}


def text(body: str) -> str:
    return read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "page.html")[0].text.rstrip("\n")


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_text_is_whole_and_the_site_is_not_in_it(page: str) -> None:
    found = read(page.encode(), "a.html")[0]
    assert (found.media_type, found.encoding) == ("text/html", "utf-8")
    lines = [bare(line) for line in found.text.splitlines()]
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert bare(TITLE) in lines[: lines.index(PARAGRAPHS[0])]
    for chrome in ("走进岚山", "校舍安全排查", "网站标识码", "不是正文", "color:red"):
        assert chrome not in found.text
    (count,) = [flag for flag in found.flags if flag.startswith("chrome_chars:")]
    assert int(count.partition(":")[2]) > 60


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_rows_and_facts_are_those_of_the_text(page: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page.encode("gb18030"))
    plain = mine("\n".join([TITLE, *PARAGRAPHS]), tokens=False)
    found = mine(path, tokens=False)
    for table, columns in {
        "targets": ("indicator", "text", "value_low", "base_unit", "comparator", "action", "period_end"),
        "initiatives": ("marker", "title", "level"),
        "programmes": ("name", "kind", "role"),
    }.items():
        assert [[r[c] for c in columns] for r in found[table]] == [[r[c] for c in columns] for r in plain[table]]
    document = found["documents"][0]
    assert (document["title"], document["issuer"], document["doc_number"]) == (
        TITLE, "岚山县教育局", "岚教发〔2026〕5号"
    )  # fmt: skip
    assert str(document["published"]) == "2026-02-09"


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "iso-8859-1", "nonsense", None])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_bytes_prove_the_encoding_whatever_is_declared(encoding: str, declared: str | None) -> None:
    meta = f"<meta http-equiv='Content-Type' content='text/html; charset={declared}'>" if declared else ""
    page = f"<!DOCTYPE html><html><head>{meta}</head><body><div>{paragraphs()}</div></body></html>"
    found = read(page.encode(encoding), "a.html")[0]
    assert found.text.splitlines() == list(PARAGRAPHS)
    assert found.encoding == {"utf-16": "utf-16-le"}.get(encoding, encoding)


def test_a_big5_page_and_one_too_short_to_prove_anything() -> None:
    page = "<html><meta charset=gb2312><body><p>擴大學位供給，年內新建公辦幼兒園6所，新增學位1800個。</p></body></html>"
    assert "擴大學位供給" in read(page.encode("big5hkscs"), "a.html")[0].text
    short = "<html><meta charset=gbk><body><p>学位</p></body></html>"
    assert read(short.encode("gbk"), "a.html")[0].text == "学位\n"


def test_lines_are_blocks_and_breaks() -> None:
    assert text("<p>扩大学位\n供给，<b>新建</b>18<br>所<sup>2</sup></p>后<div>a \n b</div>") == (
        "扩大学位供给，新建18\n所²\n后\na b"
    )
    assert text("<p>面积300m<sup>2</sup>，PM<sub>2.5</sub>&ldquo;三降&rdquo;&#12295;</p>") == "面积300m²，PM2.5“三降”〇"
    assert text("<pre>一行\n 二行</pre><p>三&nbsp;行</p>") == "一行\n二行\n三\xa0行"


def test_what_is_hidden_is_left_out() -> None:
    hidden = "".join(
        f"<p {how}>看不见</p>" for how in ("hidden", "style='display: none'", "style='color:red;VISIBILITY:hidden'")
    )
    assert (
        text(f"<p>看得见</p>{hidden}<!-- 看不见 --><script>看不见</script><noscript>看不见</noscript>尾")
        == "看得见\n尾"
    )


def test_word_s_export() -> None:
    body = (
        "<p class=MsoListParagraph><![if !supportLists]><span lang=EN-US style='mso-list:Ignore'>一、<span "
        "style='font:7.0pt'>&nbsp;&nbsp; </span></span><![endif]>扩大学位供给<span lang=EN-US><o:p></o:p></span></p>"
        "<!--[if gte mso 9]><xml><w:WordDocument>不见</w:WordDocument></xml><![endif]-->"
        "<p><span style='mso-hide:all'>不见</span><o:p>&nbsp;</o:p></p><p>建强<o:p>教师</o:p>队伍</p>"
    )
    assert text(body) == "一、扩大学位供给\n建强教师队伍"


def test_lists_have_the_numbers_that_a_browser_prints() -> None:
    assert text("<ol><li>建校</li><li>扩园<ul><li>其一</li></ul></li><li value=7>修路</li><li>架桥</li></ol>") == (
        "1. 建校\n2. 扩园\n其一\n7. 修路\n8. 架桥"
    )
    assert text("<ol start=3 style='list-style-type:cjk-ideographic'><li>建校</li></ol>") == "三、建校"
    assert text("<ol type=a><li>建校</li></ol><ol style='list-style:none'><li>扩园</li></ol>") == "a. 建校\n扩园"
    assert text("<ol><li>（一）建校</li><li>2.扩园</li></ol>") == "（一）建校\n2.扩园"


TASKS = (
    "<table border=1><caption>任务分解表</caption>"
    "<tr><th>序号</th><th>任务</th><th>年度<br>目标</th><th>责任单位</th></tr>"
    "<tr><td>1</td><td><p>新建公办幼儿园</p></td><td>18所</td><td rowspan=2><p>县教育局</p><p>县财政局</p></td></tr>"
    "<tr><td>2</td><td>改造中小学食堂</td><td>24个</td></tr>"
    "<tr><td>3</td><td>培训教师</td><td></td><td>县教育局</td></tr></table>"
)


def test_a_table_of_tasks_is_a_line_a_row() -> None:
    assert text(TASKS).splitlines() == [
        "任务分解表",
        "序号 | 任务 | 年度目标 | 责任单位",
        "1 | 新建公办幼儿园 | 18所 | 县教育局 县财政局",
        "2 | 改造中小学食堂 | 24个 | 县教育局 县财政局",
        "3 | 培训教师 |  | 县教育局",
    ]


def test_rows_of_tasks_become_initiatives_with_their_departments(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><p>一、重点任务</p>{TASKS}</body></html>", "utf-8")
    found = mine(path, tokens=False)
    assert [(r["title"], r["departments"]) for r in found.initiatives[1:]] == [
        ("新建公办幼儿园", ["县教育局", "县财政局"]),
        ("改造中小学食堂", ["县教育局", "县财政局"]),
        ("培训教师", ["县教育局"]),
    ]
    assert [r["text"] for r in found.targets] == ["18所", "24个"]


def test_a_figure_in_a_merged_cell_stands_once() -> None:
    cell = grid.GridCell
    rows = [[cell("建校"), cell("共3所", down=2), cell("甲", across=2)], [cell("园"), cell("乙"), cell("丙")]]
    assert grid.lines(rows) == ["建校 | 共3所 | 甲 |  |", "园 |  | 乙 | 丙"]
    assert grid.lines([[cell(""), cell("二"), cell("三", across=10**9)]])[0].startswith("|  | 二 | 三 |")


def test_titles_notes_and_heads_of_two_rows() -> None:
    cell = grid.GridCell
    rows = [
        [cell("附表", across=4)],
        [cell("任务", down=2), cell("目标", across=2), cell("单位", down=2)],
        [cell("上年"), cell("今年")],
        [cell("建校"), cell("2所"), cell("3所"), cell("教育局")],
        [cell("其他", across=4)],
        [cell("扩园"), cell("5所"), cell("6所"), cell("教育局")],
        [cell("注：按季上报", across=4)],
    ]
    assert grid.lines(rows[:1] + rows[3:]) == [
        "附表", "建校 | 2所 | 3所 | 教育局", "其他 |  |  |  |", "扩园 | 5所 | 6所 | 教育局", "注：按季上报",
    ]  # fmt: skip
    assert grid.lines(rows[:1]) == ["附表"]
    assert (
        grid.lines(rows[:4])[1:]
        == grid.lines(rows[1:4])
        == ["任务 | 目标上年 | 目标今年 | 单位", "建校 | 2所 | 3所 | 教育局"]
    )


def test_attachments_stay_and_lists_of_links_go() -> None:
    files = "<p>附件：</p><ul><li><a href='/1.doc'>1.任务分解表</a></li><li><a href='/2.pdf'>2.考核细则</a></li></ul>"
    found = text(f"<div class='TRS_Editor'>{paragraphs()}{files}<ul>{LINKS}</ul></div>")
    assert found.endswith("附件：\n1.任务分解表\n2.考核细则")


def test_a_page_with_text_in_two_parts_is_taken_whole() -> None:
    half = "".join(f"<p>{'各校要抓好落实，年内完成校舍改造，确保师生安全。' * 3}{n}</p>" for n in range(8))
    found = text(f"<div class='news_content'>{half}</div><div><div>{half.replace('各校', '各园')}</div></div>")
    assert found.count("各校") == found.count("各园") == 24


def test_labels_of_a_metadata_block() -> None:
    lines = [
        "索引号 | A-1 | 发文机关 | 岚山县教育局",
        "文　　号：岚教〔2026〕5号  有效性：有效",
        "【发布日期】",
        "2026-02-09",
        "名称：-",
    ]
    assert dict(labelled(lines)) == {
        "索引号": "A-1", "发文机关": "岚山县教育局", "文号": "岚教〔2026〕5号", "有效性": "有效",
        "发布日期": "2026-02-09",
    }  # fmt: skip


def test_a_medium_is_no_issuer() -> None:
    page = f"<html><meta name=ContentSource content=新华社><body><div>{paragraphs()}</div></body></html>"
    assert "issuer" not in read(page.encode(), "a.html")[0].metadata


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><frameset><frame src=a></frameset></html>", "<!DOCTYPE html><script>x</script>"]
)
def test_a_page_without_text_is_an_error(page: str) -> None:
    with pytest.raises(ReadError, match="no text"):
        read(page.encode(), "a.html")


@pytest.mark.parametrize("depth", [300, 100_000])
def test_tags_nested_without_end_lose_no_text(depth: int) -> None:
    page = (
        f"<html><body><p>一、总体要求</p>{'<div>' * depth}新建18所{'</div>' * depth}<p>二、保障措施</p></body></html>"
    )
    found = read(page.encode(), "a.html")[0]
    assert found.text.split() == ["一、总体要求", "新建18所", "二、保障措施"]
    assert "markup_too_deep" in found.flags


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_page_cut_off_gives_what_is_there(page: str, cut: float) -> None:
    data = page.encode()
    found = read(data[: int(len(data) * cut)] + b"<a href='\xff\xfe", "a.html")
    assert len(found) == 1 and found[0].text.strip()


def test_a_part_of_a_page_and_what_begins_like_one() -> None:
    assert read("<p>一、扩大学位供给</p><p>二、建强队伍</p>".encode(), "a.txt")[0].media_type == "text/html"
    assert read("<p>是段落标记".encode(), "a.txt")[0].media_type == "text/plain"


def test_numbers_as_lists_print_them() -> None:
    assert [printed(n, "chineseCounting") for n in (1, 10, 11, 20, 21, 105, 110)] == [
        "一", "十", "十一", "二十", "二十一", "一百零五", "一百一十"
    ]  # fmt: skip
    assert [printed(3, s) for s in ("decimalFullWidth", "upperRoman", "ideographDigital", "none")] == [
        "３",
        "III",
        "三",
        "3",
    ]
    assert [printed(n, "decimalEnclosedCircle") for n in (1, 20, 21, 51)] == ["①", "⑳", "㉑", "51"]
    assert printed(0, "lowerLetter") == "0" and printed(28, "lowerLetter") == "bb"
