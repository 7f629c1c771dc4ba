"""Settle what stood where bytes are missing: a beam over the candidates, scored by the character model.

Three sources of knowledge meet: a model of official Chinese; the sound part of the text itself, which
repeats its names and terms; and the wider surroundings (:mod:`reportharvest.repairing.hints`). A candidate
counts by what stands on both sides of it. What stays in doubt becomes U+FFFD; a likely guess is no
restoration.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from heapq import nlargest
from math import exp, log
from operator import add

from reportharvest.repairing.hints import NUMERALS, Before, hints, without_inline_tags
from reportharvest.repairing.stretch import Slot
from reportharvest.repairing.traditional import to_simplified
from reportharvest.tables.language import model

__all__ = ["THRESHOLD", "settle"]

THRESHOLD = 0.9
# A numeral that nothing counts up to is a guess: of those with more than 0.99, 97.3 % of 186 were right, of
# those with 0.97 to 0.99 three in four. All others are right as often as they say, within a few per cent.
NUMERAL_THRESHOLD = 0.96
NUMERAL_CONFIDENCE = 0.973
# Of 6,400 characters of laws with two and three bytes missing, those given 0.93 to 0.95 were right 85 times
# in a hundred, those given 0.97 to 0.99 94 times; two thirds of the log odds say so.
TEMPER = 2 / 3
NOTHING = 0.25
BEAM = 24
DENSE_BEAM = 10  # where slot follows on slot the model has little to go by, and the work must stay bounded
DENSE = 12
WORSE = (
    9.0  # nats below the best path that a path may lie; e**-9 of the probability is nothing to a threshold
)
LOST = "\ufffd"
# Weight of the text's own statistics: n occurrences of a context count n / (n + TRUST).
TRUST = 4.0
# So many slots are settled together at most; what lies behind is weighed against what was chosen.
CLUSTER = 40
# 检 and 檢, 术 and 朮 share two bytes. Fewer than one character of simplified text in 3,000 is traditional.
OTHER_SCRIPT = 6.0
SAMPLE = 2000
DOUBTED = 7.0
# The text's use of a swallowed ASCII character against the model's, which counts as so many characters.
PRIOR = 100
HALF_WIDTH_PRIOR = 20.0  # so many full-width commas are taken for seen, before any
AHEAD = 400
_TAG_REST = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>|!--")
_CELL_END = re.compile(r"</(?:td|th|h[1-6]|title|a|li|option|p>\s{0,9}</t[dh])\b")
_ATTRIBUTE_END = re.compile(r"\s*/?>|\s+[A-Za-z-]{1,20}=")

_FULL_WIDTH = dict(zip(",:;()?!", "，：；（）？！", strict=True))

_Path = tuple[float, str, str, tuple[str, ...]]


def settle(items: Sequence[str | Slot]) -> None:
    """Fill in every slot of a text: what it was, and how sure that is.

    Args:
        items: the whole text in order, sound pieces and slots. The slots are changed in place.
    """
    _pass_over(items)
    # What was settled says more about the text: a word damaged each time is known from its best place.
    again = [item.after if isinstance(item, Slot) and item.after != LOST else item for item in items]
    if any(isinstance(item, Slot) for item in again):
        _pass_over(again)


def _pass_over(items: Sequence[str | Slot]) -> None:
    items = [item for item in items if item]
    score = _Score("".join(item if isinstance(item, str) else LOST for item in items))
    before = Before()
    place = 0
    while place < len(items):
        item = items[place]
        if isinstance(item, str):
            before.add(item)
            place += 1
            continue
        cluster: list[str | Slot] = []
        while place < len(items) and len(cluster) < CLUSTER:
            item = items[place]
            if isinstance(item, str) and (len(item) > 1 or item.isdigit()):
                break  # digits say nothing across them
            cluster.append(item)
            place += 1
        _settle_cluster(cluster, before, _ahead(items, place), score)
        for one in cluster:
            before.add(one if isinstance(one, str) else one.after)


def _ahead(items: Sequence[str | Slot], place: int) -> str:
    """Give some of the text from an item on, slots as U+FFFD."""
    pieces: list[str] = []
    size = 0
    while place < len(items) and size < AHEAD:
        item = items[place]
        piece = item[:AHEAD] if isinstance(item, str) else "" if item.swallowed else LOST
        pieces.append(piece)
        size += len(piece) + 1
        place += 1
    return "".join(pieces)


def _settle_cluster(cluster: list[str | Slot], before: Before, following: str, score: _Score) -> None:
    bonus: list[dict[str, float]] = []
    for place, item in enumerate(cluster):
        if isinstance(item, str):
            bonus.append({})
            continue
        rest = following
        if place + 1 < len(cluster):
            rest = _ahead(cluster, place + 1) + following
        if item.swallowed:
            item.candidates = _swallowed(item.candidates, before, rest)
            han = rest[:1] > "\x7f" and rest[0] != LOST
            bonus.append({one: item.odds + score.usage(one, han) for one in item.candidates if one})
        else:
            rest = without_inline_tags(rest)
            extra = dict.fromkeys(_traditional(item.candidates), -OTHER_SCRIPT) if score.simplified else {}
            bonus.append(extra | hints(item.candidates, before, rest) if place < 2 else extra)
    choices = _beam(cluster, bonus, before.recent[-2:], without_inline_tags(following), score)
    slots = [item for item in cluster if isinstance(item, Slot)]
    hinted = [extra for item, extra in zip(cluster, bonus, strict=True) if isinstance(item, Slot)]
    for number, slot in enumerate(slots):
        shares: dict[str, float] = {}
        for choice, weight in choices:
            shares[choice[number]] = shares.get(choice[number], 0.0) + weight
        after = max(shares, key=shares.__getitem__)
        slot.confidence = min(shares[after], 1.0)
        beside = number + 1 < len(slots) and slots[number + 1].swallowed
        if slot.missing > 1 or slot.swallowed or beside:
            slot.confidence = _tempered(slot.confidence)
        if slot.swallowed:
            # Where it may well be that nothing was swallowed, nothing is printed: that is no guess.
            sure = slot.confidence >= THRESHOLD
            slot.after = after if sure and after != "0" else "" if shares.get("", 0.0) > NOTHING else LOST
        else:
            bare = after in NUMERALS and after not in hinted[number]
            slot.after = after if slot.confidence >= (NUMERAL_THRESHOLD if bare else THRESHOLD) else LOST
            if bare:
                slot.confidence = min(slot.confidence, NUMERAL_CONFIDENCE)


def _tempered(share: float) -> float:
    """Bring a share of the probability down to how often it was right where the model knows little.

    >>> _tempered(1.0), round(_tempered(0.97), 2)
    (1.0, 0.91)
    """
    if share >= 1.0:
        return 1.0
    return 1.0 / (1.0 + exp(TEMPER * log(1.0 / share - 1.0)))


@cache
def _traditional(candidates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in candidates if to_simplified(one) != one)


def _swallowed(candidates: tuple[str, ...], before: Before, rest: str) -> tuple[str, ...]:
    """Narrow down a swallowed ASCII character by the grammar of mark-up."""
    if before.open_tag:
        if before.quote and _ATTRIBUTE_END.match(rest):
            return (before.quote,)
        return candidates
    if _TAG_REST.match(rest):
        return ("<",)
    return candidates


def _beam(
    cluster: list[str | Slot], bonus: list[dict[str, float]], left: str, rest: str, score: _Score
) -> list[tuple[tuple[str, ...], float]]:
    """Give the best fillings of a cluster's slots with their share of the probability."""
    right = rest[:2]
    dense = sum(isinstance(item, Slot) for item in cluster) > DENSE
    paths: list[_Path] = [(0.0, _context(left[0]), _context(left[1]), ())]
    for item, extra in zip(cluster, bonus, strict=True):
        if isinstance(item, str):
            seen = _context(item)
            paths = [(total + score(a, b, seen), b, seen, filled) for total, a, b, filled in paths]
            continue
        odds = extra.get
        following: list[_Path] = []
        for total, a, b, filled in paths:
            sole = len(item.candidates) == 1
            for one in item.candidates:
                if one:
                    # Settled by the grammar of mark-up: what matters is that prose ends there.
                    value = total + score(a, b, "\n" if sole else _FULL_WIDTH.get(one, one)) + odds(one, 0.0)
                    following.append((value, b, _context(one), (*filled, one)))
                elif item.unless is None or b in item.unless:
                    following.append((total, a, b, (*filled, one)))
        paths = _prune(following, DENSE_BEAM if dense else BEAM)
    for char in right:
        if char in "<." and _CELL_END.match(rest):
            break  # how prose goes on is no measure for where a cell, a link or the name of a file ends
        seen = _context(char)
        paths = [(total + score(a, b, seen), b, seen, filled) for total, a, b, filled in paths]
        if seen == "\n":
            break
    top = max(path[0] for path in paths)
    weights = [(filled, exp(total - top)) for total, _, _, filled in paths]
    whole = sum(weight for _, weight in weights)
    return [(filled, weight / whole) for filled, weight in weights]


def _prune(paths: list[_Path], most: int) -> list[_Path]:
    # Before the right-hand context is known a path may still rise: hence twice the distance.
    bound = max(path[0] for path in paths) - 2 * WORSE
    kept = [path for path in paths if path[0] > bound]
    return nlargest(most, kept) if len(kept) > most else kept


def _context(char: str) -> str:
    """Give what the model knows for a character: mark-up ends a line of prose, punctuation is full-width."""
    return "\n" if char in "<>\r\t" else _FULL_WIDTH.get(char, char)


class _Score:
    """Score a character after two others, from the model and the text's own sound part."""

    def __init__(self, sound: str) -> None:
        # What stands behind a character that is not ASCII, as a swallowed one did.
        behind = [
            (after, further > "\x7f")
            for one, after, further in zip(sound, sound[1:], sound[2:], strict=False)
            if one > "\x7f" and further != LOST
        ]
        self._behind = {
            False: Counter(after for after, _ in behind),
            True: Counter(after for after, before_han in behind if before_han),
        }
        sound = sound.translate({ord(narrow): wide for narrow, wide in _FULL_WIDTH.items()})
        self._model = model()
        self._pairs = Counter(map(add, sound, sound[1:]))
        self._triples = Counter(map(add, map(add, sound, sound[1:]), sound[2:]))
        self._usage: dict[tuple[str, bool], float] = {}
        sample = sound[:SAMPLE]
        self.simplified = sum(to_simplified(char) != char for char in sample) * 20 < len(sample)

    def __call__(self, a: str, b: str, c: str) -> float:
        if b == c == "\n":
            return 0.0  # empty lines are a matter of layout
        seen = self._pairs.get(a + b)
        # Numbers do not repeat as words do.
        if not seen or c in NUMERALS:
            return self._general(a, b, c)
        times = self._triples.get(a + b + c, 0)
        if times > seen / 2:
            return log(times / (seen + TRUST))
        value = self._general(a, b, c)
        if times:
            return log((exp(value) * TRUST + times) / (seen + TRUST))
        return value + log(TRUST / (seen + TRUST))

    def _general(self, a: str, b: str, c: str) -> float:
        prose = self._model
        value = prose.trigram(a, b, c)
        if value > -DOUBTED and value > (pair := prose.bigram(b, c)) + 2.0:
            # The table of trigrams says "yes" wrongly once in a thousand questions. P(c|ab) cannot be above
            # P(bc) / P(ab); one nat is for rounding.
            return min(value, pair + prose.unigram(b) - prose.unigram(a) - prose.bigram(a, b) + 1.0)
        return value

    def usage(self, char: str, before_han: bool) -> float:
        """Log of how much more often than in the model a character stands behind Han in this text.

        Args:
            char: the character.
            before_han: it stands before Han, too.
        """
        value = self._usage.get((char, before_han))
        if value is None:
            behind = self._behind[before_han]
            times = behind[char]
            if char in _FULL_WIDTH:
                whole = times + behind[_FULL_WIDTH[char]]
                value = log((times + 0.1) / (whole + HALF_WIDTH_PRIOR))
            else:
                expected = exp(self._model.unigram(char))
                value = log((times / expected + PRIOR) / (behind.total() + PRIOR))
            self._usage[char, before_han] = value
        return value
