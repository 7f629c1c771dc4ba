"""What one open place may hold, and where each of it leads from what stands before.

What belongs together stands in lists side by side: a damaged text spends most of its time on these.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from operator import mul
from typing import Protocol

from reportharvest.tables.language import Continuation

__all__ = ["FAINT", "STATES", "Column", "Option", "Score", "Sound", "Step", "WideColumn"]

STATES = 12  # so many are kept behind each place
# What is so many times less probable than the best state before its right-hand context is known is dropped.
FAINT = 2e-4
# Behind two characters a candidate may be so many times more probable than behind the second of them alone.
# It is even more in one of 170 states that would be kept; no restoration in the tests hangs on one of those.
RISE = 20.0
WIDE = 32  # of more candidates than these, the first half is weighed before the rest is looked at

# Candidate; factor; the character as the model knows it, "" for none; what it is to those behind it.
Option = tuple[str, float, str, str]
# A character that is known: as the model knows it, and what it is to those behind it.
Sound = tuple[str, str]


class Score(Protocol):
    """Probabilities by three characters, the last after the other two."""

    def __getitem__(self, key: str, /) -> float: ...

    def unseen(self, state: str, /) -> float:
        """By how much the probability of a character falls behind two others that it was not seen behind."""

    def seen(self, last: str, among: Set[str], present: Iterable[str], /) -> Mapping[str, float]:
        """Give those of some characters that were seen behind one, and how probable each is there.

        Infinitely, where the text itself has them there; ``present`` are those that it has at all.
        """

    def ready(self, last: str, chars: Sequence[str], /) -> Sequence[Continuation]:
        """Make characters ready to be weighed behind one."""

    def behind(self, state: str, chars: Sequence[str], ready: Sequence[Continuation], /) -> list[float]:
        """Give the probabilities of characters that were made ready, behind two others."""

    def all_behind(self, state: str, chars: tuple[str, ...], /) -> list[float]:
        """Give the probabilities of some characters behind two others, where all of them are always asked."""


class _Row:
    """What a column may hold behind a character.

    Attributes:
        common: what is weighed without having been seen there: state behind it, factor, candidate.
        order: how probable options are behind that character alone, negative, and their numbers: the most
            probable first. Empty where all of them are weighed always.
        chars: the first of them, as the model knows them.
        ready: the same for the score.
        keys: the states behind them.
        factors: their factors.
        ones: the candidates.
    """

    __slots__ = ("chars", "common", "factors", "keys", "ones", "order", "ready")

    def __init__(self, common: list[tuple[str, float, str]], order: list[tuple[float, int]]) -> None:
        self.common = common
        self.order = order
        self.chars: list[str] = []
        self.ready: list[Continuation] = []
        self.keys: list[str] = []
        self.factors: list[float] = []
        self.ones: list[str] = []


# A state, its row, the probability of what is common there, those of the first of the others.
Step = tuple[str, _Row, float, list[float]]


class Column:
    """One place of which every option is weighed.

    Attributes:
        nothing: that there was nothing, if that is an option: its factor, and the candidate.
        unless: there was nothing only where the character before is one of these; None: anywhere.
        repeated: numbers of options that lead to the same state, where several do.
        apart: whether no other options than those do.
        rows: what it may hold behind a character, worked out when asked for.
    """

    def __init__(self, options: Sequence[Option], unless: frozenset[str] | None = None) -> None:
        kept = [option for option in options if option[2]]
        self.nothing = [(factor, one) for one, factor, seen, _ in options if not seen]
        self.unless = unless
        self.rows: dict[str, _Row] = {}
        self._ones = [one for one, _, _, _ in kept]
        self._factors = [factor for _, factor, _, _ in kept]
        self._chars = tuple(seen for _, _, seen, _ in kept)
        self._behind = [behind for _, _, _, behind in kept]
        places: dict[str, list[int]] = {}
        for number, behind in enumerate(self._behind):
            places.setdefault(behind, []).append(number)
        self.apart = True
        self.repeated = [numbers for numbers in places.values() if len(numbers) > 1]

    def with_unless(self, unless: frozenset[str]) -> Column:
        """Give the same column, where there was nothing only behind some characters."""
        column = Column((), unless)
        vars(column).update(vars(self) | {"unless": unless})
        return column

    def step(self, state: str, score: Score, _: float = 0.0) -> Step:
        """Give where a state leads.

        Args:
            state: the two characters before.
            score: probability by three characters.
        """
        last = state[1]
        row = self.rows.get(last)
        if row is None:
            row = self.rows[last] = _Row([], [])
            row.factors, row.ones = self._factors, self._ones
            row.keys = [last + behind for behind in self._behind]
        return state, row, 0.0, score.all_behind(state, self._chars)


class WideColumn:
    """One place of which those options are weighed that were seen behind what stands before, and a few more.

    The attributes are those of :class:`Column`.
    """

    def __init__(
        self,
        options: Sequence[Option],
        factors: Sequence[float],
        numbers: Mapping[str, Sequence[int]],
        present: Collection[str],
        common: Sequence[Option],
        *,
        apart: bool,
    ) -> None:
        """Make a column.

        Args:
            options: what it may hold.
            factors: of the options, instead of their own.
            numbers: numbers of options by what the model folds their character to.
            present: those of these characters that the text has.
            common: options that are weighed all the same: candidate, probability wherever it stands, what
                the model folds it to, what it is to those behind it.
            apart: whether no two options are the same to the model.
        """
        self.nothing: list[tuple[float, str]] = []
        self.unless: frozenset[str] | None = None
        self.repeated: list[list[int]] = []
        self.apart = apart
        self.rows: dict[str, _Row] = {}
        self._options = options
        self._factors = factors
        self._numbers = numbers
        self._present = present
        self._common = common

    def step(self, state: str, score: Score, least: float = 0.0) -> Step:
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
        values: list[float] = []
        order = row.order
        if not least and len(order) > WIDE:
            values = self._weighed(row, state, score, 0, WIDE // 2)
            weights = sorted(map(mul, values, row.factors))
            least = max(weights[-1] * FAINT, weights[-STATES])
        count = bisect_right(order, (-least / RISE,)) if least else len(order)
        if count > len(values):
            values += self._weighed(row, state, score, len(values), count)
        return state, row, score.unseen(state) if row.common else 0.0, values

    def _weighed(self, row: _Row, state: str, score: Score, start: int, end: int) -> list[float]:
        """Weigh the options of a row from one to before another."""
        chars, last = row.chars, state[1]
        if end > len(chars):
            options, factors = self._options, self._factors
            added = []
            for _, number in row.order[len(chars) : end]:
                one, _, seen, behind = options[number]
                added.append(seen)
                row.keys.append(last + behind)
                row.factors.append(factors[number])
                row.ones.append(one)
            row.ready += score.ready(last, added)
            chars += added
        if start or end < len(chars):
            return score.behind(state, chars[start:end], row.ready[start:end])
        return score.behind(state, chars, row.ready)

    def _row(self, last: str, score: Score) -> _Row:
        numbers, factors = self._numbers, self._factors
        known = score.seen(last, numbers.keys(), self._present)
        order = [
            (-factors[number] * bound, number) for char, bound in known.items() for number in numbers[char]
        ]
        order.sort()
        return _Row(
            [(last + behind, alone, one) for one, alone, char, behind in self._common if char not in known],
            order,
        )
