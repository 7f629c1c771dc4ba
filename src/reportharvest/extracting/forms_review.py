"""The form of reviews and lawsuits: fifteen numbers under three groups of five."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reportharvest.extracting.cells import has_number, is_blank
from reportharvest.extracting.form_labels import Found, matcher
from reportharvest.tables.forms import forms

__all__ = ["read_apart", "read_review"]

Rows = Sequence[Sequence[str]]

_FORM = "review_litigation"
_GROUPS = tuple(one.key for one in forms()[_FORM].rows)
_RESULTS = tuple(one.key for one in forms()[_FORM].columns)
_LINE = tuple((group, result) for group in _GROUPS for result in _RESULTS)


def read_review(table: Rows) -> list[Found]:
    """Read the cells of the form from a table: one line, one line a group, stacked, or transposed.

    A number belongs to the nearest group and the nearest result, to its left or above. Where these are
    missing for some, a line of exactly fifteen values is read in the order of the form.

    Args:
        table: rows of one length.
    Returns:
        The cells found, in the order of the table.

    >>> table = [["", "结果维持", "结果纠正", "总计"], ["行政复议", "1", "", "1"]]
    >>> [(one.row, one.column, one.raw) for one in read_review(table)][:2]
    [('administrative_review', 'upheld', '1'), ('administrative_review', 'corrected', '')]
    """
    match = matcher(_FORM)
    results = [key for row in table for text in row if (key := _result(text))]
    groups = list(dict.fromkeys(key for row in table for text in row if (key := match.row(text))))
    if len(set(results) - {"total"}) < (1 if groups else 2):
        return []
    lines = [row for row in table if any(has_number(text) for text in row)]
    found = _by_labels(table)
    if _is_whole(found, lines):
        return found
    return _by_order(lines, results, groups) or _as_list(table) or found


def read_apart(tables: Sequence[Rows]) -> list[Found]:
    """Read three tables of the same five results, one for each group in the order of the form, none named.

    >>> head = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    >>> tables = [[head, ("1", "0", "0", "0", "1")], [head, ("0",) * 5], [head, ("0",) * 5]]
    >>> found = read_apart(tables)
    >>> len(found), found[0].row, found[5].row
    (15, 'administrative_review', 'litigation_direct')
    """
    lines = []
    for table in tables:
        results = [key for row in table for text in row if (key := _result(text))]
        values = [row for row in table if any(map(has_number, row))]
        if (
            len(table) != 2
            or tuple(results) != _RESULTS
            or len(values) != 1
            or len(values[0]) != len(_RESULTS)
        ):
            return []
        lines.append(values[0])
    if len(lines) != len(_GROUPS):
        return []
    return [
        Found(group, key, raw, 0.8)
        for group, line in zip(_GROUPS, lines, strict=True)
        for key, raw in zip(_RESULTS, line, strict=True)
    ]


def _result(text: str) -> str | None:
    match = matcher(_FORM)
    return match.column(text) or (None if match.row(text) else match.near_column(text))


def _is_whole(found: Sequence[Found], lines: Rows) -> bool:
    """Tell whether labels named numbers once and left none of their lines out: then no span can be lost."""
    places = [(one.row, one.column) for one in found if has_number(one.raw)]
    if not places or len(set(places)) != len(places):
        return False
    return len(places) >= sum(has_number(text) for line in lines for text in line)


def _by_labels(table: Rows) -> list[Found]:
    match = matcher(_FORM)
    group_above: list[str | None] = [None] * len(table[0])
    result_above: list[str | None] = [None] * len(table[0])
    found: list[Found] = []
    for row in table:
        counts = any(has_number(text) for text in row)
        group_left = result_left = None
        filled = [text for text in row if text]
        if len(filled) == 1 and (alone := match.row(filled[0])):
            group_above = [alone] * len(row)  # the title of a group, its span lost
            continue
        begin = next((at for at, text in enumerate(row) if match.row(text)), 0)
        if counts and result_above[begin] and match.row(row[begin]):
            group = match.row(row[begin])  # the header's empty corner was lost: it begins over the labels
            named = [key for key in result_above if key]
            found += [
                Found(group or "", key, text) for key, text in zip(named, row[begin + 1 :], strict=False)
            ]
            continue
        for at, text in enumerate(row):
            if is_blank(text) or has_number(text):
                group, result = group_left or group_above[at], result_left or result_above[at]
                if counts and group and result:
                    found.append(Found(group, result, text))
            elif key := match.row(text):
                group_left = group_above[at] = key
            elif key := _result(text):
                result_left = result_above[at] = key
    return found


def _by_order(lines: Rows, results: Sequence[str], groups: Sequence[str]) -> list[Found]:
    """Read a line of fifteen values, in the order of the header's cells, or of the form without a header."""
    size = len(_RESULTS)
    chunks = [tuple(results[at : at + size]) for at in range(0, len(results), size)]
    printed = len(results) == len(_LINE) and all(set(chunk) == set(_RESULTS) for chunk in chunks)
    order = tuple(groups) if len(groups) == len(_GROUPS) else _GROUPS
    places = _LINE
    if printed:
        places = tuple((group, key) for group, chunk in zip(order, chunks, strict=True) for key in chunk)
    for line in lines:
        first = next(
            (
                at
                for at in range(len(line), 0, -1)
                if not (has_number(line[at - 1]) or is_blank(line[at - 1]))
            ),
            0,
        )
        values = list(line[first:])
        while values and not values[-1] and len(values) > len(places):
            values.pop()
        while values and not values[0] and len(values) > len(places):
            values.pop(0)
        if len(values) == len(places) and all(has_number(text) or is_blank(text) for text in values):
            return [Found(*place, raw, 0.9) for place, raw in zip(places, values, strict=True)]
    return []


def _as_list(table: Rows) -> list[Found]:
    """Read results followed each by its number, below or beside the group they belong to."""
    match = matcher(_FORM)
    named = [[_result(text) for text in row] for row in table]
    if any(one and other and one != other for row in named for one, other in pairwise(row)):
        return []  # results side by side are a header: the number after the last of them is the first one's
    group = result = None
    found: list[Found] = []
    for text in (text for row in table for text in row):
        if key := match.row(text):
            group, result = key, None
        elif key := _result(text):
            result = key
        elif group and result and has_number(text):
            found.append(Found(group, result, text, 0.9))
            result = None
    return found if len({(one.row, one.column) for one in found}) == len(found) > 2 else []
