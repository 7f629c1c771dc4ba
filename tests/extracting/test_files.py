"""Attached files: what they hold comes out as a page, what cannot be read as an issue."""

from __future__ import annotations

import io
import zipfile
import zlib

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, SimpleDocTemplate, Table, TableStyle
from selectolax.lexbor import LexborHTMLParser
from tests.extracting.documents import LONG, ROWS, TITLE, pdf

from reportharvest import process
from reportharvest.extracting.files import DOCX, PDF, XLSX, read_file, sniff
from reportharvest.extracting.tables import read_table


def word() -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph("一、总体情况")
    document.add_paragraph(LONG)
    table = document.add_table(rows=4, cols=4)
    for at, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    table.cell(0, 0).merge(table.cell(0, 3))
    side = document.add_table(rows=2, cols=2)
    side.cell(0, 0).merge(side.cell(1, 0))
    side.cell(0, 0).text = "不予公开"
    side.cell(0, 1).text, side.cell(1, 1).text = "1.属于国家秘密", "2.其他"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>第二十条第（一）项</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>规章</t></is></c>
<c r="B2"><v>12</v></c><c r="C2"><v>1.5</v></c></row>
</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>"""


def workbook() -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": SHEET,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in parts.items():
            container.writestr(name, text)
    return target.getvalue()


def page_of(body: bytes) -> LexborHTMLParser:
    result = read_file(body)
    assert result.html is not None, result.issues
    assert result.issues == ()
    return LexborHTMLParser(result.html)


def test_pdf_gives_title_paragraphs_and_ruled_table():
    page = page_of(pdf())
    assert page.css_first("h1").text() == TITLE
    assert [node.text() for node in page.css("p")] == ["一、总体情况", LONG]
    rows = read_table(page.css_first("table")).rows
    assert rows == (("第二十条第（一）项",) * 4, *(tuple(row) for row in ROWS[1:]))


def test_pdf_loses_running_lines_and_page_numbers():
    text = page_of(pdf(pages=3)).body.text()
    assert "云桥市财政局文件" not in text
    assert "- 2 -" not in text
    assert text.count("二、主动公开政府信息情况") == 2


def test_docx_keeps_order_and_spans():
    page = page_of(word())
    assert page.css_first("h1").text() == TITLE
    assert [node.text() for node in page.css("body > div > p")] == ["一、总体情况", LONG]
    first, second = (read_table(node).rows for node in page.css("table"))
    assert first == (("第二十条第（一）项",) * 4, *(tuple(row) for row in ROWS[1:]))
    assert second == (("不予公开", "1.属于国家秘密"), ("不予公开", "2.其他"))


def test_xlsx_keeps_merged_cells_and_whole_numbers():
    page = page_of(workbook())
    assert read_table(page.css_first("table")).rows == (("第二十条第（一）项",) * 3, ("规章", "12", "1.5"))


@pytest.mark.parametrize(("make", "kind"), [(pdf, PDF), (word, DOCX), (workbook, XLSX)])
def test_kinds_are_known_by_their_bytes(make, kind):
    assert sniff(make()) == kind


def test_encrypted_pdf_is_an_issue():
    result = read_file(pdf(encrypt="secret"))
    assert (result.html, [(one.name, one.found) for one in result.issues]) == (
        None,
        [("document-unreadable", "encrypted")],
    )


def test_pdf_of_pictures_needs_ocr():
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    bitmap = (
        b"BM"
        + (58).to_bytes(4, "little")
        + bytes(4)
        + (54).to_bytes(4, "little")
        + (40).to_bytes(4, "little")
    )
    bitmap += (1).to_bytes(4, "little") * 2 + b"\1\0\x18\0" + bytes(24) + b"\xff\xff\xff\0"
    canvas.drawImage(ImageReader(io.BytesIO(bitmap)), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    assert [one.name for one in read_file(target.getvalue()).issues] == ["needs-ocr"]


def test_zip_bomb_is_refused(monkeypatch):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", b" " * 3_000_000)
    monkeypatch.setattr("reportharvest.extracting.files.MAX_INFLATED_BYTES", 1_000_000)
    [issue] = read_file(target.getvalue()).issues
    assert issue.name == "document-unreadable"
    assert "unpacks" in issue.found


def test_pdf_bomb_is_refused(monkeypatch):
    packed = zlib.compress(bytes(2_000_000))
    body = b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode/Length 9>>stream\n" + packed + b"\nendstream endobj"
    monkeypatch.setattr("reportharvest.extracting.file_pdf._MAX_STREAM_BYTES", 1_000_000)
    [issue] = read_file(body).issues
    assert "unpack" in issue.found


def test_entities_are_not_expanded():
    bomb = f'<!DOCTYPE d [<!ENTITY a "{"x" * 1000}"><!ENTITY b "{"&a;" * 1000}">]>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = "<w:p><w:r><w:t>一、&b;</w:t></w:r></w:p>"
    text = f'{bomb}<w:document xmlns:w="{space}"><w:body>{paragraph}</w:body></w:document>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        container.writestr("word/document.xml", text)
    result = read_file(target.getvalue())
    assert len(result.html or "") < 1_000


@pytest.mark.parametrize("kind", ["application/msword", "image/png", "", None])
def test_other_kinds_are_an_issue(kind):
    assert [one.name for one in read_file(b"\0\1", kind).issues] == ["document-unreadable"]


def test_wrong_call_is_refused():
    with pytest.raises(TypeError, match="bytes"):
        read_file("text")  # type: ignore[arg-type]


BODIES = [pdf(), word(), workbook()]


@given(st.data())
def test_broken_files_never_raise(data):
    body = bytearray(data.draw(st.sampled_from(BODIES)))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(body)))
    for broken in (bytes(body), bytes(body[:cut])):
        result = read_file(broken, data.draw(st.sampled_from([PDF, DOCX, XLSX])))
        assert result.html is not None or result.issues


def test_form_that_runs_over_a_page_stays_one_table():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    rows = [["信息内容", "本年制发件数"], *([f"规章{number}", str(number)] for number in range(80))]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light")])
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4).build([Table(rows, style=style, repeatRows=1)])
    [node] = page_of(target.getvalue()).css("table")
    assert read_table(node).rows == tuple(map(tuple, rows))


def test_automatic_numbers_are_written_out():
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
    )
    numbering = f'<w:abstractNum w:abstractNumId="4">{level}</w:lvl></w:abstractNum>'
    numbering += '<w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num>'
    facts = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>'
    body = "".join(
        f"<w:p>{facts}<w:r><w:t>{text}</w:t></w:r><w:del><w:r><w:t>删去</w:t></w:r></w:del></w:p>"
        for text in ("总体情况", "存在问题")
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        container.writestr("word/numbering.xml", f'<w:numbering xmlns:w="{space}">{numbering}</w:numbering>')
        container.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    assert [node.text() for node in page_of(target.getvalue()).css("p")] == ["一、总体情况", "二、存在问题"]


def test_form_that_a_page_break_cuts_is_read_whole():
    """The first part shows merged labels only, so it has fewer columns than the second."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    widths = [40, 60, 110, *[34] * 7]
    kinds = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    first = [
        ["（本列数据的勾稽关系为）", "", "", "申请人情况", *[""] * 6],
        ["", "", "", "自然人", "法人或其他组织", *[""] * 4, "总计"],
        ["", "", "", "", *kinds, ""],
        ["一、本年新收政府信息公开申请数量", "", "", "3", "1", *"0000", "4"],
        ["二、上年结转政府信息公开申请数量", "", "", *"0000000"],
    ]
    second = [
        ["三、本\n年度办\n理结果", "（一）予以公开", "", "2", "1", *"0000", "3"],
        ["", "（三）不予公开", "1.属于国家秘密", "1", "0", *"0000", "1"],
        ["", "（七）总计", "", "3", "1", *"0000", "4"],
        ["四、结转下年度继续办理", "", "", *"0000000"],
    ]
    font = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light", 5)]
    spans = [((0, 0), (2, 2)), ((3, 0), (9, 0)), ((3, 1), (3, 2)), ((4, 1), (8, 1)), ((9, 1), (9, 2))]
    spans += [((0, 3), (2, 3)), ((0, 4), (2, 4))]
    later = [((0, 0), (0, 2)), ((1, 0), (2, 0)), ((1, 2), (2, 2)), ((0, 3), (2, 3))]
    story = [
        Table(first, colWidths=widths, style=TableStyle(font + [("SPAN", *span) for span in spans])),
        PageBreak(),
        Table(second, colWidths=widths, style=TableStyle(font + [("SPAN", *span) for span in later])),
    ]
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4).build(story)
    report = process(target.getvalue(), url="http://www.example.gov.cn/nb.pdf", content_type=PDF)
    [table] = report.tables
    assert {len(row) for row in table.rows} == {10}
    found = {(one.row, one.column): one.value for one in report.statistics if one.value}
    assert found == {
        ("received", "natural_person"): 3,
        ("received", "commercial_enterprise"): 1,
        ("received", "total"): 4,
        ("granted", "natural_person"): 2,
        ("granted", "commercial_enterprise"): 1,
        ("granted", "total"): 3,
        ("denied_state_secret", "natural_person"): 1,
        ("denied_state_secret", "total"): 1,
        ("total_processed", "natural_person"): 3,
        ("total_processed", "commercial_enterprise"): 1,
        ("total_processed", "total"): 4,
    }
    assert all(check.passed for check in report.checks)
