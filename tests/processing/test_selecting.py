from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.processing.archives import FIXTURES

sys.path.insert(0, str(FIXTURES.parent))
from scripts.demonstration.accidents import ACCIDENTS
from scripts.demonstration.agencies import AGENCIES
from scripts.demonstration.generator import TRANSPORTS, Recipe, make_page

import reportharvest as rh
from reportharvest.processing import selecting
from reportharvest.processing.selecting import may_be_report

# in which every second character is lost, so that what is left of a word may be nothing
LOSSY = {"utf8-as-big5"}
TITLE = "2019年政府信息公开工作年度报告"


@pytest.mark.parametrize("accident", sorted(set(ACCIDENTS) - LOSSY))
def test_reports_are_selected_whatever_happened_to_them(accident: str) -> None:
    for seed in range(3):
        recipe = Recipe(AGENCIES[seed], 2015 + seed, "trs-editor", str(seed), accident, "page")
        page = make_page(recipe)
        assert may_be_report(page.body, page.url, page.content_type)


@pytest.mark.parametrize("transport", sorted(TRANSPORTS))
def test_reports_are_selected_in_every_encoding(transport: str) -> None:
    page = make_page(Recipe(AGENCIES[0], 2019, "hanweb-table", "1", transport=transport))
    assert may_be_report(page.body, page.url, page.content_type)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-be"])
def test_a_bare_title_is_enough(encoding: str) -> None:
    assert may_be_report(f"<title>{TITLE}</title>".encode(encoding))


def test_a_traditional_title_is_enough() -> None:
    assert may_be_report("<title>2019年政府信息公開工作年度報告</title>".encode("big5"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<p>annual report</p>",
        "<p>区财政局召开工作会议</p>".encode("gbk"),
        "<p>Ceci n'est pas un rapport général.</p>".encode(),
        "<p>信息公开目录</p>".encode(),
        bytes(range(256)) * 100,
    ],
)
def test_other_pages_are_passed_over(body: bytes) -> None:
    assert not may_be_report(body)


def test_pictures_are_passed_over_whatever_is_in_them() -> None:
    assert not may_be_report(TITLE.encode(), content_type="image/jpeg")


def test_documents_are_selected_by_what_can_be_read_cheaply() -> None:
    assert may_be_report(b"%PDF-1.4", "http://www.example.gov.cn/a.pdf")
    assert may_be_report(b"%PDF-1.4", "http://www.example.org/%E5%B9%B4%E6%8A%A5.pdf")
    assert not may_be_report(b"%PDF-1.4", "http://www.example.org/a.pdf")
    assert not may_be_report(b"PK\x03\x04 broken", "http://www.example.gov.cn/a.docx")


def test_every_recorded_report_is_selected() -> None:
    missed = []
    for file in sorted((FIXTURES / "pages").glob("*/*/response.json")):
        response = json.loads(file.read_text(encoding="utf-8"))
        record = file.with_name("report.json")
        if record.exists() and json.loads(record.read_text(encoding="utf-8"))["page_kind"] == "report":
            body = file.with_name("body.bin").read_bytes()
            if not may_be_report(body, response["url"], response["content_type"]):
                missed.append(file.parent.name)
    assert missed == []


def test_what_is_selected_is_not_thereby_a_report() -> None:
    body = "<p>信息公开</p><p>报告</p>".encode()
    assert may_be_report(body)
    assert rh.process(body, url="").page_kind != "report"


@given(
    st.binary(max_size=60),
    st.binary(max_size=60),
    st.sampled_from([*selecting._spelled(selecting._DISCLOSURE), *selecting._spelled(selecting._REPORTING)]),
)
def test_what_is_looked_for_together_is_found_as_it_would_be_one_by_one(
    before: bytes, behind: bytes, spelling: bytes
) -> None:
    body = before + spelling + behind
    alone = sum(
        flag
        for flag, words in selecting._WORDS.items()
        if any(needle in body for needle in selecting._spelled(words))
    )
    assert selecting._words_in(body, selecting._needles(in_utf8=False)) == alone


def test_words_are_found_across_the_borders_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "政府信息公开".encode()
    for window in range(1, len(body) + 2):
        monkeypatch.setattr(selecting, "_WINDOW_BYTES", window)
        assert selecting._words_in(body, selecting._needles(in_utf8=True)) == 1


@pytest.mark.parametrize("mark", ["&#{};", "&amp;#{};", "&#x{:x};", "&#X{:X};", "\\u{:04x}", "%u{:04X}"])
def test_escaped_titles_are_enough_in_any_manner(mark: str) -> None:
    assert may_be_report("".join(mark.format(ord(one)) for one in TITLE).encode())
    assert not may_be_report("".join(mark.format(ord(one)) for one in "区财政局召开会议").encode())
