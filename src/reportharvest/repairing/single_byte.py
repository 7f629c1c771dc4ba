"""UTF-8, GBK or Big5 that was read with a single-byte codec: latin-1, windows-1252 and its sisters.

Every byte became a character, so nothing is lost but where a table has holes. European text is what must
not be taken for damage: it has accented letters, but hardly ever two continuation bytes behind one, and no
runs of six and more high letters that read as Chinese.
"""

from __future__ import annotations

import re
from codecs import charmap_encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice, pairwise

from reportharvest.repairing.bytemaps import (
    ASCII_TRAIL,
    CONTINUATION,
    LATIN_BYTES,
    LEAD_4,
    inside_class,
    single_byte_map,
)
from reportharvest.repairing.later import later
from reportharvest.repairing.plausibility import is_prose
from reportharvest.repairing.stretch import INDENT, LOST_MARKS, Slot, Stretch, fields
from reportharvest.tables.language import fold_numbers, model

__all__ = ["find_pairs_as_single", "find_utf8_as_single", "triggers"]

# latin-1 stands for windows-1252 too: browsers take the two names for one.
EUROPEAN = ("latin1", "cp1250", "cp1254", "cp1257")
CODECS = (*EUROPEAN, "cp1251", "cp1253", "iso8859-2", "macroman", "cp437", "koi8-r")
PAIR_CODECS = ("latin1", "cp1250", "cp1251", "cp1254")
PAIR_ENCODINGS = {"gbk": "gb18030", "big5": "big5hkscs"}
COMMON_LEADS = range(0xA1, 0xD8)  # of GBK's signs, and of the 3,755 commonest Han
FEW = 2  # UTF-8 characters in a row that are no accident; one is: French »… behind é reads as 黅
ENOUGH = 6  # characters of the Far East in a text that prove single ones, too
MOST_CLEAR = 500  # of the clearest runs, the first are read to see whether a codec can be meant at all
SAMPLE = 2000  # characters that tell prose
ASKED = 600  # characters all over a text that are asked first whether they are damage again
BETWEEN = 40  # characters of what stands before each stretch of them
LONG = 3  # pairs in a row, six high letters, that may be Chinese; European words have at most four
# Twelve high letters in a row are no European text whatever they read as; alphabets written out (ÀÁÂÃÄÅ)
# read as characters in no order, -15 nats each, Russian and Greek as -13 to -17, names of Chinese as -10.
GRACE = 1.5
VERY_LONG, MORE_GRACE = 6, 4.0
UTF8_PART = 0.9  # of the bytes that are UTF-8, which chance makes of no pairs
FIELD = 40  # characters, beyond which names are few among them
LATIN_END = "\u0250"
# What was misread four times has not been seen; of letters at random each codec reads some, and each again.
DEEPEST = 3
TRIES = 2  # codecs that are asked whether what one of them gave is damage, those that explain most
_EASTERN = "[\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"  # compiled when first asked for
_FOREIGN = later("[^\x00-\x7f]+")
_WESTERN = later("[\xa0-\u017f\u2010-\u2044€™]+")

# Bytes of a character by the byte that leads it.
_SIZES = dict.fromkeys(range(0xC2, 0xE0), 2) | dict.fromkeys(range(0xE2, 0xF0), 3) | dict.fromkeys(LEAD_4, 4)


@dataclass(frozen=True, slots=True)
class _Codec:
    name: str
    table: dict[int, int]
    encoded: dict[int, int]
    holes: tuple[int, ...]
    utf8: re.Pattern[str]
    long_pairs: re.Pattern[str]
    pairs: re.Pattern[str]

    def chars(self, rows: range) -> str:
        """Give the characters of some bytes, as the inside of a regular expression's class."""
        return _chars(self.table, rows)


def _chars(table: dict[int, int], rows: range) -> str:
    return inside_class(chr(char) for char, byte in table.items() if byte in rows)


@cache
def _codec(name: str) -> _Codec:
    codec = "cp1252" if name == "latin1" else name
    table = LATIN_BYTES if name == "latin1" else single_byte_map(name)
    holes = tuple(one for one in CONTINUATION if not bytes((one,)).decode(codec, errors="ignore"))

    chars = partial(_chars, table)
    rest = f"[{chars(CONTINUATION)}]"
    marks = f"[{re.escape(LOST_MARKS)}]"
    two, three, four = (
        f"[{chars(rows)}]" for rows in (range(0xC2, 0xE0), range(0xE2, 0xF0), range(0xF0, 0xF5))
    )
    # In many places white space was made plain: a no-break space, byte 0xA0, is a blank by then.
    odd = f"{three}(?: {rest}|{rest} |{marks}{rest}|{rest}{marks})"
    high = f"[{chars(range(0x81, 0xFF))}]"
    trail = f"[{re.escape(bytes(ASCII_TRAIL).decode())}{chars(range(0x80, 0xFF))}]"
    return _Codec(
        name,
        table,
        {byte: byte for byte in range(0x80)} | {ord(mark): ord("?") for mark in LOST_MARKS} | table,
        holes,
        later(f"(?:{three}{rest}{{2}}|{two}{rest}|{four}{rest}{{3}}|{odd})+"),
        later(
            f"(?:[{chars(COMMON_LEADS)}]{high}){{{LONG}}}"
            if name == "cp1251"
            else f"{high}{{{2 * LONG}}}|(?:{high}{{2}}[0-9]{{1,4}}){{{LONG - 1}}}{high}{{2}}"
        ),
        later(f"(?:{high}{trail})+"),
    )


def triggers() -> list[tuple[str, str]]:
    """Give what begins damage of this kind: a class of first characters, and what follows them."""
    return [begin for name in CODECS for begin in _utf8_begins(name)] + [*map(_pair_begin, PAIR_CODECS)]


def _utf8_begins(name: str) -> list[tuple[str, str]]:
    codec = _codec(name)
    rest, two = codec.chars(CONTINUATION), codec.chars(range(0xC2, 0xE0))
    begins = [(codec.chars(range(0xE2, 0xF0)), f"[{rest}]{{2}}")]
    if name == "latin1":
        begins.append((two, f"[{rest}]"))
    elif name in EUROPEAN or name == "cp1251":
        # An accented letter read as two is enough only in Western Europe: ђ behind Р is Serbian.
        begins.append((two, f"[{rest}](?:[{two}][{rest}]){{3}}"))
    return begins


def _pair_begin(name: str) -> tuple[str, str]:
    codec = _codec(name)
    high = codec.chars(range(0x81, 0xFF))
    if name == "cp1251":
        # Russian words are nothing but high letters; as leads, the small ones of them make rare Han alone.
        common = codec.chars(COMMON_LEADS)
        return common, f"[{high}](?:[{common}][{high}]){{{LONG - 1}}}"
    # Of six high letters that are Chinese, one of the first three leads.
    return codec.chars(range(0xB0, 0xF8)), f"[{high}](?:[{high}]{{2}}|[0-9]{{1,4}}[{high}]{{2}}[0-9])"


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
    most = {name: bound for name in CODECS if (bound := _most(_codec(name), foreign))}
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
        codec = _codec(name)
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
    return frozenset(chr(char) for name in CODECS for char in _codec(name).table)


def _is_by_chance(text: str, stretch: Stretch, codec: _Codec) -> bool:
    """Whether it gives letters of Hebrew or IPA between others that are no UTF-8: pairs of GBK give such."""
    sound = stretch.sound
    if not sound or min(sound) < LATIN_END or max(sound) > "\u07ff":
        return False
    beside = text[stretch.start - 1 : stretch.start] + text[stretch.end : stretch.end + 1]
    return any(char > "\x7f" and ord(char) in codec.table for char in beside)


def _most(codec: _Codec, foreign: Mapping[str, int]) -> int:
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
    firm = _begin(
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
    return sum(map(_eastern, field)) > FEW and is_prose(_joined(text, field))


def _is_date_in_pairs(text: str, field: list[Stretch]) -> bool:
    """Whether single pairs of letters, parted by figures, are prose together."""
    return (
        len(field) >= LONG
        and all(text[one.end : other.start].isdigit() for one, other in pairwise(field))
        and is_prose(_joined(text, field))
    )


def _joined(text: str, field: list[Stretch]) -> str:
    """Give what a field reads, numbers as one character each and without spaces, for they are no evidence."""
    pieces = [field[0].restored]
    for one, other in pairwise(field):
        pieces += (text[one.end : other.start], other.restored)
    return fold_numbers("".join(pieces)).replace(INDENT, "")


def _grace(stretches: Iterable[Stretch], most: float) -> float:
    return most if any(one.known >= VERY_LONG for one in stretches) else GRACE


def _size(stretches: Iterable[Stretch]) -> int:
    return sum(one.end - one.start for one in stretches)


def _begin(pieces: Iterable[str], size: int) -> str:
    """Join pieces until there are so many characters, or all; no piece beyond is asked for."""
    found: list[str] = []
    missing = size
    for piece in pieces:
        found.append(piece)
        missing -= len(piece)
        if missing <= 0:
            break
    return "".join(found)[:size]


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


def _utf8(found: re.Match[str], codec: _Codec, missing: Iterable[int]) -> Stretch | None:
    """Read one run again, with some of the bytes for a mark; None where it is no UTF-8 after all."""
    raw = _bytes(found[0], codec)
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


def _bytes(observed: str, codec: _Codec) -> bytes:
    return charmap_encode(observed, "strict", codec.encoded)[0]


@cache
def _any_long_pairs() -> re.Pattern[str]:
    """Make what the expressions for clear pairs have in common, for all codecs; text of Han never matches."""
    tables = [_codec(name).table for name in PAIR_CODECS]
    high = {chr(char) for table in tables for char, byte in table.items() if 0x81 <= byte < 0xFF}
    one = f"[{inside_class(high)}]"
    return re.compile(f"{one}{{2}}(?:{one}{{{2 * LONG - 2}}}|[0-9]{{1,4}}{one}{{2}})")


def find_pairs_as_single(text: str) -> tuple[str, list[Stretch]] | None:
    """Find GBK or Big5 read with a single-byte codec: the kind, and the stretches in order."""
    if not _any_long_pairs().search(text):
        return None
    best: tuple[int, str, list[Stretch]] | None = None
    foreign: set[str] = set()
    tried: list[dict[str, int]] = []
    for name in PAIR_CODECS:
        codec = _codec(name)
        if not codec.long_pairs.search(text):
            continue
        foreign = foreign or {char for char in set(text) if char > "\x7f"}
        known = {char: byte for char in foreign if (byte := codec.table.get(ord(char))) is not None}
        if any(known.items() <= other.items() for other in tried):
            continue  # it reads nothing otherwise than one before, and some of it not at all
        tried.append(known)
        runs: list[re.Match[str]] = []
        for kind, encoding in PAIR_ENCODINGS.items():
            # Words of Russian are nothing but pairs of high letters; no name is believed there.
            grace = GRACE if name == "cp1251" else MORE_GRACE
            clear = _begin(_clear(text, codec, encoding), SAMPLE)
            if clear and not is_prose(clear, grace):
                continue
            runs = runs or list(codec.pairs.finditer(text))
            stretches = [one for found in runs if (one := _pairs(found, codec, encoding))]
            whole = sum(map(foreign.__contains__, text))
            stretches = _damaged_pairs(text, stretches, whole, grace)
            covered = _size(stretches)
            if covered > (best[0] if best else 0):
                best = covered, f"{kind}-as-{name}", stretches
    return best and best[1:]


def _damaged_pairs(text: str, stretches: list[Stretch], whole: int, grace: float) -> list[Stretch]:
    """Keep the stretches that are damage.

    Args:
        text: the text.
        stretches: all that reads as pairs.
        whole: how many characters of the text are not ASCII.
        grace: by how much the words of a field may be rarer than those of prose.
    """
    stretches = [one for one in stretches if one.known >= LONG or not _stands_in_word(text, one)]
    if grace == GRACE:
        stretches = [one for one in stretches if not _is_word(text[one.start : one.end])]
    good = [one for one in stretches if one.known >= LONG and len(set(one.sound)) >= LONG]
    high = [one for one in stretches if min(text[one.start : one.end]) > "\x7f"]
    if good and grace > GRACE and _size(high) == whole:
        good = high  # all that is not ASCII
    starts = {one.start for one in good}
    prose = _begin((one.sound.replace(INDENT, "") for one in good), SAMPLE)
    mostly = 2 * _size(good) >= whole and is_prose(
        prose, GRACE if len(prose) > FIELD else _grace(good, grace)
    )
    kept: list[Stretch] = []
    for field in fields(text, stretches):
        if any(one.start in starts for one in field):
            if mostly or is_prose(_joined(text, field), _grace(field, grace) if grace > GRACE else 0.0):
                kept += field
        elif _is_date_in_pairs(text, field):
            kept += field
        elif mostly:
            kept += [one for one in field if min(text[one.start : one.end]) > "\x7f"]
    return kept


def _stands_in_word(text: str, stretch: Stretch) -> bool:
    """Whether Chinese stands beside it, or small letters on both sides.

    Between sound Han ”“ are the bytes of 敁 in windows-1252; so are letters in Größe those of 鲞.
    """
    beside = text[stretch.start - 1 : stretch.start], text[stretch.end : stretch.end + 1]
    return max(beside) >= "\u2e80" or all("a" <= char <= "z" for char in beside)


def _ends_word(text: str, stretch: Stretch) -> bool:
    """Whether it is the end of a word and a quote, as in « Égalité »: the bytes of 頻, but for a blank."""
    return " " in text[stretch.start : stretch.end] and "a" <= text[stretch.start - 1 : stretch.start] <= "z"


def _is_word(observed: str) -> bool:
    """Whether letters are those of a word; those that stand for Chinese are now small, now capital."""
    return observed.isalpha() and (observed.isupper() or observed.islower() or observed.istitle())


def _clear(text: str, codec: _Codec, encoding: str) -> Iterator[str]:
    """Yield what the clearest runs read, the first so many of them."""
    clear = (found for found in codec.pairs.finditer(text) if codec.long_pairs.search(found[0]))
    for found in islice(clear, MOST_CLEAR):
        if read := _pairs(found, codec, encoding):
            yield read.sound


def _pairs(found: re.Match[str], codec: _Codec, encoding: str) -> Stretch | None:
    raw = _bytes(found[0], codec)
    utf8 = raw.decode("utf-8", errors="ignore")
    if len(utf8) >= LONG and len(utf8.encode()) >= UTF8_PART * len(raw):
        return None  # another paragraph of the same page may be UTF-8
    try:
        sound = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return Stretch(found.start(), found.end(), [sound], len(sound))
