"""Rows of sheets without ruled lines, told apart by their labels: values at the top, numbers in two lines.

Only where each value has one place is anything moved: all values of a form stand at the top of their rows, or
all in the middle, and a number goes on in the line below only where its first line is full.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from reportharvest.extracting.cells import has_number, is_blank
from reportharvest.extracting.file_unruled_cells import WIDEST, Cell
from reportharvest.extracting.file_unruled_grid import Span, strips_of_values

__all__ = ["align_rows", "level_header"]

_NEAR = 0.35
"""In sizes of type: how far what stands in one line may differ, digits being of another font than labels."""

_FEWEST_ROWS = 2

_Places: TypeAlias = dict[tuple[int, int], list[Cell]]
"""The pieces of each value, by its row and column."""


def align_rows(cells: Sequence[Cell]) -> list[Cell] | None:
    """Put values beside the middle of the label of their row, and numbers that are broken together.

    Args:
        cells: of one form; numbers by lines.
    Returns:
        The cells in order; None where rows have no labels beside them, or cannot be told apart for certain.

    >>> size = 8.0
    >>> label = Cell(0, 40, 0, 20, size, ["属于国", "家秘密"])
    >>> other = Cell(0, 40, 24, 32, size, ["重复申请"])
    >>> values = [Cell(60, 84, 0, 8, size, ["103"]), Cell(60, 76, 24, 32, size, ["4"])]
    >>> [(one.text, one.middle) for one in align_rows([label, other, *values]) or ()][:2]
    [('属于国家秘密', 10.0), ('103', 10.0)]
    """
    values = [cell for cell in cells if cell.is_value]
    strips = strips_of_values(values)
    if not strips:
        return None
    values.sort(key=lambda cell: cell.top)
    beside = [cell for cell in cells if not cell.is_value and cell.x1 <= strips[0][0] + 1]
    labels = sorted((cell for cell in beside if _is_leaf(cell, beside)), key=lambda cell: cell.top)
    if not beside and all(cell.top < values[0].top for cell in cells if not cell.is_value):
        labels = [_whole_line(values)]
    elif len(labels) < _FEWEST_ROWS or any(one.bottom > other.top + 1 for one, other in pairwise(labels)):
        return None
    middle = _places(values, strips, labels, _nearest(labels))
    top = _places(values, strips, labels, _below(labels))
    middle = (
        middle if middle and all(_is_amid(labels[row], one) for (row, _), one in middle.items()) else None
    )
    top = top if top and all(_is_at_top(labels[row], one) for (row, _), one in top.items()) else None
    places = middle or top
    if not places or (middle and top and _counts(middle) != _counts(top)) or not _are_whole(places):
        return None if beside else sorted(cells, key=lambda cell: cell.top)
    moved = [_together(pieces, labels[row].middle) for (row, _), pieces in places.items()]
    others = [cell for cell in cells if not cell.is_value]
    if middle is None:
        groups = [cell for cell in beside if not any(cell is one for one in labels)]
        others = [cell for cell in others if not any(cell is one for one in groups)]
        moved += [_amid(group, groups, labels) for group in groups]
    return sorted([*moved, *others], key=lambda cell: cell.top)


def level_header(cells: Sequence[Cell]) -> list[Cell]:
    """Put labels above all values that begin in one line into one row, be they of one line or of several.

    >>> cells = [Cell(0, 8, 0, 8, 8, ["其他"]), Cell(20, 28, 0, 20, 8, ["科研", "机构"])]
    >>> [one.middle for one in level_header([*cells, Cell(0, 8, 30, 38, 8, ["1"])])]
    [4.0, 4.0, 34.0]
    """
    first = min((cell.top for cell in cells if cell.is_value), default=0.0)
    above = sorted((cell for cell in cells if cell.bottom < first), key=lambda cell: cell.top)
    middles = {(len(cell.texts), round(cell.middle, 0)) for cell in above}
    if len({middle for _, middle in middles}) < len(middles):
        return list(cells)  # they stand in the middle of their rows
    moved: dict[int, Cell] = {}
    line: list[Cell] = []
    for cell in [*above, None]:
        if cell is not None and (not line or cell.top - line[0].top <= _NEAR * cell.size):
            line.append(cell)
            continue
        if len({len(one.texts) for one in line}) > 1:
            moved |= {id(one): replace(one, bottom=one.top + one.size) for one in line}
        line = [] if cell is None else [cell]
    return [moved.get(id(cell), cell) for cell in cells]


def _whole_line(values: Sequence[Cell]) -> Cell:
    """Give what stands for the label of the only line of a form."""
    return replace(values[0], bottom=max(cell.bottom for cell in values), texts=[""], chars=[])


def _is_leaf(cell: Cell, labels: Sequence[Cell]) -> bool:
    """Tell whether no other label stands to the right of one."""
    return not any(
        one.x0 >= cell.x1 - 1 and one.top < cell.bottom - 1 and cell.top < one.bottom - 1 for one in labels
    )


def _nearest(labels: Sequence[Cell]) -> Callable[[Cell], int]:
    borders = [(one.middle + other.middle) / 2 for one, other in pairwise(labels)]
    # labels of several lines reach further: half way between two cells, not between their middles
    borders = [
        min(max(border, one.bottom), other.top) if one.bottom < other.top else border
        for border, (one, other) in zip(borders, pairwise(labels), strict=True)
    ]
    return lambda cell: bisect_right(borders, cell.middle)


def _below(labels: Sequence[Cell]) -> Callable[[Cell], int]:
    tops = [label.top for label in labels]
    return lambda cell: bisect_right(tops, cell.middle) - 1


def _places(
    values: Sequence[Cell], strips: Sequence[Span], labels: Sequence[Cell], row_of: Callable[[Cell], int]
) -> _Places | None:
    """Give each value its row and column; None where one is above all labels, or lines are far apart."""
    starts = [start for start, _ in strips]
    places: _Places = {}
    for cell in sorted(values, key=lambda cell: cell.top):
        row = row_of(cell)
        if row < 0 or cell.bottom < labels[0].top - WIDEST * cell.size:
            return None
        pieces = places.setdefault((row, bisect_right(starts, cell.x0) - 1), [])
        if pieces and not 0 < (cell.top - pieces[-1].top) / cell.size <= WIDEST:
            return None
        pieces.append(cell)
    return places


def _counts(places: _Places) -> dict[tuple[int, int], int]:
    return {place: len(pieces) for place, pieces in places.items()}


def _is_amid(label: Cell, pieces: Sequence[Cell]) -> bool:
    return abs((pieces[0].top + pieces[-1].bottom) / 2 - label.middle) <= _NEAR * label.size


def _is_at_top(label: Cell, pieces: Sequence[Cell]) -> bool:
    return abs(pieces[0].middle - label.top - label.size / 2) <= _NEAR * label.size


def _are_whole(places: _Places) -> bool:
    """Tell whether lines that were put together can be pieces of one number each."""
    for (row, column), pieces in places.items():
        texts = [piece.text for piece in pieces]
        if len(pieces) == 1 or all(map(is_blank, texts)):
            continue
        if any(map(is_blank, texts)) or texts[0][0] in "0０" or not has_number("".join(texts)):
            return False
        full = min(piece.x1 - piece.x0 for piece in pieces[:-1]) + 0.3 * pieces[0].size
        widths = [one.x1 - one.x0 for (_, at), many in places.items() if at == column for one in many]
        if max(widths) > full:
            return False
        others = [len(many) for (line, _), many in places.items() if line == row]
        if len(others) > 1 and min(others) > 1:  # so it is rather two rows
            return False
    return True


def _together(pieces: Sequence[Cell], middle: float) -> Cell:
    first = pieces[0]
    return replace(
        first,
        x0=min(piece.x0 for piece in pieces),
        x1=max(piece.x1 for piece in pieces),
        top=middle - first.size / 2,
        bottom=middle + first.size / 2,
        texts=["".join(piece.text for piece in pieces)],
        chars=[at for piece in pieces for at in piece.chars],
    )


def _amid(group: Cell, groups: Sequence[Cell], labels: Sequence[Cell]) -> Cell:
    """Put a label of several rows, which stands beside the first of them, beside their middle."""
    end = min(
        (one.top for one in [*groups, *labels] if one.top > group.top + 1 and _meet(one, group)),
        default=float("inf"),
    )
    rows = [label for label in labels if group.top - 1 <= label.top < end - 1]
    if not rows:
        return group
    middle = (rows[0].top + rows[-1].bottom) / 2
    height = group.bottom - group.top
    return replace(group, top=middle - height / 2, bottom=middle + height / 2)


def _meet(one: Cell, other: Cell) -> bool:
    return one.x0 < other.x1 - 1 and one.x1 > other.x0 + 1
