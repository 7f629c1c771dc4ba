"""Rows as an Excel workbook, one sheet for each table and one that says what the columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reportharvest.publishing.extras import optional_package
from reportharvest.publishing.writing_text import harmless
from reportharvest.storing.exporting import Column, Resource, Row

__all__ = ["SheetCounts", "write_xlsx"]

SHEET_ROWS = 1_048_576
"""Rows of a sheet, the header included (Excel specifications and limits)."""

CELL_CHARS = 32_767
"""Characters of a cell (likewise), counted in UTF-16 units."""

_EXACT = 10**15
"""Excel shows 15 digits of a number; one with more is written as text, and columns of page numbers always."""

_NAME_CHARS = 31
_ABOUT = "about"
_DAY_FORMAT = "yyyy-mm-dd"
_MOMENT_FORMAT = 'yyyy-mm-dd"T"hh:mm:ss"Z"'


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """What became of the rows of one resource: how many there are, and how many cells had to be cut."""

    rows: int
    cut: int


def write_xlsx(
    file: Path,
    resources: Sequence[Resource],
    batches: Callable[[Resource], Iterable[list[Row]]],
    *,
    excel_safe: bool = False,
) -> list[SheetCounts]:
    """Write a workbook. Texts are written as texts, never as formulas or links.

    A table of more rows than a sheet has goes on in ``name (2)``. A text longer than a cell holds is cut and
    ends in ``…``. Numbers of pages, which have 16 digits, are texts.

    Args:
        file: a file that is not there yet.
        resources: the tables.
        batches: gives the rows of a resource.
        excel_safe: put an apostrophe before what would be a formula if the sheet is saved as CSV later.
    Raises:
        UsageError: xlsxwriter is not installed.
    """
    xlsxwriter = optional_package("xlsxwriter", "Excel workbooks")
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True, "strings_to_urls": False})
    formats = {
        "head": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": _DAY_FORMAT}),
        "datetime": book.add_format({"num_format": _MOMENT_FORMAT}),
    }
    names = _sheet_names([one.name for one in resources])
    _write_about(book, formats, resources, names)
    counts = [
        _Sheets(book, formats, resource, name, excel_safe).write(batches(resource))
        for resource, name in zip(resources, names, strict=True)
    ]
    book.close()
    return counts


class _Sheets:
    """The sheets of one resource."""

    def __init__(
        self, book: Any, formats: dict[str, Any], resource: Resource, name: str, excel_safe: bool
    ) -> None:
        self._book = book
        self._formats = formats
        self._resource = resource
        self._name = name
        self._excel_safe = excel_safe
        self._number = 0
        self._cut = 0

    def write(self, batches: Iterable[list[Row]]) -> SheetCounts:
        sheet, at = self._next_sheet(), 0
        count = 0
        for rows in batches:
            for row in rows:
                if at == SHEET_ROWS - 1:
                    sheet, at = self._next_sheet(), 0
                at += 1
                count += 1
                for place, (column, value) in enumerate(zip(self._resource.columns, row, strict=True)):
                    if value is not None:
                        self._cell(sheet, at, place, column, value)
        return SheetCounts(count, self._cut)

    def _next_sheet(self) -> Any:
        self._number += 1
        more = f" ({self._number})" if self._number > 1 else ""
        sheet = self._book.add_worksheet(self._name[: _NAME_CHARS - len(more)] + more)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._resource.columns):
            sheet.write_string(0, place, column.name, self._formats["head"])
        return sheet

    def _cell(self, sheet: Any, at: int, place: int, column: Column, value: Any) -> None:
        if isinstance(value, str):
            moment = _moment(column, value)
            if moment is not None:
                sheet.write_datetime(at, place, moment, self._formats[column.type])
            else:
                sheet.write_string(at, place, self._fitting(value))
        elif column.long or column.type == "string" or abs(value) >= _EXACT:
            sheet.write_string(at, place, str(value))
        else:
            sheet.write_number(at, place, value)

    def _fitting(self, text: str) -> str:
        if self._excel_safe:
            text = harmless(text)
        if len(text) * 2 <= CELL_CHARS or len(text.encode("utf-16-le")) // 2 <= CELL_CHARS:
            return text
        self._cut += 1
        units = text.encode("utf-16-le")[: 2 * (CELL_CHARS - 1)]
        return units.decode("utf-16-le", "ignore") + "…"


def _write_about(
    book: Any, formats: dict[str, Any], resources: Sequence[Resource], names: Sequence[str]
) -> None:
    sheet = book.add_worksheet(_ABOUT)
    sheet.freeze_panes(1, 0)
    lines = _about_lines(resources, names)
    for at, line in enumerate([("sheet", "column", "type", "unit", "meaning"), *lines]):
        for place, text in enumerate(line):
            sheet.write_string(at, place, text, formats["head"] if at == 0 else None)


def _about_lines(resources: Sequence[Resource], names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for resource, name in zip(resources, names, strict=True):
        yield name, "", "", "", resource.description
        for one in resource.columns:
            kind = "text" if one.long else "datetime, UTC" if one.type == "datetime" else one.type
            yield name, one.name, kind, one.unit, one.description


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Shorten names to what Excel allows, and keep them apart.

    >>> _sheet_names(["v_requests_by_year", "a" * 40, "a" * 41, "about"])[1:]
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa~2', 'about~2']
    """
    taken = {_ABOUT}
    given = []
    for name in names:
        short = "".join("_" if ch in "[]:*?/\\'" else ch for ch in name)[:_NAME_CHARS]
        number = 1
        while short.lower() in taken:
            number += 1
            short = f"{short.partition('~')[0][: _NAME_CHARS - 2]}~{number}"
        taken.add(short.lower())
        given.append(short)
    return given


def _moment(column: Column, value: str) -> date | datetime | None:
    """Read a day or a moment as Excel has them: without a zone, from 1900 on; None where it is none."""
    if column.type not in {"date", "datetime"}:
        return None
    try:
        read = datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return None
    return read if read.year >= 1900 and read.tzinfo is None else None
