"""PDF to headings, paragraphs and tables: text lines joined, ruled tables with their spans."""

from __future__ import annotations

import io
import re
import struct
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from reportharvest.extracting.file_markup import FileCell, heading, page, paragraph, table
from reportharvest.extracting.files import FilePage, unreadable
from reportharvest.issues import Issue

__all__ = ["read"]

_MAX_PAGES = 300
"""Annual reports have 3 to 60 pages."""

_MAX_STREAM_BYTES = 80 * 2**20
"""Content and fonts unpacked, pictures not counted; a font with all of GB 18030 has 20 MB."""

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

Char = dict[str, Any]


@dataclass(slots=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    sheet: int


@dataclass(slots=True)
class _Ruled:
    edges: tuple[float, ...]
    rows: list[list[FileCell]]
    lefts: list[list[int]]
    top: float
    sheet: int


@dataclass(slots=True)
class _Sheet:
    width: float
    height: float
    lines: list[_Line] = field(default_factory=list)
    tables: list[_Ruled] = field(default_factory=list)
    pictures: int = 0


def read(body: bytes) -> FilePage:
    """Read a PDF. Pages that are only pictures give the issue ``needs-ocr``."""
    if not _unpacks_within(body, _MAX_STREAM_BYTES):
        return unreadable(_KIND, f"streams unpack to more than {_MAX_STREAM_BYTES} bytes")
    sheets: list[_Sheet] = []
    issues: list[Issue] = []
    try:
        with pdfplumber.open(io.BytesIO(body)) as file:
            chars = 0
            for number, one in enumerate(file.pages):
                if number >= _MAX_PAGES or chars > _MAX_CHARS:
                    issues.append(
                        Issue("document-unreadable", f"{_KIND} page {number + 1}", "beyond the limit")
                    )
                    break
                sheets.append(_read_sheet(one, number))
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
    body_size = _commonest_size([line for sheet in sheets for line in sheet.lines])
    _drop_running(sheets, body_size)
    parts = list(_parts(sheets, body_size))
    if not parts:
        return FilePage(None, tuple(issues) or (Issue("document-unreadable", _KIND, "no text"),))
    return FilePage(page(parts), tuple(issues))


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


def _read_sheet(one: Any, number: int) -> _Sheet:
    sheet = _Sheet(float(one.width), float(one.height), pictures=len(one.images))
    chars: list[Char] = [char for char in one.dedupe_chars().chars if char["text"].strip()]
    for found in one.find_tables() if one.rects or one.lines or one.curves else ():
        if len(found.cells) < 4 or len(found.cells) > 5_000:
            continue
        ruled, inside = _read_table(found.cells, chars, number)
        if any(cell.markup for row in ruled.rows for cell in row):
            sheet.tables.append(ruled)
            chars = [char for at, char in enumerate(chars) if at not in inside]
    sheet.lines = _lines(chars, number)
    return sheet


def _edges(values: Sequence[float]) -> tuple[float, ...]:
    """Merge the edges of cells that lie within 3 points: borders are drawn twice, or as thin boxes."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > 3:
            merged.append(value)
    return tuple(merged)


def _read_table(
    boxes: Sequence[tuple[float, float, float, float]], chars: Sequence[Char], number: int
) -> tuple[_Ruled, set[int]]:
    """Lay the cells of a ruled table on its edges, and give each the characters whose middle is in it."""
    columns = _edges([box[0] for box in boxes] + [box[2] for box in boxes])
    lines = _edges([box[1] for box in boxes] + [box[3] for box in boxes])

    def nearest(edges: tuple[float, ...], value: float) -> int:
        return bisect_right(edges, value + 3) - 1

    places: dict[tuple[int, int], int] = {}
    spans: list[tuple[int, int, int, int]] = []
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        left, top = nearest(columns, box[0]), nearest(lines, box[1])
        right, bottom = nearest(columns, box[2]), nearest(lines, box[3])
        if right > left and bottom > top:
            spans.append((top, left, bottom, right))
            for row in range(top, bottom):
                for column in range(left, right):
                    places.setdefault((row, column), len(spans) - 1)
    texts: list[list[Char]] = [[] for _ in spans]
    inside: set[int] = set()
    for at, char in enumerate(chars):
        row = bisect_right(lines, (char["top"] + char["bottom"]) / 2) - 1
        # a stop may hang over the edge of its cell, as Word lets it: it goes with the character before it
        across = (
            char["x0"] - 0.3 * char["size"] if char["text"] in "，。、；：" else (char["x0"] + char["x1"]) / 2
        )
        column = bisect_right(columns, across) - 1
        owner = places.get((row, column))
        if owner is not None:
            texts[owner].append(char)
            inside.add(at)
    rows: list[list[FileCell]] = [[] for _ in range(len(lines) - 1)]
    lefts: list[list[int]] = [[] for _ in rows]
    for owner, (top, left, bottom, right) in enumerate(spans):
        if places.get((top, left)) == owner:
            text = _joined([line.text for line in _lines(texts[owner], number)])
            rows[top].append(FileCell(escape(text, quote=False), right - left, bottom - top))
            lefts[top].append(left)
    return _Ruled(columns, rows, lefts, lines[0], number), inside


def _lines(chars: Sequence[Char], number: int) -> list[_Line]:
    """Group characters into lines: those whose middle lies within half a character's height of the line's."""
    rows: list[list[Char]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda char: ((char["top"] + char["bottom"]) / 2, char["x0"])):
        here = (char["top"] + char["bottom"]) / 2
        if rows and abs(here - middle) <= 0.5 * max(char["size"], 1):
            rows[-1].append(char)
        else:
            rows.append([char])
            middle = here
    lines = []
    for row in rows:
        row.sort(key=lambda char: char["x0"])
        text = ""
        for before, char in zip([None, *row], row, strict=False):
            gap = 0 if before is None else char["x0"] - before["x1"]
            # half a character's width: wider than justification stretches Han, narrower than a typed space
            text += (" " if before is not None and gap > 0.45 * char["size"] else "") + char["text"]
        size = Counter(round(char["size"], 1) for char in row).most_common(1)[0][0]
        top, bottom = min(char["top"] for char in row), max(char["bottom"] for char in row)
        lines.append(_Line(text, row[0]["x0"], row[-1]["x1"], top, bottom, size, number))
    return lines


_PAGE_NUMBER = re.compile(
    r"[-—–－\s·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－\s·]*"
)


_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d]")


def _joined(lines: Sequence[str]) -> str:
    """Join broken lines; a space is needed only between two narrow characters."""
    text = ""
    for line in lines:
        narrow = text and line and not _WIDE.match(text[-1]) and not _WIDE.match(line[0])
        text += (" " if narrow else "") + line
    return text


def _drop_running(sheets: Sequence[_Sheet], body: float) -> None:
    """Drop page numbers, small type in the margins, and lines that stand at the same edge of most pages."""
    edge = (
        0.1  # of the page's height: margins of GB/T 9704 are 37 and 35 of 297 mm, running lines stand within
    )
    seen: Counter[tuple[bool, str]] = Counter()
    for sheet in sheets:
        marks = {
            (line.top < sheet.height / 2, re.sub(r"\d+", "#", line.text)) for line in _at_edges(sheet, edge)
        }
        seen.update(marks)
    for sheet in sheets:
        margin = {id(line) for line in _at_edges(sheet, edge)}
        sheet.lines = [
            line
            for line in sheet.lines
            if id(line) not in margin
            or not (
                _PAGE_NUMBER.fullmatch(line.text)
                or line.size < 0.9 * body
                or (len(sheets) > 1 and _repeats(seen, sheet, line) > max(1, len(sheets) // 2))
            )
        ]


def _repeats(seen: Counter[tuple[bool, str]], sheet: _Sheet, line: _Line) -> int:
    return seen[line.top < sheet.height / 2, re.sub(r"\d+", "#", line.text)]


def _at_edges(sheet: _Sheet, edge: float) -> list[_Line]:
    return [
        line
        for line in sheet.lines
        if line.bottom < edge * sheet.height or line.top > (1 - edge) * sheet.height
    ]


def _parts(sheets: Sequence[_Sheet], body: float) -> Iterator[str]:
    """Yield headings, paragraphs and tables in reading order; a table that a page break cuts goes on."""
    lines = [line for sheet in sheets for line in sheet.lines]
    left = _margin([line for line in lines if line.size == body])
    right = max((line.right for line in lines if line.size == body), default=0.0)
    text: list[str] = []
    last: _Line | None = None
    ruled: _Ruled | None = None
    begun = False
    for sheet in sheets:
        blocks: list[_Line | _Ruled] = sorted([*sheet.lines, *sheet.tables], key=lambda block: block.top)
        for block in blocks:
            if isinstance(block, _Ruled):
                if text:
                    yield paragraph(_joined(text))
                    text = []
                if ruled is not None and ruled.edges and _continues(ruled, block):
                    _append(ruled, block)
                    continue
                if ruled is not None:
                    yield table(ruled.rows)
                ruled, begun, last = block, True, None
                continue
            if ruled is not None:
                yield table(ruled.rows)
                ruled = None
            middle = abs((block.left + block.right) / 2 - sheet.width / 2) < 0.06 * sheet.width
            if not begun and middle and block.size > 1.15 * body and not text:
                yield heading(block.text)
                continue
            begun = True
            if text and last is not None and _begins(block, last, left, right, body):
                yield paragraph(_joined(text))
                text = []
            text.append(block.text)
            last = block
    if ruled is not None:
        yield table(ruled.rows)
    if text:
        yield paragraph(_joined(text))


def _commonest_size(lines: Sequence[_Line]) -> float:
    """Give the size of type that most characters have; 0 where there are none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _margin(lines: Sequence[_Line]) -> float:
    """Give the left margin: the leftmost edge near the commonest, which may be that of indented lines."""
    if not lines:
        return 0.0
    [(common, _)] = Counter(round(line.left) for line in lines).most_common(1)
    return min(
        (line.left for line in lines if abs(line.left - common) < 3 * line.size), default=float(common)
    )


def _continues(first: _Ruled, second: _Ruled) -> bool:
    """Tell whether a table at the top of a page goes on from the one at the end of the page before.

    Its outer edges are the same; of the inner ones, a part may lack those that merged cells hide there.
    """
    one, other = sorted([first.edges, second.edges], key=len)
    same = abs(one[0] - other[0]) < 6 and abs(one[-1] - other[-1]) < 6
    return second.sheet > first.sheet and same and all(_nearest(other, edge) is not None for edge in one)


def _nearest(edges: Sequence[float], value: float) -> int | None:
    return next((at for at, edge in enumerate(edges) if abs(edge - value) < 6), None)


def _append(first: _Ruled, second: _Ruled) -> None:
    """Join two parts of one table on the edges of the finer one; a header that is repeated counts once."""
    edges = max(first.edges, second.edges, key=len)
    for part in (first, second):
        for row, lefts in zip(part.rows, part.lefts, strict=True):
            for at, (cell, left) in enumerate(zip(row, lefts, strict=True)):
                start = _nearest(edges, part.edges[left]) or 0
                end = _nearest(edges, part.edges[left + cell.across]) or start + cell.across
                row[at], lefts[at] = replace(cell, across=max(1, end - start)), start
        part.edges = edges
    repeated = 1 if second.rows[0] == first.rows[0] else 0
    first.rows.extend(second.rows[repeated:])
    first.lefts.extend(second.lefts[repeated:])
    first.sheet = second.sheet


def _begins(line: _Line, last: _Line, left: float, right: float, size: float) -> bool:
    """Tell whether a line begins a paragraph: indented, after a short line or a gap, or in another size."""
    indented = line.left > left + 1.2 * size
    short = last.right < right - 1.6 * size
    apart = line.sheet == last.sheet and line.top - last.bottom > 1.6 * size
    return indented or short or apart or abs(line.size - last.size) > size / 8
