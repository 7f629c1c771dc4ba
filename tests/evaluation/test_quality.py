"""The benchmark of quality counts what it says it counts."""

from __future__ import annotations

from collections import Counter

from benchmarks.quality import (
    SCORES,
    Case,
    Found,
    distance,
    measure,
    ours,
    pages,
    plain,
    printed,
    without_cells,
)
from hypothesis import given
from hypothesis import strategies as st

SHORT = st.text("政府信息公开", max_size=8)


@given(SHORT, SHORT)
def test_distance_is_that_of_the_plain_method(one: str, other: str) -> None:
    rows = list(range(len(other) + 1))
    for at, char in enumerate(one, start=1):
        fresh = [at]
        for to, second in enumerate(other, start=1):
            fresh.append(min(rows[to] + 1, fresh[-1] + 1, rows[to - 1] + (char != second)))
        rows = fresh
    assert distance(one, other) == rows[-1]


def test_rows_of_tables_are_taken_out_however_their_spans_are_given() -> None:
    truth = {"tables": [{"rows": [["不予公开", "国家秘密", "3"], ["不予公开", "其他情形", "3"]]}]}
    assert without_cells(plain("一、总体 不予公开国家秘密3其他情形3 二、"), truth) == "一总体二"


def test_a_tool_that_fails_is_counted_and_has_nothing_right() -> None:
    groups = pages(1)
    assert {"recorded, clean", "drawn, damaged"} <= groups.keys()
    [case] = groups["drawn, clean"]

    def failing(case: Case) -> Found:
        raise ValueError("gave up")

    sums = measure([case], {"reportharvest": ours, "trafilatura": failing, "resiliparse": failing})
    assert [printed(sums["reportharvest"], name) for name in ("title", "outline")] == ["100.0%", "100.0%"]
    assert sums["trafilatura"].failed == Counter({"gave up": 1})
    assert [printed(sums["trafilatura"], name) for name in SCORES[:3]] == ["0.0%", "0.0%", "100.00% wrong"]
    assert printed(sums["resiliparse"], "title") == "n/a"
