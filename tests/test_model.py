"""Records survive the way to JSON and back, whatever they hold."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportharvest as rh
from reportharvest.issues import ISSUES, Issue
from reportharvest.model import (
    Agency,
    Attachment,
    Check,
    DocumentNumber,
    Evidence,
    Figure,
    IndexNumber,
    Metadata,
    Region,
    RepairStep,
    RepairSummary,
    Report,
    Section,
    Statistic,
    Table,
)

TEXT = st.text(max_size=12)
MAYBE = st.none() | TEXT
PROBABILITY = st.floats(0, 1)
NUMBER = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def many(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


SECTIONS = st.recursive(
    st.builds(Section, MAYBE, st.integers(1, 9), TEXT, TEXT),
    lambda below: st.builds(Section, MAYBE, st.integers(1, 9), TEXT, TEXT, many(below)),
    max_leaves=8,
)
CHECKS = st.builds(Check, TEXT, st.booleans(), TEXT, column=TEXT) | st.builds(
    Check, TEXT, st.booleans(), TEXT, row=TEXT
)
REPORTS = st.builds(
    Report,
    url=MAYBE,
    title=MAYBE,
    report_year=st.none() | st.integers(1949, 2100),
    metadata=st.builds(Metadata, **dict.fromkeys((one.name for one in fields(Metadata)), MAYBE)),
    breadcrumb=many(TEXT),
    sections=many(SECTIONS),
    tables=many(st.builds(Table, MAYBE, MAYBE, many(many(TEXT)), st.integers(0, 3))),
    statistics=many(st.builds(Statistic, TEXT, TEXT, TEXT, NUMBER, TEXT, MAYBE, PROBABILITY)),
    figures=many(st.builds(Figure, TEXT, NUMBER, TEXT, TEXT, TEXT, MAYBE, PROBABILITY)),
    checks=many(CHECKS),
    attachments=many(st.builds(Attachment, TEXT, TEXT, TEXT)),
    repairs=many(st.builds(RepairSummary, TEXT, st.integers(1), PROBABILITY)),
    page_kind=st.sampled_from(["report", "list", "other"]),
    encoding=st.none() | st.fixed_dictionaries({"name": TEXT, "source": TEXT, "confidence": PROBABILITY}),
    lost=st.integers(0),
    issues=many(st.builds(Issue, st.sampled_from(sorted(ISSUES)), TEXT, st.text(max_size=300))),
    index_number_parts=st.none() | st.builds(IndexNumber, TEXT, year=st.none() | st.integers(1949, 2099)),
    document_number_parts=st.none() | st.builds(DocumentNumber, MAYBE, st.none() | st.integers(), TEXT, TEXT),
    region=st.none() | st.builds(Region, TEXT, TEXT, MAYBE, MAYBE, st.none() | st.integers(), TEXT),
    agency=st.none() | st.builds(Agency, TEXT, TEXT, MAYBE, MAYBE, MAYBE, MAYBE, st.booleans()),
    evidence=many(st.builds(Evidence, TEXT, MAYBE, TEXT, TEXT, st.text(max_size=300), st.booleans(), TEXT)),
)


@settings(max_examples=150, deadline=None)
@given(REPORTS)
def test_a_report_comes_back_from_json(report: Report) -> None:
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_every_field_of_a_report_is_drawn_and_given() -> None:
    """A field that is added must be in the data, and in the property above."""
    names = {one.name for one in fields(Report)}
    assert set(Report().to_dict()) == names
    assert set(REPORTS.wrapped_strategy.kwargs) == names  # type: ignore[attr-defined]


def test_the_data_shares_nothing_with_the_record() -> None:
    report = Report(
        breadcrumb=("首页",), evidence=(Evidence("title", "x", "h1"),), tables=(Table("一", None, (("1",),)),)
    )
    record = report.to_dict()
    record["breadcrumb"].append("x")
    record["evidence"].clear()
    record["tables"][0]["rows"][0][0] = "x"
    assert report.to_dict() == {
        **report.to_dict(),
        "breadcrumb": ["首页"],
        "evidence": [
            {
                "field": "title",
                "value": "x",
                "source": "h1",
                "place": "",
                "raw": "",
                "chosen": True,
                "reason": "",
            }
        ],
        "tables": [{"section": "一", "caption": None, "rows": [["1"]], "header_rows": 0}],
    }


def test_keys_that_are_not_ours_are_left_out_everywhere() -> None:
    report = Report(
        sections=(Section("一", 1, "总体情况", "无。"),),
        statistics=(Statistic("requests", "received", "total", 1, "1"),),
        checks=(Check("requests.balance", True, "1 = 1", column="total"),),
        issues=(Issue("year-missing", "title"),),
    )
    record = report.to_dict() | {"note": 1}
    for one in (
        record["metadata"],
        *(record[name][0] for name in ("sections", "statistics", "checks", "issues")),
    ):
        one["note"] = 1
    assert Report.from_dict(record) == report


def test_a_check_has_the_key_of_its_direction_only() -> None:
    checks = (Check("a", True, "", column="total"), Check("a", True, "", row="received"))
    first, second = Report(checks=checks).to_dict()["checks"]
    assert ("column" in first, "row" in first) == (True, False)
    assert ("column" in second, "row" in second) == (False, True)


def test_an_outline_of_any_depth_is_walked_and_written() -> None:
    section = Section("1", 10_000, "", "")
    for level in range(9_999, 0, -1):
        section = Section("1", level, "", "", (section,))
    assert [one.level for one in section.walk()] == list(range(1, 10_001))
    record = Report(sections=(section,)).to_dict()
    again = Report.from_dict(record)
    assert [one.level for one in again.sections[0].walk()] == list(range(1, 10_001))


def test_document_order_is_kept() -> None:
    tree = Section(
        None, 1, "", "", (Section("一", 2, "", "", (Section("1", 3, "", ""),)), Section("二", 2, "", ""))
    )
    assert [one.number for one in tree.walk()] == [None, "一", "1", "二"]


def test_no_page_gives_an_outline_too_deep_for_json() -> None:
    marks = ["第一章", "第一节", "一、", "（一）", "1.", "（1）", "①", "一是", "第一，", "a.", "(a)"]
    marks += [".".join("1" * depth) for depth in range(2, 300)]
    page = "县水务局2021年政府信息公开工作年度报告\n" + "".join(f"{mark} 标题\n内容。\n" for mark in marks)
    report = rh.extract(page)
    assert sum(1 for top in report.sections for _ in top.walk()) > 5
    assert max(one.level for top in report.sections for one in top.walk()) < 50
    json.dumps(report.to_dict())


def test_a_step_is_data_and_an_issue_must_be_known() -> None:
    assert RepairStep("escape", 0, 2, 1.0, "a", "b").to_dict() == {
        "kind": "escape",
        "start": 0,
        "end": 2,
        "confidence": 1.0,
        "before": "a",
        "after": "b",
    }
    with pytest.raises(ValueError, match="no issue is called 'nonsense'"):
        Issue("nonsense", "here")
