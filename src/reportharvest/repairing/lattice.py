"""What stood in a row of open places: every way through them is weighed, forwards and backwards.

A column is one place with what it may hold; a state is the last two characters. Forwards a state's weight is
the probability of all that leads to it, backwards of all that leads on; their product, summed over the states
of a column, is the share of each of its candidates.

What cannot end among the states that are kept is not weighed: behind a character, candidates stand in the
order of how probable they are behind that character alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter, mul

from reportharvest.repairing.columns import FAINT, STATES, Column, Score, Sound, Step, WideColumn

__all__ = ["weigh"]

# Below this part of the best, a candidate's share says nothing to a threshold.
NOTHING = 1e-5
_weight = itemgetter(1)


def weigh(
    left: str, columns: Sequence[Column | WideColumn | Sound], right: str, score: Score
) -> list[dict[str, float]]:
    """Weigh all ways through columns between two characters on the left and some on the right.

    Args:
        left: the two characters before, as the model knows them.
        columns: the places in order, with the known characters between them.
        right: characters behind the last place; known ones, as the model knows them.
        score: probability by three characters, the last after the other two.
    Returns:
        For each open place the shares of its candidates.
    """
    only = columns[0]
    if len(columns) == 1 and not isinstance(only, tuple) and only.unless is None:
        return [_weigh_one(left, only, right, score)]
    states = {left: 1.0}
    ways: list[_Way] = []
    for column in (*columns, *zip(right, right, strict=True)):
        if isinstance(column, tuple):
            way, reached = _pass_on(states, column, score)
        else:
            way, reached = _forward(states, column, score)
        states = _kept(reached)
        if not states:
            way, states = _Way(way.before, way.column), {"\n\n": 1.0}
        ways.append(way)
    return _backward(ways, dict.fromkeys(states, 1.0))


class _Way:
    """How the states before a place lead to those behind it.

    Attributes:
        before: the states before, and their weights.
        column: the place; None for a known character.
        steps: where each state leads.
        passed: for a known character: each state, the probability, the state behind.
    """

    __slots__ = ("before", "column", "passed", "steps")

    def __init__(self, before: dict[str, float], column: Column | WideColumn | None) -> None:
        self.before = before
        self.column = column
        self.steps: list[Step] = []
        self.passed: list[tuple[str, float, str]] = []


def _kept(reached: dict[str, float]) -> dict[str, float]:
    """Give the best states, the best of them weighing 1; none where nothing is possible."""
    best = max(reached.values(), default=0.0)
    if not best:
        return {}
    least = best * FAINT
    kept = {state: weight / best for state, weight in reached.items() if weight > least}
    return dict(sorted(kept.items(), key=_weight, reverse=True)[:STATES]) if len(kept) > STATES else kept


def _pass_on(states: dict[str, float], sound: Sound, score: Score) -> tuple[_Way, dict[str, float]]:
    """Go past a known character: the way, and the states behind it."""
    seen, behind = sound
    way = _Way(states, None)
    reached: dict[str, float] = {}
    for state, weight in states.items():
        value, target = score[state + seen], state[1] + behind
        way.passed.append((state, value, target))
        reached[target] = reached.get(target, 0.0) + weight * value
    return way, reached


def _forward(
    states: dict[str, float], column: Column | WideColumn, score: Score
) -> tuple[_Way, dict[str, float]]:
    """Take one column: the way, and the states behind it."""
    way = _Way(states, column)
    reached: dict[str, float] = {}
    get = reached.get
    least = 0.0
    # States behind these last characters are led to from one place alone, and need not be added up.
    shared: set[str] = set()
    ranked = sorted(states.items(), key=_weight, reverse=True)
    for number, (state, weight) in enumerate(ranked, 1):
        step = column.step(state, score, least / weight)
        way.steps.append(step)
        _, row, unseen, values = step
        keys, factors, last = row.keys, row.factors, state[1]
        if last in shared or not column.apart:
            for key, factor, _ in row.common:
                reached[key] = get(key, 0.0) + weight * unseen * factor
            for key, value, factor in zip(keys, values, factors, strict=False):
                reached[key] = get(key, 0.0) + weight * value * factor
        else:
            shared.add(last)
            for key, factor, _ in row.common:
                reached[key] = weight * unseen * factor
            weights = [weight * value * factor for value, factor in zip(values, factors, strict=False)]
            reached.update(zip(keys, weights, strict=False))
            for numbers in column.repeated:
                reached[keys[numbers[0]]] = sum(map(weights.__getitem__, numbers))
        if column.nothing and (column.unless is None or last in column.unless):
            reached[state] = get(state, 0.0) + weight * column.nothing[0][0]
            shared.add(state[0])
        if number in (1, 2, 4) and len(reached) > 2 * STATES:
            ordered = sorted(reached.values())
            least = max(ordered[-1] * FAINT, ordered[-STATES])
    return way, reached


def _backward(ways: Sequence[_Way], ahead: dict[str, float]) -> list[dict[str, float]]:
    """Go back through the ways: the shares of each column's candidates."""
    shares: list[dict[str, float]] = []
    for way in reversed(ways):
        behind: dict[str, float] = {}
        if way.column is None:
            for state, value, target in way.passed:
                weight = ahead.get(target)
                if weight is not None and (weight := weight * value):
                    behind[state] = weight
        else:
            found = _go_back(way, way.column, ahead, behind)
            whole = sum(found.values()) or 1.0
            shares.append({one: weight / whole for one, weight in found.items()})
        most = max(behind.values(), default=1.0) or 1.0
        ahead = {state: weight / most for state, weight in behind.items()}
    shares.reverse()
    return shares


def _go_back(
    way: _Way, column: Column | WideColumn, ahead: dict[str, float], behind: dict[str, float]
) -> dict[str, float]:
    """Go back through one column: give its candidates weights, fill in those of the states before it."""
    found: dict[str, float] = {}
    lasts = {state[0] for state in ahead}
    for state, row, unseen, values in way.steps:
        here, last, whole = way.before[state], state[1], 0.0
        if last in lasts:
            for key, factor, one in row.common:
                weight = ahead.get(key)
                if weight is not None:
                    weight *= unseen * factor
                    whole += weight
                    found[one] = found.get(one, 0.0) + weight * here
            keys, factors, ones = row.keys, row.factors, row.ones
            for number in [number for number, key in enumerate(keys) if key in ahead]:
                if number >= len(values):
                    break
                weight = ahead[keys[number]] * (values[number] * factors[number])
                whole += weight
                found[ones[number]] = found.get(ones[number], 0.0) + weight * here
        if column.nothing and state in ahead and (column.unless is None or last in column.unless):
            [(factor, one)] = column.nothing
            weight = ahead[state] * factor
            whole += weight
            found[one] = found.get(one, 0.0) + weight * here
        if whole:
            behind[state] = whole
    return found


def _weigh_one(left: str, column: Column | WideColumn, right: str, score: Score) -> dict[str, float]:
    """Weigh a single place: the best candidates first, until what is left cannot matter."""
    _, row, unseen, values = column.step(left, score)
    taken = list(zip(map(mul, values, row.factors), row.ones, row.keys, strict=False))
    taken += [(unseen * factor, one, key) for key, factor, one in row.common]
    taken += [(factor, one, left) for factor, one in column.nothing]
    taken.sort(reverse=True)
    found: dict[str, float] = {}
    best = 0.0
    for first, one, key in taken:
        least = best * NOTHING
        if first < least:
            break  # what follows on the right has a probability of 1 at most
        weight, state = first, key
        for char in right:
            weight *= score[state + char]
            if weight < least:
                break
            state = state[1] + char
        found[one] = weight
        best = max(best, weight)
    whole = sum(found.values())
    return {one: weight / whole for one, weight in found.items()} if whole else {}
