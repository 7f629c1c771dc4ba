"""Settle what stood where bytes are missing: a beam over the candidates, scored by the character model.

Two sources of knowledge meet: a model of official Chinese, and the sound part of the text itself, which
repeats its names and terms. A candidate counts by what stands on both sides of it. What stays in doubt
becomes U+FFFD; a likely guess is not a restoration.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from heapq import nlargest
from math import exp, log
from operator import add

from reportharvest.repairing.stretch import Slot
from reportharvest.tables.language import CharacterModel, model

__all__ = ["THRESHOLD", "settle"]

THRESHOLD = 0.9
BEAM = 24
LOST = "\ufffd"
# Weight of the text's own statistics: n occurrences of a context count n / (n + TRUST).
TRUST = 4.0
_TAG_REST = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>|!--")
_ATTRIBUTE_END = re.compile(r"\s*/?>|\s+[A-Za-z-]{1,20}=")

_Score = Callable[[str, str, str], float]


def settle(items: Sequence[str | Slot]) -> None:
    """Fill in every slot of a text: what it was, and how sure that is.

    Args:
        items: the whole text in order, sound pieces and slots. The slots are changed in place.
    """
    score = _scorer("".join(item if isinstance(item, str) else LOST for item in items))
    before = _Before()
    place = 0
    while place < len(items):
        item = items[place]
        if isinstance(item, str):
            before.add(item)
            place += 1
            continue
        cluster: list[str | Slot] = []
        while place < len(items):
            item = items[place]
            if isinstance(item, str) and len(item) > 1:
                break
            cluster.append(item)
            place += 1
        following = ""
        if place < len(items):
            item = items[place]
            following = item[:400] if isinstance(item, str) else ""
        _settle_cluster(cluster, before, following, score)
        for one in cluster:
            before.add(one if isinstance(one, str) else one.after)


class _Before:
    """What stands before a place, as far as it matters: two characters, an open tag, an open quote."""

    def __init__(self) -> None:
        self.last = "\n\n"
        self.open_tag = False
        self.quote = ""

    def add(self, piece: str) -> None:
        if "<" in piece or ">" in piece or self.open_tag:
            self._follow_tags(piece)
        self.last = (self.last + piece)[-2:]

    def _follow_tags(self, piece: str) -> None:
        cut = max(piece.rfind("<"), 0)
        rest = piece[cut:]
        if rest.startswith("<"):
            self.open_tag, self.quote = True, ""
        for char in rest:
            if not self.open_tag:
                break
            if char in "\"'":
                self.quote = "" if self.quote == char else (self.quote or char)
            elif char == ">" and not self.quote:
                self.open_tag = False


def _settle_cluster(cluster: list[str | Slot], before: _Before, following: str, score: _Score) -> None:
    for place, item in enumerate(cluster):
        if isinstance(item, Slot) and item.swallowed:
            rest = "".join(one if isinstance(one, str) else LOST for one in cluster[place + 1 :]) + following
            item.candidates = _swallowed(item.candidates, before, rest)
    choices = _beam(cluster, before.last, following[:2], score)
    slots = [item for item in cluster if isinstance(item, Slot)]
    for number, slot in enumerate(slots):
        best: Counter[str] = Counter()
        for choice, weight in choices:
            best[choice[number]] += weight  # type: ignore[assignment]
        after, confidence = best.most_common(1)[0]
        slot.confidence = min(float(confidence), 1.0)
        known = slot.confidence >= THRESHOLD and not (slot.swallowed and after == "0")
        slot.after = after if known else LOST


def _swallowed(candidates: tuple[str, ...], before: _Before, rest: str) -> tuple[str, ...]:
    """Narrow down a swallowed ASCII character by the grammar of mark-up."""
    if before.open_tag and before.quote and _ATTRIBUTE_END.match(rest):
        return (before.quote,)
    if _TAG_REST.match(rest):
        return ("<",)
    return candidates


def _beam(
    cluster: list[str | Slot], left: str, right: str, score: _Score
) -> list[tuple[tuple[str, ...], float]]:
    """Give the best fillings of a cluster's slots with their share of the probability."""
    paths: list[tuple[float, str, str, tuple[str, ...]]] = [(0.0, _context(left[0]), _context(left[1]), ())]
    for item in cluster:
        if isinstance(item, str):
            paths = [(total + score(a, b, item), b, item, filled) for total, a, b, filled in paths]
        else:
            if len(paths) > BEAM:
                paths = nlargest(BEAM, paths)
            paths = [
                (total + score(a, b, one), b, one, (*filled, one))
                for total, a, b, filled in paths
                for one in item.candidates
            ]
    for char in right:
        seen = _context(char)
        paths = [(total + score(a, b, seen), b, seen, filled) for total, a, b, filled in paths]
        if seen == "\n":
            break
    top = max(path[0] for path in paths)
    weights = [(filled, exp(total - top)) for total, _, _, filled in paths]
    whole = sum(weight for _, weight in weights)
    return [(filled, weight / whole) for filled, weight in weights]


def _context(char: str) -> str:
    """Mark-up ends a line of prose."""
    return "\n" if char in "<>\r\t" else char


def _scorer(sound: str) -> _Score:
    """Make the score of a character after two others from the model and the text's own sound part."""
    prose = model()
    pairs = Counter(map(add, sound, sound[1:]))
    triples = Counter(map(add, map(add, sound, sound[1:]), sound[2:]))
    return _mixed(prose, pairs, triples)


def _mixed(prose: CharacterModel, pairs: Counter[str], triples: Counter[str]) -> _Score:
    trigram = prose.trigram
    count_pair = pairs.get
    count_triple = triples.get

    def score(a: str, b: str, c: str) -> float:
        value = trigram(a, b, c)
        seen = count_pair(a + b)
        if seen:
            times = count_triple(a + b + c, 0)
            if times:
                return log((exp(value) * TRUST + times) / (seen + TRUST))
            return value + log(TRUST / (seen + TRUST))
        return value

    return score
