"""Reports with their forms in files of every format: each cell, the year and the kind."""

from __future__ import annotations

import pytest
from benchmarks.drawn_files import FORMATS, draw_file, pdf_of, score_file
from benchmarks.drawn_sheets import HAN, Paper, Word
from hypothesis import given
from hypothesis import strategies as st

from reportharvest import extract, process
from reportharvest.extracting.file_unruled import find_zones, lay_zones
from reportharvest.extracting.files import read_file
from reportharvest.extracting.text_tables import join_records, read_text_tables

URL = "http://www.yunqiao.example.gov.cn/nb/2021"
COUNT = 4
# without lines between columns one cell in twenty is left out; these drawings are read whole
UNRULED = (2, 3, 5, 9)


@pytest.mark.parametrize("name", FORMATS)
def test_forms_in_files_are_read_whole(name: str) -> None:
    right = found = there = 0
    for number in UNRULED if name in {"PDF, unruled", "PDF, horizontal rules"} else range(COUNT):
        drawn = draw_file(name, number)
        report = process(drawn.body, url=URL, content_type=drawn.media_type)
        assert (report.report_year, report.page_kind) == (drawn.year, "report"), drawn.manner
        counts = score_file(drawn, report)
        right, found, there = right + counts[0], found + counts[1], there + counts[2]
    assert (right, found) == (there, there)


def grid(text: str) -> list[tuple[str, ...]]:
    [(_, _, found)] = read_text_tables(text.split("\n"))
    return list(found.rows)


def test_gaps_that_stand_below_one_another_tell_which_cell_is_empty() -> None:
    text = "信息内容        本年制发件数  现行有效件数\n规章                          12\n行政规范性文件  3"
    assert grid(text) == [
        ("信息内容", "本年制发件数", "现行有效件数"),
        ("规章", "", "12"),
        ("行政规范性文件", "3", ""),
    ]


def test_rules_and_lines_of_one_label_stay_in_their_table() -> None:
    text = "+------+----+\n| 规章 | 3  |\n+------+----+\n第二十条第（五）项\n| 行政许可 | 5 |\n+------+----+"
    assert grid(text) == [("规章", "3"), ("第二十条第（五）项", ""), ("行政许可", "5")]


def test_quoted_cells_keep_their_commas_and_line_ends() -> None:
    text = '信息内容,"本年\n制发件数"\n规章,"1,203"\n行政许可,5\n行政处罚,7\n"注：""件""为单位",'
    report = extract(f"云桥市财政局2021年政府信息公开工作年度报告,,\n{text}")
    assert report.title == "云桥市财政局2021年政府信息公开工作年度报告"
    [table] = report.tables
    assert table.rows == (
        ("信息内容", "本年制发件数"),
        ("规章", "1,203"),
        ("行政许可", "5"),
        ("行政处罚", "7"),
    )
    assert '注："件"为单位' in report.sections[0].text


@pytest.mark.parametrize(
    "line",
    ["2018年,我局公开信息12条,办结3件。", "1,203 5,678 12", "规章  1,203  5", "1,234", "名称,地址,备注"],
)
def test_prose_and_numbers_with_separators_are_no_comma_separated_values(line: str) -> None:
    assert join_records([line] * 5) is None


def test_prose_beside_the_forms_stays_prose() -> None:
    """Two columns of text, a list with numbers and a table of contents have no labels of a form."""
    words = [Word(f"主动公开政府信息{n}条，", 56, 100 + 16 * n, 12, HAN) for n in range(20)]
    words += [Word(f"受理申请 {n} 件", 320, 100 + 16 * n, 12, HAN) for n in range(20)]
    page = read_file(pdf_of([Paper(595, 842, words)]))
    assert "<table" not in (page.html or "")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["规章", "本年制发件数", "自然人", "1.", "3", "1,2", "／", "件", "结果维持", "总计"]
            ),
            st.integers(0, 60),
            st.integers(0, 30),
        ),
        max_size=60,
    )
)
def test_any_places_of_texts_are_laid_out(given: list[tuple[str, int, int]]) -> None:
    chars = [
        {
            "text": one,
            "x0": 9.0 * x + 8 * at,
            "x1": 9.0 * x + 8 * at + 8,
            "top": 6.0 * y,
            "bottom": 6.0 * y + 8,
            "size": 8,
        }
        for text, x, y in given
        for at, one in enumerate(text)
    ]
    zones = find_zones(chars, 0, 180.0)
    for table in lay_zones(zones):
        assert {len(row) for row in table.rows} <= {len(table.edges) - 1, 1}
    taken = [at for zone in zones for at in zone.chars]
    assert len(taken) == len(set(taken))
