"""The statutory forms in the shape in which agencies print them, filled with what a report says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportharvest.model import Check, Report, Statistic
from reportharvest.tables.forms import rules
from reportharvest.tables.printed import PrintedBlock, PrintedForm, PrintedLabel, layouts, printed_form

__all__ = ["Cell", "FilledForm", "FormTable", "filled_forms", "loose_statistics"]

_UNSURE = 0.9
"""Below this a number is marked: one in ten of its kind may stand in another row or column."""

_FEW_CELLS = 6
"""Figures read from sentences: so few of them are a list, not a form of empty cells."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a printed form.

    Attributes:
        head: it names a row (``row``), columns (``col``), or nothing (empty).
        failed: numbers of the checks of this form that the cell is part of and that do not hold, from 1.
        evidence: the sentence that the number was read from, where it was no table.
    """

    text: str
    head: str = ""
    rows: int = 1
    columns: int = 1
    failed: tuple[int, ...] = ()
    unsure: bool = False
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of a form: rows of the head, rows of the body."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form with its numbers and the checks that do not hold; ``held`` counts those that do."""

    key: str
    label: str
    layout: str
    tables: tuple[FormTable, ...]
    failed: tuple[Check, ...]
    held: int


@dataclass(slots=True)
class _Filling:
    values: Mapping[tuple[str, str], Statistic]
    failing: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def cell(self, row: str, column: str) -> Cell:
        one = self.values.get((row, column))
        failed = tuple(self.failing.get((row, column), ()))
        if one is None:
            return Cell("", failed=failed)
        return Cell(one.raw, failed=failed, unsure=one.confidence < _UNSURE, evidence=one.evidence)


def filled_forms(report: Report) -> tuple[FilledForm, ...]:
    """Give the forms that a report fills, each in the layout that fits its numbers best."""
    found = []
    for key in ("active_disclosure", "requests", "review_litigation"):
        statistics = [one for one in report.statistics if one.form == key]
        if len(statistics) < _FEW_CELLS:
            continue
        layout = _layout(key, report.report_year, statistics)
        failed = tuple(one for one in report.checks if not one.passed and one.rule.startswith(f"{key}."))
        held = sum(one.passed for one in report.checks if one.rule.startswith(f"{key}."))
        filling = _Filling({(one.row, one.column): one for one in reversed(statistics)}, _failing(failed))
        form = printed_form(key, layout)
        make = {"requests": _requests, "review_litigation": _review}.get(key, _active)
        found.append(FilledForm(key, form.label, layout, make(form, filling), failed, held))
    return tuple(found)


def loose_statistics(report: Report) -> tuple[Statistic, ...]:
    """Give the figures that stand in no form: too few for one, or of a form that is not printed here."""
    shown = {form.key: {cell for block in printed_form(form.key, form.layout).blocks for cell in block.cells}
             for form in filled_forms(report)}  # fmt: skip
    return tuple(one for one in report.statistics if (one.row, one.column) not in shown.get(one.form, ()))


def _layout(key: str, year: int | None, statistics: Sequence[Statistic]) -> str:
    """Choose the layout that has most of the cells; between equals, the one that was in force."""
    cells = {(one.row, one.column) for one in statistics}

    def fit(layout: str) -> tuple[int, bool]:
        known = {cell for block in printed_form(key, layout).blocks for cell in block.cells}
        in_force = year is None or (layout == "2021") == (year >= int(layouts()[-1]))
        return len(cells & known), in_force

    return max(reversed(layouts()), key=fit)


def _failing(failed: Sequence[Check]) -> dict[tuple[str, str], list[int]]:
    """Give for each cell that is part of a failed check its number."""
    found: dict[tuple[str, str], list[int]] = {}
    by_name = {rule.name: rule for rule in rules()}
    for number, check in enumerate(failed, 1):
        rule = by_name.get(check.rule)
        if rule is None:
            continue
        # The sums are marked, not every addend; a balance has two sides.
        lines = rule.right + (rule.left if rule.name.endswith(".balance") else ())
        for line in lines:
            cell = (line, check.column) if check.column is not None else (check.row, line)
            if cell[0] is not None and cell[1] is not None:
                found.setdefault((cell[0], cell[1]), []).append(number)
    return found


def _active(form: PrintedForm, filling: _Filling) -> tuple[FormTable, ...]:
    return tuple(_block(block, filling) for block in form.blocks)


def _block(block: PrintedBlock, filling: _Filling) -> FormTable:
    head = (
        (Cell(block.head, "col", columns=len(block.columns) + 1),),
        (Cell("信息内容", "col"), *(Cell(one.label, "col") for one in block.columns)),
    )
    body = tuple(
        (Cell(row.label, "row"), *(filling.cell(row.key, column.key) for column in block.columns))
        for row in block.rows
    )
    return FormTable(head, body)


def _requests(form: PrintedForm, filling: _Filling) -> tuple[FormTable, ...]:
    [block] = form.blocks
    persons, organisations = form.column_groups
    inner = [one for one in block.columns if one.group == organisations]
    first = block.columns.index(inner[0])
    head = (
        (Cell("", columns=3, rows=3), Cell(persons, "col", columns=len(block.columns))),
        (
            *(Cell(one.label, "col", rows=2) for one in block.columns[:first]),
            Cell(organisations, "col", columns=len(inner)),
            *(Cell(one.label, "col", rows=2) for one in block.columns[first + len(inner) :]),
        ),
        tuple(Cell(one.label, "col") for one in inner),
    )
    body = []
    top = form.row_groups[0]
    grouped = [one for one in block.rows if one.group is not None]
    seen: set[str] = set()
    for row in block.rows:
        cells: list[Cell] = []
        if row.group is None:
            cells.append(Cell(row.label, "row", columns=3))
        else:
            if top not in seen:
                cells.append(Cell(top, "row", rows=len(grouped)))
                seen.add(top)
            cells += _grouped(row, grouped, top, seen)
        cells += [filling.cell(row.key, column.key) for column in block.columns]
        body.append(tuple(cells))
    return (FormTable(head, tuple(body)),)


def _grouped(row: PrintedLabel, grouped: Sequence[PrintedLabel], top: str, seen: set[str]) -> list[Cell]:
    if row.group == top:
        return [Cell(row.label, "row", columns=2)]
    cells = []
    if row.group is not None and row.group not in seen:
        seen.add(row.group)
        cells.append(Cell(row.group, "row", rows=sum(one.group == row.group for one in grouped)))
    return [*cells, Cell(row.label, "row")]


def _review(form: PrintedForm, filling: _Filling) -> tuple[FormTable, ...]:
    """One line of numbers; what are rows in the record stand side by side here."""
    [block] = form.blocks
    width = len(block.columns)
    groups: list[tuple[str, list[PrintedLabel]]] = []
    for row in block.rows:
        name = row.group or row.label
        if groups and groups[-1][0] == name:
            groups[-1][1].append(row)
        else:
            groups.append((name, [row]))
    deep = [len(rows) > 1 for _, rows in groups]
    labels = tuple(Cell(column.label, "col") for column in block.columns)
    head = (
        tuple(
            Cell(name, "col", columns=width * len(rows), rows=1 if nested else 2)
            for (name, rows), nested in zip(groups, deep, strict=True)
        ),
        tuple(
            Cell(row.label, "col", columns=width)
            for (_, rows), nested in zip(groups, deep, strict=True)
            if nested
            for row in rows
        ),
        labels * len(block.rows),
    )
    line = tuple(filling.cell(row.key, column.key) for row in block.rows for column in block.columns)
    return (FormTable(head, (line,)),)
