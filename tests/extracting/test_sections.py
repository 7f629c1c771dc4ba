"""The tree of sections: levels, and that no text is lost."""

# ruff: noqa: E501 — tables of cases read best with a case a line
from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.extracting.blocks import Block
from reportharvest.extracting.sections import MAX_LEVELS, build_outline
from reportharvest.extracting.tables import Grid


def levels(*texts: str) -> list[tuple[str | None, int]]:
    sections = build_outline([Block(text) for text in texts]).sections
    return [(one.number, one.level) for top in sections for one in top.walk()]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["一、甲", "（一）乙", "1.丙", "（1）丁", "①戊", "二、己"], [("一", 1), ("一", 2), ("1", 3), ("1", 4), ("①", 5), ("二", 1)]),
        (["1.甲", "（一）乙", "（二）丙", "2.丁"], [("1", 1), ("一", 2), ("二", 2), ("2", 1)]),
        (["一、甲", "三、乙", "三、丙"], [("一", 1), ("三", 1), ("三", 1)]),
        (["一、甲", "（一）乙", "二、丙", "（一）丁"], [("一", 1), ("一", 2), ("二", 1), ("一", 2)]),
        (["一、甲", "第一条 乙丙丁", "二、戊", "第二条 己庚辛"], [("一", 1), ("一", 2), ("二", 1), ("二", 2)]),
        (["1、甲", "1.乙", "2.丙", "2、丁"], [("1", 1), ("1", 2), ("2", 2), ("2", 1)]),
        (["1、甲", "2.乙", "3、丙"], [("1", 1), ("2", 1), ("3", 1)]),
        (["一、甲", "一是乙好。真好。", "①丙", "②丁", "二是戊好。真好。"], [("一", 1), ("一是", 2), ("①", 3), ("②", 3), ("二是", 2)]),
        (["（一）甲", "（二）乙", "一、丙", "（一）丁"], [("一", 1), ("二", 1), ("一", 1), ("一", 2)]),
        (["一、甲", "1.乙", "二、丙", "（一）丁", "1.戊"], [("一", 1), ("1", 2), ("二", 1), ("一", 2), ("1", 3)]),
        (["1.甲", "1.1 乙", "1.2 丙", "2.5倍的增长。"], [("1", 1), ("1.1", 2), ("1.2", 2)]),
    ],
)  # fmt: skip
def test_levels(texts: list[str], expected: list[tuple[str | None, int]]) -> None:
    assert levels(*texts) == expected


def test_numbered_attachments_belong_to_the_last_section() -> None:
    [section] = build_outline(
        [Block(one) for one in ("一、其他", "无。", "附件：", "1.统计表", "2.说明")]
    ).sections
    assert section.text == "无。\n附件：\n1.统计表\n2.说明"


def test_a_table_stands_in_the_innermost_numbered_section() -> None:
    grid = Grid((("规章", "3"),))
    outline = build_outline([Block("二、主动公开"), Block("", "table", grid=grid), Block("说明。")])
    assert [table.section for table in outline.tables] == ["二"]
    assert outline.sections[0].text == "说明。"


def test_bold_lines_between_numbers_that_follow_are_below_them() -> None:
    blocks = [
        Block("一、甲情况", bold=True),
        Block("好。"),
        Block("乙情况", bold=True),
        Block("好。"),
        Block("二、丙情况", bold=True),
    ]
    tree = [(one.heading, one.level) for top in build_outline(blocks).sections for one in top.walk()]
    assert tree == [("甲情况", 1), ("乙情况", 2), ("丙情况", 1)]


LINES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "一、", "二、", "（一）", "（二）", "1.", "2、", "（1）", "①", "一是", "二是", "第一，", "第一章 ", "第二条 ", "1.1 "]),
        st.sampled_from(["总体情况", "公开20条。", "加强领导。成立小组。", "形式：通过网站。", "我局公开，群众满意。", "附件：", "某局", "2019年1月2日"]),
        st.sampled_from(["", " 二、其他", "　　一是好。", " 另有3条。"]),
    ),
)  # fmt: skip


@given(st.lists(st.tuples(LINES, st.booleans(), st.booleans()), max_size=12), st.booleans())
def test_no_text_is_lost_and_none_is_added(lines: list[tuple[str, bool, bool]], plain: bool) -> None:
    blocks = [Block(text, bold=bold, centred=centred) for text, bold, centred in lines]
    sections = [one for top in build_outline(blocks, plain=plain).sections for one in top.walk()]
    given_text = "".join(text for text, *_ in lines)
    read = "".join((one.number or "") + one.heading + one.text for one in sections)
    marks = re.compile(r"[\s、．.，,（）()：:。第章条]")
    assert marks.sub("", read) == marks.sub("", given_text)
    assert all(1 <= one.level <= MAX_LEVELS for one in sections)
