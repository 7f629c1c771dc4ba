"""UTF-8 and another encoding in one stretch, with no sign of ASCII between them.

A template puts a title in one encoding into a sentence in another, or a program cuts and joins bytes. UTF-8
shows by itself: four of its Han in a row are hardly ever anything else. What stands between such runs must be
sound in the other encoding, or the stretch is damage and not joined from two.
"""

from __future__ import annotations

import re

from reportharvest.decoding.plausible import mean, valuer
from reportharvest.decoding.units import strict

__all__ = ["HAS_UTF8", "LONG_UTF8", "splice"]

_HAN = rb"[\xe2-\xe9\xef][\x80-\xbf]{2}"
# A dot in a name is of two bytes, which are 路 in GBK.
LONG_UTF8 = re.compile(rb"(?:%b){4,}(?:[\xc2-\xdf][\x80-\xbf](?:%b)+)*" % (_HAN, _HAN))
# Begins with bytes that are rare in GBK and looks back from them, which is faster by far; of long runs hardly
# any has none.
HAS_UTF8 = re.compile(
    rb"[\x80-\xa0](?:(?<=[\xe2-\xe9\xef].)[\x80-\xbf]|(?<=[\xe2-\xe9\xef][\x80-\xbf].))(?:%b){2}" % _HAN,
    re.DOTALL,
)
_MOVED = 3  # characters at either end of a run that may have been bytes of the other encoding
_PLAUSIBLE = -8.5  # mean of a piece; sound short labels reach -8, misread ones -11

Pieces = list[tuple[str, str]]
"""Texts, each with the encoding that it was in."""


def splice(stretch: bytes, other: str, language: str) -> Pieces | None:
    r"""Read a stretch as runs of UTF-8 in text of another encoding.

    Args:
        stretch: the bytes.
        other: the encoding beside UTF-8.
        language: what the other text is measured in.
    Returns:
        The pieces in order; None where the stretch is not made so.

    >>> splice("主动公开".encode() + "政府信息".encode("gbk"), "gb18030", "zh")
    [('主动公开', 'utf-8'), ('政府信息', 'gb18030')]
    """
    if _sound(stretch, "utf-8") is not None:
        return None
    pieces: Pieces = []
    place = 0
    for run in LONG_UTF8.finditer(stretch):
        start, end = run.span()
        if start > place:
            begins = (start + 3 * moved for moved in range(_MOVED + 1) if start + 3 * moved < end)
            found = next((one for one in begins if _sound(stretch[place:one], other) is not None), None)
            if found is None:
                return None
            pieces.append((_sound(stretch[place:found], other) or "", other))
            start = found
        after = LONG_UTF8.search(stretch, end)
        limit = after.start() if after else len(stretch)
        ends = (end - 3 * moved for moved in range(_MOVED + 1) if end - 3 * moved > start)
        if after is None and limit > end:
            # What follows the last run must be sound to the end of the stretch.
            last = next((one for one in ends if _sound(stretch[one:], other) is not None), None)
            if last is None:
                return None
            end = last
        pieces.append((stretch[start:end].decode("utf-8", "replace"), "utf-8"))
        place = end
    if place < len(stretch):
        pieces.append((_sound(stretch[place:], other) or "", other))
    return pieces if len({encoding for _, encoding in pieces}) > 1 and _plausible(pieces, language) else None


def _sound(piece: bytes, encoding: str) -> str | None:
    try:
        return strict(piece, encoding)
    except UnicodeDecodeError:
        return None


def _plausible(pieces: Pieces, language: str) -> bool:
    for encoding in {encoding for _, encoding in pieces}:
        text = "".join(text for text, one in pieces if one == encoding)
        if mean(text, valuer("zh" if encoding == "utf-8" else language)) < _PLAUSIBLE:
            return False
    return True
