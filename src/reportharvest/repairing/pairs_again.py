"""Read a field again whose bytes were of one codec and were read as pairs of another: what is there and gaps.

What of a field is known, what was lost and how much of it, is told here; whether it is damage at all is
asked by :mod:`reportharvest.repairing.double_byte`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from reportharvest.repairing.bytemaps import gbk_pairs
from reportharvest.repairing.readers import byte_table, refused_pairs, second_places
from reportharvest.repairing.stretch import LOST_MARKS, Slot, Stretch
from reportharvest.repairing.traditional import to_simplified
from reportharvest.repairing.widths import LITERAL, MARK, spread, spread_pairs
from reportharvest.tables.language import model

__all__ = ["RARE", "Chain", "Field", "Read", "read_field", "size_of"]

# Less frequent than this, in nats, is a character that sound text has in one place of 50,000.
RARE = -10.8
MOST = 300
MOST_LOST = 0.7
MOST_STRAY = 0.05  # of the characters of a field that may be of no such codec, or become no character
UNSEEN = 12.0  # nats, less than a missing byte costs
TRADITIONAL = 6.0  # nats by which simplified characters are commoner; all of those end above ASCII in GBK
_CODECS = {"big5": "cp950", "gbk": "gb18030", "utf8": "utf-8"}

# A byte: known, one of several, or lost.
_Byte = int | tuple[int, ...] | None
# Where runs of a field begin and end.
Field = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Chain:
    """One codec read as another.

    Attributes:
        real: the codec that the bytes were of.
        read: the one they were read in.
        readers: the tables that may have been read by.
        single: every mark of loss is one byte; else one or two, according to what they are.
    """

    real: str
    read: str
    readers: tuple[str, ...]
    single: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A field that was read again, and by how many nats what its marks of loss would be is improbable."""

    stretch: Stretch
    odd: float


def size_of(field: Field) -> int:
    """Give the number of characters in the runs of a field."""
    return sum(end - start for start, end in field)


def read_field(text: str, field: Field, chain: Chain) -> Read | None:
    """Read a field again; None where too much of it is not of that codec, or not of the real one."""
    start, end = field[0][0], field[-1][1]
    raw, places, stray = _bytes_of(text, field, chain)
    size = size_of(field)
    if stray > MOST_STRAY * size:
        return None
    if chain.real == "utf8":
        raw, places, odd = spread(raw, places, chain.read)
    else:
        cost = _cost if chain.real == "gbk" else _cost_big5
        raw, places, odd = spread_pairs(raw, places, cost, chain.read, single=chain.single)
    if raw.count(None) > MOST_LOST * len(raw):
        return None  # more is lost than is there
    places.append(end)
    stretch = Stretch(start, end)
    pending: list[str] = []
    for first, last, sequence in _split(raw, chain.real):
        char = _character(sequence, chain.real)
        candidates: tuple[str, ...] = ()
        if char == "\ufffd":
            stray += 1
        elif not char:
            after = raw[last] if last < len(raw) else None
            candidates = _candidates(sequence, after, chain.real, chain.readers)
        if char and char != "\ufffd":
            pending.append(char)
            stretch.known += char > "\x7f"
            continue
        if pending:
            stretch.items.append("".join(pending))
            pending = []
        missing = int(None in sequence or not candidates)
        slot = Slot(places[first], max(places[last], places[first] + 1), candidates, missing=missing)
        stretch.items.append(slot)
    if pending:
        stretch.items.append("".join(pending))
    if stray > MOST_STRAY * size or not (stretch.known or size > 1):
        return None
    return Read(stretch, odd)


def _bytes_of(text: str, field: Field, chain: Chain) -> tuple[list[_Byte], list[int], int]:
    """Give the bytes of a field, for each its place in the text, and how many characters have none."""
    table = byte_table(chain.readers[0])
    others = [byte_table(name) for name in chain.readers[1:]]
    twins = second_places(chain.readers)
    mark = None if chain.real == "utf8" and chain.single else MARK
    raw: list[_Byte] = []
    places: list[int] = []
    stray = 0
    for (start, end), (following, _) in pairwise([*field, (field[-1][1], 0)]):
        for place in range(start, end):
            char = text[place]
            pair = table.get(char)
            if pair is None and char > "\x7f":
                pair = next((other[char] for other in others if char in other), None)
            if pair is not None:
                raw += zip(pair, twins[char], strict=True) if char in twins else pair
                places += [place] * len(pair)
            elif char in LOST_MARKS:
                raw.append(mark)
                places.append(place)
            elif char < "\x80":
                raw.append(ord(char))
                places.append(place)
            else:
                raw.append(LITERAL + ord(char))
                places.append(place)
                stray += 1
        raw += map(ord, text[end:following])
        places += range(end, following)
    return raw, places, stray


@lru_cache(maxsize=16384)
def _character(sequence: tuple[_Byte, ...], real: str) -> str:
    """Give the character of some bytes, U+FFFD if they are none; "" where bytes are not known."""
    if len(sequence) == 1 and isinstance(sequence[0], int) and sequence[0] >= LITERAL:
        return chr(sequence[0] - LITERAL)
    known = [one for one in sequence if isinstance(one, int)]
    if len(known) < len(sequence):
        return ""
    char = bytes(known).decode(_CODECS[real], errors="replace")
    return char if len(char) == 1 else "\ufffd"


@lru_cache(maxsize=8192)
def _cost(lead: int, trail: int) -> float:
    """How improbable a pair of GBK is, in nats; with 0 as the first byte, what ends in an ASCII letter."""
    if not lead:
        return TRADITIONAL
    return _improbable(bytes((lead, trail)).decode("gb18030", errors="replace"))


@lru_cache(maxsize=8192)
def _cost_big5(lead: int, trail: int) -> float:
    """How improbable a pair of Big5 is, in nats; half of all end in ASCII."""
    if not lead:
        return 0.0
    return _improbable(to_simplified(bytes((lead, trail)).decode("cp950", errors="replace")))


def _improbable(char: str) -> float:
    # Signs that the model never saw are no reason to take a byte for lost.
    return min(-model().unigram(char), UNSEEN) if len(char) == 1 and char != "\ufffd" else -2 * RARE


def _split(raw: list[_Byte], real: str) -> Iterator[tuple[int, int, tuple[_Byte, ...]]]:
    """Split bytes into characters of the real codec, as its automaton would; unknown bytes fit anywhere."""
    place = 0
    while place < len(raw):
        lead = raw[place]
        if isinstance(lead, tuple):
            lead = lead[0]
        if lead is not None and (lead < 0x80 or lead >= LITERAL):
            size = 1
        elif real != "utf8":
            size = 2
        elif lead is None:
            # An unknown byte before two continuations led them; alone it was a character of its own.
            size = 3
        else:
            size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        yield place, min(place + size, len(raw)), tuple(raw[place : place + size])
        place += size


@lru_cache(maxsize=8192)
def _candidates(
    sequence: tuple[_Byte, ...], after: _Byte, real: str, readers: tuple[str, ...]
) -> tuple[str, ...]:
    """Give the characters that a sequence with missing bytes may have been, the commonest first."""
    refused = refused_pairs(readers)
    behind = bytes((after,)) if isinstance(after, int) and 0x40 <= after < LITERAL else b""
    size = len(sequence) + len(behind)
    # A byte is lost that makes no pair with the one before it or behind it; the last of all may be lost, too,
    # and of three the first, with the byte before it.
    begin = 1 if real == "utf8" else 0
    lost = [place for place in range(begin, size - 1) if place < len(sequence) and sequence[place] is None]
    found: list[str] = []
    for char, raw in _fitting(sequence, real):
        full = raw + behind
        for place in lost:
            if full[place : place + 2] not in refused and full[max(place - 1, 0) : place + 1] not in refused:
                break
        else:
            found.append(char)
            if len(found) == MOST:
                break
    return tuple(found)


@lru_cache(maxsize=8192)
def _fitting(sequence: tuple[_Byte, ...], real: str) -> list[tuple[str, bytes]]:
    """Give the characters that agree with the bytes that are known, the commonest first."""
    size = len(sequence)
    known = [(place, one) for place, one in enumerate(sequence) if isinstance(one, int)]
    several = [(place, one) for place, one in enumerate(sequence) if isinstance(one, tuple)]
    buckets = (_buckets(real).get(one, []) for one in known)
    fitting = [pair for pair in min(buckets, key=len, default=_common(real)) if len(pair[1]) == size]
    for place, one in known:
        fitting = [pair for pair in fitting if pair[1][place] == one]
    for place, options in several:
        fitting = [pair for pair in fitting if pair[1][place] in options]
    return fitting


@cache
def _buckets(real: str) -> dict[tuple[int, int], list[tuple[str, bytes]]]:
    buckets: dict[tuple[int, int], list[tuple[str, bytes]]] = {}
    for char, raw in _common(real):
        for place, byte in enumerate(raw):
            buckets.setdefault((place, byte), []).append((char, raw))
    return buckets


@cache
def _common(real: str) -> tuple[tuple[str, bytes], ...]:
    """Give the characters of the real codec with their bytes, the commonest first; 8,000 cover all prose."""
    frequency = model().unigram
    if real == "utf8":
        characters = [char for char in gbk_pairs() if not "\ue000" <= char <= "\uf8ff"]
        pairs = [(char, char.encode()) for char in characters]
    else:
        table = byte_table("gb18030" if real == "gbk" else "cp950")
        pairs = [(char, raw) for char, raw in table.items() if len(raw) == 2]
    return tuple(sorted(pairs, key=lambda pair: (-frequency(pair[0]), pair[0]))[:8000])
