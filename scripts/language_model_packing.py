"""Write a character model in the layout that src/reportharvest/tables/language.py describes."""

from __future__ import annotations

import math
import struct
import zlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from language_model_counts import CHARACTER, TWO, Codes, Floats, behind, places_of
from reportharvest.tables import language

__all__ = ["Model", "write"]

MOST_CHARACTERS = 1 << 14
TRADITIONAL = 1.2  # so that traditional text is about as probable as simplified
HALF_WIDTH = 1.2  # three in ten pages print half-width punctuation
UPPER_CASE = 2.0
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """Logarithms of probabilities by n-gram, all sorted by n-gram.

    Attributes:
        characters: all that were seen.
        often: how often each occurs.
        anywhere: how probable each is behind what it was never seen behind.
        back_off: the weight of that behind each.
        bigrams: those kept.
        bigram_values: of the second character behind the first.
        bigram_back_off: the weight of backing off from three characters to the last two of them.
        trigrams: those kept; both of its bigrams are, too.
        trigram_values: of the third character behind the first two.
    """

    characters: Codes
    often: Floats
    anywhere: Floats
    back_off: Floats
    bigrams: Codes
    bigram_values: Floats
    bigram_back_off: Floats
    trigrams: Codes
    trigram_values: Floats


def write(model: Model, simplified: Mapping[str, str], out: Path, head: str) -> None:
    """Write a model.

    Args:
        model: what to write.
        simplified: traditional characters that are folded away, each with what it stands for.
        out: where to.
        head: what the file says of itself.
    """
    by_use = np.argsort(-model.often, kind="stable")
    listed = [chr(one) for one in model.characters[by_use] if not 0xD800 <= one < 0xE000]
    listed = [one for one in listed if one not in simplified][:MOST_CHARACTERS]
    ids = np.full(1 << 16, -1, np.int64)
    ids[[ord(one) for one in listed]] = np.arange(len(listed))
    places, _ = places_of(np.array([ord(one) for one in listed], np.uint64), model.characters)

    first, last = ids[behind(model.bigrams)], ids[model.bigrams & CHARACTER]
    kept = np.flatnonzero((first >= 0) & (last >= 0))
    kept = kept[np.lexsort((last[kept], first[kept]))]
    begins = np.searchsorted(first[kept], np.arange(len(listed) + 1))
    number = np.full(len(model.bigrams), -1, np.int64)
    number[kept] = np.arange(len(kept))
    seconds = last[kept].astype("<u2").view(np.uint8)
    codes = _codes(model.bigram_values[kept], language.BIGRAM_STEP, 31)
    codes |= _codes(model.bigram_back_off[kept], language.BACK_OFF_STEP, 7) << 5

    context, found = places_of(behind(model.trigrams), model.bigrams)
    ending, too = places_of(model.trigrams & TWO, model.bigrams)
    there = np.flatnonzero(found & too & (number[context] >= 0) & (number[ending] >= 0))
    cells, segment = _pack_trigrams(
        number[context[there]],
        ids[model.trigrams[there] & CHARACTER],
        _codes(model.trigram_values[there], language.TRIGRAM_STEP, (1 << language.TRIGRAM_BITS) - 1),
    )

    known = frozenset(listed)
    folded = [(one, other, price) for one, other, price in _folds(known, simplified)]
    text, sources = ("".join(some).encode("utf-16-le") for some in (listed, (one for one, _, _ in folded)))
    data = struct.pack("<6I", len(listed), len(kept), len(cells), len(folded), len(text), segment) + text
    for values in (model.often, model.anywhere, model.back_off):
        data += _codes(values[places], language.UNIGRAM_STEP, 255).astype(np.uint8).tobytes()
    data += begins.astype("<u4").tobytes() + seconds[::2].tobytes() + seconds[1::2].tobytes()
    data += codes.astype(np.uint8).tobytes() + cells.tobytes()
    data += struct.pack("<I", len(sources)) + sources
    data += array("H", [ids[ord(other)] for _, other, _ in folded]).tobytes()
    data += bytes(round(price / language.UNIGRAM_STEP) for _, _, price in folded)
    packed = head.encode() + b"\0" + zlib.compress(data, 9)
    out.write_bytes(packed)
    print(f"{len(listed)} characters, {len(kept)} bigrams, {len(there)} trigrams, {len(packed):,} bytes")


def _codes(values: Floats, step: float, most: int) -> Integers:
    return np.clip(np.rint(-values / step), 0, most).astype(np.int64)


def _folds(known: frozenset[str], simplified: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    """Give characters that stand for a known one, with the price in nats."""
    pairs = [(digit, "0", 0.0) for digit in "123456789"]
    pairs += [(half, full, HALF_WIDTH) for half, full in zip(",:;()?!", "，：；（）？！", strict=True)]
    pairs += [(letter.upper(), letter, UPPER_CASE) for letter in "abcdefghijklmnopqrstuvwxyz"]
    pairs += [(one, other, TRADITIONAL) for one, other in simplified.items()]
    for one, other, price in pairs:
        if one not in known and other in known:
            yield one, other, price


def _pack_trigrams(bigrams: Integers, lasts: Integers, codes: Integers) -> tuple[NDArray[np.uint16], int]:
    """Solve the exclusive-or table: peel cells that one trigram alone uses, then fill them the other way."""
    size = len(bigrams)
    segment = min(1 << 14, 1 << int(math.log(size) / math.log(3.33) + 2.25))
    segments = -(-int(size * max(1.125, 0.875 + 0.25 * math.log(1e6) / math.log(size))) // segment)
    cells = segments * segment
    places = [
        language.hash_trigram(bigram, last, cells, segment)
        for bigram, last in zip(bigrams.tolist(), lasts.tolist(), strict=True)
    ]
    users, mixed = [0] * cells, [0] * cells
    for number, (x, y, z, _) in enumerate(places):
        for cell in (x, y, z):
            users[cell] += 1
            mixed[cell] ^= number
    queue = [cell for cell in range(cells) if users[cell] == 1]
    order = []
    while queue:
        cell = queue.pop()
        if users[cell] != 1:
            continue
        number = mixed[cell]
        order.append((number, cell))
        for other in places[number][:3]:
            users[other] -= 1
            mixed[other] ^= number
            if users[other] == 1:
                queue.append(other)
    if len(order) != size:
        raise SystemExit("the trigram table cannot be solved; change the number of trigrams a little")
    table = [0] * cells
    values = codes.tolist()
    for number, cell in reversed(order):
        x, y, z, check = places[number]
        table[cell] ^= (check << language.TRIGRAM_BITS | values[number]) ^ table[x] ^ table[y] ^ table[z]
    return np.array(table, "<u2"), segment
