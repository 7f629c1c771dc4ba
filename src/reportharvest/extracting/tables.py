"""Tables as rectangles: spans resolved, nested text kept, bounds held.

A table of a page is read cell by cell from the parsed tree. Whether a ``<table>`` holds data or only
arranges the page is told apart by what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportharvest.extracting.cells import cell_text, has_number
from reportharvest.extracting.numbering import read_mark
from reportharvest.tables.forms import is_form_label

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = [
    "MAX_CELLS",
    "MAX_CHARS",
    "MAX_COLUMNS",
    "WIDE_SPAN",
    "Grid",
    "guess_header_rows",
    "is_data_table",
    "read_table",
]

MAX_CELLS = 200_000
"""Cells of one table, spans resolved. The largest statutory form has 260, a list of items some thousands."""

MAX_COLUMNS = 1_000
"""Columns of one table: the HTML standard clamps ``colspan`` to this number."""

MAX_CHARS = 4_000_000
"""Characters of one table repeated cells counted each time, so that spans cannot multiply a long text."""

WIDE_SPAN = 60
"""A wider ``colspan`` says "the whole row" (999 and 1000 are customary) and adds no columns of its own."""

_SPAN = re.compile(r"\s*\+?(\d{1,12})")
_BLOCKS = "h1,h2,h3,h4,h5,h6,form,ul,ol,dl,article,section,iframe"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a rectangle.

    Attributes:
        rows: rows of cell texts, all of one length; a cell that spans stands in each of its places.
        header_rows: how many rows at the top name the columns.
        caption: text of its ``<caption>``, or None.
        complete: False where a limit cut it short.
    """

    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 0
    caption: str | None = None
    complete: bool = True


@dataclass(slots=True)
class _Cell:
    text: str
    colspan: int
    rowspan: int
    heading: bool


def read_table(node: LexborNode) -> Grid:
    """Read one ``<table>`` element; its nested tables are left to the caller, their text stays in the cell.

    Spans follow the HTML standard: ``rowspan`` ends with its row group, 0 means to the end of it,
    ``colspan`` is at most :data:`MAX_COLUMNS`. Ragged rows are filled with empty cells.

    Args:
        node: the element; any other element gives an empty grid.
    Returns:
        The rectangle; ``complete`` is False where a limit was reached.
    Source:
        HTML Living Standard, 4.9.12 "Processing model" of tables.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> page = "<table><tr><td rowspan=2>规章<td>3<tr><td>5</table>"
    >>> read_table(LexborHTMLParser(page).css_first("table")).rows
    (('规章', '3'), ('规章', '5'))
    """
    caption, groups, head_rows, whole = _row_groups(node)
    budget = _Budget()
    rows = [line for group in groups for line in _resolve(group, budget)]
    width = max(map(len, rows), default=0)
    height = MAX_CELLS // max(width, 1)
    filled = tuple(tuple(row + [""] * (width - len(row))) for row in rows[:height])
    head_rows = max(head_rows, _heading_rows([row for group in groups for row in group]))
    if not 0 < head_rows < len(filled):
        head_rows = guess_header_rows(filled)
    return Grid(filled, head_rows, caption, whole and budget.complete and len(rows) <= height)


def _heading_rows(rows: list[list[_Cell]]) -> int:
    """Count the rows at the top that consist of ``<th>`` alone."""
    count = 0
    while count < len(rows) and rows[count] and all(cell.heading for cell in rows[count]):
        count += 1
    return count


class _Budget:
    """What a table may still take up."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS
        self.chars = MAX_CHARS
        self.complete = True

    def takes(self, text: str) -> bool:
        """Count one cell; False when the table is full."""
        if self.cells <= 0 or self.chars < len(text):
            self.complete = False
            return False
        self.cells -= 1
        self.chars -= len(text)
        return True


def _row_groups(node: LexborNode) -> tuple[str | None, list[list[list[_Cell]]], int, bool]:
    """Give caption, row groups in the order of display, rows of the head, and whether that is all."""
    caption: str | None = None
    head: list[list[list[_Cell]]] = []
    body: list[list[list[_Cell]]] = []
    foot: list[list[list[_Cell]]] = []
    loose: list[list[_Cell]] | None = None
    budget = MAX_CELLS
    for child in node.iter():
        tag = child.tag
        if tag == "caption" and caption is None:
            caption = cell_text(child.inner_html or "") or None
        elif tag == "tr":
            if loose is None:
                loose = []
                body.append(loose)
            loose.append(_cells(child))
            budget -= len(loose[-1])
        elif tag in {"thead", "tbody", "tfoot"}:
            loose = None
            group = []
            for row in child.iter():
                if row.tag == "tr":
                    group.append(_cells(row))
                    budget -= len(group[-1]) + 1
                    if budget < 0:
                        break
            kind = head if tag == "thead" and not head else foot if tag == "tfoot" and not foot else body
            kind.append(group)
        if budget < 0:
            break
    return caption, head + body + foot, sum(map(len, head)), budget >= 0


def _cells(row: LexborNode) -> list[_Cell]:
    cells = []
    for cell in row.iter():
        tag = cell.tag
        if tag not in {"td", "th"}:
            continue
        spans = cell.attributes
        cells.append(
            _Cell(
                cell_text(cell.inner_html or ""),
                _span(spans["colspan"], least=1) if "colspan" in spans else 1,
                _span(spans["rowspan"], least=0) if "rowspan" in spans else 1,
                tag == "th",
            )
        )
        if len(cells) >= MAX_CELLS:
            break
    return cells


def _span(value: str | None, least: int) -> int:
    found = _SPAN.match(value or "")
    return max(least, int(found.group(1))) if found else 1


def _resolve(group: list[list[_Cell]], budget: _Budget) -> Iterator[list[str]]:
    """Lay out the cells of one row group; ``hanging`` is, by column, text from above and rows to fill."""
    hanging: dict[int, tuple[str, int]] = {}
    natural = max((sum(c.colspan for c in row if c.colspan <= WIDE_SPAN) for row in group), default=0)
    for below, row in zip(range(len(group) - 1, -1, -1), group, strict=True):
        line: list[str] = []
        fresh = {column: (text, rows - 1) for column, (text, rows) in hanging.items() if rows > 1}
        for cell in row:
            if hanging:
                _fill(line, hanging, budget)
            if cell.colspan == cell.rowspan == 1 and len(line) < MAX_COLUMNS and len(line) not in hanging:
                if budget.takes(cell.text):
                    line.append(cell.text)
                continue
            span = cell.colspan if cell.colspan <= WIDE_SPAN else max(1, natural - len(line))
            depth = below if cell.rowspan == 0 else min(cell.rowspan - 1, below)
            for _ in range(span):
                column = len(line)
                text = hanging[column][0] if column in hanging else cell.text
                if column >= MAX_COLUMNS or not budget.takes(text):
                    budget.complete = False
                    break
                if depth > 0 and column not in hanging:
                    fresh[column] = (text, depth)
                line.append(text)
        while hanging and len(line) <= max(hanging) and budget.complete:
            _fill(line, hanging, budget)
            if len(line) <= max(hanging) and budget.takes(""):
                line.append("")
        hanging = fresh
        yield line


def _fill(line: list[str], hanging: dict[int, tuple[str, int]], budget: _Budget) -> None:
    while len(line) in hanging and budget.takes(hanging[len(line)][0]):
        line.append(hanging[len(line)][0])


def guess_header_rows(rows: tuple[tuple[str, ...], ...]) -> int:
    """Count the rows above the first number, where there are numbers and those rows name columns."""
    for count, row in enumerate(rows[:6]):
        if any(has_number(text) for text in row[1:]):
            return count
    if len(rows) > 1 and len(rows[0]) > 1 and len(set(rows[0])) == len(rows[0]):
        first = rows[0]
        if all(0 < len(text) <= 12 and not has_number(text) for text in first):
            lengths = [len(text) for row in rows[1:] for text in row]
            if sum(lengths) / len(lengths) > 1.5 * sum(map(len, first)) / len(first):
                return 1
    return 0


def is_data_table(node: LexborNode, grid: Grid) -> bool:
    """Tell a table that holds data from one that only arranges the page.

    Args:
        node: the ``<table>`` element.
        grid: what :func:`read_table` made of it.
    Returns:
        True to keep it as a table; False to walk its cells as blocks.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> page = LexborHTMLParser("<table><tr><td>总体情况<p>2018年，我局认真贯彻条例。</table>")
    >>> is_data_table(page.css_first("table"), read_table(page.css_first("table")))
    False
    """
    rows = grid.rows
    width = len(rows[0]) if rows else 0
    if (node.attributes.get("role") or "").strip().lower() in {"presentation", "none"}:
        return False
    distinct = [list(dict.fromkeys(text for text in row if text)) for row in rows]
    if width < 2 or not any(len(row) > 1 for row in distinct):
        return False
    texts = [text for row in distinct for text in row]
    numbers = sum(has_number(text) for text in texts)
    longest = max(map(len, texts), default=0)
    total = sum(map(len, texts))
    nested = len(node.css("table")) > 1  # the element itself is among what it finds
    if longest > 300 and longest > 0.5 * total:
        return False
    if nested:
        return _own_evidence(node, grid)
    labelled = sum(is_form_label(text) for text in texts)
    if labelled >= 2 or numbers >= 3 or node.css_first("th, thead, caption") is not None:
        return True
    if len(rows) < 2 and numbers == 0:
        return False
    if 2 * sum(map(_is_section, distinct)) >= len(rows):
        return False
    return node.css_first(_BLOCKS) is None and node.css_first("a[href] ~ a[href], td > img") is None


def _is_section(texts: list[str]) -> bool:
    """Whether a row of texts is a heading of the upper levels and the prose beside it."""
    mark = read_mark(texts[0]) if len(texts) == 2 and len(texts[0]) <= 40 else None
    return mark is not None and mark.style in {"一、", "（一）", "章"} and "。" in texts[1]


def _own_evidence(node: LexborNode, grid: Grid) -> bool:
    """Tell whether a table that holds other tables is data in its own right: most cells hold none of them."""
    cells = holding = labelled = 0
    for part in node.iter():
        for row in part.iter() if part.tag != "tr" else (part,):
            for cell in row.iter() if row.tag == "tr" else (row,):
                cells += 1
                if cell.css_first("table") is not None:
                    holding += 1
                elif is_form_label(cell_text(cell.inner_html or "")):
                    labelled += 1
    return labelled >= 4 or (
        len(grid.rows) > 2 and cells >= 8 and holding * 4 <= cells and grid.header_rows > 0
    )
