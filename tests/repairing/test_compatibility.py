"""Characters that nobody types: each rule alone, and switched on and off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.repairing import repair
from reportharvest.repairing.compatibility import (
    COMPATIBILITY_RULES,
    DEFAULT_COMPATIBILITY,
    find_compatibility,
)
from reportharvest.repairing.fix import apply_fixes

CASES = json.loads(
    (Path(__file__).parents[2] / "fixtures/repairs/compatibility.json").read_text(encoding="utf-8")
)

EXAMPLES = {
    "kangxi-radicals": ("政府⼯作", "政府工作"),
    "radicals-supplement": ("⺠生", "民生"),
    "compatibility-ideographs": ("乾\uf9dc", "乾隆"),
    "zero-width": ("政\u200b府", "政府"),
    "control": ("政\x02府", "政府"),
    "full-width": ("２０１８ＧＤＰ，", "2018GDP，"),
    "private-use": ("\uf06c工作", "●工作"),
    "nfc": ("e\u0301te\u0301", "été"),
}


def test_every_rule_has_an_example():
    assert EXAMPLES.keys() == COMPATIBILITY_RULES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_rule_works_alone_and_is_silent_when_off(name):
    damaged, sound = EXAMPLES[name]
    assert apply_fixes(damaged, find_compatibility(damaged, [name])) == sound
    assert find_compatibility(damaged, COMPATIBILITY_RULES.keys() - {name}) == []
    assert (find_compatibility(damaged) != []) == (name in DEFAULT_COMPATIBILITY)


@pytest.mark.parametrize("case", CASES["fixed"], ids=lambda case: case["name"])
def test_labelled_damage_goes(case):
    assert apply_fixes(case["text"], find_compatibility(case["text"])) == case["repaired"]


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: case["name"])
def test_labelled_sound_text_stays(case):
    assert find_compatibility(case["text"]) == []


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("2019年1⽉1⽇", "2019年1月1日"),
        ("2019年1⽉1日", "2019年1月1日"),
        ("共12⼈，3⼾", "共12人，3户"),
        ("⼀、总体情况", "一、总体情况"),
    ],
)
def test_radicals_beside_numbers(text, sound):
    assert apply_fixes(text, find_compatibility(text)) == sound


@pytest.mark.parametrize("text", ["74⽉ 72⽇ 9⼈", "部首：⽉", "偏旁是⼝", "持有者\x1f: %s", "\x07等待输入"])
def test_radicals_and_controls_that_are_meant(text):
    assert find_compatibility(text) == []


def test_an_unknown_rule_is_a_wrong_call():
    with pytest.raises(ValueError, match="there are kangxi-radicals"):
        find_compatibility("政", ["kangxi"])


@given(
    st.text(st.characters() | st.sampled_from("政府⼯⺠\u200b\u200d\ufeff\x00\x1b[⼾神\uf9dcａ１e\u0301👩"))
)
def test_one_pass_is_enough(text):
    names = COMPATIBILITY_RULES.keys() - {"zero-width", "control"}
    once = apply_fixes(text, find_compatibility(text, names))
    assert len(find_compatibility(once, names)) <= len(find_compatibility(text, names))
    assert apply_fixes(text, []) == text


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_european_text_stays(text):
    assert find_compatibility(text) == []


def test_repair_takes_rules_by_name():
    text = "２０１８年⼯作"
    assert repair(text).text == "２０１８年工作"
    assert repair(text, rules=["full-width"]).text == "2018年⼯作"
    assert repair(text, rules=DEFAULT_COMPATIBILITY | {"full-width"}).text == "2018年工作"
    assert repair(text, rules=()).text is text
    with pytest.raises(ValueError, match="there are kangxi-radicals"):
        repair("政府", rules=["kangxi"])
