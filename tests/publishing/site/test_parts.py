"""What the pages are made of: both sides of a page, differences, printed forms, citations, languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportharvest.model import Check, Report, Section, Statistic, Table
from reportharvest.pipeline import explain
from reportharvest.publishing.citing import Cited, bibtex, gb_t_7714
from reportharvest.publishing.comparing import compare, stretches
from reportharvest.publishing.differences import differences
from reportharvest.publishing.interface import chosen_language
from reportharvest.publishing.official_form import filled_forms, loose_statistics
from reportharvest.publishing.table_view import shown_rows
from reportharvest.storing.reading_search import hit_pieces
from reportharvest.storing.variants import spellings, wide_expression

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"
RECORDED = sorted(one.parent for one in PAGES.glob("*/report-20*/body.bin"))
PROSE = "根据《条例》要求，本机关公开信息708条，发布意见12份，网站访问量上升。"
FRAGMENTS = [
    PROSE,
    PROSE.encode().decode("gbk", "replace"),
    "政(zhèng)府(fǔ)信(xìn)息公開(kāi)條(tiáo)例",
    "&amp;#25919;&amp;#24220;",
    "<p>", "</p>", "<table><tr><td>", "</td></tr></table>", "<script>", "</script>", "<!--", "<", "３",
    "\ue0f0", "\ue0f1",
]  # fmt: skip


@pytest.mark.parametrize("folder", RECORDED[::3], ids=lambda one: f"{one.parent.name}/{one.name}")
def test_stretches_lead_from_what_was_found_to_what_was_restored(folder: Path) -> None:
    response = json.loads((folder / "response.json").read_text(encoding="utf-8"))
    processed = explain(
        (folder / "body.bin").read_bytes(), url=response["url"], content_type=response.get("content_type")
    )
    made, last = [], 0
    for one in stretches(processed):
        assert one.start >= last
        made += [processed.found[last : one.start], one.after]
        last = one.end
    assert "".join([*made, processed.found[last:]]) == processed.text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12))
def test_any_page_can_be_compared(parts: list[str]) -> None:
    processed = explain(
        "".join(parts).encode("utf-8", "surrogatepass"), url="http://www.a.example.gov.cn/1.html"
    )
    comparison = compare(processed)
    assert 0 <= comparison.unseen <= len(comparison.marks)
    for line in comparison.lines:
        for piece in (*line.found, *line.restored):
            assert "\ue0f0" not in piece.text
            assert "\ue0f1" not in piece.text
    assert bool(comparison.marks) == bool(processed.repair_steps or processed.conversion_steps)


def test_lines_belong_together_and_marks_bear_kind_and_confidence() -> None:
    damaged = PROSE.encode().decode("gbk", "replace")
    page = f"<html><body><p>好的一行。</p><p>一、{damaged}</p><td>又一行</td></body></html>"
    processed = explain(page.encode(), url="http://www.a.example.gov.cn/1.html")
    comparison = compare(processed)
    assert len(comparison.lines) == 3
    sound, broken, also_sound = comparison.lines
    assert not sound.changed
    assert not also_sound.changed
    assert broken.changed
    restored = "".join(piece.text for piece in broken.restored)
    assert restored.startswith("一、根据《条例》要求，本机关公开信息708条，")
    assert f"<p>{restored}</p>" in processed.text
    marked = [piece.mark for piece in broken.restored if piece.mark]
    assert marked
    assert all("utf8-as-gbk" in mark.kinds and 0 < mark.confidence <= 1 for mark in marked)


def test_a_table_of_half_a_million_characters_is_compared_in_time() -> None:
    page = "<table>" + f"<tr><td>{PROSE}</td></tr>" * 9_000 + "</table>"
    comparison = compare(explain(page.encode(), url=""))
    assert comparison.cut
    assert len(comparison.lines) == 6_000


def test_differences_are_by_field_figure_and_line() -> None:
    before = Report(
        title="年报",
        sections=(Section("一", 1, "总体情况", "公开信息242条。\n没有变的一行。"),),
        statistics=(Statistic("requests", "received", "total", 1, "1"),),
        tables=(Table("一", None, (("a", "b"),)),),
    )
    after = Report(
        title="年度报告",
        sections=(Section("一", 1, "总体情况", "公开信息262条。\n没有变的一行。\n新的一行。"),),
        statistics=(Statistic("requests", "received", "total", 2, "2"),),
        tables=(Table("一", None, (("a", "b"),)),),
    )
    found = differences(before, after)
    assert found.fields == (("title", "年报", "年度报告"),)
    assert found.figures == (("requests", "received", "total", "1", "2"),)
    kinds = [one.kind for one in found.lines]
    assert kinds == ["same", "changed", "same", "added", "same"]
    changed = found.lines[1]
    assert changed.before == (("公开信息", False), ("242", True), ("条。", False))
    assert differences(before, before).is_empty


def test_a_form_is_laid_out_with_spans_that_fill_its_rectangle() -> None:
    rows = (
        "received",
        "carried_over",
        "granted",
        "denied_state_secret",
        "total_processed",
        "carried_forward",
    )
    statistics = tuple(Statistic("requests", row, "total", 3, "3") for row in rows)
    statistics += tuple(Statistic("review_litigation", "administrative_review", one, 1, "1")
                        for one in ("upheld", "corrected", "other_result", "pending", "total"))  # fmt: skip
    statistics += (Statistic("review_litigation", "litigation_direct", "total", None, "", confidence=0.5),)
    failed = Check("requests.balance", False, "3+3 != 3+4", column="total")
    report = Report(report_year=2022, statistics=statistics, checks=(failed,))
    forms = filled_forms(report)
    assert [(form.key, form.layout, len(form.failed)) for form in forms] == [
        ("requests", "2021", 1),
        ("review_litigation", "2021", 0),
    ]
    for form in forms:
        for table in form.tables:
            for part in (table.head, table.body):
                widths = dict.fromkeys(range(len(part)), 0)
                for at, row in enumerate(part):
                    for cell in row:
                        for down in range(cell.rows):
                            widths[at + down] += cell.columns
                assert len(set(widths.values())) == 1, form.key
    [requests] = forms[0].tables
    marked = [cell.text for row in requests.body for cell in row if cell.failed]
    assert marked == ["3"] * 4  # both sides of the balance
    assert loose_statistics(report) == ()
    assert filled_forms(Report(statistics=statistics[:2])) == ()
    assert len(loose_statistics(Report(statistics=statistics[:2]))) == 2


def test_the_layout_follows_the_cells_and_then_the_year() -> None:
    old = tuple(Statistic("active_disclosure", "administrative_licensing", one, 1, "1")
                for one in ("items_last_year", "items_change", "decisions")) * 2  # fmt: skip
    assert filled_forms(Report(report_year=2022, statistics=old))[0].layout == "2019"


@given(st.lists(st.lists(st.sampled_from(["", "项目", "数量", "3"]), min_size=4, max_size=4), max_size=6))
def test_cells_drawn_as_one_still_fill_the_rectangle(rows: list[list[str]]) -> None:
    drawn: dict[tuple[int, int], str] = {}
    for at, row in enumerate(shown_rows(rows)):
        column = 0
        for cell in row:
            while (at, column) in drawn:
                column += 1
            for down in range(cell.rows):
                for right in range(cell.columns):
                    assert (at + down, column + right) not in drawn
                    drawn[at + down, column + right] = cell.text
    assert [[drawn[at, column] for column in range(4)] for at in range(len(rows))] == rows


def test_citations_hold_special_characters() -> None:
    cited = Cited(
        7,
        "100%_公开{报告}",
        "财政局&国资办",
        2019,
        None,
        "http://a.example.gov.cn/?a=1&b={2}",
        "2024-03-01",
        "ab",
    )
    entry = bibtex(cited)
    assert r"title = {{100\%\_公开\{报告\}}}" in entry
    assert r"author = {{财政局\&国资办}}" in entry
    assert "url = {http://a.example.gov.cn/?a=1&b=%7B2%7D}" in entry
    assert "year = {2019}" in entry
    assert entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}")
    assert gb_t_7714(cited).startswith("财政局&国资办. 100%_公开{报告}[R/OL]. [2024-03-01]. http://")


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "language"),
    [
        (None, None, "", "zh"),
        ("en", "zh", "zh", "en"),
        ("xx", "en", "zh", "en"),
        (None, None, "fr, en;q=0.3, zh;q=0.7", "zh"),
        (None, None, "zh-TW;q=0.1,en-US", "en"),
        (None, None, "*;q=0.5, \x00", "zh"),
        (None, None, "en;q=9" * 100, "zh"),
    ],
)
def test_the_language_is_the_readers(
    asked: str | None, cookie: str | None, accepted: str, language: str
) -> None:
    assert chosen_language(asked, cookie, accepted) == language


@given(st.text(max_size=60))
def test_any_query_gives_an_expression_that_the_index_takes(query: str) -> None:
    import sqlite3

    expression = wide_expression(query)
    if expression is not None:
        db = sqlite3.connect(":memory:")
        db.execute("CREATE VIRTUAL TABLE f USING fts5 (title, text)")
        db.execute("SELECT rowid FROM f WHERE f MATCH ?", [f"{{title}} : ({expression})"]).fetchall()
        db.close()


@given(st.text(max_size=40), st.lists(st.text(max_size=4), max_size=4))
def test_pieces_of_a_hit_are_the_text(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _ in hit_pieces(text, words)) == text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("公開", "公开"), ("公开", "公開"), ("臺灣", "台湾"), ("台灣", "臺灣"), ("发展后", "發展後"),
        ("著作", "著作"), ("幹部", "干部"), ("資訊公開", "资讯公开"), ("頭髮", "头发"), ("里程", "里程"),
        ("同胞", "同胞"),
    ],
)  # fmt: skip
def test_a_word_is_looked_for_as_it_may_be_written(typed: str, stored: str) -> None:
    assert stored in spellings(typed)
    assert spellings(typed)[0] == typed
