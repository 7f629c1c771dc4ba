"""One codec of the Far East read as another: GBK as Big5 and back, GBK or UTF-8 as Shift_JIS, EUC-KR, Big5.

These pairs overlap badly: a third of the characters may be lost where a table has no entry. What is there is
read again, what is missing becomes a slot. Only long runs that read as prose are touched, for sound Chinese,
Japanese and Korean consist of the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from reportharvest.repairing.bytemaps import gbk_pairs, inside_class
from reportharvest.repairing.later import later
from reportharvest.repairing.plausibility import is_prose
from reportharvest.repairing.stretch import LOST_MARKS, Slot, Stretch
from reportharvest.repairing.traditional import to_simplified
from reportharvest.repairing.widths import MARK, spread, spread_pairs
from reportharvest.tables.language import model

__all__ = ["find_double_byte", "triggers"]

LONG = 16  # characters of a run; shorter ones read as prose by chance too easily
VARIETY = 5  # different characters among them: ﾃﾃﾃﾃ, read again, is 妹妹
SAMPLE = 400
GRACE = 1.0
# On a page with so many characters restored, runs go along that are e**8 times as common once read again.
PROOF = 100
RARER = 8.0
CHANCE = -11.0  # mean log probability of characters that came about by chance
MOST = 300
MOST_LOST = 0.7
# Less frequent than this, in nats, is a character that sound text has in one place of 50,000.
RARE = -10.8
CHAINS = (
    ("gbk", "big5"),
    ("big5", "gbk"),
    ("gbk", "shift_jis"),
    ("gbk", "euc-kr"),
    ("utf8", "shift_jis"),
    ("utf8", "big5"),
    ("utf8", "euc-kr"),
)
_CODECS = {
    "big5": ("cp950", "big5hkscs"),
    "shift_jis": ("cp932", "shift_jis"),
    "euc-kr": ("cp949",),
    "gbk": ("gb18030",),
    "utf8": ("utf-8",),
}
_STRICT = {"big5": "big5", "shift_jis": "shift_jis", "euc-kr": "euc_kr", "gbk": "gbk"}
# A lost lead byte leaves an ASCII trail byte behind it. A run begins with something that is not ASCII.
_RUN = later(r"[^\x00-\x7f](?:[?\ufffd][@-~]?|[^\x00-\x7f])*")


# A byte: known, one of several, or lost.
_Byte = int | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A chain tried on runs: its stretches, and how well what is sound in them reads."""

    kind: str
    stretches: list[Stretch]
    weight: float


def find_double_byte(text: str) -> tuple[str, list[Stretch]] | None:
    """Find one double-byte codec read as another: the kind, and the stretches in order."""
    if not _gate().search(text):
        return None
    runs = list(_RUN.finditer(text))
    # A page may be damaged in places: what shows the accident tells which it was.
    suspects = [run for run in runs if len(run[0]) >= LONG and _gate().search(run[0])]
    sample = sorted(suspects, key=lambda run: -len(run[0]))[:8]
    # How many bytes a mark stands for matters where there is one.
    marked = any(mark in run[0][:SAMPLE] for run in sample for mark in LOST_MARKS)
    singles = (True, False) if marked else (True,)
    readings = [
        reading
        for real, read in CHAINS
        for single in singles
        if (reading := _read_runs(sample, real, read, single)) is not None
    ]
    if not readings:
        return None
    best = max(readings, key=lambda reading: reading.weight)
    real, read, single = best.kind.split()
    # A reader takes one byte or two according to what they are; most runs have marks of one kind alone.
    whole = [
        one
        for run in runs
        for one in [
            _read_run(run[0], run.start(), real, read, single == "1")
            or _read_run(run[0], run.start(), real, read, single != "1")
        ]
        if one
    ]
    good = [one for one in whole if one.known >= LONG // 2 and is_prose(_prose(one), GRACE)]
    covered = sum(one.end - one.start for one in good)
    if covered * 2 < sum(len(run[0]) for run in runs):
        proven = sum(one.known for one in good) >= PROOF
        whole = [
            one for one in whole if one in good or (proven and _is_rarer(text[one.start : one.end], one))
        ]
    return (f"{real}-as-{read}", whole) if whole else None


def _is_rarer(observed: str, stretch: Stretch) -> bool:
    """Whether what is there is far rarer than what it would be once it is read again."""
    frequency = model().unigram
    if any("\ue000" <= char <= "\ue765" for char in observed):
        return True  # no page in a proven chain has private characters of its own
    there = sum(frequency(char) for char in observed if char > "\x7f" and char != LOST_MARKS[1])
    return sum(map(frequency, map(to_simplified, stretch.sound))) - there > RARER


@cache
def _gate() -> re.Pattern[str]:
    return re.compile("|".join(f"[{first}]{rest}" for first, rest in triggers()))


def triggers() -> list[tuple[str, str]]:
    """Give what begins damage of this kind: a class of first characters, and an expression of what follows.

    Sound text hardly ever matches: its rare characters, half-width kana and Han between Hangul stand alone.
    """
    frequency = model().unigram
    rare = {
        char
        for char, (lead, trail) in gbk_pairs().items()
        if ((lead >= 0xA4 and trail < 0x80) or "\ue000" <= char <= "\ue765") and frequency(char) < RARE
    }
    rare |= {char for char, raw in _table("big5").items() if raw >= b"\xc9" and frequency(char) < RARE}
    # With characters beyond the BMP Python's regular expressions search a class a hundred times slower.
    rare = {char for char in rare if char <= "\uffff"}
    one = inside_class(rare)
    near = "[^\\x00-\\x7f]{0,2}"
    han = "[\u4e00-\u9fff\uf900-\ufaff]"
    kana, hangul = "\uff61-\uff9f", "\uac00-\ud7a3"
    return [
        (one, f"{near}[{one}]{near}[{one}]"),
        (kana, f"(?:{han}{{1,4}}[{kana}]|[{kana}]{{3}})"),
        (hangul, f"(?:{han}{near}[{hangul}]{han}|{han}{{1,3}}[{hangul}]{{1,3}}{han})"),
    ]


@cache
def _table(codec: str) -> dict[str, bytes]:
    """Give the bytes of every character that a codec writes with bytes above 0x7F."""
    if codec == "gbk":
        return {char: bytes(pair) for char, pair in gbk_pairs().items()}
    table: dict[str, bytes] = {}
    singles = [bytes((one,)) for one in range(0x80, 0x100)]
    trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
    pairs = [bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in trails]
    for name in _CODECS[codec]:
        # A line end is no second byte in any of these encodings: all are read at once.
        read = b"\n".join((*pairs, *singles)).decode(name, errors="replace").split("\n")
        for raw, char in zip((*pairs, *singles), read, strict=True):
            if len(char) == 1 and char > "\x7f" and char != "\ufffd":
                table.setdefault(char, raw)
    return table


@cache
def _twins(read: str) -> dict[str, bytes]:
    """Give the second place of what tables have in two places, or each in another.

    Rows ED and EE of Shift_JIS say again what FA to FC say, and row 87 what 81 says of ≡ and √; circled
    digits, kana and Cyrillic stand elsewhere in the Big5 of the Unicode Consortium, which is Python's, than
    in that of ETEN and Hong Kong.
    """
    table = _table(read)
    if read == "big5":
        pairs = [bytes((lead, trail)) for lead in (0xC6, 0xC7, 0xC8) for trail in range(0x40, 0xFF)]
        read_as = [
            (pair.decode(name, errors="ignore"), pair)
            for name in ("big5", "cp950", "big5hkscs")
            for pair in pairs
        ]
        return {char: pair for char, pair in read_as if char in table and table[char] != pair}
    if read != "shift_jis":
        return {}
    leads = (*range(0x81, 0xA0), *range(0xE0, 0xFD))
    pairs = [bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFD)]
    found = {pair.decode("cp932", errors="replace"): pair for pair in pairs}
    return {char: found[char] for char, pair in table.items() if found.get(char, pair) != pair}


@cache
def _refused(read: str) -> frozenset[bytes]:
    """Give the pairs that the strictest table of a codec has no character for."""
    strict = _STRICT[read]
    pairs = (bytes((lead, trail)) for lead in range(0x80, 0x100) for trail in range(0x40, 0x100))
    return frozenset(
        pair
        for pair in pairs
        if len(pair.decode(strict, errors="replace")) != 1
        or pair.decode(strict, errors="replace") == "\ufffd"
    )


def _read_runs(runs: Sequence[re.Match[str]], real: str, read: str, single: bool) -> _Reading | None:
    stretches = [
        one
        for run in runs
        if (one := _read_run(run[0][:SAMPLE], run.start(), real, read, single)) is not None
    ]
    sound = " ".join(_prose(one) for one in stretches)
    if len(sound) < LONG // 2 or len(set(sound)) < VARIETY or not is_prose(sound, GRACE):
        return None
    weight = (model().score(sound) - CHANCE) * len(sound)
    return _Reading(f"{real} {read} {int(single)}", stretches, weight)


def _prose(stretch: Stretch) -> str:
    """Give what is sound in pieces of two characters and more; the rest has no neighbours to be judged by."""
    pieces = (item for item in stretch.items if isinstance(item, str) and len(item) > 1)
    # The model knows simplified characters best.
    return "".join(map(to_simplified, "".join(pieces)))


def _read_run(run: str, start: int, real: str, read: str, single: bool) -> Stretch | None:
    """Read a run again; None where its characters are not of that codec, or its bytes not of the real one."""
    table = _table(read)
    twins = _twins(read)
    raw: list[_Byte] = []
    places: list[int] = []
    for place, char in enumerate(run):
        pair = table.get(char)
        if pair is not None:
            raw += zip(pair, twins[char], strict=True) if char in twins else pair
            places += [place] * len(pair)
        elif char < "\x80" and char != "?":
            raw.append(ord(char))
            places.append(place)
        elif char in LOST_MARKS and (real == "utf8" or read == "shift_jis") and not single:
            raw.append(MARK)
            places.append(place)
        elif char in LOST_MARKS:
            raw += [None] if single else [None, None]
            places += [place] if single else [place, place]
        else:
            return None
    if real == "utf8":
        known = spread(raw, places, read)
        if known is None:
            return None
        raw, places = known
    elif MARK in raw:
        raw, places = spread_pairs(raw, places, _cost)
    if raw.count(None) > MOST_LOST * len(raw):
        return None  # more is lost than is there
    places.append(len(run))
    stretch = Stretch(start, start + len(run))
    pending: list[str] = []
    for begin, end, sequence in _split(raw, real):
        if not all(isinstance(one, int) for one in sequence):
            after = raw[end] if end < len(raw) else None
            candidates = _candidates(tuple(sequence), after, real, read)
            if not candidates:
                return None
            if pending:
                stretch.items.append("".join(pending))
                pending = []
            stretch.items.append(
                Slot(
                    start + places[begin],
                    start + max(places[end], places[begin] + 1),
                    candidates,
                    missing=int(None in sequence),
                )
            )
        else:
            char = bytes(one for one in sequence if isinstance(one, int)).decode(
                _CODECS[real][0], errors="ignore"
            )
            if not char:
                return None
            pending.append(char)
            stretch.known += 1
    if pending:
        stretch.items.append("".join(pending))
    return stretch if stretch.known or len(run) > 1 else None


@lru_cache(maxsize=8192)
def _cost(lead: int, trail: int) -> float:
    """How improbable a pair of GBK is, in nats."""
    char = bytes((lead, trail)).decode("gb18030", errors="ignore")
    return -model().unigram(char) if len(char) == 1 else -2 * RARE


def _split(raw: list[_Byte], real: str) -> Iterator[tuple[int, int, list[_Byte]]]:
    """Split bytes into characters of the real codec, as its automaton would; unknown bytes fit anywhere."""
    place = 0
    while place < len(raw):
        lead = raw[place]
        if isinstance(lead, tuple):
            lead = lead[0]
        if lead is not None and lead < 0x80:
            size = 1
        elif real != "utf8":
            size = 2
        elif lead is None:
            # An unknown byte before two continuations led them; alone it was a character of its own.
            size = 3
        else:
            size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        yield place, min(place + size, len(raw)), raw[place : place + size]
        place += size


@lru_cache(maxsize=8192)
def _candidates(sequence: tuple[_Byte, ...], after: _Byte, real: str, read: str) -> tuple[str, ...]:
    """Give the characters that a sequence with missing bytes may have been, the commonest first."""
    refused = _refused(read)
    behind = bytes((after,)) if isinstance(after, int) else b""
    size = len(sequence) + len(behind)
    # A byte is lost that makes no pair with the one before it or behind it; the last of all may be lost, too,
    # and of three the first, with the byte before it.
    begin = 1 if real == "utf8" else 0
    lost = [place for place in range(begin, size - 1) if place < len(sequence) and sequence[place] is None]
    found: list[str] = []
    for char, raw in _fitting(sequence, real):
        full = raw + behind
        for place in lost:
            if full[place : place + 2] not in refused and full[max(place - 1, 0) : place + 1] not in refused:
                break
        else:
            found.append(char)
            if len(found) == MOST:
                break
    return tuple(found)


@lru_cache(maxsize=8192)
def _fitting(sequence: tuple[_Byte, ...], real: str) -> list[tuple[str, bytes]]:
    """Give the characters that agree with the bytes that are known, the commonest first."""
    size = len(sequence)
    known = [(place, one) for place, one in enumerate(sequence) if isinstance(one, int)]
    several = [(place, one) for place, one in enumerate(sequence) if isinstance(one, tuple)]
    buckets = (_buckets(real).get(one, []) for one in known)
    fitting = [pair for pair in min(buckets, key=len, default=_common(real)) if len(pair[1]) == size]
    for place, one in known:
        fitting = [pair for pair in fitting if pair[1][place] == one]
    for place, options in several:
        fitting = [pair for pair in fitting if pair[1][place] in options]
    return fitting


@cache
def _buckets(real: str) -> dict[tuple[int, int], list[tuple[str, bytes]]]:
    buckets: dict[tuple[int, int], list[tuple[str, bytes]]] = {}
    for char, raw in _common(real):
        for place, byte in enumerate(raw):
            buckets.setdefault((place, byte), []).append((char, raw))
    return buckets


@cache
def _common(real: str) -> tuple[tuple[str, bytes], ...]:
    """Give the characters of the real codec with their bytes, the commonest first; 8,000 cover all prose."""
    frequency = model().unigram
    if real == "utf8":
        characters = [char for char in gbk_pairs() if not "\ue000" <= char <= "\uf8ff"]
        pairs = [(char, char.encode()) for char in characters]
    else:
        pairs = [(char, raw) for char, raw in _table(real).items() if len(raw) == 2]
    return tuple(sorted(pairs, key=lambda pair: (-frequency(pair[0]), pair[0]))[:8000])
