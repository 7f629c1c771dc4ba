"""GBK or Big5 that was read with a single-byte codec.

European text is what must not be taken for damage: it has no runs of six and more high letters that read as
Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, pairwise

from reportharvest.repairing.bytemaps import inside_class
from reportharvest.repairing.plausibility import is_prose
from reportharvest.repairing.single_byte import (
    COMMON_LEADS,
    LONG,
    Codec,
    begin,
    codec_of,
    joined,
    raw_bytes,
    size_of,
)
from reportharvest.repairing.stretch import INDENT, Stretch, fields

__all__ = ["find_pairs_as_single", "triggers"]

PAIR_CODECS = ("latin1", "cp1250", "cp1251", "cp1254")
PAIR_ENCODINGS = {"gbk": "gb18030", "big5": "big5hkscs"}
MOST_CLEAR = 500  # of the clearest runs, the first are read to see whether a codec can be meant at all
SAMPLE = 2000  # characters that tell prose
# Twelve high letters in a row are no European text whatever they read as; alphabets written out (ÀÁÂÃÄÅ)
# read as characters in no order, -15 nats each, Russian and Greek as -13 to -17, names of Chinese as -10.
GRACE = 1.5
VERY_LONG, MORE_GRACE = 6, 4.0
UTF8_PART = 0.9  # of the bytes that are UTF-8, which chance makes of no pairs
FIELD = 40  # characters, beyond which names are few among them


def triggers() -> list[tuple[str, str]]:
    """Give what begins damage of this kind: a class of first characters, and what follows them."""
    return [*map(_pair_begin, PAIR_CODECS)]


def _pair_begin(name: str) -> tuple[str, str]:
    codec = codec_of(name)
    high = codec.chars(range(0x81, 0xFF))
    if name == "cp1251":
        # Russian words are nothing but high letters; as leads, the small ones of them make rare Han alone.
        common = codec.chars(COMMON_LEADS)
        return common, f"[{high}](?:[{common}][{high}]){{{LONG - 1}}}"
    # Of six high letters that are Chinese, one of the first three leads.
    return codec.chars(range(0xB0, 0xF8)), f"[{high}](?:[{high}]{{2}}|[0-9]{{1,4}}[{high}]{{2}}[0-9])"


@cache
def _any_long_pairs() -> re.Pattern[str]:
    """Make what the expressions for clear pairs have in common, for all codecs; text of Han never matches."""
    tables = [codec_of(name).table for name in PAIR_CODECS]
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
        codec = codec_of(name)
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
            cyrillic = name == "cp1251"
            clear = begin(_clear(text, codec, encoding), SAMPLE)
            if clear and not is_prose(clear, GRACE if cyrillic else MORE_GRACE):
                continue
            runs = runs or list(codec.pairs.finditer(text))
            stretches = [one for found in runs if (one := _pairs(found, codec, encoding))]
            whole = sum(map(foreign.__contains__, text))
            stretches = _damaged_pairs(text, stretches, whole, cyrillic=cyrillic)
            covered = size_of(stretches)
            if covered > (best[0] if best else 0):
                best = covered, f"{kind}-as-{name}", stretches
    return best and best[1:]


def _damaged_pairs(text: str, stretches: list[Stretch], whole: int, *, cyrillic: bool) -> list[Stretch]:
    """Keep the stretches that are damage.

    Args:
        text: the text.
        stretches: all that reads as pairs.
        whole: how many characters of the text are not ASCII.
        cyrillic: whether whole words are nothing but high letters.
    """
    stretches = [one for one in stretches if one.known >= LONG or not _stands_in_word(text, one)]
    if cyrillic:
        stretches = [one for one in stretches if not _is_word(text[one.start : one.end])]
    good = [one for one in stretches if one.known >= LONG and len(set(one.sound)) >= LONG]
    high = [one for one in stretches if min(text[one.start : one.end]) > "\x7f"]
    if good and not cyrillic and size_of(high) == whole:
        good = high  # all that is not ASCII
    starts = {one.start for one in good}
    prose = begin((one.sound.replace(INDENT, "") for one in good), SAMPLE)
    grace = GRACE if cyrillic or len(prose) > FIELD else _grace(good)
    mostly = 2 * size_of(good) >= whole and is_prose(prose, grace)
    kept: list[Stretch] = []
    for field in fields(text, stretches):
        if any(one.start in starts for one in field):
            if mostly or is_prose(joined(text, field), 0.0 if cyrillic else _grace(field)):
                kept += field
        elif _is_date_in_pairs(text, field):
            kept += field
        elif mostly:
            kept += [one for one in field if min(text[one.start : one.end]) > "\x7f"]
    return kept


def _is_date_in_pairs(text: str, field: list[Stretch]) -> bool:
    """Whether single pairs of letters, parted by figures, are prose together."""
    return (
        len(field) >= LONG
        and all(text[one.end : other.start].isdigit() for one, other in pairwise(field))
        and is_prose(joined(text, field))
    )


def _grace(stretches: Iterable[Stretch]) -> float:
    """By how much the words of some stretches may be rarer than those of prose: names stand in long ones."""
    return MORE_GRACE if any(one.known >= VERY_LONG for one in stretches) else GRACE


def _stands_in_word(text: str, stretch: Stretch) -> bool:
    """Whether Chinese stands beside it, or small letters on both sides.

    Between sound Han ”“ are the bytes of 敁 in windows-1252; so are letters in Größe those of 鲞.
    """
    beside = text[stretch.start - 1 : stretch.start], text[stretch.end : stretch.end + 1]
    return max(beside) >= "\u2e80" or all("a" <= char <= "z" for char in beside)


def _is_word(observed: str) -> bool:
    """Whether letters are those of a word; those that stand for Chinese are now small, now capital."""
    return observed.isalpha() and (observed.isupper() or observed.islower() or observed.istitle())


def _clear(text: str, codec: Codec, encoding: str) -> Iterator[str]:
    """Yield what the clearest runs read, the first so many of them."""
    clear = (found for found in codec.pairs.finditer(text) if codec.long_pairs.search(found[0]))
    for found in islice(clear, MOST_CLEAR):
        if read := _pairs(found, codec, encoding):
            yield read.sound


def _pairs(found: re.Match[str], codec: Codec, encoding: str) -> Stretch | None:
    raw = raw_bytes(found[0], codec)
    utf8 = raw.decode("utf-8", errors="ignore")
    if len(utf8) >= LONG and len(utf8.encode()) >= UTF8_PART * len(raw):
        return None  # another paragraph of the same page may be UTF-8
    try:
        sound = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return Stretch(found.start(), found.end(), [sound], len(sound))
