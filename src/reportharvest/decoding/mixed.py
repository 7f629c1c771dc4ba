"""Pieces of a body that are in another encoding than most of it: which they are, and their text."""

from __future__ import annotations

import re

from reportharvest.decoding.damaged import read_stretch
from reportharvest.decoding.labels import CODECS
from reportharvest.decoding.plausible import Valuer, mean, valuer
from reportharvest.decoding.spliced import LONG_UTF8, splice
from reportharvest.decoding.state import LANGUAGES, Reading
from reportharvest.decoding.units import strict

__all__ = ["read_other"]

_ASCII = re.compile(rb"([\x00-\x7f]+)")
_UTF8_RUN = re.compile(rb"[\xe2-\xe9\xef][\x80-\xbf]{2}")  # Han and its signs; two-byte sequences may be GBK
PLAUSIBLE = -8.5  # mean of a piece in the other encoding; sound short labels reach -8, misread ones -11


def read_other(segment: bytes, state: Reading) -> bool:
    """Read a stretch in the other encoding of a mixed page, if it is more plausible there."""
    other = state.other
    if other is None or (other == "utf-8" and not _UTF8_RUN.search(segment)):
        return False
    if LONG_UTF8.search(segment) and _read_spliced(segment, state):
        return True
    try:
        text = strict(segment, other)
    except UnicodeDecodeError:
        return _read_parts(segment, state)
    value = valuer(LANGUAGES.get(other, "zh"))
    there = mean(text, value)
    # where pieces in both encodings are known to be, a single character may be one
    if not state.thorough and (there < PLAUSIBLE or sum(ch > "\x7f" for ch in text) < 2):
        return False
    try:
        here = strict(segment, state.encoding)
        better = _sum(text, value) > _sum(here, state.value)
    except UnicodeDecodeError:
        better = True
    if better:
        state.add(text, other)
    return better


def _read_spliced(segment: bytes, state: Reading) -> bool:
    """Read a stretch in which pieces in two encodings stand side by side."""
    legacy = state.encoding if state.other == "utf-8" else state.other
    pieces = splice(segment, legacy, LANGUAGES[legacy]) if legacy in LANGUAGES else None
    for text, encoding in pieces or ():
        state.add(text, encoding)
    return pieces is not None


def _read_parts(segment: bytes, state: Reading) -> bool:
    """Read a stretch in which ASCII separates pieces in two encodings, if one is in the other encoding."""
    parts = _ASCII.split(segment)
    if sum(map(bool, parts[::2])) < 2 or not any(_is_sound(part, state.other) for part in parts[::2] if part):
        return False
    before = (len(state.pieces), state.lost, dict(state.characters))
    found, after = False, state.after
    for number, part in enumerate(parts):
        state.after = parts[number + 1][:1].decode("latin-1") if number + 1 < len(parts) else after
        if number % 2:
            state.pieces.append(part.decode("ascii"))
        elif part and read_other(part, state):
            found = True
        elif part:
            read_stretch(part, state)
    if not found:
        del state.pieces[before[0] :]
        state.lost, state.characters = before[1], before[2]
    return found


def _is_sound(part: bytes, encoding: str | None) -> bool:
    if encoding == "utf-8" and not _UTF8_RUN.search(part):
        return False
    try:
        part.decode(CODECS[encoding or "utf-8"])
    except UnicodeDecodeError:
        return False
    return True


def _sum(text: str, value: Valuer) -> float:
    return mean(text, value) * sum(ch > "\x7f" for ch in text)
