"""Damage from many programs, one on top of another, and sound text that looks like it."""

from __future__ import annotations

import pytest
from tests.repairing.damage import LAW, NEWS, REPORT, misread

from reportharvest.repairing import repair

UKRAINIAN = (
    "У цій довідці описано команди, які може бути використано у системі. Програма виводить дані про обрані"
    " процеси, її параметри є сумісними із іншими версіями.\n"
)


def test_a_damaged_dash_does_not_make_damage_of_the_cyrillic_text_round_it():
    repaired = repair(UKRAINIAN * 20 + "operationsâ\x80\x94that is" + UKRAINIAN * 20)
    assert repaired.text == UKRAINIAN * 20 + "operations—that is" + UKRAINIAN * 20


def read_bytes(raw: bytes, codec: str) -> str:
    """As programs do it: a byte that the table has not becomes a C1 control."""
    return "".join(bytes((one,)).decode(codec, errors="ignore") or chr(one) for one in raw)


@pytest.mark.parametrize("codec", ["cp1251", "cp1253", "cp1254", "iso8859-2", "macroman", "cp437", "koi8-r"])
@pytest.mark.parametrize("text", [LAW, REPORT, NEWS, "县财政局办公会议"])
def test_utf8_comes_back_from_every_table_of_one_byte(codec, text):
    repaired = repair(read_bytes(text.encode(), codec))
    assert repaired.text == text
    assert {step.kind for step in repaired.steps} <= {f"utf8-as-{codec}", "utf8-as-latin1"}


@pytest.mark.parametrize("codec", ["cp1251", "cp1254"])
@pytest.mark.parametrize("text", [LAW, REPORT, NEWS, "县财政局办公会议"])
def test_gbk_comes_back_from_cyrillic_and_turkish_tables(codec, text):
    assert repair(read_bytes(text.encode("gbk"), codec)).text == text


@pytest.mark.parametrize(
    "sound",
    [
        "ФЕДЕРАЛЬНЫЙ ЗАКОН О ПОРЯДКЕ РАССМОТРЕНИЯ ОБРАЩЕНИЙ ГРАЖДАН РОССИЙСКОЙ ФЕДЕРАЦИИ\n" * 5,
        "Съешь же ещё этих мягких французских булок, да выпей чаю. ПРИВЕТ, МИР!\n" * 5,
        "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία· ΑΝΑΚΟΙΝΩΣΗ ΤΟΥ ΔΗΜΟΥ ΓΙΑ ΤΟΥΣ ΠΟΛΙΤΕΣ\n" * 5,
        "┌──┬──┐\n│Γ │π²│ Σσµτ ≡±≥≤ ΦΘΩδ∞φε∩ °∙·√ⁿ² ñÑªº¿ ÉæÆôö\n└──┴──┘\n" * 5,
    ],
    ids=["capitals", "russian", "greek", "frames"],
)
def test_sound_letters_of_those_tables_stay(sound):
    assert repair(sound).text is sound


ESCAPES = {
    "decimal": lambda text: "".join(one if one.isascii() else f"&#{ord(one)};" for one in text),
    "twice": lambda text: "".join(one if one.isascii() else f"&amp;#{ord(one)};" for one in text),
    "backslash": lambda text: "".join(one if one.isascii() else f"\\u{ord(one):04x}" for one in text),
}


@pytest.mark.parametrize("manner", ESCAPES)
@pytest.mark.parametrize(
    ("codec", "read"), [("utf-8", "latin-1"), ("utf-8", "cp1254"), ("gbk", "latin-1"), ("utf-8", "gb18030")]
)
def test_what_was_misread_comes_back_from_its_escapes(manner, codec, read):
    text = "二〇一八年云桥区财政局主动公开政府信息，2018年共753条。"
    damaged = ESCAPES[manner](read_bytes(text.encode(codec), read) if read != "gb18030" else "鏀垮簻淇℃伅")
    assert repair(damaged).text == (text if read != "gb18030" else "政府信息")


@pytest.mark.parametrize("manner", ["twice", "backslash"])
def test_attributes_that_are_read_are_no_code(manner):
    page = (
        '<html><head><meta name="ArticleTitle" content="{}"></head><body><a href="a.html" title="{}">附件</a>'
    )
    text = "云桥区财政局年度报告"
    escaped = ESCAPES[manner](text)
    assert repair(page.format(escaped, escaped)).text == page.format(text, text)


@pytest.mark.parametrize(
    "sound",
    [
        "<p>Caf&#233; cr&#232;me, na&#239;ve fa&#231;ade, &#201;&#201;&#200;&#202;&#203;&#206;</p>",
        "<p>&#1055;&#1088;&#1080;&#1074;&#1077;&#1090;</p>",
        '<i class="icon">&#xe601;&#xe602;&#xe603;</i>',
        'const title = "\\u653f\\u5e9c";',
    ],
)
def test_escapes_that_are_right_stay(sound):
    assert repair(sound).text is sound


@pytest.mark.parametrize("text", ["受理信件7件。2013年，收到147份", "了解😀中文、20013个。10年"])
def test_numbers_without_semicolons_end_before_the_digits_behind_them(text):
    assert repair("".join(one if one.isascii() else f"&#{ord(one)}" for one in text)).text == text


@pytest.mark.parametrize("inner", ["utf8-as-latin1", "utf8-as-cp1252", "gbk-as-latin1"])
@pytest.mark.parametrize(
    "sound",
    [
        "改革的口号",
        "2016年度政府信息公开工作年度报告",
        "主动公开政府信息，全年收到申请13件，均已按时答复。",
        "一年来，我局坚持以公开为常态、不公开为例外，围绕群众关心的棚户区改造等热点，及时发布各类信息1206条。",
    ],
)
def test_chinese_that_was_read_as_latin_and_then_as_gbk(sound, inner):
    damaged = misread(sound, inner, "utf8-as-gbk")
    restored = repair(damaged)
    pairs = zip(restored.text, sound, strict=True)
    assert all(one in (other, "\ufffd") for one, other in pairs)
    assert restored.lost <= 1  # the last byte, where their number is odd


def test_russian_and_greek_that_were_read_as_gbk_stay_as_they_are():
    for sound in ("Русский язык", "Ελληνική γλώσσα"):
        damaged = misread(sound, "utf8-as-gbk")
        assert repair(damaged).text == damaged


def test_private_use_characters_that_were_escaped_come_back_with_the_rest():
    damaged = "".join(f"&#{ord(one)};" for one in misread("主动公开政府信息，一年来", "utf8-as-gbk"))
    assert repair(damaged).text == "主动公开政府信息，一年来"


def test_two_paragraphs_that_were_misread_in_two_manners_come_back():
    first, second = "<p>主动公开政府信息，全年收到申请。</p>", "<p>绍兴市上虞区财政局工作人员名单公示</p>"
    damaged = misread(first, "utf8-as-cp1252") + misread(second, "gbk-as-latin1")
    assert repair(damaged).text == first + second
