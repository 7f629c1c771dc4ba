"""Pages that are no reports, drawn by the hundred: none is taken for one."""

from __future__ import annotations

from tests.extracting.strangers import drawn

import reportharvest as rh


def test_no_page_of_another_kind_is_taken_for_a_report() -> None:
    pages = dict(drawn())
    assert len(pages) > 300
    kinds = {name: rh.extract(page, url="http://www.example.gov.cn/a.html") for name, page in pages.items()}
    assert [name for name, report in kinds.items() if report.page_kind == "report"] == []
