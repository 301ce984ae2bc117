"""Word documents made for tests: python-docx writes the frame, the lists and marks of change are written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
# The lists of an official document: 一、 （一） 1. on the levels of one list, and three of their own.
LISTS = {
    "1": [
        ("chineseCounting", "%1、"),
        ("chineseCountingThousand", "（%2）"),
        ("decimal", "%3."),
        ("decimal", "（%4）"),
    ],
    "2": [("chineseCountingThousand", "第%1章"), ("decimalEnclosedCircle", "%2")],
    "3": [("chineseCountingThousand", "第%1条")],
    "4": [("decimal", "%1"), ("decimal", "%1.%2、")],
}


def paragraph(text: str, list_id: str | None = None, level: int = 0, *, style: str | None = None) -> str:
    """A paragraph, of a list or of a style where they are given."""
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>' if list_id else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{named}{numbers}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def numbering_xml(overrides: Mapping[str, tuple[str, int]] | None = None) -> str:
    """`overrides`: numId -> (list, where its first level begins again)."""
    made = ""
    for name, levels in LISTS.items():
        made += f'<w:abstractNum w:abstractNumId="{name}0">'
        for at, (style, text) in enumerate(levels):
            made += (
                f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
                f"{'<w:pStyle w:val=' + chr(34) + 'Clause' + chr(34) + '/>' if name == '3' else ''}"
                f'<w:lvlText w:val="{text}"/></w:lvl>'
            )
        made += "</w:abstractNum>"
    for name in LISTS:
        made += f'<w:num w:numId="{name}"><w:abstractNumId w:val="{name}0"/></w:num>'
    for name, (base, start) in (overrides or {}).items():
        made += (
            f'<w:num w:numId="{name}"><w:abstractNumId w:val="{base}0"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
    return f"<w:numbering {_NAMESPACES}>{made}</w:numbering>"


STYLES = (
    f'<w:styles {_NAMESPACES}><w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/><w:pPr><w:numPr>'
    '<w:numId w:val="3"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="ClauseToo"><w:name '
    'w:val="Clause too"/><w:basedOn w:val="Clause"/></w:style><w:style w:type="paragraph" w:styleId="TOC1"><w:name '
    'w:val="toc 1"/></w:style></w:styles>'
)


def word_file(
    body: Sequence[str], overrides: Mapping[str, tuple[str, int]] | None = None, parts: Mapping[str, str] | None = None
) -> bytes:
    """A docx with the paragraphs and tables `body`; `parts` stand beside it or take the place of its own."""
    frame = io.BytesIO()
    docx.Document().save(frame)
    parts = {
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/numbering.xml": numbering_xml(overrides),
        "word/styles.xml": STYLES,
        **(parts or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(frame) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table with `rows` of plain cells."""
    made = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{made}</w:tbl>"


def root_of(xml: str) -> etree._Element:
    """`xml` with the namespaces of Word's parts, parsed."""
    return etree.fromstring(f"<w:root {_NAMESPACES}>{xml}</w:root>")
