from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from tests.storing.examples import FULL, URL, stored

from reportharvest.model import Report, Section
from reportharvest.storing import reader
from reportharvest.storing.fulltext import index_text, match_expression
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

TEXT = "区财政局主动公开政府信息120条，行政复议0件。Annual Report of 2018年度，第3号令。𠮷野家。"


@pytest.fixture(scope="module")
def filled() -> Database:
    db = open_database(":memory:")
    writer = Writer(db)
    stored(
        writer,
        Report(url=URL, title="工作报告", sections=(Section("一", 1, "概述", TEXT),), page_kind="report"),
    )
    other = replace(
        FULL, url=URL + "2", title="公开指南", sections=(Section(None, 1, "", "大学生就业。"),), tables=()
    )
    stored(writer, other, url=URL + "2")
    return db


@pytest.mark.parametrize(
    "query",
    [
        *[
            "公开",
            "开",
            "条",
            "政",
            "政府信息",
            "主动公开政府信息",
            "行政复议",
            "复议0件",
            "120条",
            "120",
            "annual",
            "ann*",
        ],
        *[
            "2018年",
            "2018年度",
            "第3号令",
            "第3号",
            "3号",
            "𠮷",
            "𠮷野",
            "概述",
            "工作报告",
            "“主动公开”",
            "120条、行政复议",
        ],
        *("ANNUAL report", '"annual report"', "财政 复议", '"公开'),
    ],
)
def test_what_stands_in_a_report_is_found(filled: Database, query: str) -> None:
    assert "工作报告" in [hit.title for hit in reader.search(filled, query)]


@pytest.mark.parametrize(
    "query",
    ["开公", "报开", "政信", "行政 大学生", "annua", "nual", "“公开主动”", "OR", "NEAR", "4号", "开政公"],
)
def test_what_does_not_stand_in_a_report_is_not_found(filled: Database, query: str) -> None:
    assert "工作报告" not in [hit.title for hit in reader.search(filled, query)]


@pytest.mark.parametrize("query", ["", " ", "!?", '"', '""', "（）", "*", "-", "“”", "'"])
def test_a_query_without_words_finds_nothing(filled: Database, query: str) -> None:
    assert match_expression(query) is None
    assert reader.search(filled, query) == []


def test_a_hit_in_the_title_comes_first(filled: Database) -> None:
    assert [hit.title for hit in reader.search(filled, "公开")] == ["公开指南", "工作报告"]
    assert [hit.title for hit in reader.search(filled, "公开", limit=1, offset=1)] == ["工作报告"]


def test_a_hit_is_shown_in_its_place(filled: Database) -> None:
    [hit] = reader.search(filled, "行政复议")
    assert "[行政复议]0件" in hit.snippet
    assert (hit.url, hit.report_year) == (URL, None)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet='公开报告 "*()^:+-ANDORNEAR{}“”\x00\ud8001a', max_size=30))
def test_no_query_raises(filled: Database, query: str) -> None:
    reader.search(filled, query)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 12))
def test_any_stretch_of_han_is_found(filled: Database, start: int, length: int) -> None:
    query = TEXT[start : start + length]
    if any(ch.isascii() and ch.isalnum() for ch in query) or match_expression(query) is None:
        return  # a part of a Latin word or number is found by prefix only
    assert "工作报告" in [hit.title for hit in reader.search(filled, f'"{query}"')]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="公开政府信息报告年 ，a1", min_size=1, max_size=30), st.data())
def test_a_word_cut_from_any_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    word = text[start:end]
    if set("a1") & set(word):
        return  # a part of a Latin word is found by prefix only
    expression = match_expression(f'"{word}"')
    if expression is None:
        return
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE fts USING fts5 (text, tokenize='unicode61 remove_diacritics 2')")
    db.execute("INSERT INTO fts VALUES (?)", [index_text(text)])
    assert db.execute("SELECT count(*) FROM fts WHERE fts MATCH ?", [expression]).fetchone() == (1,)


def test_other_tools_find_the_index_of_the_reports(filled: Database) -> None:
    assert filled.table("reports").detect_fts() == "reports_fts"
    [(sql,)] = filled.execute("SELECT sql FROM sqlite_master WHERE name = 'reports_fts'").fetchall()
    assert 'content="reports"' in sql  # the spelling that Datasette looks for


def test_the_plain_shell_finds_two_characters_as_they_are_typed(filled: Database) -> None:
    rows = filled.execute(
        "SELECT reports.title FROM reports_fts JOIN reports ON reports.id = reports_fts.rowid"
        " WHERE reports_fts MATCH '复议'"
    ).fetchall()
    assert rows == [("工作报告",)]
    assert filled.execute(
        "SELECT title FROM reports_fts WHERE reports_fts MATCH '行政 + 政复 + 复议'"
    ).fetchall() == [("工作报告",)]


def test_the_recipe_of_the_documentation_finds_longer_words(filled: Database) -> None:
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
    recipe = (
        page.split("```sql\n-- a word of any length\n")[1].split("```")[0].replace("政府信息公开", "行政复议")
    )
    assert [row[1] for row in filled.execute(recipe).fetchall()] == ["工作报告"]
