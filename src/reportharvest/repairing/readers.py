"""The tables by which encodings of the Far East are read: the bytes behind a character, and what is refused.

One encoding has several tables, which differ in the corners. A text was read by one of them: what it has at
all tells which ones that may have been, and so which pairs may have got lost.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from reportharvest.repairing.bytemaps import gbk_pairs

__all__ = ["TABLES", "byte_table", "likely_readers", "refused_pairs", "second_places"]

TABLES = {
    "big5": ("cp950", "big5", "big5hkscs"),
    "shift_jis": ("cp932", "shift_jis"),
    "euc-kr": ("cp949", "euc_kr"),
    "gbk": ("gb18030", "gbk"),
}
"""The names of the tables of each encoding; the first is the widest that is in use."""

STRAY = 0.005  # characters that a text may have from elsewhere, of those that are not ASCII

_SINGLES = [bytes((one,)) for one in range(0x80, 0x100)]
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
_PAIRS = [bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in _TRAILS]


def likely_readers(read: str, chars: Set[str]) -> tuple[str, ...]:
    """Give the tables of an encoding that have (nearly) all of some characters.

    Args:
        read: the encoding, one of those in :data:`TABLES`.
        chars: different characters that are not ASCII, without marks of loss.
    Returns:
        Names of tables, the widest first; none where the characters are of another encoding.

    >>> likely_readers("big5", set("笢弊")), likely_readers("gbk", set("각"))
    (('cp950', 'big5', 'big5hkscs'), ())
    """
    tables = {name: byte_table(name) for name in TABLES[read]}
    missing = {name: sum(char not in table for char in chars) for name, table in tables.items()}
    least = min(missing.values())
    if least > STRAY * len(chars):
        return ()
    return tuple(name for name in TABLES[read] if missing[name] == least)


@cache
def byte_table(name: str) -> dict[str, bytes]:
    """Give the bytes of every character that a table writes with bytes above 0x7F."""
    if name == "gb18030":
        return {char: bytes(pair) for char, pair in gbk_pairs().items()}
    table: dict[str, bytes] = {}
    # A line end is no second byte in any of these encodings: all are read at once.
    given = (*_PAIRS, *_SINGLES)
    read = b"\n".join(given).decode(name, errors="replace").split("\n")
    for raw, char in zip(given, read, strict=True):
        if len(char) == 1 and char > "\x7f" and char != "\ufffd":
            table.setdefault(char, raw)
    return table


@cache
def second_places(names: tuple[str, ...]) -> dict[str, bytes]:
    """Give the other place of what tables have in two places, or each in another.

    Rows ED and EE of Shift_JIS say again what FA to FC say, and row 87 what 81 says of ≡ and √; circled
    digits, kana and Cyrillic stand elsewhere in the Big5 of the Unicode Consortium, which is Python's, than
    in that of ETEN and Hong Kong.
    """
    table = byte_table(names[0])
    found: dict[str, bytes] = {}
    for name in names:
        if name in TABLES["gbk"]:
            continue
        read = b"\n".join(_PAIRS).decode(name, errors="replace").split("\n")
        found |= {
            char: raw
            for raw, char in zip(_PAIRS, read, strict=True)
            if len(char) == 1 and char != "\ufffd" and table.get(char, raw) != raw
        }
    return found


@cache
def refused_pairs(names: tuple[str, ...]) -> frozenset[bytes]:
    """Give the pairs that one of several tables has no character for."""
    pairs = [bytes((lead, trail)) for lead in range(0x80, 0x100) for trail in range(0x40, 0x100)]
    refused: set[bytes] = set()
    for name in names:
        read = b"\n".join(pairs).decode(name, errors="replace").split("\n")
        refused.update(
            raw for raw, char in zip(pairs, read, strict=True) if len(char) != 1 or char == "\ufffd"
        )
    return frozenset(refused)
