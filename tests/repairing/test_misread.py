"""Text read with the wrong codec: every chain comes back exactly, sound text of any language stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.repairing.damage import LAW, NEWS, REPORT, TRADITIONAL, lose, misread

from reportharvest.repairing import repair
from reportharvest.repairing.fix import apply_fixes
from reportharvest.repairing.misread import find_misread

SINGLE_BYTE = [
    ["utf8-as-latin1"],
    ["utf8-as-cp1252"],
    ["utf8-as-cp1250"],
    ["gbk-as-latin1"],
    ["gbk-as-cp1252"],
    ["gbk-as-cp1250"],
    ["utf8-as-latin1", "utf8-as-latin1"],
    ["utf8-as-cp1252", "utf8-as-cp1252"],
    ["utf8-as-cp1252", "utf8-as-latin1"],
    ["utf8-as-cp1250", "utf8-as-cp1250"],
    ["gbk-as-latin1", "utf8-as-latin1"],
    ["gbk-as-cp1250", "utf8-as-cp1250"],
    ["utf8-as-latin1", "utf8-as-latin1", "utf8-as-latin1"],
    ["utf8-as-gbk", "utf8-as-latin1"],
]


def windows(text: str, size: int) -> list[str]:
    """Pieces of a text that have at least 8 Han characters."""
    pieces = [text[start : start + size].strip() for start in range(0, len(text) - size, 7)]
    return [piece for piece in pieces if sum("\u4e00" <= char <= "\u9fff" for char in piece) >= 8]


def lossless(piece: str, times: int = 1) -> bool:
    """Whether no byte of a piece is lost when its UTF-8 is read as GBK so many times."""
    for _ in range(times):
        piece = lose(piece, "replacement")
        if "\ufffd" in piece:
            return False
    return True


@pytest.mark.parametrize("chain", SINGLE_BYTE, ids=" ".join)
@pytest.mark.parametrize("text", [REPORT, LAW, NEWS], ids=["report", "law", "news"])
def test_a_text_read_byte_by_byte_comes_back(text, chain):
    assert repair(misread(text, *chain)).text == text


@pytest.mark.parametrize("chain", SINGLE_BYTE[:-1], ids=" ".join)
def test_so_does_every_piece_of_twelve_characters(chain):
    pieces = windows(REPORT + LAW + NEWS, 12)
    wrong = [piece for piece in pieces if repair(misread(piece, *chain)).text != piece]
    assert len(pieces) > 60
    assert not wrong


@pytest.mark.parametrize("links", [1, 2])
def test_utf8_as_gbk_without_loss_comes_back_from_eight_characters_on(links):
    pieces = [piece for piece in windows(REPORT + LAW + NEWS, 10) if lossless(piece, links)]
    chain = ["utf8-as-gbk"] * links
    wrong = [piece for piece in pieces if repair(misread(piece, *chain)).text != piece]
    assert len(pieces) > 8
    assert not wrong


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (LAW, "gbk-as-big5"),
        (LAW, "gbk-as-euc-kr"),
        (REPORT, "gbk-as-euc-kr"),
        (TRADITIONAL, "big5-as-gbk"),
        (TRADITIONAL, "big5-as-latin1"),
        (TRADITIONAL, "big5-as-cp1252"),
    ],
    ids=lambda one: one if "-as-" in one else "",
)
def test_codecs_of_the_far_east_are_told_apart(text, link):
    repaired = repair(misread(text, link))
    assert repaired.text == text
    assert link.replace("cp1252", "latin1") in {step.kind for step in repaired.steps}


@pytest.mark.parametrize("link", ["gbk-as-shift_jis", "utf8-as-shift_jis", "gbk-as-big5"])
def test_where_much_is_lost_hardly_anything_is_wrong(link):
    text = LAW + REPORT
    restored = repair(misread(text, link)).text
    assert len(restored) == len(text)
    unknown = restored.count("\ufffd")
    wrong = sum(one not in (other, "\ufffd") for one, other in zip(restored, text, strict=True))
    assert unknown < 0.02 * len(text)
    assert wrong <= 2


@pytest.mark.parametrize(
    "chain", [["utf8-as-gbk"], ["utf8-as-latin1"], ["utf8-as-cp1252", "utf8-as-cp1252"]], ids=str
)
def test_a_damaged_field_of_a_sound_page_is_restored_and_nothing_else(chain):
    for piece in (one for one in windows(REPORT, 12) if lossless(one)):
        page = f"<tr><td>标题：</td><td>{misread(piece, *chain)}</td></tr>\n<p>{NEWS}</p>\n"
        repaired = repair(page)
        assert repaired.text == f"<tr><td>标题：</td><td>{piece}</td></tr>\n<p>{NEWS}</p>\n"
        assert all(17 <= step.start < step.end <= page.index("</td></tr>") for step in repaired.steps)


@pytest.mark.parametrize("text", [REPORT, LAW, NEWS, TRADITIONAL])
def test_sound_text_stays_in_one_piece_and_in_many(text):
    assert find_misread(text) == []
    assert [piece for piece in windows(text, 20) if find_misread(piece)] == []


EUROPEAN = st.text(
    st.sampled_from("aeiou nrst ÀÁÂÃÄÅÆÇÈÉàâãäåæçèéêëîïñóôõöøùúûüýþÿß«»“”‘’–—…·°ŁłŚśŹźŻżŐőŰűŠšŽžěřůћђ")
)


@given(EUROPEAN)
@settings(max_examples=150, deadline=None)
def test_european_letters_in_any_order_never_become_chinese(text):
    after = apply_fixes(text, find_misread(text))
    assert not any("\u2e80" <= char <= "\uffef" for char in after)


@given(st.text(), st.text(st.characters(min_codepoint=0x80, max_codepoint=0x9FFF)))
@settings(max_examples=150, deadline=None)
def test_fixes_are_in_order_and_inside_the_text(one, other):
    text = one + other + one
    last = 0
    for fix in find_misread(text):
        assert last <= fix.start < fix.end <= len(text)
        assert 0.0 <= fix.confidence <= 1.0
        assert fix.lost <= fix.after.count("\ufffd")
        last = fix.end


SOUND = st.text(st.sampled_from(sorted(set(LAW + REPORT) - {"\n"})), min_size=1, max_size=60)


@given(SOUND, st.sampled_from(SINGLE_BYTE[:-1]))
@settings(max_examples=60, deadline=None)
def test_characters_in_any_order_come_back_or_stay_as_they_were(text, chain):
    damaged = misread(LAW + text, *chain)
    assert repair(damaged).text == LAW + text


@pytest.mark.parametrize(
    "damaged",
    [
        lose(REPORT, "python"),
        lose(LAW, "swallow-pairs"),
        misread(LAW, "gbk-as-big5"),
        misread(TRADITIONAL * 2, "big5-as-gbk"),
    ],
    ids=["python", "swallow-pairs", "gbk-as-big5", "big5-as-gbk"],
)
@pytest.mark.parametrize("sound", [NEWS, TRADITIONAL], ids=["simplified", "traditional"])
def test_sound_text_round_a_damaged_article_stays(sound, damaged):
    restored = repair(f"{sound}\n\n{damaged}\n\n{sound}").text
    assert restored.startswith(sound)
    assert restored.endswith(sound)


def test_short_runs_beside_digits_go_along_on_a_page_that_proves_the_chain():
    damaged = lose("<p>全年公开753条，培训13期，答复25件。</p>\n", "question")
    assert repair(lose(REPORT + LAW, "question") + NEWS * 9 + damaged).text.endswith(
        "<p>全年公开753条，培训13期，答复25件。</p>\n"
    )
