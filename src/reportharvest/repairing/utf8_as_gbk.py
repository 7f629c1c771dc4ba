"""UTF-8 that was read as GBK: find the stretches, walk the UTF-8 automaton over their bytes.

Each Han character is three bytes, GBK pairs two. After an even number of characters the pairing ends with
the last of them, and nothing is lost. After an odd number the last byte pairs with whatever follows: with a
letter it makes a character; with anything below 0x40 (line end, digit, quote, ``<``) it makes none, and the
reader wrote ``?`` or U+FFFD for it, or for both. Tables without user-defined pairs and without 0x80 = € lose
bytes in the middle of a run as well.

What stood in the slots of a stretch is settled in :mod:`reportharvest.repairing.lost_bytes`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category

from reportharvest.repairing.bytemaps import (
    ASCII_TRAIL,
    CONTINUATION,
    LEAD_2,
    LEAD_3,
    LEAD_4,
    gbk_bytes,
    gbk_pairs,
    pair_class,
    undefined_pairs,
)
from reportharvest.repairing.later import later
from reportharvest.repairing.manners import Manner
from reportharvest.repairing.stretch import LOST_MARKS, Slot, Stretch
from reportharvest.tables.language import model

__all__ = ["find_lone", "find_stretches", "triggers"]

# What a reader that takes two bytes at a time swallows after a lead byte is no trail byte: below 0x40.
SWALLOWED = (
    "\n",
    " ",
    "0",
    "<",
    '"',
    "'",
    ",",
    ".",
    ":",
    ";",
    "(",
    ")",
    "-",
    "/",
    ">",
    "&",
    "=",
    "%",
    "\r",
    "\t",
    "+",
    "*",
    "#",
    "!",
    "?",
)
# Candidates of one slot that are weighed, the commonest ones: three missing bytes would give hundreds.
MOST = 300
RAREST = "\U00020000"  # Han beyond 93,000 others; emoji stand before them
SETTLED = 4.0  # log odds from which the manner of the whole text is not asked again for each mark
HAN_LEADS = (*range(0xE2, 0xEA), 0xEF)  # E2 leads quotes and dashes, EF the full-width forms


@dataclass(frozen=True, slots=True)
class _Patterns:
    triggers: list[tuple[str, str]]
    gate: re.Pattern[str]
    lossless: re.Pattern[str]
    lone: re.Pattern[str]
    begun: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Make the regular expressions; names are the classes of the two bytes of a GBK pair.

    L leads a three-byte character, D one of two, F one of four, C continues, A is an ASCII trail byte.
    """
    rows = {"L": LEAD_3, "D": LEAD_2, "F": LEAD_4, "C": CONTINUATION, "A": ASCII_TRAIL}
    sets = {
        pair: f"[{pair_class(rows[pair[0]], rows[pair[1]])}]"
        for pair in ["LC", "DC", "FC", "CL", "CD", "CF", "CC", "CA"]
    }
    lc, dc, fc, cl, cd, cf, cc, ca = sets.values()
    led = pair_class(range(0xC3, 0xC4), range(0xA2, 0xB0))
    letters = pair_class(range(0xC2, 0xC4), CONTINUATION)
    # € is byte 0x80, unless continuations follow: then Python's gb18030 wrote it for A2 E3.
    euro = f"€(?!{cc}|€)"
    mark = f"[{re.escape(LOST_MARKS)}]"
    # From "one continuation byte is missing" to a character's end at a pair's end.
    tail = f"(?:{cd}|{cl}€|{cf}{cc})*(?:{ca}|{euro}|{cl}{cc})"
    unit = f"(?:{lc}{tail}|{dc}|{fc}(?:{cc}|€{tail}))"
    begins = [
        # One character before a letter looks like two rare ones, as traditional text has; two do not.
        (lc[1:-1], f"(?:{cd}{{0,12}}{cl}(?:{cc}|€|{mark})|{ca}(?=[\\x00-\\x7f]{{0,40}}{lc})|€|{mark})"),
        (fc[1:-1], f"{cc}[{lc[1:-1]}{fc[1:-1]}]"),
        # Letters as Latin-1 and windows-1252 read UTF-8: first one of é, å and their like, which lead.
        (led, f"[{letters}{lc[1:-1]}][{letters}{lc[1:-1]}{cd[1:-1]}]"),
        (letters, f"[{letters}]{{5}}"),
    ]
    return _Patterns(
        triggers=begins,
        gate=later("|".join(f"[{first}]{rest}" for first, rest in begins)),
        # Bounded, so that bytes which are no UTF-8 after all cost no more than this each time.
        lossless=later(f"{unit}{{1,400}}"),
        # A sign of two bytes, × or ·; a character of three whose last was left out together with its mark.
        lone=later(f"(?P<sign>{dc}+)|{lc}(?=[\\x00-\\x3f]|\\Z)"),
        begun=later(lc),
    )


def triggers() -> list[tuple[str, str]]:
    """Give what begins damage of this kind: a class of first characters, and what follows them."""
    return _patterns().triggers


def find_stretches(text: str, judge: Callable[[str], Manner]) -> Iterator[Stretch]:
    """Yield every stretch that reads as UTF-8 once its characters are bytes again, in order.

    ASCII between two stretches belongs to neither. Whether a stretch is damage at all is judged elsewhere.
    """
    patterns = _patterns()
    position = 0
    manner: Manner | None = None
    while found := patterns.gate.search(text, position):
        manner = manner or judge(text)
        stretch = _stretch(text, found.start(), manner, patterns)
        if stretch is None:
            position = found.start() + 1
        else:
            yield stretch
            position = stretch.end


def find_lone(text: str, stretches: Sequence[Stretch], *, letters: bool) -> Iterator[Stretch]:
    """Yield what stands between the stretches of a text that is damaged as a whole: single characters.

    In other text they may be what they look like: 路 is a road, or a dot between two parts of a name.

    Args:
        text: the text.
        stretches: what was found in it.
        letters: whether those give accented letters, as of text that was misread before.
    """
    patterns = _patterns()
    starts = [0, *(stretch.end for stretch in stretches)]
    ends = [*(stretch.start for stretch in stretches), len(text)]
    unmarked = not any(mark in text for mark in LOST_MARKS)
    for start, end in zip(starts, ends, strict=True):
        for found in patterns.lone.finditer(text, start, end):
            if found["sign"]:
                sound = b"".join(map(gbk_bytes, found[0])).decode("utf-8", errors="ignore")
                if sound and (letters or all(one in model() for one in sound)):
                    yield Stretch(found.start(), found.end(), [sound], len(sound))
            elif unmarked:
                walk = _Walk(text, found.start(), Manner(0.0, 0.0))
                if walk.run():
                    yield Stretch(found.start(), walk.position, walk.items)


def _stretch(text: str, start: int, manner: Manner, patterns: _Patterns) -> Stretch | None:
    stretch = Stretch(start, start)
    while True:
        found = patterns.lossless.match(text, stretch.end)
        if found:
            try:
                sound = b"\x80".join(map(gbk_bytes, found[0].split("€"))).decode("utf-8")
            except UnicodeDecodeError:  # overlong forms and surrogates: no writer of UTF-8 makes them
                break
            rare = max(sound) >= RAREST and 2 * sum(one >= RAREST for one in sound) > len(sound)
            if rare or (not sound.isprintable() and any(category(one) == "Cn" for one in sound)):
                break  # charts of characters in the order of their codes
            stretch.items.append(sound)
            stretch.known += len(sound)
            stretch.end = found.end()
            continue
        if not patterns.begun.match(text, stretch.end):
            break
        walk = _Walk(text, stretch.end, manner)
        if not walk.run():
            break
        stretch.items += walk.items
        stretch.known += sum(len(item) for item in walk.items if isinstance(item, str))
        stretch.end = walk.position
    return stretch if stretch.items else None


class _Walk:
    """Walk from a lead byte to the next place where a character and a pair end together."""

    def __init__(self, text: str, position: int, manner: Manner) -> None:
        self.text = text
        self.position = position
        self.manner = manner
        self.items: list[str | Slot] = []
        self._bytes: list[int | None] = []
        self._begin = position
        self._limit: tuple[str, int] = ("any", 0)
        self._closed = False

    def run(self) -> bool:
        """Walk; False where the bytes cannot be UTF-8. Ends after at most as many steps as it uses up."""
        lead, trail = gbk_pairs()[self.text[self.position]]
        self._bytes = [lead, trail]
        self.position += 1
        while True:
            char = self.text[self.position : self.position + 1]
            pair = gbk_pairs().get(char)
            if char == "€":
                behind = self.position + 1
                long = self.text.startswith("€", behind) or self._is(behind, CONTINUATION, CONTINUATION)
                pair = (0xA2, 0xE3) if self._missing == 1 and long else None
                if pair is None:
                    done = self._euro()
                    if done is not None:
                        return done
                    continue
            if pair is not None and pair[0] in CONTINUATION:
                done = self._pair(*pair)
            elif char and char in LOST_MARKS:
                done = self._mark()
            elif self._missing == 1 and (not char or char < "@"):
                # A reader that leaves out what it cannot decode leaves no mark either.
                return self._finish(lost=True)
            else:
                return False
            if done is not None:
                return done

    @property
    def _missing(self) -> int:
        lead = self._bytes[0]
        size = 3 if lead is None else 2 if lead in LEAD_2 else 3 if lead < 0xF0 else 4
        return size - len(self._bytes)

    def _is(self, position: int, leads: range, trails: range | None = None) -> bool:
        pair = gbk_pairs().get(self.text[position : position + 1])
        return pair is not None and pair[0] in leads and (trails is None or pair[1] in trails)

    def _euro(self) -> bool | None:
        self._bytes.append(0x80)
        self.position += 1
        return self._finish() if self._missing == 0 else None

    def _pair(self, lead: int, trail: int) -> bool | None:
        self._bytes.append(lead)
        self.position += 1
        if self._missing:
            self._bytes.append(trail)
            if trail not in CONTINUATION:
                return False
            return None if self._missing else self._finish()
        if not self._finish():
            return False
        if trail < 0x80:
            self.items.append(chr(trail))
            return True
        if trail not in LEAD_3 and trail not in LEAD_2:
            return False
        self._bytes = [trail]
        self._begin = self.position - 1
        return None

    def _mark(self) -> bool | None:
        """Take a mark: one lost byte, or two, or one and a swallowed ASCII character."""
        mark_end = self.position + 1
        after = self.text[mark_end : mark_end + 1]
        next_pair = gbk_pairs().get(after, (0, 0))
        if self._missing == 2:
            self.position = mark_end
            if next_pair[0] in CONTINUATION or after == "€":
                self._bytes.append(None)
                self._limit = ("before", 0x80 if after == "€" else next_pair[0])
                return None
            if after and after in LOST_MARKS and self.manner.pairs < 0:
                self._bytes.append(None)
                return None
            self._bytes += [None, None]
            return self._finish()
        if self._missing != 1:
            return False
        self._bytes.append(None)
        self.position = mark_end
        # 0x80 by itself continues a character that has lost its lead byte.
        doubled = after == "€" or (bool(after) and after in LOST_MARKS and self.manner.pairs > 0)
        if doubled or (next_pair[0] in CONTINUATION and next_pair[1] in CONTINUATION):
            # The lead byte of the next character went as well.
            self._limit = ("undefined lead", 0)
            if not self._finish():
                return False
            self._bytes = [None]
            self._begin = mark_end - 1
            return None
        self._swallow(mark_end, after, next_pair[0])
        return self._closed

    def _swallow(self, mark_end: int, after: str, lead: int) -> None:
        """Close a character whose last byte is lost, and what may have been swallowed with it."""
        odds = self.manner.swallows
        sequence = tuple(self._bytes)
        can_stand = not after or after < "@" or after == "\x7f" or lead in LEAD_3
        if lead in LEAD_3 and odds < -SETTLED:
            self._limit = ("before", lead)
        self._closed = self._finish()
        if not after or (odds < -SETTLED and can_stand):
            return
        alone = None
        if lead in LEAD_3:
            if self.manner.pairs > SETTLED:
                alone = frozenset(_candidates(sequence, ("alone", 0x80)))
            else:
                alone = frozenset(_candidates(sequence, ("before", lead)))
        if alone and self.manner.pairs < 0 and not self.manner.windows:
            # Undefined pairs lose their first byte alone, whatever becomes of ASCII.
            odds = min(odds, 0.0)
        candidates = SWALLOWED if odds > SETTLED or not can_stand else ("", *SWALLOWED)
        self.items.append(
            Slot(
                mark_end - 1,
                mark_end,
                candidates,
                swallowed=True,
                odds=odds if can_stand else 0.0,
                unless=alone,
            )
        )

    def _finish(self, *, lost: bool = False) -> bool:
        """Close the character whose bytes are complete, or but for one that was lost without a mark."""
        if lost:
            self._bytes.append(None)
        sequence = tuple(self._bytes)
        self._bytes = []
        limit, self._limit = self._limit, ("any", 0)
        if None not in sequence:
            try:
                self.items.append(bytes(one for one in sequence if one is not None).decode("utf-8"))
            except UnicodeDecodeError:
                return False
            return True
        candidates = _candidates(sequence, limit)
        if not candidates:
            return False
        self.items.append(Slot(self._begin, self.position, candidates, missing=sequence.count(None)))
        return True


@cache
def _candidates(sequence: tuple[int | None, ...], limit: tuple[str, int]) -> tuple[str, ...]:
    """Give the characters that a sequence with missing bytes may have been, the commonest first.

    Args:
        sequence: the bytes, None where one is missing.
        limit: what is known about the last missing byte: ``before`` a byte that it makes no pair with, or
            first of an undefined pair whose second byte leads the next character.
    """
    refused = undefined_pairs()
    kind, byte = limit
    fillings: list[tuple[int, ...]]
    if sequence.count(None) >= 2:
        fillings = [pair for pair in refused if pair[0] in CONTINUATION and pair[1] in CONTINUATION]
        if sequence[0] is None:
            fillings = [(lead, *pair) for lead in HAN_LEADS for pair in fillings]
    else:
        allowed: list[int] = list(CONTINUATION)
        if sequence[0] is None:
            allowed = list(HAN_LEADS)
        elif kind == "before":
            allowed = [one for one in allowed if (one, byte) in refused]
        elif kind == "alone":
            allowed = [byte]
        elif kind == "undefined lead":
            allowed = [one for one in allowed if any((one, lead) in refused for lead in HAN_LEADS)]
        fillings = [(one,) for one in allowed]
    found = []
    for filling in fillings:
        rest = iter(filling)
        raw = bytes(next(rest) if one is None else one for one in sequence)
        found.append(raw.decode("utf-8", errors="ignore"))
    frequency = model().unigram
    characters = sorted({one for one in found if len(one) == 1}, key=lambda one: (-frequency(one), one))
    return tuple(characters[:MOST])
