"""Build src/reportharvest/tables/data/language.bin, the character model that decoding and repair ask.

    python scripts/build_language_model.py LAWS.jsonl.xz [--out FILE]

Sources, each with a weight (how often a character of it counts):

- laws: a JSON-lines file, xz-compressed, with "text" in each line (texts of laws are outside copyright, Copyright
  Law of the PRC, article 5);
- prose: scripts/language_model_prose.txt, written by hand for this model (MIT, as the repository);
- words: the dictionary of jieba (MIT), each word as often as the dictionary says;

Counts of all sources are added; probabilities are interpolated with absolute discounting; the bigrams and trigrams
that say more than the back-off would are kept, as many as the size allows.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import re
import struct
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from reportharvest.tables import language

HERE = Path(__file__).parent
OUT = HERE.parent / "src/reportharvest/tables/data/language.bin"
PROSE = HERE / "language_model_prose.txt"
MOST_BIGRAMS = 330_000
MOST_TRIGRAMS = 700_000
MOST_CHARACTERS = 1 << 14
DISCOUNT = 0.7
HALF_WIDTH = str.maketrans(",:;()?!", "，：；（）？！")
DIGITS = str.maketrans("123456789", "0" * 9)
SPACE = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


def normalise(text: str) -> str:
    """Fold what the model folds, and reduce white space."""
    text = text.lower().translate(HALF_WIDTH).translate(DIGITS)
    return LINES.sub("\n", SPACE.sub(" ", text))


class Counts:
    """Weighted counts of n-grams of all three orders."""

    def __init__(self) -> None:
        self.unigrams: defaultdict[str, float] = defaultdict(float)
        self.bigrams: defaultdict[str, float] = defaultdict(float)
        self.trigrams: defaultdict[str, float] = defaultdict(float)

    def add(self, texts: Iterable[tuple[str, float]], weight: float) -> None:
        """Count texts, each so many times."""
        for order, counts in ((1, self.unigrams), (2, self.bigrams), (3, self.trigrams)):
            for text, times in texts:
                for gram, count in Counter(
                    map("".join, zip(*(text[i:] for i in range(order)), strict=False))
                ).items():
                    counts[gram] += count * times * weight


def laws(path: Path) -> list[tuple[str, float]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line)["text"] for line in lines]
    # in pieces, so that one Counter never holds everything
    return [
        ("\n" + normalise("\n".join(documents[i : i + 50])) + "\n", 1.0) for i in range(0, len(documents), 50)
    ]


def words() -> list[tuple[str, float]]:
    import jieba

    found = []
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, times, *_ = line.split()
            found.append((normalise(word), float(times)))
    return found


def prose() -> list[tuple[str, float]]:
    return [("\n" + normalise(PROSE.read_text(encoding="utf-8")) + "\n", 1.0)] if PROSE.exists() else []


def count_all(laws_file: Path) -> Counts:
    counts = Counts()
    counts.add(laws(laws_file), 1.0)
    found = words()
    total = sum(len(word) * times for word, times in found)
    counts.add(found, 8e6 / total)
    counts.add(prose(), 20.0)
    return counts


class Estimate:
    """Probabilities of the n-grams kept, and the weight of backing off from each context."""

    def __init__(self, counts: Counts) -> None:
        total = sum(counts.unigrams.values())
        size = len(counts.unigrams)
        self.unigrams = {c: (n + 0.1) / (total + 0.1 * size) for c, n in counts.unigrams.items()}
        first = self._interpolate(counts.bigrams, self.unigrams)
        kept = self._best(counts.bigrams, first, self.unigrams, MOST_BIGRAMS)
        self.bigrams = {gram: first[gram] for gram in kept}
        self.back_off = self._weights(self.bigrams, self.unigrams)
        second = self._interpolate(counts.trigrams, first)
        in_reach = {
            g: n for g, n in counts.trigrams.items() if g[:2] in self.bigrams and g[1:] in self.bigrams
        }
        kept = self._best(in_reach, second, self.bigrams, MOST_TRIGRAMS)
        self.trigrams = {gram: second[gram] for gram in kept}
        self.bigram_back_off = self._weights(self.trigrams, self.bigrams)

    @staticmethod
    def _interpolate(counts: dict[str, float], lower: dict[str, float]) -> dict[str, float]:
        sums: defaultdict[str, float] = defaultdict(float)
        cut: defaultdict[str, float] = defaultdict(float)
        for gram, count in counts.items():
            sums[gram[:-1]] += count
            cut[gram[:-1]] += min(count, DISCOUNT)
        return {
            gram: (max(count - DISCOUNT, 0.0) + cut[gram[:-1]] * lower[gram[1:]]) / sums[gram[:-1]]
            for gram, count in counts.items()
        }

    @staticmethod
    def _best(
        counts: dict[str, float], high: dict[str, float], low: dict[str, float], most: int
    ) -> list[str]:
        gains = {
            gram: count * abs(math.log(high[gram] / low[gram[1:]]) + 0.5) for gram, count in counts.items()
        }
        return sorted(gains, key=gains.__getitem__, reverse=True)[:most]

    @staticmethod
    def _weights(kept: dict[str, float], lower: dict[str, float]) -> dict[str, float]:
        high: defaultdict[str, float] = defaultdict(float)
        low: defaultdict[str, float] = defaultdict(float)
        for gram, probability in kept.items():
            high[gram[:-1]] += probability
            low[gram[:-1]] += lower[gram[1:]]
        return {
            context: math.log(max(1.0 - high[context], 1e-3) / max(1.0 - low[context], 1e-3))
            for context in high
        }


def code(value: float, step: float, most: int) -> int:
    return max(0, min(most, round(-value / step)))


def pack_trigrams(pairs: list[tuple[int, int, int]]) -> array[int]:
    """Solve the exclusive-or table for (bigram, character, code): peel cells that one trigram alone uses."""
    cells = 3 * (int(1.235 * len(pairs)) // 3 + 64)
    places = [language.hash_trigram(bigram, last, cells) for bigram, last, _ in pairs]
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
    if len(order) != len(pairs):
        raise SystemExit("the trigram table cannot be solved; change the number of trigrams a little")
    table = array("H", bytes(2 * cells))
    for number, cell in reversed(order):
        x, y, z, check = places[number]
        table[cell] ^= (check << 6 | pairs[number][2]) ^ table[x] ^ table[y] ^ table[z]
    return table


def folds(known: set[str]) -> Iterator[tuple[str, str, float]]:
    """Characters that stand for another one, with the price in nats."""
    for digit in "123456789":
        yield digit, "0", 0.0
    for half, full in zip(",:;()?!", "，：；（）？！", strict=True):
        yield half, full, 1.2  # three in ten pages print half-width punctuation
    for letter in "abcdefghijklmnopqrstuvwxyz":
        yield letter.upper(), letter, 2.0
    import opencc

    simplified = opencc.OpenCC("t2s")
    for number in range(0x4E00, 0xA000):
        character = chr(number)
        if character not in known:
            other = simplified.convert(character)
            if other in known and other != character:
                yield character, other, 2.5


def write(estimate: Estimate, out: Path, head: str) -> None:
    by_use = sorted(estimate.unigrams, key=estimate.unigrams.__getitem__, reverse=True)
    characters = [c for c in by_use if ord(c) < 0x10000][:MOST_CHARACTERS]
    ids = {character: number for number, character in enumerate(characters)}
    rows: list[list[tuple[int, str]]] = [[] for _ in characters]
    for gram in estimate.bigrams:
        if gram[0] in ids and gram[1] in ids:
            rows[ids[gram[0]]].append((ids[gram[1]], gram))
    first, second, codes, places = array("I", [0]), array("H"), bytearray(), {}
    for row in rows:
        for last, gram in sorted(row):
            places[gram] = len(second)
            second.append(last)
            back_off = code(estimate.bigram_back_off.get(gram, 0.0), language.BACK_OFF_STEP, 7)
            codes.append(code(math.log(estimate.bigrams[gram]), language.BIGRAM_STEP, 31) | back_off << 5)
        first.append(len(second))
    triples = [
        (places[gram[:2]], ids[gram[2]], code(math.log(p), language.TRIGRAM_STEP, 63))
        for gram, p in estimate.trigrams.items()
        if gram[:2] in places and gram[2] in ids
    ]
    cells = pack_trigrams(triples)
    folded = [(c, ids[t], price) for c, t, price in folds(set(ids)) if t in ids and (c not in ids)]
    data = bytearray(head.encode() + b"\0")
    text = "".join(characters).encode("utf-16-le")
    data += struct.pack("<6I", len(characters), len(second), len(cells), len(folded), len(text), 0) + text
    data += bytes(code(math.log(estimate.unigrams[c]), language.UNIGRAM_STEP, 255) for c in characters)
    data += bytes(code(estimate.back_off.get(c, 0.0), language.UNIGRAM_STEP, 255) for c in characters)
    data += first.tobytes() + second.tobytes() + codes + cells.tobytes()
    sources = "".join(c for c, _, _ in folded).encode("utf-16-le")
    data += struct.pack("<I", len(sources)) + sources + array("H", [t for _, t, _ in folded]).tobytes()
    data += bytes(code(-price, language.UNIGRAM_STEP, 255) for _, _, price in folded)
    out.write_bytes(data)
    print(
        f"{len(characters)} characters, {len(second)} bigrams, {len(triples)} trigrams, {len(data):,} bytes"
    )


HEAD = """Character model of official Chinese; layout: tables/language.py; made by scripts/build_language_model.py.
Sources: texts of laws of the PRC (outside copyright); jieba's dictionary (MIT); prose of the repository (MIT);
character pairs of OpenCC (Apache-2.0).
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("laws", type=Path, help="laws, one JSON object a line, xz-compressed")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    if sys.byteorder != "little":
        raise SystemExit("run this on a little-endian machine: arrays are written as they are")
    estimate = Estimate(count_all(options.laws))
    write(estimate, options.out, HEAD)


if __name__ == "__main__":
    main()
