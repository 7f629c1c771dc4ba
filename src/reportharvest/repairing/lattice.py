"""What stood in a row of open places: every way through them is weighed, forwards and backwards.

A column is one place with what it may hold; a state is the last two characters. Forwards a state's weight is
the probability of all that leads to it, backwards of all that leads on; their product, summed over the states
of a column, is the share of each of its candidates.

What cannot end among the states that are kept is not weighed: behind a character, candidates stand in the
order of how probable they are behind that character alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from heapq import nlargest
from math import log
from operator import itemgetter
from typing import Protocol

from reportharvest.tables.language import Continuation

__all__ = ["Column", "Option", "Outcome", "weigh"]

STATES = 12
# What is so many times less probable than the best state before its right-hand context is known is dropped.
FAINT = 2e-4
# Behind two characters a candidate may be so many times more probable than behind the second of them alone.
# It is even more in one of 170 states that would be kept; no restoration in the tests hangs on one of those.
RISE = 20.0
WIDE = 32  # of more candidates than these, the first half is weighed before the rest is looked at
# Below this part of the best, a candidate's share says nothing to a threshold.
NOTHING = 1e-5

# Candidate; factor; the character as the model knows it, "" for none; what it is to those behind it.
Option = tuple[str, float, str, str]
# Factor of a candidate, the candidate, and the state behind it.
_Target = tuple[float, str, str]
# Where a state leads: probabilities, each without the factor of its target.
_Steps = list[tuple[Sequence[float], list[_Target]]]


class Score(Protocol):
    """Probabilities by three characters, the last after the other two."""

    def __getitem__(self, key: str, /) -> float: ...

    def unseen(self, state: str, /) -> float:
        """By how much the probability of a character falls behind two others that it was not seen behind."""

    def seen(self, last: str, among: Set[str], /) -> Mapping[str, float]:
        """Give those of some characters that were seen behind one, and how probable each is there.

        Infinitely, where the text itself has them there.
        """

    def ready(self, last: str, chars: Iterable[str], /) -> list[Continuation]:
        """Make characters ready to be weighed behind one."""

    def behind(self, state: str, chars: Sequence[str], ready: Sequence[Continuation], /) -> list[float]:
        """Give the probabilities of characters that were made ready, behind two others."""


@dataclass(slots=True)
class _Row:
    """What a column may hold behind a character.

    Attributes:
        common: what is weighed without having been seen there.
        order: how probable options are behind that character alone, negative, and their numbers: the most
            probable first. Empty where all of them are weighed always.
        chars: the first of them, as the model knows them.
        ready: the same for the score.
        targets: the same.
    """

    common: list[_Target]
    order: list[tuple[float, int]]
    chars: list[str] = field(default_factory=list)
    ready: list[Continuation] = field(default_factory=list)
    targets: list[_Target] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """One place.

    Attributes:
        options: what it may hold.
        unless: it may be empty only where the character before it is one of these; None: anywhere.
        is_open: whether it holds one of several.
        numbers: numbers of options by the character that the model knows for them, where only those are
            weighed that were seen behind what stands before; None: all are.
        common: options that are weighed all the same: candidate, probability wherever it stands, what the
            model knows for it, what it is to those behind it.
        rows: what it may hold behind a character, worked out when asked for.
    """

    options: Sequence[Option] = ()
    unless: frozenset[str] | None = None
    is_open: bool = True
    numbers: Mapping[str, Sequence[int]] | None = None
    common: Sequence[tuple[str, float, str, str]] = ()
    rows: dict[str, _Row] = field(default_factory=dict)

    def steps(self, state: str, score: Score, least: float = 0.0) -> _Steps:
        """Give where a state leads.

        Args:
            state: the two characters before.
            score: probability by three characters.
            least: what is less probable than this may be left out.
        """
        last = state[1]
        row = self.rows.get(last)
        if row is None:
            row = self.rows[last] = self._row(last, score)
        steps: _Steps = []
        if row.common:
            steps.append(([score.unseen(state)] * len(row.common), row.common))
        if self.numbers is None:
            steps.append((score.behind(state, row.chars, row.ready), row.targets))
            if self.unless is None or last in self.unless:
                steps += [
                    ((1.0,), [(factor, one, state)]) for one, factor, seen, _ in self.options if not seen
                ]
            return steps
        values: list[float] = []
        order = row.order
        if not least and len(order) > WIDE:
            values = self._weighed(row, state, score, 0, WIDE // 2)
            weights = sorted(value * target[0] for value, target in zip(values, row.targets, strict=False))
            least = max(weights[-1] * FAINT, weights[-STATES])
        count = bisect_right(order, (-least / RISE,)) if least else len(order)
        if count > len(values):
            values += self._weighed(row, state, score, len(values), count)
        steps.append((values, row.targets))
        return steps

    def _weighed(self, row: _Row, state: str, score: Score, start: int, end: int) -> list[float]:
        """Weigh the options of a row from one to before another."""
        chars, last = row.chars, state[1]
        if end > len(chars):
            more = [self.options[number] for _, number in row.order[len(chars) : end]]
            added = [seen for _, _, seen, _ in more]
            row.ready += score.ready(last, added)
            row.targets += [(factor, one, last + behind) for one, factor, _, behind in more]
            chars += added
        if start or end < len(chars):
            return score.behind(state, chars[start:end], row.ready[start:end])
        return score.behind(state, chars, row.ready)

    def _row(self, last: str, score: Score) -> _Row:
        options = self.options
        if self.numbers is None:
            chars = [seen for _, _, seen, _ in options if seen]
            targets = [(factor, one, last + behind) for one, factor, seen, behind in options if seen]
            return _Row([], [], chars, score.ready(last, chars), targets)
        known = score.seen(last, self.numbers.keys())
        numbers = self.numbers
        order = [
            (-options[number][1] * bound, number) for char, bound in known.items() for number in numbers[char]
        ]
        order.sort()
        return _Row(
            [(alone, one, last + behind) for one, alone, char, behind in self.common if char not in known],
            order,
        )


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
    steps: list[list[tuple[str, _Steps]]] = []
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
) -> tuple[list[tuple[str, _Steps]], dict[str, float], float]:
    """Take one column: the steps from state to state, the states behind it scaled to 1, and their scale."""
    found: list[tuple[str, _Steps]] = []
    reached: dict[str, float] = {}
    get = reached.get
    least = 0.0
    if not column.is_open and len(column.options) == 1:
        [(one, factor, seen, behind)] = column.options
        for state, weight in states.items():
            value, target = score[state + seen], state[1] + behind
            found.append((state, [((value,), [(factor, one, target)])]))
            reached[target] = get(target, 0.0) + weight * value * factor
        states = {}
    for number, (state, weight) in enumerate(sorted(states.items(), key=itemgetter(1), reverse=True), 1):
        steps = column.steps(state, score, least / weight)
        found.append((state, steps))
        for values, targets in steps:
            for value, (factor, _, behind) in zip(values, targets, strict=False):
                reached[behind] = get(behind, 0.0) + weight * value * factor
        if number in (1, 2, 4) and len(reached) > 2 * STATES:
            weights = sorted(reached.values())
            least = max(weights[-1] * FAINT, weights[-STATES])
    best = max(reached.values(), default=0.0)
    if not best:
        return [], {"\n\n": 1.0}, 0.0
    kept = {state: weight / best for state, weight in reached.items() if weight > best * FAINT}
    if len(kept) > STATES:
        kept = dict(nlargest(STATES, kept.items(), key=itemgetter(1)))
    return found, kept, best


def _backward(
    steps: list[list[tuple[str, _Steps]]],
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
        for state, ways in steps[number]:
            here = states[state]
            whole = 0.0
            for values, targets in ways:
                for value, (factor, one, reached) in zip(values, targets, strict=False):
                    weight = ahead.get(reached)
                    if weight is not None:
                        weight *= value * factor
                        whole += weight
                        found[one] = found.get(one, 0.0) + weight * here
            if whole:
                behind[state] = whole
        if number < count:
            whole = sum(found.values()) or 1.0
            shares.append({one: weight / whole for one, weight in found.items()})
        most = max(behind.values(), default=1.0) or 1.0
        ahead = {state: weight / most for state, weight in behind.items()}
    shares.reverse()
    return shares


def _weigh_one(left: str, column: Column, right: str, score: Score) -> Outcome:
    """Weigh a single place: the best candidates first, until what is left cannot matter."""
    found: dict[str, float] = {}
    best = 0.0
    taken = [
        (value * factor, one, behind)
        for values, targets in column.steps(left, score)
        for value, (factor, one, behind) in zip(values, targets, strict=False)
    ]
    taken.sort(reverse=True)
    for first, one, behind in taken:
        if first < best * NOTHING:
            break  # what follows on the right has a probability of 1 at most
        weight, state = first, behind
        least = best * NOTHING
        for char in right:
            weight *= score[state + char]
            if weight < least:
                break
            state = state[1] + char
        found[one] = weight
        best = max(best, weight)
    whole = sum(found.values())
    if not whole:
        return Outcome([{}], -50.0)
    shares = {one: weight / whole for one, weight in found.items()}
    return Outcome([shares], log(whole) / (1 + len(right)))
