"""Sums and balances of the statutory forms, as the forms themselves print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from reportharvest.model import Check, Statistic
from reportharvest.tables.forms import Rule, rules

__all__ = ["checks_of"]


def checks_of(statistics: Sequence[Statistic]) -> tuple[Check, ...]:
    """Test every rule of the forms, column by column or row by row.

    Offices break the rules by typing totals by hand, so a break is a finding about the report, never an
    error. A cell without a value counts as 0; a column or row without any number is not tested.

    Args:
        statistics: cells of the forms, in any order; entries of other forms are passed over.
    Returns:
        One check for each rule and column (or row) with at least one number, in the order of the rules.
    Source:
        国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号; ``rules`` of the forms table.

    >>> counts = {"received": 9, "carried_over": 1, "total_processed": 8, "carried_forward": None}
    >>> cells = [Statistic("requests", row, "total", count, "") for row, count in counts.items()]
    >>> check = checks_of(cells)[0]
    >>> check.rule, check.column, check.passed, check.detail
    ('requests.balance', 'total', False, '9+1 != 8+0')
    """
    cells: dict[tuple[str, str, str], int | float] = {}
    for one in statistics:
        if one.value is not None:
            cells.setdefault((one.form, one.row, one.column), one.value)
    return tuple(check for rule in rules() for key in rule.keys if (check := _check(rule, key, cells)))


def _check(rule: Rule, key: str, cells: Mapping[tuple[str, str, str], int | float]) -> Check | None:
    """Test one rule in one column or row; None where it has no number."""

    def place(other: str) -> tuple[str, str, str]:
        return (rule.form, other, key) if rule.per == "column" else (rule.form, key, other)

    left = [cells.get(place(one)) for one in rule.left]
    right = [cells.get(place(one)) for one in rule.right]
    if all(value is None for value in left + right):
        return None
    passed = _total(left) == _total(right)
    detail = f"{_printed(left)} {'=' if passed else '!='} {_printed(right)}"
    if rule.per == "column":
        return Check(rule.name, passed, detail, column=key)
    return Check(rule.name, passed, detail, row=key)


_LONG = 8
"""Up to so many terms are printed blanks and all; of longer sums only the cells with a value."""


def _printed(values: Sequence[int | float | None]) -> str:
    shown = values if len(values) <= _LONG else [value for value in values if value is not None]
    return "+".join(str(value or 0) for value in shown) or "0"


def _total(values: Sequence[int | float | None]) -> Fraction | int | float:
    """Add exactly: 0.1 + 0.2 is 0.3 on a form."""
    given = [value for value in values if value is not None]
    if float not in map(type, given):
        return sum(given)
    return sum((Fraction(str(value)) for value in given), Fraction(0))
