"""Literal escapes: every manner of escaping, there and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.repairing import repair
from reportharvest.repairing.escapes import find_escapes
from reportharvest.repairing.fix import apply_fixes

PROSE = "“云桥区”财政局2018年度政府信息公开工作报告——共320条，收到申请25件。\n其中：𠮷姓1件…"


def each(text: str, write: Callable[[str], str]) -> str:
    return "".join(one if one.isascii() else write(one) for one in text)


def units(text: str, pattern: str) -> str:
    code = text.encode("utf-16-be")
    return "".join(pattern % int.from_bytes(code[at : at + 2], "big") for at in range(0, len(code), 2))


MANNERS = {
    "decimal": lambda text: each(text, lambda one: f"&#{ord(one)};"),
    "hexadecimal": lambda text: each(text, lambda one: f"&#x{ord(one):X};"),
    "twice": lambda text: each(text, lambda one: f"&amp;#{ord(one)};"),
    "three times": lambda text: each(text, lambda one: f"&amp;amp;#x{ord(one):x};"),
    "backslash": lambda text: each(text, lambda one: units(one, "\\u%04x")),
    "two backslashes": lambda text: each(text, lambda one: units(one, "\\\\u%04X")),
    "unicode_escape": lambda text: text.encode("unicode_escape").decode(),
    "escape()": lambda text: each(text, lambda one: units(one, "%%u%04X")),
    "percent": quote,
    "percent of GBK": lambda text: quote(text.replace("𠮷", "吉").encode("gb18030")),
    "bytes": lambda text: each(text, lambda one: "".join(f"\\x{byte:02x}" for byte in one.encode())),
    "percent, twice": lambda text: quote(quote(text)),
    "percent, three times": lambda text: quote(quote(quote(text))),
    "octal": lambda text: each(text, lambda one: "".join(f"\\{byte:03o}" for byte in one.encode())),
    "without semicolons": lambda text: each(text, lambda one: f"&#{ord(one)}"),
    "Han only": lambda text: re.sub("[\u4e00-\u9fff]", lambda one: f"\\u{ord(one[0]):04x}", text),
}


@pytest.mark.parametrize("manner", MANNERS)
def test_there_and_back(manner):
    text = PROSE.replace("𠮷", "吉") if manner == "percent of GBK" else PROSE
    escaped = MANNERS[manner](text)
    assert escaped != text
    assert apply_fixes(escaped, find_escapes(escaped)) == text


@pytest.mark.parametrize(
    ("escaped", "right"),
    [
        ("u653fu5e9cu4fe1u606f", "政府信息"),
        ("2018u5e74u653fu5e9cu4fe1u606fu516cu5f00", "2018年政府信息公开"),
        ("标题：u653Fu5E9Cu4FE1u606F2018", "标题：政府信息2018"),
        ("u5171242u6761u4fe1u606f", "共242条信息"),
        ("u653fu5e9c", "u653fu5e9c"),
        ("u4e2du56fdu653fu5e9cabc", "u4e2du56fdu653fu5e9cabc"),
        ("au4e00u4e01u4e02", "au4e00u4e01u4e02"),
        ("menu1234u5678u9abcu4e00u4e8c", "menu1234u5678u9abcu4e00u4e8c"),
    ],
)
def test_without_backslashes_three_in_a_row_are_evidence(escaped, right):
    assert apply_fixes(escaped, find_escapes(escaped)) == right


@given(st.data())
def test_single_escapes_inside_words(data):
    place = data.draw(st.sampled_from([at for at, one in enumerate(PROSE) if "\u4e00" <= one <= "\u9fff"]))
    manner = data.draw(st.sampled_from(["decimal", "hexadecimal", "twice", "backslash"]))
    damaged = PROSE[:place] + MANNERS[manner](PROSE[place]) + PROSE[place + 1 :]
    assert apply_fixes(damaged, find_escapes(damaged)) == PROSE


@given(st.text(st.sampled_from("&amp;#25919x\\u{}653f%E6UD8 政<>\"'"), max_size=80))
def test_fixes_are_in_order_and_give_no_controls(text):
    position = 0
    for fix in find_escapes(text):
        assert position <= fix.start < fix.end
        assert all(one.isprintable() or one.isspace() for one in fix.after)
        position = fix.end


@given(st.text())
def test_any_text_is_taken(text):
    assert isinstance(find_escapes(text), list)


@pytest.mark.parametrize("entity", ["lt", "gt", "amp", "quot"])
def test_what_mark_up_needs_keeps_a_level(entity):
    assert find_escapes(f"政府&{entity};公开") == []
    [fix] = find_escapes(f"政府&amp;{entity};公开")
    assert fix.after == f"&{entity};"


def test_impossible_codes_stay():
    assert find_escapes("政&#9999999;府&#xFFFFFF;\\ud800政\\U99999999") == []


@pytest.mark.parametrize(
    "sound",
    [
        "气溶胶样品中检测到极微量碘-131，",
        "同比增长54.1%\n财政部7月25日举行新闻发布会。\nETC安装",
        "第六道的中国选手，风速为1.5米/秒。",
        "2014年7月29日",
    ],
)
def test_signs_of_code_between_escapes_of_prose_are_prose(sound):
    for write in (lambda one: f"\\u{ord(one):04x}", lambda one: f"%u{ord(one):04X}"):
        escaped = "".join(one if one.isascii() else write(one) for one in sound)
        assert repair(escaped).text == sound
    assert repair(json.dumps(sound)[1:-1]).text == sound
    assert repair(quote(sound)).text == sound
