"""Bytes to text: whose word on the encoding counts, and how sure it is."""

from __future__ import annotations

import re
from typing import Literal

from reportharvest.decoding.declared import byte_order_mark, from_content_type, from_markup
from reportharvest.decoding.detected import Choice, choose, wide
from reportharvest.decoding.plausible import mean, mostly_kana, valuer
from reportharvest.decoding.reading import LANGUAGES, MULTI_BYTE, Reading, invalid_utf8, read
from reportharvest.decoding.units import gb2312, strict
from reportharvest.model import DecodedText

__all__ = ["decode"]

_SOUND = -7.0  # mean of a character in sound Chinese; other text read as GBK stays below -8.5
_PROBE = 180  # characters outside ASCII that are measured before a sound GBK page is believed
_OUTSIDE = re.compile("[^\x00-\x7f]+")
_FEW, _WORD = 8, 4  # bytes that are measured as text, and those of the shortest word
_KNOWN_WORD = -8.5  # mean of a character in a word that stands alone, such as 首页; damaged UTF-8 has -11
_SHORT = 64  # bytes below which two-byte UTF-8 may be GBK: the longest such phrase known has 8


def decode(body: bytes | bytearray | memoryview, *, content_type: str | None = None) -> DecodedText:
    r"""Read bytes as Unicode text, whatever state they are in.

    The encoding is, in this order: the byte-order mark's; UTF-8, if all of the body is; the one that the
    Content-Type header or the page declares, if it makes plausible text; the one whose text is most
    probable. A damaged byte costs one character, also where it shifts the pairing of the bytes after it; a
    page that mixes encodings is read piece by piece.

    Args:
        body: the bytes of the page, after content-encoding was undone. A memoryview's are taken in its order.
        content_type: the Content-Type header, or None.
    Returns:
        The text. ``encoding`` is the one of most of the page; ``lost`` counts its damaged places.
    Raises:
        TypeError: an argument is of the wrong type.
    Source:
        WHATWG Encoding Standard for names and tables; the order differs from its "decode" in believing
        sound UTF-8 and plausible text more than a declaration, because pages lie.

    >>> decode("依申请公开".encode("gbk"))
    DecodedText(text='依申请公开', encoding='gb18030', source='detected', confidence=0.999, lost=0)
    >>> decode(b"\xef\xbb\xbfabc").source
    'bom'
    """
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise TypeError(f"body must be bytes, not {type(body).__name__}")
    body = bytes(body)  # no copy where it is bytes
    if content_type is not None and not isinstance(content_type, str):
        raise TypeError(f"content_type must be a string or None, not {type(content_type).__name__}")
    mark = byte_order_mark(body)
    if mark is not None:
        return _marked(body[mark[1] :], mark[0])
    header = from_content_type(content_type)
    declared = header or from_markup(body)
    text = _utf8(body)
    if text is not None:
        if declared == "iso-2022-jp" and b"\x1b$" in body:
            return _result(read(body, declared), "header" if header else "meta", 0.99)
        if not _doubtful(body, text):
            return DecodedText(text, "utf-8", "utf-8", _utf8_confidence(body, text))
    return _unmarked(body, declared, "header" if header else "meta", text)


def _utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _doubtful(body: bytes, text: str) -> bool:
    """Whether sound UTF-8 may be something else still: UTF-16 with NULs, or a few pairs that are GBK, too."""
    if len(text) == len(body):
        return b"\0" in body or (len(body) % 2 == 0 and any(byte < 9 for byte in body[:256]))
    if b"\0" in body:
        return True
    return len(body) < _SHORT and all(ch < "\u0800" for ch in text)


def _utf8_confidence(body: bytes, text: str) -> float:
    # three characters of several bytes are not UTF-8 by chance: less than one GBK text in a thousand is
    return 1.0 if len(text) == len(body) else round(1.0 - 0.1 / (1 + (len(body) - len(text)) ** 2), 3)


def _marked(body: bytes, encoding: str) -> DecodedText:
    """Decode after a byte-order mark; a template's mark may stand before a body in another encoding."""
    if encoding == "utf-8":
        text = _utf8(body)
        if text is not None:
            return DecodedText(text, encoding, "bom", 1.0)
    return _result(_mixed(body, encoding), "bom", 0.99)


def _unmarked(
    body: bytes, declared: str | None, by: Literal["header", "meta"], as_utf8: str | None
) -> DecodedText:
    if as_utf8 is None and (text := _sound_gbk(body)) is not None:
        return DecodedText(text, "gb18030", by if declared == "gb18030" else "detected", 0.999)
    choice = _choose(body, declared, as_utf8)
    if choice.encoding == "utf-8" and as_utf8 is not None:
        return DecodedText(as_utf8, "utf-8", "utf-8", choice.confidence)
    source: Literal["header", "meta", "detected"] = by if choice.encoding == declared else "detected"
    return _result(_mixed(body, choice.encoding, choice), source, choice.confidence)


def _choose(body: bytes, declared: str | None, as_utf8: str | None) -> Choice:
    if as_utf8 is None:
        return choose(body, declared)
    found = wide(body)
    if found is None and not as_utf8.isascii() and b"\0" not in body:
        found = choose(body, declared)
    return found or Choice("utf-8", "zh", _utf8_confidence(body, as_utf8))


def _sound_gbk(body: bytes) -> str | None:
    """Decode a body all of whose pairs are GB 2312 and whose text is Chinese; None for any other.

    This is nearly every GBK page, and costs little more than the codec.
    """
    text = gb2312(body)
    probe = _probe(text) if text else ""
    sound = probe and mean(probe, valuer("zh")) > _SOUND and not mostly_kana(probe)
    return text if sound else None


def _probe(text: str) -> str:
    """Some characters outside ASCII, from the beginning, the middle and the end."""
    third = _PROBE // 3
    if len(text) <= 2 * _PROBE:
        return text
    starts = (0, len(text) // 3, 2 * len(text) // 3)
    return "\n".join("".join(_OUTSIDE.findall(text, start, start + 20 * third))[:third] for start in starts)


def _mixed(body: bytes, encoding: str, choice: Choice | None = None) -> Reading:
    """Read a body, and pieces of it in a second encoding where it has such pieces."""
    if encoding == "utf-8":
        rest = invalid_utf8(body)
        other = choose(rest, None).encoding if len(rest) >= _FEW else _word(rest)
        return read(body, encoding, other=other if other in LANGUAGES else None)
    language = choice.language if choice is not None and encoding in MULTI_BYTE else None
    return read(body, encoding, other="utf-8" if encoding in LANGUAGES else None, language=language)


def _word(rest: bytes) -> str | None:
    """The encoding in which the few bytes of a page that are not UTF-8 are words, or None."""
    found = []
    for encoding in ("gb18030", "big5"):
        try:
            text = strict(rest, encoding)
        except UnicodeDecodeError:
            continue
        found.append((mean(text, valuer("zh")), encoding))
    best = max(found, default=None)
    return best[1] if best is not None and len(rest) >= _WORD and best[0] > _KNOWN_WORD else None


def _result(
    reading: Reading, source: Literal["bom", "header", "meta", "detected"], confidence: float
) -> DecodedText:
    encoding = reading.encoding
    return DecodedText(reading.text, encoding, source, confidence, reading.lost)
