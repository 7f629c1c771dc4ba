"""Tables to cells of the statutory forms: typed numbers with the text they were read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from reportharvest.extracting.cells import has_number, is_blank, read_number
from reportharvest.extracting.form_labels import LONGEST_LABEL, Found, matcher
from reportharvest.extracting.forms_active import ActiveMemory, read_active, read_headless
from reportharvest.extracting.forms_requests import RequestsMemory, drop_absent_rows, read_requests
from reportharvest.extracting.forms_review import read_apart, read_review
from reportharvest.issues import Issue
from reportharvest.model import Section, Statistic, Table
from reportharvest.tables.forms import fold_label, forms

__all__ = ["statistics_of"]

Rows = Sequence[Sequence[str]]

_SIGNED = {key: frozenset(one.key for one in form.columns if one.signed) for key, form in forms().items()}

_ENOUGH_LABELS = 4
"""So many labels of a form in a table that gave no cell are worth an issue; other tables share one or two."""

_ENOUGH_TEXT = LONGEST_LABEL + 1
"""Characters of a cell that are looked at: what is longer is neither label nor value, and fills no cache."""

_MAX_CELLS = 20_000
"""A larger table is no statutory form: all forms of a report in one table have some 400 cells."""


def statistics_of(
    tables: Sequence[Table], sections: Sequence[Section]
) -> tuple[tuple[Statistic, ...], tuple[Issue, ...]]:
    """Read the cells of the statutory forms from the tables of a report.

    A form may stand in one table or in several, upright or transposed, and one table may hold several
    forms. A cell given twice keeps its first number. Figures in prose, all that
    reports before 2019 have, are not read: they are no cells of these forms.

    Args:
        tables: all tables of the report, in order.
        sections: the outline; not needed by the forms, which carry their own labels.
    Returns:
        The cells, ordered by form and then by row and column; and what could not be read.
        A cell without a number has value None, never 0.
    Source:
        国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号.

    >>> rows = (("信息内容", "本年制发件数", "现行有效件数"), ("规章", "1,203", "/"))
    >>> statistics, issues = statistics_of([Table("二", None, rows)], [])
    >>> [(one.row, one.column, one.value, one.raw) for one in statistics]
    [('regulations', 'issued', 1203, '1,203'), ('regulations', 'in_force', None, '/')]
    """
    del sections
    active, requests = ActiveMemory(), RequestsMemory()
    found: dict[str, list[Found]] = {key: [] for key in forms()}
    issues: list[Issue] = []
    apart: dict[str, Rows] = {}
    readers: dict[str, Callable[[Rows], list[Found]]] = {
        "active_disclosure": lambda rows: read_active(rows, active),
        "requests": lambda rows: read_requests(rows, requests),
        "review_litigation": read_review,
    }
    for number, table in enumerate(tables):
        for form, rows, labels in _parts(_captioned(table)):
            cells = readers[form](rows)
            found[form].extend(cells)
            if form == "review_litigation" and not cells:
                apart[f"tables[{number}]"] = rows
            if not cells and labels >= _ENOUGH_LABELS:
                issues.append(Issue("table-unread", f"tables[{number}]", form))
    found["active_disclosure"].extend(read_headless(active))
    if together := read_apart(list(apart.values())):
        found["review_litigation"].extend(together)
        issues = [one for one in issues if one.place not in apart]
    found["requests"] = drop_absent_rows(found["requests"])
    if _loses_blanks(tables):
        found = {form: _complete_rows(form, cells) for form, cells in found.items()}
    statistics = []
    for form, cells in found.items():
        for cell in _first_of_each(cells):
            statistic = _typed(form, *cell)
            statistics.append(statistic)
            if statistic.value is None and not is_blank(cell.raw):
                issues.append(Issue("cell-unreadable", f"{form}.{cell.row}.{cell.column}", cell.raw))
    return tuple(statistics), tuple(issues)


def _captioned(table: Table) -> Rows:
    """Give the rows of a table below its caption, where that is the label of a form's row."""
    if table.caption is None or not table.rows or not _labels_of(table.caption[:_ENOUGH_TEXT]):
        return table.rows
    return ((table.caption, *[""] * (len(table.rows[0]) - 1)), *table.rows)


def _parts(rows: Rows) -> list[tuple[str, Rows, int]]:
    """Cut a table where the labels of another form begin: form, its rows, and how many labels it has.

    Lines without a label stay with those above. Columns that are empty throughout a part are left out at its
    right, so that a wide form below does not widen a narrow one.
    """
    if not rows or len(rows[0]) < 2 or sum(map(len, rows)) > _MAX_CELLS:
        return []
    parts: list[tuple[str, list[list[str]], set[str]]] = []
    waiting: list[list[str]] = []
    for row in rows:
        line = [text.strip()[:_ENOUGH_TEXT] for text in row]
        if not any(line):
            continue
        named = _labels(line)
        form = max(named, key=lambda key: len(named[key]), default=None)
        if parts and (form is None or parts[-1][0] in named):
            parts[-1][1].append(line)
            parts[-1][2].update(named.get(parts[-1][0], ()))
        elif form is None:
            waiting.append(line)
        else:
            parts.append((form, [*waiting, line], named[form]))
            waiting = []
    if len(parts) == 1:
        return [(form, lines, len(labels)) for form, lines, labels in parts]
    return [(form, _narrowed(lines), len(labels)) for form, lines, labels in parts]


def _labels(line: Sequence[str]) -> dict[str, set[str]]:
    """Give, by form, the labels and groups of a line; those that both axes share do not count."""
    named: dict[str, set[str]] = {}
    for text in dict.fromkeys(line):
        if 1 < len(text) <= 80:
            for form, key in _labels_of(text):
                named.setdefault(form, set()).add(key)
    return named


@lru_cache(maxsize=8192)
def _labels_of(text: str) -> tuple[tuple[str, str], ...]:
    """Give form and key of each label or group that a text is."""
    if has_number(text):
        return ()
    folded = fold_label(text)
    found = []
    for form in forms():
        match = matcher(form)
        key = None if match.is_shared(text) else match.row(text) or match.column(text)
        if key or folded in match.form.groups:
            found.append((form, key or folded))
    return tuple((form, key) for form, key in found if key != "total")


def _narrowed(lines: list[list[str]]) -> list[list[str]]:
    width = max((at + 1 for line in lines for at, text in enumerate(line) if text), default=0)
    return [line[:width] for line in lines]


def _loses_blanks(tables: Sequence[Table]) -> bool:
    """Tell whether empty cells were left out when a page became text, so that values moved to the left.

    Then no line has an empty cell between filled ones, and lines end short by different counts.
    """
    short: list[int] = []
    for table in tables:
        for row in table.rows:
            filled = [at for at, text in enumerate(row) if text]
            if not filled or not any(map(has_number, row)):
                continue
            if filled[-1] - filled[0] >= len(filled):
                return False
            if filled[-1] < len(row) - 1:
                short.append(len(row) - filled[-1])
    return len(short) >= 3 and len(set(short)) > 1


def _complete_rows(form: str, cells: Sequence[Found]) -> list[Found]:
    """Keep the rows without an empty cell; of a form in one line, all or nothing."""
    if form == "review_litigation":
        return [] if any(not one.raw for one in cells) else list(cells)
    broken = {one.row for one in cells if not one.raw}
    return [one for one in cells if one.row not in broken]


def _first_of_each(cells: Iterable[Found]) -> list[Found]:
    """Keep one entry for each cell: the first with a text that is a value, else the first."""
    best: dict[tuple[str, str], Found] = {}
    for cell in cells:
        kept = best.get((cell.row, cell.column))
        if kept is None or (is_blank(kept.raw) and not is_blank(cell.raw)):
            best[cell.row, cell.column] = cell
    return list(best.values())


@lru_cache(maxsize=8192)
def _typed(form: str, row: str, column: str, raw: str, confidence: float) -> Statistic:
    """Give the cell with its number; most cells of most forms hold 0, so the same ones come again."""
    value = read_number(raw, signed=column in _SIGNED[form])
    return Statistic(form, row, column, value, raw, None, confidence)
