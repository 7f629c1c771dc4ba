"""Readings of Han characters: whether a piece of Latin text says how the character before it is read.

The table is ``data/readings.tsv``, made by ``scripts/build_readings.py`` from pypinyin's dictionaries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reportharvest.tables.variants import origins

__all__ = ["Readings", "plain", "readings", "spelled"]

DATA = Path(__file__).parent / "data" / "readings.tsv"

_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_TONES = {number: mark for mark, number in _MARKS.items()}
# What stands in for other letters on Chinese pages: IPA a and g of GB 2312, a breve for a caron, v for ü.
_STAND_INS = str.maketrans("ɑɡăĕĭŏŭv", "agǎěǐǒǔü")
_NUMBERED = re.compile(r"([a-zü]+)([1-5])")


def plain(reading: str) -> str:
    """Take the tone off a reading.

    >>> plain("lǜ"), plain("fā")
    ('lü', 'fa')
    """
    letters = (one for one in unicodedata.normalize("NFD", reading) if one not in _MARKS)
    return unicodedata.normalize("NFC", "".join(letters))


def spelled(reading: str) -> str:
    """Spell a reading the way the table does: composed letters, tone marks, ü.

    >>> spelled("fa1"), spelled("lu:4"), spelled("lv"), spelled("dāng"), spelled("de5")
    ('fā', 'lǜ', 'lü', 'dāng', 'de')
    """
    composed = unicodedata.normalize("NFC", reading).replace("u:", "ü").translate(_STAND_INS)
    composed = unicodedata.normalize("NFC", composed)
    numbered = _NUMBERED.fullmatch(composed)
    if numbered is None:
        return composed
    syllable, tone = numbered[1], _TONES.get(numbered[2], "")
    # The mark stands on a or e, on the o of ou, otherwise on the last vowel.
    place = next((syllable.find(one) for one in ("a", "e", "ou") if one in syllable), -1)
    if place < 0:
        place = max(syllable.rfind(one) for one in "iouü")
    return unicodedata.normalize("NFC", syllable[: place + 1] + tone + syllable[place + 1 :])


class Readings:
    """All readings of all characters, asked for by reading."""

    def __init__(self, lines: list[str]) -> None:
        self._first: dict[str, frozenset[str]] = {}
        self._all: dict[str, frozenset[str]] = {}
        toneless: dict[str, set[str]] = {}
        for line in lines:
            reading, first, other = line.split("\t")
            self._first[reading] = frozenset(first)
            self._all[reading] = frozenset(first + other)
            toneless.setdefault(plain(reading), set()).update(first, other)
        self._toneless = {key: frozenset(value) for key, value in toneless.items()}

    def is_reading(self, character: str, reading: str) -> bool:
        """Whether the character, or one of the simplified forms it may have been, is read so.

        Args:
            character: the character before the reading.
            reading: a syllable with its tone mark, or without where the tone is neutral. An r at its end may
                be the sound of a following 儿.

        >>> [readings().is_reading(*pair) for pair in (("發", "fā"), ("著", "zhe"), ("花", "huār"))]
        [True, True, True]
        >>> readings().is_reading("發", "fa"), readings().is_reading("度", "kg")
        (False, False)
        """
        forms = {character, *origins().get(character, "")}
        known = self._all.get(reading, frozenset())
        if not forms.isdisjoint(known) or (reading == "r" and not forms.isdisjoint("儿兒")):
            return True
        if len(reading) > 2 and reading.endswith("r"):
            return not forms.isdisjoint(self._all.get(reading[:-1], frozenset()))
        return False

    def is_first_reading(self, character: str, reading: str) -> bool:
        """Whether it is the reading that a table with one reading for each character would have.

        >>> readings().is_first_reading("單", "dān"), readings().is_first_reading("單", "shàn")
        (True, False)
        """
        known = self._first.get(reading, frozenset())
        return character in known or not known.isdisjoint(origins().get(character, "")[:1])

    def is_toneless_reading(self, character: str, reading: str) -> bool:
        """Whether the character is read so but for the tone.

        >>> readings().is_toneless_reading("發", "fa"), readings().is_toneless_reading("發", "he")
        (True, False)
        """
        known = self._toneless.get(reading, frozenset())
        return character in known or not known.isdisjoint(origins().get(character, ""))

    def toneless_of(self, characters: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Give all readings of characters, without tones, in ASCII: v for ü.

        >>> readings().toneless_of("厦女")
        {'厦': ('sha', 'xia'), '女': ('nv', 'ru')}
        """
        wanted = {character: set[str]() for character in characters}
        for reading, known in self._toneless.items():
            for character in known & wanted.keys():
                wanted[character].add(reading.replace("ü", "v"))
        return {character: tuple(sorted(found)) for character, found in wanted.items()}


@cache
def readings() -> Readings:
    """Load the table; once, on first need."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return Readings([line for line in lines if not line.startswith("#")])
