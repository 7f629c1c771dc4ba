"""Reports as files: PDF (ruled tables, a Chinese CID font), DOCX and XLSX, the same bytes on every run."""

# ruff: noqa: E501 (tables are easier to check with one entry on a line)

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from html import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from .article import Grid
from .draft import Draft

__all__ = ["docx_of", "pdf_of", "xlsx_of"]

_FONT = "STSong-Light"


def pdf_of(draft: Draft) -> bytes:
    """Print a report as a PDF whose text can be extracted."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    text = ParagraphStyle("text", fontName=_FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    title = ParagraphStyle("title", parent=text, fontSize=17, leading=30, alignment=1, firstLineIndent=0)
    right = ParagraphStyle("right", parent=text, alignment=2, firstLineIndent=0)
    cell = ParagraphStyle("cell", parent=text, fontSize=7, leading=9, firstLineIndent=0, alignment=1)
    story = [Paragraph(escape(draft.title), title), Spacer(1, 12)]
    for block in draft.article.blocks:
        if block.grid:
            story += [KeepTogether([_pdf_table(block.grid, cell)]), Spacer(1, 10)]
        else:
            story.append(
                Paragraph(escape(block.text + block.rest), right if block.kind == "signature" else text)
            )
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=draft.title, author=draft.agency.full, invariant=1).build(story)
    return out.getvalue()


def _pdf_table(grid: Grid, style: ParagraphStyle) -> Table:
    rectangle = grid.rectangle()
    width, height = len(rectangle[0]), len(rectangle)
    cells: list[list[object]] = [[""] * width for _ in range(height)]
    spans = []
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(grid.rows):
        column = 0
        for one in row:
            while (at, column) in taken:
                column += 1
            taken |= {
                (at + down, column + across) for down in range(one.rows) for across in range(one.columns)
            }
            cells[at][column] = Paragraph(escape(one.text), style)
            if one.rows > 1 or one.columns > 1:
                spans.append(("SPAN", (column, at), (column + one.columns - 1, at + one.rows - 1)))
            column += one.columns
    rules = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans]
    rules += [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]
    # Form 三 must fit a page, because a cell that spans rows cannot be parted: its label columns are the wide ones.
    widths = [48, 62, 120, *[210 / (width - 3)] * (width - 3)] if width == 10 else [440 / width] * width
    return Table(cells, colWidths=widths, style=rules)


def docx_of(draft: Draft) -> bytes:
    """Print a report as a DOCX."""
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = datetime(2020, 1, 1)  # noqa: DTZ001
    document.core_properties.title = draft.title
    document.core_properties.author = draft.agency.full
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.add_run(draft.title).bold = True
    for block in draft.article.blocks:
        if block.grid:
            _docx_table(document, block.grid)
            continue
        paragraph = document.add_paragraph()
        paragraph.add_run(block.text).bold = block.kind in {"heading", "run-in"}
        if block.rest:
            paragraph.add_run(block.rest)
        if block.kind == "signature":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return _same_zip(out.getvalue())


def _docx_table(document: docx.document.Document, grid: Grid) -> None:
    rectangle = grid.rectangle()
    table = document.add_table(rows=len(rectangle), cols=len(rectangle[0]), style="Table Grid")
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(grid.rows):
        column = 0
        for one in row:
            while (at, column) in taken:
                column += 1
            taken |= {
                (at + down, column + across) for down in range(one.rows) for across in range(one.columns)
            }
            first = table.cell(at, column)
            if one.rows > 1 or one.columns > 1:
                first = first.merge(table.cell(at + one.rows - 1, column + one.columns - 1))
            first.text = one.text
            column += one.columns


def xlsx_of(draft: Draft) -> bytes:
    """Print a report's forms as a workbook of one sheet, inline strings, merged cells."""
    grids = [] if draft.forms is None else [*draft.forms.active, *draft.forms.requests, *draft.forms.review]
    rows, merges, at = [f'<row r="1">{_xlsx_cell(0, 1, draft.title)}</row>'], [], 2
    for grid in grids:
        taken: set[tuple[int, int]] = set()
        for down, row in enumerate(grid.rows):
            column, cells = 0, []
            for one in row:
                while (down, column) in taken:
                    column += 1
                taken |= {(down + y, column + x) for y in range(one.rows) for x in range(one.columns)}
                cells.append(_xlsx_cell(column, at + down, one.text))
                if one.rows > 1 or one.columns > 1:
                    last = f"{_letter(column + one.columns - 1)}{at + down + one.rows - 1}"
                    merges.append(f'<mergeCell ref="{_letter(column)}{at + down}:{last}"/>')
                column += one.columns
            rows.append(f'<row r="{at + down}">{"".join(cells)}</row>')
        at += len(grid.rows) + 1
    merged = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="统计表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>',
    }
    return _zip({name: text.encode() for name, text in files.items()})


def _xlsx_cell(column: int, row: int, text: str) -> str:
    if text.isascii() and text.isdigit():
        return f'<c r="{_letter(column)}{row}"><v>{text}</v></c>'
    return f'<c r="{_letter(column)}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _letter(column: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]


def _same_zip(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return _zip({name: archive.read(name) for name in archive.namelist()})


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return out.getvalue()
