"""Tables as rectangles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tests.extracting.forms import Cell, resolved

from reportharvest.extracting.tables import (
    MAX_CELLS,
    MAX_CHARS,
    MAX_COLUMNS,
    is_data_table,
    read_table,
)
from reportharvest.extracting.text_tables import read_text_tables


def grid_of(markup: str):
    return read_table(LexborHTMLParser(markup).css_first("table"))


def kept(markup: str) -> bool:
    node = LexborHTMLParser(markup).css_first("table")
    return is_data_table(node, read_table(node))


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ("<tr><td rowspan=2>a<td>b<tr><td>c", (("a", "b"), ("a", "c"))),
        ("<tr><td colspan=2>a<tr><td>b<td>c", (("a", "a"), ("b", "c"))),
        ("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", (("a", "b"), ("a", "c"), ("a", "d"))),
        ("<tr><td colspan=1000000000>a<tr><td>b<td>c", (("a", "a"), ("b", "c"))),
        ("<tr><td>a<tr><td>b<td>c", (("a", ""), ("b", "c"))),
        ("<tr><td>a<tr><tr><td>b", (("a",), ("",), ("b",))),
        ("<tfoot><tr><td>z</tfoot><tr><td>b<thead><tr><td>a</thead>", (("a",), ("b",), ("z",))),
        ("<tbody><tr><td rowspan=5>a<td>b</tbody><tbody><tr><td>c<td>d", (("a", "b"), ("c", "d"))),
        ("<tr><td>1<td rowspan=2>R<tr><td colspan=3>x", (("1", "R", ""), ("x", "R", "x"))),
        ("<tr><td colspan=x rowspan=-1>a<td colspan=' 2'>b", (("a", "b", "b"),)),
        ("<TR><TD>A</TD><TD>B</TR>", (("A", "B"),)),
        ("", ()),
    ],
)
def test_spans_are_resolved(markup, rows):
    assert grid_of(f"<table>{markup}</table>").rows == rows


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("属于<b>国家</b><span>秘密</span>", "属于国家秘密"),
        ("属于<br>国家秘密", "属于国家秘密"),
        ("<p>属于</p>\n<p>国家秘密</p>", "属于国家秘密"),
        ("<p>open</p><p>data</p>", "open data"),
        ("&nbsp;1,234&nbsp;", "1,234"),
        ("1 &lt; 2 &amp;amp;", "1 < 2 &amp;"),
        ("<!-- 1 > 0 -->3<script>if (a > b) {}</script><style>td{}</style>", "3"),
        ('<span title="a > b">5</span>', "5"),
        ("外<table><tr><td>内一<td>内二</table>", "外内一内二"),
        ("<img src=x>", ""),
    ],
)
def test_text_of_a_cell(cell, text):
    assert grid_of(f"<table><tr><td>{cell}</td></tr></table>").rows == ((text,),)


def test_caption_and_header_rows():
    grid = grid_of("<table><caption>表 <b>1</b></caption><tr><th>a<th>b<tr><td>1<td>2</table>")
    assert (grid.caption, grid.header_rows) == ("表 1", 1)
    assert grid_of("<table><tr><td>规章<td>制发<tr><td>甲<td>3<tr><td>乙<td>4</table>").header_rows == 1


@st.composite
def tables(draw):
    """Draw tables whose cells do not overlap: every row is filled up exactly."""
    width, height = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    taken: set[tuple[int, int]] = set()
    rows = []
    for row in range(height):
        cells = []
        for column in range(width):
            if (row, column) in taken:
                continue
            free = 1
            while column + free < width and (row, column + free) not in taken:
                free += 1
            across, down = draw(st.integers(1, free)), draw(st.integers(1, height - row))
            taken |= {(row + y, column + x) for y in range(down) for x in range(across)}
            cells.append(Cell(draw(st.sampled_from(["", "a", "规章", "12"])), across, down))
        rows.append(cells)
    return rows


@given(tables(), st.booleans())
def test_any_table_without_overlaps_is_its_rectangle(rows, closed):
    end = "</td>" if closed else ""
    lines = "".join(
        "<tr>" + "".join(f"<td colspan={c.across} rowspan='{c.down}'>{c.text}{end}" for c in row)
        for row in rows
    )
    assert [list(row) for row in grid_of(f"<table>{lines}</table>").rows] == resolved(rows)


@given(st.text(alphabet="<>tdrhable/ =\"'colspanrow0129a一\n", max_size=200))
def test_any_markup_gives_a_rectangle(markup):
    for node in LexborHTMLParser(f"<table>{markup}").css("table"):
        grid = read_table(node)
        assert len({len(row) for row in grid.rows}) <= 1
        is_data_table(node, grid)


def test_limits_hold_and_are_told():
    wide = grid_of("<table><tr>" + "<td>x" * (MAX_COLUMNS + 5) + "</table>")
    assert (len(wide.rows[0]), wide.complete) == (MAX_COLUMNS, False)
    many = grid_of("<table>" + ("<tr>" + "<td>1" * 900) * 300 + "</table>")
    assert sum(map(len, many.rows)) <= MAX_CELLS
    assert not many.complete
    long = grid_of("<table>" + f"<tr><td colspan=50>{'长' * 50_000}" * 5 + "</table>")
    assert sum(len(text) for row in long.rows for text in row) <= MAX_CHARS
    assert not long.complete


@pytest.mark.parametrize(
    "markup",
    [
        "<table border=1><tr><td>规章<td>3<tr><td>行政许可<td>5</table>",
        "<table><tr><th>项目<th>数量<tr><td>甲<td>乙</table>",
        "<table><tr><td>年份<td>件数<tr><td>2019<td>3<tr><td>2020<td>5</table>",
        "<table><tr><td colspan=2>第二十条<tr><td>信息内容<td>处理决定数量<tr><td>行政许可<td>9</table>",
    ],
)
def test_data_is_kept(markup):
    assert kept(markup)
    wrapped = LexborHTMLParser(f"<table><tr><td><p>正文</p>{markup}</td></tr></table>").css("table")[1]
    assert is_data_table(wrapped, read_table(wrapped))


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><p>一、总体情况</p><p>2018年，我局认真贯彻条例。</p></table>",
        "<table><tr><td>导航<td><h1>报告</h1><p>" + "正文。" * 200 + "</table>",
        "<table><tr><td><table><tr><td>规章<td>3<tr><td>行政许可<td>5</table></table>",
        "<table role=presentation><tr><td>1<td>2<tr><td>3<td>4</table>",
        "<table><tr><td><ul><li>甲<li>乙</ul><td><div>丙</div></table>",
    ],
)
def test_layout_is_not(markup):
    assert not kept(markup)


def test_text_tables():
    lines = [
        "总体情况",
        "信息内容 | 本年制发件数 | 现行有效件数 |",
        "--- | --- | --- |",
        "规章 | | 7 |",
        "",
        "完",
    ]
    [(start, end, grid)] = read_text_tables(lines)
    assert (start, end) == (1, 4)
    assert grid.rows == (("信息内容", "本年制发件数", "现行有效件数"), ("规章", "", "7"))
    [(_, _, gaps)] = read_text_tables(["信息内容\t制发\t废止", "规章\t3\t0", "行政规范性文件\t1\t2"])
    assert gaps.rows[2] == ("行政规范性文件", "1", "2")


@pytest.mark.parametrize(
    "lines",
    [
        [
            "索引号: | 002590702/2019-58088 | 公开方式: | 主动公开 |",
            "文号: | 公开日期: | 2020-01-03 13:38 | |",
        ],
        ["首页  政务公开  办事服务", "要闻  通知  公告"],
        ["区财政局报告 | " + "|" * 300, "|"],
        [],
    ],
)
def test_text_without_data_is_no_table(lines):
    assert read_text_tables(lines) == []
