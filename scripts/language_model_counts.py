"""N-grams of one to three characters as arrays: which ones, how often, and what is put aside for others.

An n-gram is a number, 16 bits a character. A source is discounted before it is weighted: what a hundred
thousand characters say once is no surer for counting eighty times.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reportharvest.tables import language

__all__ = [
    "CHARACTER",
    "DIGITS",
    "DISCOUNT",
    "TWO",
    "Grams",
    "behind",
    "combine",
    "count_texts",
    "count_words",
    "from_mappings",
    "normalise",
    "places_of",
    "sums_of",
]

DISCOUNT = 0.7
SHIFT = np.uint64(16)
CHARACTER, TWO = np.uint64(0xFFFF), np.uint64(0xFFFFFFFF)  # the last character of an n-gram, the last two
HALF_WIDTH = str.maketrans(",:;()?!", "，：；（）？！")
DIGITS = str.maketrans("123456789", "0" * 9)
SPACE = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")

Codes = NDArray[np.uint64]
Floats = NDArray[np.float64]


class Grams(NamedTuple):
    """All n-grams of one order, sorted.

    Attributes:
        codes: the n-grams.
        counts: how often each occurs, weighted.
        aside: how much of that is put aside for n-grams that begin with the same characters.
    """

    codes: Codes
    counts: Floats
    aside: Floats


def normalise(text: str) -> str:
    """Fold what the model folds, and reduce white space."""
    text = text.lower().translate(HALF_WIDTH)
    return LINES.sub("\n", SPACE.sub(" ", text))


def behind(codes: Codes) -> Codes:
    """Give what each n-gram begins with: all but its last character."""
    return codes >> SHIFT


def places_of(wanted: Codes, codes: Codes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Give the place of each n-gram among sorted ones, and whether it is there at all."""
    places = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return places, codes[places] == wanted


def sums_of(groups: Codes, values: Floats) -> Floats:
    """Give for each value the sum over its group; groups stand together."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return np.repeat(np.add.reduceat(values, starts), np.diff(np.r_[starts, len(groups)]))


def count_texts(texts: Iterable[str]) -> list[Grams]:
    """Count the n-grams of normalised texts.

    Behind a number stands what is counted, however long the number is: once more with all numbers folded.
    """
    found: list[list[Codes]] = [[], [], []]
    for text in texts:
        for plain, into in zip(_split(text.translate(DIGITS)), found, strict=True):
            into.append(plain)
        for order, grams in enumerate(_split(language.fold_numbers(text))):
            numbers = np.zeros(len(grams), bool)
            for place in range(order + 1):
                char = grams >> np.uint64(16 * place) & CHARACTER
                numbers |= (char == np.uint64(ord("0"))) | (char == np.uint64(ord(language.YEAR)))
            found[order].append(grams[numbers])
    result = []
    for one in found:
        codes, times = np.unique(np.concatenate(one), return_counts=True)
        result.append(_discounted(codes, times.astype(float)))
    return result


def count_words(words: Iterable[tuple[str, float]]) -> list[Grams]:
    """Count the n-grams of words, each as often as is said; all characters together weigh one."""
    found: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(3)]
    whole = 0.0
    for word, times in words:
        plain = word.translate(DIGITS)
        whole += len(plain) * times
        for order, counts in enumerate(found):
            for start in range(len(plain) - order):
                counts[plain[start : start + order + 1]] += times
    return [
        Grams(codes, counts / whole, aside / whole)
        for codes, counts, aside in from_mappings(found, lambda _, counts: _cuts(counts))
    ]


def from_mappings(found: Sequence[Mapping[str, float]], cuts: Callable[[int, Floats], Floats]) -> list[Grams]:
    """Take over what was counted elsewhere.

    Args:
        found: counts by n-gram, for each order.
        cuts: what is put aside of counts of an order.
    """
    result = []
    for order, counts in enumerate(found):
        kept = {gram: count for gram, count in counts.items() if max(map(ord, gram)) < 1 << 16}
        codes = np.zeros(len(kept), np.uint64)
        for place in range(order + 1):
            codes = codes << SHIFT | np.array([ord(gram[place]) for gram in kept], np.uint64)
        sort = np.argsort(codes)
        times = np.array(list(kept.values()), float)[sort]
        result.append(Grams(codes[sort], times, np.minimum(cuts(order, times), times)))
    return result


def combine(sources: Iterable[tuple[Sequence[Grams], float]]) -> list[Grams]:
    """Add up sources, each with its weight."""
    weighted = list(sources)
    result = []
    for order in range(3):
        codes = np.concatenate([source[order].codes for source, _ in weighted])
        counts = np.concatenate([source[order].counts * weight for source, weight in weighted])
        aside = np.concatenate([source[order].aside * weight for source, weight in weighted])
        sort = np.argsort(codes, kind="stable")
        codes = codes[sort]
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
        result.append(
            Grams(codes[starts], np.add.reduceat(counts[sort], starts), np.add.reduceat(aside[sort], starts))
        )
    return result


def _split(text: str) -> list[Codes]:
    one = np.frombuffer(text.encode("utf-16-le"), "<u2").astype(np.uint64)
    two = one[:-1] << SHIFT | one[1:]
    return [one, two, two[:-1] << SHIFT | one[2:]]


def _discounted(codes: Codes, counts: Floats) -> Grams:
    return Grams(codes, counts, np.minimum(_cuts(counts), counts))


def _cuts(counts: Floats) -> Floats:
    """Give what is taken off each count: one amount below 1, others of 1, of 2, and above.

    Source: Chen and Goodman, An Empirical Study of Smoothing Techniques for Language Modeling, 1998, 3.3.
    """
    one, two, three, four = (int(np.count_nonzero(counts == times)) for times in (1, 2, 3, 4))
    if min(one, two, three, four) < 1000:
        return np.full(len(counts), DISCOUNT)
    share = one / (one + 2 * two)
    cuts = [DISCOUNT, 1 - 2 * share * two / one, 2 - 3 * share * three / two, 3 - 4 * share * four / three]
    of_each: Floats = np.array(cuts)[np.minimum(counts.astype(int), 3)]
    return of_each
