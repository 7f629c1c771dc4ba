"""Settle what stood where bytes are missing: every candidate weighed by what stands on both sides of it.

Three sources of knowledge meet: a model of official Chinese; the sound part of the text itself, which
repeats its names and terms; and the wider surroundings (:mod:`reportharvest.repairing.hints`). What stays in
doubt becomes U+FFFD; a likely guess is no restoration.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import exp

from reportharvest.repairing.choices import Known, option
from reportharvest.repairing.columns import Column, Sound, WideColumn
from reportharvest.repairing.confidence import SURE, confidence, threshold
from reportharvest.repairing.hints import NUMERALS, Before, hints, without_inline_tags
from reportharvest.repairing.later import later
from reportharvest.repairing.lattice import weigh
from reportharvest.repairing.stretch import Slot
from reportharvest.repairing.text_score import BREAKS, FULL_WIDTH, GAP, TextScore, as_context
from reportharvest.tables.language import fold_numbers, model

__all__ = ["settle"]

NOTHING = 0.25
MOST_ODDS = 20.0
DIGIT = 0.1
# Where the characters beside a mark leave so little to the case that nothing was swallowed, something was.
# Each such place makes it more likely, by so many nats, in places that say nothing themselves: with 4 of them
# 申请?1件 beside 申请?件 still passes for a number that is whole.
DISPROVED = 0.02
PROOF = 8.0
LOST = "\ufffd"
# So many slots are settled together at most; what lies behind is weighed against what was chosen.
CLUSTER = 40
HINTED = 2  # slots of a cluster that are near enough to what stands before it
# Where so many slots follow on one another, two of three would be guessed right, and none is known.
DENSE = 16
# Where more than this part of the slots is left in doubt, the others say next to nothing about it: in UTF-8
# read as Big5 a second pass restored 5 characters of 6,570, and 2 wrong ones.
HOPE = 0.6
AHEAD = 400
QUOTES = frozenset("\"'")
BESIDE = 12  # characters that hold the next two, or a number and one
# A text ends where a line does, or anywhere, if it was cut out of another: in one of so many characters just
# there. Three of four texts, so many nats, are whole; the first characters say more, up to so many nats: of
# whole paragraphs half have odds above 1, of pieces above 0.12. Without WHOLE 50 of 100 paragraphs of reports
# come back exact and 37 of news, with it 54 and 53; of what is printed of pieces, 97.1 % is right, not 98.5.
CUT = 0.01
WHOLE = 1.0
BEGUN = 4.0
_TAG_REST = later(r"/?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>|!--")
_YEAR_REST = later("(?:(9[0-9]{2})|0[0-2][0-9])[年〕\ufffd]")
_CELL_END = later(r"</(?:td|th|h[1-6]|title|a|li|option|p>\s{0,9}</t[dh])\b")
_LINE_END = later("[<>\n]")
_ATTRIBUTE_END = later(r"\s*/?>|\s+[A-Za-z-]{1,20}=")


def settle(items: Sequence[str | Slot]) -> None:
    """Fill in every slot of a text: what it was, and how sure that is.

    Args:
        items: the whole text in order, sound pieces and slots. The slots are changed in place.
    """
    score = _Pass(items).run()
    slots = [item for item in items if isinstance(item, Slot)]
    swallowed = [slot for slot in slots if slot.swallowed and "" in slot.candidates]
    telling = [slot.nothing for slot in swallowed if slot.unless is not None]
    proofs = sum(one < DISPROVED for one in telling) - sum(one > 1 - DISPROVED for one in telling)
    if proofs > 0 and any(slot.nothing > DISPROVED for slot in swallowed):
        # One reader read all of the text: what it did in one place it did in the others.
        for slot in swallowed:
            slot.odds += PROOF * proofs
        _Pass(items, score).run()
    # What was settled says more about the text: a word damaged each time is known from its best place.
    again = [item.after if isinstance(item, Slot) and item.after != LOST else item for item in items]
    if 0 < sum(isinstance(item, Slot) for item in again) <= HOPE * len(slots):
        _Pass(again, score).run()
    least = threshold(slot.confidence for slot in slots)
    for slot in slots:
        slot.after = _printed(slot, least)


class _Pass:
    """One pass over a text from its beginning to its end."""

    def __init__(self, items: Sequence[str | Slot], earlier: TextScore | None = None) -> None:
        self._items = _joined(items)
        # The text as it is known, and where in it each item begins; a swallowed character may be none.
        pieces = [item if isinstance(item, str) else "" if item.swallowed else LOST for item in self._items]
        self._known = "".join(pieces)
        self._places = [0, *accumulate(map(len, pieces))]
        self._before = Before()
        self._columns: dict[int, Known] = {}
        self._asides: dict[tuple[object, ...], Column] = {}
        self._weighed: dict[tuple[object, ...], list[dict[str, float]]] = {}
        sound = "".join(item if isinstance(item, str) else LOST for item in self._items)
        self._score = TextScore(sound, earlier)
        self._end, self._cell = _end(self._known), _end_column(WHOLE)
        last = len(self._items) - 1
        self._blank = last if last >= 0 and self._items[last] == " " else None

    def run(self) -> TextScore:
        """Settle all slots, from left to right; give what the text said for it."""
        items, before = self._items, self._before
        number = 0
        while number < len(items):
            item = items[number]
            if isinstance(item, str):
                before.add(item)
                number += 1
                continue
            first = number
            opened = 0
            while number < len(items) and number - first < CLUSTER:
                item = items[number]
                if not isinstance(item, str):
                    opened += 1
                elif len(item) > 1 or item.isdigit() or number == self._blank:
                    break  # two characters part what stands on both sides, digits say nothing across them
                number += 1
            if opened <= DENSE:
                self._settle(first, number)
            for item in items[first:number]:
                before.add(item if isinstance(item, str) else item.after)
        return self._score

    def _ahead(self, number: int) -> str:
        """Give some of the text from an item on, slots as U+FFFD."""
        place = self._places[number]
        return self._known[place : place + AHEAD]

    def _settle(self, first: int, end: int) -> None:
        """Settle the slots of a cluster, from one item to before another."""
        columns: list[Column | WideColumn | Sound] = []
        slots: list[tuple[Slot, bool]] = []
        for number in range(first, end):
            item = self._items[number]
            if isinstance(item, str):
                columns.append((FULL_WIDTH.get(item, item), as_context(item)))
            elif item.swallowed:
                columns.append(self._swallowed(item, number))
                slots.append((item, False))
            else:
                column, counted = self._plain(item, number if number - first < HINTED else -1)
                columns.append(column)
                slots.append((item, counted))
        left, right = _left(self._before.tail), ""
        rest = self._rest(end)
        if not rest.strip(" "):
            columns.append(self._end)
        elif _CELL_END.match(rest) or self._ends_attribute(rest):
            columns.append(self._cell)
        else:
            right = _right(rest)
        key = (left, right, *columns)
        outcome = self._weighed.get(key)
        if outcome is None:
            outcome = self._weighed[key] = weigh(left, columns, right, self._score)
        for number, ((slot, counted), shares) in enumerate(zip(slots, outcome, strict=False)):
            beside = number + 1 < len(slots) and slots[number + 1][0].swallowed
            near = "several" if beside or end - first > 1 else "one"
            _decide(slot, shares, near, counted=counted)

    def _rest(self, number: int) -> str:
        """Give some of the text from an item on, at least the next characters, without tags in numbers."""
        place = self._places[number]
        rest = self._known[place : place + BESIDE]
        if "<" in rest or not rest.strip(" ") or rest[0] in QUOTES:
            return without_inline_tags(self._ahead(number))
        return rest

    def _ends_attribute(self, rest: str) -> bool:
        before = self._before
        quote = rest[0]
        return (
            quote in QUOTES
            and before.open_tag
            and before.quote == quote
            and bool(_ATTRIBUTE_END.match(rest[1:]))
        )

    def _plain(self, slot: Slot, number: int) -> tuple[WideColumn, bool]:
        """Give the column of a character that lost bytes, and whether something counts up to it.

        Args:
            slot: the character.
            number: of its item, to ask what stands around it; -1: what does is not known.
        """
        candidates = slot.candidates
        known = self._columns.get(id(candidates))  # to hash hundreds of them takes longer than to weigh them
        if known is None:
            known = self._columns[id(candidates)] = Known(candidates, self._score)
        if number < 0 or not known.choice.asked:
            return known.column, False
        extra = hints(known.choice.asked, self._before, without_inline_tags(self._ahead(number + 1)))
        return known.hinted(extra), not NUMERALS.isdisjoint(extra)

    def _swallowed(self, slot: Slot, number: int) -> Column:
        """Make the column of an ASCII character that may have been swallowed."""
        rest = self._ahead(number + 1)
        slot.candidates = _by_grammar(slot.candidates, self._before, rest)
        han = rest[:1] > "\x7f" and rest[0] != LOST
        key = slot.candidates, slot.odds, han, slot.unless
        column = self._asides.get(key)
        if column is not None:
            return column
        if len(slot.candidates) == 1:
            # Settled by the grammar of mark-up: what matters is that prose ends there.
            end = "0" if slot.candidates[0].isdigit() else "\n"
            column = Column([(slot.candidates[0], 1.0, end, end)], slot.unless)
        elif slot.unless is not None:
            free = self._asides.get((*key[:3], None)) or self._weighed_anywhere(slot, han)
            column = free.with_unless(slot.unless)
        else:
            column = self._weighed_anywhere(slot, han)
        self._asides[key] = column
        return column

    def _weighed_anywhere(self, slot: Slot, han: bool) -> Column:
        usage = self._score.usage
        odds = max(-MOST_ODDS, min(MOST_ODDS, slot.odds))
        options = [option(one, exp(odds + usage(one, han)) if one else 1.0) for one in slot.candidates]
        column = self._asides[slot.candidates, slot.odds, han, None] = Column(options)
        return column


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


def _end_column(odds: float) -> Column:
    """Make the column behind the last character: the end of a line, or what nothing is known of."""
    return Column([("\n", exp(odds), "\n", "\n"), ("", CUT, "", "")])


def _end(text: str) -> Column:
    """Say what stands behind the last character of a text."""
    prose = model()
    begins = 0.0
    if text[:1] > " ":
        one, other = map(as_context, (fold_numbers(text[:BESIDE]) + "\n")[:2])
        begins = prose.bigram("\n", one) + prose.trigram("\n", one, other)
        begins -= prose.unigram(one) + prose.bigram(one, other)
    return _end_column(WHOLE + max(-BEGUN, min(BEGUN, begins)))


def _by_grammar(candidates: tuple[str, ...], before: Before, rest: str) -> tuple[str, ...]:
    """Narrow down a swallowed ASCII character by the grammar of mark-up, or the rest of a year."""
    if before.open_tag:
        if before.quote and _ATTRIBUTE_END.match(rest):
            return (before.quote,)
    elif _TAG_REST.match(rest):
        return ("<",)
    elif year := _YEAR_REST.match(rest):
        return ("1",) if year[1] else ("2",)
    # What stands beside it in its line, up to tags: a quote closes what one opened.
    line = _LINE_END.split(before.recent)[-1] + _LINE_END.split(rest, maxsplit=1)[0]
    unlikely = {"<", *(quote for quote in "\"'" if not line.count(quote) % 2)}
    return tuple(one for one in candidates if one not in unlikely)


def _left(tail: str) -> str:
    """Give the last two characters of what stands before, as the model knows them."""
    last = tail[-2:]
    if _has_digit(last):
        last = fold_numbers(tail)[-2:].rjust(2, "0")  # of a long number one digit is left
    return as_context(last[0]) + as_context(last[1])


def _right(rest: str) -> str:
    """Give up to two characters that are known to follow, as the model knows them."""
    found = ""
    beside = rest[:2]
    for char in fold_numbers(rest[:BESIDE])[:2] if _has_digit(beside) else beside:
        if char == LOST or (char in "<." and _CELL_END.match(rest)):
            break  # how prose goes on is no measure for where a cell, a link or the name of a file ends
        found += GAP if char in " \u3000" else as_context(char)
        if found[-1] in BREAKS:
            break
    return found


def _has_digit(two: str) -> bool:
    return any("0" <= char <= "9" for char in two)


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
