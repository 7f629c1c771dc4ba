"""A short report drawn as a PDF: with headings, a ruled table, running heads and page numbers."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

__all__ = ["LONG", "ROWS", "TITLE", "pdf"]

TITLE = "云桥市财政局2021年政府信息公开工作年度报告"
LONG = "2021年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，不断完善制度，主动公开政府信息242条。" * 3
ROWS = [
    ["第二十条第（一）项", "", "", ""],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "12"],
    ["行政规范性文件", "3", "1", "25"],
]


def pdf(*, pages: int = 1, encrypt: str | None = None) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK"
    )
    head = ParagraphStyle("head", fontName="STSong-Light", fontSize=18, leading=30, alignment=1)
    grid = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("SPAN", (0, 0), (-1, 0)),
            ("FONT", (0, 0), (-1, -1), "STSong-Light"),
        ]
    )

    def furniture(canvas: object, document: object) -> None:
        canvas.setFont("STSong-Light", 9)  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, A4[1] - 30, "云桥市财政局文件")  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, 30, f"- {canvas.getPageNumber()} -")  # type: ignore[attr-defined]

    story: list[object] = [Paragraph(TITLE, head), Paragraph("一、总体情况", body), Paragraph(LONG, body)]
    for _ in range(pages - 1):
        story += [PageBreak(), Paragraph("二、主动公开政府信息情况", body)]
    story.append(Table(ROWS, style=grid))
    target = io.BytesIO()
    extra = {"encrypt": encrypt} if encrypt else {}
    SimpleDocTemplate(target, pagesize=A4, **extra).build(
        story, onFirstPage=furniture, onLaterPages=furniture
    )
    return target.getvalue()
