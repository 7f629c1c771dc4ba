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
