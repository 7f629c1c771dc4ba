"""What a text says of itself is counted right, however much of it is counted anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.repairing.damage import LAW, REPORT

from reportharvest.repairing.text_score import TextScore

PLACES = st.dictionaries(st.integers(0, len(REPORT) - 1), st.sampled_from("\ufffd政，7 <\n"), max_size=40)


def kept(score: TextScore, text: str) -> list[float]:
    return [score[text[place : place + 3]] for place in range(len(text) - 2)]


@given(PLACES, PLACES)
def test_a_text_that_changed_in_places_is_counted_like_a_new_one(before, after):
    texts = [
        "".join(places.get(place, one) for place, one in enumerate(REPORT)) for places in (before, after)
    ]
    changed = TextScore(texts[1], TextScore(texts[0]))
    fresh = TextScore(texts[1])
    assert kept(changed, LAW) == kept(fresh, LAW)
    assert set(changed.present(set(REPORT))) == set(fresh.present(set(REPORT)))
    assert changed.habits(set(REPORT)) == fresh.habits(set(REPORT))


def test_a_text_of_another_length_is_counted_like_a_new_one():
    assert kept(TextScore(LAW, TextScore(REPORT)), LAW) == kept(TextScore(LAW), LAW)
