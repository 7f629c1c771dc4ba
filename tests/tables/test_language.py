from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reportharvest.tables import language
from reportharvest.tables.language import CharacterModel, model
from reportharvest.tables.letters import letters

PROSE = "护林员每天清早上山，看看有没有人违规生火。村里人都说，有他在，大家心里踏实。"
LAW = "行政机关公开政府信息，应当坚持以公开为常态、不公开为例外，遵循公正、公平、合法、便民的原则。"


def test_data_stay_within_their_size():
    assert language.DATA.stat().st_size <= 3_400_000
    assert sum(one.stat().st_size for one in Path(language.DATA).parent.iterdir()) <= 4_000_000


def test_head_names_sources_and_licences():
    head = language.DATA.read_bytes().split(b"\0")[0].decode()
    for word in ("jieba", "Lucene", "JioNLP", "OpenCC", "MIT", "Apache-2.0", "build_language_model.py"):
        assert word in head


def test_sound_text_scores_above_misread_text():
    # floors from the run that built the data: -2.3 and -5.6 nats a character
    assert model().score(LAW) > -2.6
    assert model().score(PROSE) > -5.9
    for text in (LAW, PROSE):
        assert model().score(text.encode().decode("gbk", "ignore")) < -9


def test_order_adds_information():
    known = model()
    alone = sum(known.unigram(c) for c in LAW)
    pairs = sum(known.bigram(b, c) for b, c in pairwise(LAW))
    triples = sum(known.trigram(a, b, c) for a, b, c in zip(LAW, LAW[1:], LAW[2:], strict=False))
    assert alone < pairs < triples


def test_probabilities_after_a_context_sum_to_about_one():
    known = model()
    # All digits are one character to the model.
    seen = [one for one in known._ids if known._penalty[one] == 0.0 and one not in "123456789"]
    for before in "公的政，了":
        assert 0.8 < sum(math.exp(known.bigram(before, one)) for one in seen) < 1.15


def test_folding():
    known = model()
    assert known.unigram("7") == known.unigram("3")
    assert known.unigram(",") < known.unigram("，")
    assert known.floor < known.bigram("信", "開") < known.bigram("信", "开")
    assert model().score("主動公開政府資訊") > model().score("涓诲姩鍏紑鏀垮簻") + 3


def test_unknown_characters_have_a_floor():
    assert model().unigram("\ue123") == model().trigram("公", "开", "\ue123") == model().floor
    assert math.isfinite(model().floor)
    assert "\ue123" not in model()
    assert model().score("") == 0.0


@given(st.text(max_size=30))
def test_any_text_has_a_finite_score(text):
    assert -30 < model().score(text) <= 0


def test_remembering_changes_nothing():
    fresh = CharacterModel(language.DATA.read_bytes())
    assert (
        fresh.trigram("公", "开", "透")
        == fresh.trigram("公", "开", "透")
        == model().trigram("公", "开", "透")
    )


def test_letters_are_log_probabilities():
    for language_name, table in letters().items():
        total = sum(math.exp(value) for value in table.values())
        assert 0 < total <= 1.01, language_name
        assert all(ord(one) > 127 for one in table)
