"""Settle what stood where bytes are missing: every candidate weighed by what stands on both sides of it.

Three sources of knowledge meet: a model of official Chinese; the sound part of the text itself, which
repeats its names and terms; and the wider surroundings (:mod:`reportharvest.repairing.hints`). What stays in
doubt becomes U+FFFD; a likely guess is no restoration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import exp

from reportharvest.repairing.confidence import SURE, confidence, threshold
from reportharvest.repairing.hints import NUMERALS, Before, hinted, hints, without_inline_tags
from reportharvest.repairing.later import later
from reportharvest.repairing.lattice import Column, Option, weigh
from reportharvest.repairing.stretch import INDENT, Slot
from reportharvest.repairing.text_score import BREAKS, FULL_WIDTH, GAP, TextScore, as_context, traditional
from reportharvest.tables.language import fold_numbers, model

__all__ = ["settle"]

NOTHING = 0.25
MOST_ODDS = 20.0
DIGIT = 0.1
# Where the characters beside a mark leave so little to the case that nothing was swallowed, something was.
# Each such place makes it more likely, by so many nats, in places that say nothing themselves.
DISPROVED = 0.02
PROOF = 8.0
LOST = "\ufffd"
# So many slots are settled together at most; what lies behind is weighed against what was chosen.
CLUSTER = 40
HINTED = 2  # slots of a cluster that are near enough to what stands before it
# 检 and 檢, 术 and 朮 share two bytes. Fewer than one character of simplified text in 3,000 is traditional.
OTHER_SCRIPT = exp(-6.0)
# So many candidates, the commonest, are weighed anywhere, others where they were seen behind what stands
# before. What is rarer than RARE is never sure enough to be printed.
COMMON = 8
RARE = -14.0
# Where so many slots follow on one another, two of three would be guessed right, and none is known.
DENSE = 16
# Where more than this part of the slots is left in doubt, the others say next to nothing about it: in UTF-8
# read as Big5 a second pass restored 5 characters of 6,570, and 2 wrong ones.
HOPE = 0.6
AHEAD = 400
BESIDE = 12  # characters that hold the next two, or a number and one
# A text ends where a line does, or anywhere, if it was cut out of another: in one of so many characters just
# there. Three of four texts, so many nats, are whole; the first characters say more, up to so many nats.
CUT = 0.01
WHOLE = 1.0
BEGUN = 4.0
_TAG_REST = later(r"/?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>|!--")
_YEAR_REST = later("(?:(9[0-9]{2})|0[0-2][0-9])[年\ufffd]")
_CELL_END = later(r"</(?:td|th|h[1-6]|title|a|li|option|p>\s{0,9}</t[dh])\b")
_ATTRIBUTE_END = later(r"\s*/?>|\s+[A-Za-z-]{1,20}=")


def settle(items: Sequence[str | Slot]) -> None:
    """Fill in every slot of a text: what it was, and how sure that is.

    Args:
        items: the whole text in order, sound pieces and slots. The slots are changed in place.
    """
    _Pass(items).run()
    slots = [item for item in items if isinstance(item, Slot)]
    swallowed = [slot for slot in slots if slot.swallowed and "" in slot.candidates]
    proofs = sum(slot.unless is not None and slot.nothing < DISPROVED for slot in swallowed)
    if proofs and any(slot.nothing > DISPROVED for slot in swallowed):
        # One reader read all of the text: what it did in one place it did in the others.
        for slot in swallowed:
            slot.odds += PROOF * proofs
        _Pass(items).run()
    # What was settled says more about the text: a word damaged each time is known from its best place.
    again = [item.after if isinstance(item, Slot) and item.after != LOST else item for item in items]
    if 0 < sum(isinstance(item, Slot) for item in again) <= HOPE * len(slots):
        _Pass(again).run()
    least = threshold(slot.confidence for slot in slots)
    for slot in slots:
        slot.after = _printed(slot, least)


class _Pass:
    """One pass over a text from its beginning to its end."""

    def __init__(self, items: Sequence[str | Slot]) -> None:
        self._items = _joined(items)
        # The text as it is known, and where in it each item begins; a swallowed character may be none.
        pieces = [item if isinstance(item, str) else "" if item.swallowed else LOST for item in self._items]
        self._known = "".join(pieces)
        self._places: list[int] = []
        place = 0
        for piece in pieces:
            self._places.append(place)
            place += len(piece)
        self._places.append(place)
        self._before = Before()
        self._columns: dict[int, tuple[_Choice, dict[int, float], Column]] = {}
        self._asides: dict[tuple[tuple[str, ...], float, bool], Column] = {}
        self._score = TextScore("".join(item if isinstance(item, str) else LOST for item in self._items))
        self._end, self._cell = _end(self._known), _end_column(WHOLE)
        last = len(self._items) - 1
        self._blank = last if last >= 0 and self._items[last] == " " else None

    def run(self) -> None:
        """Settle all slots, from left to right."""
        items, before = self._items, self._before
        number = 0
        while number < len(items):
            item = items[number]
            if isinstance(item, str):
                before.add(item)
                number += 1
                continue
            first = number
            while number < len(items) and number - first < CLUSTER:
                item = items[number]
                if isinstance(item, str) and (len(item) > 1 or item.isdigit() or number == self._blank):
                    break  # two characters part what stands on both sides, digits say nothing across them
                number += 1
            self._settle(first, number)
            for item in items[first:number]:
                before.add(item if isinstance(item, str) else item.after)

    def _ahead(self, number: int) -> str:
        """Give some of the text from an item on, slots as U+FFFD."""
        place = self._places[number]
        return self._known[place : place + AHEAD]

    def _settle(self, first: int, end: int) -> None:
        """Settle the slots of a cluster, from one item to before another."""
        columns: list[Column] = []
        slots: list[tuple[Slot, bool]] = []
        open_slots = sum(isinstance(item, Slot) for item in self._items[first:end])
        if open_slots > DENSE:
            return
        for number in range(first, end):
            item = self._items[number]
            if isinstance(item, str):
                columns.append(Column([_option(item, 1.0)], is_open=False))
            elif item.swallowed:
                columns.append(self._swallowed(item, number))
                slots.append((item, False))
            else:
                choice, habits, column = self._plain(item)
                extra = {}
                if choice.asks and number - first < HINTED:
                    rest = without_inline_tags(self._ahead(number + 1))
                    extra = hints(item.candidates, self._before, rest)
                columns.append(_hinted_column(choice, habits, extra) if extra else column)
                slots.append((item, any(one in extra for one in NUMERALS)))
        left = "".join(map(as_context, fold_numbers(self._before.tail)[-2:]))
        rest = without_inline_tags(self._ahead(end))
        ends = []
        if not rest.strip(" "):
            ends = [self._end]
        elif _CELL_END.match(rest) or self._ends_attribute(rest):
            ends = [self._cell]
        right = "" if ends else _right(rest)
        outcome = weigh(left, [*columns, *ends], right, self._score)
        for number, ((slot, counted), shares) in enumerate(zip(slots, outcome.shares, strict=True)):
            beside = number + 1 < len(slots) and slots[number + 1][0].swallowed
            near = "several" if beside or len(columns) > 1 else "one"
            _decide(slot, shares, near, counted=counted)

    def _ends_attribute(self, rest: str) -> bool:
        before = self._before
        quote = rest[0]
        return (
            quote in "\"'"
            and before.open_tag
            and before.quote == quote
            and bool(_ATTRIBUTE_END.match(rest[1:]))
        )

    def _plain(self, slot: Slot) -> tuple[_Choice, dict[int, float], Column]:
        """Give what a character that lost bytes may have been, how the text uses that, and the column."""
        candidates = slot.candidates
        found = self._columns.get(id(candidates))  # to hash hundreds of them takes longer than to weigh them
        if found is None:
            choice = _choice(candidates, self._score.simplified)
            habits = {
                number: habit
                for char, habit in self._score.habits(choice.seen.keys()).items()
                for number in choice.seen[char]
            }
            found = self._columns[id(candidates)] = choice, habits, _column(choice, habits)
        return found

    def _swallowed(self, slot: Slot, number: int) -> Column:
        """Make the column of an ASCII character that may have been swallowed."""
        rest = self._ahead(number + 1)
        slot.candidates = _by_grammar(slot.candidates, self._before, rest)
        han = rest[:1] > "\x7f" and rest[0] != LOST
        if len(slot.candidates) == 1:
            # Settled by the grammar of mark-up: what matters is that prose ends there.
            end = "0" if slot.candidates[0].isdigit() else "\n"
            return Column([(slot.candidates[0], 1.0, end, end)], slot.unless)
        key = slot.candidates, slot.odds, han
        column = self._asides.get(key)
        if column is None:
            usage = self._score.usage
            odds = max(-MOST_ODDS, min(MOST_ODDS, slot.odds))
            options = [_option(one, exp(odds + usage(one, han)) if one else 1.0) for one in slot.candidates]
            column = self._asides[key] = Column(options)
        return column if slot.unless is None else Column(column.options, slot.unless, rows=column.rows)


def _joined(items: Sequence[str | Slot]) -> list[str | Slot]:
    """Join neighbouring strings, and leave out empty ones."""
    result: list[str | Slot] = []
    pending: list[str] = []
    for item in items:
        if isinstance(item, str):
            if item:
                pending.append(item)
            continue
        if pending:
            result.append("".join(pending))
            pending = []
        result.append(item)
    if pending:
        result.append("".join(pending))
    return result


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a character that lost bytes may have been, whatever the text.

    Attributes:
        options: the candidates that are weighed.
        alone: the probability of each wherever it stands.
        numbers: numbers of options by the character that the model knows for them.
        seen: the same by the character itself, punctuation full-width.
        order: numbers of options, the commonest first.
        asks: whether hints may say more about them.
    """

    options: list[Option]
    alone: list[float]
    numbers: dict[str, list[int]]
    seen: dict[str, list[int]]
    order: list[int]
    asks: bool


@lru_cache(maxsize=2048)
def _choice(candidates: tuple[str, ...], simplified: bool) -> _Choice:
    """Prepare some candidates, of which the first are the commonest."""
    foreign = traditional(candidates) if simplified else frozenset()
    prose = model()
    options = [
        _option(one, OTHER_SCRIPT if one in foreign else 1.0)
        for number, one in enumerate(candidates)
        if number < COMMON or prose.unigram(one) > RARE or one == INDENT
    ]
    numbers: dict[str, list[int]] = {}
    chars: dict[str, list[int]] = {}
    for number, (_, _, seen, _) in enumerate(options):
        numbers.setdefault(prose.base(seen), []).append(number)
        chars.setdefault(seen, []).append(number)
    alone = [exp(prose.unigram(seen)) * factor for _, factor, seen, _ in options]
    order = sorted(range(len(alone)), key=alone.__getitem__, reverse=True)
    return _Choice(options, alone, numbers, chars, order, hinted(candidates))


def _end_column(odds: float) -> Column:
    """Make the column behind the last character: the end of a line, or what nothing is known of."""
    return Column([("\n", exp(odds), "\n", "\n"), ("", CUT, "", "")], is_open=False)


def _end(text: str) -> Column:
    """Say what stands behind the last character of a text."""
    prose = model()
    begins = 0.0
    if text[:1] > " ":
        one, other = map(as_context, (fold_numbers(text[:BESIDE]) + "\n")[:2])
        begins = prose.bigram("\n", one) + prose.trigram("\n", one, other)
        begins -= prose.unigram(one) + prose.bigram(one, other)
    return _end_column(WHOLE + max(-BEGUN, min(BEGUN, begins)))


def _option(one: str, factor: float) -> Option:
    return one, factor, FULL_WIDTH.get(one, one), as_context(one)


def _column(choice: _Choice, factors: Mapping[int, float]) -> Column:
    """Make a column of a choice, some options of which are so many times more probable than they were."""
    options, base = choice.options, model().base
    if factors:
        options = options.copy()
        for number, times in factors.items():
            one, factor, seen, behind = options[number]
            options[number] = one, factor * times, seen, behind
    # Options that became no more probable give way to those, but their own order is the same.
    shares = {
        number: choice.alone[number] * factors.get(number, 1.0)
        for number in sorted({*factors, *choice.order[: COMMON + len(factors)]})  # the first of equal ones
    }
    common = []
    for number in nlargest(COMMON, shares, key=shares.__getitem__):
        one, _, _, behind = options[number]
        common.append((one, shares[number], base(behind), behind))
    return Column(options, numbers=choice.numbers, common=common)


def _hinted_column(choice: _Choice, habits: dict[int, float], extra: dict[str, float]) -> Column:
    """Weigh the options of a column by hints, too."""
    factors = dict(habits)
    for number, (one, _, _, _) in enumerate(choice.options):
        if one in extra:
            factors[number] = factors.get(number, 1.0) * exp(extra[one])
    return _column(choice, factors)


def _by_grammar(candidates: tuple[str, ...], before: Before, rest: str) -> tuple[str, ...]:
    """Narrow down a swallowed ASCII character by the grammar of mark-up, or the rest of a year."""
    if before.open_tag:
        if before.quote and _ATTRIBUTE_END.match(rest):
            return (before.quote,)
    elif _TAG_REST.match(rest):
        return ("<",)
    elif year := _YEAR_REST.match(rest):
        return ("1",) if year[1] else ("2",)
    return tuple(one for one in candidates if one != "<")


def _right(rest: str) -> str:
    """Give up to two characters that are known to follow, as the model knows them."""
    found = ""
    for char in fold_numbers(rest[:BESIDE])[:2]:
        if char == LOST or (char in "<." and _CELL_END.match(rest)):
            break  # how prose goes on is no measure for where a cell, a link or the name of a file ends
        found += GAP if char in " \u3000" else as_context(char)
        if found[-1] in BREAKS:
            break
    return found


def _decide(slot: Slot, shares: dict[str, float], near: str, *, counted: bool) -> None:
    """Choose what a slot was, and say how sure that is.

    Args:
        slot: the slot.
        shares: of its candidates.
        near: the kind of place by what stands beside it.
        counted: whether something counts up to a numeral there.
    """
    if not shares:
        return
    after = max(shares, key=shares.__getitem__)
    kind = "several" if slot.missing > 1 else near
    if slot.swallowed:
        kind = "swallowed"
    elif after in NUMERALS and not counted:
        kind = "numeral"
    slot.likely = after
    slot.confidence = confidence(kind, shares[after])
    slot.nothing = shares.get("", 0.0)
    slot.perhaps_nothing = slot.nothing > NOTHING and shares.get("0", 0.0) < DIGIT
    slot.after = _printed(slot, SURE)


def _printed(slot: Slot, least: float) -> str:
    """Give what is printed for a slot: what it was if that is sure enough, or the mark of loss."""
    if slot.confidence >= least and not (slot.swallowed and slot.likely == "0"):
        return slot.likely
    # Where it may well be that nothing was swallowed, nothing is printed, for that is no guess: but before
    # digits, where a number would become another.
    return "" if slot.swallowed and slot.perhaps_nothing else LOST
