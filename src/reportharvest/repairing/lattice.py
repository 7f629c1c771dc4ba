"""What stood in a row of open places: every way through them is weighed, forwards and backwards.

A column is one place with what it may hold; a state is the last two characters. Forwards a state's weight is
the probability of all that leads to it, backwards of all that leads on; their product, summed over the states
of a column, is the share of each of its candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import Protocol

__all__ = ["Column", "Option", "Outcome", "weigh"]

STATES = 12
# What is so many times less probable than the best state before its right-hand context is known is dropped.
FAINT = 2e-4
# Below this part of the best, a candidate's share says nothing to a threshold.
NOTHING = 1e-5

# Candidate; factor; the character as the model knows it, "" for none; what it is to those behind it.
Option = tuple[str, float, str, str]


class Score(Protocol):
    """Probabilities by three characters, the last after the other two."""

    def __getitem__(self, key: str, /) -> float: ...

    def followers(self, char: str) -> frozenset[str]:
        """Give what was seen behind a character."""

    def unseen(self, state: str) -> float:
        """By how much the probability of a character falls behind two others that it was not seen behind."""


@dataclass(frozen=True, slots=True)
class Column:
    """One place.

    Attributes:
        options: what it may hold, weighed one by one.
        unless: it may be empty only where the character before it is one of these; None: anywhere.
        is_open: whether it holds one of several.
        many: what else it may hold, by the character that the model knows for it.
        among: those characters.
        common: the commonest of those: candidate, probability wherever it stands, what the model knows for
            it, what it is to those behind it.
    """

    options: Sequence[Option] = ()
    unless: frozenset[str] | None = None
    is_open: bool = True
    many: Mapping[str, Sequence[Option]] | None = None
    among: frozenset[str] = frozenset()
    common: Sequence[tuple[str, float, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of the candidates of each open column, and the mean log probability of a character."""

    shares: list[dict[str, float]]
    fit: float


def weigh(left: str, columns: Sequence[Column], right: str, score: Score) -> Outcome:
    """Weigh all ways through columns between two characters on the left and some on the right.

    Args:
        left: the two characters before, as the model knows them.
        columns: the places in order.
        right: characters behind the last place; known ones, as the model knows them.
        score: probability by three characters, the last after the other two.
    """
    if len(columns) == 1 and columns[0].unless is None:
        return _weigh_one(left, columns[0], right, score)
    states = {left: 1.0}
    steps: list[list[tuple[str, str, str, float]]] = []
    before: list[dict[str, float]] = []
    total = 0.0
    for column in [*columns, *(Column([(char, 1.0, char, char)], is_open=False) for char in right)]:
        before.append(states)
        step, states, scale = _forward(states, column, score)
        steps.append(step)
        total += log(scale) if scale else -50.0
    shares = _backward(steps, before, dict.fromkeys(states, 1.0), len(columns))
    total += log(sum(states.values()) or 1e-20)
    return Outcome(
        [share for share, column in zip(shares, columns, strict=True) if column.is_open], total / len(steps)
    )


def _forward(
    states: Mapping[str, float], column: Column, score: Score
) -> tuple[list[tuple[str, str, str, float]], dict[str, float], float]:
    """Take one column: the steps from state to state, the states behind it scaled to 1, and their scale."""
    step: list[tuple[str, str, str, float]] = []
    reached: dict[str, float] = {}
    for state, weight in states.items():
        for share, one, behind in _taken(column, state, score):
            step.append((state, behind, one, share))
            reached[behind] = reached.get(behind, 0.0) + weight * share
    best = max(reached.values(), default=0.0)
    if not best:
        return [], {"\n\n": 1.0}, 0.0
    kept = {state: weight / best for state, weight in reached.items() if weight > best * FAINT}
    if len(kept) > STATES:
        kept = dict(nlargest(STATES, kept.items(), key=lambda item: item[1]))
    return step, kept, best


def _backward(
    steps: list[list[tuple[str, str, str, float]]],
    before: list[dict[str, float]],
    ahead: dict[str, float],
    count: int,
) -> list[dict[str, float]]:
    """Go back through the steps: the shares of each column's candidates, of the first so many."""
    shares: list[dict[str, float]] = []
    for number in range(len(steps) - 1, -1, -1):
        states = before[number]
        behind: dict[str, float] = {}
        found: dict[str, float] = {}
        for state, reached, one, share in steps[number]:
            weight = ahead.get(reached)
            if weight is None:
                continue
            weight *= share
            behind[state] = behind.get(state, 0.0) + weight
            found[one] = found.get(one, 0.0) + weight * states[state]
        if number < count:
            whole = sum(found.values()) or 1.0
            shares.append({one: weight / whole for one, weight in found.items()})
        most = max(behind.values(), default=1.0) or 1.0
        ahead = {state: weight / most for state, weight in behind.items()}
    shares.reverse()
    return shares


def _taken(column: Column, state: str, score: Score) -> list[tuple[float, str, str]]:
    """Give what a column may hold behind a state: probability, candidate, the state behind it."""
    last = state[1]
    taken: list[tuple[float, str, str]] = []
    for one, factor, seen, behind in column.options:
        if seen:
            taken.append((score[state + seen] * factor, one, last + behind))
        elif column.unless is None or last in column.unless:
            taken.append((factor, one, state))
    if column.many:
        found = score.followers(last)
        fall = score.unseen(state)
        taken += [
            (fall * alone, one, last + behind)
            for one, alone, known, behind in column.common
            if known not in found
        ]
        many = column.many
        for known in column.among & found:
            for one, factor, seen, behind in many[known]:
                taken.append((score[state + seen] * factor, one, last + behind))
    return taken


def _weigh_one(left: str, column: Column, right: str, score: Score) -> Outcome:
    """Weigh a single place: the best candidates first, until what is left cannot matter."""
    found: dict[str, float] = {}
    best = 0.0
    for first, one, behind in sorted(_taken(column, left, score), reverse=True):
        if first < best * NOTHING:
            break  # what follows on the right has a probability of 1 at most
        weight, state = first, behind
        for char in right:
            weight *= score[state + char]
            state = state[1] + char
        found[one] = weight
        best = max(best, weight)
    whole = sum(found.values())
    if not whole:
        return Outcome([{}], -50.0)
    shares = {one: weight / whole for one, weight in found.items()}
    return Outcome([shares], log(whole) / (1 + len(right)))
