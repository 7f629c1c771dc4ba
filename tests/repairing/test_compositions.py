"""Damage from many programs, one on top of another, and sound text that looks like it."""

from __future__ import annotations

import pytest
from tests.repairing.damage import LAW, NEWS, REPORT

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
