"""Where exactly a byte is bad, in encodings of two bytes a character.

Every byte of such text may begin a character or end one. Once the pairing before the damage and the pairing
after it are known, it remains to find the byte at which one gives way to the other. Each place is weighed by
how well the text on both sides reads, and by whether a character that the orphaned byte can belong to fits
between them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from reportharvest.decoding.labels import CODECS
from reportharvest.decoding.plausible import Valuer, valuer
from reportharvest.decoding.units import Units, units
from reportharvest.tables.language import model
from reportharvest.tables.letters import letters

__all__ = ["REACH", "Characters", "relocate", "values"]

REACH = 8  # characters to either side that the damage may be from where it shows: names and numbers hide it
CANDIDATES = 100  # commonest characters with one byte in common; 40 lose one damaged character in fifty
BAD = -8.5  # a byte in 2,000 is bad, in one of three manners
CUT = -2.0  # the last byte of a body is often cut off
ANY_BYTE = -5.5  # one of 256
ADDED = -8.0  # likewise, and bytes are added less often than lost
FILLER_BYTE, FILLERS = -2.0, b"\0?\xff \xfd"  # programs put these for a byte that they cannot read
UNWRITTEN = 5.0  # private use and controls beside damage are the other half of it
LONE = 3.0  # likewise a letter or sign of ASCII between Han


Characters = list[tuple[int, str]]
"""Where each character begins, and the character."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Consecutive characters and where each begins; one place more than characters."""

    places: list[int]
    texts: list[str]


def relocate(
    body: bytes,
    site: tuple[int, int],
    before: Characters,
    after: Characters,
    *,
    limit: int,
    encoding: str,
    value: Valuer,
    language: str,
    context: str = "\n",
) -> tuple[Characters, float] | None:
    """Find the best place for a gap that was found about here.

    Args:
        body: the bytes.
        site: where the gap begins and ends.
        before: some characters before it, whose pairing is right.
        after: likewise after it.
        limit: what no character may reach beyond.
        encoding: name of the encoding.
        value: measure of the language.
        language: which that is.
        context: the character before all of these.
    Returns:
        All of these characters anew with U+FFFD for the gap, and what they are worth; None where none fits.
    """
    unit = units(encoding)
    if language == "zh":
        value = _exact
    left = _onwards(body, site, before, limit, unit)
    right = _backwards(body, site, after, left.places[0], limit=limit, unit=unit)
    onward, following = values(left.texts, value, language, context), values(right.texts, value, language)
    tail = [0.0, 0.0, 0.0]
    for one in reversed(following):
        tail.append(tail[-1] + one)
    tail.reverse()
    begins = {place: number for number, place in enumerate(right.places)}
    hidden = _hidden(encoding, language)
    places = []
    worth = 0.0
    for number, place in enumerate(left.places):
        worth += onward[number - 1] if number else 0.0
        for length in (1, 2, 3):
            if (then := begins.get(place + length)) is not None:
                bound = worth + tail[then + 2] + (CUT if place + length == len(body) else BAD)
                places.append((bound, worth, number, length, then))
    best, found = -math.inf, None
    for bound, worth, number, length, then in sorted(places, reverse=True):
        if bound <= best:
            break  # what stands in a gap only makes it worse
        place = left.places[number]
        sides = (left.texts[number - 1] if number else context, "".join(right.texts[then : then + 1]))
        gap = _gap(body[place : place + length], sides, hidden, value, unit, cut=place + length == len(body))
        if gap is None:
            continue
        total = worth + gap[1] + tail[then + 2]
        if then + 1 < len(right.texts):
            total += value(right.texts[then], right.texts[then + 1])
        if total > best:
            best, found = total, (number, gap[0], then)
    if found is None:
        return None
    number, text, then = found
    made = list(zip(left.places[:number], left.texts[:number], strict=True))
    made.append((left.places[number], text))
    made += zip(right.places[then:-1], right.texts[then:], strict=True)
    return made, best


def _exact(before: str, ch: str) -> float:
    """Value of a character in Chinese, however rare; detection does not tell rare ones apart, this must."""
    if ch > "\x7f" and ch in model():
        return model().bigram(before, ch)
    return valuer("zh")(before, ch)


def _onwards(body: bytes, site: tuple[int, int], head: Characters, limit: int, unit: Units) -> _Chain:
    """Go on with the pairing from before the gap."""
    places = [place for place, _ in head]
    texts = [text for _, text in head]
    place = site[0]
    for _ in range(REACH):
        if place >= limit:
            break
        found = unit(body, place, limit)
        if not found:
            break
        length, text = found[0] if body[place] < 0x80 else found[-1]
        places.append(place)
        texts.append(text)
        place += length
    return _Chain([*places, place], texts)


def _backwards(
    body: bytes, site: tuple[int, int], after: Characters, start: int, *, limit: int, unit: Units
) -> _Chain:
    """Go back with the pairing from after the gap."""
    places = [place for place, _ in after]
    texts = [text for _, text in after]
    place = places[0] if places else site[1]
    end = place
    if places:
        end = places[-1] + _length(body, places[-1], texts[-1], limit, unit)
    for _ in range(REACH):
        step = next(
            (
                (size, text)
                for size in (2, 1)
                if place - size >= start
                for length, text in unit(body, place - size, place)
                if length == size
            ),
            None,
        )
        if step is None:
            break
        place -= step[0]
        places.insert(0, place)
        texts.insert(0, step[1])
    return _Chain([*places, end], texts)


def _length(body: bytes, place: int, text: str, limit: int, unit: Units) -> int:
    return next((length for length, one in unit(body, place, limit) if one == text), 1)


def values(texts: list[str], value: Valuer, language: str, context: str = "\n") -> list[float]:
    """Value of each character after those before it; of the first after the context."""
    found = []
    known = model()
    third = known.trigram if language == "zh" else None
    value = _exact if language == "zh" else value
    for number, text in enumerate(texts):
        previous = texts[number - 1] if number else context
        one = value(previous[-1], text[0])
        if third is not None and number > 1 and text > "\x7f" and text in known and previous in known:
            one = third(texts[number - 2], previous, text)
        elif "\ue000" <= text < "\uf900" or text < " ":
            one -= UNWRITTEN
        elif text < "\x80" < previous and not texts[number + 1 : number + 2] < ["\x80"]:
            one -= LONE
        found.append(one)
    return found


def _gap(
    gap: bytes,
    sides: tuple[str, str],
    hidden: tuple[dict[int, str], dict[int, str]],
    value: Valuer,
    unit: Units,
    *,
    cut: bool,
) -> tuple[str, float] | None:
    """What stands in a gap and the value of that with the character after it; None where it cannot be one."""
    leads, trails = hidden
    previous, following = sides
    base = CUT if cut else BAD

    def between(texts: Iterable[str]) -> float:
        if following:
            return _sum(value(previous, one) + value(one, following) for one in texts)
        return _sum(value(previous, one) for one in texts)

    direct = value(previous, following) if following else 0.0
    if len(gap) == 1:
        one = gap[0]
        fits = leads.get(one, "") + ("" if cut else trails.get(one, ""))
        return "\ufffd", base + _sum((between(fits), ANY_BYTE + direct))
    if len(gap) == 2:
        changed = FILLER_BYTE if gap[0] in FILLERS or gap[1] in FILLERS else ANY_BYTE
        return "\ufffd", BAD + changed + between(leads.get(gap[0], "") + trails.get(gap[1], ""))
    found = [text for length, text in unit(gap[:1] + gap[2:], 0, 2) if length == 2]
    return (found[0], BAD + ADDED + between(found)) if found else None


def _sum(values: Iterable[float]) -> float:
    """Logarithm of a sum of probabilities."""
    each = list(values)
    most = max(each, default=-40.0)
    return most + math.log(sum(math.exp(one - most) for one in each)) if each else -40.0


@cache
def _hidden(encoding: str, language: str) -> tuple[dict[int, str], dict[int, str]]:
    """The commonest characters of two bytes by their first byte, and by their second."""
    if language == "zh":
        known = model()
        common = sorted(known.characters(), key=known.unigram, reverse=True)
    else:
        table = letters()[language]
        common = sorted(table, key=table.__getitem__, reverse=True)
    leads: defaultdict[int, str] = defaultdict(str)
    trails: defaultdict[int, str] = defaultdict(str)
    for one in common:
        try:
            pair = one.encode(CODECS[encoding])
        except UnicodeEncodeError:
            continue
        if len(pair) == 2:
            if len(leads[pair[0]]) < CANDIDATES:
                leads[pair[0]] += one
            if len(trails[pair[1]]) < CANDIDATES:
                trails[pair[1]] += one
    return dict(leads), dict(trails)
