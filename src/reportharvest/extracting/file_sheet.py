"""Workbooks (XLSX, XLS) to headings, paragraphs and tables, sheet by sheet."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from html import escape, unescape

import python_calamine

from reportharvest.extracting.file_markup import FileCell, heading, page, paragraph, table
from reportharvest.extracting.files import FilePage, unreadable
from reportharvest.issues import Issue
from reportharvest.tables.forms import is_form_label

__all__ = ["read"]

_MAX_SHEETS = 50
_MAX_CELLS = 200_000
"""As many as a table of a page may have."""

_KIND = "spreadsheet"


def read(body: bytes) -> FilePage:
    """Read every sheet that holds something; merged cells become spans."""
    try:
        return _read(body)
    except BaseException as error:
        # calamine panics on some files; that is no Exception, and its class cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        return unreadable(_KIND, f"calamine: {error}")


def _read(body: bytes) -> FilePage:
    issues: list[Issue] = []
    parts: list[str] = []
    try:
        with python_calamine.CalamineWorkbook.from_object(io.BytesIO(body)) as book:
            for name in book.sheet_names[:_MAX_SHEETS]:
                sheet = book.get_sheet_by_name(name)
                if sheet.height * sheet.width > _MAX_CELLS:
                    issues.append(
                        Issue("table-too-large", name, f"{sheet.height} rows of {sheet.width} cells")
                    )
                    continue
                # one cell in the last corner has 17 thousand million empty ones before it
                far = (sheet.total_height + 1) * (sheet.total_width + 1) > _MAX_CELLS
                rows = sheet.to_python(skip_empty_area=far)
                if any(value != "" for row in rows for value in row):
                    lines = _cells(rows, () if far else sheet.merged_cell_ranges or ())
                    parts.extend(_parts(lines, titled=bool(parts)))
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        return unreadable(_KIND, f"{type(error).__name__}: {error}")
    if not parts:
        return FilePage(None, (*issues, Issue("document-unreadable", _KIND, "no sheet holds anything")))
    return FilePage(page(parts), tuple(issues))


_LONGEST_TITLE = 60
_PROSE = re.compile(
    r"[。；]|^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|注[:：])"
)


def _parts(rows: Sequence[Sequence[FileCell]], *, titled: bool) -> Iterator[str]:
    """Yield what a sheet holds: lines of text between its tables are no rows of them.

    A line with one filled cell is text where it stands above the first table, or reads as a heading or a
    sentence; labels of the statutory forms, such as 第二十条第（一）项, stay in their table.
    """
    waiting: list[Sequence[FileCell]] = []
    begun = False
    for row in rows:
        filled = [cell for cell in row if cell.markup]
        text = unescape(filled[0].markup.replace("<br>", "\n")) if len(filled) == 1 else ""
        if text and not is_form_label(text) and (not begun or _PROSE.search(text)) and _is_text(row, rows):
            if waiting:
                yield table(waiting)
                waiting = []
            short = len(text) <= _LONGEST_TITLE and not _PROSE.search(text)
            yield heading(text.replace("\n", "")) if short and not titled else paragraph(text)
            titled = titled or short
        elif filled or waiting:
            begun = begun or len(filled) > 1
            waiting.append(row)
    if waiting:
        yield table(waiting)


def _is_text(row: Sequence[FileCell], rows: Sequence[Sequence[FileCell]]) -> bool:
    """Tell that a cell is not the first of a merged block, whose other lines go on beside or below it."""
    return len(rows) > 1 and all(cell.down == 1 for cell in row)


def _cells(
    rows: Sequence[Sequence[object]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[FileCell]]:
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in merged:
        if (bottom - top + 1) * (right - left + 1) > _MAX_CELLS - len(covered):
            break
        spans[top, left] = (right - left + 1, bottom - top + 1)
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    lines = []
    for at, row in enumerate(rows):
        cells = []
        for column, value in enumerate(row):
            if (at, column) in covered and (at, column) not in spans:
                continue
            across, down = spans.get((at, column), (1, 1))
            cells.append(FileCell(escape(_printed(value), quote=False).replace("\n", "<br>"), across, down))
        lines.append(cells)
    while lines and not any(cell.markup for cell in lines[-1]):
        lines.pop()
    return lines


def _printed(value: object) -> str:
    """Print a value as the sheet shows it in a plain format: 5.0 is 5."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value).strip()
