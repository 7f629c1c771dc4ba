"""Which encoding a body is in, judged by the text that each encoding makes of it.

Every candidate decodes the same sample, mark-up stripped; the text is measured in the languages that are
written in that encoding; the most probable wins. What a page declares counts as evidence, but pages lie.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass
from itertools import pairwise

from reportharvest.decoding.alphabets import LATIN, latin
from reportharvest.decoding.labels import CODECS, encoding_of, single_byte_table
from reportharvest.decoding.plausible import LOST, mostly_kana, valuer
from reportharvest.decoding.reading import MULTI_BYTE, read

__all__ = ["Choice", "choose", "sample", "wide"]

LANGUAGES: dict[str, tuple[str, ...]] = {
    "utf-8": ("zh",),
    "gb18030": ("zh",),
    "big5": ("zh",),
    "shift_jis": ("ja",),
    "euc-jp": ("ja",),
    "euc-kr": ("ko",),
    "windows-1252": LATIN["windows-1252"],
    "windows-1251": ("ru", "uk", "bg"),
    "koi8-u": ("ru", "uk"),
    "windows-1250": LATIN["windows-1250"],
    "windows-1253": ("el",),
    "windows-1254": LATIN["windows-1254"],
    "windows-1255": ("he",),
    "windows-1256": ("ar", "fa", "ur"),
    "windows-1257": LATIN["windows-1257"],
    "windows-1258": LATIN["windows-1258"],
    "windows-874": ("th",),
}
"""The candidates, commonest first, each with the languages that its text is measured in."""

_ALL = tuple(dict.fromkeys(language for languages in LANGUAGES.values() for language in languages))
_LATIN = frozenset(language for languages in LATIN.values() for language in languages)
_CERTAIN = 60.0  # nats
# What margins are worth: the share of 15,000 pieces of 2 to 64 characters, in 12 encodings, sound and with
# one bad byte, that were read in the right encoding. Characters of a text are not independent, so margins are
# flattened first (divided by 6), which errs to the other side above 0.6.
_CALIBRATED = (
    (0.0, 0.3),
    (0.4, 0.4),
    (0.5, 0.58),
    (0.6, 0.76),
    (0.7, 0.92),
    (0.8, 0.955),
    (0.9, 0.98),
    (0.95, 0.995),
    (1.0, 0.999),
)
_SECOND_HAND = 0.3  # confidence in another detector's word on a text that no candidate makes sense of
_COMMON = ("gb18030", "utf-8", "big5")
_PAIRS = ("gb18030", "utf-8", "big5", "shift_jis", "euc-jp", "euc-kr")
_KANA, _HANGUL = re.compile("[\u3040-\u30ff]"), re.compile("[\uac00-\ud7a3]")
_OF_ALPHABETS, _OUTSIDE_ASCII = re.compile("[\xa1-\u1fff]"), re.compile("[^\x00-\x7f]")
_SCRIPTS = (("shift_jis", "ja", _KANA), ("euc-jp", "ja", _KANA), ("euc-kr", "ko", _HANGUL))
_Measured = tuple[float, str, str, str]
SAMPLE = 2_048  # bytes outside tags that are measured; 32 characters already decide
_WINDOWS = 4  # places that a long body is sampled at
_MARKUP = re.compile(
    rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-z!?][^<>]*>|&[#a-z0-9]+;", re.DOTALL | re.IGNORECASE
)
_SPACE = re.compile(rb"[\x20\t\r\n]+")
_CUT_RUNS = re.compile(rb"(?:\A|(?<=\n))[\x80-\xff]+|[\x80-\xff]+(?:\Z|(?=\n))")  # at the ends of windows
_UTF8_RUNS = re.compile(rb"(?<![\x80-\xff])(?:[\xe2-\xe9\xef][\x80-\xbf]{2}|\xc2[\xa0-\xbf])+(?![\x80-\xff])")
_PRIOR = {"windows-1252": 0.0, "utf-8": 2.0, "gb18030": 2.0, "big5": 0.0}
_UNUSUAL = -5.0  # prior of every other candidate: fewer than one page in fifty of this collection
_DECLARED = 12.0  # nats that a declaration is worth: some two characters outside ASCII
_UNREADABLE = -9.5  # mean a character of the best reading below which UTF-16 and another detector are asked
_CLEAR, _ENOUGH = -7.6, 12  # so many characters of so high a mean are Chinese; misread ones stay below -9
_ALPHABET = (
    -4.2
)  # mean of a letter in sound Russian, Thai or French; other bytes read as those have -4.5 to -9
_HIGH = re.compile(rb"[\x80-\xff]+")
_UNPRINTED = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SELDOM, _ALONE = (
    4,
    0.85,
)  # at most one byte in so many has an accent; so many of these have no other beside them
_GLANCE, _FINALISTS = 512, 4  # bytes that tell the likely alphabets, and how many are measured on
_BETWEEN_LETTERS = re.compile(r"[A-Za-z][^\x00-\x7f]{1,2}(?=[A-Za-z])")
_IN_WORD = 5.0  # nats less for a character or two within a Latin word, which accents are when read as pairs
_LIKELY = -8.8  # mean above which no alphabet needs to be tried: its letters, read as pairs, stay below -10
_HOPELESS = (
    -10.5
)  # mean below which pairs are no text, unless a bad byte shifted them all; then no alphabet is
_SEARCHED = 1_024  # bytes of the sample in which damage is looked for
_SCRIPTED = frozenset({"zh", "ja"})  # other languages have spaces
_CHINESE = re.compile("[\\x00-\\x7f\u3000-\u303f\u4e00-\u9fff\uff00-\uff65]")
_CONTROL = re.compile(rb"[\x00-\x08]")  # in every line of UTF-16, in no sound text of any other encoding
_PIECE = 32  # bytes; damage in one leaves the next
_MAYBE_WIDE = -9.0  # mean of a character in such a piece, which may have one bad byte
_WIDE, _WIDE_BYTES = -8.0, 1_024  # ASCII read as UTF-16 has -12 a character, GBK -11


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoding chosen, the language it reads as, and how sure that is."""

    encoding: str
    language: str
    confidence: float


def sample(body: bytes) -> bytes:
    r"""Give the bytes to measure: mark-up and repeated white space removed, a long body in several places.

    >>> sample(b"<p class='a'>abc\xb9\xab</p>")
    b' abc\xb9\xab '
    """
    if len(body) <= 2 * SAMPLE:
        return _stripped(body)[: 2 * SAMPLE]
    step = len(body) // _WINDOWS
    found = []
    for number in range(_WINDOWS):
        piece = _stripped(body[number * step : number * step + 4 * SAMPLE])
        first = re.search(rb"[\x80-\xff]", piece)
        start = max(0, first.start() - 40) if first else 0
        found.append(piece[start : start + SAMPLE // _WINDOWS])
    return b"\n".join(found)


def _stripped(piece: bytes) -> bytes:
    return _SPACE.sub(b" ", _MARKUP.sub(b" ", piece)) if b"<" in piece or b"&" in piece else piece


def choose(body: bytes, declared: str | None) -> Choice:
    """Choose an encoding for a body that is neither marked nor sound UTF-8.

    Args:
        body: the bytes.
        declared: the encoding that the response declares, or None.

    >>> choose("依法主动公开".encode("gbk"), None).encoding
    'gb18030'
    >>> choose("行政資訊公開".encode("big5"), None).encoding
    'big5'
    """
    if _CONTROL.search(body, 0, _WIDE_BYTES) and (found := wide(body)) is not None:
        return found
    measured = sample(body)
    return _clear(measured, declared) or _clear_mixture(measured) or _ranked(body, measured, declared)


def _clear(measured: bytes, declared: str | None) -> Choice | None:
    """Choose an encoding whose text leaves no doubt; None where there is none."""
    for encoding in _COMMON if declared not in _COMMON else (declared, *_COMMON):
        text = _decoded(measured, encoding)
        each, count = _each(text, "zh")
        if each > _CLEAR and count >= _ENOUGH and not mostly_kana(text):
            return Choice(encoding, "zh", 0.999)
    for encoding, language, script in _SCRIPTS:
        text = _decoded(measured, encoding)
        each, count = _each(text, language)
        if each > _CLEAR and count >= _ENOUGH and len(script.findall(text)) * 8 > count:
            return Choice(encoding, language, 0.999)
    return None


def _clear_mixture(measured: bytes) -> Choice | None:
    """Choose for a sample with pieces in UTF-8 and in GB 2312, each Chinese without doubt; None for others.

    Such a page has an article of one system in the template of another. It is read piece by piece in either
    case; what most of it is in gives the encoding its name.
    """
    whole = _CUT_RUNS.sub(b" ", measured)
    inside = b" ".join(_UTF8_RUNS.findall(whole)).decode("utf-8")
    try:
        outside = _UTF8_RUNS.sub(b" ", whole).decode("gb2312")
    except UnicodeDecodeError:
        return None
    counts = []
    for text in (inside, outside):
        each, count = _each(text, "zh")
        if each <= _CLEAR or count < _ENOUGH or mostly_kana(text):
            return None
        counts.append(count)
    return Choice("gb18030" if counts[1] > counts[0] else "utf-8", "zh", 0.999)


def _ranked(body: bytes, measured: bytes, declared: str | None) -> Choice:
    """Choose the encoding with the most probable text, damaged or not."""
    if (accented := _accented(measured, declared)) is not None:
        return accented
    candidates = _candidates(measured, declared)
    plain = [_measure(one, measured, declared) for one in _PAIRS]
    ranked: list[_Measured] = []
    if max(_each(one[3], one[2])[0] for one in plain) < _HOPELESS:
        ranked = sorted((_measure(one, measured, declared) for one in candidates), reverse=True)
        each, count = _each(ranked[0][3], ranked[0][2])
        if ranked[0][1] in MULTI_BYTE or each < _ALPHABET or count < _ENOUGH:
            ranked = []
    if not ranked:
        pairs = sorted((_measure_damaged(one, measured) for one in plain), reverse=True)
        each, count = _each(pairs[0][3], pairs[0][2])
        if each > _LIKELY and count >= _ENOUGH:
            return Choice(pairs[0][1], pairs[0][2], _confidence(pairs[0][0] - pairs[1][0], each))
        others = (_measure(one, measured, declared) for one in candidates if one not in _PAIRS)
        ranked = sorted([*pairs, *others], reverse=True)
    value, encoding, language, text = ranked[0]
    each, _ = _each(text, language)
    if language in _LATIN:
        behind = next((one[0] for one in ranked if one[2] not in _LATIN), value - _CERTAIN)
        encoding, language, margin = latin(measured, declared)
        return Choice(encoding, language, _confidence(min(margin, value - behind), _ALPHABET))
    if each < _UNREADABLE and declared is None:
        other = wide(body) or _another_opinion(measured)
        if other is not None:
            return other
    return Choice(encoding, language, _confidence(value - ranked[1][0], each))


def _accented(measured: bytes, declared: str | None) -> Choice | None:
    """Choose for a text in ASCII letters some of which have accents, one byte at a time; None for others."""
    if (declared is not None and declared not in LATIN) or _UNPRINTED.search(measured):
        return None
    runs = [len(run) for run in _HIGH.findall(measured)]
    if len(runs) < _ENOUGH or sum(runs) * _SELDOM > len(measured) or runs.count(1) < _ALONE * len(runs):
        return None
    encoding, language, margin = latin(measured, declared)
    return Choice(encoding, language, _confidence(margin, _ALPHABET))


def _candidates(measured: bytes, declared: str | None) -> list[str]:
    """Encodings to measure a sample in: all for a short one, for a long one the best for its beginning."""
    candidates = [*LANGUAGES] if declared is None or declared in LANGUAGES else [*LANGUAGES, declared]
    if len(measured) <= 2 * _GLANCE:
        return candidates
    glanced = sorted((_measure(one, measured[:_GLANCE], declared) for one in candidates), reverse=True)
    best = {one[1] for one in glanced[:_FINALISTS]}
    return [one for one in candidates if one in best or one in MULTI_BYTE]


def wide(body: bytes) -> Choice | None:
    """Give the UTF-16 that a body is in, or None where it is in neither.

    >>> wide("主动公开".encode("utf-16-be")).encoding
    'utf-16be'
    """
    plain = body[:_WIDE_BYTES]
    found = []
    for encoding in ("utf-16le", "utf-16be"):
        if not _maybe_wide(plain, encoding):
            continue
        text = read(plain, encoding).text
        for language in _likely_languages(text):
            if language == "zh" and 2 * len(_CHINESE.findall(text)) < len(text):
                continue  # misread text is of rare letters of one script, which Chinese may quote
            # every character counts: where half of the bytes are NUL, ASCII is the text
            value = _total(text, language) / max(1, len(text))
            if value > _WIDE and (language in _SCRIPTED or " " in text or "。" in text):
                found.append((value, encoding, language))
    if not found:
        return None
    value, encoding, language = max(found)
    return Choice(encoding, language, round(min(0.999, 1.0 - 0.5 / len(plain)), 3))


def _maybe_wide(plain: bytes, encoding: str) -> bool:
    """Whether half of the bytes, piece by piece, read as text in UTF-16, without looking for damage."""
    starts = range(0, max(1, len(plain) - _PIECE + 1), _PIECE)
    return 2 * sum(_reads_wide(plain, start, encoding) for start in starts) >= len(starts)


def _reads_wide(plain: bytes, start: int, encoding: str) -> bool:
    for place in (start, start + 1):  # a byte that was lost before shifts all after it
        text = plain[place : place + _PIECE].decode(CODECS[encoding], "replace")
        if text and max(_total(text, one) for one in _likely_languages(text)) > _MAYBE_WIDE * len(text):
            return True
    return False


def _each(text: str, language: str) -> tuple[float, int]:
    """Mean value of the characters outside ASCII, and how many there are."""
    value = valuer(language)
    before, found, count = "\n", 0.0, 0
    for ch in text:
        if ch > "\x7f":
            found += LOST if ch == "\ufffd" else value(before, ch)
            count += 1
        before = ch
    return (found / count if count else 0.0), count


def _confidence(margin: float, each: float) -> float:
    """A margin in nats as the share of readings that are right which are so far ahead."""
    sure = 1.0 / (1.0 + math.exp(-min(margin, 200.0) / 6.0))
    if each <= _UNREADABLE:
        sure *= 0.6
    for (low, less), (high, more) in pairwise(_CALIBRATED):
        if sure <= high:
            return round(less + (more - less) * max(0.0, sure - low) / (high - low), 3)
    return _CALIBRATED[-1][1]


def _measure(encoding: str, measured: bytes, declared: str | None) -> _Measured:
    """Value of the sample in an encoding, in the language that suits it best."""
    text = _decoded(measured, encoding)
    prior = _PRIOR.get(encoding, _UNUSUAL) + (_DECLARED if encoding == declared else 0.0)
    languages = _likely_languages(text) if encoding == "utf-8" else LANGUAGES.get(encoding, _ALL)
    if encoding in MULTI_BYTE:
        value, language = max((_total(text, language), language) for language in languages)
        value -= _IN_WORD * len(_BETWEEN_LETTERS.findall(text))
    else:
        value, language = max((_of_alphabet(text, language), language) for language in languages)
    return value + prior, encoding, language, text


def _of_alphabet(text: str, language: str) -> float:
    """Value of a text of one byte a letter: any byte is a letter somewhere, sound text has common ones."""
    value = valuer(language)
    before, all_of_it, letters, count = "\n", 0.0, 0.0, 0
    for ch in text:
        one = LOST if ch == "\ufffd" else value(before, ch)
        all_of_it += one
        if ch > "\x7f":
            letters += one
            count += 1
        before = ch
    return all_of_it + 2.0 * min(0.0, letters - _ALPHABET * count)


def _measure_damaged(plain: _Measured, measured: bytes) -> _Measured:
    """Measure again with the best way through damaged bytes, where pairs can be out of step."""
    value, encoding, language, _ = plain
    if encoding not in MULTI_BYTE or encoding == "utf-8":
        return plain
    better = read(measured[:_SEARCHED], encoding, language=language).text
    gain = _total(better, language) - _total(_decoded(measured[:_SEARCHED], encoding), language)
    return (value + gain, encoding, language, better) if gain > 0 else plain


def _decoded(piece: bytes, encoding: str) -> str:
    if encoding in MULTI_BYTE or encoding == "iso-2022-jp":
        return piece.decode(CODECS[encoding], "replace")
    return codecs.charmap_decode(piece, "strict", single_byte_table(encoding))[0]


def _likely_languages(text: str) -> tuple[str, ...]:
    """Languages to measure a Unicode text in: Chinese, and those whose script is there."""
    letters = len(_OF_ALPHABETS.findall(text))
    if 2 * letters > len(_OUTSIDE_ASCII.findall(text)):
        return _ALL
    found = ["zh"]
    if _KANA.search(text):
        found.append("ja")
    if _HANGUL.search(text):
        found.append("ko")
    return tuple(found)


def _total(text: str, language: str) -> float:
    value = valuer(language)
    before, found = "\n", 0.0
    for ch in text:
        found += LOST if ch == "\ufffd" else value(before, ch)
        before = ch
    return found


def _another_opinion(measured: bytes) -> Choice | None:
    """Ask charset-normalizer about a sample that no candidate makes sense of."""
    import charset_normalizer  # noqa: PLC0415 (25 ms that hardly any page needs)

    found = charset_normalizer.from_bytes(measured).best()
    if found is None:
        return None
    encoding = encoding_of(found.encoding.replace("_", "-").replace("cp125", "windows-125"))
    if encoding is None or encoding == "utf-8":
        return None
    if encoding in LATIN:
        return Choice(*latin(measured, None)[:2], _SECOND_HAND)
    return Choice(encoding, LANGUAGES.get(encoding, _ALL)[0], _SECOND_HAND)
