"""The characters that may begin at a byte, by encoding; for finding the way through damaged bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import cache

from reportharvest.decoding.labels import CODECS

__all__ = ["SEGMENTS", "Units", "gb2312", "size_of", "strict", "units", "utf8"]

Units = Callable[[bytes, int, int], list[tuple[int, str]]]
"""Gives length and text of each character that may begin at a place, reading not beyond a limit."""

# Stretches in which bytes may be paired: from a byte outside ASCII to the next byte that no encoding has as
# a second byte of a pair. Control bytes are damage, so they do not end a stretch; a single sign or digit
# may be, too.
_ODD = rb"[\x21-\x3b\x3f](?=[\x80-\xff])"
_LEGACY = rb"[\x21-\x7e]?[\x80-\xff](?:[\x00-\x08\x0b\x0c\x0e-\x1f\x40-\xff]|%b)*[\x30-\x39]?" % _ODD
_BETWEEN = rb"[\x00-\x09\x0b-\x1f\x21-\x3b\x3d\x3f-\x7f]"
_UTF8 = rb"[\x21-\x7e]?[\x80-\xff]+(?:%b[\x80-\xff]+)*[\x00-\x09\x0b-\x1f\x40-\x7f]?" % _BETWEEN
SEGMENTS = {"utf-8": re.compile(_UTF8), "legacy": re.compile(_LEGACY)}

# The standard's table has these where Python's, made for the edition of 2000, has private use.
_GB18030_2022 = dict(
    zip(
        "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f"
        "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
        strict=True,
    )
)
_ROW = 94
_GB18030_TABLE = str.maketrans(_GB18030_2022)
_GB18030_BACK = str.maketrans({new: old for old, new in _GB18030_2022.items()})
_GB18030_NEW = re.compile("[" + "".join(_GB18030_2022.values()) + "]")
_GB18030_OLD = re.compile("[" + "".join(_GB18030_2022) + "]")


def strict(body: bytes, encoding: str) -> str:
    r"""Decode sound bytes as the standard's tables say.

    Raises:
        UnicodeDecodeError: at the first byte that begins no character.

    >>> strict(b"\xa8\xbc\xaa\xa1", "gb18030")
    'ḿ\ue000'
    """
    if encoding == "euc-jp" and b"\xad" in body:
        return _euc_jp(body)
    text = codecs.decode(body, CODECS[encoding], "strict")
    if encoding == "gb18030" and _GB18030_OLD.search(text):
        text = text.translate(_GB18030_TABLE)
    return text


def size_of(text: str, encoding: str) -> int:
    r"""How many bytes a text that was decoded by :func:`strict` was.

    >>> size_of("ḿ公开", "gb18030"), size_of("①", "euc-jp")
    (6, 2)
    """
    if encoding == "gb18030" and _GB18030_NEW.search(text):
        text = text.translate(_GB18030_BACK)
    try:
        return len(
            text.encode(CODECS[encoding], "surrogatepass" if encoding.startswith("utf-16") else "strict")
        )
    except UnicodeEncodeError:
        if len(text) < 2:
            return 2  # the characters that the standard's tables have and Python's have not are pairs
        return sum(size_of(ch, encoding) for ch in text)


_ZERO, _IN_ITS_PLACE = b"\xa9\x96", b"\xa1\xf0"  # 〇, and ○


def gb2312(body: bytes) -> str | None:
    """Decode pairs of GB 2312, where damage leaves a trace: a shifted pairing ends in an error before ASCII.

    〇 is taken along, which GB 2312 has not and every year that is spelled out has.

    Returns:
        The text, or None where one pair is another.

    >>> gb2312("二〇二三年".encode("gbk")), gb2312("朱镕基".encode("gbk"))
    ('二〇二三年', None)
    """
    try:
        # the codec has the two dots and dashes of 1980; no other pair gives them
        return body.decode("gb2312").replace("\u30fb", "·").replace("\u2015", "—")
    except UnicodeDecodeError as error:
        if body[error.start : error.start + 2] != _ZERO:
            return None
    try:
        body.replace(_ZERO, _IN_ITS_PLACE).decode("gb2312")
        text = body.decode("gbk")
    except UnicodeDecodeError:
        return None
    # a different count: halves of two pairs were replaced
    return text if text.count("〇") == body.count(_ZERO) else None


def _euc_jp(body: bytes) -> str:
    """Decode EUC-JP with row 13 (NEC: ①, ㈱), which the standard's table has and Python's has not."""
    pieces: list[str] = []
    place = 0
    while True:
        try:
            return "".join(pieces) + body[place:].decode("euc_jp")
        except UnicodeDecodeError as error:
            fault = place + error.start
            number = body[fault + 1] - 0xA1 if body[fault] == 0xAD and fault + 1 < len(body) else -1
            if not 0 <= number < _ROW:
                raise UnicodeDecodeError("euc_jp", body, fault, place + error.end, error.reason) from None
            pieces.append(body[place:fault].decode("euc_jp"))
            # Shift_JIS leaves out 7F among the second bytes
            try:
                pieces.append(bytes([0x87, 0x40 + number + (number >= 0x3F)]).decode("cp932"))
            except UnicodeDecodeError:
                raise UnicodeDecodeError("euc_jp", body, fault, fault + 2, "no character") from None
            place = fault + 2


@cache
def units(encoding: str) -> Units:
    r"""Give the reader of single characters of an encoding.

    >>> units("gb18030")(b"\x80\xb9\xab", 0, 3), units("gb18030")(b"\x80\xb9\xab", 1, 3)
    ([(1, '€')], [(2, '公')])
    """
    if encoding == "utf-8":
        return utf8
    if encoding in {"utf-16le", "utf-16be"}:
        return _utf16(CODECS[encoding])
    if encoding == "gb18030":
        return _gb18030
    lengths = {"euc-jp": (2, 3), "shift_jis": (1, 2)}.get(encoding, (2,))
    remembered: dict[bytes, str] = {}

    def one(body: bytes, place: int, limit: int) -> list[tuple[int, str]]:
        first = body[place]
        if first < 0x80:
            return [(1, chr(first))]
        found = []
        for length in lengths:
            if place + length <= limit:
                piece = body[place : place + length]
                text = remembered.get(piece)
                if text is None:
                    text = remembered[piece] = _try(piece, encoding)
                if text:
                    found.append((length, text))
        return found

    return one


_PAIRS: dict[bytes, list[tuple[int, str]]] = {}


def _gb18030(body: bytes, place: int, limit: int) -> list[tuple[int, str]]:
    """Give the one character of GB 18030 that begins at a place, if there is one."""
    first = body[place]
    if first < 0x80:
        return [(1, chr(first))]
    if first == 0x80:
        return [(1, "€")]
    if place + 2 > limit:
        return []
    piece = body[place : place + 2]
    if 0x30 <= piece[1] < 0x3A:
        text = _try(body[place : place + 4], "gb18030") if place + 4 <= limit else ""
        return [(4, text)] if text else []
    found = _PAIRS.get(piece)
    if found is None:
        text = _try(piece, "gb18030")
        found = _PAIRS[piece] = [(2, text)] if text else []
    return found


def _try(piece: bytes, encoding: str) -> str:
    """Decode one character; empty where the bytes are not exactly one."""
    if len(piece) > 1 and piece[0] < 0x80:
        return ""
    try:
        text = strict(piece, encoding)
    except UnicodeDecodeError:
        return ""
    # two ASCII or half-width characters are two units, but some Big5 pairs are a letter and its accent
    return (
        text
        if len(text) == 1 or (encoding == "big5" and len(text) == 2 and text[1] in "\u0304\u030c")
        else ""
    )


def utf8(body: bytes, place: int, limit: int) -> list[tuple[int, str]]:
    """Give the one character of UTF-8 that begins at a place, if there is one."""
    first = body[place]
    length = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if place + length > limit:
        return []
    try:
        return [(length, body[place : place + length].decode("utf-8"))]
    except UnicodeDecodeError:
        return []


def _utf16(codec: str) -> Units:
    def one(body: bytes, place: int, limit: int) -> list[tuple[int, str]]:
        for length in (2, 4):
            if place + length <= limit:
                try:
                    return [(length, body[place : place + length].decode(codec))]
                except UnicodeDecodeError:
                    continue
        return []

    return one
