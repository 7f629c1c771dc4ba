"""Sum rules: what counts, what is tested, how it is printed."""

from __future__ import annotations

import pytest

from reportharvest.extracting.checks import checks_of
from reportharvest.model import Statistic


def cells(form: str, counts: dict[tuple[str, str], float | None]) -> list[Statistic]:
    return [Statistic(form, row, column, value, str(value)) for (row, column), value in counts.items()]


def test_nothing_gives_no_check():
    assert checks_of([]) == ()
    assert checks_of(cells("requests", {("received", "total"): None})) == ()


def test_example_of_the_forms_file():
    counts = {"received": 14069, "carried_over": 560, "total_processed": 13810, "carried_forward": 819}
    checks = checks_of(cells("requests", {(row, "total"): count for row, count in counts.items()}))
    [balance] = [one for one in checks if one.rule == "requests.balance"]
    assert (balance.column, balance.row, balance.passed) == ("total", None, True)
    assert balance.detail == "14069+560 = 13810+819"


def test_missing_cell_counts_as_zero():
    [check] = [one for one in checks_of(cells("requests", {("received", "total"): 3})) if one.column]
    assert (check.rule, check.passed, check.detail) == ("requests.balance", False, "3+0 != 0+0")


@pytest.mark.parametrize("row", ["other_processing", "other_misc", "granted", "refused_reconfirmation"])
def test_every_result_counts_towards_the_total(row):
    checks = checks_of(cells("requests", {(row, "total"): 2, ("total_processed", "total"): 2}))
    [check] = [one for one in checks if one.rule == "requests.processed_total"]
    assert check.passed


def test_rules_along_a_row_name_the_row():
    checks = checks_of(
        cells("review_litigation", {("litigation_direct", "upheld"): 1, ("litigation_direct", "total"): 2})
    )
    [check] = checks
    assert (check.row, check.column, check.passed) == ("litigation_direct", None, False)
    assert check.detail == "1+0+0+0 != 2"


def test_decimals_add_exactly():
    counts = {("administrative_review", name): value for name, value in [("upheld", 0.1), ("corrected", 0.2)]}
    [check] = checks_of(cells("review_litigation", counts | {("administrative_review", "total"): 0.3}))
    assert check.passed


def test_other_forms_have_no_rules():
    assert checks_of(cells("active_disclosure", {("regulations", "issued"): 3})) == ()
