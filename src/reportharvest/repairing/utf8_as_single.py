"""UTF-8 that was read with a single-byte codec: latin-1, windows-1252 and its sisters.

Every byte became a character, so nothing is lost but where a table has holes. European text is what must
not be taken for damage: it has accented letters, but hardly ever two continuation bytes behind one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, partial

from reportharvest.repairing.bytemaps import CONTINUATION, LEAD_4
from reportharvest.repairing.later import later
from reportharvest.repairing.pairs_as_single import GRACE, SAMPLE, find_pairs_as_single
from reportharvest.repairing.plausibility import is_prose
from reportharvest.repairing.single_byte import EUROPEAN, LONG, Codec, begin, codec_of, joined, raw_bytes
from reportharvest.repairing.stretch import Slot, Stretch, fields
from reportharvest.tables.language import model

__all__ = ["find_utf8_as_single", "triggers"]

CODECS = (*EUROPEAN, "cp1251", "cp1253", "iso8859-2", "macroman", "cp437", "koi8-r")
FEW = 2  # UTF-8 characters in a row that are no accident; one is: French »… behind é reads as 黅
ENOUGH = 6  # characters of the Far East in a text that prove single ones, too
ASKED = 600  # characters all over a text that are asked first whether they are damage again
BETWEEN = 40  # characters of what stands before each stretch of them
LATIN_END = "\u0250"
# What was misread four times has not been seen; of letters at random each codec reads some, and each again.
DEEPEST = 3
TRIES = 2  # codecs that are asked whether what one of them gave is damage, those that explain most
_EASTERN = "[\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"  # compiled when first asked for
_FOREIGN = later("[^\x00-\x7f]+")
_WESTERN = later("[\xa0-\u017f\u2010-\u2044€™]+")

# Bytes of a character by the byte that leads it.
_SIZES = dict.fromkeys(range(0xC2, 0xE0), 2) | dict.fromkeys(range(0xE2, 0xF0), 3) | dict.fromkeys(LEAD_4, 4)


def triggers() -> list[tuple[str, str]]:
    """Give what begins damage of this kind: a class of first characters, and what follows them."""
    return [one for name in CODECS for one in _utf8_begins(name)]


def _utf8_begins(name: str) -> list[tuple[str, str]]:
    codec = codec_of(name)
    rest, two = codec.chars(CONTINUATION), codec.chars(range(0xC2, 0xE0))
    begins = [(codec.chars(range(0xE2, 0xF0)), f"[{rest}]{{2}}")]
    if name == "latin1":
        begins.append((two, f"[{rest}]"))
    elif name in EUROPEAN or name == "cp1251":
        # An accented letter read as two is enough only in Western Europe: ђ behind Р is Serbian.
        begins.append((two, f"[{rest}](?:[{two}][{rest}]){{3}}"))
    return begins


@cache
def _utf8_gate(names: tuple[str, ...]) -> re.Pattern[str]:
    begins = [begin for name in names for begin in _utf8_begins(name)]
    return re.compile("|".join(f"[{first}]{rest}" for first, rest in begins))


def find_utf8_as_single(text: str, depth: int = 0) -> tuple[str, list[Stretch]] | None:
    """Find UTF-8 read with a single-byte codec: the kind, and the stretches in order.

    Args:
        text: the text.
        depth: how many readings of it were undone on trial.
    """
    tries = 0
    times = Counter("".join(_FOREIGN.findall(text)))
    foreign = {char: times[char] for char in times.keys() & _of_any_codec()}
    most = {name: bound for name in CODECS if (bound := _most(codec_of(name), foreign))}
    read: list[tuple[int, str, list[Stretch]]] = []
    begins: dict[tuple[str, ...], bool] = {}
    # Ukrainian in windows-1251 holds more that may be UTF-8 than the dash that is damaged in it: the codecs
    # that read most are asked first, and those that cannot read as much are not tried before.
    while most or read:
        name = max(most, key=most.__getitem__, default="")
        ahead = max(read, key=lambda one: one[0], default=None)
        if ahead is not None and (not name or _is_before((ahead[0], ahead[1]), (most[name], name))):
            read.remove(ahead)
            _, name, stretches = ahead
            if (accepted := _accepted(text, f"utf8-as-{name}", stretches, depth)) is not None:
                return f"utf8-as-{name}", accepted
            tries += 1
            if depth and tries == TRIES:
                return None
            continue
        del most[name]
        codec = codec_of(name)
        gate = EUROPEAN if name in EUROPEAN else (name,)
        if gate not in begins:
            begins[gate] = _utf8_gate(gate).search(text) is not None
        if begins[gate]:
            # A reader that made controls of what its table lacks lost no byte; somebody else did, any.
            kept = any(chr(hole) in text for hole in codec.holes)
            missing = CONTINUATION if kept else codec.holes
            stretches = [one for found in codec.utf8.finditer(text) if (one := _utf8(found, codec, missing))]
            stretches = [one for one in stretches if not _is_by_chance(text, one, codec)]
            if stretches:
                read.append((sum(one.end - one.start for one in stretches), name, stretches))
                read.sort(key=lambda one: CODECS.index(one[1]))
    return None


@cache
def _of_any_codec() -> frozenset[str]:
    """Give the characters that one of the codecs has; hardly any of Chinese text is among them."""
    return frozenset(chr(char) for name in CODECS for char in codec_of(name).table)


def _is_by_chance(text: str, stretch: Stretch, codec: Codec) -> bool:
    """Whether it gives letters of Hebrew or IPA between others that are no UTF-8: pairs of GBK give such."""
    sound = stretch.sound
    if not sound or min(sound) < LATIN_END or max(sound) > "\u07ff":
        return False
    beside = text[stretch.start - 1 : stretch.start] + text[stretch.end : stretch.end + 1]
    return any(char > "\x7f" and ord(char) in codec.table for char in beside)


def _most(codec: Codec, foreign: Mapping[str, int]) -> int:
    """Give how many characters of a text a codec explains at most, by how often each occurs in it."""
    led = rest = 0
    for char, times in foreign.items():
        byte = codec.table.get(ord(char), 0)
        led += times * _SIZES.get(byte, 0)
        if byte in CONTINUATION:
            rest += times
    return min(led, 3 * rest)  # no character takes more than three for one that continues


def _is_before(one: tuple[int, str], other: tuple[int, str]) -> bool:
    """Whether one codec covers more than another, or as much and comes first in CODECS."""
    return (one[0], -CODECS.index(one[1])) > (other[0], -CODECS.index(other[1]))


def _accepted(text: str, kind: str, stretches: list[Stretch], depth: int) -> list[Stretch] | None:
    """Keep the stretches that are damage; None where none is."""
    western = kind == "utf8-as-latin1"
    firm = begin(
        (one.sound for one in stretches if _eastern(one) >= FEW and " " not in text[one.start : one.end]),
        ENOUGH if western else SAMPLE,
    )
    proven = len(firm) >= ENOUGH and (western or is_prose(firm, GRACE))
    if proven or _is_all(text, stretches) or _again(text, stretches, depth):
        return [one for one in stretches if not _ends_word(text, one)]
    if any(_eastern(one) >= FEW and is_prose(one.sound) for one in stretches):
        # With prose in one place, single characters in others are of the same making.
        return [one for one in stretches if _eastern(one)]
    dates = [one for field in fields(text, stretches) if _is_date(text, field) for one in field]
    if dates:
        return dates
    # An accented letter read as two is found only in Western and Central Europe.
    return _european(text, stretches) if kind.removeprefix("utf8-as-") in EUROPEAN else None


def _is_all(text: str, stretches: list[Stretch]) -> bool:
    """Whether all that is not ASCII is UTF-8, and enough of it Chinese: no text is so by chance."""
    if sum(map(_eastern, stretches)) < ENOUGH:
        return False
    ends = [0, *(one.end for one in stretches)]
    starts = [*(one.start for one in stretches), len(text)]
    return all(text[end:start].isascii() for end, start in zip(ends, starts, strict=True))


def _is_date(text: str, field: list[Stretch]) -> bool:
    """Whether single characters, parted by ASCII, are prose together: 2013年4月3日."""
    return sum(map(_eastern, field)) > FEW and is_prose(joined(text, field))


def _ends_word(text: str, stretch: Stretch) -> bool:
    """Whether it is the end of a word and a quote, as in « Égalité »: the bytes of 頻, but for a blank."""
    return " " in text[stretch.start : stretch.end] and "a" <= text[stretch.start - 1 : stretch.start] <= "z"


def _eastern(stretch: Stretch) -> int:
    return len(re.findall(_EASTERN, stretch.sound))


def _again(text: str, stretches: list[Stretch], depth: int) -> bool:
    """Whether what the stretches give is damage that a single-byte reading explains in its turn."""
    known = sum(one.known for one in stretches)
    if known < 2 * ENOUGH or depth == DEEPEST:
        return False
    if known > 2 * ASKED and _is_damage(text, stretches[:: known // ASKED], BETWEEN, depth):
        return True
    return _is_damage(text, stretches, len(text), depth)


def _is_damage(text: str, stretches: list[Stretch], between: int, depth: int) -> bool:
    """Whether most of what stretches give is damage, read with so much of the text before each of them."""
    pieces: list[str] = []
    made: list[tuple[int, int]] = []
    position = size = 0
    for one in stretches:
        before = text[max(position, one.start - between) : one.start]
        pieces += (before, one.restored)
        made.append((size + len(before), size + len(before) + len(one.restored)))
        size, position = made[-1][1], one.end
    inner = "".join((*pieces, text[position : position + between]))
    size = sum(end - start for start, end in made)
    # What is damaged elsewhere in the text says nothing about these stretches.
    return any(
        (found := find(inner)) is not None and 2 * _shared(made, found[1]) > size
        for find in (find_pairs_as_single, partial(find_utf8_as_single, depth=depth + 1))
    )


def _shared(made: list[tuple[int, int]], stretches: list[Stretch]) -> int:
    """Count the characters of some places, in order, that stretches cover."""
    shared = number = 0
    for one in stretches:
        while number < len(made) and made[number][1] <= one.start:
            number += 1
        place = number
        while place < len(made) and made[place][0] < one.end:
            shared += min(one.end, made[place][1]) - max(one.start, made[place][0])
            place += 1
    return shared


def _european(text: str, stretches: list[Stretch]) -> list[Stretch] | None:
    """Keep what ftfy's measure of badness calls damage, line by line: accented letters read as two."""
    # Loaded only when something looks like damage: it takes longer than all the rest of this package.
    from ftfy.badness import badness  # noqa: PLC0415

    kept: list[Stretch] = []
    for one in stretches:
        start = max(text.rfind("\n", 0, one.start) + 1, one.start - 60)
        observed = text[start : one.end + 20]
        restored = text[start : one.start] + one.restored + text[one.end : one.end + 20]
        if (_WESTERN.fullmatch(one.sound) or one.known >= LONG) and badness(observed) > badness(restored):
            kept.append(one)
    return kept or None


def _utf8(found: re.Match[str], codec: Codec, missing: Iterable[int]) -> Stretch | None:
    """Read one run again, with some of the bytes for a mark; None where it is no UTF-8 after all."""
    raw = raw_bytes(found[0], codec)
    if b"?" not in raw and b" " not in raw:
        try:
            sound = raw.decode("utf-8")
        except UnicodeDecodeError:
            return None
        return Stretch(found.start(), found.end(), [sound], len(sound))
    stretch = Stretch(found.start(), found.end())
    place = 0
    while place < len(raw):
        size = 2 if raw[place] < 0xE0 else 3 if raw[place] < 0xF0 else 4
        piece = raw[place : place + size].replace(b" ", b"\xa0")
        options = [piece.replace(b"?", bytes((byte,))) for byte in missing] if b"?" in piece else [piece]
        read = tuple(one for option in options if len(one := option.decode("utf-8", errors="ignore")) == 1)
        if len(read) > len(codec.holes):
            read = tuple(sorted(read, key=model().unigram, reverse=True))
        if not read:
            return None
        if len(read) == 1:
            stretch.items.append(read[0])
            stretch.known += 1
        else:
            stretch.items.append(Slot(found.start() + place, found.start() + place + size, read))
        place += size
    return stretch
