"""One codec of the Far East read as another: GBK as Big5 and back, GBK or UTF-8 as Shift_JIS, EUC-KR, Big5.

These pairs overlap badly: a third of the characters may be lost where a table has no entry. What is there is
read again, what is missing becomes a slot. Only long fields that read as prose are touched: sound Chinese,
Japanese and Korean consist of the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from reportharvest.repairing.bytemaps import gbk_pairs, inside_class
from reportharvest.repairing.later import later
from reportharvest.repairing.pairs_again import RARE, Chain, Field, Read, read_field, size_of
from reportharvest.repairing.plausibility import is_prose
from reportharvest.repairing.readers import byte_table, likely_readers
from reportharvest.repairing.stretch import LOST_MARKS, Slot, Stretch, fields
from reportharvest.repairing.traditional import to_simplified
from reportharvest.tables.language import model

__all__ = ["find_double_byte", "triggers"]

LONG = 16  # characters of a field; shorter ones read as prose by chance too easily
VARIETY = 5  # different characters among them: ﾃﾃﾃﾃ, read again, is 妹妹
SAMPLE = 400
SAMPLES = 8
GRACE = 1.0
# On a page with so many characters restored, fields go along that are e**8 times as common once read again;
# where most of the page is damaged, those that are any more common.
PROOF = 100
RARER = 8.0
CHANCE = -11.0  # mean log probability of characters that came about by chance
SURER = 4.0  # nats by which one table is more likely than another
CHAINS = (
    ("gbk", "big5"),
    ("big5", "gbk"),
    ("gbk", "shift_jis"),
    ("gbk", "euc-kr"),
    ("utf8", "shift_jis"),
    ("utf8", "big5"),
    ("utf8", "euc-kr"),
    ("big5", "shift_jis"),
    ("big5", "euc-kr"),
)
SEEN = 40  # characters of a field that tell sound prose
ALPHABETS_END = "\u0530"  # Latin, Greek and Cyrillic letters stand before it
# A lost lead byte leaves an ASCII trail byte behind it. A run has something that is not ASCII.
_RUN = later(r"(?:\?[@-~]?){0,3}[^\x00-\x7f](?:[?\ufffd][@-~]?|[^\x00-\x7f])*")


def find_double_byte(text: str) -> tuple[str, list[Stretch]] | None:
    """Find one double-byte codec read as another: the kind, and the stretches in order."""
    if not _gate().search(text):
        return None
    found = list(_fields(text))
    # A page may be damaged in places: what shows the accident tells which it was.
    sample = _suspects(text, found)
    chain = _best_chain(text, sample)
    if chain is None:
        # Sound runs may stand beside damaged ones, as in a line of a table.
        apart = _suspects(text, [[run] for field in found if len(field) > 1 for run in field])
        chain = _best_chain(text, apart)
        if chain is None:
            return None
    good: list[Stretch] = []
    others: list[Stretch] = []
    total = 0
    search = _gate().search
    for field in found:
        total += size_of(field)
        start, end = field[0][0], field[-1][1]
        if size_of(field) >= LONG and not search(text, start, end) and is_prose(text[start : start + SEEN]):
            continue  # it is sound, which takes less time to see than to read it otherwise
        whole = read_field(text, field, chain)
        if whole is not None and _is_good(whole.stretch, size_of(field)):
            good.append(whole.stretch)
            continue
        for run in field:
            one = whole if len(field) == 1 else read_field(text, [run], chain)
            if one is not None:
                if _is_good(one.stretch, run[1] - run[0]):
                    good.append(one.stretch)
                elif one.odd <= one.stretch.known and not _is_in_word(text, *run):
                    others.append(one.stretch)
    if not good:
        return None
    covered = sum(one.end - one.start for one in good)
    margin = 0.0 if covered * 2 >= total else RARER
    if not margin or sum(one.known for one in good) >= PROOF:
        good += [one for one in others if _is_rarer(text[one.start : one.end], one, margin)]
        good.sort(key=lambda one: one.start)
    return f"{chain.real}-as-{chain.read}", good


def _fields(text: str) -> Iterator[Field]:
    """Yield the runs of a text, together with those that only a little ASCII parts them from."""
    runs = (Stretch(run.start(), run.end()) for run in _RUN.finditer(text))
    for field in fields(text, runs):
        yield [(one.start, one.end) for one in field]


def _suspects(text: str, found: Sequence[Field]) -> list[Field]:
    """Give the longest of the fields that may be damaged, cut to what a sample needs."""
    search = _gate().search
    suspects = [
        field for field in found if size_of(field) >= LONG and search(text, field[0][0], field[-1][1])
    ]
    suspects.sort(key=size_of, reverse=True)
    return [list(_begin(field)) for field in suspects[:SAMPLES]]


def _begin(field: Field) -> Iterator[tuple[int, int]]:
    left = SAMPLE
    for start, end in field:
        if left <= 0:
            break
        yield start, min(end, start + left)
        left -= end - start


def _best_chain(text: str, sample: Sequence[Field]) -> Chain | None:
    """Find the chain by which a sample reads best; None where none makes it prose."""
    if not sample:
        return None
    chars = {char for field in sample for start, end in field for char in text[start:end] if char > "\x7f"}
    # How many bytes a mark stands for matters where there is one.
    marked = any(mark in text[start:end] for field in sample for start, end in field for mark in LOST_MARKS)
    chars.discard(LOST_MARKS[1])
    best, most = None, 0.0
    for real, read in CHAINS:
        readers = likely_readers(read, chars)
        for single in (True, False) if readers and marked else (True,) if readers else ():
            chain = Chain(real, read, readers, single)
            weight = _weight([one for field in sample if (one := read_field(text, field, chain))])
            if best is None or weight > most:
                best, most = chain, weight
    return _narrowed(text, sample, best) if best is not None and most > 0.0 else None


def _narrowed(text: str, sample: Sequence[Field], chain: Chain) -> Chain:
    """Keep those tables that a text may have been read by where what they refuse is likely to have stood."""
    if len(chain.readers) == 1:
        return chain
    likely = dict.fromkeys(chain.readers, 0.0)
    for name in chain.readers:
        alone = replace(chain, readers=(name,))
        for field in sample:
            one = read_field(text, field, alone)
            items = one.stretch.items if one else []
            likely[name] += sum(_commonest(item) for item in items if isinstance(item, Slot))
    least = max(likely.values()) - SURER
    return replace(chain, readers=tuple(name for name in chain.readers if likely[name] >= least))


def _commonest(slot: Slot) -> float:
    """Give the log probability of the commonest candidate of a slot."""
    return model().unigram(to_simplified(slot.candidates[0])) if slot.candidates else 2 * RARE


def _weight(reads: Sequence[Read]) -> float:
    """Say by how many nats fields read better than what came about by chance; 0.0 if they are no prose."""
    good = [one for one in reads if _is_good(one.stretch, LONG)]
    sound = " ".join(_prose(one.stretch) for one in good)
    if len(set(sound)) < VARIETY:
        return 0.0
    return (model().score(sound) - CHANCE) * len(sound) - sum(one.odd for one in good)


def _is_good(stretch: Stretch, size: int) -> bool:
    """Whether a field reads as prose by itself."""
    if size < LONG or stretch.known < LONG // 2:
        return False
    prose = _prose(stretch)
    return len(prose) >= LONG // 2 and is_prose(prose, GRACE)


def _is_in_word(text: str, start: int, end: int) -> bool:
    """Whether a run is a word of another alphabet, or letters within one: ü in Bürger, Министерство."""
    beside = text[start - 1 : start], text[end : end + 1]
    return all("a" <= char <= "z" for char in beside) or max(text[start:end]) < ALPHABETS_END


def _is_rarer(observed: str, stretch: Stretch, margin: float) -> bool:
    """Whether what is there is far rarer than what it would be once it is read again."""
    frequency = model().unigram
    if any("\ue000" <= char <= "\ue765" for char in observed):
        return True  # no page in a proven chain has private characters of its own
    there = sum(frequency(char) for char in observed if char > "\x7f" and char != LOST_MARKS[1])
    sound = [char for char in stretch.sound if char > "\x7f"]
    slots = [item for item in stretch.items if isinstance(item, Slot)]
    again = sum(map(frequency, map(to_simplified, sound))) + sum(map(_commonest, slots))
    return len(sound) >= len(slots) and again - there > margin


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
    big5 = byte_table("big5hkscs") | byte_table("cp950")
    rare |= {char for char, raw in big5.items() if raw >= b"\xc9" and frequency(char) < RARE}
    # With characters beyond the BMP Python's regular expressions search a class a hundred times slower; and
    # the sign for long vowels stands in every Japanese text.
    rare = {char for char in rare if char <= "\uffff" and not "\u3040" <= char <= "\u30ff"}
    one = inside_class(rare)
    near = "[^\\x00->]{0,3}"  # marks of loss and second bytes in ASCII may stand between
    han = "[\u4e00-\u9fff\uf900-\ufaff]"
    kana, hangul = "\uff61-\uff9f", "\uac00-\ud7a3"
    # What hardly stands between syllables: Greek, Cyrillic, signs in circles, kana, Han, marks of loss.
    other = "[?\u0370-\u04ff\u2460-\u27bf\u3001-\u9fff\uf900-\ufaff\uff00-\uff5f\ufffd]"
    lost = "[?\ufffd]{1,6}"
    return [
        (one, f"{near}[{one}]{near}[{one}]"),
        (kana, f"(?:{han}{{1,4}}[{kana}]|[{kana}]{{3}}|[@-~][{kana}])"),
        (hangul, f"{other}{{1,6}}[{hangul}]{{1,5}}{other}{{1,6}}(?:[{hangul}]|{han})"),
        ("\ufffd", f"(?:[@-~]?[^\\x00-\\x7f\ufffd]{{1,5}}{lost}){{3}}"),
    ]


def _prose(stretch: Stretch) -> str:
    """Give what is sound in pieces of two characters and more; the rest has no neighbours to be judged by."""
    pieces = (_ASCII.sub("", item) for item in stretch.items if isinstance(item, str))
    # The model knows simplified characters best.
    return "".join(map(to_simplified, "".join(piece for piece in pieces if len(piece) > 1)))


_ASCII = later(r"[\x00-\x7f]+")
