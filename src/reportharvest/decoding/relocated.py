"""Where exactly a byte is bad, in encodings of two bytes a character.

Every byte of such text may begin a character or end one. Once the pairing before the damage and the pairing
after it are known, it remains to find the byte at which one gives way to the other. Each place is weighed by
how well the text on both sides reads, and by whether a character that the orphaned byte can belong to fits
between them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from reportharvest.decoding.labels import CODECS
from reportharvest.decoding.plausible import Valuer, valuer
from reportharvest.decoding.units import Units, units
from reportharvest.tables.language import model
from reportharvest.tables.letters import letters

__all__ = ["REACH", "UNLIKELY", "Characters", "Stretch", "is_traditional", "relocate", "values"]

REACH = 8  # characters to either side that the damage may be from where it shows: names and numbers hide it
CANDIDATES = 100  # commonest characters with one byte in common; 40 lose one damaged character in fifty
_PUNCTUATION = frozenset("，。、；：？！“”‘’「」『』（）《》〈〉【】〔〕…—·　")
UNLIKELY = -13.0  # a character that was never seen behind the one before it, and is rare
_FEW = 8  # of so many Han of a traditional text one is not simplified at the least
_ANYWAY = 40  # of these that are asked for although they were never seen behind the character before
BAD = -8.5  # a byte in 2,000 is bad, in one of three manners
CUT = -2.0  # the last byte of a body is often cut off
ANY_BYTE = -5.5  # one of 256
ADDED = -8.0  # likewise, and bytes are added less often than lost
FILLER_BYTE, FILLERS = -2.0, b"\0?\xff \xfd"  # programs put these for a byte that they cannot read
UNWRITTEN = 5.0  # private use and controls beside damage are the other half of it
# Likewise kana, Greek and frames among Han: without it 94 of 100 lost bytes of GBK are placed, with it 97.
FOREIGN = 5.0
# Nats more for a letter or sign of ASCII between Han: 第4条 is common, A座 and B超 are known, 甲q乙 is seldom
# anything but half of a pair, 甲{乙 never.
_LONE, _CAPITAL, _SMALL, _BRACE = 3.0, 5.0, 7.0, 10.0
LONE = {
    **dict.fromkeys(map(chr, range(128)), _LONE),
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _CAPITAL),
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", _SMALL),
    **dict.fromkeys("@[\\]^_`{|}~", _BRACE),
}

Characters = list[tuple[int, str]]
"""Where each character begins, and the character."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of bytes that is read, and how.

    Attributes:
        body: the bytes.
        limit: what no character may reach beyond.
        after: the character that follows there; empty where the whole body ends.
        encoding: name of the encoding.
        value: measure of the language.
        language: which that is.
        is_traditional: whether it is in traditional characters, so that none of them is odd.
    """

    body: bytes
    limit: int
    after: str
    encoding: str
    value: Valuer
    language: str
    is_traditional: bool = False

    @property
    def unit(self) -> Units:
        """Reader of single characters."""
        return units(self.encoding)

    def then(self, place: int) -> str:
        """Give the character after the stretch, if a place is its end; empty for any other place."""
        return self.after if place == self.limit else ""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Consecutive characters and where each begins; one place more than characters."""

    places: list[int]
    texts: list[str]


def relocate(
    stretch: Stretch, site: tuple[int, int], before: Characters, after: Characters, context: str
) -> tuple[Characters, float] | None:
    """Find the best place for a gap that was found about here.

    Args:
        stretch: the bytes and how they are read.
        site: where the gap begins and ends.
        before: some characters before it, whose pairing is right.
        after: likewise after it.
        context: the character before all of these.
    Returns:
        All of these characters anew with U+FFFD for the gap, and what they are worth; None where none fits.
    """
    left = _onwards(stretch, site, before)
    right = _backwards(stretch, site, after, left.places[0])
    texts = [*right.texts, *stretch.then(right.places[-1])]
    following = values(texts, stretch, "\n")
    tail = [0.0, 0.0, 0.0]
    for one in reversed(following):
        tail.append(tail[-1] + one)
    tail.reverse()
    end = len(stretch.body) if not stretch.after else -1
    onward = values(left.texts, stretch, context)
    best, found = -math.inf, None
    for bound, worth, number, length, then in _places((left, right), onward, tail, end):
        if bound <= best:
            break  # what stands in a gap only makes it worse
        place = left.places[number]
        sides = (
            [context, *left.texts][max(0, number - 1) : number + 1],
            texts[then : then + 3],
        )
        gap = _gap(stretch.body[place : place + length], sides, stretch, cut=place + length == end)
        if gap is not None and worth + gap[1] + tail[then + 2] > best:
            best, found = worth + gap[1] + tail[then + 2], (number, gap[0], then)
    if found is None:
        return None
    number, text, then = found
    made = list(zip(left.places[:number], left.texts[:number], strict=True))
    made.append((left.places[number], text))
    made += zip(right.places[then:-1], right.texts[then:], strict=True)
    return made, best


def _places(
    chains: tuple[_Chain, _Chain], onward: list[float], tail: list[float], end: int
) -> Iterator[tuple[float, float, int, int, int]]:
    """Where one pairing may give way to the other, likeliest first.

    What it is worth at most and what the text before is worth; characters before; bytes between; the number
    of the character after.
    """
    left, right = chains
    begins = {place: number for number, place in enumerate(right.places)}
    found = []
    worth = 0.0
    for number, place in enumerate(left.places):
        worth += onward[number - 1] if number else 0.0
        for length in (1, 2, 3):
            if (then := begins.get(place + length)) is not None:
                bound = worth + tail[then + 2] + (CUT if place + length == end else BAD)
                found.append((bound, worth, number, length, then))
    found.sort(reverse=True)
    yield from found


@cache
def _folded(is_traditional: bool) -> dict[str, str]:
    """What the model knows traditional characters as; nothing where they are odd, which costs them more."""
    known = model()
    folds = {one: known.base(one) for one in known.characters() if one > "\u3400"} if is_traditional else {}
    # 著作 is rarer by far than 看著, which is 看着 in simplified text
    return {one: other for one, other in folds.items() if one != other} | dict.fromkeys(folds and "著", "着")


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional characters, of which three in ten are.

    >>> is_traditional("政府資訊公開"), is_traditional("政府信息公开"), is_traditional("乾隆年间")
    (True, False, False)
    """
    folds = _folded(is_traditional=True)
    count = sum(one in folds for one in text)
    return count > 1 and _FEW * count > sum(one > "\u3400" for one in text)


def _exact(before: str, ch: str) -> float:
    """Value of a character in Chinese, however rare; detection does not tell rare ones apart, this must."""
    if ch > "\x7f" and ch in model():
        return model().bigram(before, ch)
    return valuer("zh")(before, ch) - (FOREIGN if ch > "\x7f" else 0.0)


def _onwards(stretch: Stretch, site: tuple[int, int], head: Characters) -> _Chain:
    """Go on with the pairing from before the gap."""
    places = [place for place, _ in head]
    texts = [text for _, text in head]
    place = site[0]
    for _ in range(REACH):
        if place >= stretch.limit:
            break
        found = stretch.unit(stretch.body, place, stretch.limit)
        if not found:
            break
        length, text = found[0] if stretch.body[place] < 0x80 else found[-1]
        places.append(place)
        texts.append(text)
        place += length
    return _Chain([*places, place], texts)


def _backwards(stretch: Stretch, site: tuple[int, int], after: Characters, start: int) -> _Chain:
    """Go back with the pairing from after the gap."""
    body, unit = stretch.body, stretch.unit
    places = [place for place, _ in after]
    texts = [text for _, text in after]
    place = places[0] if places else site[1]
    end = place
    if places:
        end = places[-1] + _length(stretch, places[-1], texts[-1])
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


def _length(stretch: Stretch, place: int, text: str) -> int:
    found = stretch.unit(stretch.body, place, stretch.limit)
    return next((length for length, one in found if one == text), 1)


def values(texts: list[str], stretch: Stretch, context: str) -> list[float]:
    """Value of each character after those before it; of the first after the context."""
    at = _measure(stretch)
    texts = [context, *texts]
    return [at(texts, number) for number in range(1, len(texts))]


def _measure(stretch: Stretch) -> Callable[[list[str], int], float]:
    """Give the measure of one character of several after those before it."""
    known = model()
    chinese = stretch.language == "zh"
    value = _exact if chinese else stretch.value
    folds = _folded(stretch.is_traditional)

    def at(texts: list[str], number: int) -> float:
        text, previous = texts[number], texts[number - 1]
        if chinese and number > 1 and text > "\x7f" and text in known and previous in known:
            return known.trigram(texts[number - 2], previous, folds.get(text, text))
        one = value(previous[-1], text[0])
        if "\ue000" <= text < "\uf900" or text < " ":
            return one - UNWRITTEN
        if text < "\x80" < previous and not _is_word(texts[number + 1 : number + 2]):
            return one - (_LONE if previous in _PUNCTUATION else LONE[text])
        return one

    return at


def _is_word(following: list[str]) -> bool:
    return following != [] and following[0].isascii() and (following[0].isalnum() or following[0] in ".-/")


def _gap(
    gap: bytes, sides: tuple[list[str], list[str]], stretch: Stretch, *, cut: bool
) -> tuple[str, float] | None:
    """What stands in a gap and the value of that with the characters after it; None where it cannot be one.

    ``sides`` are the one or two characters before the gap, and at most three after it, of which two count.
    """
    leads, trails = _hidden(stretch.encoding, stretch.language)
    first = sides[0][-1]
    base = CUT if cut else BAD
    between = _between(sides, stretch)
    if len(gap) == 1:
        one = gap[0]
        fits = _likely(leads.get(one, "") + ("" if cut else trails.get(one, "")), first, stretch)
        return "\ufffd", base + _sum((_sum(map(between, fits)), ANY_BYTE + between("")))
    if len(gap) == 2:
        changed = FILLER_BYTE if gap[0] in FILLERS or gap[1] in FILLERS else ANY_BYTE
        fits = _likely(leads.get(gap[0], "") + trails.get(gap[1], ""), first, stretch)
        return "\ufffd", BAD + changed + _sum(map(between, fits))
    found = [text for length, text in stretch.unit(gap[:1] + gap[2:], 0, 2) if length == 2]
    return (found[0], BAD + ADDED + between(found[0])) if found else None


def _likely(fits: str, before: str, stretch: Stretch) -> str:
    """Leave only the characters that were seen behind another, and some of the commonest."""
    if stretch.language != "zh" or before not in model():
        return fits[:CANDIDATES]
    followers = model().followers(before)
    folds = _folded(is_traditional=True)
    return "".join(
        one for number, one in enumerate(fits) if number < _ANYWAY or folds.get(one, one) in followers
    )


def _between(sides: tuple[list[str], list[str]], stretch: Stretch) -> Callable[[str], float]:
    """Give the measure of one character between others: its own value and that of those after it."""
    before, after = sides
    known = model()
    if stretch.language == "zh" and len(before) == 2 and len(after) > 1:
        (second, first), (third, fourth) = before, after[:2]
        if first in known and all(one > "\x7f" and one in known for one in (third, fourth)):
            # nearly every case, and three in four of all steps of the search
            value = known.trigram
            folds = _folded(stretch.is_traditional)
            third, fourth = folds.get(third, third), folds.get(fourth, fourth)
            direct = value(second, first, third) + value(first, third, fourth)
            return lambda ch: (
                value(second, first, folds.get(ch, ch)) + value(first, ch, third) + value(ch, third, fourth)
                if ch
                else direct
            )
    at = _measure(stretch)

    def worth(ch: str) -> float:
        texts = [*before, *([ch] if ch else []), *after]
        return sum(at(texts, number) for number in range(len(before), len(texts) - (len(after) > 2)))

    return worth


def _sum(values: Iterable[float]) -> float:
    """Logarithm of a sum of probabilities."""
    each = list(values)
    most = max(each, default=-40.0)
    return most + math.log(sum(math.exp(one - most) for one in each)) if each else most


@cache
def _hidden(encoding: str, language: str) -> tuple[dict[int, str], dict[int, str]]:
    """The commonest characters of two bytes by their first byte, and by their second."""
    if language == "zh":
        known = model()
        common = sorted(known.characters(), key=lambda one: known.unigram(known.base(one)), reverse=True)
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
            leads[pair[0]] += one
            trails[pair[1]] += one
    return dict(leads), dict(trails)
