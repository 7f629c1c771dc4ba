"""Damage text and bytes in the manners seen on real pages; the only home of these functions.

Every function is deterministic: what is drawn comes from the ``random.Random`` that the caller hands in.
They are used by the generator of the demonstration site and by the tests of the repair rules, so that both
speak of the same accidents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import opencc
from pypinyin import Style, lazy_pinyin

__all__ = [
    "bad_bytes",
    "escapes",
    "gbk_read_as_big5",
    "lost_bytes",
    "machine_traditional",
    "mojibake",
    "odd_forms",
    "readings",
    "windows_gbk",
    "with_gaps",
]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CONVERTERS = {name: opencc.OpenCC(name) for name in ("s2t", "s2tw", "s2hk")}

# WHATWG's index of gb18030 maps the user-defined rows of GBK to private use, row after row: AAA1-AFFE and
# F8A1-FEFE (94 cells each), A240-A7A0 (96 cells each, without 7F).
_USER_ROWS = (
    (range(0xAA, 0xB0), range(0xA1, 0xFF), 0xE000),
    (range(0xF8, 0xFF), range(0xA1, 0xFF), 0xE234),
    (range(0xA1, 0xA8), [*range(0x40, 0x7F), *range(0x80, 0xA1)], 0xE4C6),
)


def _user_pairs() -> dict[bytes, str]:
    pairs = {}
    for leads, trails, first in _USER_ROWS:
        width = len(list(trails))
        for row, lead in enumerate(leads):
            for cell, trail in enumerate(trails):
                pairs[bytes((lead, trail))] = chr(first + row * width + cell)
    return pairs


_USER_PAIRS = _user_pairs()


def windows_gbk(body: bytes, *, lost: Callable[[bytes], tuple[str, int]]) -> str:
    """Read bytes as GBK the way Windows (code page 936) and browsers do, two bytes at most to a character.

    Args:
        body: the bytes, here those of UTF-8 text.
        lost: called with an undecodable stretch (one byte, or a lead byte and what follows it); gives the
            characters that were written for it and how many bytes were used up.
    """
    out = []
    at = 0
    while at < len(body):
        byte = body[at]
        if byte < 0x80:
            out.append(chr(byte))
            at += 1
        elif byte == 0x80:
            out.append("€")
            at += 1
        else:
            pair = body[at : at + 2]
            char = _pair(pair)
            if char is None:
                char, used = lost(pair)
                at += used
            else:
                at += 2
            out.append(char)
    return "".join(out)


def _pair(pair: bytes) -> str | None:
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return _USER_PAIRS.get(pair)


def mojibake(text: str, real: str, read: str) -> str | None:
    """Encode as ``real``, decode as ``read``, without loss; None where that cannot be done without loss.

    ``read`` may be ``gbk`` (Windows tables: 0x80 is €, user-defined pairs are private use), ``gbk-python``
    (Python's and Java's tables: those bytes are undecodable), or any codec name.

    >>> mojibake("公开", "utf-8", "latin-1")
    'å\\x85¬å¼\\x80'
    >>> mojibake("财政", "utf-8", "gbk")
    '璐㈡斂'
    """
    try:
        body = text.encode(real)
    except UnicodeEncodeError:
        return None
    if read == "gbk":
        failed = []

        def refuse(stretch: bytes) -> tuple[str, int]:
            failed.append(stretch)
            return "", 1

        result = windows_gbk(body, lost=refuse)
        return None if failed else result
    if read == "cp1252":
        # Browsers read the five holes of windows-1252 as C1 controls.
        return "".join(_windows_1252(byte) for byte in body)
    try:
        return body.decode("gbk" if read == "gbk-python" else read)
    except UnicodeDecodeError:
        return None


def _windows_1252(byte: int) -> str:
    return bytes((byte,)).decode("cp1252", errors="ignore") or chr(byte)


def lost_bytes(text: str, manner: str) -> str:
    """Read UTF-8 as GBK with losses.

    Args:
        text: sound text.
        manner: ``question`` (an undecodable byte becomes ``?``), ``swallow`` (it and the byte after it become
            one ``?``, so that a following comma, digit or line end is gone), ``replacement`` (U+FFFD).

    >>> lost_bytes("年度", "question"), lost_bytes("公开。", "question")
    ('骞村害', '鍏\\ue100紑銆?')
    """
    if manner == "question":
        return windows_gbk(text.encode(), lost=lambda _pair: ("?", 1))
    if manner == "replacement":
        return windows_gbk(text.encode(), lost=lambda _pair: ("\ufffd", 1))
    if manner == "swallow":
        return windows_gbk(text.encode(), lost=lambda pair: ("?", len(pair)))
    raise ValueError(f"no manner of losing bytes is called {manner!r}: question, replacement, swallow")


def with_gaps(text: str) -> str:
    """Put U+FFFD for the digits that :func:`lost_bytes` swallows: nothing in the text tells them again.

    >>> with_gaps("动态262条")
    '动态\ufffd62条'
    """
    body = text.encode()
    spoiled = bytearray(body)
    at = 0
    while at < len(body):
        pair = body[at : at + 2]
        if body[at] > 0x80 and _pair(pair) is None and pair[1:].isdigit():
            spoiled[at + 1] = 0
        at += 1 if body[at] <= 0x80 else 2
    return spoiled.decode().replace("\0", "\ufffd")


def gbk_read_as_big5(text: str, *, reverse: bool = False) -> str:
    """Read GBK bytes as Big5 (``reverse``: Big5 bytes as GBK); what has no character becomes U+FFFD."""
    real, read = ("big5", "gbk") if reverse else ("gbk", "big5")
    return text.encode(real, errors="replace").decode(read, errors="replace")


def readings(
    text: str, rng: Random, *, share: float = 0.2, config: str = "s2t", brackets: str = "()"
) -> tuple[str, int]:
    """Convert to traditional and put readings behind the characters of a random set, as some sites do.

    Args:
        text: simplified text.
        rng: draws the set of characters.
        share: part of the different characters that belong to the set.
        config: OpenCC conversion: s2t, s2tw or s2hk.
        brackets: what stands round a reading.
    Returns:
        The damaged text and the number of readings in it.

    >>> readings("发展", Random(1), share=1.0)
    ('發(fā)展(zhǎn)', 2)
    """
    different = sorted(set(_HAN.findall(text)))
    chosen = set(rng.sample(different, max(1, round(share * len(different))))) if different else set()
    converted = _same_length(text, config)
    sounds = lazy_pinyin(list(text), style=Style.TONE, errors=list)
    out = []
    count = 0
    for char, after, sound in zip(text, converted, _in_context(text, sounds), strict=True):
        out.append(after)
        if char in chosen and sound != char:
            out.append(f"{brackets[0]}{sound}{brackets[1]}")
            count += 1
    return "".join(out), count


def _in_context(text: str, fallback: list[str]) -> list[str]:
    """Give each character's reading as the words around it ask for."""
    found = lazy_pinyin(text, style=Style.TONE, errors=list)
    return found if len(found) == len(text) else fallback


def _same_length(text: str, config: str) -> str:
    converted = _CONVERTERS[config].convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_CONVERTERS[config].convert(char)[:1] or char for char in text)


def machine_traditional(text: str, config: str = "s2t") -> str:
    """Convert simplified to traditional by OpenCC.

    >>> machine_traditional("信息公开")
    '信息公開'
    """
    return _CONVERTERS[config].convert(text)


def escapes(text: str, manner: str, rng: Random, *, share: float = 1.0) -> str:
    """Write Han characters as literal escapes.

    Args:
        text: sound text.
        manner: ``entity`` (&#25919;), ``hex`` (&#x653f;), ``double`` (&amp;#25919;), ``unicode`` (\\u653f),
            ``percent`` (%u653f).
        rng: draws which of the runs are escaped.
        share: part of the characters that are.

    >>> escapes("政", "double", Random(0)), escapes("政", "percent", Random(0))
    ('&amp;#25919;', '%u653F')
    """
    forms: dict[str, Callable[[int], str]] = {
        "entity": lambda code: f"&#{code};",
        "hex": lambda code: f"&#x{code:x};",
        "double": lambda code: f"&amp;#{code};",
        "unicode": lambda code: f"\\u{code:04x}",
        "percent": lambda code: f"%u{code:04X}",
    }
    form = forms[manner]
    return _HAN.sub(lambda match: form(ord(match[0])) if rng.random() < share else match[0], text)


_RADICALS = dict(
    zip(
        "一人大工水力生行见长民子文方日月目立面言用自高手小",
        "⼀⼈⼤⼯⽔⼒⽣⾏⻅⻓⺠⼦⽂⽅⽇⽉⽬⽴⾯⾔⽤⾃⾼⼿⼩",
        strict=True,
    )
)


def odd_forms(text: str, rng: Random, *, share: float = 0.6, zero_width: float = 0.01) -> str:
    """Put Kangxi radicals for the characters they look like, as PDF exports do, and zero-width characters."""
    out = []
    for char in text:
        out.append(_RADICALS[char] if char in _RADICALS and rng.random() < share else char)
        if _HAN.match(char) and rng.random() < zero_width:
            out.append(rng.choice("\u200b\u200c\ufeff\u2060"))
    return "".join(out)


def bad_bytes(body: bytes, spots: list[int]) -> bytes:
    """Put 0xFF in the place of the byte at each spot."""
    damaged = bytearray(body)
    for spot in spots:
        damaged[spot] = 0xFF
    return bytes(damaged)
