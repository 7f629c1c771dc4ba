"""decode() and repair() keep their promises whatever they are given; benchmarks/fuzz.py looks for more."""

from __future__ import annotations

import random

import pytest
from benchmarks.fuzz import SAMPLES, check, mutate, pool
from hypothesis import given, settings
from hypothesis import strategies as st

from reportharvest import repair

HARD = {
    "one character": "公" * 50_000,
    "lone surrogates": "\ud800" * 50_000,
    "controls": "\0" * 50_000,
    "nested escapes": "&" + "amp;" * 20_000,
    "open escapes": "&#x" * 20_000,
    "backslashes": "\\" * 50_000,
    "brackets": "(" * 50_000,
    "tags": "<" * 50_000,
    "quotation marks": '"' * 50_000,
    "high letters": "Ã" * 50_000,
}


def test_everything_that_was_found_stays_mended() -> None:
    for body in pool():
        check(body)


@pytest.mark.parametrize("seed", range(4))
def test_mutations(seed: int) -> None:
    chance = random.Random(seed)
    known = pool()
    for _ in range(12):
        check(mutate(chance, known)[:512])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    check(body)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SAMPLES), st.text(max_size=20)), max_size=6).map("".join))
def test_any_text(text: str) -> None:
    repaired = repair(text)
    assert (repaired.text is text) == (not repaired.steps)
    assert all(text[step.start : step.end] == step.before for step in repaired.steps[:1])


@pytest.mark.parametrize("name", HARD)
def test_long_input_of_one_kind_comes_back(name: str) -> None:
    assert repair(HARD[name]).text == HARD[name]
