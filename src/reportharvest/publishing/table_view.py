"""Tables as a reader wants them: cells that spanned rows or columns drawn as one again.

The record keeps a table as a rectangle in which such a cell stands in each of its places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportharvest.model import Table
from reportharvest.tables.forms import is_form_label

__all__ = ["Shown", "is_statutory", "shown_rows"]

_NUMERIC = re.compile(r"[\s\d,.，．%％+\-－—/]*")
_FORM_LABELS = 5
"""Labels of a statutory form that make a table one; other tables share one or two (总计, 其他)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell and how many rows and columns it takes."""

    text: str
    rows: int = 1
    columns: int = 1


def is_statutory(table: Table) -> bool:
    """Tell whether a table is (a part of) a statutory form.

    >>> is_statutory(Table("一", None, (("自然人", "商业企业"), ("1", "2"))))
    False
    """
    cells = {cell for row in table.rows for cell in row}
    return sum(is_form_label(cell) for cell in cells if cell) >= _FORM_LABELS


def shown_rows(rows: Sequence[Sequence[str]]) -> list[list[Shown]]:
    """Join cells of one text that stand side by side or one above the other; numbers and blanks stay apart.

    >>> [[(one.text, one.rows, one.columns) for one in row]
    ...  for row in shown_rows([["项目", "数量", "数量"], ["项目", "2019", "2020"]])]
    [[('项目', 2, 1), ('数量', 1, 2)], [('2019', 1, 1), ('2020', 1, 1)]]
    """
    taken: set[tuple[int, int]] = set()
    shown: list[list[Shown]] = []
    for at, row in enumerate(rows):
        line: list[Shown] = []
        for column, text in enumerate(row):
            if (at, column) in taken:
                continue
            width = height = 1
            if text and not _NUMERIC.fullmatch(text):
                while _same(rows, taken, at, column + width, text):
                    width += 1
                places = range(column, column + width)
                while all(_same(rows, taken, at + height, place, text) for place in places):
                    height += 1
            taken |= {(at + down, column + right) for down in range(height) for right in range(width)}
            line.append(Shown(text, height, width))
        shown.append(line)
    return shown


def _same(
    rows: Sequence[Sequence[str]], taken: set[tuple[int, int]], at: int, column: int, text: str
) -> bool:
    return (
        at < len(rows) and column < len(rows[at]) and (at, column) not in taken and rows[at][column] == text
    )
