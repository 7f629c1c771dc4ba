"""How sure a restored character is, and which are sure enough to be printed.

A share of the probability is no confidence yet: a model that has never seen a name is wrong oftener than it
says. What it says was compared with what was right on texts held out, and each kind of place got its line
from log odds to log odds.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log

__all__ = ["SURE", "confidence", "threshold"]

# Constant and slope of the log odds, by kind of place: logistic regression over 48,000 places of held-out
# laws, prose of the model's own kind, reports and news, each of the four with the same weight. All lie a
# little below what fits best, so that of what is printed 99.5 % is right where one character in four is lost.
LINES = {
    # One byte is missing, and what stands beside is known.
    "one": (0.00, 0.78),
    # More bytes are missing, or other open places stand beside.
    "several": (-0.25, 0.77),
    # A numeral that nothing counts up to.
    "numeral": (-0.05, 0.68),
    # An ASCII character that may have gone with a lost byte.
    "swallowed": (0.40, 0.50),
}
MOST = 12.0  # log odds beyond this say nothing more
SURE = 0.9  # from here on a restoration counts as known while others are settled

# Of what is printed so much must be right, as far as confidences tell; and a text of few places is judged
# like one that has so many more, of texts like those measured.
RIGHT = 0.995
OTHERS = 40
OTHERS_RIGHT = 0.999
LEAST = 0.75
ENOUGH = 0.93


def confidence(kind: str, share: float) -> float:
    """Give how often a restoration with such a share of the probability is right.

    Args:
        kind: of place, one of those in ``LINES``.
        share: the candidate's share, 0 to 1.

    >>> round(confidence("one", 0.99), 3), round(confidence("several", 0.99), 3)
    (0.973, 0.964)
    """
    if share <= 0.0:
        return 0.0
    odds = MOST if share >= 1.0 else max(-MOST, min(MOST, log(share / (1.0 - share))))
    constant, slope = LINES[kind]
    return 1.0 / (1.0 + exp(-constant - slope * odds))


def threshold(confidences: Iterable[float]) -> float:
    """Give the confidence from which the restorations of one text are printed.

    The lowest with which 99.5 % of them are likely to be right: in official text, where nearly everything is
    certain, more of the rest is printed than in a text full of names.

    >>> threshold([0.999] * 200 + [0.8]), threshold([0.96] * 50 + [0.8])
    (0.8, 0.93)
    """
    wrong = OTHERS * (1.0 - OTHERS_RIGHT)
    found = ENOUGH
    for number, one in enumerate(sorted(confidences, reverse=True), OTHERS + 1):
        wrong += 1.0 - one
        if one < LEAST or (one < ENOUGH and wrong > number * (1.0 - RIGHT)):
            break
        found = min(found, one)
    return found
