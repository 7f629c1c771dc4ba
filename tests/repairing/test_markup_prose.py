"""The quick test for prose must never deny what the full one finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reportharvest.repairing.markup import beyond_ascii, may_match_prose, prose_spans

SIGN = re.compile("%[0-9A-F]{2}")
PIECES = st.lists(
    st.sampled_from([
        "%3C", "公开", "<p>", "</p>", "<a href='", "'>", '<img alt="', '" src="', '">', "<style>", "</style>",
        "<script>", "</script>", "<!--", "-->", "<", ">", " ", "<br/>", 'title="//', "<svg>", "</svg>", "=",
    ]),
    max_size=14,
).map("".join)  # fmt: skip


@given(PIECES)
def test_no_match_in_prose_is_denied(text: str) -> None:
    found = any(SIGN.search(text, start, end) for start, end in prose_spans(text))
    assert may_match_prose(SIGN, text) or not found


@given(st.text())
def test_nothing_but_plain_ascii_is_left_out(text: str) -> None:
    kept = "".join(one for one in text if not (" " <= one <= "~" or "\t" <= one <= "\r"))
    assert beyond_ascii(text) == kept


def test_halves_of_surrogates_are_kept() -> None:
    assert beyond_ascii("a\ud800公") == "\ud800公"
