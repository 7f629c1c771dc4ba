"""Cells that stand below one another to rows and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from reportharvest.extracting.file_unruled_cells import LEADING, Cell

__all__ = ["Span", "lay_grid", "strips_of_labels", "strips_of_values"]

_MOST_PAIRS = 1_500
_NUMBERED = re.compile(r"(\d{1,2})[.．、]")

Span: TypeAlias = tuple[float, float]
"""Where a column begins and ends."""


def strips_of_values(cells: Sequence[Cell]) -> list[Span]:
    """Give the columns that cells make which stand below one another.

    >>> places = ((0, 8), (4, 20), (30, 38))
    >>> strips_of_values([Cell(start, end, 0, 8, 8, ["1"]) for start, end in places])
    [(0, 20), (30, 38)]
    """
    strips: list[Span] = []
    for cell in sorted(cells, key=lambda cell: cell.x0):
        if strips and cell.x0 < strips[-1][1]:
            strips[-1] = (strips[-1][0], max(strips[-1][1], cell.x1))
        else:
            strips.append((cell.x0, cell.x1))
    return strips


def strips_of_labels(cells: Sequence[Cell], values: Sequence[Span]) -> list[Span]:
    """Give the columns of labels between and beside those of values.

    A label that stands over or below two others which are side by side is one of several columns, and so is
    one of a header with another below it.
    """
    first = min((cell.top for cell in cells if cell.is_value), default=0.0)
    header = [cell for cell in cells if cell.bottom < first]
    labels = [
        cell
        for cell in cells
        if not cell.is_value
        and not any(cell.x0 < end and cell.x1 > start for start, end in values)
        and not _is_upper(cell, [one for one in header if cell.bottom <= one.top + 1])
    ]
    pairs = [
        (one, other)
        for at, one in enumerate(labels)
        for other in labels[at + 1 :]
        if one.top < other.bottom and other.top < one.bottom and (one.x1 <= other.x0 or other.x1 <= one.x0)
    ]
    if len(pairs) > _MOST_PAIRS:
        return strips_of_values(labels)
    if not pairs:  # one column: its header stands in the middle, its labels to the left
        borders = [float("-inf"), *sorted(end for _, end in values)]
        return [
            (min(cell.x0 for cell in here), max(cell.x1 for cell in here))
            for left, right in zip(borders, [*borders[1:], float("inf")], strict=True)
            if (here := [cell for cell in labels if left <= cell.x0 < right])
        ]
    return strips_of_values(
        [cell for cell in labels if not any(_meet(cell, one) and _meet(cell, other) for one, other in pairs)]
    )


def _is_upper(cell: Cell, below: Sequence[Cell]) -> bool:
    """Tell whether a label of a header stands over others of it, or between them."""
    return any(_meet(cell, one) for one in below) or (
        any(one.x1 <= cell.x0 + 1 for one in below) and any(one.x0 >= cell.x1 - 1 for one in below)
    )


def _meet(cell: Cell, other: Cell) -> bool:
    return cell.x0 < other.x1 - 1 and cell.x1 > other.x0 + 1


def lay_grid(cells: Sequence[Cell], strips: Sequence[Span], values: Sequence[Span]) -> list[list[str]]:
    """Lay cells on rows and columns.

    Args:
        cells: of one zone.
        strips: all columns, from the left.
        values: those of them that hold values.
    Returns:
        Rows of one length; what spans several places stands in each.

    >>> cells = [Cell(0, 16, 0, 8, 8, ["规章"]), Cell(40, 48, 0, 8, 8, ["3"])]
    >>> lay_grid(cells, [(0, 16), (40, 48)], [(40, 48)])
    [['规章', '3']]
    """
    placed = [(cell, *_reach(cell, strips)) for cell in cells]
    last = next((at - 1 for at, strip in enumerate(strips) if at and strip in values), len(strips) - 1)
    # what has a row of its own: values, and labels that reach to the column of labels beside them
    rows: list[list[tuple[Cell, int, int]]] = []
    waiting: list[tuple[Cell, int, int]] = []
    first_value = min((cell.top for cell, *_ in placed if cell.is_value), default=0.0)
    for one in sorted(placed, key=lambda one: one[0].middle):
        cell, _, end = one
        own = cell.is_value or end >= last or cell.bottom < first_value
        if not own:
            waiting.append(one)
        elif rows and cell.middle - _center(rows[-1]) <= 0.45 * cell.size:
            rows[-1].append(one)
        else:
            rows.append([one])
    rows = _beside_their_first_line(rows)
    grid = [[""] * len(strips) for _ in rows]
    for row, line in zip(rows, grid, strict=True):
        for cell, start, end in sorted(row, key=lambda one: one[2] - one[1], reverse=True):
            line[start : end + 1] = [cell.text] * (end + 1 - start)
    labels = [at for at, strip in enumerate(strips) if strip not in values]
    rows, grid = _without_fragments(rows, grid, labels)
    groups = []
    for cell, start, end in waiting:
        at = min(range(len(rows)), key=lambda at: abs(_center(rows[at]) - cell.middle), default=-1)
        near = at >= 0 and abs(_center(rows[at]) - cell.middle) <= 0.45 * cell.size
        if near and not any(grid[at][start : last + 1]):
            grid[at][start : last + 1] = [cell.text] * (last + 1 - start)
        else:
            groups.append((cell, start, end))
    rows, grid = _without_fragments(rows, grid, labels)
    for at in range(last):
        _fill_groups(grid, rows, [one for one in groups if one[1] == at], at, last)
    return grid


def _beside_their_first_line(rows: list[list[tuple[Cell, int, int]]]) -> list[list[tuple[Cell, int, int]]]:
    """Put labels of several lines to the values beside one of them: some cells begin at their row's top."""
    joined: list[list[tuple[Cell, int, int]]] = []
    for row in rows:
        above = joined[-1] if joined else None
        if above is not None and _is_only(above, values=True) and _is_only(row, values=False):
            middle = _center(above)
            if all(cell.top - 1 < middle < cell.bottom + 1 for cell, *_ in row):
                above.extend(row)
                continue
        joined.append(row)
    return joined


def _is_only(row: Sequence[tuple[Cell, int, int]], *, values: bool) -> bool:
    return all(cell.is_value == values for cell, *_ in row)


def _without_fragments(
    rows: list[list[tuple[Cell, int, int]]], grid: list[list[str]], labels: Sequence[int]
) -> tuple[list[list[tuple[Cell, int, int]]], list[list[str]]]:
    """Join lines of numbers without a label to the labelled one near them: they are of broken numbers."""
    targets: dict[int, list[int]] = {}
    for at, line in enumerate(grid):
        if any(line[label] for label in labels) or not any(cell.is_value for cell, *_ in rows[at]):
            continue
        near = [
            other
            for other in (at - 1, at + 1, at - 2, at + 2)
            if 0 <= other < len(grid)
            and any(grid[other][label] for label in labels)
            and any(cell.is_value for cell, *_ in rows[other])
            and abs(_center(rows[other]) - _center(rows[at])) <= LEADING * rows[at][0][0].size
        ]
        if near:
            closest = min(near, key=lambda other: abs(_center(rows[other]) - _center(rows[at])))
            targets.setdefault(closest, []).append(at)
    gone = {at for many in targets.values() for at in many}
    for target, many in targets.items():
        for column in range(len(grid[target])):
            if column not in labels:
                grid[target][column] = "".join(grid[at][column] for at in sorted([*many, target]))
    kept = [at for at in range(len(grid)) if at not in gone]
    return [rows[at] for at in kept], [grid[at] for at in kept]


def _center(row: Sequence[tuple[Cell, int, int]]) -> float:
    return next((cell.middle for cell, *_ in row if cell.is_value), row[0][0].middle)


def _reach(cell: Cell, strips: Sequence[Span]) -> tuple[int, int]:
    """Give the first and the last column that a cell stands in, or the nearest to it."""
    over = [at for at, (start, end) in enumerate(strips) if cell.x0 < end - 1 and cell.x1 > start + 1]
    if not over:
        middle = (cell.x0 + cell.x1) / 2
        nearest = min(range(len(strips)), key=lambda at: abs(sum(strips[at]) / 2 - middle))
        return nearest, nearest
    return over[0], over[-1]


def _fill_groups(
    grid: list[list[str]],
    rows: Sequence[Sequence[tuple[Cell, int, int]]],
    groups: Sequence[tuple[Cell, int, int]],
    column: int,
    last: int,
) -> None:
    """Give each label that stands amid several rows to all of them.

    Rows of one group follow one another without a label that reaches over the group's column, and the
    numbers of their own labels do not begin anew.
    """
    tops = [min(cell.top for cell, *_ in row) for row in rows]
    bottoms = [max(cell.bottom for cell, *_ in row) for row in rows]
    runs: list[list[int]] = []
    number = 0
    for at, line in enumerate(grid):
        before, number = number, _number(line[last])
        if line[column] or not line[last]:
            number = 0
            runs.append([])
        elif not runs or (column == last - 1 and number <= before):
            runs.append([at])
        else:
            runs[-1].append(at)
    for run in filter(None, runs):
        inside = [one for one in groups if tops[run[0]] <= one[0].middle <= bottoms[run[-1]]]
        for (cell, start, end), several in _shared(inside, run, tops, bottoms):
            for row in several:
                for place in range(start, end + 1):
                    grid[row][place] = grid[row][place] or cell.text


def _shared(
    groups: Sequence[tuple[Cell, int, int]], run: list[int], tops: Sequence[float], bottoms: Sequence[float]
) -> list[tuple[tuple[Cell, int, int], list[int]]]:
    """Share the rows of a run among the labels amid them; nothing where one is not in their middle."""
    shared = []
    left = run
    for at, group in enumerate(groups):
        middle = group[0].middle
        last = at == len(groups) - 1
        if not left:
            return []
        count = len(left) if last else min(
            range(1, len(left) + 1), key=lambda n: abs((tops[left[0]] + bottoms[left[n - 1]]) / 2 - middle)
        )  # fmt: skip
        apart = abs((tops[left[0]] + bottoms[left[count - 1]]) / 2 - middle)
        if len(groups) > 1 and apart > group[0].size:
            return []
        shared.append((group, left[:count]))
        left = left[count:]
    return shared


def _number(text: str) -> int:
    """Give the number that a label begins with; 0 without one."""
    found = _NUMBERED.match(text)
    return int(found[1]) if found else 0
