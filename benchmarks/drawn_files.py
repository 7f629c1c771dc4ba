"""Draws reports with the statutory forms as files of every format, with the truth of every cell.

What the forms say and how they are merged, split, transposed or spoilt comes from tests/extracting/forms.py;
here they become PDF, OFD, DOCX, XLSX, XLS, CSV and plain text, each in the manners of its programs.
"""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import docx
import xlsxwriter
import xlwt
from benchmarks.drawn_sheets import HAN, RULINGS, Manner, Paper, Word, lay_out, placed, width_of
from docx.enum.section import WD_ORIENT
from reportlab.pdfgen.canvas import Canvas
from tests.extracting.forms import Drawing, Table, draw, resolved

from reportharvest.extracting.files import DOCX, OFD, PDF, XLS, XLSX
from reportharvest.model import Report

__all__ = ["FORMATS", "DrawnFile", "Writer", "draw_file", "score_file"]

Writer = Callable[[random.Random, Drawing, int], bytes]

TITLE = "云桥市财政局{}年政府信息公开工作年度报告"
OPENING = (
    "本报告由云桥市财政局按照《中华人民共和国政府信息公开条例》和国务院办公厅的格式编制，所列数据的统计期限自{0}年1月1日起至{0}年12月31日止。",
    "一、总体情况",
    "{0}年，我局认真贯彻落实条例，不断完善制度，规范办理流程，加强队伍建设，通过门户网站主动公开政府信息。",
    "二、主动公开政府信息情况",
)
ENDING = (
    "五、存在的主要问题及改进情况",
    "一是公开内容还不够全面，二是解读形式不够丰富。下一步将加强培训，充实内容。",
    "六、其他需要报告的事项",
    "无其他需要报告的事项。",
)


@dataclass(frozen=True)
class DrawnFile:
    """A file, and what its forms say: (form, row, column) to the number."""

    body: bytes
    media_type: str
    year: int
    truth: dict[tuple[str, str, str], float]
    manner: str


def _blocks(drawing: Drawing, year: int) -> list[tuple[str, str | Table]]:
    blocks: list[tuple[str, str | Table]] = [("title", TITLE.format(year))]
    blocks += [("text", line.format(year)) for line in OPENING]
    before = {
        "requests": "三、收到和处理政府信息公开申请情况",
        "review": "四、政府信息公开行政复议、行政诉讼情况",
    }
    for table in drawing.tables:
        words = "".join(cell.text for row in table for cell in row).replace(" ", "").replace("\n", "")
        for key, mark in (("requests", "自然人"), ("review", "结果维持")):
            if mark in words and key in before:
                blocks.append(("text", before.pop(key)))
        blocks.append(("table", table))
    return blocks + [("text", line) for line in ENDING]


# ---------------------------------------------------------------------------------------- sheets: PDF and OFD


def pdf_of(papers: list[Paper]) -> bytes:
    """Write sheets as a PDF; the characters of a line are one string, as from an office program."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for paper in papers:
        canvas.setPageSize((paper.width, paper.height))
        width_of("字", 1, HAN)
        for word in paper.words:
            canvas.setFont(word.font, word.size)
            canvas.drawString(word.x, paper.height - word.y, word.text)
        canvas.setLineWidth(0.5)
        for x0, y0, x1, y1 in paper.rules:
            canvas.line(x0, paper.height - y0, x1, paper.height - y1)
        for x0, y0, x1, y1 in paper.boxes:
            thin = min(x1 - x0, y1 - y0) < 1
            canvas.rect(x0, paper.height - y1, x1 - x0, y1 - y0, stroke=not thin, fill=thin)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


MILLIMETRES = 25.4 / 72
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_of(papers: list[Paper], rng: random.Random) -> bytes:
    """Write sheets as an OFD: a text object for each word, distances between characters, paths for rules."""
    close = rng.random() < 0.5
    pages, parts = [], {}
    for number, paper in enumerate(papers):
        objects = [_ofd_text(word, 2 * at + 10, close=close) for at, word in enumerate(paper.words)]
        lines = [(x0, y0, f"M 0 0 L {(x1 - x0) * MILLIMETRES:.4f} {(y1 - y0) * MILLIMETRES:.4f}")
                 for x0, y0, x1, y1 in paper.rules]  # fmt: skip
        for x0, y0, x1, y1 in paper.boxes:
            w, h = (x1 - x0) * MILLIMETRES, (y1 - y0) * MILLIMETRES
            lines.append((x0, y0, f"M 0 0 L {w:.4f} 0 L {w:.4f} {h:.4f} L 0 {h:.4f} C"))
        for at, (x, y, data) in enumerate(lines):
            boundary = f"{x * MILLIMETRES:.4f} {y * MILLIMETRES:.4f} 400 400"
            objects.append(
                f'<ofd:PathObject ID="{2 * at + 11}" Boundary="{boundary}" LineWidth="0.18">'
                f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
            )
        box = f"0 0 {paper.width * MILLIMETRES:.3f} {paper.height * MILLIMETRES:.3f}"
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
            f'<ofd:Layer ID="1">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
        )
        pages.append(f'<ofd:Page ID="{number + 1}" BaseLoc="Pages/Page_{number}/Content.xml"/>')
    parts["Doc_0/Document.xml"] = (
        f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        f"</ofd:PageArea></ofd:CommonData><ofd:Pages>{''.join(pages)}</ofd:Pages></ofd:Document>"
    )
    parts["OFD.xml"] = (
        f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in parts.items():
            container.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)
    return target.getvalue()


def _ofd_text(word: Word, number: int, *, close: bool) -> str:
    """Write a word; with ``close`` the distances of like characters are written once, as OFD allows."""
    size = word.size * MILLIMETRES
    steps = [f"{width_of(char, size, word.font):.3f}" for char in word.text[:-1]]
    deltas = " ".join(steps)
    if close and len(set(steps)) == 1:
        deltas = f"g {len(steps)} {steps[0]}"
    boundary = f"{word.x * MILLIMETRES:.4f} {(word.y - word.size) * MILLIMETRES:.4f} 400 20"
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{boundary}" Font="4" Size="{size:.4f}">'
        f'<ofd:TextCode X="0" Y="{size:.4f}" DeltaX="{deltas}">{escape(word.text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _ofd(rng: random.Random, drawing: Drawing, year: int) -> bytes:
    return ofd_of(lay_out(_blocks(drawing, year), Manner.draw(rng, rng.choice(RULINGS[:3]))), rng)


def _pdf(*rulings: str) -> Writer:
    def write(rng: random.Random, drawing: Drawing, year: int) -> bytes:
        return pdf_of(lay_out(_blocks(drawing, year), Manner.draw(rng, rng.choice(rulings))))

    return write


# ---------------------------------------------------------------------------------------- office programs


def docx_of(rng: random.Random, drawing: Drawing, year: int) -> bytes:
    """Write a DOCX: merged cells, texts in several paragraphs and runs, all of it in a table as a frame."""
    document = docx.Document()
    if rng.random() < 0.3:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    pieces = rng.random() < 0.4
    framed = rng.random() < 0.15
    place: Any = document.add_table(rows=1, cols=1).cell(0, 0) if framed else document
    for kind, content in _blocks(drawing, year):
        if isinstance(content, str):
            if kind == "title" and not framed and rng.random() < 0.5:
                document.add_heading(content, 0)
            else:
                place.add_paragraph(content)
            continue
        grid = resolved(content)
        table = place.add_table(len(grid), len(grid[0]))
        for row, column, cell in placed(content):
            one = table.cell(row, column)
            if cell.across > 1 or cell.down > 1:
                one = one.merge(table.cell(row + cell.down - 1, column + cell.across - 1))
            _fill(rng, one, cell.text, pieces=pieces)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _fill(rng: random.Random, cell: Any, text: str, *, pieces: bool) -> None:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        cut = rng.randrange(1, len(line)) if pieces and len(line) > 1 else len(line)
        paragraph.add_run(line[:cut])
        if line[cut:]:
            paragraph.add_run(line[cut:]).bold = True


@dataclass
class _Sheet:
    """A sheet of a workbook: (row, column, down, across, text)."""

    name: str
    cells: list[tuple[int, int, int, int, str]]


def _workbook(rng: random.Random, drawing: Drawing, year: int) -> list[_Sheet]:
    """Lay a report on one sheet, or each of its tables on one; forms may begin beside the first column."""
    several = rng.random() < 0.5
    prose = rng.random() < 0.5
    left = rng.choice([0, 0, 1])
    sheets: list[_Sheet] = [_Sheet("Sheet1", [])]
    at = 0
    for kind, content in _blocks(drawing, year):
        if isinstance(content, str):
            if kind == "title" or prose:
                sheets[-1].cells.append((at, left, 1, rng.choice([1, 8]), content))
                at += 1
            continue
        if several and any(cell[4] for cell in sheets[-1].cells) and len(sheets) < 30:
            sheets.append(_Sheet(f"表{len(sheets)}", []))
            at = rng.choice([0, 0, 2])
        for row, column, cell in placed(content):
            sheets[-1].cells.append((at + row, left + column, cell.down, cell.across, cell.text))
        at += len(content) + rng.choice([0, 1])
    return sheets


def _number(text: str) -> float | None:
    """Give the number that somebody who types a text into a cell gets."""
    plain = text.replace(",", "")
    return float(plain) if re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", plain, re.ASCII) else None


def xlsx_of(rng: random.Random, drawing: Drawing, year: int) -> bytes:
    """Write a workbook: numbers as numbers, texts or formulas, merged cells."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    style = book.add_format({"num_format": "#,##0.##", "text_wrap": True})
    typed = rng.random() < 0.7
    formulas = rng.random() < 0.2
    for one in _workbook(rng, drawing, year):
        sheet = book.add_worksheet(one.name)
        for row, column, down, across, text in one.cells:
            number = _number(text) if typed else None
            if down > 1 or across > 1:
                sheet.merge_range(row, column, row + down - 1, column + across - 1, text)
                if number is not None:
                    sheet.write_number(row, column, number, style)
            elif number is not None and formulas:
                sheet.write_formula(row, column, f"={number}+0", style, number)
            elif number is not None:
                sheet.write_number(row, column, number, style)
            elif text:
                sheet.write_string(row, column, text)
    book.close()
    return target.getvalue()


def xls_of(rng: random.Random, drawing: Drawing, year: int) -> bytes:
    """Write a workbook of the old format."""
    book = xlwt.Workbook(encoding="utf-8")
    typed = rng.random() < 0.7
    for one in _workbook(rng, drawing, year):
        sheet = book.add_sheet(one.name, cell_overwrite_ok=True)
        for row, column, down, across, text in one.cells:
            value = (_number(text) if typed else None) or text
            if typed and _number(text) == 0:
                value = 0
            if down > 1 or across > 1:
                sheet.write_merge(row, row + down - 1, column, column + across - 1, value)
            elif text:
                sheet.write(row, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# ---------------------------------------------------------------------------------------- text


def _grid(rng: random.Random, table: Table) -> list[list[str]]:
    """Write the cells of a table as its program exports them: each in its first place, or in all."""
    grid = resolved(table)
    if rng.random() < 0.4:
        return [["".join(text.split("\n")) for text in row] for row in grid]
    first = [[""] * len(grid[0]) for _ in grid]
    for row, column, cell in placed(table):
        first[row][column] = "".join(cell.text.split("\n"))
    return first


def csv_of(rng: random.Random, drawing: Drawing, year: int) -> bytes:
    """Write comma-separated values as Excel saves them: quoted where needed, lines of one width or not."""
    target = io.StringIO()
    delimiter = rng.choice([",", ",", ",", "\t"])
    writer = csv.writer(target, delimiter=delimiter, lineterminator=rng.choice(["\r\n", "\n"]))
    padded = rng.random() < 0.5
    for _, content in _blocks(drawing, year):
        if isinstance(content, str):
            writer.writerow([content, *[""] * 9] if padded else [content])
            continue
        for row in _grid(rng, content):
            writer.writerow(row + [""] * (10 - len(row)) if padded else row)
    return target.getvalue().encode(rng.choice(["gb18030", "utf-8", "utf-8-sig"]))


def text_of(rng: random.Random, drawing: Drawing, year: int) -> bytes:
    """Write plain text: cells between bars, in columns of spaces, or in boxes of rules."""
    way = rng.choice(["bars", "bars closed", "markdown", "columns", "box", "tabs"])
    lines: list[str] = []
    for _, content in _blocks(drawing, year):
        if isinstance(content, str):
            lines.append(content)
        else:
            lines += _text_table(_grid(rng, content), way)
            lines += [""] * rng.choice([0, 1])
    return "\n".join(lines).encode(rng.choice(["gb18030", "utf-8"]))


def _text_table(grid: list[list[str]], way: str) -> list[str]:
    if way == "bars":
        return [" | ".join(row) for row in grid]
    if way == "bars closed":
        return ["| " + " | ".join(row) + " |" for row in grid]
    if way == "tabs":
        return ["\t".join(row) for row in grid]
    if way == "markdown":
        rows = ["| " + " | ".join(row) + " |" for row in grid]
        return [rows[0], "|" + " --- |" * len(grid[0]), *rows[1:]]
    widths = [max(map(_wide, column)) for column in zip(*grid, strict=True)]
    padded = [
        [text + " " * (width - _wide(text)) for text, width in zip(row, widths, strict=True)] for row in grid
    ]
    if way == "columns":
        return ["  ".join(row).rstrip() for row in padded]
    rule = "+".join("-" * (width + 2) for width in widths)
    lines = [f"+{rule}+"]
    for row in padded:
        lines += ["| " + " | ".join(row) + " |", f"+{rule}+"]
    return lines


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


FORMATS: dict[str, tuple[str, Writer]] = {
    "PDF, ruled": (PDF, _pdf("lines", "boxes", "bars")),
    "PDF, horizontal rules": (PDF, _pdf("horizontal")),
    "PDF, unruled": (PDF, _pdf("none")),
    "OFD": (OFD, _ofd),
    "DOCX": (DOCX, docx_of),
    "XLSX": (XLSX, xlsx_of),
    "XLS": (XLS, xls_of),
    "CSV": ("text/csv", csv_of),
    "plain text": ("text/plain", text_of),
}


def draw_file(name: str, number: int) -> DrawnFile:
    """Draw file ``number`` of a format of :data:`FORMATS`; its forms are the same on every call."""
    rng = random.Random(f"{name} {number}")
    drawing = draw(rng)
    year = 2019 + number % 5 if drawing.manner[0] == "2019" else 2021 + number % 4
    media_type, write = FORMATS[name]
    truth = {key: value for key, (value, _) in drawing.truth.items()}
    return DrawnFile(write(rng, drawing, year), media_type, year, truth, ", ".join(drawing.manner))


def score_file(drawn: DrawnFile, report: Report) -> tuple[int, int, int]:
    """Count the cells that are right, those that were found, and those that there are."""
    found = {(one.form, one.row, one.column): one.value for one in report.statistics if one.value is not None}
    right = sum(found.get(place) == value for place, value in drawn.truth.items())
    return right, len(found), len(drawn.truth)
