"""Reports with their forms in files of every format: each cell, the year and the kind."""

from __future__ import annotations

import pytest
from benchmarks.drawn_files import FORMATS, draw_file, score_file

from reportharvest import extract, process
from reportharvest.extracting.text_tables import join_records, read_text_tables

URL = "http://www.yunqiao.example.gov.cn/nb/2021"
COUNT = 4
UNRULED = {"PDF, unruled", "PDF, horizontal rules"}


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in UNRULED])
def test_forms_in_files_are_read_whole(name: str) -> None:
    right = found = there = 0
    for number in range(COUNT):
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
