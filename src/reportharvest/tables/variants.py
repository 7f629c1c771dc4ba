"""Traditional characters and what they may have been before a machine made them out of simplified ones.

The table is ``data/variants.tsv``, made by ``scripts/build_variants.py`` from OpenCC's dictionaries.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["origins"]

DATA = Path(__file__).parent / "data" / "variants.tsv"


@cache
def origins() -> dict[str, str]:
    """Give for each traditional character the simplified ones it may have been, the likeliest first.

    A character with one origin is unknown to simplified text. More than one means that the words around must
    tell; the character itself may be among them. One that is not listed is written alike in both.

    >>> origins()["發"], origins()["著"], "政" in origins()
    ('发', '着著', False)
    """
    lines = DATA.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[0]: row[1] for row in rows}
