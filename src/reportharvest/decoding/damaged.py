"""Read a stretch of bytes in one encoding, with the most plausible way through it wherever it is in doubt."""

from __future__ import annotations

import math
import re

from reportharvest.decoding.labels import CODECS
from reportharvest.decoding.plausible import first_doubt, total
from reportharvest.decoding.relocated import UNLIKELY, Stretch, is_traditional
from reportharvest.decoding.resynchronised import resynchronise
from reportharvest.decoding.state import Reading
from reportharvest.decoding.units import strict

__all__ = ["LONGEST", "read_stretch", "size_of", "trouble_in", "until_error"]

AHEAD = 96  # bytes read beyond a doubt: some 45 characters tell the right pairing from the shifted one
BACK = 8  # characters before a doubt that are read again: a shift shows at most WINDOW + 3 characters late
LONGEST = 4_096  # bytes of a stretch that are looked at together
LOST_COST = 1_500  # what a search costs for each U+FFFD in it, besides four times its bytes
DAMAGED = (
    20.0  # nats that giving bytes up must gain where nothing forces it: more than two rare characters cost
)
STRAY = -math.inf  # beside a single letter between Han, which is how a shifted pairing ends, it was weighed
_LOW_SECOND = frozenset({"gb18030", "big5", "shift_jis"})
_LETTER = re.compile(r"[@-~](?<=[^\x00-\x7f].)(?![0-9A-Za-z])")
_WORD = re.compile(r"[@-~](?<=[^\x00-\x7f].)(?=[0-9A-Za-z])")
_KANA = re.compile(r"[\uff61-\uff9f](?<![\uff61-\uff9f].)(?![\uff61-\uff9f])")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]")  # half of a pair, or damage itself
_QUESTION = re.compile(r"\?(?<=[^\x00-\x7f].)(?=[^\x00-\x7f])")


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
            place = place + size_of(text, state) if end < size else size
            before = text[-1:] or before
            reach = min(LONGEST, 2 * reach)
            continue
        reach = LONGEST // 16  # where doubts are many, what is beyond the next one would be read again
        keep = max(0, (doubt if doubt >= 0 else len(text)) - (BACK if state.encoding != "utf-8" else 1))
        kept = text[:keep]
        start = place + size_of(kept, state)
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
        trouble = start + size_of(text[keep : doubt if doubt >= 0 else len(text)], state)
        pairs = _pairs(stretch, stretch[place:stop], state)
        text, place, lost = resynchronise(pairs, (start, stop), before, trouble)
        state.budget -= (stop - start) * 4 + LOST_COST * max(1, lost)
        if lost and sound:
            sound = sound[: len(text) + lost]
            if total(text, state.value) - total(sound, state.value) < least:
                # odd but sound: names, quotations, lists of characters
                text, lost, place = sound, 0, start + size_of(sound, state)
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
    if state.encoding in _LOW_SECOND and (letter := _stray(text, state)) >= 0:
        if not 0 <= doubt < letter:
            return letter, STRAY
        if letter - doubt < 2 * BACK:
            return doubt, STRAY
    return doubt, DAMAGED


def _stray(text: str, state: Reading) -> int:
    """Place of the first letter or half-width kana that may be half of a pair; or -1.

    That is one alone between Han, or one behind a character that hardly ever comes where it is.
    """
    letter = _LETTER.search(text)
    kana = _KANA.search(text) if state.encoding == "shift_jis" else None
    unseen = _UNSEEN.search(text)
    found = min((one.start() for one in (letter, kana, unseen) if one is not None), default=-1)
    end = found if found >= 0 else len(text)
    for word in _WORD.finditer(text, 0, end):
        place = word.start() - 1
        if state.value(text[place - 1] if place else "\n", text[place]) < UNLIKELY:
            return word.start()
    for sign in _QUESTION.finditer(text, 0, end):
        if state.value("?", text[sign.end()]) < UNLIKELY:
            return sign.start()
    return found


def until_error(piece: bytes, state: Reading, *, last: bool) -> tuple[str, int]:
    """Decode up to the first error; the error's place, or -1 where there is none."""
    try:
        return strict(piece, state.encoding), -1
    except UnicodeDecodeError as error:
        cut = error.start
    text = strict(piece[:cut], state.encoding)
    if not last and len(piece) - cut < 4 and cut:
        return text, -1
    return text, cut


def size_of(text: str, state: Reading) -> int:
    """How many bytes a text that was decoded strictly was."""
    if state.encoding.startswith("utf-16"):
        return len(text.encode(CODECS[state.encoding], "surrogatepass"))
    try:
        return len(text.encode(CODECS[state.encoding]))
    except UnicodeEncodeError:
        return sum(_size_of(ch, state.encoding) for ch in text)


def _size_of(ch: str, encoding: str) -> int:
    try:
        return len(ch.encode(CODECS[encoding]))
    except UnicodeEncodeError:
        return 2  # the characters that the standard's tables have and Python's have not are pairs
