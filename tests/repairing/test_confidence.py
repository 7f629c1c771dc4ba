"""What is said to be right so many times in a hundred is, on texts that the model has not seen."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from tests.repairing.damage import lose
from tests.repairing.losses import lost_places

from reportharvest.repairing import repair
from reportharvest.repairing.confidence import LINES, confidence, threshold

TEXTS = Path(__file__).parent / "texts"
# Written for these measurements; scripts/prose holds none of their sentences.
FINGERPRINTS = {
    "report": "281f80cbd96721ff6480a759160b6f1a6f6a108c71c7280eb0d204dc5c9d9b53",
    "news": "cd3198239ff71fd0b8bae94b269ea2776ad1b7c5484cb10cce2ba804835a56f2",
}
MANNERS = ("question", "python", "pairs")
BINS = ((0.75, 0.9), (0.9, 0.95), (0.95, 0.98), (0.98, 0.995), (0.995, 1.01))


@cache
def restorations() -> list[tuple[float, bool]]:
    """Confidence of every character that was printed, and whether it is right."""
    found = []
    for name in FINGERPRINTS:
        text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
        for manner in MANNERS:
            for start in range(0, len(text), 1000):
                piece = text[start : start + 1000]
                repaired = repair(lose(piece, manner))
                steps = [step for step in repaired.steps if step.kind == "lost-bytes"]
                places = lost_places(piece, manner)
                if len(steps) == len(places):
                    found += [
                        (step.confidence, step.after == piece[place])
                        for step, place in zip(steps, places, strict=True)
                        if step.after != "\ufffd"
                    ]
    return found


def test_texts_are_those_measured():
    for name, fingerprint in FINGERPRINTS.items():
        assert hashlib.sha256((TEXTS / f"{name}.txt").read_bytes()).hexdigest() == fingerprint


def test_there_is_enough_to_measure():
    assert len(restorations()) > 1200


@pytest.mark.parametrize(("least", "most"), BINS)
def test_confidence_says_how_often_it_is_right(least, most):
    bin_ = [(share, right) for share, right in restorations() if least <= share < most]
    said = sum(share for share, _ in bin_) / len(bin_)
    right = sum(right for _, right in bin_) / len(bin_)
    error = (said * (1 - said) / len(bin_)) ** 0.5
    assert abs(right - said) <= 3 * error + 0.01, (len(bin_), said, right)


def test_what_is_printed_is_right():
    right = sum(right for _, right in restorations()) / len(restorations())
    assert right >= 0.988


def test_more_of_the_probability_is_more_confidence():
    for kind in LINES:
        said = [confidence(kind, share / 1000) for share in range(1001)]
        assert said == sorted(said)
        assert 0.0 <= said[0] < 0.05
        assert 0.95 < said[-1] <= 1.0


def test_a_text_of_doubtful_places_prints_less_than_a_text_of_sure_ones():
    assert threshold([0.9999] * 300 + [0.8] * 3) == 0.8
    assert threshold([0.97] * 300 + [0.8] * 3) > 0.9
    assert threshold([]) > 0.9
