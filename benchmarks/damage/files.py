"""The text as a file of another format: a web page, a Word document, a PDF."""

from __future__ import annotations

import html
import io
import zipfile
from itertools import groupby
from typing import Any


def page(text: str) -> str:
    """A plain web page of a portal, its paragraphs in <p>, its rows in tables."""
    body = "\n".join(_as_table(block) if table else _as_paragraphs(block) for table, block in _blocks(text))
    return (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>通知公告</title></head><body>'
        '<div class="nav"><a href="/">首页</a> <a href="/a">政务公开</a> <a href="/b">互动交流</a></div>'
        f'<div class="content" id="zoom">{body}</div><div>版权所有 某市人民政府办公室</div></body></html>'
    )


def _blocks(text: str) -> list[tuple[bool, list[str]]]:
    """Runs of lines, those of tables apart."""
    lines = groupby(text.split("\n"), key=lambda line: "|" in line)
    return [(table, list(run)) for table, run in lines]


def _as_paragraphs(lines: list[str]) -> str:
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)


def _as_table(rows: list[str]) -> str:
    cells = ("".join(f"<td>{html.escape(cell, quote=False)}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def docx(text: str) -> bytes:
    """A Word document, a paragraph a line, its rows in tables."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(_word_table(block) if table else "".join(map(_word, block)) for table, block in _blocks(text))
    kinds = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" Type="{office}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + part)
    return buffer.getvalue()


def _word(line: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(line, quote=False)}</w:t></w:r></w:p>'


def _word_table(rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{_word(cell)}</w:tc>" for cell in row.split("|")) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def pdf(text: str) -> bytes:
    """A PDF with a text layer: printed lines, paragraphs indented, rows in tables, page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    cell = ParagraphStyle("cell", parent=style, firstLineIndent=0)
    flow: list[object] = []
    for table, block in _blocks(text):
        if table:
            rows = [[Paragraph(html.escape(part), cell) for part in row.split("|")] for row in block]
            width = max(map(len, rows))
            grid = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
            flow.append(Table([row + [""] * (width - len(row)) for row in rows], style=grid))
        else:
            flow += [Paragraph(html.escape(line), style) for line in block]
    buffer = io.BytesIO()

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawCentredString(A4[0] / 2, 30, f"— {document.page} —")

    made = SimpleDocTemplate(buffer, pagesize=A4, invariant=1)
    made.build(flow, onFirstPage=number, onLaterPages=number)
    return buffer.getvalue()
