"""Read a whole body in one encoding, through damage and through pieces in another encoding.

Sound bytes go through Python's codecs in blocks. Where they refuse, or give what no page would say, the
stretch around it is read by itself: as the encoding has it, as the other encoding of a mixed page, or by the
most plausible way through it.
"""

from __future__ import annotations

import codecs
import re

from reportharvest.decoding.damaged import LONGEST, read_stretch, sound, trouble_in, until_error
from reportharvest.decoding.labels import CODECS, single_byte_table
from reportharvest.decoding.mixed import read_other
from reportharvest.decoding.spliced import HAS_UTF8, LONG_UTF8
from reportharvest.decoding.state import LANGUAGES, MULTI_BYTE, Reading
from reportharvest.decoding.units import SEGMENTS, size_of

__all__ = ["LANGUAGES", "MULTI_BYTE", "Reading", "invalid_utf8", "read"]

BLOCK = 16_384  # an error copies its block, so blocks bound the cost of many errors
# A search costs four times its bytes, and 1,500 more for each U+FFFD in it: one bad byte in 2 kB (a
# search of some 130 bytes) costs nine tenths of what there is for them; noise is soon read the plain way.
SEARCHED_SHARE, SEARCHED_LEAST, SEARCHED_MOST = 1.2, 65_536, 3_000_000
_BOUNDARY = re.compile(rb"[\t\n\r\x20-\x2f\x3a-\x3f]")
_NEVER_INSIDE = (b"\n", b" ", b"<", b">")  # bytes that no stretch reaches over
# Patterns begin with the rarer byte and look back from it, which is three to ten times as fast.
_UTF8_PIECE = re.compile(
    rb"[\xe2-\xe9\xef](?<![\x80-\xff].)[\x80-\xbf]{2}(?:[\xc2-\xef][\x80-\xbf]{1,2})*(?![\x80-\xff])"
)
# Kinds of bytes, to look for UTF-8 at the speed of memory: ASCII, what continues, what begins Han and signs.
_KINDS = bytes(
    ord("A" if byte < 0x80 else "C" if byte < 0xC0 else "L" if 0xE2 <= byte <= 0xE9 or byte == 0xEF else "X")
    for byte in range(256)
)
_THREE, _BEHIND_ASCII = b"LCCLCCLCC", b"ALCC"


def read(body: bytes, encoding: str, *, other: str | None = None, language: str | None = None) -> Reading:
    r"""Decode a body.

    Args:
        body: the bytes, without byte-order mark.
        encoding: what most of it is in.
        other: what pieces of it may be in, or None.
        language: measure of plausibility; None is the encoding's own.
    Returns:
        The reading. Any bytes give one, in linear time.

    >>> read("公开".encode("gbk") + b"\xff" + "公开".encode("gbk"), "gb18030").text
    '公开�公开'
    """
    multi = encoding in MULTI_BYTE
    language = (language or LANGUAGES.get(encoding, "zh")) if multi else "zh"
    budget = min(max(SEARCHED_LEAST, SEARCHED_SHARE * len(body)), SEARCHED_MOST)
    state = Reading(encoding, other, language, budget, short=len(body) <= BLOCK)
    if not multi:
        _read_single(body, state)
    elif encoding.startswith("utf-16"):
        read_stretch(body, state)
    else:
        _read_blocks(body, state)
        if state.is_mixed:
            # pieces in another encoding are there, so those that are sound in both are weighed too
            again = Reading(encoding, other, language, budget, thorough=True, short=state.short)
            _read_blocks(body, again)
            return again
    return state


def invalid_utf8(body: bytes, most: int = 4_096) -> bytes:
    """Give the stretches of a body that are not UTF-8, separated by spaces, up to some length."""
    found, size = [], 0
    for stretch in SEGMENTS["utf-8"].finditer(body):
        try:
            stretch[0].decode("utf-8")
        except UnicodeDecodeError:
            rest = LONG_UTF8.sub(b" ", stretch[0])
            found.append(rest)
            size += len(rest)
            if size >= most:
                break
    return b" ".join(found)


def _read_single(body: bytes, state: Reading) -> None:
    if state.encoding == "iso-2022-jp":
        text = body.decode("iso2022_jp", "replace")
    else:
        text = codecs.charmap_decode(body, "strict", single_byte_table(state.encoding))[0]
    state.add(text, state.encoding, text.count("\ufffd"))


def _read_blocks(body: bytes, state: Reading) -> None:
    place, size = 0, len(body)
    quick = not state.thorough
    while place < size and not state.is_mixed:
        end = min(size, place + BLOCK)
        if end < size:
            boundary = _BOUNDARY.search(body, end, min(size, end + LONGEST))
            end = boundary.end() if boundary else _between(body, place, end, state)
        block = body[place:end] if place or end < size else body
        if state.budget <= 0:
            text: str | None = block.decode(CODECS[state.encoding], "replace")
            state.lost += text.count("\ufffd") if text else 0
        else:
            text = _sound(block, state) if quick else None
        if text is None:
            state.beyond = "\n" if end < size else ""
            _read_segments(block, state)
        else:
            state.pieces.append(text)
        place = end


def _between(body: bytes, place: int, end: int, state: Reading) -> int:
    """Give a place near the end of a block where no character is cut, for a body without any ASCII."""
    try:
        codecs.decode(body[place:end], CODECS[state.encoding], "strict")
    except UnicodeDecodeError as error:
        if error.start and end - place - error.start < 4:
            return place + error.start
    return end


def _sound(block: bytes, state: Reading) -> str | None:
    """Decode a block that cannot be damaged without a trace; None for any other."""
    try:
        text = sound(block, state)
    except UnicodeDecodeError:
        return None
    if state.other == "utf-8" and _first_utf8(block, len(block)) >= 0:
        return None
    return text if trouble_in(text, state) < 0 else None


def _first_utf8(block: bytes, end: int) -> int:
    """Where the first piece of UTF-8 may begin, or -1."""
    kinds = block.translate(_KINDS)
    if not (_THREE in kinds or _BEHIND_ASCII in kinds or kinds.startswith(_BEHIND_ASCII[1:])):
        return -1
    found = (_UTF8_PIECE.search(block, 0, end), HAS_UTF8.search(block, 0, end))
    return min((one.start() for one in found if one is not None), default=-1)


def _read_segments(block: bytes, state: Reading) -> None:
    """Read a block through the codec, and the stretches around whatever betrays damage one by one."""
    place, size = 0, len(block)
    while place < size and not state.is_mixed:
        stop = size
        if not state.thorough:
            stop = _trouble(block, place, state)
            begin = max(place, 1 + max(block.rfind(sign, place, stop) for sign in _NEVER_INSIDE))
            begin = size if stop == size else begin
            if begin > place:
                state.pieces.append(sound(block[place:begin], state))
                place = begin
        if place < size:
            place = _read_up_to(block, place, stop, state)


def _trouble(block: bytes, place: int, state: Reading) -> int:
    """Where the first error or other trace of damage is, from a place on; the end where there is none."""
    piece = block[place:]
    text, fault = until_error(piece, state, last=True)
    found = [fault] if fault >= 0 else []
    if (doubt := trouble_in(text, state)) >= 0:
        found.append(size_of(text[:doubt], state.encoding))
    if state.other == "utf-8" and (inside := _first_utf8(piece, min(found, default=len(piece)))) >= 0:
        found.append(inside)
    return place + min(found, default=len(piece))


def _read_up_to(block: bytes, place: int, stop: int, state: Reading) -> int:
    """Read stretches one by one, to the end of the one that holds a place; give where that is."""
    pattern = SEGMENTS["utf-8" if state.encoding == "utf-8" else "legacy"]
    for stretch in pattern.finditer(block, place):
        if stretch.start() > place:
            state.pieces.append(block[place : stretch.start()].decode("ascii"))
        place = stretch.end()
        segment = stretch[0]
        state.after = chr(block[place]) if place < len(block) else state.beyond
        if not state.thorough and (text := _sound(segment, state)) is not None:
            state.add(text, state.encoding)
        elif not read_other(segment, state):
            read_stretch(segment, state)
        if place > stop or state.is_mixed:
            return place
    state.pieces.append(block[place:].decode("ascii"))
    return len(block)
