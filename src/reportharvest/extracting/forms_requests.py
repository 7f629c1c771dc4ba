"""The form of applications received and processed: rows down, kinds of applicant across."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from reportharvest.extracting.cells import has_number, is_blank
from reportharvest.extracting.form_labels import Found, matcher, number_of
from reportharvest.tables.forms import fold_label, forms

__all__ = ["RequestsMemory", "read_requests"]

Rows = Sequence[Sequence[str]]

_FORM = "requests"
_COLUMNS = tuple(one.key for one in forms()[_FORM].columns)
_ORGANISATIONS = tuple(one.key for one in forms()[_FORM].columns if one.group)
_ORDERS = {block.layout: block.rows for block in forms()[_FORM].blocks}
_OTHER_ITEMS = frozenset(_ORDERS["2021"]) - frozenset(_ORDERS["2019"])
_GROUP_PATHS = {
    one.group: one.number.rstrip("0123456789") if one.number[-1].isdigit() else one.number[0]
    for one in forms()[_FORM].rows
    if one.group and one.number
}


@dataclass(slots=True)
class RequestsMemory:
    """What one table of a report leaves for its continuation in the next."""

    columns: dict[int, str] = field(default_factory=dict)
    width: int = 0
    order: tuple[str, ...] = ()
    path: list[str] = field(default_factory=lambda: ["", "", ""])
    last: str | None = None


def read_requests(table: Rows, memory: RequestsMemory) -> list[Found]:
    """Read the cells of the form from a table, also one that holds other things besides.

    Columns are matched by their header where every number stands under a label; otherwise (row spans lost,
    header missing) by the order of the header or of the form, and only in rows that have exactly as many
    values. Rows are matched by label, by number under their group, and last by position.

    Args:
        table: rows of one length.
        memory: what earlier tables of the report left; changed here.
    Returns:
        The cells found, in the order of the table.

    >>> table = [["", "自然人", "总计"], ["一、本年新收政府信息公开申请数量", "5", "5"]]
    >>> [(one.row, one.column, one.raw) for one in read_requests(table, RequestsMemory())]
    [('received', 'natural_person', '5'), ('received', 'total', '5')]
    """
    labels = _own_labels(table)
    if not _is_candidate(table, labels, memory):
        return []
    turned = _is_transposed(labels)
    rows: Rows = list(zip(*table, strict=True)) if turned else table
    if turned and any(_mixes_axes(row) for row in rows):
        return []  # a transposed form whose empty corner was lost: its header stands over the wrong columns
    header = _Header(rows, memory)
    found: list[Found] = []
    unlabelled: list[tuple[int, list[str]]] = []
    known: list[tuple[int, str, list[str]]] = []
    position = 0
    for at, row in enumerate(rows):
        if at in header.at:
            continue
        key, end, confidence = _row_label(row, header, memory)
        values = header.values(row, end)
        if values is None:
            continue
        if key is None:
            unlabelled.append((position, [raw for _, raw in values]))
        else:
            known.append((position, key, [raw for _, raw in values]))
            sure = min(confidence, header.confidence)
            found += _row_found(key, tuple(values), sure)
        position += 1
    found.extend(_by_position(known, unlabelled, position, header.order))
    memory.columns, memory.width, memory.order = header.columns, len(rows[0]), header.order
    return found


@lru_cache(maxsize=2048)
def _row_found(key: str, values: tuple[tuple[str, str], ...], sure: float) -> tuple[Found, ...]:
    """Give the cells of one row; most rows of most forms hold nothing but 0, so the same ones come again."""
    return tuple(Found(key, column, raw, sure) for column, raw in values)


def drop_absent_rows(found: Sequence[Found]) -> list[Found]:
    """Leave out （六）其他处理 as a row where its three items of layout 2021 are given.

    >>> drop_absent_rows([Found("other_processing", "total", "3"), Found("other_misc", "total", "3")])
    [Found(row='other_misc', column='total', raw='3', confidence=1.0)]
    """
    itemised = any(one.row in _OTHER_ITEMS for one in found)
    return [one for one in found if not (itemised and one.row == "other_processing")]


class _Label(NamedTuple):
    """A cell that names a row of the form, or a column, or either in different spellings."""

    line: int
    place: int
    row: str | None
    column: str | None


def _own_labels(table: Rows) -> list[_Label]:
    """Find the cells that name a row or a column; those that both axes share do not count."""
    return [
        _Label(line, place, *keys)
        for line, row in enumerate(table)
        for place, text in enumerate(row)
        if (keys := _own_keys(text)) is not None
    ]


@lru_cache(maxsize=4096)
def _own_keys(text: str) -> tuple[str | None, str | None] | None:
    match = matcher(_FORM)
    keys = (match.row(text), match.column(text))
    return None if keys == (None, None) or match.is_shared(text) else keys


def _is_candidate(table: Rows, labels: Sequence[_Label], memory: RequestsMemory) -> bool:
    rows = {one.row for one in labels if one.row}
    columns = {one.column for one in labels if not one.row}
    if memory.columns and len(table[0]) == memory.width and rows:
        return True
    return (len(rows) >= 1 and len(columns) >= 1) or len(rows) >= 3 or len(columns) >= 4


def _is_transposed(labels: Sequence[_Label]) -> bool:
    """Tell whether rows of the form stand side by side and its columns below one another."""

    def most(lines: Iterable[tuple[int, str | None]]) -> int:
        """How many different keys one line has at most."""
        return max(Counter(line for line, key in set(lines) if key).values(), default=0)

    upright = most((one.line, one.column) for one in labels) - most((one.line, one.row) for one in labels)
    turned = most((one.place, one.column) for one in labels) - most((one.place, one.row) for one in labels)
    return turned > upright


def _mixes_axes(line: Sequence[str]) -> bool:
    """Tell whether a line names rows as well as columns of the form."""
    match = matcher(_FORM)
    return any(map(_is_row_label, line)) and any(
        match.column(text) and not match.is_shared(text) for text in line
    )


class _Header:
    """Which rows name the columns, and which column each one names."""

    def __init__(self, rows: Rows, memory: RequestsMemory) -> None:
        match = matcher(_FORM)
        self.at: set[int] = set()
        self.confidence = 1.0
        names: list[list[str | None]] = []
        seen: set[str] = set()
        for at, row in enumerate(rows):
            keys = [match.column(text) for text in row]
            own = any(key and not match.is_shared(text) for key, text in zip(keys, row, strict=True))
            if not own or any(has_number(text) or _is_row_label(text) for text in row):
                continue
            self.at.add(at)
            names.append(keys)
            seen.update(key for key in keys if key)
        self.columns: dict[int, str] = {}
        for keys in names:
            self.columns.update({column: key for column, key in enumerate(keys) if key})
        self.order = self._printed_order([rows[at] for at in sorted(self.at)], seen)
        if self._fill_gaps(rows):
            seen = set(_COLUMNS)
            self.order = _COLUMNS
        if not seen and memory.columns and len(rows[0]) == memory.width:
            self.columns = dict(memory.columns)
            seen = set(self.columns.values())
        if not seen and memory.order:
            self.order = memory.order
        if set(self.columns.values()) != seen or not self._is_even():
            self.columns = {}
        self.first = min(self.columns, default=len(rows[0]))
        if self.columns and self._is_shifted(rows):
            self.columns, self.first = {}, len(rows[0])
        self.ragged = self._begins_at_label(rows)

    def _fill_gaps(self, rows: Rows) -> bool:
        """Name columns of values whose labels cannot be read, where all others stand in the form's order."""
        missing = set(_COLUMNS) - set(self.columns.values())
        if not 0 < len(missing) <= 3 or len(self.columns) + len(missing) > len(_COLUMNS):
            return False
        [first, *others] = {column - _COLUMNS.index(key) for column, key in self.columns.items()}
        if others or first < 1 or first + len(_COLUMNS) > len(rows[0]):
            return False
        body = [row for at, row in enumerate(rows) if at not in self.at and any(map(has_number, row))]
        places = [first + _COLUMNS.index(key) for key in missing]
        if not all(has_number(row[at]) or is_blank(row[at]) for row in body for at in places):
            return False
        self.columns = {first + at: key for at, key in enumerate(_COLUMNS)}
        self.confidence = 0.9
        return True

    def _is_shifted(self, rows: Rows) -> bool:
        """Tell whether lines have numbers outside the named columns, their own spans being lost."""
        fit = misfit = 0
        for at, row in enumerate(rows):
            named = [column for column, text in enumerate(row) if text and _is_row_label(text)]
            if at not in self.at and named and any(map(has_number, row)):
                fits = self._fits(row, named[-1] + 1)
                fit, misfit = fit + fits, misfit + (not fits)
        return misfit > fit or (misfit > 0 and self._begins_at_label(rows))

    def _is_even(self) -> bool:
        """Tell whether no column is named twice, unless side by side (a span)."""
        places: dict[str, list[int]] = {}
        for column, key in sorted(self.columns.items()):
            places.setdefault(key, []).append(column)
        return all(many[-1] - many[0] == len(many) - 1 for many in places.values())

    @staticmethod
    def _printed_order(lines: Rows, seen: set[str]) -> tuple[str, ...]:
        """Give the columns in the order of the header even where its spans are lost; () when unclear."""
        match = matcher(_FORM)
        if not seen:
            return _COLUMNS
        names = [[key for text in _merged(line) if (key := match.column(text))] for line in lines]
        inner = next((keys for keys in names if set(keys) >= set(_ORGANISATIONS)), [])
        inner = [key for key in inner if key in _ORGANISATIONS]
        order: list[str] = []
        for line in lines:
            for text in _merged(line):
                key = match.column(text)
                if key and key not in order and not (key in inner and inner):
                    order.append(key)
                elif key in inner or fold_label(text) == "法人或其他组织":
                    order.extend(one for one in inner if one not in order)
        return tuple(order) if set(order) == seen else ()

    def values(self, row: Sequence[str], end: int) -> list[tuple[str, str]] | None:
        """Give column keys and texts of a row whose label ends before ``end``; None where they do not fit."""
        if self.columns and self._fits(row, end):
            best: dict[str, str] = {}
            for column, key in sorted(self.columns.items()):
                if is_blank(best.get(key, "")):
                    best[key] = row[column] if row[column] or key not in best else best[key]
            return list(best.items())
        if not self.order:
            return None
        count = len(self.order)
        behind = (row[end : end + count], row[end + count :])
        last = (row[-count:], row[end : max(end, len(row) - count)])
        for texts, rest in (behind, last) if self.ragged else (last, behind):
            if len(texts) < count or len(row) - end < count or any(rest):
                continue
            if any(map(has_number, texts)) and all(has_number(text) or is_blank(text) for text in texts):
                self.confidence = min(self.confidence, 0.9)
                return list(zip(self.order, texts, strict=True))
        return None

    def _fits(self, row: Sequence[str], end: int) -> bool:
        if end > self.first or any(map(_is_numbered, row[self.first :])):
            return False
        return not any(
            column not in self.columns and has_number(row[column]) for column in range(end, len(row))
        )

    def _begins_at_label(self, rows: Rows) -> bool:
        """Tell whether values follow their label at once, so that short lines are filled up at their end.

        The other way is that values stand in the last columns and blank label cells before them. What no line
        contradicts is so; where both are possible, lines of full length are the rule.
        """
        count = len(self.order or _COLUMNS)
        late = early = 0
        for at, row in enumerate(rows):
            named = [column for column, text in enumerate(row) if text and _is_row_label(text)]
            if at in self.at or not named:
                continue
            end = named[-1] + 1
            late += any(row[end + count :])
            early += any(row[end : len(row) - count]) or len(row) - end < count
        return late < early


def _merged(line: Sequence[str]) -> list[str]:
    """Give the texts of a line, a repeated one next to itself (a span) only once."""
    return [text for at, text in enumerate(line) if at == 0 or line[at - 1] != text]


_is_row_label = matcher(_FORM).is_row


@lru_cache(maxsize=4096)
def _is_numbered(text: str) -> bool:
    """Tell whether a cell is a label by its number alone: 1. or （三）…, which no value looks like."""
    return bool(text) and not has_number(text) and not is_blank(text) and number_of(text) is not None


def _row_label(row: Sequence[str], header: _Header, memory: RequestsMemory) -> tuple[str | None, int, float]:
    """Give the key of a row, the column after its label, and the confidence."""
    match = matcher(_FORM)
    limit = header.first if header.columns else len(row)
    if header.columns and any(_is_row_label(text) or _is_numbered(text) for text in row[limit:]):
        limit = len(row)
    key: str | None = None
    end = 0
    confidence = 1.0
    for at in range(limit):
        text = row[at]
        if is_blank(text):
            continue
        if at and end == at and text == row[at - 1]:
            end = at + 1
            continue
        if has_number(text) and not (key is None and _is_item_number(row, at, header)):
            if end and not header.columns:
                break
            continue
        named, sure = _one_label(text, memory)
        if named is not None or number_of(text) or match.is_group(text):
            key, confidence, end = named, sure, at + 1
        elif key is None:
            end = at + 1
    if key is not None:
        memory.last = key
    return key, end, confidence


def _is_item_number(row: Sequence[str], at: int, header: _Header) -> bool:
    """Tell a bare 1, 2, 3 that stands for a label from a value: those behind it are complete without it."""
    if header.columns:
        return at < header.first and len(row[at]) <= 2 and not any(row[at + 1 : header.first])
    rest = [text for text in row[at + 1 :] if text]
    return len(rest) == len(header.order) and len(row[at]) <= 2


def _one_label(text: str, memory: RequestsMemory) -> tuple[str | None, float]:
    """Match one label cell and move the memory's place in the numbering along."""
    match = matcher(_FORM)
    exact = match.row(text)
    folded = fold_label(text)
    number = number_of(text)
    if exact == "other_misc":
        other = memory.path[1] == "六" or memory.last in _OTHER_ITEMS or "其他处理" in folded
        return ("other_misc", 1.0) if other else (None, 0.0)
    if folded in _GROUP_PATHS and exact is None:
        _set_path(memory, _GROUP_PATHS[folded])
        return None, 0.0
    if exact is not None:
        _set_path(memory, match.numbers[exact])
        return exact, 1.0
    near = match.near_row(text)
    if near is not None:
        _set_path(memory, match.numbers[near])
        return near, 0.9
    if number is None:
        return None, 0.0
    level, numeral = number
    memory.path[level - 1 :] = [numeral] + [""] * (3 - level)
    if not folded.strip("0123456789"):
        return match.by_number.get(_path_text(memory.path)), 0.8
    return None, 0.0


def _set_path(memory: RequestsMemory, number: str) -> None:
    first, _, rest = number.partition("（")
    second, _, third = rest.partition("）")
    memory.path[:] = [first, second, third]


def _path_text(path: Sequence[str]) -> str:
    first, second, third = path
    if second or third:
        return f"{first or '三'}（{second}）{third}"
    return first


def _by_position(
    known: Sequence[tuple[int, str, list[str]]],
    unlabelled: Sequence[tuple[int, list[str]]],
    count: int,
    order: Sequence[str],
) -> list[Found]:
    """Name rows without a readable label by their place, in a table with all rows of a layout in order."""
    if not unlabelled or not order:
        return []
    for rows in _ORDERS.values():
        if len(rows) == count and all(rows[at] == key for at, key, _ in known):
            return [
                Found(rows[at], column, raw, 0.7)
                for at, values in unlabelled
                if len(values) == len(order)
                for column, raw in zip(order, values, strict=True)
            ]
    return []
