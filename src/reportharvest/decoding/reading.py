"""Read a whole body in one encoding, through damage and through pieces in another encoding.

Sound bytes go through Python's codecs in blocks. What they refuse, or what no page would say, is read
stretch by
stretch: as the encoding has it, as the other encoding of a mixed page, or by the most plausible way through
it.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass, field

from reportharvest.decoding.labels import CODECS, single_byte_table
from reportharvest.decoding.plausible import Valuer, first_doubt, mean, total, valuer
from reportharvest.decoding.relocated import Stretch
from reportharvest.decoding.resynchronised import resynchronise
from reportharvest.decoding.spliced import HAS_UTF8, LONG_UTF8, splice
from reportharvest.decoding.units import SEGMENTS, gb2312, strict

__all__ = ["LANGUAGES", "MULTI_BYTE", "Reading", "invalid_utf8", "read"]

LANGUAGES = {"gb18030": "zh", "big5": "zh", "euc-jp": "ja", "shift_jis": "ja", "euc-kr": "ko"}
MULTI_BYTE = frozenset(LANGUAGES) | {"utf-8", "utf-16le", "utf-16be"}
BLOCK = 16_384  # an error copies its block, so blocks bound the cost of many errors
AHEAD = 96  # bytes read beyond a doubt: some 45 characters tell the right pairing from the shifted one
BACK = 8  # characters before a doubt that are read again: a shift shows at most WINDOW + 3 characters late
LONGEST = 4_096  # bytes of a stretch that are looked at together
# A search costs four times its bytes, and 1,500 more for each U+FFFD in it: one bad byte in 2 kB (a
# search of some 130 bytes) costs nine tenths of what there is for them; noise is soon read the plain way.
SEARCHED_SHARE, SEARCHED_LEAST, SEARCHED_MOST, LOST_COST = 1.2, 65_536, 3_000_000, 1_500
_BOUNDARY = re.compile(rb"[\t\n\r\x20-\x2f\x3a-\x3f]")
_QUICK = frozenset({"gb18030", "utf-8"})  # damage to these leaves a trace that the codec finds
_NEVER_INSIDE = (b"\n", b" ", b"<", b">")  # bytes that no stretch reaches over
_ASCII = re.compile(rb"([\x00-\x7f]+)")
# Patterns begin with the rarer byte and look back from it, which is three to ten times as fast.
_UTF8_PIECE = re.compile(
    rb"[\xe2-\xe9\xef](?<![\x80-\xff].)[\x80-\xbf]{2}(?:[\xc2-\xef][\x80-\xbf]{1,2})*(?![\x80-\xff])"
)
_UTF8_RUN = re.compile(rb"[\xe2-\xe9\xef][\x80-\xbf]{2}")  # Han and its signs; two-byte sequences may be GBK
DAMAGED = (
    20.0  # nats that giving bytes up must gain where nothing forces it: more than two rare characters cost
)
STRAY = -math.inf  # beside a single letter between Han, which is how a shifted pairing ends, it was weighed
_LOW_SECOND = frozenset({"big5", "shift_jis"})
_LETTER = re.compile(r"[@-~](?<=[^\x00-\x7f].)(?![0-9A-Za-z])")
_KANA = re.compile(r"[\uff61-\uff9f](?<![\uff61-\uff9f].)(?![\uff61-\uff9f])")
_UNWRITTEN = re.compile("[\ue000-\uf8ff\U00010000-\U0010ffff]")
PLAUSIBLE = -8.5  # mean of a piece in the other encoding; sound short labels reach -8, misread ones -11


@dataclass
class Reading:
    """What was read so far.

    Attributes:
        lost: bytes or sequences given up.
        characters: characters outside ASCII by encoding, of the stretches that were looked at one by one.
        thorough: whether every stretch is weighed in both encodings.
        short: whether the body is short enough to be read character by character.
        beyond: what follows the block that is read; empty at the end of the body, where a character may be
            cut off.
        after: likewise what follows the stretch.
    """

    encoding: str
    other: str | None
    language: str
    budget: float
    pieces: list[str] = field(default_factory=list)
    lost: int = 0
    characters: dict[str, int] = field(default_factory=dict)
    thorough: bool = False
    short: bool = False
    beyond: str = ""
    after: str = ""

    @property
    def value(self) -> Valuer:
        """Measure of the language."""
        return valuer(self.language)

    @property
    def is_mixed(self) -> bool:
        """Whether pieces in the other encoding were found by a reading that did not look for all of them."""
        return self.other is not None and not self.thorough and self.characters.get(self.other, 0) > 1

    @property
    def text(self) -> str:
        """All that was read."""
        return "".join(self.pieces)

    def add(self, text: str, encoding: str, lost: int = 0) -> None:
        """Append a piece that was read in an encoding."""
        self.pieces.append(text)
        self.lost += lost
        self.characters[encoding] = self.characters.get(encoding, 0) + len(text)


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
        _read_stretch(body, state)
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
    written = False
    try:
        if state.encoding == "utf-8":
            return block.decode("utf-8")
        if state.encoding != "gb18030":
            text = strict(block, state.encoding)
        elif (plain := gb2312(block)) is not None:
            return plain
        else:
            text, written = _gbk(block)
    except UnicodeDecodeError:
        return None
    if _stray(text, state.encoding) >= 0:
        return None
    if state.other == "utf-8" and (_UTF8_PIECE.search(block) or HAS_UTF8.search(block)):
        return None
    if state.encoding == "gb18030" and not written and _UNWRITTEN.search(text):
        return None
    # without a trace of damage only short bodies are worth reading character by character
    return None if state.short and first_doubt(text, state.value) >= 0 else text


def _gbk(block: bytes) -> tuple[str, bool]:
    """Decode GB 18030, and tell whether it is GBK, which has nothing that is not written."""
    try:
        return block.decode("gbk"), True
    except UnicodeDecodeError:
        return strict(block, "gb18030"), False


def _read_segments(block: bytes, state: Reading) -> None:
    """Read a block stretch by stretch; where sound ones can be told, only those around an error."""
    place, size = 0, len(block)
    while place < size and not state.is_mixed:
        begin, stop = 0, size
        if state.encoding in _QUICK and not state.thorough:
            fault = _fault(block[place:], state.encoding)
            if fault < 0:
                state.pieces.append(_sound(block[place:], state) or "")
                return
            stop = place + fault
            begin = 1 + max(block.rfind(sign, place, stop) for sign in _NEVER_INSIDE)
        if begin > place:
            state.pieces.append(_sound(block[place:begin], state) or "")
            place = begin
        place = _read_up_to(block, place, stop, state)


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
        elif not _read_other(segment, state):
            _read_stretch(segment, state)
        if place > stop or state.is_mixed:
            return place
    state.pieces.append(block[place:].decode("ascii"))
    return len(block)


def _fault(piece: bytes, encoding: str) -> int:
    """Place of the first byte that is not sound, or -1."""
    try:
        piece.decode("gb2312" if encoding == "gb18030" else encoding)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _read_other(segment: bytes, state: Reading) -> bool:
    """Read a stretch in the other encoding of a mixed page, if it is more plausible there."""
    other = state.other
    if other is None or (other == "utf-8" and not _UTF8_RUN.search(segment)):
        return False
    if LONG_UTF8.search(segment) and _read_spliced(segment, state):
        return True
    try:
        text = strict(segment, other)
    except UnicodeDecodeError:
        return _read_parts(segment, state)
    value = valuer(LANGUAGES.get(other, "zh"))
    there = mean(text, value)
    # where pieces in both encodings are known to be, a single character may be one
    if not state.thorough and (there < PLAUSIBLE or sum(ch > "\x7f" for ch in text) < 2):
        return False
    try:
        here = strict(segment, state.encoding)
        better = _sum(text, value) > _sum(here, state.value)
    except UnicodeDecodeError:
        better = True
    if better:
        state.add(text, other)
    return better


def _read_spliced(segment: bytes, state: Reading) -> bool:
    """Read a stretch in which pieces in two encodings stand side by side."""
    legacy = state.encoding if state.other == "utf-8" else state.other
    pieces = splice(segment, legacy, LANGUAGES[legacy]) if legacy in LANGUAGES else None
    for text, encoding in pieces or ():
        state.add(text, encoding)
    return pieces is not None


def _read_parts(segment: bytes, state: Reading) -> bool:
    """Read a stretch in which ASCII separates pieces in two encodings, if one is in the other encoding."""
    parts = _ASCII.split(segment)
    if sum(map(bool, parts[::2])) < 2 or not any(_is_sound(part, state.other) for part in parts[::2] if part):
        return False
    before = (len(state.pieces), state.lost, dict(state.characters))
    found, after = False, state.after
    for number, part in enumerate(parts):
        state.after = parts[number + 1][:1].decode("latin-1") if number + 1 < len(parts) else after
        if number % 2:
            state.pieces.append(part.decode("ascii"))
        elif part and _read_other(part, state):
            found = True
        elif part:
            _read_stretch(part, state)
    if not found:
        del state.pieces[before[0] :]
        state.lost, state.characters = before[1], before[2]
    return found


def _is_sound(part: bytes, encoding: str | None) -> bool:
    if encoding == "utf-8" and not _UTF8_RUN.search(part):
        return False
    try:
        part.decode(CODECS[encoding or "utf-8"])
    except UnicodeDecodeError:
        return False
    return True


def _sum(text: str, value: Valuer) -> float:
    return mean(text, value) * sum(ch > "\x7f" for ch in text)


def _read_stretch(stretch: bytes, state: Reading) -> None:
    """Read a stretch in the encoding itself, looking for a better way wherever it is in doubt."""
    place, size, reach = 0, len(stretch), LONGEST
    before = "\n"
    while place < size:
        end = min(size, place + reach)
        text, stopped = _until_error(stretch[place:end], state, last=end == size)
        doubt, least = _doubt(text, state)
        if doubt < 0 and stopped < 0:
            state.add(text, state.encoding)
            place = place + _size(text, state) if end < size else size
            before = text[-1:] or before
            reach = min(LONGEST, 2 * reach)
            continue
        reach = LONGEST // 16  # where doubts are many, what is beyond the next one would be read again
        keep = max(0, (doubt if doubt >= 0 else len(text)) - (BACK if state.encoding != "utf-8" else 1))
        kept = text[:keep]
        start = place + _size(kept, state)
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
        pairs = Stretch(stretch, size, state.after, state.encoding, state.value, state.language)
        text, place, lost = resynchronise(pairs, (start, stop), before)
        state.budget -= (stop - start) * 4 + LOST_COST * max(1, lost)
        if lost and sound:
            sound = sound[: len(text) + lost]
            if total(text, state.value) - total(sound, state.value) < least:
                # odd but sound: names, quotations, lists of characters
                text, lost, place = sound, 0, start + _size(sound, state)
        state.add(text, state.encoding, lost)
        before = text[-1:] or before


def _doubt(text: str, state: Reading) -> tuple[int, float]:
    """Where a text that decoded is in doubt, or -1, and what a reading with damage must gain there."""
    if state.encoding == "utf-8":
        return -1, DAMAGED
    doubt = first_doubt(text, state.value)
    if state.encoding in _LOW_SECOND and (stray := _stray(text, state.encoding)) >= 0:
        if not 0 <= doubt < stray:
            return stray, STRAY
        if stray - doubt < 2 * BACK:
            return doubt, STRAY
    return doubt, DAMAGED


def _stray(text: str, encoding: str) -> int:
    """Place of the first letter or half-width kana alone between Han, which are halves of pairs; or -1."""
    letter = _LETTER.search(text)
    kana = _KANA.search(text) if encoding == "shift_jis" else None
    return min((one.start() for one in (letter, kana) if one is not None), default=-1)


def _until_error(piece: bytes, state: Reading, *, last: bool) -> tuple[str, int]:
    """Decode up to the first error; the error's place, or -1 where there is none."""
    try:
        return strict(piece, state.encoding), -1
    except UnicodeDecodeError as error:
        cut = error.start
    text = strict(piece[:cut], state.encoding)
    if not last and len(piece) - cut < 4 and cut:
        return text, -1
    return text, cut


def _size(text: str, state: Reading) -> int:
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
