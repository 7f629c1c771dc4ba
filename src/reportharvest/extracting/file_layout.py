"""Characters and ruled lines on sheets to headings, paragraphs and tables: what a PDF and a scan share."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from reportharvest.extracting.file_markup import FileCell, heading, page, paragraph, table
from reportharvest.extracting.file_parts import Ruled, append_part, goes_on, row_of_next_form

__all__ = ["Char", "Line", "Ruled", "Sheet", "compose", "group_lines", "lay_table", "lay_tables"]

_MOST_FORMS = 8
"""Forms in tables that touch; reports have three, one of them in five blocks."""

Char = dict[str, Any]
"""One character: ``text``, ``x0``, ``x1``, ``top``, ``bottom``, ``size``; lengths in points, y downwards."""


@dataclass(slots=True)
class Line:
    """One line of text on a sheet; places and size of type in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    sheet: int


@dataclass(slots=True)
class Sheet:
    """One page of a document, in points: its lines and its ruled tables, and how many pictures it has."""

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[Ruled] = field(default_factory=list)
    pictures: int = 0


def compose(sheets: Sequence[Sheet]) -> str | None:
    """Write the page that the sheets make, without running heads and page numbers; None where they are empty.

    >>> sheet = Sheet(595, 842, [Line("一、总体情况", 80, 160, 100, 112, 12, 0)])
    >>> "<p>一、总体情况</p>" in compose([sheet])
    True
    """
    body_size = _commonest_size([line for sheet in sheets for line in sheet.lines])
    _drop_running(sheets, body_size)
    parts = list(_parts(sheets, body_size))
    return page(parts) if parts else None


def _edges(values: Sequence[float]) -> tuple[float, ...]:
    """Merge the edges of cells that lie within 3 points: borders are drawn twice, or as thin boxes."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > 3:
            merged.append(value)
    return tuple(merged)


def lay_table(
    boxes: Sequence[tuple[float, float, float, float]], chars: Sequence[Char], number: int
) -> tuple[Ruled, set[int]]:
    """Lay the cells of a ruled table on its edges, and give each the characters whose middle is in it."""
    columns = _edges([box[0] for box in boxes] + [box[2] for box in boxes])
    lines = _edges([box[1] for box in boxes] + [box[3] for box in boxes])

    def nearest(edges: tuple[float, ...], value: float) -> int:
        return bisect_right(edges, value + 3) - 1

    places: dict[tuple[int, int], int] = {}
    spans: list[tuple[int, int, int, int]] = []
    # by the line that they begin at: the cells of a scan differ by a point or two
    for box in sorted(boxes, key=lambda box: (nearest(lines, box[1]), box[0])):
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
            text = _joined([line.text for line in group_lines(texts[owner], number)])
            rows[top].append(FileCell(escape(text, quote=False), right - left, bottom - top))
            lefts[top].append(left)
    return Ruled(columns, rows, lefts, lines[0], number), inside


def lay_tables(
    boxes: Sequence[tuple[float, float, float, float]], chars: Sequence[Char], number: int
) -> list[tuple[Ruled, set[int]]]:
    """Lay the cells of ruled tables that touch: where another form begins on its own columns, they part."""
    parts: list[tuple[Ruled, set[int]]] = []
    rest = lay_table(boxes, chars, number)
    while len(parts) < _MOST_FORMS and (at := row_of_next_form(rest[0])):
        y = _edges([box[1] for box in boxes] + [box[3] for box in boxes])[at]
        above, below = [box for box in boxes if box[3] <= y + 3], [box for box in boxes if box[1] >= y - 3]
        if not above or not below or len(above) + len(below) != len(boxes):
            break
        first = lay_table(above, chars, number)
        if first[0].edges == rest[0].edges:
            break
        parts.append(first)
        boxes, rest = below, lay_table(below, chars, number)
    return [*parts, rest]


def group_lines(chars: Sequence[Char], number: int) -> list[Line]:
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
        lines.append(Line(text, row[0]["x0"], row[-1]["x1"], top, bottom, size, number))
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


def _drop_running(sheets: Sequence[Sheet], body: float) -> None:
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


def _repeats(seen: Counter[tuple[bool, str]], sheet: Sheet, line: Line) -> int:
    return seen[line.top < sheet.height / 2, re.sub(r"\d+", "#", line.text)]


def _at_edges(sheet: Sheet, edge: float) -> list[Line]:
    return [
        line
        for line in sheet.lines
        if line.bottom < edge * sheet.height or line.top > (1 - edge) * sheet.height
    ]


def _parts(sheets: Sequence[Sheet], body: float) -> Iterator[str]:
    """Yield headings, paragraphs and tables in reading order; a table that a page break cuts goes on."""
    lines = [line for sheet in sheets for line in sheet.lines]
    left = _margin([line for line in lines if line.size == body])
    right = max((line.right for line in lines if line.size == body), default=0.0)
    text: list[str] = []
    last: Line | None = None
    ruled: Ruled | None = None
    begun = False
    for sheet in sheets:
        blocks: list[Line | Ruled] = sorted([*sheet.lines, *sheet.tables], key=lambda block: block.top)
        for block in blocks:
            if isinstance(block, Ruled):
                if text:
                    yield paragraph(_joined(text))
                    text = []
                if ruled is not None and ruled.edges and goes_on(ruled, block):
                    append_part(ruled, block)
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


def _commonest_size(lines: Sequence[Line]) -> float:
    """Give the size of type that most characters have; 0 where there are none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _margin(lines: Sequence[Line]) -> float:
    """Give the left margin: the leftmost edge near the commonest, which may be that of indented lines."""
    if not lines:
        return 0.0
    [(common, _)] = Counter(round(line.left) for line in lines).most_common(1)
    return min(
        (line.left for line in lines if abs(line.left - common) < 3 * line.size), default=float(common)
    )


def _begins(line: Line, last: Line, left: float, right: float, size: float) -> bool:
    """Tell whether a line begins a paragraph: indented, after a short line or a gap, or in another size."""
    indented = line.left > left + 1.2 * size
    short = last.right < right - 1.6 * size
    apart = line.sheet == last.sheet and line.top - last.bottom > 1.6 * size
    return indented or short or apart or abs(line.size - last.size) > size / 8
