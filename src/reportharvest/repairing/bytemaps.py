"""Which bytes stood behind a character, by every table that has been in use for GBK and windows-125x.

A text that was read with the wrong codec can only be read again from its bytes. Codecs differ in the corners:
Windows and browsers read 0x80 as €, and GBK's user-defined pairs as private-use characters; Python's ``gbk``
refuses both; Python's ``gb18030`` writes € as A2E3. The tables here take all of them back to bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

__all__ = [
    "ASCII_TRAIL",
    "CONTINUATION",
    "GBK_VARIANTS",
    "LATIN_BYTES",
    "LEAD_2",
    "LEAD_3",
    "LEAD_4",
    "gbk_bytes",
    "gbk_pairs",
    "inside_class",
    "pair_class",
    "single_byte_map",
    "undefined_pairs",
]

CONTINUATION = range(0x80, 0xC0)
LEAD_2 = range(0xC2, 0xE0)
LEAD_3 = range(0xE2, 0xF0)  # E0 and E1 begin scripts of South and South-East Asia; none was ever read as GBK
LEAD_4 = range(0xF0, 0xF5)
ASCII_TRAIL = range(0x40, 0x7F)
_TRAILS = [*range(0x40, 0x7F), *range(0x80, 0xFF)]

# Characters that other tables have for a pair: glibc's and Java's GBK, and Windows' private-use characters
# for pairs that got a character of their own later. The value is what Python's gb18030 has for the pair.
GBK_VARIANTS = {
    ord(variant): pair.decode("gb18030")
    for variant, pair in {
        "\u30fb": b"\xa1\xa4",
        "\u2015": b"\xa1\xaa",
        "\u301c": b"\xa1\xab",
        "\u2225": b"\xa1\xac",
        "\u22ef": b"\xa1\xad",
        "\uffe0": b"\xa1\xe9",
        "\ue76c": b"\xa2\xe3",
        "\ue7c7": b"\xa8\xbc",
        "\ue7c8": b"\xa8\xbf",
        **{
            chr(0xE78D + place): bytes((0xA6, trail))
            for place, trail in enumerate([*range(0xD9, 0xE0), 0xEC, 0xED, 0xF3])
        },
    }.items()
}
_VARIANT = re.compile("[" + "".join(map(chr, GBK_VARIANTS)) + "]")


def gbk_bytes(text: str) -> bytes:
    """Give the bytes behind characters that were read as GBK; € must have been dealt with before.

    Raises:
        UnicodeEncodeError: a lone surrogate, which no codec reads.

    >>> gbk_bytes("鏀垮簻").decode("utf-8")
    '政府'
    """
    if _VARIANT.search(text):
        text = text.translate(GBK_VARIANTS)
    return text.encode("gb18030")


@cache
def gbk_pairs() -> dict[str, tuple[int, int]]:
    """Give lead and trail byte of every character that GBK, with its user-defined area, writes as a pair."""
    leads = range(0x81, 0xFF)
    characters = bytes(one for lead in leads for trail in _TRAILS for one in (lead, trail)).decode("gb18030")
    pairs = dict(zip(characters, ((lead, trail) for lead in leads for trail in _TRAILS), strict=True))
    for variant, standard in GBK_VARIANTS.items():
        pairs[chr(variant)] = pairs[standard]
    return pairs


def inside_class(chars: Iterable[str]) -> str:
    r"""Give characters as the inside of a regular expression's class; ranges are read much faster than each.

    >>> inside_class("dab-ca")
    '\\-a-d'
    """
    codes = sorted(set(map(ord, chars)))
    # A run begins where the code before is missing.
    starts = [code for code, before in zip(codes, [-1, *codes], strict=False) if code != before + 1]
    ends = [code for code, after in zip(codes, [*codes[1:], -1], strict=False) if code + 1 != after]
    found = []
    for start, end in zip(starts, ends, strict=True):
        begun = re.escape(chr(start))
        found.append(begun if start == end else f"{begun}-{re.escape(chr(end))}")
    return "".join(found)


def pair_class(leads: range, trails: range) -> str:
    """Give the characters whose GBK pair lies in a rectangle, as the inside of a regular expression's class.

    >>> bool(re.match(f"[{pair_class(LEAD_3, CONTINUATION)}]", "鏀"))
    True
    """
    found = [
        char
        for lead in leads
        if 0x81 <= lead <= 0xFE
        for char in bytes(one for trail in trails if trail != 0x7F for one in (lead, trail)).decode("gb18030")
    ]
    extra = [
        chr(variant)
        for variant in GBK_VARIANTS
        if (pair := gbk_pairs()[chr(variant)])[0] in leads and pair[1] in trails
    ]
    # € stands for byte 0x80 as well as for A2E3, so it belongs to no class.
    return inside_class({*found, *extra} - {"€"})


@cache
def undefined_pairs() -> frozenset[tuple[int, int]]:
    """Give the pairs of bytes that Python's and Java's GBK refuse; 0x80 leads to none at all."""
    refused = {(0x80, trail) for trail in range(0x100)}
    for pair in gbk_pairs().values():
        try:
            bytes(pair).decode("gbk")
        except UnicodeDecodeError:
            refused.add(pair)
    return frozenset(refused)


def single_byte_map(codec: str) -> dict[int, int]:
    """Map characters of a single-byte codec to code points below 256; holes are the C1 controls.

    >>> single_byte_map("cp1252")[ord("€")]
    128
    """
    table: dict[int, int] = {}
    for byte in range(0x80, 0x100):
        table.setdefault(ord(bytes((byte,)).decode(codec, errors="ignore") or chr(byte)), byte)
    return table


# Browsers read latin-1 as windows-1252, but its holes, and everything that passed through a real latin-1,
# as C1 controls. The two tables do not contradict each other, so one map serves both.
LATIN_BYTES = {**{byte: byte for byte in range(0x80, 0x100)}, **single_byte_map("cp1252")}
