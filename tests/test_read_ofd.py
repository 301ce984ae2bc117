"""OFD: pages that know where each character stands, set as for the PDF tests."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from pipeline import mine
from pipeline.read import ReadError, Skipped, read
from typeset import HEIGHT, Placed, Setting, placed, width

TITLE = "岚山县2026年政务公开工作要点"
PARAGRAPHS = tuple(
    paragraph
    for n in range(6)
    for paragraph in (
        f"第{n + 1}批任务由县政府办公室牵头，各乡镇、各部门要对照清单逐项落实，按季度报送进展情况，确保按时完成。",
        "（一）全年公开规范性文件不少于120件，解读率达到100%；办理依申请公开件平均用时不超过12个工作日。",
        "（二）建成基层政务公开专区18个，开展“政府开放日”活动36场，邀请群众代表2400人次。",
    )
)
MM = 25.4 / 72
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(line: Placed, *, turned: bool = False) -> str:
    """A line as an OFD writes it: where its box is, the baseline in the box, the steps between characters."""
    size = line.size * MM
    steps = [width(char, line.size) * MM for char in line.text]
    x, y = line.x * MM, (HEIGHT - line.y) * MM - size
    same = len({f"{s:.3f}" for s in steps[:-1]}) == 1
    delta = f"g {len(steps) - 1} {steps[0]:.3f}" if same else " ".join(f"{s:.3f}" for s in steps[:-1])
    half = 'CTM="0.5 0 0 0.5 0 0" ' if turned else ""
    scale = 2 if turned else 1
    if turned:
        delta = " ".join(f"{2 * s:.3f}" for s in steps[:-1])
    return (
        f'<ofd:TextObject ID="1" Boundary="{x:.3f} {y:.3f} {sum(steps):.3f} {size:.3f}" {half}Font="1" '
        f'Size="{size * scale:.3f}"><ofd:TextCode X="0" Y="{size * scale:.3f}" DeltaX="{delta}">{escape(line.text)}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def ofd_file(pages: Sequence[str], title: str = "", **parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        content = {
            "OFD.xml": f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea>"
            "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
            + "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
            + "</ofd:Pages></ofd:Document>",
            **{
                f"Doc_0/Pages/Page_{n}/Content.xml": f"<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer>{page}</ofd:Layer>"
                "</ofd:Content></ofd:Page>"
                for n, page in enumerate(pages)
            },
            **parts,
        }
        for name, text in content.items():
            archive.writestr(name, text)
    return made.getvalue()


def set_pages(lines: Sequence[Placed], *, turned: bool = False) -> list[str]:
    last = max(line.page for line in lines)
    return ["".join(text_object(x, turned=turned) for x in lines if x.page == page) for page in range(last + 1)]


@pytest.mark.parametrize("turned", [False, True], ids=["plain", "through a matrix"])
@pytest.mark.parametrize("setting", [Setting(numbers="— {} —"), Setting(size=11, columns=2, numbers="{}")])
def test_lines_are_joined_to_the_paragraphs_as_written(setting: Setting, turned: bool) -> None:
    data = ofd_file(set_pages(placed(TITLE, PARAGRAPHS, setting), turned=turned), TITLE)
    found = read(data, "a.ofd")[0]
    assert found.text.splitlines() == [TITLE, *PARAGRAPHS]
    assert (found.media_type, found.metadata) == ("application/ofd", {"title": TITLE})


def test_rows_are_those_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.ofd"
    path.write_bytes(ofd_file(set_pages(placed(TITLE, PARAGRAPHS, Setting()))))
    plain, found = mine("\n".join([TITLE, *PARAGRAPHS]), tokens=False), mine(path, tokens=False)
    for name in ("targets", "initiatives", "programmes", "numbers"):
        kept = [[(c, v) for c, v in row.items() if not c.endswith("id")] for row in found[name]]
        assert kept == [[(c, v) for c, v in row.items() if not c.endswith("id")] for row in plain[name]], name


def test_a_ruled_table() -> None:
    xs, ys = (30.0, 60.0, 110.0, 160.0), (40.0, 50.0, 60.0)
    drawn = " ".join(f"M {xs[0]} {y} L {xs[-1]} {y}" for y in ys) + " " + " ".join(f"M {x} 40 L {x} 60" for x in xs)
    page = f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>{drawn}</ofd:AbbreviatedData></ofd:PathObject>'
    for y, cells in zip((47, 57), (("序号", "任务", "目标"), ("1", "建设专区", "18个")), strict=True):
        for x, cell in zip(xs, cells, strict=False):
            page += text_object(Placed(0, (x + 2) / MM, HEIGHT - y / MM, cell, 12))
    assert read(ofd_file([f"<ofd:PageBlock>{page}</ofd:PageBlock>"]), "a.ofd")[0].text.splitlines() == [
        "序号 | 任务 | 目标", "1 | 建设专区 | 18个",
    ]  # fmt: skip


def test_pictures_damage_and_what_is_missing_are_clear_errors() -> None:
    picture = '<ofd:ImageObject Boundary="0 0 210 297"/>'
    with pytest.raises(ReadError, match="no text layer"):
        read(ofd_file([picture]), "a.ofd")
    line = text_object(Placed(0, 72, 700, "有字", 12))
    assert read(ofd_file([line, picture]), "a.ofd")[0].flags == ("pages_without_text:2",)
    whole = ofd_file([line])
    with pytest.raises(ReadError, match="damaged or cut off"):
        read(whole[:-40], "a.ofd")
    with pytest.raises(ReadError, match="no part"):
        read(ofd_file([line], **{"OFD.xml": "<a><DocBody><DocRoot>none.xml</DocRoot></DocBody></a>"}), "a.ofd")
    with pytest.raises(ReadError, match="entities"):
        read(ofd_file([line], **{"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "a.ofd")


@pytest.mark.parametrize("seed", range(30))
def test_flipped_bytes_give_text_or_a_clear_error(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(ofd_file(set_pages(placed(TITLE, PARAGRAPHS, Setting()))))
    for _ in range(chance.choice((1, 10, 100))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        assert read(bytes(data), "a.ofd")[0].text
    except (ReadError, Skipped) as error:
        assert str(error)
