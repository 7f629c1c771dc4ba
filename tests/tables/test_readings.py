"""The tables of readings and of origins, as data."""

from __future__ import annotations

import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from reportharvest.tables.readings import plain, readings, spelled
from reportharvest.tables.variants import origins

LINES = [
    line.split("\t")
    for line in (files("reportharvest.tables") / "data" / "readings.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]
COMMON = "政府信息公开工作年度报告区财局单位发布时间内容条例行长都重了的着和地得为还好乐差传"


def test_readings_are_sorted_unique_and_composed():
    names = [line[0] for line in LINES]
    assert names == sorted(set(names))
    for reading, first, other in LINES:
        assert unicodedata.is_normalized("NFC", reading)
        assert reading == reading.lower()
        assert not set(first) & set(other)
        assert len(set(first)) == len(first)


@pytest.mark.parametrize("character", COMMON)
def test_all_heteronyms_are_known_in_every_spelling(character):
    for style in (Style.TONE, Style.TONE3):
        [many] = pinyin(character, style=style, heteronym=True, v_to_u=True, neutral_tone_with_five=True)
        for one in many:
            assert readings().is_reading(character, spelled(one)), one
            assert readings().is_toneless_reading(character, plain(spelled(one)))


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("lv4", "lǜ"), ("lu:4", "lǜ"), ("nü3", "nǚ"), ("dui4", "duì"), ("jiu3", "jiǔ"), ("gou3", "gǒu"),
        ("xue2", "xué"), ("fa\u0304", "fā"), ("dɑnɡ", "dang"), ("hăo", "hǎo"), ("zhe5", "zhe"), ("kg", "kg"),
    ],
)  # fmt: skip
def test_spellings(written, reading):
    assert spelled(written) == reading


@given(st.text(), st.text(max_size=1))
def test_any_text_is_no_reading_at_worst(written, character):
    assert readings().is_reading(character, spelled(written)) in (True, False)
    assert spelled(spelled(written)) == spelled(written)


def test_origins_are_simplified_characters():
    for traditional, simplified in origins().items():
        assert len(traditional) == 1
        assert all(unicodedata.name(one).startswith("CJK UNIFIED") for one in simplified)
    for pair in (
        "衞卫",
        "濬浚",
        "脩修",
        "暱昵",
        "揹背",
        "菓果",
        "隄堤",
        "說说",
        "説说",
        "裏里",
        "裡里",
        "為为",
        "爲为",
    ):
        assert origins()[pair[0]] == pair[1]


@pytest.mark.parametrize("character", "于采范后里干面松台出只谷丑云")
def test_what_converters_leave_is_no_traditional_character(character):
    assert character not in origins()
