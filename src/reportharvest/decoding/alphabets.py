"""Which Latin alphabet a text is in: the same bytes are ç, č and ē in three of them.

Accented letters alone do not tell: Spanish read as windows-1250 has the accents of Hungarian. What letters
stand beside what letters does.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from itertools import pairwise

from reportharvest.decoding.labels import CODECS, single_byte_table
from reportharvest.decoding.plausible import MARKS
from reportharvest.tables.letters import pairs

__all__ = ["LATIN", "latin"]

LATIN: dict[str, tuple[str, ...]] = {
    "windows-1252": ("de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi"),
    "windows-1250": ("pl", "cs", "hu", "ro", "hr", "sk", "sl", "sq"),
    "windows-1254": ("tr",),
    "windows-1257": ("lt", "lv", "et"),
    "windows-1258": ("vi",),
}
"""Encodings of Latin alphabets, commonest first, with the languages written in them."""

_ALL = tuple(dict.fromkeys(language for languages in LATIN.values() for language in languages))
_PRIOR = {"windows-1252": 3.0, "windows-1250": 0.0, "windows-1254": -1.0, "windows-1257": -1.0}
_UNUSUAL = -5.0
_DECLARED = 12.0
_RARE = -8.0  # a pair that is less than three in a thousand of what follows its first letter
_FOREIGN = -12.0  # a sign within a word, a letter that the language has not
_NEAR = re.compile(r"[\x00-\x7f]{0,24}[^\x00-\x7f]+[\x00-\x7f]{0,24}")
_STRETCHES = 120  # around so many accents; three already tell nine texts in ten
_SIGNS = re.compile(rf"[\x00-@\[-`\x7b-\x7f{re.escape(''.join(sorted(MARKS)))}]+")


def latin(measured: bytes, declared: str | None) -> tuple[str, str, float]:
    """Choose among the encodings of Latin alphabets.

    Args:
        measured: some of the text, mark-up removed.
        declared: the encoding that the response declares, or None.
    Returns:
        The encoding, its language, and how many nats it is ahead of the next encoding.

    >>> latin("¿Cuánto costará la época de exámenes?".encode("cp1252"), None)[:2]
    ('windows-1252', 'es')
    >>> latin("Říjen a listopad, když přijde déšť".encode("cp1250"), None)[:2]
    ('windows-1250', 'cs')
    """
    candidates = dict(LATIN)
    if declared is not None and CODECS.get(declared, "").startswith(("iso8859", "cp125", "mac_roman")):
        candidates.setdefault(declared, _ALL)
    found = []
    for encoding, languages in candidates.items():
        text = codecs.charmap_decode(measured, "strict", single_byte_table(encoding))[0].lower()
        near = [_SIGNS.sub(" ", one) for one in _NEAR.findall(text)[:_STRETCHES]]
        value, language = max((_value(near, one), one) for one in languages)
        prior = _PRIOR.get(encoding, _UNUSUAL) + (_DECLARED if encoding == declared else 0.0)
        found.append((value + prior, encoding, language))
    found.sort(reverse=True)
    return found[0][1], found[0][2], found[0][0] - found[1][0]


def _value(stretches: list[str], language: str) -> float:
    known, letters = pairs(language), _letters(language)
    total = 0.0
    for text in stretches:
        for before, ch in pairwise(text):
            found = known.get(before + ch)
            total += (
                found if found is not None else _RARE if before in letters and ch in letters else _FOREIGN
            )
    return total


@cache
def _letters(language: str) -> frozenset[str]:
    return frozenset("".join(pairs(language)))
