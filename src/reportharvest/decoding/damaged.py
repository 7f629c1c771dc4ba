"""Read a stretch of bytes in one encoding, with the most plausible way through it wherever it is in doubt."""

from __future__ import annotations

import math
import re

from reportharvest.decoding.labels import CODECS
from reportharvest.decoding.plausible import first_doubt, total
from reportharvest.decoding.relocated import UNLIKELY, Stretch, is_traditional
from reportharvest.decoding.resynchronised import resynchronise
from reportharvest.decoding.state import Reading
from reportharvest.decoding.units import size_of, strict

__all__ = ["LONGEST", "read_stretch", "sound", "trouble_in", "until_error"]

AHEAD = 96  # bytes read beyond a doubt: some 45 characters tell the right pairing from the shifted one
BACK = 8  # characters before a doubt that are read again: a shift shows at most WINDOW + 3 characters late
LONGEST = 4_096  # bytes of a stretch that are looked at together
LOST_COST = 1_500  # what a search costs for each U+FFFD in it, besides four times its bytes
DAMAGED = (
    20.0  # nats that giving bytes up must gain where nothing forces it: more than two rare characters cost
)
STRAY = -math.inf  # beside a single letter between Han, which is how a shifted pairing ends, it was weighed
_LOW_SECOND = frozenset({"big5", "shift_jis"})
# What half of a pair may be, if it is ASCII, and controls, which are damage themselves.
_ODD = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f?-\x7f](?:(?<=[\x00-\x1f\x7f])|(?<=[^\x00-\x7f].))([0-9A-Za-z]|[^\x00-\x7f])?"
)
_KANA = re.compile(r"[\uff61-\uff9f](?<![\uff61-\uff9f].)(?![\uff61-\uff9f])")
_UNWRITTEN = re.compile("[\x80-\x9f\ue000-\uf8ff\U00010000-\U0010ffff]")


_CLOSING = dict(zip("「『【〖〈《（〔［｛“‘", "」』】〗〉》）〕］｝”’", strict=True))
_RARE = {"shift_jis": (_KANA, _UNWRITTEN), "gb18030": (_UNWRITTEN,)}
_CONTROLS = frozenset(map(chr, (*range(9), 11, *range(14, 32), 127)))


def read_stretch(stretch: bytes, state: Reading) -> None:
    """Read a stretch in the encoding itself, looking for a better way wherever it is in doubt."""
    place, size, reach = 0, len(stretch), LONGEST
    before = "\n"
    while place < size:
        end = min(size, place + reach)
        text, stopped = until_error(stretch[place:end], state, last=end == size)
        doubt, least = _doubt_in(text, state)
        if doubt < 0 and stopped < 0:
            state.add(text, state.encoding)
            place = place + size_of(text, state.encoding) if end < size else size
            before = text[-1:] or before
            reach = min(LONGEST, 2 * reach)
            continue
        reach = LONGEST // 16  # where doubts are many, what is beyond the next one would be read again
        keep = max(0, (doubt if doubt >= 0 else len(text)) - (BACK if state.encoding != "utf-8" else 1))
        kept = text[:keep]
        start = place + size_of(kept, state.encoding)
        if kept:
            state.add(kept, state.encoding)
            before = kept[-1]
        ahead = (
            8 if state.encoding == "utf-8" else AHEAD + (4 * BACK if stopped < 0 else 2 * (len(text) - keep))
        )
        stop = min(size, start + ahead)
        if state.budget <= 0:
            rest = stretch[start:].decode(CODECS[state.encoding], "replace")
            state.add(rest, state.encoding, rest.count("\ufffd"))
            return
        sound = text[keep:] if stopped < 0 else ""
        shown = size_of(text[keep : doubt if doubt >= 0 else len(text)], state.encoding)
        trouble = min(start + shown, size)
        pairs = _pairs(stretch, stretch[place:stop], state)
        text, place, lost = resynchronise(pairs, (start, stop), before, trouble)
        state.budget -= (stop - start) * 4 + LOST_COST * max(1, lost)
        if lost and sound:
            sound = sound[: len(text) + lost]
            if total(text, state.value) - total(sound, state.value) < least:
                # odd but sound: names, quotations, lists of characters
                text, lost, place = sound, 0, start + size_of(sound, state.encoding)
        state.add(text, state.encoding, lost)
        before = text[-1:] or before


def _pairs(stretch: bytes, some: bytes, state: Reading) -> Stretch:
    if state.is_traditional is None and state.language == "zh":
        state.is_traditional = state.encoding == "big5" or is_traditional(
            some.decode(CODECS[state.encoding], "replace")
        )
    traditional = bool(state.is_traditional)
    return Stretch(
        stretch, len(stretch), state.after, state.encoding, state.value, state.language, traditional
    )


def trouble_in(text: str, state: Reading) -> int:
    """Place of the first trace of damage in a text that decoded, or -1."""
    if state.encoding == "utf-8":
        return -1
    found = _stray(text, state)
    if state.short:
        # without a trace of damage only short bodies are worth reading character by character
        doubt = first_doubt(text if found < 0 else text[:found], state.value)
        return found if doubt < 0 else doubt
    return found


def _doubt_in(text: str, state: Reading) -> tuple[int, float]:
    """Where a text that decoded is in doubt, or -1, and what a reading with damage must gain there."""
    if state.encoding == "utf-8":
        return -1, DAMAGED
    doubt = first_doubt(text, state.value)
    if _has_low_seconds(text, state) and (letter := _stray(text, state)) >= 0:
        if not 0 <= doubt < letter:
            return letter, STRAY
        if letter - doubt < 2 * BACK:
            return doubt, STRAY
    return doubt, DAMAGED


def _has_low_seconds(text: str, state: Reading) -> bool:
    """Whether characters of a text end in bytes of ASCII: of GBK, only those that are not simplified do."""
    if state.encoding != "gb18030":
        return state.encoding in _LOW_SECOND
    if state.is_traditional is None:
        state.is_traditional = is_traditional(text)
    return state.is_traditional


def _stray(text: str, state: Reading) -> int:
    """Place of the first letter or half-width kana that may be half of a pair; or -1.

    That is one alone between Han, or one behind a character that hardly ever comes where it is.
    """
    rare = _RARE.get(state.encoding, ()) if state.encoding != "gb18030" or state.is_beyond_gbk else ()
    found = min((one.start() for pattern in rare if (one := pattern.search(text))), default=-1)
    for odd in _ODD.finditer(text, 0, found if found >= 0 else len(text)):
        place, ch, after = odd.start(), odd[0][0], odd[1] or ""
        if ch == "?":
            doubtful = after > "\x7f" and state.value(ch, after) < UNLIKELY
        elif after > "\x7f" or not after or ch in _CONTROLS:
            # 「B」 was written so: a shifted pairing hardly ends within a pair of brackets.
            doubtful = ch in _CONTROLS or _CLOSING.get(text[place - 1 : place]) != after
        else:
            doubtful = state.value(text[place - 2 : place - 1] or "\n", text[place - 1]) < UNLIKELY
        if doubtful:
            return place
    return found


def sound(piece: bytes, state: Reading) -> str:
    """Decode sound bytes.

    Raises:
        UnicodeDecodeError: at the first byte that begins no character.
    """
    if state.encoding != "gb18030":
        return strict(piece, state.encoding)
    try:
        return piece.decode("gbk")
    except UnicodeDecodeError:
        text = strict(piece, "gb18030")
    state.is_beyond_gbk = True
    return text


def until_error(piece: bytes, state: Reading, *, last: bool) -> tuple[str, int]:
    """Decode up to the first error; the error's place, or -1 where there is none."""
    try:
        return sound(piece, state), -1
    except UnicodeDecodeError as error:
        cut = error.start
    text = sound(piece[:cut], state)
    if not last and len(piece) - cut < 4 and cut:
        return text, -1
    return text, cut
