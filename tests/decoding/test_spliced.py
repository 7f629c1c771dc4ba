"""UTF-8 and another encoding in one stretch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.repairing.damage import LAW, NEWS, REPORT

from reportharvest.decoding import decode
from reportharvest.decoding.spliced import splice

PROSE = [one for text in (LAW, REPORT, NEWS) for one in text.split("\n") if len(one) > 40]


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
@pytest.mark.parametrize("text", PROSE)
def test_a_sentence_that_changes_its_encoding_is_read(text, first):
    second = {"utf-8": "gb18030", "gb18030": "utf-8"}[first]
    inside = [at for at in range(4, len(text) - 4) if text[at - 4 : at + 4].isalpha()]
    half = inside[len(inside) // 2]
    assert decode(text[:half].encode(first) + text[half:].encode(second)).text == text


def test_a_title_in_another_encoding_inside_a_sentence_is_read():
    body = "根据有关规定，现公布《" + "云桥区财政局·年度报告" + "》，请社会各界予以监督。"
    raw = body.encode("gbk").replace("云桥区财政局·年度报告".encode("gbk"), "云桥区财政局·年度报告".encode())
    assert decode(raw).text == body


def test_sound_text_in_one_encoding_is_not_joined_from_two():
    assert all(splice(text.encode(), "gb18030", "zh") is None for text in PROSE)
    assert all(splice(text.encode("gbk"), "gb18030", "zh") is None for text in PROSE)
    assert all(decode(text.encode("gbk")).text == text for text in PROSE)


@given(st.lists(st.sampled_from(["主动公开".encode(), "政府".encode("gbk"), b"\xe6", b"a", b"\xff\x80"])))
def test_any_bytes_are_taken(pieces):
    raw = b"".join(pieces)
    found = splice(raw, "gb18030", "zh")
    assert found is None or "".join(text.encode(one).hex() for text, one in found) == raw.hex()
