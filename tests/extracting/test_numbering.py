"""Numbers of headings, the ends of run-in headings, and figures that are neither."""

# ruff: noqa: E501 — tables of cases read best with a case a line
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.extracting.numbering import RANKS, read_mark, split_heading, split_runs
from reportharvest.extracting.numerals import ordinal


@pytest.mark.parametrize(
    ("text", "style", "number", "value"),
    [
        ("第一章　总则", "章", "一", 1),
        ("第十二条 公开应当及时", "条", "十二", 12),
        ("第3条 内容", "条", "3", 3),
        ("第二部分 概况", "部分", "二", 2),
        ("一、总体情况", "一、", "一", 1),
        ("十一、附则", "一、", "十一", 11),
        ("一．总体情况", "一、", "一", 1),
        ("（二）公开", "（一）", "二", 2),
        ("(三) 公开", "（一）", "三", 3),
        ("㈣公开", "（一）", "四", 4),
        ("1.公开", "1.", "1", 1),
        ("2、公开", "1.", "2", 2),
        ("１．公开", "1.", "１", 1),
        ("1.2018年公开情况", "1.", "1", 1),
        ("3、2019年计划", "1.", "3", 3),
        ("1.2 机构", "1.1", "1.2", 2),
        ("（1）公开", "（1）", "1", 1),
        ("(12)公开", "（1）", "12", 12),
        ("3）公开", "1）", "3", 3),
        ("②公开", "①", "②", 2),
        ("一是加强领导", "一是", "一是", 1),
        ("第三，加强领导", "第一", "第三", 3),
        ("一、三公经费情况", "一、", "一", 1),
    ],
)
def test_numbers_of_headings(text: str, style: str, number: str, value: int) -> None:
    mark = read_mark(text)
    assert mark is not None
    assert (mark.style, mark.number, mark.value) == (style, number, value)
    assert style in RANKS


@pytest.mark.parametrize(
    "text",
    [
        "一、二期工程已经完工", "一、二、三产业", "三、四季度各公开一次", "1.5万元", "12.5%的信息", "〔2019〕3号", "2019年1月",
        "2019.3.5发布", "3、4月份", "1、2、3号楼", "（一）至（三）项", "（一）、（二）两项", "第一季度", "第一条规定", "第二十条第（一）项",
        "第三，第四季度", "一是否公开", "十分重视", "", "1", "（2019）3号", "100.公开",
    ],
)  # fmt: skip
def test_figures_that_are_no_headings(text: str) -> None:
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("rest", "style", "expected"),
    [
        ("总体情况", "一、", ("总体情况", "")),
        ("总体情况：", "一、", ("总体情况", "")),
        ("公开数量。公开20条。", "（一）", ("公开数量", "公开20条。")),
        ("公开形式：通过网站公开。", "（一）", ("公开形式", "通过网站公开。")),
        ("2018年，我局公开20条。另有3条。", "（一）", ("", "2018年，我局公开20条。另有3条。")),
        ("规章3件；", "1.", ("", "规章3件；")),
        ("做到“公开是常态。”成效明显。", "1.", ("", "做到“公开是常态。”成效明显。")),
        ("【目的】为了公开。", "条", ("目的", "为了公开。")),
        ("为了公开，制定本办法。本办法适用于全市。", "条", ("", "为了公开，制定本办法。本办法适用于全市。")),
        ("优化 12345 热线服务。全年受理。", "（一）", ("优化 12345 热线服务", "全年受理。")),
    ],
)
def test_where_a_heading_ends(rest: str, style: str, expected: tuple[str, str]) -> None:
    assert split_heading(rest, style) == expected


def test_bold_type_ends_a_heading() -> None:
    assert split_heading("总体情况本局公开20条，群众满意。", "（一）", lead=4) == (
        "总体情况",
        "本局公开20条，群众满意。",
    )
    assert split_heading("加强领导。我局成立小组。", "一是", lead=5) == ("加强领导", "我局成立小组。")


def test_one_space_opens_a_section_in_plain_text_only() -> None:
    line = "2018年，我局公开。 一是加强领导。成立小组。 二、存在的问题"
    assert split_runs(line, plain=True) == [
        "2018年，我局公开。",
        "一是加强领导。成立小组。",
        "二、存在的问题",
    ]
    assert split_runs(line, plain=False) == [line]
    assert split_runs("主要做法：一是甲，二是乙。", plain=True) == ["主要做法：一是甲，二是乙。"]


@given(st.integers(1, 99), st.sampled_from(["{}、总则", "（{}）总则", "第{}条 总则", "第{}章 总则"]))
def test_numbers_are_read_back(value: int, form: str) -> None:
    tens, ones = divmod(value, 10)
    digits = "零一二三四五六七八九"
    written = ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones else ""
    )
    assert ordinal(written) == value
    mark = read_mark(form.format(written))
    assert mark is not None
    assert (mark.number, mark.value) == (written, value)


@given(st.text(max_size=60), st.booleans())
def test_splitting_loses_nothing(text: str, plain: bool) -> None:
    assert "".join("".join(split_runs(text, plain=plain)).split()) == "".join(text.split())
