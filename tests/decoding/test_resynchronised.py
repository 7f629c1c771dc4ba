"""Where a byte of UTF-16 is lost."""

from __future__ import annotations

import pytest

from reportharvest.decoding import decode


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_lost_byte_of_utf16_costs_the_character_that_it_was_of(encoding):
    text = "建立健全政府信息公开考核制度，提升群众对政务公开的认可度，加强业务指导。"
    for place, one in enumerate(text[:-3]):
        raw = text.encode(encoding)
        damaged = raw[: 2 * place] + raw[2 * place + 1 :]
        got = decode(damaged).text
        if one in "公开，、":  # half of these is a sign of its own, or of the next
            continue
        assert (got[:place], got[place + 1 :]) == (text[:place], text[place + 1 :]), one


@pytest.mark.parametrize("letter", list("ABCGaz%?"))
@pytest.mark.parametrize("brackets", ["「」", "【】", "｛｝", "（）"])
def test_a_letter_in_brackets_is_no_half_of_a_pair(letter, brackets):
    enclosed = brackets[0] + letter + brackets[1]
    sound = f"為了保障公民、法人和其他組織依法獲取政府資訊，{enclosed}促進依法行政，發揮服務作用。"
    assert decode(sound.encode("big5")).text == sound
