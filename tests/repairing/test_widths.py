"""Text that a browser read as pairs of the Far East: marks stand for one byte or for two."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.repairing.damage import LAW, NEWS, REPORT

from reportharvest.repairing import repair
from reportharvest.repairing.widths import LITERAL, MARK, spread, spread_pairs

# As the Encoding Standard reads Shift_JIS: a pair without a character is one mark, and so is byte A0 alone;
# of a pair with ASCII behind its lead byte, ASCII stays.
KANA = range(0xA1, 0xE0)


def read_as_a_browser_does(raw: bytes) -> str:
    found: list[str] = []
    place = 0
    while place < len(raw):
        byte = raw[place]
        if byte <= 0x80 or byte in KANA:
            found.append(bytes((byte,)).decode("cp932"))
            place += 1
        elif byte in {0xA0, 0xFD, 0xFE, 0xFF}:
            found.append("\ufffd")
            place += 1
        else:
            char = raw[place : place + 2].decode("cp932", errors="replace")
            valid = len(char) == 1 and char != "\ufffd"
            found.append(char if valid else "\ufffd")
            place += 2 if valid or raw[place + 1 : place + 2] > b"\x7f" else 1
    return "".join(found)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("text", [LAW, REPORT, NEWS], ids=["law", "report", "news"])
def test_hardly_anything_is_wrong_and_little_is_missing(text, encoding):
    restored = repair(read_as_a_browser_does(text.encode(encoding))).text
    # Marks may be one more or fewer than what was lost.
    blocks = SequenceMatcher(None, text, restored, autojunk=False).get_matching_blocks()
    right = sum(block.size for block in blocks)
    assert right >= 0.9 * len(text)
    assert len(restored) - right - restored.count("\ufffd") <= 0.01 * len(text)


def test_signs_that_the_table_has_twice_are_read_in_their_place():
    prose = "推动金融机构和人民政府有关部门发展金融，加强金融监管，依法公开金融信息。"
    text = next(
        one for begin in ("", "要", "应当") if "≡" in read_as_a_browser_does((one := begin + prose).encode())
    )
    assert repair(read_as_a_browser_does(text.encode())).text[:-1] == text[:-1]


BYTES = st.one_of(
    st.sampled_from([MARK, None, (0x81, 0x87), (0xDF, 0x91), LITERAL + 0x4E00]),
    st.integers(0, 0xFF),
    st.integers(0x80, 0xBF),
)


@given(st.lists(BYTES, min_size=1, max_size=40))
def test_any_bytes_are_taken(raw):
    found, places, odd = spread(raw, list(range(len(raw))), "shift_jis")
    assert len(found) == len(places)
    assert places == sorted(places)
    assert MARK not in found
    assert odd >= 0.0


@pytest.mark.parametrize("kana", ["ﾃ", "ﾃｽﾄ", "ｶﾅ"])
def test_few_signs_again_and_again_are_no_prose(kana):
    assert repair(kana * 500).text == kana * 500


@pytest.mark.parametrize("single", [True, False])
@given(st.lists(BYTES, min_size=1, max_size=40), st.sampled_from(["shift_jis", "big5", "gbk"]))
def test_any_pairs_are_taken(single, raw, read):
    found, places, odd = spread_pairs(raw, list(range(len(raw))), lambda *_: 7.0, read, single=single)
    assert len(found) == len(places)
    assert places == sorted(places)
    assert MARK not in found
    assert [one for one in found if one is not None] == [one for one in raw if one not in (MARK, None)]
    assert odd >= 0.0


def test_letters_behind_a_mark_are_second_bytes():
    raw = [0xA8, 0xFC, MARK, ord("~"), 0xAB, 0xD7]
    found, _, _ = spread_pairs(raw, range(6), lambda lead, _: 6.0 if lead else 0.0, "euc-kr")
    assert found == [0xA8, 0xFC, None, ord("~"), 0xAB, 0xD7]
