"""How probable a character is after two others, from the model and from the sound part of a text itself.

A text repeats its names and terms. What it says of a context counts the more, the oftener the context occurs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, lru_cache
from itertools import compress
from math import exp, inf, log
from operator import add, ne

from reportharvest.repairing.hints import NUMERALS
from reportharvest.repairing.later import later
from reportharvest.repairing.stretch import INDENT
from reportharvest.repairing.traditional import to_simplified
from reportharvest.tables.language import Continuation, fold_numbers, model
from reportharvest.tables.variants import origins

__all__ = ["BREAKS", "FULL_WIDTH", "GAP", "TextScore", "as_context", "traditional"]

FULL_WIDTH = dict(zip(",:;()?!", "，：；（）？！", strict=True))
# Prose, and the few ASCII characters in it; of mark-up the two characters beside it are counted, too.
_PROSE = later("[^\x00-\x7f]+(?:[\x00-\x7f]{1,2}[^\x00-\x7f]+)*")
BESIDE = 2
FEW = 20  # to count a place anew takes as long as to count so many for the first time
# What may have been swallowed, or stands in its place, between a character that is not ASCII and a known one.
_BEHIND_HAN = later("(?<=[^\x00-\x7f])([\x00-\x7f：，；（）？！])(?=([^\ufffd]))")
_BEFORE_LOST = later("(?s)(?<=[^\x00-\x7f].)\ufffd")
_MARKS = bytes(char == ord("?") for char in range(256))
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
# So many full-width marks and none half-width are a habit, worth so many nats; without it 5 of 105 titles got
# a half-width comma for a swallowed space.
CONSISTENT, HALF_WIDTH_ODD = 3, 6.0
HALF_WIDTH_PRIOR = 6.0  # so many full-width commas are taken for seen, before any
# White space that stands for the end of a line as often as for a space.
GAP = "\x1f"
LINE_ENDS = 0.5
# How probable INDENT is where a line begins, or behind another; how much less probable than a space it is
# anywhere else; how probable a line's end is behind it. In 60 pieces of law that Python read as GBK, with
# 3,131 INDENTs, 20 characters are wrong and 178 open; with SPACED at 0.05 35 and 248, at 0.5 18 and 130, but
# then readers that swallow bytes fall below their floor. The others may be 0.3 to 0.99 and 1e-5 to 1e-2.
INDENTED = 0.9
SPACED = 0.2
EMPTY_LINE = 1e-3
LINE_BEGINS = "\n" + INDENT
BREAKS = "\n" + GAP


def as_context(char: str) -> str:
    """Give what the model knows for a character: mark-up ends a line of prose, punctuation is full-width."""
    return "\n" if char in "<>\r\t" else FULL_WIDTH.get(char, char)


def _begun(char: str) -> str:
    """Give what the model knows for what stands before: behind spaces that indent it, a line begins."""
    return "\n" if char == INDENT else char


def _prose(text: str) -> Iterator[str]:
    """Yield the prose of a text, with two characters of what stands on both sides."""
    for found in _PROSE.finditer(text):
        yield text[max(found.start() - BESIDE, 0) : found.end() + BESIDE]


class _Group:
    """Characters that are always weighed together, behind one: those that a reader swallows.

    The model kept few of them behind any Han. How probable the others are depends on what stands before that
    by one factor alone, so that for each there is one list of all of them, known by the first of them.
    """

    __slots__ = ("_asked", "_last", "_others", "_places", "ready", "special")

    def __init__(self, last: str, chars: tuple[str, ...]) -> None:
        self.ready = model().continuations(last, chars)
        self.special = not NUMERALS.isdisjoint(chars) or INDENT in chars
        self._last = last
        self._places = [place for place, one in enumerate(self.ready) if one[3]]
        others = [one for one in self.ready if not one[3]]
        self._asked = [*(self.ready[place] for place in self._places), *others[:1]]
        self._others: dict[float, list[float]] = {}

    def behind(self, first: str) -> list[float]:
        """Give the probabilities of all of them behind a character and the one."""
        prose = model()
        if len(self._asked) == len(self._places):
            return prose.behind(first, self._last, self.ready)
        *found, other = prose.behind(first, self._last, self._asked)
        values = self._others.get(other)
        if values is None:
            values = self._others[other] = prose.behind(first, self._last, self.ready)
        values = values.copy()
        for place, value in zip(self._places, found, strict=True):
            values[place] = value
        return values


_group = lru_cache(maxsize=4096)(_Group)


class _Counts:
    """How often each character of a text stands in it, each two and each three."""

    __slots__ = ("_text", "by_size")

    def __init__(self, text: str) -> None:
        self._text = text
        pairs = list(map(add, text, text[1:]))
        self.by_size = Counter(text), Counter(pairs), Counter(map(add, pairs, text[2:]))

    def changed_to(self, text: str) -> _Counts:
        """Count a text of which most is the same; its changes alone, where they are few."""
        if len(text) != len(self._text):
            return _Counts(text)
        places = list(compress(range(len(text)), map(ne, self._text, text)))
        if len(places) * FEW > len(text):
            return _Counts(text)
        changed = _Counts("")
        changed._text = text
        for size, (counts, before) in enumerate(zip(changed.by_size, self.by_size, strict=True), 1):
            counts.update(before)
            for start in {place - back for place in places for back in range(size)}:
                if 0 <= start <= len(text) - size:
                    counts[text[start : start + size]] += 1
                    old = self._text[start : start + size]
                    counts[old] -= 1
                    if not counts[old]:
                        del counts[old]
        return changed


class TextScore(dict[str, float]):
    """Probabilities by three characters, the last after the other two; worked out when first asked for."""

    def __init__(self, sound: str, earlier: TextScore | None = None) -> None:
        """Count what the sound part says.

        Args:
            sound: the text, U+FFFD where something is missing.
            earlier: what was counted before more of the text was known.
        """
        super().__init__()
        self._sound = sound
        self._model = model()
        self._likely = [exp(value) for value in self._model.bigram_values]
        wide = fold_numbers("\0".join(_prose(sound)))
        for narrow, full in FULL_WIDTH.items():
            wide = wide.replace(narrow, full)
        self._counts: _Counts = _Counts(wide) if earlier is None else earlier._counts.changed_to(wide)
        self._singles, self._pairs, self._triples = self._counts.by_size
        self._unseen: dict[str, float] = {}
        self._groups: dict[tuple[str, tuple[str, ...]], tuple[_Group, list[int], list[int]]] = {}
        self._behind: dict[bool, tuple[Counter[str], int]] = {}
        self._usage: dict[tuple[str, bool], float] = {}
        sample = sound[:SAMPLE]
        self.simplified = sum(map(_only_traditional().__contains__, sample)) * 20 < len(sample)

    def __missing__(self, key: str) -> float:
        if len(self) >= REMEMBERED:
            self.clear()
        a, b, c = key[0], key[1], key[2]
        seen = 0 if c in NUMERALS else self._pairs.get(a + b, 0)  # numbers do not repeat as words do
        times = self._triples.get(key, 0) if seen else 0
        if c == "\n" == b:
            value = 1.0  # empty lines are a matter of layout
        elif c == INDENT:
            value = self._indent(a, b)
        elif b == INDENT:
            value = EMPTY_LINE if c in BREAKS else self["\n\n" + c]
        elif times > seen / 2:
            value = times / (seen + TRUST)
        else:
            look_up = self._model.look_up
            if c == GAP:
                value = exp(look_up(a, b, " ")) + LINE_ENDS * exp(look_up(a, b, "\n"))
            else:
                value = exp(look_up(a, b, c))
                if b in ENDS:
                    # Whether a space or a new line follows, and whether commas are wide, is a text's habit.
                    value = (value * HABITUAL + self._pairs[b + c]) / (self._singles[b] + HABITUAL)
            if seen:
                value = (value * TRUST + times) / (seen + TRUST)
        self[key] = value
        return value

    def usage(self, char: str, before_han: bool) -> float:
        """Log of how much more often than in the model a character stands behind Han in this text.

        Args:
            char: the character.
            before_han: it stands before Han, too.
        """
        value = self._usage.get((char, before_han))
        if value is None:
            behind, total = self._behind_han(before_han)
            times = behind[char]
            if char in FULL_WIDTH:
                whole = times + behind[FULL_WIDTH[char]]
                value = log((times + 0.1) / (whole + HALF_WIDTH_PRIOR))
                if whole >= CONSISTENT and not times:
                    value -= HALF_WIDTH_ODD
            else:
                expected = exp(self._model.unigram(char))
                value = log((times / expected + PRIOR) / (total + PRIOR))
            self._usage[char, before_han] = value
        return value

    def seen(self, last: str, among: Set[str], present: Iterable[str]) -> dict[str, float]:
        """Give those of some characters that were seen behind one, and how probable each is there.

        Args:
            last: the one.
            among: the characters.
            present: those of them that the text has at all: one that it has there is infinitely probable.
        """
        codes = self._model.followers(_begun(last))
        likely = self._likely
        known = {char: likely[codes[char]] for char in codes.keys() & among}
        if INDENT in among:
            known[INDENT] = self._indent("\n", last)
        pairs = self._pairs
        for char in present:
            if last + char in pairs:
                known[char] = inf
        return known

    def present(self, chars: Set[str]) -> list[str]:
        """Give those of some characters that the text has."""
        return list(self._singles.keys() & chars)

    def ready(self, last: str, chars: Sequence[str]) -> list[Continuation]:
        """Make characters ready to be weighed behind one, by :meth:`behind`."""
        return self._model.continuations(_begun(last), chars)

    def behind(self, state: str, chars: Sequence[str], ready: Sequence[Continuation]) -> list[float]:
        """Give the probabilities of characters that were made ready, behind two others."""
        first, last = state[0], state[1]
        values = self._model.behind(first, _begun(last), ready)
        if last in ENDS:
            ends = self._singles[last] + HABITUAL
            values = [
                (value * HABITUAL + self._pairs[last + char]) / ends
                for value, char in zip(values, chars, strict=True)
            ]
        seen = self._pairs.get(state)
        if seen:
            triples = self._triples.get
            half, whole = seen / 2, seen + TRUST
            values = [
                value
                if char in NUMERALS
                else times / whole
                if (times := triples(state + char, 0)) > half
                else (value * TRUST + times) / whole
                for value, char in zip(values, chars, strict=True)
            ]
        if last in LINE_BEGINS:
            end = 1.0 if last == "\n" else EMPTY_LINE
            values = [end if char == "\n" else value for value, char in zip(values, chars, strict=True)]
        if INDENT in chars:
            indent = self._indent(*state)
            return [indent if char == INDENT else value for value, char in zip(values, chars, strict=True)]
        return values

    def all_behind(self, state: str, chars: tuple[str, ...]) -> list[float]:
        """Give the probabilities of some characters behind two others, where all of them are always asked."""
        first, last = state[0], state[1]
        known = self._groups.get((last, chars))
        if known is None:
            beside = [self._pairs[last + char] for char in chars]
            present = [place for place, times in enumerate(beside) if times]
            known = self._groups[last, chars] = _group(_begun(last), chars), beside, present
        group, beside, present = known
        if group.special:
            return self.behind(state, chars, group.ready)
        values = group.behind(first)
        if last in ENDS:
            ends = self._singles[last] + HABITUAL
            values = [(value * HABITUAL + times) / ends for value, times in zip(values, beside, strict=True)]
        seen = self._pairs.get(state)
        if seen:
            plain, whole = values, seen + TRUST
            values = [value * TRUST / whole for value in plain]
            for place in present:
                times = self._triples.get(state + chars[place], 0)
                values[place] = (times if times > seen / 2 else plain[place] * TRUST + times) / whole
        if last in LINE_BEGINS and "\n" in chars:
            end = 1.0 if last == "\n" else EMPTY_LINE
            values = [end if char == "\n" else value for value, char in zip(values, chars, strict=True)]
        return values

    def _indent(self, a: str, b: str) -> float:
        """Give how probable an ideographic space is behind two characters."""
        return INDENTED if b in LINE_BEGINS else SPACED * exp(self._model.look_up(a, b, " "))

    def unseen(self, state: str) -> float:
        """By how much the probability of a character falls behind two others that it was not seen behind."""
        value = self._unseen.get(state)
        if value is None:
            b = state[1]
            value = exp(self._model.back_off(state[0], _begun(b))) * TRUST / (self._pairs[state] + TRUST)
            if len(self._unseen) >= REMEMBERED:
                self._unseen.clear()
            if b in ENDS:
                value *= HABITUAL / (self._singles[b] + HABITUAL)
            self._unseen[state] = value
        return value

    def habits(self, chars: Set[str]) -> dict[str, float]:
        """Say how much more often than in the model those of some characters occur that occur in this text.

        Weakened, and against those that do not occur. Not of INDENT, which the model never saw.
        """
        singles, unigram = self._singles, self._model.unigram
        return {
            char: (singles[char] / exp(unigram(char)) / HABIT_PRIOR + 1.0) ** HABIT
            for char in (singles.keys() & chars) - {INDENT}
        }

    def _behind_han(self, before_han: bool) -> tuple[Counter[str], int]:
        """Count what stands behind a character that is not ASCII, as a swallowed one did.

        Returns:
            How often each ASCII character and each that is printed full-width stands there, and all together.
        """
        if not self._behind:
            sound = "\0".join(_prose(self._sound))
            behind = _BEHIND_HAN.findall(sound)
            unknown = len(_BEFORE_LOST.findall(sound))
            # A byte for each character, 1 where it is not ASCII; shifted by two they tell what lies between.
            other = sound.replace("?", "!").encode("ascii", "replace").translate(_MARKS)
            bits = int.from_bytes(other, "little")
            self._behind = {
                False: (Counter(one for one, _ in behind), sum(other[:-2]) - unknown),
                True: (
                    Counter(one for one, further in behind if further > "\x7f"),
                    (bits & bits >> 16).bit_count() - unknown,
                ),
            }
        return self._behind[before_han]


@cache
def _only_traditional() -> frozenset[str]:
    """Give the characters that simplified text does not have."""
    return frozenset(char for char in origins() if to_simplified(char) != char)


@lru_cache(maxsize=2048)
def traditional(candidates: tuple[str, ...]) -> frozenset[str]:
    """Give those of some candidates that simplified text does not have."""
    return frozenset(one for one in candidates if to_simplified(one) != one)
