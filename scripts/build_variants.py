"""Write src/reportharvest/tables/data/variants.tsv from the dictionaries that the opencc package ships.

OpenCC (Apache-2.0) says what a converter makes of each simplified character. Turned round, that says what a
traditional character in a machine-converted text may once have been. Its own table for the way back leaves
out what only its phrases produce (濬 脩 揹 甯 菓 隄) and what other converters use (衞); both are added here.

Run: python scripts/build_variants.py
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import opencc

DICTIONARIES = Path(opencc.__file__).parent / "dictionary"
TARGET = Path(__file__).parent.parent / "src/reportharvest/tables/data/variants.tsv"

BY_HAND = Path(__file__).parent / "variants_by_hand.tsv"

# Sound in simplified text, and more often meant there than made by a converter out of another character.
KEPT = frozenset("么丝荚软剧教查庇醯兑卧床痴皂污俞鲇塚榘薹")

HEAD = """\
# Traditional characters and what they may have been before a machine made them out of simplified ones.
# Format: character, tab, candidates; more than one: both occur in simplified text, the first is the default.
# Source: dictionaries of OpenCC {version} (Apache-2.0), turned round,
# and scripts/variants_by_hand.tsv.
# Made by scripts/build_variants.py; do not edit.
"""


def read(name: str) -> dict[str, list[str]]:
    """Read one OpenCC dictionary: key to values."""
    table = {}
    for line in (DICTIONARIES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if "\t" in line and not line.startswith("#"):
            key, values = line.split("\t")[:2]
            table[key] = values.split(" ")
    return table


def in_gb2312(character: str) -> bool:
    """Whether the character is one of the 6,763 that simplified text is written with."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def origins() -> dict[str, Counter[str]]:
    """Count for each traditional character which simplified ones OpenCC would make it out of."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    variants = [read("TWVariants"), read("HKVariants")]

    def add(simplified: str, traditional: str, weight: float) -> None:
        found[traditional][simplified] += weight
        for table in variants:
            for other in table.get(traditional, ()):
                found[other][simplified] += weight

    for simplified, many in read("STCharacters").items():
        for traditional in many:
            add(simplified, traditional, 1.0)
    # A phrase counts a thousandth of a character's own entry: it only decides where there is none.
    for simplified, many in read("STPhrases").items():
        for traditional in many:
            if len(simplified) == len(traditional):
                for one, other in zip(simplified, traditional, strict=True):
                    add(one, other, 0.001)
    return found


def main() -> None:
    back = read("TSCharacters")
    found = origins()
    rows: dict[str, str] = {}
    for traditional in sorted(found.keys() | back.keys()):
        # Characters outside the basic plane were never typed on these sites: on doubt the text stays.
        choices = [one for one, _ in found.get(traditional, Counter()).most_common() if one <= "\uffff"]
        choices += [one for one in back.get(traditional, []) if one not in choices and one <= "\uffff"]
        sound = [one for one in choices if in_gb2312(one)]
        best = (sound or choices or [traditional])[0]
        if traditional in KEPT or (in_gb2312(traditional) and traditional in found[traditional]):
            continue
        if best != traditional and traditional <= "\uffff":
            rows[traditional] = best
    for line in BY_HAND.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            traditional, simplified = line.split("\t")
            rows[traditional] = simplified
    # An origin that has an origin of its own (薴 苧 苎) would change again at the next repair.
    rows = {key: value for key, value in rows.items() if rows.get(value[0], value)[0] == value[0]}
    lines = [f"{key}\t{value}" for key, value in sorted(rows.items())]
    head = HEAD.format(version=opencc.__version__)
    TARGET.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
