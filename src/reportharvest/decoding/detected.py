"""Which encoding a body is in, judged by the text that each encoding makes of it.

Every candidate decodes the same sample, mark-up stripped; the text is measured in the languages that are written in
that encoding; the most probable wins. What a page declares counts as evidence, but pages lie.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

import charset_normalizer

from reportharvest.decoding.labels import CODECS, encoding_of, single_byte_table
from reportharvest.decoding.plausible import LOST, valuer
from reportharvest.decoding.reading import MULTI_BYTE

__all__ = ["Choice", "choose", "sample"]

LANGUAGES: dict[str, tuple[str, ...]] = {
    "utf-8": ("zh",),
    "gb18030": ("zh",),
    "big5": ("zh",),
    "shift_jis": ("ja",),
    "euc-jp": ("ja",),
    "euc-kr": ("ko",),
    "utf-16le": ("zh",),
    "utf-16be": ("zh",),
    "windows-1252": ("de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi"),
    "windows-1251": ("ru", "uk", "bg"),
    "koi8-u": ("ru", "uk"),
    "windows-1250": ("pl", "cs", "hu", "ro", "hr", "sk", "sl", "sq"),
    "windows-1253": ("el",),
    "windows-1254": ("tr",),
    "windows-1255": ("he",),
    "windows-1256": ("ar", "fa", "ur"),
    "windows-1257": ("lt", "lv", "et"),
    "windows-1258": ("vi",),
    "windows-874": ("th",),
}
"""The candidates, commonest first, each with the languages that its text is measured in."""

_ALL = tuple(dict.fromkeys(language for languages in LANGUAGES.values() for language in languages))
_UNICODE = frozenset({"utf-8", "utf-16le", "utf-16be"})
SAMPLE = 4_096  # bytes outside tags that are measured; 32 characters already decide
_WINDOWS = 4  # places that a long body is sampled at
_MARKUP = re.compile(
    rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-z!?][^<>]*>|&[#a-z0-9]+;", re.DOTALL | re.IGNORECASE
)
_SPACE = re.compile(rb"[\x20\t\r\n]+")
_PRIOR = {"windows-1252": -2.0, "utf-8": 2.0, "gb18030": 2.0, "big5": 0.0}
_UNUSUAL = -4.0  # prior of every other candidate: fewer than one page in fifty of this collection
_LIKELY_LIE = 12.0  # nats that a declaration is worth: some two characters outside ASCII
_UNREADABLE = -10.5  # mean a character of the best reading below which another detector is asked


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoding chosen, the language it reads as, and how sure that is."""

    encoding: str
    language: str
    confidence: float


def sample(body: bytes) -> bytes:
    """Give the bytes to measure: mark-up and repeated white space removed, from several places of a long body.

    >>> sample(b"<p class='a'>abc\\xb9\\xab</p>")
    b' abc\\xb9\\xab '
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

    >>> choose("依法主动公开".encode("gbk"), None).encoding, choose("行政資訊公開".encode("big5"), None).encoding
    ('gb18030', 'big5')
    """
    measured = sample(body)
    plain = body[: 2 * SAMPLE] if len(body) % 2 == 0 else body[: min(len(body) - 1, 2 * SAMPLE)]
    candidates = list(LANGUAGES)
    if declared is not None and declared not in LANGUAGES:
        candidates.append(declared)
    ranked = sorted((_measure(one, measured, plain, declared) for one in candidates), reverse=True)
    value, encoding, language = ranked[0]
    outside = max(1, sum(byte > 0x7F for byte in measured))
    if value / outside < _UNREADABLE and declared is None:
        found = _another_opinion(measured)
        if found is not None:
            return Choice(found, "zh" if found in MULTI_BYTE else "de", 0.3)
    rival = next((one for one in ranked[1:] if one[1] != encoding), ranked[0])
    return Choice(encoding, language, _confidence(value - rival[0], value / outside))


def _confidence(margin: float, each: float) -> float:
    """A margin in nats as a probability; flattened, because characters of a text are not independent."""
    sure = 1.0 / (1.0 + math.exp(-min(margin, 200.0) / 6.0))
    return round(min(0.999, sure) * (1.0 if each > _UNREADABLE else 0.6), 3)


def _measure(encoding: str, measured: bytes, plain: bytes, declared: str | None) -> tuple[float, str, str]:
    """Value of the sample in an encoding, in the language that suits it best."""
    wide = encoding.startswith("utf-16")
    piece = plain if wide else measured
    text = _decoded(piece, encoding)
    prior = _PRIOR.get(encoding, _UNUSUAL) + (_LIKELY_LIE if encoding == declared else 0.0)
    languages = _likely_languages(text) if encoding in _UNICODE else LANGUAGES.get(encoding, _ALL)
    best = max((_total(text, language), language) for language in languages)
    if wide:
        # measured on other bytes: mark-up is in it, at the same price for every encoding
        return best[0] - _total_ascii(plain) + _total_ascii(measured) + prior, encoding, best[1]
    return best[0] + prior, encoding, best[1]


def _decoded(piece: bytes, encoding: str) -> str:
    if encoding in MULTI_BYTE or encoding == "iso-2022-jp":
        return piece.decode(CODECS[encoding], "replace")
    return codecs.charmap_decode(piece, "strict", single_byte_table(encoding))[0]


def _likely_languages(text: str) -> tuple[str, ...]:
    """Languages to measure a Unicode text in: Chinese, and those whose script is there."""
    if any("\u3040" <= ch < "\u3100" for ch in text):
        return ("zh", "ja")
    if any("\uac00" <= ch < "\ud7b0" for ch in text):
        return ("zh", "ko")
    if any("\xa0" < ch < "\u2000" for ch in text):
        return _ALL
    return ("zh",)


def _total(text: str, language: str) -> float:
    value = valuer(language)
    before, found = "\n", 0.0
    for ch in text:
        found += LOST if ch == "\ufffd" else value(before, ch)
        before = ch
    return found


def _total_ascii(piece: bytes) -> float:
    return _total(piece.decode("ascii", "ignore"), "zh")


def _another_opinion(measured: bytes) -> str | None:
    """Ask charset-normalizer about a sample that no candidate makes sense of."""
    found = charset_normalizer.from_bytes(measured).best()
    return (
        None
        if found is None
        else encoding_of(found.encoding.replace("_", "-").replace("cp125", "windows-125"))
    )
