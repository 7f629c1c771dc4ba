"""The form of active disclosure: blocks by article of the regulation, each with its own columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportharvest.extracting.cells import has_number, is_blank
from reportharvest.extracting.form_labels import Found, matcher
from reportharvest.tables.forms import Block, fold_label, forms

__all__ = ["ActiveMemory", "read_active"]

Rows = Sequence[Sequence[str]]

_FORM = "active_disclosure"
_BLOCKS = forms()[_FORM].blocks
_ARTICLES = frozenset(block.article for block in _BLOCKS)
_LAYOUTS = tuple(dict.fromkeys(block.layout for block in _BLOCKS))


def _own_keys(layout: str) -> frozenset[str]:
    def keys(blocks: Iterable[Block]) -> set[str]:
        return {key for block in blocks for key in (*block.rows, *block.columns)}

    mine = keys(block for block in _BLOCKS if block.layout == layout)
    return frozenset(mine - keys(block for block in _BLOCKS if block.layout != layout))


_OWN_KEYS = {layout: _own_keys(layout) for layout in _LAYOUTS}


@dataclass(slots=True)
class ActiveMemory:
    """What the tables of a report told so far: labels that only one layout has, and rows without a header."""

    seen: set[str] = field(default_factory=set)
    headless: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def layout(self) -> str | None:
        """Give the layout that the labels prove, or None."""
        proved = [layout for layout in _LAYOUTS if self.seen & _OWN_KEYS[layout]]
        return proved[0] if len(proved) == 1 else None


def read_active(table: Rows, memory: ActiveMemory) -> list[Found]:
    """Read the cells of the form from a table: one block, several, or all; upright or transposed.

    A value belongs to the nearest row label and the nearest column label, one to its left and one above
    (or both on one side, in lists). An article begins a new block, so that a block without a header does
    not take the header of the one before; its rows wait in the memory for :func:`read_headless`.

    Args:
        table: rows of one length.
        memory: what the tables of the report told so far; changed here.
    Returns:
        The cells found, in the order of the table.

    >>> table = [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "3", "/"]]
    >>> [(one.row, one.column, one.raw) for one in read_active(table, ActiveMemory())]
    [('regulations', 'issued', '3'), ('regulations', 'repealed', '/')]
    """
    reader = _Reader(len(table[0]))
    found: list[Found] = []
    for line in table:
        marks = [_mark(text) for text in line]
        memory.seen.update(mark[1] for mark in marks if mark)
        reader.begin(line, marks)
        found.extend(reader.read(line, marks, memory))
        reader.end(marks)
    return found


def read_headless(memory: ActiveMemory) -> list[Found]:
    """Name by position the values of rows whose block has no header, where the layout is known.

    >>> memory = ActiveMemory({"in_force"}, [("administrative_licensing", ("5",))])
    >>> [(one.row, one.column, one.raw) for one in read_headless(memory)]
    [('administrative_licensing', 'decisions', '5')]
    """
    layout = memory.layout()
    found = []
    for row, values in memory.headless:
        fitting = [block for block in _BLOCKS if row in block.rows and block.layout == layout]
        if len(fitting) == 1 and len(fitting[0].columns) == len(values):
            found += [Found(row, key, raw, 0.8) for key, raw in zip(fitting[0].columns, values, strict=True)]
    return found


Mark = tuple[str, str] | None
"""``("row", key)``, ``("column", key)``, or None."""


@lru_cache(maxsize=4096)
def _mark(text: str) -> Mark:
    if not text or has_number(text) or is_blank(text):
        return None
    match = matcher(_FORM)
    if key := match.row(text):
        return "row", key
    if key := match.column(text):
        return "column", key
    row, column = match.near_row(text), match.near_column(text)
    if row and not column:
        return "row", row
    return ("column", column) if column and not row else None


class _Reader:
    """Goes down a table and keeps the nearest labels above each column."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.above: dict[str, list[str | None]] = {}
        self.article = ""
        self._forget()

    def _forget(self) -> None:
        self.above = {"row": [None] * self.width, "column": [None] * self.width}

    def begin(self, line: Sequence[str], marks: Sequence[Mark]) -> None:
        """Start a new block where an article is named, or where a line names columns and no values."""
        for text in line:
            folded = fold_label(text)
            if folded in _ARTICLES and folded != self.article:
                self.article = folded
                self._forget()
        labels = [mark for mark in marks if mark]
        if labels and not any(has_number(text) for text in line) and len({mark[0] for mark in labels}) == 1:
            kind = labels[0][0]
            if not any(self._is_value(text) and text for text in line):
                self.above[kind] = [None] * self.width

    def end(self, marks: Sequence[Mark]) -> None:
        """Take the labels of a line over as those above the next."""
        for column, mark in enumerate(marks):
            if mark:
                self.above[mark[0]][column] = mark[1]

    @staticmethod
    def _is_value(text: str) -> bool:
        return has_number(text) or is_blank(text)

    def read(self, line: Sequence[str], marks: Sequence[Mark], memory: ActiveMemory) -> list[Found]:
        """Give the cells of one line."""
        labels = [(at, mark) for at, mark in enumerate(marks) if mark]
        rows = [at for at, mark in labels if mark[0] == "row"]
        if rows and not any(mark[0] == "column" for _, mark in labels):
            key = marks[rows[-1]]
            last = rows[-1]
            values = list(line[last + 1 :])
            if key and len({marks[at] for at in rows}) == 1:
                ordered = self._by_order(key[1], last, values)
                if ordered is not None:
                    return ordered
                if not any(self.above["column"][last + 1 :]) and any(has_number(text) for text in values):
                    memory.headless.append((key[1], _trimmed(values)))
                    return []
        found: list[Found] = []
        left: dict[str, tuple[int, str]] = {}
        for at, (text, mark) in enumerate(zip(line, marks, strict=True)):
            if mark:
                left[mark[0]] = (at, mark[1])
            elif (self._is_value(text) or "row" in left) and (cell := self._pair(at, text, left)):
                found.append(cell)
        return found

    def _pair(self, at: int, text: str, left: dict[str, tuple[int, str]]) -> Found | None:
        form = forms()[_FORM]
        over_row, over_column = self.above["row"][at], self.above["column"][at]
        own_row = left["row"][1] if "row" in left else None
        own_column = left["column"][1] if "column" in left else None
        pairs = [
            (own_row, over_column),
            (over_row, own_column),
            (own_row, own_column),
            (over_row, over_column),
        ]
        if own_row and own_column:
            pairs.insert(0, pairs.pop(2))
        if own_row and not own_column:
            pairs = pairs[:1]
        if own_column and not own_row:
            pairs = pairs[1:2]
        for row, column in pairs:
            if row and column and form.has_cell(row, column):
                return Found(row, column, text)
        return None

    def _by_order(self, row: str, last: int, values: Sequence[str]) -> list[Found] | None:
        """Match values to columns by order where row spans are lost and a row begins too far to the left."""
        form = forms()[_FORM]
        places = [(at, key) for at, key in enumerate(self.above["column"]) if key and form.has_cell(row, key)]
        order = list(dict.fromkeys(key for _, key in places))
        numbers = [last + 1 + at for at, text in enumerate(values) if has_number(text)]
        under = {at for at, _ in places}
        if not order or not numbers:
            return None
        taken, rest = values[: len(order)], values[len(order) :]
        fits = set(numbers) <= under and last not in under
        if (fits and (min(under) == last + 1 or any(rest))) or any(rest) or len(taken) < len(order):
            return None
        if not all(map(self._is_value, taken)):
            return None
        return [Found(row, key, raw, 0.9) for key, raw in zip(order, taken, strict=True)]


def _trimmed(values: Sequence[str]) -> tuple[str, ...]:
    """Leave out the empty cells that fill a short line."""
    end = len(values)
    while end and not values[end - 1]:
        end -= 1
    return tuple(values[:end])
