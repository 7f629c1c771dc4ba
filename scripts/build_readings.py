"""Write src/reportharvest/tables/data/readings.tsv from the dictionaries of pypinyin (MIT).

All readings of a character count, also those that it has in single words only (巴 ba in 嘴巴), because what a
page inserts after a character may be any of them.

Run: python scripts/build_readings.py
"""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

TARGET = Path(__file__).parent.parent / "src/reportharvest/tables/data/readings.tsv"

HEAD = """\
# Readings of Han characters in Hanyu Pinyin, all heteronyms, with tone marks (a neutral tone has none).
# Format: reading, tab, characters that it is the first reading of, tab, characters that it is another one of.
# Source: pypinyin {version} (MIT), https://github.com/mozillazg/python-pinyin, characters of the basic plane.
# Made by scripts/build_readings.py; do not edit.
"""


def main() -> None:
    first: defaultdict[str, set[str]] = defaultdict(set)
    other: defaultdict[str, set[str]] = defaultdict(set)
    for code, readings in PINYIN_DICT.items():
        if code <= 0xFFFF:
            many = readings.split(",")
            first[many[0]].add(chr(code))
            for reading in many[1:]:
                other[reading].add(chr(code))
    for word, readings_of_word in PHRASES_DICT.items():
        if len(word) == len(readings_of_word):
            for character, (reading, *_) in zip(word, readings_of_word, strict=True):
                if len(character.encode("utf-16-le")) == 2 and character not in first[reading]:
                    other[reading].add(character)
    lines = [
        f"{reading}\t{''.join(sorted(first[reading]))}\t{''.join(sorted(other[reading]))}"
        for reading in sorted(first.keys() | other.keys())
        if reading
    ]
    TARGET.write_text(HEAD.format(version=version("pypinyin")) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
