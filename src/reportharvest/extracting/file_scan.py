"""Scanned PDF files, read by optical character recognition (OCR) with ruled tables: the extra ``ocr``.

Nothing here runs by itself: a scan gives the issue ``needs-ocr`` until somebody asks for OCR, because a page
costs seconds where text costs milliseconds, and what comes out is a reading, not the text.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cache
from statistics import median
from typing import Any

import cv2
import numpy
import pypdfium2
from rapidocr_onnxruntime import RapidOCR

from reportharvest.extracting.file_layout import Char, Sheet, compose, group_lines, lay_table
from reportharvest.extracting.files import FilePage, ScanPage, unreadable
from reportharvest.issues import Issue

__all__ = ["read"]

_MAX_PAGES = 40
"""Annual reports have 3 to 40 pages; at 2 to 6 s a page this bounds a file to some minutes."""

_DPI = 200
"""Type of 10.5 points is 29 pixels high: the recogniser's own height is 48, and 150 lost strokes of 龘-like
characters while 300 took twice the time for the same text."""

_MAX_PIXELS = 40_000_000
"""Of one page: A2 at 200 dots an inch. A larger sheet is drawn smaller."""

_MOST_ASKEW_DEGREES, _LEAST_ASKEW_DEGREES = 5.0, 0.1
"""A feeder lays paper within 2 degrees; a line across A4 at 0.1 leaves its row by 3 pixels."""

_FEW_CHARACTERS = 3
"""The box of a line that short may be a third too high."""

_RULE, _INK, _SPECKS = 5, 140, 25
"""Pixels of a cell's border, the lightest grey of ink, and how many dark ones are dirt: a 1 has a hundred."""

_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_NUMBERED = re.compile("([一二三四五六七八九十])、")

_POINTS = 72 / _DPI
_DOUBTFUL = 0.5
"""Readings below are left out by the recogniser's own custom, and marks of the paper rarely score above."""

_KIND = "scan"
Box = tuple[float, float, float, float]

_RECOGNISER_LOCK = threading.Lock()
"""The recogniser keeps buffers of its own and is not made for two threads."""


def read(body: bytes) -> ScanPage:
    """Read a scanned PDF by OCR: lines, paragraphs, and tables as far as they are ruled.

    Args:
        body: the PDF.
    Returns:
        The page with the recogniser's confidence; an issue says what could not be read.

    >>> read(b"%PDF-1.7 cut short").page.issues[0].name
    'document-unreadable'
    """
    sheets: list[Sheet] = []
    confidences: dict[str, float] = {}
    scores: list[float] = []
    issues: list[Issue] = []
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        return ScanPage(unreadable(_KIND, str(error)))
    try:
        for number in range(len(document)):
            if number >= _MAX_PAGES:
                issues.append(Issue("document-unreadable", f"{_KIND} page {number + 1}", "beyond the limit"))
                break
            picture = _upright(_picture(document[number]))
            sheet, readings = _read_picture(picture, number)
            sheets.append(sheet)
            scores += [score for _, score in readings]
            for text, score in readings:
                confidences[text] = min(score, confidences.get(text, 1.0))
    except pypdfium2.PdfiumError as error:
        issues.append(Issue("document-unreadable", f"{_KIND} page {len(sheets) + 1}", str(error)))
    finally:
        document.close()
    _even_sizes(sheets)
    _restore_numbers(sheets)
    html = compose(sheets)
    if html is None:
        return ScanPage(
            FilePage(None, (*issues, Issue("document-unreadable", _KIND, "no text was recognised")))
        )
    mean = sum(scores) / len(scores)
    read = Issue(
        "read-by-ocr", f"{len(sheets)} pages", f"mean confidence {mean:.3f}, lowest {min(scores):.3f}"
    )
    return ScanPage(FilePage(html, (read, *issues)), confidences, min(scores))


@cache
def _recogniser() -> Any:
    return RapidOCR()


def _picture(page: Any) -> Any:
    """Draw a page in grey, smaller than usual where it would have too many points."""
    width, height = page.get_size()
    scale = _DPI / 72
    scale = min(scale, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    drawn = page.render(scale=scale, grayscale=True).to_numpy()
    picture = numpy.ascontiguousarray(drawn if drawn.ndim == 2 else drawn[:, :, 0])
    page.close()
    return picture


def _upright(picture: Any) -> Any:
    """Turn a sheet that lay askew on the glass, by the slope of its long lines; others stay as they are."""
    height, width = picture.shape[:2]
    dark = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    found = cv2.HoughLinesP(dark, 1, numpy.pi / 1800, 200, minLineLength=width // 4, maxLineGap=6)
    if found is None:
        return picture
    slopes = [
        numpy.degrees(numpy.arctan2(y1 - y0, x1 - x0)) for x0, y0, x1, y1 in numpy.reshape(found, (-1, 4))
    ]
    level = [slope for slope in slopes if abs(slope) < _MOST_ASKEW_DEGREES]
    angle = float(numpy.median(level)) if level else 0.0
    if abs(angle) < _LEAST_ASKEW_DEGREES:
        return picture
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, turned, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _even_sizes(sheets: Sequence[Sheet]) -> None:
    """Give lines of about one height one size of type: their boxes differ by some pixels."""
    lines = [line for sheet in sheets for line in sheet.lines]
    if not lines:
        return
    usual = float(round(median(line.size for line in lines for _ in line.text)))
    for line in lines:
        near = len(line.text) <= _FEW_CHARACTERS or 0.9 * usual < line.size < 1.12 * usual
        line.size = usual if near else line.size


def _restore_numbers(sheets: Sequence[Sheet]) -> None:
    """Put back the numeral of headings that begin with its comma: a stroke or two is taken for dirt."""
    last = 0
    for sheet in sheets:
        for line in sorted(sheet.lines, key=lambda line: line.top):
            if found := _NUMBERED.match(line.text):
                last = _NUMERALS.index(found[1]) + 1
            elif line.text.startswith("、") and last < len(_NUMERALS):
                line.text = _NUMERALS[last] + line.text
                last += 1


def _read_picture(picture: Any, number: int) -> tuple[Sheet, list[tuple[str, float]]]:
    """Recognise one picture: its sheet, and each text with the recogniser's confidence."""
    tables = _ruled_boxes(picture)
    with _RECOGNISER_LOCK:
        found, _ = _recogniser()(picture)
    chars: list[Char] = []
    readings: list[tuple[str, float]] = []
    for corners, text, score in found or ():
        confidence = float(score)
        if confidence < _DOUBTFUL or not text.strip():
            continue
        placed = _characters(corners, text)
        chars += placed
        readings.append((text.strip(), confidence))
    height, width = picture.shape[:2]
    sheet = Sheet(width * _POINTS, height * _POINTS, pictures=1)
    for boxes in tables:
        for box in _unread(boxes, chars):
            one, confidence = _read_cell(picture, box)
            chars += one
            readings += [("".join(char["text"] for char in one), confidence)] if one else []
        ruled, inside = lay_table(boxes, chars, number)
        if any(cell.markup for row in ruled.rows for cell in row):
            sheet.tables.append(ruled)
            chars = [char for at, char in enumerate(chars) if at not in inside]
    sheet.lines = group_lines(chars, number)
    return sheet, readings


def _unread(boxes: Sequence[Box], chars: Sequence[Char]) -> list[Box]:
    """Give the cells in which nothing was found: the recogniser overlooks a lone 1 or 一 in much white."""
    middles = [((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2) for char in chars]
    return [box for box in boxes if not any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in middles)]


def _read_cell(picture: Any, box: Box) -> tuple[list[Char], float]:
    """Read what ink a cell has, cut out and framed in white; nothing where there is none."""
    left, top, right, bottom = (round(side / _POINTS) for side in box)
    cell = picture[top + _RULE : bottom - _RULE, left + _RULE : right - _RULE]
    ys, xs = numpy.nonzero(cell < _INK)
    if len(xs) < _SPECKS:
        return [], 0.0
    x0, x1, y0, y1 = int(xs.min()), int(xs.max()) + 1, int(ys.min()), int(ys.max()) + 1
    frame = max(8, (y1 - y0) // 2)
    cut = cv2.copyMakeBorder(
        cell[y0:y1, x0:x1], frame, frame, frame, frame, cv2.BORDER_CONSTANT, value=(255, 255, 255)
    )
    with _RECOGNISER_LOCK:
        found, _ = _recogniser()(cut, use_det=False, use_cls=False, use_rec=True)
    text, score = found[0] if found else ("", 0.0)
    if float(score) < _DOUBTFUL or not text.strip():
        return [], 0.0
    x, y = left + _RULE, top + _RULE
    corners = [(x + x0, y + y0), (x + x1, y + y0), (x + x1, y + y1), (x + x0, y + y1)]
    return _characters(corners, text.strip()), float(score)


def _characters(corners: Sequence[Sequence[float]], text: str) -> list[Char]:
    """Spread a line's characters over its box by their widths: a narrow one takes half of a wide one."""
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    widths = [0.5 if one.isascii() else 1.0 for one in text]
    unit = (right - left) / sum(widths)
    placed: list[Char] = []
    at = left
    for one, width in zip(text, widths, strict=True):
        if not one.isspace():
            placed.append({
                "text": one,
                "x0": at * _POINTS,
                "x1": (at + width * unit) * _POINTS,
                "top": top * _POINTS,
                "bottom": bottom * _POINTS,
                # boxes are some tenth higher than the type in them
                "size": 0.85 * (bottom - top) * _POINTS,
            })  # fmt: skip
        at += width * unit
    return placed


def _ruled_boxes(picture: Any) -> list[list[Box]]:
    """Find the cells of each ruled table: the white areas that its lines close in."""
    height, width = picture.shape[:2]
    dark = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    # a stroke of type is shorter than these, the side of a cell is longer
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones((1, max(40, width // 30)), numpy.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones((max(30, height // 80), 1), numpy.uint8))
    lines = cv2.dilate(cv2.bitwise_or(across, down), numpy.ones((5, 5), numpy.uint8))
    count, _, areas, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    tables: list[list[Box]] = []
    for one in range(1, min(count, 200)):
        x, y, w, h, _ = (int(value) for value in areas[one])
        if w < 120 or h < 60:
            continue
        inner = cv2.bitwise_not(lines[y : y + h, x : x + w])
        cells, _, places, _ = cv2.connectedComponentsWithStats(inner, connectivity=4)
        boxes: list[Box] = []
        for cell in range(1, min(cells, 5_000)):
            cx, cy, cw, ch, area = (int(value) for value in places[cell])
            # the surroundings touch the edge of the table's box, a cell fills its own box
            if cw < 12 or ch < 12 or area < 0.7 * cw * ch or cw * ch > 0.98 * w * h:
                continue
            boxes.append((
                (x + cx - 2) * _POINTS, (y + cy - 2) * _POINTS,
                (x + cx + cw + 2) * _POINTS, (y + cy + ch + 2) * _POINTS,
            ))  # fmt: skip
        if len(boxes) >= 4:
            tables.append(boxes)
    return tables
