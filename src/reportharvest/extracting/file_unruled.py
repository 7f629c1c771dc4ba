"""Statutory forms on sheets without lines between their columns: cells by where their texts stand.

Only forms are looked for: prose in columns, lists and tables of contents stand below one another as well.
Numbers make the columns of values; what stands beside them makes the columns of labels; lines close to one
another are one cell, and a label that stands amid several rows is that of all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from reportharvest.extracting.cells import has_number, is_blank
from reportharvest.extracting.file_layout import Char
from reportharvest.extracting.file_markup import FileCell
from reportharvest.extracting.file_parts import Ruled, forms_of_text
from reportharvest.extracting.file_unruled_cells import (
    Cell,
    is_fragment,
    is_number_of_label,
    join_cells,
    join_numbers,
    split_lines,
)
from reportharvest.extracting.file_unruled_grid import Span, lay_grid, strips_of_labels, strips_of_values
from reportharvest.extracting.file_unruled_rows import align_rows, level_header
from reportharvest.tables.forms import fold_label, forms, is_form_label

__all__ = ["Zone", "find_zones", "lay_zones"]

_FEWEST_LABELS = 3
"""Labels of a form that make a form; a sentence broken over lines has none."""

_APART = 1.8
"""In sizes of type: between two tables; lines of one are at most some 1.5 apart."""

_MOST_CELLS, _MOST_PIECES = 500, 2_000
"""Cells of a form, and texts of a stretch; the largest form has some 300 cells."""

_MOST_CHARS = 20_000
"""Characters of a sheet; a sheet of the smallest type has 8,000."""

_RUN_TOGETHER = re.compile(r"\d{12,}")
"""Two numbers: the largest of a form, sums of money in yuan, have some ten digits."""

_EDGE = 0.15
"""Of a sheet's height: what begins so near to its top, or ends so near to its end, may be part of a form."""


@dataclass(slots=True)
class Zone:
    """A stretch of a sheet that is a form, or a part of one.

    Attributes:
        cells: its cells, from the top.
        values: the columns of its values.
        chars: which characters of the sheet are in it.
        number: of the sheet.
    """

    cells: list[Cell]
    values: list[Span]
    chars: set[int]
    number: int

    @property
    def top(self) -> float:
        """Where it begins on its sheet."""
        return self.cells[0].top


def find_zones(chars: Sequence[Char], number: int, height: float, before: Zone | None = None) -> list[Zone]:
    """Find the forms among the characters of a sheet.

    Args:
        chars: characters that are in no ruled table.
        number: of the sheet.
        height: of the sheet, in points.
        before: the last zone on the sheet before.
    Returns:
        The zones from the top of the sheet to its end.
    """
    if len(chars) > _MOST_CHARS:
        return []
    found: list[Zone] = []
    for lines in _stretches(split_lines(chars)):
        if sum(map(len, lines)) > _MOST_PIECES:
            continue
        for found_cells in _by_form(join_cells(lines)):
            cells = level_header(align_rows(found_cells) or join_numbers(found_cells))
            values = strips_of_values([cell for cell in cells if cell.is_value])
            labels = sum(is_form_label(cell.text) for cell in cells if not cell.is_value)
            if not cells or len(cells) > _MOST_CELLS:
                continue
            begins = cells[0].top < _EDGE * height and not found and before is not None
            ends = cells[-1].bottom > (1 - _EDGE) * height
            whole = labels >= _FEWEST_LABELS and (values or ends)
            small = labels == _FEWEST_LABELS - 1 and values and _is_named(cells, 0)
            part = values and (begins or (ends and labels > 0))  # cut off by a page break
            if whole or small or part:
                found.append(Zone(cells, values, {at for cell in cells for at in cell.chars}, number))
    return found


def lay_zones(zones: Sequence[Zone]) -> list[Ruled]:
    """Lay the zones of a document on rows and columns, those that go on overleaf on the columns of both.

    Args:
        zones: of all sheets, in order.
    Returns:
        A table for each zone; every cell is given in all of its places.
    """
    laid: list[Ruled] = []
    at = 0
    while at < len(zones):
        end = at + 1
        while end < len(zones) and _goes_on(zones[at:end], zones[end]):
            end += 1
        cells = [cell for zone in zones[at:end] for cell in zone.cells]
        values = strips_of_values([cell for cell in cells if cell.is_value])
        strips = sorted(values + strips_of_labels(cells, values))
        labels = [cell for cell in cells if not cell.is_value and _names_line(cell.text)]
        # a column where labels stand too is one of labels, whose spans are lost
        apart = sum(not any(cell.x0 < end and cell.x1 > start for cell in labels) for start, end in values)
        named = _is_named(cells, apart)
        for zone in zones[at:end]:
            grid = lay_grid(zone.cells, strips, values)
            if not named or _is_torn(grid):
                grid = [[" ".join(filter(None, row))] for row in grid]
            else:
                doubtful = _doubtful(grid, strips, values)
                grid = [
                    [" ".join(filter(None, row))] if at in doubtful else row for at, row in enumerate(grid)
                ]
            rows = [[FileCell(escape(text, quote=False)) for text in row] for row in grid]
            edges = (*(strip[0] for strip in strips), strips[-1][1])
            places = [list(range(len(row))) for row in rows]
            laid.append(Ruled(edges, rows, places, zone.top, zone.number))
        at = end
    return laid


def _doubtful(grid: Sequence[Sequence[str]], strips: Sequence[Span], values: Sequence[Span]) -> set[int]:
    """Give the rows whose numbers may not be whole: those about numbers without a label of the form.

    Such are a line of a number that is broken, in the row above or below, or of a row that a page break cut.
    """
    if not strips or strips[0] in values:
        return set()  # lines have no labels
    found: set[int] = set()
    cut: set[int] = set()
    known = 0
    for at, row in enumerate(grid):
        first = next((place for place, text in enumerate(row) if is_fragment(text)), -1)
        labels = [text for text in row[: max(first, 0)] if text and not is_blank(text)]
        if first < 0:
            continue
        if labels and _names_line(labels[-1]):
            known += 1
            continue
        filled = sum(map(bool, row[first:]))
        found |= {at} if labels and filled * 2 > len(values) else {at - 1, at, at + 1}
        cut |= {at} if labels else set()
    return found if known else cut


def _names_line(text: str) -> bool:
    """Tell whether a text is the label of a row or a column, and not of a group of them, or its number."""
    if is_number_of_label(text):
        return True
    folded = fold_label(text) if is_form_label(text) else ""
    named = (one for form in forms().values() for one in form.rows + form.columns)
    return bool(folded) and any(folded in one.texts for one in named)


def _is_torn(grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether lines of numbers without a label stand beside others: then rows were not told apart.

    Nor were columns, where a number is longer than any.
    """
    numbers = [any(text and (is_blank(text) or has_number(text)) for text in row) for row in grid]
    labels = [any(text and not has_number(text) and not is_blank(text) for text in row) for row in grid]
    if any(_RUN_TOGETHER.fullmatch(text) for row in grid for text in row):
        return True
    return any(
        numbers[at] and numbers[at + 1] and not (labels[at] and labels[at + 1]) for at in range(len(grid) - 1)
    )


def _is_named(cells: Sequence[Cell], count: int) -> bool:
    """Tell whether rows and columns have their names: a column that is blank throughout leaves no trace.

    So what has no names, and fewer columns than the form, would be read in a wrong order.
    """
    key = _form_of(cells)
    if not key:
        return False
    form = forms()[key]
    texts = {fold_label(cell.text) for cell in cells if not cell.is_value}
    of_rows = {text for one in form.rows for text in one.texts}
    of_columns = {text for one in form.columns for text in one.texts}
    rows = not texts.isdisjoint(of_rows - of_columns)
    columns = not texts.isdisjoint(of_columns - of_rows)
    if rows and (columns or count >= len(form.columns)):
        return True
    return columns and key == "review_litigation"


def _goes_on(zones: Sequence[Zone], zone: Zone) -> bool:
    """Tell whether a zone goes on from those on the sheets before: their values stand in the same columns."""
    if zone.number != zones[-1].number + 1 or _form_of(zone.cells) not in {"", _form_of(zones[-1].cells)}:
        return False
    counts = [len(one.values) for one in (*zones, zone)]
    cells = [cell for one in (*zones, zone) for cell in one.cells if cell.is_value]
    return len(strips_of_values(cells)) == max(counts)


def _form_of(cells: Sequence[Cell]) -> str:
    """Give the form that most labels are of, or nothing."""
    counts = Counter(
        key for cell in cells if len(forms_of_text(cell.text)) == 1 for key in forms_of_text(cell.text)
    )
    return counts.most_common(1)[0][0] if counts else ""


def _by_form(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cut a stretch where the labels of another form begin; forms have columns of their own."""
    order = sorted(cells, key=lambda cell: cell.top)
    part: list[Cell] = []
    form = ""
    for cell in order:
        own = forms_of_text(cell.text)
        if len(own) == 1 and form and form not in own:
            beside = [one for one in part if one.bottom > cell.top + 1]
            part = [one for one in part if one.bottom <= cell.top + 1]
            yield part
            part = beside
        if len(own) == 1:
            form = next(iter(own))
        part.append(cell)
    yield part


def _stretches(lines: Sequence[list[Cell]]) -> Iterator[list[list[Cell]]]:
    """Cut the lines of a sheet where type changes its size, where they are far apart, and at sentences."""
    zone: list[list[Cell]] = []
    for line in lines:
        if zone:
            size, bottom = zone[-1][0].size, max(piece.bottom for piece in zone[-1])
            apart = min(piece.top for piece in line) - bottom
            if abs(line[0].size - size) > size / 8 or apart > _APART * size or _is_sentence(line):
                yield zone
                zone = []
        if not _is_sentence(line):
            zone.append(line)
    if zone:
        yield zone


def _is_sentence(line: Sequence[Cell]) -> bool:
    return len(line) == 1 and line[0].texts[0].endswith("。")
