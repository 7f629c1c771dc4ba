"""The engine: any text at all, places that lead back to the input, a fixed point."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.repairing.damage import LAW, LOSSES, NEWS, PAGE, READERS, REPORT, lose, misread

from reportharvest.repairing import repair
from reportharvest.repairing.fix import Fix, apply_fixes

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
LINKS = ["utf8-as-latin1", "utf8-as-cp1252", "utf8-as-gbk", "gbk-as-latin1", "gbk-as-cp1250"]


@pytest.mark.parametrize("value", [None, b"text", 1, ["text"]])
def test_only_a_string_can_be_repaired(value):
    with pytest.raises(TypeError, match="text must be a string"):
        repair(value)


@pytest.mark.parametrize(
    "text", ["", "plain", REPORT, LAW, NEWS, PAGE, "\x00" * 50, "\ud800\udc00\udfff", "?" * 50]
)
def test_sound_text_is_handed_back_as_it_is(text):
    repaired = repair(text)
    assert repaired.text is text
    assert (repaired.steps, repaired.lost) == ((), 0)


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_no_text_raises(one, other):
    text = one + lose(REPORT[:60], "swallow") + other
    repaired = repair(text)
    assert all(0 <= step.start <= step.end <= len(text) for step in repaired.steps)
    assert 0 <= repaired.lost <= repaired.text.count("\ufffd")
    assert repair(one).lost <= len(one)


@given(st.integers(0, len(LAW) - 80), st.integers(20, 80), st.sampled_from(LINKS), st.sampled_from(LINKS[:3]))
@settings(max_examples=60, deadline=None)
def test_restored_text_is_a_fixed_point(start, size, first, second):
    once = repair(misread(LAW[start : start + size], first, second)).text
    assert repair(once).text == once


@pytest.mark.parametrize(
    "char", ["政", "鏀", "銆", "é", "Ã", "€", "?", "\ufffd", "\ue000", "ｱ", "뿨", "\x00", "(", "&"]
)
@pytest.mark.parametrize("pattern", ["{0}", "{0}?", "{0}鏀垮簻", "鏀{0}", "Ã{0}", "{0}<p>", "{0}(a)"])
def test_long_runs_of_one_thing_come_to_an_end(char, pattern):
    text = pattern.format(char) * 3000
    assert len(repair(text).text) <= len(text) * 2


def test_places_lead_back_to_the_input_through_several_layers():
    inner = "區(qū)財政局發(fā)布政府信息公開工作報告"
    damaged = "索引：" + misread(inner, "utf8-as-cp1252", "utf8-as-latin1") + "，完。"
    repaired = repair(damaged)
    assert repaired.text == "索引：区财政局发布政府信息公开工作报告，完。"
    kinds = list(dict.fromkeys(step.kind for step in repaired.steps))
    assert kinds == ["utf8-as-latin1", "pinyin-annotation", "traditional-conversion"]
    assert all(3 <= step.start < step.end <= len(damaged) - 3 for step in repaired.steps)


def test_outermost_damage_is_undone_first():
    damaged = misread(REPORT, "gbk-as-cp1250", "utf8-as-latin1")
    kinds = list(dict.fromkeys(step.kind for step in repair(damaged).steps))
    assert kinds == ["utf8-as-latin1", "gbk-as-cp1250"]


@pytest.mark.parametrize("manner", sorted(LOSSES))
def test_what_is_marked_is_counted(manner):
    repaired = repair(lose(NEWS + PAGE + LAW, manner))
    assert repaired.lost == repaired.text.count("\ufffd")


@pytest.mark.parametrize("reader", sorted(READERS))
def test_a_mark_that_was_there_before_is_not_counted(reader):
    text = "附件\ufffd说明：" + NEWS
    assert repair(text).lost == 0
    assert repair(text).text is text


def test_fixes_replace_insert_and_remove():
    fixes = [Fix("a", 0, 0, "x", 1.0), Fix("b", 1, 2, "", 1.0), Fix("c", 2, 3, "yz", 1.0)]
    assert apply_fixes("012", fixes) == "x0yz"
