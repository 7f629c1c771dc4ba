"""The most plausible reading of a stretch of damaged bytes.

A byte that was lost, added or changed shifts the pairing of all bytes after it. Each way of reading the
stretch (take a character, or give one to three bytes up as U+FFFD) has a value; the best way is found by
dynamic programming over the places, with the last character as memory.
"""

from __future__ import annotations

import math

from reportharvest.decoding.plausible import LOST, Valuer
from reportharvest.decoding.relocated import LONE, REACH, UNLIKELY, Characters, Stretch, relocate, values
from reportharvest.decoding.units import Units, utf8

__all__ = ["resynchronise"]

# readings kept a place; pairs can only be out of step in two ways, so three hold every real alternative
BEAM = 3
_BYTE = 3.5  # nats that a byte of sound text costs; makes ways comparable that end a byte or two apart
# by number of bytes; dearer than a byte and a digit, sign or pair
_STARTS = 5  # bytes behind the first doubt, which may be some characters early, that are tried
_SEEN = 32  # bytes after the damage that tell the right pairing from the shifted one
_PLAUSIBLE, _SURE = -8.5, 12.0  # mean of a character in the right one, and nats that it is ahead by
_GIVEN_UP = (0.0, LOST, LOST - 4.5, LOST - 8.0)
_ADDED = LOST - 6.0  # a byte between those of one character, which is known without it
_LONGEST = 5
_WITH_ADDED = 3  # bytes of a pair and one between them; the real triples of EUC-JP are seldom near damage
_SITES = 4  # gaps of one stretch beyond which it is noise; real pages have one, and some single letters
_STRAY = 4.0  # nats that a gap must gain over a letter alone among Han: 甲a乙, B超 and A座 are sound
_NAMES = 20.0  # likewise over characters that are odd together, none of which is a letter
_SIGNS = frozenset(" \t\n\r<>\"'(),.:;/-%!?&")  # stand beside Han in sound text
_ODD = frozenset("0123456789#$&*+=@[\\]^_`{|}~")

# value, last character, text of this step, the step before it, how many gave bytes up, place after it
_Step = tuple[float, str, str, "_Step | None", int, int]


def resynchronise(stretch: Stretch, span: tuple[int, int], before: str, trouble: int) -> tuple[str, int, int]:
    """Read from a place where a character begins to about another, through damage.

    Args:
        stretch: the bytes and how they are read.
        span: where to begin and where to stop; the last character may reach beyond.
        before: the character before the span.
        trouble: where the damage shows.
    Returns:
        The text, where it ends, and how many U+FFFD are in it for bytes given up.
    """
    quick = _one_gap(stretch, span[0], trouble) if _kind(stretch) == "pairs" else None
    if quick is not None:
        return _result(_relocated(stretch, [(span[0], before), *quick[0]], quick[1])[1:], quick[1])
    best = _best_way(stretch, span, before)
    if best is None:
        return "\ufffd", min(span[1], stretch.limit), 1  # cut off within a character
    characters: Characters = []
    current: _Step | None = best
    while current is not None and current[3] is not None:
        characters.append((current[3][5], current[2]))
        current = current[3]
    characters.reverse()
    if _kind(stretch) != "utf-8":
        characters = _relocated(stretch, [(span[0], before), *characters], best[5])[1:]
    return _result(characters, best[5])


def _result(characters: Characters, end: int) -> tuple[str, int, int]:
    text = "".join(text for _, text in characters)
    return text, end, text.count("\ufffd")


def _kind(stretch: Stretch) -> str:
    if stretch.unit is utf8:
        return "utf-8"
    return "wide" if stretch.encoding.startswith("utf-16") else "pairs"


def _one_gap(stretch: Stretch, start: int, trouble: int) -> tuple[Characters, int] | None:
    """Read with one gap where the damage shows, sound on both sides; None where that leaves any doubt.

    Nearly all damage is one byte, after which only two pairings are possible: the codec reads both.
    """
    left = _sound(stretch, start, trouble)
    if left is None:
        return None
    stop = min(stretch.limit, trouble + _SEEN)
    right = _right(stretch, trouble, stop)
    if not right:
        return None
    right = right[: REACH + 3]
    place, text = right[-1]
    length = next(length for length, one in stretch.unit(stretch.body, place, stretch.limit) if one == text)
    return [*left, (trouble, "\ufffd"), *right], place + length


def _right(stretch: Stretch, trouble: int, stop: int) -> Characters:
    """Give the most plausible way from just behind the damage; nothing where none is, or where two are."""
    best: tuple[float, Characters] = (-math.inf, [])
    for place in range(trouble + 1, min(trouble + _STARTS, stop)):
        way = _way(stretch, place, stop, trouble)
        if way is None:
            continue
        if abs(way[0] - best[0]) < _SURE and not {at for at, _ in way[1]} & {at for at, _ in best[1]}:
            return []
        best = max(best, way)
    return best[1] if best[0] >= _PLAUSIBLE * len(best[1]) else []


def _way(stretch: Stretch, place: int, stop: int, trouble: int) -> tuple[float, Characters] | None:
    """Read from one place to about another; with its value, less that of bytes left out before."""
    worth, before = _BYTE * (trouble - place), "\ufffd"
    characters: Characters = []
    while place < stop:
        found = stretch.unit(stretch.body, place, stretch.limit)
        if not found:
            return None
        length, text = found[0] if stretch.body[place] < 0x80 else found[-1]
        worth += stretch.value(before, text[0])
        if "@" <= text <= "~" and before > "\x7f":
            worth -= LONE[text]
        characters.append((place, text))
        before = text[-1]
        place += length
    return worth, characters


def _best_way(stretch: Stretch, span: tuple[int, int], before: str) -> _Step | None:
    """Find the last step of the most plausible way; None where none ends within the limit."""
    start, end = span
    body, limit, value = stretch.body, stretch.limit, stretch.value
    unit, kind = stretch.unit, _kind(stretch)
    places: list[list[_Step]] = [[] for _ in range(end - start + _LONGEST)]
    places[0].append((0.0, before, "", None, 0, start))
    for offset in range(end - start):
        steps = places[offset]
        if not steps:
            continue
        if len(steps) > BEAM:
            steps.sort(key=lambda step: step[0], reverse=True)
            del steps[BEAM:]
        place = start + offset
        found = unit(body, place, limit)
        alone = _alone(body, place, limit)
        for length, text in found:
            _extend(places[offset + length], steps, text, value, place + length, alone=alone)
        for length, text in _without_added(body, place, limit, unit, kind):
            _extend(places[offset + length], steps, text, value, place + length, alone=False, extra=_ADDED)
        for length in _to_give_up(body, place, limit, found, kind):
            places[offset + length] += [
                (step[0] + _GIVEN_UP[length], "\ufffd", "\ufffd", step, step[4] + 1, place + length)
                for step in steps
            ]
    ends = [
        (step[0] + _BYTE * offset, offset, step)
        for offset in range(end - start, min(end - start + _LONGEST, limit - start + 1))
        for step in places[offset]
    ]
    return max(ends, key=lambda one: one[0])[2] if ends else None


def _relocated(stretch: Stretch, characters: Characters, end: int) -> Characters:
    """Move each gap to where it reads best, and put gaps where single letters betray a shifted pairing.

    ``end`` is where the last of the characters ends.
    """
    sites = [number for number in range(1, len(characters)) if _is_site(characters, number, stretch.value)]
    gaps = [number for number in sites if characters[number][1] == "\ufffd"]
    if len(gaps) > _SITES:
        return characters
    if len(sites) > 3 * _SITES:
        sites = gaps  # a list of terms, each with a letter
    for number in reversed(sites):
        place, text = characters[number]
        first = max(1, number - REACH - 2)
        others = [one for one in range(first, number) if characters[one][1] == "\ufffd"]
        first = others[-1] + 1 if others else first
        before, after = characters[first:number], characters[number + 1 : number + REACH + 3]
        last = next((one for one, (_, after_text) in enumerate(after) if after_text == "\ufffd"), len(after))
        after = after[:last]
        beyond = characters[number + 1 + last][0] if number + 1 + last < len(characters) else end
        then = after[0][0] if after else beyond
        context = characters[first - 1][1]
        found = relocate(stretch, (place, then), before, after, context)
        if found is None:
            continue
        if text.isascii() or "\uff61" <= text <= "\uff9f":
            here = [one for _, one in [*before, (place, text), *after]]
            if not _is_better(found, here, stretch.then(beyond), stretch, context):
                continue
        elif (sound := _sound(stretch, characters[first][0], beyond)) is not None:
            here = [one for _, one in sound]
            if not _is_better(found, here, stretch.then(beyond), stretch, context):
                characters = [*characters[:first], *sound, *characters[number + 1 + last :]]
                continue
        characters = [*characters[:first], *found[0], *characters[number + 1 + last :]]
    return characters


def _is_better(
    found: tuple[Characters, float], sound: list[str], then: str, stretch: Stretch, context: str
) -> bool:
    """Whether a reading with a gap is to be believed although the same bytes can be read without one."""
    texts = [text for _, text in found[0]]
    if "\ufffd" in texts:
        gap = texts.index("\ufffd")
        if (
            sound[gap : gap + 1] < ["\x80"]
            and [*texts[:gap], *sound[gap : gap + 1], *texts[gap + 1 :]] == sound
        ):
            return False  # the letter may be half of a pair, but every other character stays what it is
    is_odd = any("@" <= text <= "~" or "\uff61" <= text <= "\uff9f" for text in sound)
    margin = _STRAY if is_odd else _NAMES
    return found[1] >= sum(values([*sound, *then], stretch, context)) + margin


def _sound(stretch: Stretch, place: int, end: int) -> Characters | None:
    """Read from one place to another without damage; None where that cannot be done."""
    characters: Characters = []
    while place < end:
        found = stretch.unit(stretch.body, place, end)
        if not found:
            return None
        length, text = found[0] if stretch.body[place] < 0x80 else found[-1]
        characters.append((place, text))
        place += length
    return characters


def _is_site(characters: Characters, number: int, value: Valuer) -> bool:
    """Whether a character is a gap, or alone of its kind, which is how half of a pair reads."""
    text = characters[number][1]
    before = characters[number - 1][1] if number else "\n"
    after = characters[number + 1][1] if number + 1 < len(characters) else "\n"
    if text == "\ufffd":
        return before != text
    if number + 1 < len(characters) and characters[number + 1][0] - characters[number][0] == _WITH_ADDED:
        return True
    if "@" <= text <= "~":
        if before < "\x80":
            return False
        if after.isascii() and after.isalnum():
            return number > 1 and value(characters[number - 2][1][-1], before[0]) < UNLIKELY
        return True
    return "\uff61" <= text <= "\uff9f" and not any("\uff61" <= one <= "\uff9f" for one in (before, after))


def _extend(
    into: list[_Step],
    steps: list[_Step],
    text: str,
    value: Valuer,
    end: int,
    *,
    alone: bool,
    extra: float = 0.0,
) -> None:
    """Add the best way to read this character here; of ways that end alike only the best can go on."""
    best: _Step | None = None
    for step in steps:
        worth = step[0] + extra
        previous = step[1]
        for ch in text:
            worth += value(previous, ch)
            previous = ch
        if text < "\x80" and text.isalpha() and not alone:
            worth += 3.0  # a letter among letters is a word, one alone among Han a changed byte
        elif alone and text in _ODD and step[1] > "\x7f":
            worth -= 3.0  # likewise a digit or an odd sign
        if best is None or worth > best[0]:
            best = (worth, previous, text, step, step[4], end)
    if best is not None:
        into.append(best)


def _alone(body: bytes, place: int, limit: int) -> bool:
    return place + 1 >= limit or body[place + 1] > 0x7F


def _to_give_up(body: bytes, place: int, limit: int, found: list[tuple[int, str]], kind: str) -> list[int]:
    """How many bytes may be given up here as one character."""
    left = limit - place
    if kind == "wide":
        return [1, 2][:left] if not found else [1]
    first = body[place]
    if first < 0x80 and not (left > 1 and body[place + 1] > 0x7F):
        return []
    lengths = [] if first < 0x80 else [1]
    if left > 1 and not any(length > 1 for length, _ in found):
        lengths.append(2)
    if left > 2 and kind == "utf-8" and chr(body[place + 2]) not in _SIGNS:
        lengths.append(3)
    return lengths


def _without_added(body: bytes, place: int, limit: int, unit: Units, kind: str) -> list[tuple[int, str]]:
    """Characters that are there once the second or third byte is taken for an added one."""
    if body[place] < 0x80 and kind != "wide":
        return []
    found = []
    for skipped in (1, 2) if kind == "utf-8" else (1,):
        piece = body[place : place + skipped] + body[place + skipped + 1 : min(limit, place + _LONGEST)]
        found += [(length + 1, text) for length, text in unit(piece, 0, len(piece)) if length > skipped]
    return found
