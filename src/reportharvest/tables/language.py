"""How probable a character is after the one or two before it: a back-off model of official Chinese.

Both decoding and repair ask it which of several readings of the same bytes is prose. The data stand in
``data/language.bin`` and are made by ``scripts/build_language_model.py``, which describes the method.

Layout of the file: a head of text lines that ends with a NUL byte; then, packed by zlib, little-endian: six
32-bit counts (characters V, bigrams B, cells of the trigram table S, folded characters F, bytes of the
character list, cells of a segment); the characters in UTF-16, commonest first; of each a code of how often it
occurs, one of how probable it is behind what it was never seen behind, and one of back-off; where each
character's bigrams begin (V + 1 32-bit numbers); the second characters of all bigrams, sorted, first the
lower bytes of all and then the upper ones, which pack better so; a byte for each bigram, 5 bits of
probability and 3 of back-off; the cells of the trigram table (16 bits each); the folded characters in UTF-16
with what they stand for and a byte of penalty each.

Bigrams are exact. A trigram is the exclusive-or of three cells, 11 bits that say whether it is there and 5 of
probability: 2.25 bytes a trigram, one wrong "yes" in two thousand questions, asked only when both bigrams
exist. The three lie in neighbouring segments of the table, which so needs but an eighth more cells than
trigrams (Graf and Lemire, Binary Fuse Filters, 2022).
"""

from __future__ import annotations

import re
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache
from math import exp
from pathlib import Path

__all__ = ["YEAR", "CharacterModel", "Continuation", "fold_numbers", "hash_trigram", "model"]

DATA = Path(__file__).parent / "data" / "language.bin"
UNIGRAM_STEP = 0.08  # nats a code; 256 codes reach exp(-20.4), below one occurrence in all sources together
BIGRAM_STEP = 0.4  # 32 codes reach exp(-12.4); rarer bigrams are left to back-off
TRIGRAM_STEP = 0.35  # 32 codes reach exp(-10.9); finer ones tell no more of texts held out
BACK_OFF_STEP = 0.45  # 8 codes for bigrams reach exp(-3.15)
TRIGRAM_BITS, CHECK_BITS = 5, 11
# P(c|ab) cannot be above P(bc) / P(ab), but a bigram's probability here tells behind how many characters it
# stands, too: with 3 nats one trigram in a thousand is cut, and few a wrong "yes" is believed for.
RESERVE = 3.0
CACHE_SIZE = 1 << 17  # remembered trigrams, some 15 MB; a report has fewer than 10,000 different ones

YEAR = "\x1e"  # stands for four digits that are a year
_YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DIGITS = re.compile("[0-9]+")
_MASK = (1 << 64) - 1
_FIRST_FACTOR, _ADDED, _SECOND_FACTOR = 0x9E3779B97F4A7C15, 0x632BE59BD9B4E019, 0xBF58476D1CE4E5B9
_CHECK = (1 << CHECK_BITS) - 1
_CODE = (1 << TRIGRAM_BITS) - 1

# A character behind another, ready to be weighed behind a third: what its number adds to the hash, its
# penalty, its log probability behind the other, and whether that was kept as a bigram.
Continuation = tuple[int, float, float, bool]


def fold_numbers(text: str) -> str:
    r"""Write 0 for a number of any length, and :data:`YEAR` for a year; the model knows what stands beside.

    >>> fold_numbers("2018年公开242条")
    '\x1e年公开0条'
    """
    return _DIGITS.sub("0", _YEARS.sub(YEAR, text)) if _DIGITS.search(text) else text


def hash_trigram(bigram: int, last: int, cells: int, segment: int) -> tuple[int, int, int, int]:
    """Give the three cells of a trigram in a table of that size, and its check bits.

    Args:
        bigram: place of the first two characters in the list of bigrams.
        last: number of the third character.
        cells: size of the table, a multiple of that of a segment.
        segment: cells of a segment, a power of two up to 2 ** 14; the three lie in one after the other.
    """
    mixed = ((bigram << 14 | last) * _FIRST_FACTOR + _ADDED) & _MASK
    mixed ^= mixed >> 29
    mixed = (mixed * _SECOND_FACTOR) & _MASK
    start = (mixed >> 32) * (cells - 2 * segment) >> 32
    within = segment - 1
    return (
        start,
        start + segment ^ mixed >> 14 & within,
        start + 2 * segment ^ mixed & within,
        mixed >> 28 & _CHECK,
    )


class CharacterModel:
    """Natural-log probabilities of characters, alone and after one or two others.

    Digits share one probability (numbers may be folded by :func:`fold_numbers`); traditional characters,
    upper case and half-width punctuation stand for what they fold to at a price. A character that was never
    seen has the probability :attr:`floor`.
    """

    def __init__(self, data: bytes) -> None:
        data = zlib.decompress(data[data.index(b"\0") + 1 :])
        count, bigrams, cells, folded, size, self._segment = struct.unpack_from("<6I", data)
        start = 24

        def take(length: int) -> bytes:
            nonlocal start
            start += length
            return data[start - length : start]

        characters = take(size).decode("utf-16-le")
        self._ids = {character: number for number, character in enumerate(characters)}
        self._unigrams = [-UNIGRAM_STEP * code for code in take(count)]
        self._anywhere = [-UNIGRAM_STEP * code for code in take(count)]
        self._back_off = [-UNIGRAM_STEP * code for code in take(count)]
        self._first = _numbers("I", take(4 * (count + 1)))
        planes = bytearray(2 * bigrams)
        planes[::2], planes[1::2] = take(bigrams), take(bigrams)
        self._second = _numbers("H", planes)
        self._codes = take(bigrams)
        self._cells = _numbers("H", take(2 * cells))
        self._size = cells
        self._penalty = dict.fromkeys(characters, 0.0)
        sources = take(struct.unpack("<I", take(4))[0]).decode("utf-16-le")
        for character, target, code in zip(
            sources, _numbers("H", take(2 * folded)), take(folded), strict=True
        ):
            self._ids[character] = target
            self._penalty[character] = -UNIGRAM_STEP * code
        self.bigram_values = [-BIGRAM_STEP * (code & 31) for code in range(256)]
        self._bigram_back_off = [-BACK_OFF_STEP * (code >> 5) for code in range(256)]
        self._remembered: dict[str, float] = {}
        self._characters = list(characters)
        self._rows: dict[str, dict[str, int]] = {}
        self.floor = min(self._unigrams) - 2.0

    def __contains__(self, character: str) -> bool:
        """Whether the character was seen, or folds to one that was."""
        return character in self._ids

    def characters(self) -> list[str]:
        """Give all characters that the model knows, those it folds to others too.

        >>> "政" in model().characters()
        True
        """
        return list(self._ids)

    def unigram(self, ch: str) -> float:
        r"""Give log P(ch).

        >>> model().unigram("的") > model().unigram("鼐") > model().unigram("\ue000")
        True
        """
        number = self._ids.get(ch)
        return self.floor if number is None else self._unigrams[number] + self._penalty[ch]

    def anywhere(self, ch: str) -> float:
        r"""Give log P(ch) behind what it was never seen behind: what few others stand before is rarer there.

        >>> model().anywhere("\n") < model().unigram("\n")
        True
        """
        number = self._ids.get(ch)
        return self.floor if number is None else self._anywhere[number] + self._penalty[ch]

    def bigram(self, a: str, b: str) -> float:
        """Give log P(b | a).

        >>> model().bigram("公", "开") > model().bigram("公", "关")
        True
        """
        last = self._ids.get(b)
        if last is None:
            return self.floor
        before = self._ids.get(a)
        return self._penalty[b] + (self._unigrams[last] if before is None else self._bigram(before, last))

    def trigram(self, a: str, b: str, c: str) -> float:
        """Give log P(c | a, b).

        >>> model().trigram("依", "申", "请") > model().trigram("依", "申", "情")
        True
        """
        key = a + b + c
        value = self._remembered.get(key)
        if value is None:
            if len(self._remembered) >= CACHE_SIZE:
                self._remembered.clear()
            value = self._remembered[key] = self.look_up(a, b, c)
        return value

    def score(self, text: str) -> float:
        """Give the mean log probability of a character of the text; 0.0 for an empty one.

        >>> model().score("主动公开政府信息") > model().score("涓诲姩鍏紑鏀垮簻淇℃伅")
        True
        """
        if not text:
            return 0.0
        padded = "\n" + text
        trigram = self.trigram
        total = self.bigram("\n", text[0])
        for a, b, c in zip(padded, padded[1:], padded[2:], strict=False):
            total += trigram(a, b, c)
        return total / len(text)

    def _find(self, before: int, last: int) -> int:
        """Place of a bigram in the list, or -1."""
        end = self._first[before + 1]
        place = bisect_left(self._second, last, self._first[before], end)
        return place if place < end and self._second[place] == last else -1

    def _bigram(self, before: int, last: int) -> float:
        place = self._find(before, last)
        if place < 0:
            return self._back_off[before] + self._anywhere[last]
        return self.bigram_values[self._codes[place]]

    def base(self, ch: str) -> str:
        """Give what a character folds to; itself where it folds to nothing.

        >>> model().base("開"), model().base("开")
        ('开', '开')
        """
        number = self._ids.get(ch)
        return ch if number is None else self._characters[number]

    def followers(self, a: str) -> Mapping[str, int]:
        """Give the characters that were seen, and kept, behind a character, each with its code.

        >>> "开" in model().followers("公"), "囧" in model().followers("公")
        (True, False)
        """
        found = self._rows.get(a)
        if found is None:
            number = self._ids.get(a)
            start, end = (0, 0) if number is None else self._first[number : number + 2]
            characters = map(self._characters.__getitem__, self._second[start:end])
            # All of them together take 30 MB; a hundred pages ask for half.
            found = dict(zip(characters, self._codes[start:end], strict=True))
            self._rows[a] = found
        return found

    def continuations(self, b: str, characters: Iterable[str]) -> list[Continuation]:
        """Make characters ready to be weighed behind a second one, by :meth:`behind`.

        Args:
            b: the second character.
            characters: what may come behind it.
        """
        ids, penalty, codes = self._ids, self._penalty, self.followers(b)
        before = ids.get(b)
        found: list[Continuation] = []
        for c in characters:
            last = ids.get(c)
            if last is None:
                found.append((0, 0.0, self.floor, False))
            elif before is None:
                found.append((0, penalty[c], self._unigrams[last], False))
            else:
                code = codes.get(self._characters[last])
                value = (
                    self._back_off[before] + self._anywhere[last]
                    if code is None
                    else (self.bigram_values[code])
                )
                found.append((last * _FIRST_FACTOR, penalty[c], value, code is not None))
        return found

    def behind(self, a: str, b: str, continuations: Iterable[Continuation]) -> list[float]:
        """Give P(c | a, b), no logarithm, of characters that :meth:`continuations` made ready behind b.

        >>> ready = model().continuations("申", "请报")
        >>> one, other = model().behind("依", "申", ready)
        >>> one == exp(model().trigram("依", "申", "请")) > other
        True
        """
        first, before = self._ids.get(a), self._ids.get(b)
        context = -1 if first is None or before is None else self._find(first, before)
        if context < 0 or first is None or before is None:
            return [exp(penalty + value) for _, penalty, value, _ in continuations]
        code = self._codes[context]
        fall = self._bigram_back_off[code]
        room = self._unigrams[before] - self._unigrams[first] + RESERVE - self.bigram_values[code]
        cells, segment = self._cells, self._segment
        twice, within = 2 * segment, segment - 1
        span = self._size - twice
        base = (context << 14) * _FIRST_FACTOR + _ADDED
        found: list[float] = []
        for factor, penalty, value, kept in continuations:
            if kept:
                # What hash_trigram does; a call each time would take longer than the question.
                mixed = (base + factor) & _MASK
                mixed = ((mixed ^ mixed >> 29) * _SECOND_FACTOR) & _MASK
                start = (mixed >> 32) * span >> 32
                cell = (
                    cells[start]
                    ^ cells[start + segment ^ mixed >> 14 & within]
                    ^ cells[start + twice ^ mixed & within]
                )
                if cell >> TRIGRAM_BITS == mixed >> 28 & _CHECK:
                    seen, most = -TRIGRAM_STEP * (cell & _CODE), value + room
                    found.append(exp(penalty + min(seen, most)))
                    continue
            found.append(exp(penalty + fall + value))
        return found

    def back_off(self, a: str, b: str) -> float:
        """Give the log of P(c | a, b) less :meth:`anywhere`, for a character not seen behind the second."""
        before = self._ids.get(b)
        if before is None:
            return 0.0
        first = self._ids.get(a)
        context = -1 if first is None else self._find(first, before)
        value = self._back_off[before]
        return value if context < 0 else value + self._bigram_back_off[self._codes[context]]

    def look_up(self, a: str, b: str, c: str) -> float:
        """Give what :meth:`trigram` gives, for those who remember it themselves."""
        ids = self._ids
        last = ids.get(c)
        if last is None:
            return self.floor
        before = ids.get(b)
        if before is None:
            return self._penalty[c] + self._unigrams[last]
        first, starts, second = ids.get(a), self._first, self._second
        end = starts[before + 1]
        place = bisect_left(second, last, starts[before], end)
        kept = place < end and second[place] == last
        if kept:
            value = self.bigram_values[self._codes[place]]
        else:
            value = self._back_off[before] + self._anywhere[last]
        if first is None:
            return self._penalty[c] + value
        end = starts[first + 1]
        context = bisect_left(second, before, starts[first], end)
        if context == end or second[context] != before:
            return self._penalty[c] + value
        code = self._codes[context]
        if kept:
            x, y, z, check = hash_trigram(context, last, self._size, self._segment)
            cells = self._cells
            cell = cells[x] ^ cells[y] ^ cells[z]
            if cell >> TRIGRAM_BITS == check:
                found = -TRIGRAM_STEP * (cell & _CODE)
                room = self._unigrams[before] - self._unigrams[first] + RESERVE - self.bigram_values[code]
                return self._penalty[c] + min(found, value + room)
        return self._penalty[c] + self._bigram_back_off[code] + value


def _numbers(kind: str, data: bytes | bytearray) -> array[int]:
    numbers = array(kind, data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@cache
def model() -> CharacterModel:
    """Load the model; once, on first need.

    >>> model() is model()
    True
    """
    return CharacterModel(DATA.read_bytes())
