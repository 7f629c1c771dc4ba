"""PDF to headings, paragraphs and tables: text lines joined, ruled tables with their spans."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from reportharvest.extracting.file_layout import Char, Sheet, compose, group_lines, lay_tables
from reportharvest.extracting.file_unruled import Zone, find_zones, lay_zones
from reportharvest.extracting.files import FilePage, unreadable
from reportharvest.issues import Issue

__all__ = ["read"]

_MAX_PAGES = 300
"""Annual reports have 3 to 60 pages."""

_MAX_STREAM_BYTES = 80 * 2**20
"""Content and fonts unpacked, pictures not counted; a font with all of GB 18030 has 20 MB."""

_MAX_DRAWING_BYTES = 2 * 2**20
"""What draws one page, unpacked; text and tables take some 50 kB, and pdfminer 5 s for each MB of lines."""

_MAX_LINES = 5_000
"""Lines and boxes of a page in which tables are looked for, in the square of their number."""

_OPEN = 6
"""Points that upright lines reach beyond the last one across: no line of type is lower."""

_MAX_CHARS = 3_000_000
"""Characters of one file; a long report has 100,000."""

_KIND = "pdf"
_BROKEN = (
    PSException,
    PdfminerException,
    MalformedPDFException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    OSError,
    EOFError,
    zlib.error,
    struct.error,
)
"""What pdfminer raises on broken files: it checks little, so most of it is of the built-in kinds."""


def read(body: bytes) -> FilePage:
    """Read a PDF. Pages that are only pictures give the issue ``needs-ocr``."""
    if not _unpacks_within(body, _MAX_STREAM_BYTES):
        return unreadable(_KIND, f"streams unpack to more than {_MAX_STREAM_BYTES} bytes")
    sheets: list[Sheet] = []
    zones: list[Zone] = []
    issues: list[Issue] = []
    try:
        with pdfplumber.open(io.BytesIO(body)) as file:
            chars = drawing = 0
            # not file.pages: that makes an object of each of a million pages before the first is read
            for number, found in enumerate(PDFPage.create_pages(file.doc)):
                place = f"{_KIND} page {number + 1}"
                drawing += _drawing_bytes(found)
                if number >= _MAX_PAGES or chars > _MAX_CHARS or drawing > 10 * _MAX_DRAWING_BYTES:
                    issues.append(Issue("document-unreadable", place, "beyond the limit"))
                    break
                one = Page(file, found, page_number=number + 1)
                if _drawing_bytes(found) > _MAX_DRAWING_BYTES:
                    issues.append(
                        Issue("document-unreadable", place, f"drawn by {_drawing_bytes(found)} bytes")
                    )
                    sheets.append(Sheet(float(one.width), float(one.height)))
                    continue
                before = zones[-1] if zones and zones[-1].number == number - 1 else None
                sheet, found_zones = _read_sheet(one, number, before)
                sheets.append(sheet)
                zones += found_zones
                if _lines(one) > _MAX_LINES:
                    issues.append(Issue("table-too-large", place, f"{_lines(one)} lines"))
                chars += sum(len(line.text) for line in sheets[-1].lines)
                one.close()
    except _BROKEN as error:
        if isinstance(error, PDFPasswordIncorrect) or "PDFPasswordIncorrect" in repr(error):
            return unreadable(_KIND, "encrypted")
        if not sheets:
            return unreadable(_KIND, f"{type(error).__name__}: {error}")
        issues.append(Issue("document-unreadable", f"{_KIND} page {len(sheets) + 1}", type(error).__name__))
    scanned = [n + 1 for n, one in enumerate(sheets) if one.pictures and not one.lines and not one.tables]
    if scanned:
        issues.append(Issue("needs-ocr", _KIND, "pages " + ", ".join(map(str, scanned))))
    for form in lay_zones(zones):
        sheets[form.sheet].tables.append(form)
    html = compose(sheets)
    if html is None:
        return FilePage(None, tuple(issues) or (Issue("document-unreadable", _KIND, "no text"),))
    return FilePage(html, tuple(issues))


_STREAM = re.compile(rb"stream\r?\n")


def _unpacks_within(body: bytes, limit: int) -> bool:
    """Unpack the compressed streams that are not pictures, in small steps, and stop at the limit."""
    if re.search(rb"/FlateDecode\s*/FlateDecode", body):
        return False
    left = limit
    view = memoryview(body)
    for found in _STREAM.finditer(body):
        head = body[max(0, found.start() - 400) : found.start()]
        head = head[head.rfind(b"obj") + 1 :]
        if b"/FlateDecode" not in head and b"/Fl" not in head:
            continue
        if b"/Image" in head:
            continue
        stream = zlib.decompressobj()
        at = found.end()
        try:
            while not stream.eof and at < len(body):
                data = view[at : at + 65536]
                at += len(data)
                rest: bytes | memoryview = data
                while rest and not stream.eof:
                    left -= len(stream.decompress(rest, 2**20))
                    if left < 0:
                        return False
                    rest = stream.unconsumed_tail
        except zlib.error:
            continue
    return True


def _drawing_bytes(page: Any) -> int:
    """Count what the streams of a page's contents unpack to."""
    return sum(len(part.get_data()) for part in map(resolve1, page.contents) if isinstance(part, PDFStream))


def _lines(one: Any) -> int:
    return len(one.rects) + len(one.lines) + len(one.curves)


def _read_sheet(one: Any, number: int, before: Zone | None) -> tuple[Sheet, list[Zone]]:
    sheet = Sheet(float(one.width), float(one.height), pictures=len(one.images))
    chars: list[Char] = [char for char in one.dedupe_chars().chars if char["text"].strip()]
    for found in _tables(one) if 0 < _lines(one) <= _MAX_LINES else ():
        if len(found.cells) < 4 or len(found.cells) > 5_000:
            continue
        taken: set[int] = set()
        for ruled, inside in lay_tables(found.cells, chars, number):
            if any(cell.markup for row in ruled.rows for cell in row):
                sheet.tables.append(ruled)
                taken |= inside
        chars = [char for at, char in enumerate(chars) if at not in taken]
    zones = find_zones(chars, number, sheet.height, before)
    inside = set[int]().union(*(zone.chars for zone in zones))
    sheet.lines = group_lines([char for at, char in enumerate(chars) if at not in inside], number)
    return sheet, zones


def _tables(one: Any) -> list[Any]:
    """Find the ruled tables of a page, with rows that a page break cut through and left open."""
    found: list[Any] = one.find_tables()
    upright = [edge for edge in one.edges if edge["orientation"] == "v"] if found else []
    closing = [line for table in found for line in _closing_lines(table.bbox, upright)]
    return one.find_tables({"explicit_horizontal_lines": closing}) if closing else found


def _closing_lines(
    box: tuple[float, float, float, float], upright: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Give the lines that browsers leave out where a page ends amid a row: only upright ones go on."""
    x0, top, x1, bottom = box
    own = [edge for edge in upright if x0 - 3 <= edge["x0"] <= x1 + 3]
    above = [
        (edge["x0"], edge["top"]) for edge in own if edge["top"] < top - _OPEN and edge["bottom"] > top - 3
    ]
    below = [
        (edge["x0"], edge["bottom"])
        for edge in own
        if edge["bottom"] > bottom + _OPEN and edge["top"] < bottom + 3
    ]
    lines = []
    for ends, end in ((above, min), (below, max)):
        if not ends or min(ends)[0] > x0 + 3 or max(ends)[0] < x1 - 3:
            continue
        y = end(y for _, y in ends)
        if all(abs(one - y) < 3 for _, one in ends):
            lines.append(
                {
                    "object_type": "line_edge", "orientation": "h", "x0": x0, "x1": x1, "width": x1 - x0,
                    "top": y, "bottom": y, "height": 0.0,
                }
            )  # fmt: skip
    return lines
