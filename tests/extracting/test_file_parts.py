"""Forms that programs cut at page breaks, and forms without lines whose rows stand close together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from benchmarks.drawn_files import pdf_of
from benchmarks.drawn_sheets import HAN, Paper, Word
from hypothesis import given
from hypothesis import strategies as st

from reportharvest import process
from reportharvest.extracting.file_layout import lay_tables
from reportharvest.extracting.file_markup import FileCell
from reportharvest.extracting.file_parts import OPEN, Ruled, append_part, goes_on
from reportharvest.extracting.files import PDF
from reportharvest.model import Report

URL = "http://www.yunqiao.example.gov.cn/nb/2021"
TITLE = "云桥市财政局2021年政府信息公开工作年度报告"
HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
EDGES = (0.0, 100.0, 140.0, 180.0, 220.0)


def part(sheet: int, *rows: list[str], edges: tuple[float, ...] = EDGES) -> Ruled:
    cells = [[FileCell(text) for text in row] for row in rows]
    return Ruled(edges, cells, [list(range(len(row))) for row in rows], 50.0, sheet)


def joined(above: list[str], *below: list[str]) -> list[list[str]]:
    first = part(0, HEAD, above)
    append_part(first, part(1, *below))
    return [[cell.markup for cell in row] for row in first.rows[1:]]


def test_a_cut_row_is_joined_where_its_label_goes_on() -> None:
    assert joined(["行政规范", "1554", "2", ""], ["性文件", "847", "", "3"]) == [
        ["行政规范性文件", "1554847", "2", "3"]
    ]


def test_pieces_of_numbers_overleaf_without_a_label_belong_to_the_row_above() -> None:
    assert joined(["规章", "1,203,", "5", "／"], ["", "456", "", ""], ["行政许可", "1", "2", "3"]) == [
        ["规章", "1,203,456", "5", "／"],
        ["行政许可", "1", "2", "3"],
    ]


def test_a_repeated_header_stands_between_the_pieces() -> None:
    assert joined(["规章", "155", "2", "3"], HEAD, ["", "48", "", ""]) == [["规章", "15548", "2", "3"]]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"]),
        (["1.", "1", "2", "3"], ["2.", "4", "5", "6"]),
    ],
)
def test_rows_with_labels_of_their_own_stay_apart(above: list[str], below: list[str]) -> None:
    assert joined(above, below) == [above, below]


@pytest.mark.parametrize(
    ("above", "below", "row"),
    [
        # no piece of a number is longer than the line before it, and none begins with 0
        (["规章", "15", "2", "3"], ["", "847", "", ""], ["规章", f"15{OPEN}847", "2", "3"]),
        (["规章", "0", "2", "3"], ["", "5", "", ""], ["规章", f"0{OPEN}5", "2", "3"]),
        # a label that no form has may be the end of the one above
        (["某类文", "15", "2", ""], ["书", "8", "", "7"], ["某类文书", f"15{OPEN}8", "2", f"{OPEN}7"]),
    ],
)
def test_where_a_row_may_be_cut_or_not_its_numbers_are_left_open(
    above: list[str], below: list[str], row: list[str]
) -> None:
    assert joined(above, below) == [row]


def test_cells_of_several_rows_go_on_overleaf() -> None:
    first = part(0, HEAD)
    first.rows.append([FileCell("（四）无法", down=1), FileCell("1.本机关不"), FileCell("15"), FileCell("2")])
    first.lefts.append([0, 1, 2, 3])
    second = part(1, ["提供", "掌握相关政府信息", "3", ""], ["2.没有现成信息需要另行制作", "4", "5"])
    second.rows[0][0] = FileCell("提供", down=2)
    second.lefts[1] = [1, 2, 3]
    append_part(first, second)
    assert [[cell.markup for cell in row] for row in first.rows[1:]] == [
        ["（四）无法提供", "1.本机关不掌握相关政府信息", "153", "2"],
        ["2.没有现成信息需要另行制作", "4", "5"],
    ]
    assert first.rows[1][0].down == 2


def test_a_form_does_not_go_on_in_another() -> None:
    first = part(0, HEAD, ["规章", "1", "2", "3"])
    assert goes_on(first, part(1, ["行政规范性文件", "1", "2", "3"]))
    assert not goes_on(first, part(1, ["一、本年新收政府信息公开申请数量", "1", "2", "3"]))
    assert not goes_on(first, part(1, ["行政许可", "3"], edges=(0.0, 100.0, 400.0)))


TEXTS = st.sampled_from(
    ["", "规章", "行政规范", "性文件", "1.", "12", "0", "3件", "／", "1,2", "其他", "（四）"]
)


@given(st.lists(st.lists(TEXTS, min_size=4, max_size=4), min_size=1, max_size=4), st.integers(1, 3))
def test_any_parts_are_joined(rows: list[list[str]], down: int) -> None:
    first, second = part(0, HEAD, rows[0]), part(1, *rows)
    second.rows[0][0] = FileCell(rows[0][0], down=down)
    append_part(first, second)
    assert len(first.rows) in range(2, len(rows) + 3)
    assert all(len(row) == len(places) for row, places in zip(first.rows, first.lefts, strict=True))


def test_forms_that_touch_are_laid_on_columns_of_their_own() -> None:
    """Office programs set no gap between two tables without a paragraph between them."""
    boxes = [(x, y, x + 100, y + 20) for y in (0, 20) for x in (0, 100)]
    boxes += [(x, 40, x + 50, 60) for x in (0, 50, 100, 150)]
    texts = [(5, 5, "信息内容"), (105, 5, "本年制发件数"), (5, 25, "规章"), (105, 25, "7")]
    texts += [(2, 45, "重复申请"), (52, 45, "1"), (102, 45, "2"), (152, 45, "3")]
    chars = [
        {"text": one, "x0": x + 8 * at, "x1": x + 8 * at + 8, "top": y, "bottom": y + 8, "size": 8}
        for x, y, text in texts
        for at, one in enumerate(text)
    ]
    first, second = (table for table, _ in lay_tables(boxes, chars, 0))
    assert [[(cell.markup, cell.across) for cell in row] for row in first.rows] == [
        [("信息内容", 1), ("本年制发件数", 1)],
        [("规章", 1), ("7", 1)],
    ]
    assert [cell.markup for cell in second.rows[0]] == ["重复申请", "1", "2", "3"]


# ------------------------------------------------------------------------------------------------ whole files


def sheet(words: Sequence[tuple[str, float, float]], ys: list[float], xs: list[float], low: float) -> Paper:
    """Draw a sheet with a title, words and a grid of lines; its upright lines reach down to ``low``."""
    paper = Paper(300, 400, [Word(TITLE, 20, 30, 12, HAN)] if ys[0] > 100 else [])
    paper.words += [Word(text, x, y, 8, HAN) for text, x, y in words]
    paper.rules += [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, low) for x in xs]
    return paper


def values(report: Report) -> dict[tuple[str, str], object]:
    return {(one.row, one.column): one.value for one in report.statistics}


@pytest.mark.parametrize("closed", [True, False])
def test_a_pdf_with_a_row_cut_by_a_page_break_gives_whole_numbers(closed: bool) -> None:
    """Office programs draw a line where the page ends; browsers do not, neither there nor overleaf."""
    xs = [20.0, 100.0, 150.0, 200.0, 260.0]
    head = [(text, x + 1, 334.0) for text, x in zip(HEAD, xs, strict=False)]
    above = [("行政规范", 22, 364), ("1554", 102, 364), ("2", 152, 364), ("3", 202, 364)]
    below = [("性文件", 22, 34), ("847", 102, 34)]
    rest = [("规章", 22, 64), ("0", 102, 64), ("1", 152, 64), ("12", 202, 64)]
    one = sheet([*head, *above], [320, 350, 380] if closed else [320, 350], xs, 380)
    other = sheet(below + rest, [20, 50, 80] if closed else [50, 80], xs, 80)
    if not closed:
        other.rules += [(x, 20, x, 50) for x in xs]
    report = process(pdf_of([one, other]), url=URL, content_type=PDF)
    found = values(report)
    assert (found["normative_documents", "issued"], found["normative_documents", "in_force"]) == (1554847, 3)
    assert found["regulations", "in_force"] == 12


LABELS = [
    "1.属于国|家秘密",
    "2.其他法|律行政法|规禁止公|开",
    "3.危及“三|安全一稳|定”",
    "4.保护第|三方合法|权益",
    "7.属于行|政执法案|卷",
]
ROWS = [
    "denied_state_secret",
    "denied_other_law",
    "denied_three_securities",
    "denied_third_party",
    "denied_enforcement_files",
]


@pytest.mark.parametrize("top", [True, False])
@pytest.mark.parametrize("pitch", [1.45, 2.1])
def test_close_rows_without_lines_are_told_apart_by_their_labels(top: bool, pitch: float) -> None:
    """Values stand at the top of their rows or in the middle; the second number is broken over two lines."""
    names = ["自然人", "商业企业", "科研机构", "总计"]
    words = [Word(TITLE, 20, 30, 12, HAN)]
    words += [Word(name, 80 + 50 * at, 70, 8, HAN) for at, name in enumerate(names)]
    y = 70.0 + 8 * pitch
    for row, label in enumerate(LABELS):
        lines = label.split("|")
        words += [Word(text, 20, y + at * 8 * pitch, 8, HAN) for at, text in enumerate(lines)]
        for column in range(4):
            texts = ["103082", str(row)] if column == 1 and row in {1, 3} else [str(10 * row + column)]
            shift = 0.0 if top else (len(lines) - len(texts)) / 2
            words += [
                Word(text, 80 + 50 * column, y + (shift + at) * 8 * pitch, 8, HAN)
                for at, text in enumerate(texts)
            ]
        y += len(lines) * 8 * pitch
    report = process(pdf_of([Paper(300, 460, words)]), url=URL, content_type=PDF)
    found = values(report)
    columns = ["natural_person", "commercial_enterprise", "research_institution", "total"]
    for row, key in enumerate(ROWS):
        right = [10 * row + column for column in range(4)]
        if row in {1, 3}:
            right[1] = 1030820 + row
        assert [found[key, column] for column in columns] == right


def test_a_line_of_numbers_without_a_label_leaves_the_rows_about_it_open() -> None:
    labels = [
        "1.属于国家秘密",
        "2.其他法律行政法规禁止公开",
        "",
        "4.保护第三方合法权益",
        "7.属于行政执法案卷",
    ]
    words = [Word(TITLE, 20, 30, 12, HAN)]
    words += [Word(name, 140 + 50 * at, 70, 8, HAN) for at, name in enumerate(["自然人", "商业企业", "总计"])]
    for row, label in enumerate(labels):
        words += [Word(label, 20, 90 + 20 * row, 8, HAN)] if label else []
        words += [Word(str(5 + row), 140 + 50 * at, 90 + 20 * row, 8, HAN) for at in range(3)]
    found = values(process(pdf_of([Paper(300, 400, words)]), url=URL, content_type=PDF))
    assert {row for row, _ in found} <= {"denied_state_secret", "denied_enforcement_files"}
