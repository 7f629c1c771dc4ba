"""Read how often words, and pairs of words, occur from the dictionaries of Lucene's analyser of Chinese.

Apache Lucene (Apache-2.0) ships them in ``lucene-analyzers-smartcn-*.jar``, which Debian has in
liblucene8-java: 85,607 words of a newspaper with their counts, and 328,856 pairs that occur at least three
times. Pairs are kept by a hash alone; which words they are is found by hashing all pairs of words.
"""

from __future__ import annotations

import struct
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["count_grams", "read_dictionaries"]

FOLDER = "org/apache/lucene/analysis/cn/smart/hhmm"
BETWEEN = "@"  # stands between the words of a pair
LEAST = 3  # no pair is rarer, so none of its words is
# What stands there for a number, for a time, which begins with one, and for the beginning of a sentence.
STAND_INS = {"未##数": "0", "未##时": "0", "始##始": "。"}
LEAST_LIKELY = 0.2  # times that three words in a row must be likely to occur to be counted
BITS = 27  # of a hash, looked up in a table before it is looked for in the list
# Fowler, Noll and Vo's hash (FNV-1a, 64 bits), over the lower and then the upper byte of each character
START, PRIME = np.uint64(0xCBF29CE484222325), np.uint64(1099511628211)
LOW, HIGH = np.uint64(0xFF), np.uint64(8)

Nested = NDArray[np.int64] | list["Nested"] | None
NULL, REFERENCE, CLASS, ARRAY, END = 0x70, 0x71, 0x72, 0x75, 0x78
FIRST_HANDLE = 0x7E0000
TYPES = {"S": ">i2", "C": ">u2", "I": ">i4", "J": ">i8"}


class Serialised:
    """Arrays of numbers as Java writes them.

    Source: Java Object Serialization Specification, chapter 6.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 4  # behind magic number and version
        self._names: dict[int, str] = {}
        self._handle = FIRST_HANDLE

    def read(self) -> Nested:
        """Give the next array."""
        kind = self._number(">B")
        if kind == NULL:
            return None
        if kind != ARRAY:
            raise ValueError(f"no array at {self._place}")
        name = self._class()
        self._handle += 1
        length = self._number(">I")
        if name[1] == "[":
            return [self.read() for _ in range(length)]
        found = np.frombuffer(self._data, TYPES[name[1]], length, self._place)
        self._place += found.nbytes
        return found.astype(np.int64)

    def _number(self, layout: str) -> int:
        (value,) = struct.unpack_from(layout, self._data, self._place)
        self._place += struct.calcsize(layout)
        return int(value)

    def _class(self) -> str:
        if self._number(">B") == REFERENCE:
            return self._names[self._number(">I")]
        length = self._number(">H")
        name = self._data[self._place : self._place + length].decode()
        self._place += length + 8 + 1 + 2 + 2  # version, flags, no fields, end, no class above
        self._names[self._handle] = name
        self._handle += 1
        return name


def words_of(data: bytes) -> dict[str, int]:
    """Give the words of the dictionary, each with its count."""
    stream = Serialised(data)
    rows, firsts, rests, counts = (stream.read() for _ in range(4))
    assert isinstance(rows, np.ndarray)
    assert isinstance(firsts, np.ndarray)
    assert isinstance(rests, list)
    assert isinstance(counts, list)
    found: dict[str, int] = {}
    for row, first in zip(rows, firsts, strict=True):
        if not first:
            continue
        same, times = rests[row], counts[row]
        assert isinstance(same, list)
        assert isinstance(times, np.ndarray)
        for rest, count in zip(same, times, strict=True):
            found[chr(first) + ("" if rest is None else "".join(map(chr, rest)))] = int(count)
    return found


def pairs_of(data: bytes, words: dict[str, int]) -> list[tuple[str, str, int]]:
    """Give the pairs of words, each with its count; half a minute."""
    stream = Serialised(data)
    tables = [stream.read() for _ in range(2)]
    hashes, counts = (one for one in tables if isinstance(one, np.ndarray))
    kept = hashes.astype(np.uint64)
    counts = counts[kept != 0]
    kept = kept[kept != 0]
    order = np.argsort(kept)
    kept, counts = kept[order], counts[order]
    shift = np.uint64(64 - BITS)
    known = np.zeros(1 << BITS, bool)
    known[kept >> shift] = True

    listed = sorted((word for word, times in words.items() if times >= LEAST), key=len, reverse=True)
    columns = []
    for place in range(len(listed[0])):
        column = np.array([ord(word[place]) for word in listed if len(word) > place], np.uint64)
        columns.append((len(column), column & LOW, column >> HIGH))
    found = []
    for first in listed:
        start = START
        for char in first + BETWEEN:
            start = ((start ^ np.uint64(ord(char) & 0xFF)) * PRIME ^ np.uint64(ord(char) >> 8)) * PRIME
        made = np.full(len(listed), start)
        for length, low, high in columns:
            part = made[:length]
            part ^= low
            part *= PRIME
            part ^= high
            part *= PRIME
        (hits,) = np.nonzero(known[made >> shift])
        places = np.minimum(np.searchsorted(kept, made[hits]), len(kept) - 1)
        right = kept[places] == made[hits]
        found += [
            (first, listed[hit], int(counts[place]))
            for hit, place in zip(hits[right], places[right], strict=True)
        ]
    return found


def read_dictionaries(jar: Path) -> tuple[dict[str, int], list[tuple[str, str, int]]]:
    """Give the words with their counts, and the pairs of words with theirs."""
    with zipfile.ZipFile(jar) as archive:
        words = words_of(archive.read(f"{FOLDER}/coredict.mem"))
        with np.errstate(over="ignore"):
            return words, pairs_of(archive.read(f"{FOLDER}/bigramdict.mem"), words)


def count_grams(jar: Path, normalise: Callable[[str], str]) -> list[Counter[str]]:
    """Count characters, pairs and triples of them in the newspaper.

    Three characters of three words were not counted: how often they occur is worked out from both pairs.

    Args:
        jar: Lucene's analyser.
        normalise: how words are written.
    Returns:
        The counts of n-grams of one, two and three characters.
    """
    words, pairs = read_dictionaries(jar)
    spelled = {word: STAND_INS.get(word, "" if "##" in word else normalise(word)) for word in words}
    grams: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for word, times in words.items():
        known = "" if "##" in word and spelled[word] != "0" else spelled[word]
        if not times:
            continue
        for order, counts in enumerate(grams):
            for place in range(len(known) - order):
                counts[known[place : place + order + 1]] += times
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    behind: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for first, second, times in pairs:
        left, right = spelled[first], spelled[second]
        if not left or not right or first == "未##时":
            continue
        grams[1][left[-1] + right[0]] += times
        if len(left) > 1:
            grams[2][left[-2:] + right[0]] += times
        else:
            behind[left][right[0]] += times
        if len(right) > 1:
            grams[2][left[-1] + right[:2]] += times
        elif second != "未##时":
            before[right][left[-1]] += times
    for middle, firsts in before.items():
        whole = behind[middle].total()
        for first, times in firsts.items():
            for last, count in behind[middle].items():
                likely = times * count / whole
                if likely >= LEAST_LIKELY:
                    grams[2][first + middle + last] += likely  # type: ignore[assignment]
    return grams
