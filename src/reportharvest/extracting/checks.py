"""Sums and balances of the statutory forms, as the forms themselves print them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from reportharvest.model import Check, Statistic
from reportharvest.tables.forms import Rule, rules

__all__ = ["checks_of"]

_Place: TypeAlias = tuple[str, str, str]
"""Form, row and column of a cell."""


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
    if not statistics:
        return ()
    cells: dict[_Place, int | float] = {}
    for one in statistics:
        if one.value is not None:
            cells.setdefault((one.form, one.row, one.column), one.value)
    given = {one.form for one in statistics}
    found = (
        _check(number, tuple(map(cells.get, places.left)), tuple(map(cells.get, places.right)))
        for number, places in enumerate(_places())
        if places.rule.form in given
    )
    return tuple(check for check in found if check is not None)


class _Places(NamedTuple):
    """One rule in one column or row: its terms as the places of their cells."""

    rule: Rule
    key: str
    left: tuple[_Place, ...]
    right: tuple[_Place, ...]


@cache
def _places() -> tuple[_Places, ...]:
    """Give every rule with each of its columns or rows; the same for all reports."""

    def placed(rule: Rule, key: str, terms: Sequence[str]) -> tuple[_Place, ...]:
        if rule.per == "column":
            return tuple((rule.form, term, key) for term in terms)
        return tuple((rule.form, key, term) for term in terms)

    return tuple(
        _Places(rule, key, placed(rule, key, rule.left), placed(rule, key, rule.right))
        for rule in rules()
        for key in rule.keys
    )


_Terms: TypeAlias = tuple[int | float | None, ...]


@lru_cache(maxsize=2048)
def _check(number: int, left: _Terms, right: _Terms) -> Check | None:
    """Test one rule in one column or row; None where it has no number. Most sums are of zeros."""
    places = _places()[number]
    if left.count(None) == len(left) and right.count(None) == len(right):
        return None
    passed = _total(left) == _total(right)
    detail = f"{_printed(left)} {'=' if passed else '!='} {_printed(right)}"
    if places.rule.per == "column":
        return Check(places.rule.name, passed, detail, column=places.key)
    return Check(places.rule.name, passed, detail, row=places.key)


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
