"""What a character that lost bytes may have been: in any text, and in one that uses it in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from reportharvest.repairing.columns import Option, WideColumn
from reportharvest.repairing.hints import hinted
from reportharvest.repairing.stretch import INDENT
from reportharvest.repairing.text_score import FULL_WIDTH, TextScore, as_context, traditional
from reportharvest.tables.language import model

__all__ = ["Known", "option"]

# 检 and 檢, 术 and 朮 share two bytes. Fewer than one character of simplified text in 3,000 is traditional.
OTHER_SCRIPT = exp(-6.0)
# So many candidates, the commonest, are weighed anywhere, others where they were seen behind what stands
# before. What is rarer than RARE is never sure enough to be printed.
COMMON = 8
RARE = -14.0


def option(one: str, factor: float) -> Option:
    """Give a candidate as columns have it."""
    return one, factor, FULL_WIDTH.get(one, one), as_context(one)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a character that lost bytes may have been, whatever the text.

    Attributes:
        options: the candidates that are weighed.
        alone: the probability of each wherever it stands.
        numbers: numbers of options by the character that the model knows for them.
        seen: the same by the character itself, punctuation full-width.
        order: numbers of options, the commonest first.
        asked: the candidates that hints may say more about.
        apart: whether no two options are the same to the model.
    """

    options: list[Option]
    alone: list[float]
    numbers: dict[str, list[int]]
    seen: dict[str, list[int]]
    order: list[int]
    asked: tuple[str, ...]
    apart: bool


@lru_cache(maxsize=2048)
def _choice(candidates: tuple[str, ...], simplified: bool) -> _Choice:
    """Prepare some candidates, of which the first are the commonest."""
    foreign = traditional(candidates) if simplified else frozenset()
    prose = model()
    options = [
        option(one, OTHER_SCRIPT if one in foreign else 1.0)
        for number, one in enumerate(candidates)
        if number < COMMON or prose.unigram(one) > RARE or one == INDENT
    ]
    numbers: dict[str, list[int]] = {}
    chars: dict[str, list[int]] = {}
    for number, (_, _, seen, _) in enumerate(options):
        numbers.setdefault(prose.base(seen), []).append(number)
        chars.setdefault(seen, []).append(number)
    alone = [exp(prose.anywhere(seen)) * factor for _, factor, seen, _ in options]
    order = sorted(range(len(alone)), key=alone.__getitem__, reverse=True)
    apart = len(chars) == len(options) and all(seen == behind for _, _, seen, behind in options)
    return _Choice(options, alone, numbers, chars, order, hinted(candidates), apart)


class Known:
    """What a character that lost bytes may have been in one text: its column, and what hints make of it."""

    def __init__(self, candidates: tuple[str, ...], score: TextScore) -> None:
        self.choice = _choice(candidates, score.simplified)
        self._present = score.present(self.choice.numbers.keys())
        self._habits = {
            number: habit
            for char, habit in score.habits(self.choice.seen.keys()).items()
            for number in self.choice.seen[char]
        }
        self.column = self._column(self._habits)
        self._hinted: dict[frozenset[tuple[str, float]], WideColumn] = {}

    def hinted(self, extra: dict[str, float]) -> WideColumn:
        """Give the column with log odds for some candidates."""
        if not extra:
            return self.column
        key = frozenset(extra.items())
        column = self._hinted.get(key)
        if column is None:
            factors = dict(self._habits)
            for number, (one, _, _, _) in enumerate(self.choice.options):
                if one in extra:
                    factors[number] = factors.get(number, 1.0) * exp(extra[one])
            column = self._hinted[key] = self._column(factors)
        return column

    def _column(self, times: Mapping[int, float]) -> WideColumn:
        """Make a column, some options of which are so many times more probable than they were."""
        choice, base = self.choice, model().base
        options, alone = choice.options, choice.alone
        factors = [factor for _, factor, _, _ in options]
        for number, more in times.items():
            factors[number] *= more
        # Options that became no more probable give way to those, but their own order is the same.
        shares = {
            number: alone[number] * times.get(number, 1.0)
            for number in sorted({*times, *choice.order[: COMMON + len(times)]})  # the first of equal ones
        }
        common = []
        for number in sorted(shares, key=shares.__getitem__, reverse=True)[:COMMON]:
            one, _, _, behind = options[number]
            common.append((one, shares[number], base(behind), behind))
        return WideColumn(options, factors, choice.numbers, self._present, common, apart=choice.apart)
