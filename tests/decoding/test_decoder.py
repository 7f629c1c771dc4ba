"""What decode() must give: the right encoding and text, sound, damaged, mixed, and for any bytes at all.

The floors are counts over fixed cases (a seeded generator over the texts beside this file); they may rise.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportharvest.decoding import decode
from reportharvest.decoding.units import gb2312, strict

TEXTS = json.loads((Path(__file__).parent / "texts.json").read_text(encoding="utf-8"))
CODECS = {"big5": "big5hkscs", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "shift_jis": "cp932"}
CASES = [
    ("official", "gb18030"),
    ("news", "gb18030"),
    ("official", "utf-8"),
    ("news", "utf-16le"),
    ("official", "utf-16be"),
    ("traditional", "big5"),
    ("traditional", "gb18030"),
    ("traditional", "utf-8"),
    ("japanese", "shift_jis"),
    ("japanese", "euc-jp"),
    ("korean", "euc-kr"),
]


def encoded(text: str, encoding: str) -> bytes:
    return text.encode(CODECS.get(encoding, encoding))


def differing(one: str, other: str) -> int:
    """Length of the stretch in which two texts differ."""
    size = min(len(one), len(other))
    start = next((place for place in range(size) if one[place] != other[place]), size)
    left = size - start
    end = next((place for place in range(left) if one[-1 - place] != other[-1 - place]), left)
    return max(len(one), len(other)) - start - end


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_sound_text_comes_back(name, encoding):
    decoded = decode(encoded(TEXTS[name], encoding))
    assert (decoded.encoding, decoded.text, decoded.lost) == (encoding, TEXTS[name], 0)
    assert decoded.confidence > 0.9


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_pieces_of_32_characters_are_recognised(name, encoding):
    random_places = random.Random(f"{name} {encoding}")
    pieces = [
        TEXTS[name][(at := random_places.randrange(len(TEXTS[name]) - 32)) : at + 32] for _ in range(25)
    ]
    right = sum(decode(encoded(piece, encoding)).text == piece for piece in pieces)
    assert right == 25


@pytest.mark.parametrize(("name", "encoding"), [("russian", "windows-1251"), ("french", "windows-1252")])
def test_alphabets(name, encoding):
    decoded = decode(encoded(TEXTS[name], encoding))
    assert (decoded.encoding, decoded.text) == (encoding, TEXTS[name])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("¿Cuánto costará la época de exámenes? Según la concejala, muy poco.", "windows-1252"),
        ("Dotaz můžete poslat písemně, úřad vám odpoví do třiceti dnů.", "windows-1250"),
        ("Wniosek może złożyć każdy, urząd odpowiada w ciągu czternastu dni.", "windows-1250"),
        ("Prašymą galite pateikti raštu, atsakymą gausite per dvidešimt dienų.", "windows-1257"),
        ("Başvurular yazılı olarak yapılır, kurum otuz gün içinde yanıt verir.", "windows-1254"),
        ("A administração publica as informações até trinta dias após a decisão.", "windows-1252"),
    ],
)
def test_one_byte_is_another_letter_in_every_alphabet(text, encoding):
    decoded = decode(text.encode(encoding.replace("windows-", "cp")))
    assert (decoded.encoding, decoded.text) == (encoding, text)


@pytest.mark.parametrize("encoding", ["utf-16le", "utf-16be"])
@pytest.mark.parametrize("name", ["official", "traditional", "japanese", "korean", "french", "russian"])
def test_utf16_without_a_mark(name, encoding):
    for start in range(0, len(TEXTS[name]) - 32, 7):
        piece = TEXTS[name][start : start + 32]
        assert decode(encoded(piece, encoding)).text == piece


MANNERS = ("changed", "lost", "added", "question", "cut")
DAMAGE_FLOORS = {
    # of 150 cases each, 30 pieces of 32 to 128 characters in every manner: those in which every character is
    # right that the bad byte was no part of
    ("official", "gb18030"): 150,
    ("news", "gb18030"): 149,
    ("official", "utf-8"): 150,
    ("news", "utf-8"): 150,
    ("traditional", "big5"): 144,
    ("japanese", "shift_jis"): 150,
    ("japanese", "euc-jp"): 147,
    ("korean", "euc-kr"): 150,
}


def damaged(text: str, encoding: str, manner: str, chance: random.Random) -> tuple[bytes, str, str]:
    """A body with one bad byte outside ASCII, and the text before and after the character it belongs to."""
    pieces = [encoded(ch, encoding) for ch in text]
    number = chance.choice([place for place, ch in enumerate(text) if ch > "\x7f"])
    number = len(text) - 1 if manner == "cut" else number
    one = pieces[number]
    place = len(one) - 1 if manner == "cut" else chance.randrange(len(one))
    new = {"lost": b"", "cut": b"", "question": b"?"}.get(manner, bytes([chance.randrange(256)]))
    pieces[number] = one[:place] + new + one[place + (manner != "added") :]
    # a byte added before a character leaves the character whole, but a decoder cannot always know
    return b"".join(pieces), text[:number], text[number + 1 :]


def case_of(name: str, encoding: str, number: int) -> tuple[bytes, str, str]:
    chance = random.Random(f"{name} {encoding} {number}")
    size = chance.randrange(32, min(129, len(TEXTS[name]) - 1))
    start = chance.randrange(len(TEXTS[name]) - size)
    return damaged(TEXTS[name][start : start + size], encoding, MANNERS[number % len(MANNERS)], chance)


@pytest.mark.parametrize(("name", "encoding"), DAMAGE_FLOORS)
def test_one_bad_byte_costs_one_character(name, encoding):
    right = 0
    for number in range(150):
        body, before, after = case_of(name, encoding, number)
        decoded = decode(body)
        assert decoded.encoding == encoding
        between = len(decoded.text) - len(before) - len(after)
        right += decoded.text.startswith(before) and decoded.text.endswith(after) and 0 <= between <= 3
    assert right >= DAMAGE_FLOORS[name, encoding]


@pytest.mark.parametrize(
    ("outside", "inside"), [("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8", "big5")]
)
def test_a_single_word_in_another_encoding(outside, inside):
    before, after = PAGE.format("工作年度報告", "\0</p><p>主動公開政府資訊，依申請公開").split("\0")
    body = encoded(before, outside) + encoded("首頁", inside) + encoded(after, outside)
    assert decode(body).text == before + "首頁" + after


@pytest.mark.parametrize(
    ("name", "encoding"), [("traditional", "big5"), ("japanese", "shift_jis"), ("news", "gb18030")]
)
def test_long_lines_are_read_whole(name, encoding):
    text = TEXTS[name].replace("\n", "") * 150
    decoded = decode(encoded(text, encoding))
    assert (decoded.text == text, decoded.encoding, decoded.lost) == (True, encoding, 0)


def test_row_13_of_euc_jp():
    body = "株式会社のお知らせです".encode("euc_jp")
    assert decode(body + b"\xad\xa1\xad\xea" + body).text == "株式会社のお知らせです①㈱株式会社のお知らせです"


def test_letters_among_han_are_not_damage():
    for text in ("本樓A座三層，維生素C和D，第a項、第b項，請速辦理。", "卡拉OK、X光檢查，T恤一件，均已售完。"):
        assert decode(text.encode("big5")).text == text


def test_lost_characters_are_counted():
    body = encoded("主动公开政府信息", "gb18030")
    decoded = decode(body[:8] + b"\xff" + body[8:])
    assert decoded.text == "主动公开\ufffd政府信息"
    assert decoded.lost == 1


PAGE = (
    "<html><head><title>{}</title></head><body>"
    "<div>首页 &gt; 政务公开 &gt; 年度报告</div><p>{}</p><i>版权所有</i></body></html>"
)


@pytest.mark.parametrize(
    ("outside", "inside", "name"),
    [("utf-8", "gb18030", "news"), ("gb18030", "utf-8", "official"), ("utf-8", "big5", "traditional")],
)
def test_mixed_pages_are_read_piece_by_piece(outside, inside, name):
    before, after = PAGE.format("工作年度报告", "\0").split("\0")
    body = encoded(before, outside) + encoded(TEXTS[name], inside) + encoded(after, outside)
    assert decode(body).text == before + TEXTS[name] + after


@pytest.mark.parametrize(("outside", "inside"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_page_half_in_one_encoding_half_in_another_is_sure(outside, inside):
    template = "<p>" + TEXTS["news"] + "</p>\n"
    body = encoded(template, outside) + encoded(TEXTS["official"], inside) + encoded("\n" + template, outside)
    decoded = decode(body)
    assert decoded.text == template + TEXTS["official"] + "\n" + template
    assert (decoded.lost, decoded.confidence) == (0, 0.999)


def test_spelled_out_years_are_as_sound_as_gb_2312():
    assert gb2312("截至二〇二三年底，共二〇三〇件".encode("gbk")) == "截至二〇二三年底，共二〇三〇件"
    # the halves of two pairs may have its bytes
    assert gb2312("二〇".encode("gbk") + b"\xb0\xa9\x96\xa1") is None
    body = ("<p>" + TEXTS["official"] + "二〇二三年</p>").encode("gbk")
    assert decode(body).text == "<p>" + TEXTS["official"] + "二〇二三年</p>"
    assert (decode(body).encoding, decode(body).confidence) == ("gb18030", 0.999)


@given(
    st.lists(
        st.binary(max_size=6) | st.sampled_from([b"\xa9\x96", "二〇年".encode("gbk"), b" a"]), max_size=8
    )
)
def test_gb2312_gives_what_the_standard_gives(pieces):
    body = b"".join(pieces)
    text = gb2312(body)
    assert text is None or text == strict(body, "gb18030")


def test_a_mark_before_a_page_in_another_encoding():
    decoded = decode(b"\xef\xbb\xbf<p>" + encoded(TEXTS["news"], "gb18030") + b"</p>")
    assert (decoded.source, decoded.text) == ("bom", f"<p>{TEXTS['news']}</p>")


@pytest.mark.parametrize(
    ("body", "content_type", "source", "encoding"),
    [
        (b"", None, "utf-8", "utf-8"),
        (b"", "text/html; charset=gbk", "utf-8", "utf-8"),
        (b"abc", "text/html; charset=gbk", "utf-8", "utf-8"),
        ("公开".encode(), "text/html; charset=gbk", "utf-8", "utf-8"),
        ("公开".encode("utf-8-sig"), "text/html; charset=gbk", "bom", "utf-8"),
        ("公开".encode("utf-16"), None, "bom", "utf-16le"),
        ("政府信息".encode("gbk"), "text/html; charset=gb2312", "header", "gb18030"),
        (b"<meta charset=gbk>" + "政府信息".encode("gbk"), None, "meta", "gb18030"),
        (b"<meta charset=gbk>" + "政府信息".encode("gbk"), "text/html; charset=gbk", "header", "gb18030"),
        ("政府资讯公开，依申请公开".encode("gbk"), "text/html; charset=iso-8859-1", "detected", "gb18030"),
        ("政府信息公开工作年度报告".encode("gbk"), "text/html; charset=big5", "detected", "gb18030"),
        ("café".encode("cp1252"), "text/html; charset=iso-8859-1", "header", "windows-1252"),
        ("plain text".encode("utf-16-le"), None, "detected", "utf-16le"),
    ],
)
def test_whose_word_counts(body, content_type, source, encoding):
    decoded = decode(body, content_type=content_type)
    assert (decoded.source, decoded.encoding) == (source, encoding)


def test_tables_of_the_standard():
    prose = "政府信息公开工作"
    body = prose.encode("gbk") + b"\x80\xaa\xa1\xa8\xbc\xa1\xa4\xa1\xaa" + prose.encode("gbk")
    assert decode(body, content_type="text/html; charset=gbk").text == f"{prose}€\ue000ḿ·—{prose}"


def test_rare_characters_are_not_damage():
    for text in (
        "陈垚、李堃、王喆、赵赟、㧟、张燚等五人列席会议。",
        "囧囧囧槑槑兲烎，〇一二三年，①②③Ⅳ㎡",
        "編輯：謝霆鋒 撰稿",
    ):
        assert decode(text.encode("gb18030"), content_type="text/html; charset=gbk").text == text


def test_anything_that_holds_bytes_is_taken():
    body = "主动公开政府信息".encode("gbk")
    assert decode(bytearray(body)) == decode(memoryview(body)) == decode(body)
    assert decode(memoryview(b"-" + body)[1:]) == decode(body)


@pytest.mark.parametrize("name", ["traditional", "official"])
def test_traditional_text_in_gbk_with_a_bad_byte(name):
    text = TEXTS["traditional"] if name == "traditional" else "".join(TEXTS["traditional"].split("，")[:3])
    right = 0
    for number in range(150):
        chance = random.Random(f"gbk {name} {number}")
        manner = ("changed", "question", "added")[number % 3]
        body, before, after = damaged(text, "gbk", manner, chance)
        decoded = decode(body)
        assert decoded.encoding == "gb18030"
        between = len(decoded.text) - len(before) - len(after)
        right += decoded.text.startswith(before) and decoded.text.endswith(after) and 0 <= between <= 3
    assert right >= 149


@pytest.mark.parametrize("encoding", ["gbk", "big5"])
def test_letters_in_every_place_are_not_damage(encoding):
    text = (
        "輸入「r」會重新執行，而不是「}」。甲a乙b丙、第a項；X光、T恤、S級、Q版，王菲B座、A君，你好?我很好。"
    )
    for start in range(0, len(text) - 16, 5):
        assert (
            decode(text[start:].encode(encoding), content_type=f"text/html; charset={encoding}").text
            == text[start:]
        )


def test_what_a_shifted_pairing_swallowed_before_a_word_comes_back():
    text = "全年新增就業人數較上年下降，國小1年級學生人數降到0.75萬人"
    for one in "，到":
        body = text.encode("big5")
        place = len(text[: text.rindex(one)].encode("big5"))
        got = decode(body[:place] + body[place + 1 :]).text
        assert got.startswith(text[: text.rindex(one)])
        assert got.endswith(text[text.rindex(one) + 1 :])


def test_wrong_calls():
    with pytest.raises(TypeError, match="body must be bytes"):
        decode("text")
    with pytest.raises(TypeError, match="content_type"):
        decode(b"", content_type=b"text/html")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([None, "a; charset=gbk", "a; charset=big5", "a; charset=utf-16le", "a; charset=koi8-r"]),
)
def test_any_bytes_give_text(body, content_type):
    decoded = decode(body, content_type=content_type)
    assert 0.0 <= decoded.confidence <= 1.0
    assert decoded.lost <= len(body)
    assert decoded == decode(body, content_type=content_type)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_utf8_always_comes_back(text):
    if "\0" not in text and not text.startswith("\ufeff") and len(text.encode()) >= 64:
        assert decode(text.encode()).text == text or any(ord(ch) < 9 for ch in text)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_sound_pieces_come_back(data):
    name, encoding = data.draw(st.sampled_from(CASES[:8]))
    start = data.draw(st.integers(0, len(TEXTS[name]) - 40))
    text = TEXTS[name][start : start + data.draw(st.integers(40, 200))]
    assert decode(encoded(text, encoding)).text == text


def test_long_noise_is_read_in_linear_time():
    noise = random.Random(7).randbytes(300_000)
    assert decode(noise).lost > 0
    assert decode(b"\xff" * 300_000).text
    assert len(decode(b"\xb9\xab" * 100_000).text) == 100_000
    assert decode(b"\x81" * 100_001).text


@pytest.mark.parametrize("word", ["עדכוני אבטחה", "נדרש אתחול מחדש"])
def test_a_few_hebrew_words_in_an_english_text(word):
    text = f"The update was downloaded ({word}), and the computer will start again."
    decoded = decode(text.encode("cp1255"))
    assert (decoded.encoding, decoded.text) == ("windows-1255", text)


def test_places_are_counted_right_behind_characters_that_moved():
    # the characters that GB 18030 took over from private use are two bytes, or four
    body = "madde 29\nHer şahsın, şasılaşan".encode("cp1254") + b"\xfes\xa8\xbc" * 9
    assert decode(body).text
    assert decode(
        b"\xa8\xbc\xff" + "公开政府信息".encode("gbk") + b"\xa8\xbc\xff", content_type="a;charset=gbk"
    ).text
