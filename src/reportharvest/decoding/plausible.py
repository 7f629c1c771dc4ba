"""How plausible decoded text is in one language: log probabilities, character after character.

Only characters outside ASCII tell encodings apart, so ASCII has a flat price. Values are in nats; sound
prose of any language lies above -8 a character, a wrong encoding below -11.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache

from reportharvest.tables.language import model
from reportharvest.tables.letters import letters, pairs

__all__ = ["LOST", "MARKS", "Valuer", "first_doubt", "mean", "mostly_kana", "total", "valuer"]

Valuer = Callable[[str, str], float]
"""Gives the log probability of the second character after the first."""

LOST = (
    -15.0
)  # a lost byte is rarer than the rarest sound character (-14), and ends a run of wrong ones (-12 each)
_RARE = -14.0
_WRONG = -17.0  # controls, private use, unassigned: no page is written in them
_DOUBT = -11.0  # mean over WINDOW; prose is above -10 even in names, a shifted pairing below -11.5
WINDOW = 4
CACHE_SIZE = 1 << 17
_LATIN = frozenset(
    [
        "cs",
        "da",
        "de",
        "es",
        "et",
        "fi",
        "fr",
        "hr",
        "hu",
        "it",
        "lt",
        "lv",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "sk",
        "sl",
        "sq",
        "sv",
        "tr",
        "vi",
    ]
)


def _ascii(before: str, ch: str) -> float:
    if (ch < " " and ch not in "\t\n\r") or ch == "\x7f":
        return _RARE
    if before < "\x80":
        return -2.5
    return -7.0 if ch.isalpha() else -4.0


def _script(ch: str) -> int:
    """A number for the block of a letter or symbol, coarse: kana, hangul, and else 256 characters."""
    number = ord(ch)
    if 0x3040 <= number < 0x3100:
        return 0x30
    if 0xAC00 <= number < 0xD7B0:
        return 0xAC
    return number >> 8


def _foreign(before: str, ch: str) -> float:
    """A character that is neither ASCII nor known to the language."""
    number = ord(ch)
    if number < 0xA0 or 0xD800 <= number < 0xF900 or ch == "\ufffd" or number >= 0xE0000:
        return _WRONG
    if 0x3400 <= number < 0xA000 or number >= 0x20000:
        return _RARE - 2
    if number < 0x250:
        return -9.0  # accented Latin letters stand alone among Han
    return -6.0 if before > "\x7f" and _script(before) == _script(ch) else -10.0


def _chinese() -> Valuer:
    known = model()
    remembered: dict[str, float] = {}

    def value(before: str, ch: str) -> float:
        pair = before + ch
        found = remembered.get(pair)
        if found is None:
            if ch < "\x80":
                found = _ascii(before, ch)
            elif ch in known and not "\u3040" <= ch < "\u3100":
                found = -4.0 if before == ch and not ch.isalnum() else max(known.bigram(before, ch), _RARE)
            else:
                found = _foreign(before, ch)
            if len(remembered) >= CACHE_SIZE:
                remembered.clear()
            remembered[pair] = found
        return found

    return value


# Logarithms of how much likelier a script is after a script than elsewhere in Japanese, as in the profile of
# langdetect, made from Wikipedia: hiragana, katakana, Han, punctuation.
_AFTER = {
    "h": {"h": 0.6, "k": -1.6, "c": -0.4, "p": 0.4},
    "k": {"h": -1.2, "k": 1.3, "c": -1.5, "p": -0.6},
    "c": {"h": 0.5, "k": -2.2, "c": -0.1, "p": -0.5},
    "p": {"h": 0.3, "k": 0.0, "c": -0.3, "p": -0.5},
}
# Signs that all alphabets are written with.
MARKS = frozenset("«»‹›“”„‘’‚–—…¿¡·•°§©®€£№ºª\xa0")
_MARK = -5.0
_HAN = "\u4e00"
_SHARED = 1.0  # nats less for a pair that is known from Chinese
_SMALL = frozenset("ぁぃぅぇぉっゃゅょァィゥェォッャュョー")
_BEGINNING = 4.0  # nats less for a small kana or a long vowel that begins a word
_PAIRED, _UNPAIRED = math.log(0.8), math.log(0.3)  # of what follows a Korean syllable, pairs are 0.7


def _japanese() -> Valuer:
    table, known = letters()["ja"], model()

    def value(before: str, ch: str) -> float:
        if ch < "\x80":
            return _ascii(before, ch)
        found = table.get(ch)
        if found is None:
            return _RARE if ch.isalpha() else _foreign(before, ch)
        if ch >= _HAN and before >= _HAN:
            # most words of two Han are words of Chinese, too, whatever their forms
            code = known.followers(before).get(known.base(ch))
            if code is not None:
                return max(found, known.bigram_values[code] - _SHARED)
        after = _AFTER.get(_writing(before))
        if after is not None:
            found += after.get(_writing(ch), 0.0)
        return found - _BEGINNING if ch in _SMALL and not "\u3040" < before < "\u3100" else found

    return value


def _writing(ch: str) -> str:
    if ch < "\u3000":
        return ""
    return "p" if ch < "\u3040" else "h" if ch < "\u30a0" else "k" if ch < "\u3100" else "c"


def _korean() -> Valuer:
    table, after = letters()["ko"], pairs("ko")

    def value(before: str, ch: str) -> float:
        if ch < "\x80":
            return _ascii(before, ch)
        found = table.get(ch)
        if found is None:
            return _RARE if ch.isalpha() else _foreign(before, ch)
        pair = after.get(before + ch)
        if pair is not None:
            return pair + _PAIRED
        return found if before < "\x80" else found + _UNPAIRED

    return value


def _alphabet(language: str) -> Valuer:
    table = letters()[language]
    latin = language in _LATIN

    def value(before: str, ch: str) -> float:
        if ch < "\x80":
            return _ascii(before, ch) if not ch.isalpha() else -2.5 if latin or before < "\x80" else -5.0
        if ch in MARKS:
            return _MARK
        found = table.get(ch)
        if found is None:
            found = table.get(ch.lower())
            if found is None:
                return _foreign(before, ch)
            found -= 1.0 if before < "\x80" and not before.isalpha() else 3.5
        # accents seldom stand side by side; other alphabets do not mix with ASCII letters in a word
        if latin and before > "\x7f" and language != "vi":
            found -= 3.0
        elif not latin and before < "\x80" and before.isalpha():
            found -= 6.0
        return found

    return value


_RARE_PAIR = -7.5  # less than three in a thousand of what follows a letter
_CAPITAL, _CAPITAL_INSIDE = 1.0, 3.5  # nats less for a capital where a word begins, and within one
_IN_LATIN = 6.0  # nats less for a letter within an ASCII word
_END = 1.5  # nats less for what of all signs ends a word


def _words(language: str) -> Valuer:
    """Measure of an alphabet by what letters follow what letters, as they do in words."""
    table, known = letters()[language], pairs(language)

    def value(before: str, ch: str) -> float:
        previous = before.lower() if before > "\x7f" else " "
        if previous not in table:
            previous = " "
        if ch < "\x80":
            if ch.isalpha():
                return -2.5 if before < "\x80" else -5.0
            return _ascii(before, ch) if previous == " " else known.get(previous + " ", _RARE_PAIR) - _END
        if ch in MARKS:
            return _MARK
        letter = ch.lower()
        if letter not in table:
            return _foreign(before, ch)
        found = known.get(previous + letter, _RARE_PAIR)
        if letter != ch:
            found -= _CAPITAL if previous == " " else _CAPITAL_INSIDE
        return found - _IN_LATIN if before < "\x80" and before.isalpha() else found

    return value


@cache
def valuer(language: str) -> Valuer:
    """Give the measure of one language (ISO 639-1; ``zh`` is simplified and traditional Chinese).

    >>> valuer("zh")("公", "开") > valuer("zh")("公", "堪")
    True
    """
    special = {"zh": _chinese, "ja": _japanese, "ko": _korean}.get(language)
    if special is not None:
        return special()
    return _words(language) if language not in _LATIN and pairs(language) else _alphabet(language)


def total(text: str, value: Valuer) -> float:
    """Sum of the values of a text's characters."""
    before, found = "\n", 0.0
    for ch in text:
        found += value(before, ch)
        before = ch
    return found


def mean(text: str, value: Valuer) -> float:
    """Mean value of the characters outside ASCII; 0.0 where there are none.

    >>> mean("主动公开", valuer("zh")) > -6 > mean("婢抽崯", valuer("zh"))
    True
    """
    before, found, count = "\n", 0.0, 0
    for ch in text:
        if ch > "\x7f":
            found += value(before, ch)
            count += 1
        before = ch
    return found / count if count else 0.0


_KANA = re.compile("[\u3040-\u30ff]")


def mostly_kana(text: str) -> bool:
    """Whether a text may be Japanese: GB 2312 and EUC-JP have the kana in one place.

    >>> mostly_kana("お知らせします"), mostly_kana("以の字为名")
    (True, False)
    """
    kana = len(_KANA.findall(text))
    return kana > 2 and 8 * kana > sum(ch > "\x7f" for ch in text)


def first_doubt(text: str, value: Valuer) -> int:
    """Give where the text first stops being plausible, as the start of :data:`WINDOW` characters, or -1.

    >>> first_doubt("主动公开政府信息", valuer("zh"))
    -1
    """
    before = "\n"
    a = b = c = 0.0
    limit = WINDOW * _DOUBT
    for place, ch in enumerate(text):
        d = value(before, ch)
        if a + b + c + d < limit:
            return max(0, place - WINDOW + 1)
        a, b, c = b, c, d
        before = ch
    return -1
