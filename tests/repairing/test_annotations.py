"""Readings after Han characters: made by converter and pypinyin, removed, compared with what was written."""

from __future__ import annotations

from collections import Counter

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT
from tests.repairing.damage import LAW, REPORT

from reportharvest.repairing import repair
from reportharvest.repairing.annotations import find_readings
from reportharvest.repairing.fix import apply_fixes

PROSE = (
    "云桥区财政局认真贯彻落实条例，不断完善政府信息公开制度，切实保障公民的知情权、参与权、表达权和监督权。"
    "全年主动公开政府信息三百二十条，收到依申请公开二十五件，均已按期答复。下一步将加强组织领导，强化队伍建设，"
    "拓宽公开渠道，方便群众查询，使政府信息公开工作规范、稳步推进（详见附件）。"
)
TRADITIONAL = opencc.OpenCC("s2tw").convert(PROSE)


def annotated(text: str, chosen: set[str], brackets: str) -> str:
    """Put its first reading after every chosen character."""
    return "".join(
        f"{one}{brackets[0]}{PINYIN_DICT[ord(one)].split(',')[0]}{brackets[1]}" if one in chosen else one
        for one in text
    )


@given(
    chosen=st.sets(
        st.sampled_from(sorted({one for one in TRADITIONAL if one > "\u4e00" and one < "\ua000"})), min_size=3
    ),
    brackets=st.sampled_from(["()", "（）"]),
)
def test_any_subset_of_characters_is_recognised(chosen, brackets):
    damaged = annotated(TRADITIONAL, chosen, brackets)
    fixes = find_readings(damaged)
    assert len(fixes) == sum(TRADITIONAL.count(one) for one in chosen)
    assert apply_fixes(damaged, fixes) == TRADITIONAL


@given(st.text(st.sampled_from("發布區(（)）fāaquān1& 政府;乾\n"), max_size=60))
def test_only_readings_in_parentheses_go(text):
    for fix in find_readings(text):
        assert text[fix.start] in "(（"
        assert text[fix.end - 1] in ")）"
        assert fix.after == ""
        assert 0.5 < fix.confidence <= 1


@given(st.text())
def test_any_text_is_taken(text):
    assert apply_fixes(text, find_readings(text)) == text or "(" in text or "（" in text


def test_a_repeated_accident_in_simplified_text():
    damaged = annotated(PROSE * 2, set("区政公开信"), "()")
    assert apply_fixes(damaged, find_readings(damaged)) == PROSE * 2


def test_what_is_not_read_so_stays():
    damaged = annotated(TRADITIONAL, set("區財"), "()") + "發(kāi)布附件(pdf)，單位(he)"
    kept = apply_fixes(damaged, find_readings(damaged))
    assert kept == TRADITIONAL + "發(kāi)布附件(pdf)，單位(he)"


def test_one_reading_of_a_rare_character_is_meant():
    assert find_readings(TRADITIONAL + "筲（shāo）箕灣") == []


@pytest.mark.parametrize("text", [PROSE, TRADITIONAL, "発行(はっこう)", "(fā)", "the (mà) end", ""])
def test_nothing_to_find(text):
    assert find_readings(text) == []


@pytest.mark.parametrize("brackets", ["()", "（）"])
def test_readings_without_exception_in_simplified_text_are_no_glosses(brackets):
    text = (REPORT + LAW) * 2 + "清康乾年间，吴大澂据理力争，尾气二噁英检测合格。\n"
    common = {one for one, _ in Counter(filter(str.isalpha, text)).most_common(32)}
    readings = [one[0] for one in pinyin(text, style=Style.TONE, errors=list)]
    annotated = "".join(
        one + (brackets[0] + reading + brackets[1] if one in common and reading != one else "")
        for one, reading in zip(text, readings, strict=True)
    )
    assert annotated != text
    assert repair(annotated).text == text
