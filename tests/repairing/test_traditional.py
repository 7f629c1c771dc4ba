"""The way back from machine-made traditional characters, there and back through OpenCC."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.repairing.fix import apply_fixes
from reportharvest.repairing.traditional import count_sides, find_conversions, restore_machine_traditional
from reportharvest.tables.variants import origins

# Words in which a traditional character has more than one origin, and others that tempt a phrase table.
WORDS = (
    "着力，着重，沿着，著名，著作权，显著，覆盖，答复，回复，反复，恢复，颠覆，了解，一目了然，"
    "瞭望塔，借助，借口，慰藉，狼藉，乾隆，乾坤，干净，干部，干旱，好像，图像，象征，现象，"
    "家具，面面俱到，特征，征收，象征性，建立，程序，查询，质量，网络，信息，皇后，以后，邻里，"
    "公里，发展，头发，面粉，表面，系统，联系，准备，批准，制度，制造，复杂，复印，规划，"
    "计划，图画，松树，放松，台风，平台，台州，丑闻，子丑寅卯，山谷，稻谷，范围，范仲淹，采取，"
    "于是，冲突，冲洗，注册，册封，疏浚，维修，水果，堤防，卫生，周围，周期，占用，划分，"
    "云桥，人云亦云，舍弃，宿舍，几乎，茶几，秋千，秋季，征求意见，账户，帐篷，座谈会，乘坐，等待，"
    "咨询，"
)


@pytest.mark.parametrize("configuration", ["s2t", "s2tw", "s2hk"])
def test_words_come_back(configuration):
    convert = opencc.OpenCC(configuration).convert
    traditional = convert(WORDS)
    assert apply_fixes(traditional, find_conversions(traditional, proven=True)) == WORDS


@given(st.text(st.sampled_from("著覆瞭藉像俱乾發區政府<>a=\"'-! /scriptsytl"), max_size=80))
def test_length_and_tags_stay(text):
    fixes = find_conversions(text, proven=True)
    converted = apply_fixes(text, fixes)
    assert len(converted) == len(text)
    for fix in fixes:
        assert len(fix.after) == fix.end - fix.start
        assert all(a != b for a, b in zip(fix.after, text[fix.start : fix.end], strict=True))


@given(st.text(), st.one_of(st.none(), st.text(max_size=20)))
def test_any_page_is_taken(text, url):
    assert len(restore_machine_traditional(text, url=url).text) == len(text)


def test_nothing_without_proof():
    assert find_conversions("區財政局") == []


def test_mark_up_is_not_prose():
    page = (
        '<a class="發布" href="/發布" title="發布">發布</a><!-- 發布 -->'
        '<script>"發布"</script><style>發布{}</style>'
        '<meta name="keywords" content="發布"><img alt=\'發布\' src=發布><code>發布</code>發布'
    )
    converted = apply_fixes(page, find_conversions(page, proven=True))
    assert converted == (
        '<a class="發布" href="/發布" title="发布">发布</a><!-- 發布 -->'
        '<script>"發布"</script><style>發布{}</style>'
        '<meta name="keywords" content="发布"><img alt=\'发布\' src=發布><code>發布</code>发布'
    )


def test_a_page_that_was_not_converted_is_the_very_object():
    text = "云桥区财政局主动公开"
    assert restore_machine_traditional(text, url="http://www.yunqiao.example.gov.cn/").text is text


def test_sides():
    assert count_sides("區財政局公开") == (2, 1)
    assert count_sides("后里干面") == (0, 0)


def test_the_table_is_one_to_one_and_sound():
    for traditional, simplified in origins().items():
        assert len(traditional) == 1
        assert 1 <= len(simplified) <= 2
        assert simplified != traditional
        assert len(set(simplified)) == len(simplified)
        # What a character is turned into is never turned into something else again.
        assert simplified[0] == origins().get(simplified[0], simplified[0])[0]
