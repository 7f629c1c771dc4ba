"""Single-byte codecs as programs have them, and what text that they misread may look like."""

from __future__ import annotations

import re
from codecs import charmap_encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from reportharvest.repairing.bytemaps import (
    ASCII_TRAIL,
    CONTINUATION,
    LATIN_BYTES,
    inside_class,
    single_byte_map,
)
from reportharvest.repairing.later import later
from reportharvest.repairing.stretch import INDENT, LOST_MARKS, Stretch
from reportharvest.tables.language import fold_numbers

__all__ = ["COMMON_LEADS", "EUROPEAN", "LONG", "Codec", "begin", "codec_of", "joined", "raw_bytes", "size_of"]

# latin-1 stands for windows-1252 too: browsers take the two names for one.
EUROPEAN = ("latin1", "cp1250", "cp1254", "cp1257")
COMMON_LEADS = range(0xA1, 0xD8)  # of GBK's signs, and of the 3,755 commonest Han
LONG = 3  # pairs in a row, six high letters, that may be Chinese; European words have at most four


@dataclass(frozen=True, slots=True)
class Codec:
    """A single-byte codec, and the regular expressions of what it makes of other bytes.

    Attributes:
        name: of the codec.
        table: bytes by the codes of characters, those that it leaves alone as controls.
        encoded: the same with ASCII, marks of loss as ``?``.
        holes: bytes that it has no character for.
        utf8: a run of UTF-8.
        long_pairs: pairs of bytes in a row that may be Chinese.
        pairs: a run of pairs of bytes.
    """

    name: str
    table: dict[int, int]
    encoded: dict[int, int]
    holes: tuple[int, ...]
    utf8: re.Pattern[str]
    long_pairs: re.Pattern[str]
    pairs: re.Pattern[str]

    def chars(self, rows: range) -> str:
        """Give the characters of some bytes, as the inside of a regular expression's class."""
        return _chars(self.table, rows)


def _chars(table: dict[int, int], rows: range) -> str:
    return inside_class(chr(char) for char, byte in table.items() if byte in rows)


@cache
def codec_of(name: str) -> Codec:
    """Give a codec by its name; ``latin1`` is windows-1252, too."""
    codec = "cp1252" if name == "latin1" else name
    table = LATIN_BYTES if name == "latin1" else single_byte_map(name)
    holes = tuple(one for one in CONTINUATION if not bytes((one,)).decode(codec, errors="ignore"))

    chars = partial(_chars, table)
    rest = f"[{chars(CONTINUATION)}]"
    marks = f"[{re.escape(LOST_MARKS)}]"
    two, three, four = (
        f"[{chars(rows)}]" for rows in (range(0xC2, 0xE0), range(0xE2, 0xF0), range(0xF0, 0xF5))
    )
    # In many places white space was made plain: a no-break space, byte 0xA0, is a blank by then.
    odd = f"{three}(?: {rest}|{rest} |{marks}{rest}|{rest}{marks})"
    high = f"[{chars(range(0x81, 0xFF))}]"
    trail = f"[{re.escape(bytes(ASCII_TRAIL).decode())}{chars(range(0x80, 0xFF))}]"
    return Codec(
        name,
        table,
        {byte: byte for byte in range(0x80)} | {ord(mark): ord("?") for mark in LOST_MARKS} | table,
        holes,
        later(f"(?:{three}{rest}{{2}}|{two}{rest}|{four}{rest}{{3}}|{odd})+"),
        later(
            f"(?:[{chars(COMMON_LEADS)}]{high}){{{LONG}}}"
            if name == "cp1251"
            else f"{high}{{{2 * LONG}}}|(?:{high}{{2}}[0-9]{{1,4}}){{{LONG - 1}}}{high}{{2}}"
        ),
        later(f"(?:{high}{trail})+"),
    )


def raw_bytes(observed: str, codec: Codec) -> bytes:
    """Give the bytes that a codec read."""
    return charmap_encode(observed, "strict", codec.encoded)[0]


def joined(text: str, field: list[Stretch]) -> str:
    """Give what a field reads, numbers as one character each and without spaces, for they are no evidence."""
    pieces = [field[0].restored]
    for one, other in pairwise(field):
        pieces += (text[one.end : other.start], other.restored)
    return fold_numbers("".join(pieces)).replace(INDENT, "")


def size_of(stretches: Iterable[Stretch]) -> int:
    """Give how many characters of the text some stretches cover."""
    return sum(one.end - one.start for one in stretches)


def begin(pieces: Iterable[str], size: int) -> str:
    """Join pieces until there are so many characters, or all; no piece beyond is asked for."""
    found: list[str] = []
    missing = size
    for piece in pieces:
        found.append(piece)
        missing -= len(piece)
        if missing <= 0:
            break
    return "".join(found)[:size]
