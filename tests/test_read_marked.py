"""Rich text, Markdown and mail: the words without what marks them up."""

from __future__ import annotations

import email.message
from pathlib import Path

import pytest

from pipeline import mine
from pipeline.read import ReadError, read

LINES = (
    "岚山县2026年卫生健康工作要点",
    "一、提升服务能力",
    "全年改造乡镇卫生院12所，新增床位360张，家庭医生签约率达到75%以上。",
    "二、实施“康宁守护”工程",
    "为65岁以上老年人免费体检4.2万人次，投入资金不少于600万元。",
)


def taken(data: bytes) -> list[str]:
    return [line for line in read(data, "a.txt")[0].text.splitlines() if line.strip()]


def targets(source: Path | str) -> list[tuple[str, str]]:
    return [(row["indicator"], row["text"]) for row in mine(source, tokens=False).targets]


def rtf(*paragraphs: str, codepage: int = 936) -> bytes:
    """RTF as Word writes it, two bytes a character."""
    body = r"\par ".join(
        "".join(c if c.isascii() else "".join(f"\\'{b:02x}" for b in c.encode("gbk")) for c in paragraph)
        for paragraph in paragraphs
    )
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
    return rf"{{\rtf1\ansi\ansicpg{codepage}{fonts}{{\info{{\title none}}}}\f0\fs32 {body}\par}}".encode("ascii")


def test_rich_text(tmp_path: Path) -> None:
    found = read(rtf(*LINES), "a.rtf")[0]
    assert found.text.splitlines() == list(LINES)
    assert (found.media_type, found.encoding) == ("application/rtf", "cp936")
    path = tmp_path / "a.doc"  # many are called so
    path.write_bytes(rtf(*LINES))
    assert targets(path) == targets("\n".join(LINES)) != []


def test_rich_text_of_other_makes() -> None:
    unicode = "".join(f"\\u{ord(c) if ord(c) < 0x8000 else ord(c) - 0x10000}?" for c in "改造卫生院")
    assert taken(rf"{{\rtf1\ansi\uc1 {unicode}12\u25152?}}".encode()) == ["改造卫生院12所"]
    assert taken(b"{\\rtf1\\ansi\\ansicpg936 " + "改造卫生院".encode("gbk") + b"}") == ["改造卫生院"]
    halves = "𠮷".encode("utf-16-be")
    pair = "".join(f"\\u{int.from_bytes(halves[i : i + 2], 'big') - 0x10000}?" for i in (0, 2))
    assert taken(rf"{{\rtf1\ansi\uc1 {pair}}}".encode()) == ["𠮷"]


def test_rich_text_hidden_deleted_numbered_linked_and_in_tables() -> None:
    def body(text: str) -> list[str]:
        return taken(rf"{{\rtf1\ansi {text}}}".encode())

    assert body(r"seen {\v hidden}{\deleted gone}end") == ["seen end"]
    assert body(r"{\pntext 1.\tab}first\par{\listtext 2.\tab}second") == ["1. first", "2. second"]
    link = r'{\field{\*\fldinst{HYPERLINK "http://example.org"}}{\fldrslt{the link}}}'
    assert body(link) == ["the link"]
    assert body(r"\trowd a\cell b b\cell c\cell\row\trowd d\cell\cell f\cell\row") == ["a | b b | c", "d |  | f"]


@pytest.mark.parametrize("data", [b"{\\rtf1}", b"{\\rtf1\\ansi\\pict 00ff", b"{\\rtf1 {\\uc x"])
def test_rich_text_that_is_empty_or_broken(data: bytes) -> None:
    try:
        assert read(data, "a.rtf")[0].text.strip()
    except ReadError as error:
        assert "rtf" in error.message


MARKDOWN = f"""---
title: "{LINES[0]}"
date: 2026-03-01
---

# {LINES[0]}

## {LINES[1]}

全年**改造**乡镇卫生院12所，*新增*床位360张，[家庭医生](https://example.org/a_b)签约率达到75%以上。

{LINES[3]}
---

> 为65岁以上老年人免费体检4.2万人次，投入资金不少于600万元。

| 序号 | 任务 | 目标 |
|:---|---|---:|
| 1 | 改造**食堂** | 24个 |

- PM2.5\\*与`snake_case`<br>分行
![图](a.png)~~删去~~
```
原样 **不动**
```
"""


def test_markdown(tmp_path: Path) -> None:
    found = read(MARKDOWN.encode("gb18030"), "a.md")[0]
    assert [line for line in found.text.splitlines() if line] == [
        *LINES, "序号 | 任务 | 目标", "1 | 改造食堂 | 24个", "PM2.5*与snake_case", "分行", "原样 **不动**",
    ]  # fmt: skip
    assert (found.media_type, found.encoding) == ("text/markdown", "gb18030")
    assert found.metadata == {"title": LINES[0], "published": "2026-03-01"}
    path = tmp_path / "a.md"
    path.write_text(MARKDOWN, "utf-8")
    plain = targets("\n".join(LINES))
    assert targets(path)[: len(plain)] == plain != []


@pytest.mark.parametrize(
    "text",
    [
        "# 一、总体要求\n全年改造卫生院12所。", "标*号**与**号*表示", "序号|任务\n---|---\n1|改造",
        "#1 项目\n#2 项目\n#3 项目", "------\n分隔线\n------", "【链接】(附后)", "1. 改造\n2. 新建\n- 其他",
    ],
)  # fmt: skip
def test_plain_text_with_a_stray_mark_stays_as_it_is(text: str) -> None:
    found = read(text.encode(), "a.txt")[0]
    assert (found.media_type, found.text) == ("text/plain", text)


def mail(*parts: tuple[str, str], charset: str = "gb18030", kind: str = "alternative") -> bytes:
    made = email.message.EmailMessage()
    made["From"], made["Subject"] = "office@example.org", "工作要点"
    for at, (subtype, content) in enumerate(parts):
        if at == 0:
            made.set_content(content, subtype=subtype, charset=charset)
        else:
            made.add_alternative(content, subtype=subtype, charset=charset)
    if kind == "mixed":
        made.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="a.zip")
    return made.as_bytes()


def page() -> str:
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>"


def test_mail_with_a_page_with_text_and_with_attachments(tmp_path: Path) -> None:
    found = read(mail(("plain", "只有一句"), ("html", page()), kind="mixed"), "a.eml")[0]
    assert found.text.splitlines() == list(LINES)
    assert (found.media_type, found.flags) == ("message/rfc822", ("attachments_not_read:1",))
    assert taken(mail(("plain", "\n".join(LINES)))) == list(LINES)
    path = tmp_path / "a.eml"
    path.write_bytes(mail(("html", page()), charset="utf-8"))
    assert targets(path) == targets("\n".join(LINES))


def test_a_page_saved_as_one_file() -> None:
    quoted = "".join(f"={b:02X}" for b in page().encode("gb18030"))
    wrapped = "=\r\n".join(quoted[i : i + 72] for i in range(0, len(quoted), 72))
    saved = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n----b\r\nContent-Type: text/html; '
        f"charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{wrapped}\r\n----b\r\n"
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n----b--\r\n"
    )
    assert taken(saved.encode("ascii")) == list(LINES)  # the charset that it declares is wrong


def test_a_mail_without_text_and_text_that_begins_like_one() -> None:
    with pytest.raises(ReadError, match="no part of the mail is a text"):
        read(b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nxx", "a.eml")
    for text in ("Date: 2026年3月1日发布", "To: 各乡镇\n全年改造卫生院12所。"):
        assert read(text.encode(), "a.txt")[0].media_type == "text/plain"
