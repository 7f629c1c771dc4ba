"""What the character model is made with: counts of n-grams, and the file that language.py reads."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reportharvest.tables import language

np = pytest.importorskip("numpy")
sys.path.append(str(Path(__file__).parents[2] / "scripts"))
counts = pytest.importorskip("language_model_counts")
packing = pytest.importorskip("language_model_packing")


def code(gram):
    value = 0
    for char in gram:
        value = value << 16 | ord(char)
    return value


def by_gram(grams):
    return dict(zip(grams.codes.tolist(), grams.counts.tolist(), strict=True))


def test_texts_are_counted_with_numbers_of_any_length():
    one, two, three = counts.count_texts(["共收到12件，2019年"])
    assert by_gram(one)[code("到")] == 1
    assert by_gram(two)[code("到0")] == 2  # as it stands, and with the number folded
    assert by_gram(three)[code("到0件")] == 1
    assert by_gram(three)[code("，\x1e年")] == 1
    assert code("到1") not in by_gram(two)


def test_less_than_all_of_a_count_is_put_aside():
    for grams in counts.count_texts(["依法公开政府信息，公开政府文件。"]):
        assert np.all(grams.aside <= grams.counts)
        assert np.all(grams.aside > 0)
        assert np.all(grams.codes[1:] > grams.codes[:-1])


def test_words_together_weigh_one():
    one, two, _ = counts.count_words([("公开", 3.0), ("政府", 1.0)])
    assert sum(by_gram(one).values()) == pytest.approx(1.0)
    assert by_gram(two)[code("公开")] == pytest.approx(3 / 8)


def test_sources_are_added_by_their_weights():
    first, second = counts.count_texts(["公开了"]), counts.count_texts(["公文了"])
    one, two, three = counts.combine([(first, 1.0), (second, 10.0)])
    assert by_gram(one) == {code("了"): 11.0, code("公"): 11.0, code("开"): 1.0, code("文"): 10.0}
    assert by_gram(two)[code("公文")] == 10.0
    assert by_gram(three) == {code("公开了"): 1.0, code("公文了"): 10.0}


def floats(*values):
    return np.array(values, float)


def codes(*grams):
    return np.array([code(gram) for gram in grams], np.uint64)


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A model of a few characters, and of trigrams enough to fill many segments."""
    chars = [chr(0x4E00 + number) for number in range(60)]
    pairs = sorted(a + b for a in chars for b in chars if (ord(a) * 7 + ord(b)) % 3)
    known = set(pairs)
    triples = sorted(
        pair + c for pair in pairs for c in chars if pair[1] + c in known and (ord(pair[0]) + ord(c)) % 2
    )
    values = [-(number % 31) * language.TRIGRAM_STEP for number in range(len(triples))]
    model = packing.Model(
        characters=codes(*chars),
        often=floats(*(-number / 12.5 for number in range(60))),
        anywhere=floats(*([-4.0] * 60)),
        back_off=floats(*([-0.8] * 60)),
        bigrams=codes(*pairs),
        bigram_values=floats(*([-4.0] * len(pairs))),
        bigram_back_off=floats(*([-0.9] * len(pairs))),
        trigrams=codes(*triples),
        trigram_values=floats(*values),
    )
    out = tmp_path_factory.mktemp("model") / "tiny.bin"
    packing.write(model, {"壹": chars[0]}, out, "A model of tests.\n")
    return language.CharacterModel(out.read_bytes()), chars, known, dict(zip(triples, values, strict=True))


def test_what_is_written_is_read_again(packed):
    made, chars, known, triples = packed
    assert made.characters()[:60] == chars
    assert made.unigram(chars[10]) == pytest.approx(-0.8)
    assert made.anywhere(chars[10]) == pytest.approx(-4.0)
    assert made.base("壹") == chars[0]
    a, b, c = next(iter(triples))
    assert made.bigram(a, b) == pytest.approx(-4.0)
    stranger = next(one for one in chars if a + one not in known)
    assert made.bigram(a, stranger) == pytest.approx(-4.8)
    for gram, value in triples.items():
        a, b, c = gram
        room = made.unigram(b) - made.unigram(a) + language.RESERVE - made.bigram(a, b) + made.bigram(b, c)
        assert made.look_up(a, b, c) == pytest.approx(min(value, room))


def test_few_trigrams_are_there_by_mistake(packed):
    made, chars, known, triples = packed
    absent = [
        (a, b, c)
        for a in chars
        for b in chars
        for c in chars
        if a + b in known and b + c in known and a + b + c not in triples
    ]
    wrong = sum(made.look_up(a, b, c) != pytest.approx(-4.9) for a, b, c in absent)
    assert len(absent) > 20_000
    assert wrong < len(absent) / 500


def test_characters_weighed_together_are_weighed_as_alone(packed):
    made, chars, _, _ = packed
    for a, b in zip(chars, chars[5:], strict=False):
        alone = [made.look_up(a, b, c) for c in chars]
        together = made.behind(a, b, made.continuations(b, chars))
        assert np.log(together) == pytest.approx(alone)
