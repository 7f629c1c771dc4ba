"""Tables in plain text: runs of lines with a delimiter (``|``, tabs, wide gaps)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportharvest.extracting.cells import has_number, is_blank
from reportharvest.extracting.tables import MAX_CELLS, MAX_COLUMNS, WIDE_SPAN, Grid, guess_header_rows
from reportharvest.tables.forms import is_form_label

__all__ = ["read_text_tables"]

_RULE_LINE = re.compile(r"[\s|+:=\-─—┌┐└┘├┤┬┴┼│┃━]+")
_BAR = re.compile("[|｜│┃︱]")
_GAP = re.compile(r"[ \u3000]{2,}")


def read_text_tables(lines: Sequence[str]) -> list[tuple[int, int, Grid]]:
    """Find the tables in plain text: runs of two or more lines with a delimiter.

    The delimiter is a bar (with or without one at the ends), a tab, a gap of two or more spaces, or one
    space in lines of labels and values of a statutory form. A run is a table where it has numbers or labels
    of a form. Lines of rules (``---+---``) are left out.

    Args:
        lines: the lines of the text, without line ends.
    Returns:
        First line, line after the last one, and the table, in the order of the text.

    >>> [(start, end, grid)] = read_text_tables(["规章 | 3 | 5 |", "规范性文件 | 1 | 2"])
    >>> grid.rows
    (('规章', '3', '5'), ('规范性文件', '1', '2'))
    """
    found: list[tuple[int, int, Grid]] = []
    start = 0
    while start < len(lines):
        splitter = _splitter(lines[start])
        end = start
        while splitter and end < len(lines) and _splitter(lines[end]) == splitter:
            if splitter == "bar" and _is_paragraph(lines[end]):
                break
            end += 1
        rows = [row for row in (_split(line, splitter) for line in lines[start:end]) if row]
        if len(rows) > 1 and _worth_a_table(rows):
            found.append((start, end, _text_grid(_without_ends(rows))))
        start = max(end, start + 1)
    return found


def _is_paragraph(line: str) -> bool:
    """Whether a line is a paragraph with a bar at its end, which cuts a run of lines with bars."""
    cells = [cell for cell in _BAR.split(line, MAX_COLUMNS) if cell.strip()]
    return len(cells) == 1 and (len(cells[0]) > 60 or "。" in cells[0]) and not is_form_label(cells[0])


def _splitter(line: str) -> str:
    if _BAR.search(line):
        return "bar"
    if "\t" in line.strip():
        return "tab"
    if _GAP.search(line.strip()):
        return "gap"
    return "space" if _is_line_of_values(line) else ""


def _is_line_of_values(line: str) -> bool:
    """Tell whether words between single spaces are labels and values of a form, and hardly anything else."""
    words = line.split(" ", 40)
    if not 2 <= len(words) <= 40 or len(line) > 400:
        return False
    useful = sum(is_blank(word) or has_number(word) or is_form_label(word) for word in words)
    return useful >= 2 and useful * 5 >= len(words) * 4


def _split(line: str, splitter: str) -> list[str]:
    if _RULE_LINE.fullmatch(line):
        return []
    if splitter == "bar":
        cells = _BAR.split(line, MAX_COLUMNS)
    elif splitter == "tab":
        cells = line.split("\t", MAX_COLUMNS)
    else:
        cells = (_GAP.split if splitter == "gap" else str.split)(line.strip())[:MAX_COLUMNS]
    return [" ".join(cell.split()) for cell in cells]


def _without_ends(rows: list[list[str]]) -> list[list[str]]:
    """Leave out what stands before the first and behind the last delimiter, if nothing ever does."""
    if all(len(row) > 1 and not row[0] for row in rows):
        rows = [row[1:] for row in rows]
    if all(len(row) > 1 and not row[-1] for row in rows):
        return [row[:-1] for row in rows]
    longest = max(map(len, rows))
    if longest > 1 and not any(row[-1] for row in rows if len(row) == longest):
        rows = [row[:-1] if len(row) == longest else row for row in rows]
    return rows


def _worth_a_table(rows: list[list[str]]) -> bool:
    texts = [text for row in rows for text in row if text]
    useful = sum(has_number(text) or is_form_label(text) for text in texts)
    if sum(len(row) > 1 for row in rows) < 2:
        return False
    return (useful >= 3 and useful * 3 >= len(texts)) or _has_column_of_numbers(rows)


def _has_column_of_numbers(rows: list[list[str]]) -> bool:
    """Whether all lines have the same three or more cells, and the last of each below the first a number."""
    lines = [row for row in ([text for text in row if text] for row in rows) if row]
    if len(lines) < 3 or len({len(line) for line in lines}) != 1 or len(lines[0]) < 3:
        return False
    return not any(map(has_number, lines[0])) and all(has_number(line[-1]) for line in lines[1:])


def _text_grid(rows: list[list[str]]) -> Grid:
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(
        (len(row) - next((i for i, t in enumerate(reversed(row)) if t), len(row)) for row in rows), default=0
    )
    # a line of values keeps its blank last cells; hundreds of empty cells behind a title are layout
    width = max(width, *(len(row) for row in rows if len(row) <= WIDE_SPAN and any(map(has_number, row))), 0)
    height = MAX_CELLS // max(width, 1)
    filled = tuple(tuple((row + [""] * width)[:width]) for row in rows[:height])
    return Grid(filled, guess_header_rows(filled), None, len(rows) <= height)
