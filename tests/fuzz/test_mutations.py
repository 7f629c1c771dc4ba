"""Changed pages and files: those that once did harm, and some more; and what hurts, in its full size."""

from __future__ import annotations

import pytest
from benchmarks import limits
from tests.fuzz.mutate import FOUND, body_of, check

import reportharvest as rh

FOUND_BEFORE = sorted(FOUND.glob("*.bin")) if FOUND.is_dir() else []


@pytest.mark.parametrize("number", range(0, 60, 2))
def test_changed_bodies_are_read(number: int) -> None:
    assert check(body_of(number)) == ""


def test_what_did_harm_once_is_read() -> None:
    assert {file.name: check(file.read_bytes()) for file in FOUND_BEFORE} == {
        file.name: "" for file in FOUND_BEFORE
    }


HURTING = {
    "`<div>` nested 100,000 deep": "nesting-too-deep",
    "100,000 attributes of one tag": "content-too-large",
    "rowspan = 10^9": "table-too-large",
    "PDF: 500,000 boxes": "document-unreadable",
    "PDF: pages that are their own parents": "document-unreadable",
    "PDF: object that is its own length": "document-unreadable",
    "PDF: encrypted": "document-unreadable",
    "DOCX: a million entities (billion laughs)": "document-unreadable",
    "XLS: OLE without an end": "document-unreadable",
    "ZIP in a ZIP in a ZIP": "document-unreadable",
}


@pytest.mark.parametrize("name", HURTING)
def test_bad_input_ends_with_an_issue(name: str) -> None:
    report = rh.process(limits.CASES[name](), url="http://www.example.gov.cn/a")
    assert HURTING[name] in {issue.name for issue in report.issues}


def test_a_cell_in_the_last_corner_of_a_sheet_is_read() -> None:
    report = rh.process(limits.CASES["XLSX: a cell in row 1,048,576"](), url="http://www.example.gov.cn/a")
    assert "document-unreadable" not in {issue.name for issue in report.issues}


def test_entities_from_outside_are_not_resolved() -> None:
    report = rh.process(limits.CASES["DOCX: an entity from outside"](), url="")
    assert "root:" not in str(report.to_dict())


def test_pages_beyond_the_bounds_keep_what_was_read() -> None:
    page = limits.page("<p>公开信息3件。</p>" * 150_000)
    report = rh.process(page, url="http://www.example.gov.cn/a")
    assert report.title == "区财政局2020年政府信息公开工作年度报告"
    assert [issue.name for issue in report.issues if issue.place == "page"] == ["content-too-large"]
