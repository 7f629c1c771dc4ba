"""How probable a character is after two others, from the model and from the sound part of a text itself.

A text repeats its names and terms. What it says of a context counts the more, the oftener the context occurs.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import exp, log
from operator import add

from reportharvest.repairing.hints import NUMERALS
from reportharvest.repairing.traditional import to_simplified
from reportharvest.tables.language import fold_numbers, model

__all__ = ["FULL_WIDTH", "GAP", "TextScore", "as_context", "traditional"]

FULL_WIDTH = dict(zip(",:;()?!", "，：；（）？！", strict=True))
_WIDEN = {ord(narrow): wide for narrow, wide in FULL_WIDTH.items()}
LOST = "\ufffd"
# Weight of the text's own statistics: n occurrences of a context count n / (n + TRUST).
TRUST = 4.0
# The text's use of a character against the model's, which counts as so many characters; to this power.
HABIT_PRIOR = 500.0
HABIT = 0.5
# Whether a space or a new line follows a sentence's end, and how commas are printed, is a text's own habit;
# so many of the model's ends are counted with those of the text.
ENDS = frozenset("。；：！？”》）")
HABITUAL = 30.0
SAMPLE = 1000  # characters that tell simplified text from traditional
REMEMBERED = 1 << 18  # probabilities kept, some 25 MB
# The text's use of a swallowed ASCII character against the model's, which counts as so many characters.
PRIOR = 100
HALF_WIDTH_PRIOR = 6.0  # so many full-width commas are taken for seen, before any
# White space that stands for the end of a line as often as for a space.
GAP = "\x1f"
LINE_ENDS = 0.5


def as_context(char: str) -> str:
    """Give what the model knows for a character: mark-up ends a line of prose, punctuation is full-width."""
    return "\n" if char in "<>\r\t" else FULL_WIDTH.get(char, char)


class TextScore(dict[str, float]):
    """Probabilities by three characters, the last after the other two; worked out when first asked for."""

    def __init__(self, sound: str) -> None:
        """Count what the sound part says; U+FFFD stands where something is missing."""
        super().__init__()
        self._sound = sound
        self._model = model()
        wide = fold_numbers(sound.translate(_WIDEN))
        pairs = list(map(add, wide, wide[1:]))
        self._pairs = Counter(pairs)
        self._triples = Counter(map(add, pairs, wide[2:]))
        self._singles = Counter(wide)
        self._size = len(wide)
        self._habits: dict[str, float] = {}
        self._unseen: dict[str, float] = {}
        self._followers: dict[str, frozenset[str]] = {}
        self._next: dict[str, set[str]] | None = None
        self._behind: dict[bool, Counter[str]] = {}
        self._usage: dict[tuple[str, bool], float] = {}
        sample = sound[:SAMPLE]
        self.simplified = sum(to_simplified(char) != char for char in sample) * 20 < len(sample)

    def __missing__(self, key: str) -> float:
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[key] = self._probability(key[0], key[1], key[2])
        return value

    def _probability(self, a: str, b: str, c: str) -> float:
        if c == "\n" and b == "\n":
            return 1.0  # empty lines are a matter of layout
        seen = self._pairs.get(a + b)
        # Numbers do not repeat as words do.
        if not seen or c in NUMERALS:
            return self._general(a, b, c)
        times = self._triples.get(a + b + c, 0)
        if times > seen / 2:
            return times / (seen + TRUST)
        return (self._general(a, b, c) * TRUST + times) / (seen + TRUST)

    def _general(self, a: str, b: str, c: str) -> float:
        prose = self._model
        if c == GAP:
            return exp(prose.look_up(a, b, " ")) + LINE_ENDS * exp(prose.look_up(a, b, "\n"))
        value = exp(prose.look_up(a, b, c))
        if b in ENDS:
            # Whether a space or a new line follows, and whether commas are wide, is the habit of a text.
            return (value * HABITUAL + self._pairs[b + c]) / (self._singles[b] + HABITUAL)
        return value

    def usage(self, char: str, before_han: bool) -> float:
        """Log of how much more often than in the model a character stands behind Han in this text.

        Args:
            char: the character.
            before_han: it stands before Han, too.
        """
        value = self._usage.get((char, before_han))
        if value is None:
            behind = self._behind_han(before_han)
            times = behind[char]
            if char in FULL_WIDTH:
                whole = times + behind[FULL_WIDTH[char]]
                value = log((times + 0.1) / (whole + HALF_WIDTH_PRIOR))
            else:
                expected = exp(self._model.unigram(char))
                value = log((times / expected + PRIOR) / (behind.total() + PRIOR))
            self._usage[char, before_han] = value
        return value

    def followers(self, char: str) -> frozenset[str]:
        """Give what the model or the text itself has seen behind a character."""
        found = self._followers.get(char)
        if found is None:
            found = self._model.followers(char)
            own = self._own().get(char)
            found = self._followers[char] = found | own if own else found
        return found

    def unseen(self, state: str) -> float:
        """By how much the probability of a character falls behind two others that it was not seen behind."""
        value = self._unseen.get(state)
        if value is None:
            b = state[1]
            value = exp(self._model.back_off(state[0], b)) * TRUST / (self._pairs[state] + TRUST)
            if len(self._unseen) >= REMEMBERED:
                self._unseen.clear()
            if b in ENDS:
                value *= HABITUAL / (self._singles[b] + HABITUAL)
            self._unseen[state] = value
        return value

    def _own(self) -> dict[str, set[str]]:
        if self._next is None:
            self._next = {}
            for pair in self._pairs:
                self._next.setdefault(pair[0], set()).add(pair[1])
        return self._next

    def habit(self, char: str) -> float:
        """How much more often than in the model a character occurs in this text, weakened."""
        value = self._habits.get(char)
        if value is None:
            expected = exp(self._model.unigram(char))
            times = self._singles[char] / expected + HABIT_PRIOR
            value = self._habits[char] = (times / (self._size + HABIT_PRIOR)) ** HABIT
        return value

    def _behind_han(self, before_han: bool) -> Counter[str]:
        """Count what stands behind a character that is not ASCII, as a swallowed one did."""
        if not self._behind:
            sound = self._sound
            behind = [
                (after, further > "\x7f")
                for one, after, further in zip(sound, sound[1:], sound[2:], strict=False)
                if one > "\x7f" and further != LOST
            ]
            self._behind = {
                False: Counter(after for after, _ in behind),
                True: Counter(after for after, han in behind if han),
            }
        return self._behind[before_han]


@lru_cache(maxsize=2048)
def traditional(candidates: tuple[str, ...]) -> frozenset[str]:
    """Give those of some candidates that simplified text does not have."""
    return frozenset(one for one in candidates if to_simplified(one) != one)
