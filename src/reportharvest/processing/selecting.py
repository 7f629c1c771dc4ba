"""A cheap first test on bytes: whether a response may be an annual report.

Of an archive of the web one page in many thousands is one. Decoding and structuring a page costs a hundred
times as much as reading it, so most pages are passed over by looking for two words in the bytes as they
came, of disclosure (公开) and of reporting (报告, 年报, 总结), in the encodings and the accidents that
such pages come in. The test decides nothing: what passes is processed, and the record says what it is.

There are some 500 such spellings, and each search takes 15 µs for a page of 40 kB. So all are looked for at
once: two tables tell for each pair of bytes whether a spelling begins with it, or goes on with it; where both
agree, which is hardly anywhere, the spelling itself is compared.

Recall and cost are measured by ``python -m benchmarks selection``; docs/scale.md has the numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import unquote_to_bytes

__all__ = ["may_be_report"]

_DISCLOSURE = ("公开", "公開")
_REPORTING = ("报告", "年报", "总结", "報告", "年報", "總結")

# What was read as what; the bytes of a page may have been misread twice, as when an export was imported.
_MISREADINGS = (
    ("utf-8", "gb18030"),
    ("utf-8", "cp1252"),
    ("gb18030", "cp1252"),
    ("utf-8", "big5"),
    ("gb18030", "big5"),
    ("big5", "gb18030"),
)
# What a page that was misread before may have been read as again, on its way as UTF-8.
_READ_AGAIN = ("gb18030", "cp1252")
_PAGE_ENCODINGS = ("utf-8", "gb18030")
_MIN_NEEDLE_BYTES = 4  # shorter ones occur by chance in every page of this size

_WORDS = {1: _DISCLOSURE, 2: _REPORTING}
_BOTH = 3
_WIDE_BYTES = 6  # most needles are as long, three pairs
_WINDOW_BYTES = 1_048_576  # the pairs of a body of any size take 4 MB

# What an escape begins with, and the first characters of the words within one: 516c is 公, 62a5 is 报.
_ESCAPE_MARKS = (b"&#", b";#", b"\\u", b"%u", b"%e5%", b"%b9%")
# between two escaped characters, as often doubly escaped as not
_GAP = rb"(?:;?&(?:amp;){0,3}#x?0?|;?\\{1,2}u|;?%u)"

# Media types that are never a report; servers are believed, because pictures are half of an archive.
_OTHER_MEDIA = (
    "image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript",
    "application/x-javascript", "application/json", "application/x-shockwave-flash",
)  # fmt: skip
_ARCHIVE_START = b"PK\x03\x04"
_PDF_START = b"%PDF"
_OLE_START = b"\xd0\xcf\x11\xe0"
_MEMBERS = ("word/document.xml", "xl/sharedStrings.xml")
_MAX_MEMBER_BYTES = 4_000_000  # the words stand in the title; nobody reads on for them
# A PDF's text is compressed and its fonts renumber their characters: only its address can be read cheaply.
_ADDRESS = re.compile(
    rb"gov\.cn|xxgk|zwgk|zfxxgk|gknb|ndbg|gkbg|nianbao|niandu|\xe5\x85\xac\xe5\xbc\x80|\xb9\xab\xbf\xaa"
    rb"|\xe5\xb9\xb4\xe6\x8a\xa5|\xc4\xea\xb1\xa8|\xe6\x8a\xa5\xe5\x91\x8a|\xb1\xa8\xb8\xe6",
    re.IGNORECASE,
)


def may_be_report(body: bytes, url: str = "", content_type: str | None = None) -> bool:
    """Tell whether a response may be an annual report; a report that is told to be none is lost.

    Args:
        body: the bytes, content-encoding undone.
        url: where it was fetched; decides for PDFs, whose text cannot be searched.
        content_type: the Content-Type header, or None.

    >>> may_be_report("<title>2019年政府信息公开工作年度报告</title>".encode("gbk"))
    True
    >>> may_be_report("信息公开年度报告".encode().decode("gb18030").encode())
    True
    >>> may_be_report("区财政局召开工作会议".encode())
    False
    """
    media = (content_type or "").strip().lower()
    if media.startswith(_OTHER_MEDIA):
        return False
    if body.startswith(_PDF_START):
        return _ADDRESS.search(unquote_to_bytes(url)) is not None
    if body.startswith(_ARCHIVE_START):
        return any(_has_both(text) for text in _members(body))
    if body.startswith(_OLE_START):
        return (
            bool(_words_in(body, _needles(in_utf8=False)) & 1)
            or _ADDRESS.search(unquote_to_bytes(url)) is not None
        )
    return _has_both(body)


def _has_both(body: bytes) -> bool:
    found = 0
    if not body.isascii():
        in_utf8 = _is_utf8(body)
        if _has_usual(body, "utf-8" if in_utf8 else "gb18030"):
            return True
        found = _words_in(body, _needles(in_utf8=in_utf8))
        if found == _BOTH:
            return True
    # Escapes are ASCII, also within a page that is not; each word is then looked for in either manner.
    lowered = body.lower()
    if not any(mark[:1] in lowered and mark in lowered for mark in _ESCAPE_MARKS):
        return False
    return all(found & flag or _is_escaped(lowered, words) for flag, words in _WORDS.items())


def _has_usual(body: bytes, encoding: str) -> bool:
    """Tell whether both words occur as most pages have them; two searches then, and one where they do not."""
    return _DISCLOSURE[0].encode(encoding) in body and any(
        word.encode(encoding) in body for word in _REPORTING[:3]
    )


def _is_escaped(lowered: bytes, words: tuple[str, ...]) -> bool:
    """Tell whether one of some words is written as escapes, by its first character before all else."""
    starts, pattern = _escaped(words)
    return any(start in lowered for start in starts) and pattern.search(lowered) is not None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Needles:
    """Byte strings of four bytes and more that are looked for together.

    Attributes:
        begins: for each value of two bytes, whether a needle begins with it.
        pairs: for the first, second and third two bytes, and for each of their values, which needles have it
            there: each needle has one of 16 bits. Needles of less than six bytes have any third pair.
        by_start: the needles by their first four bytes, each with the flag of its words.
    """

    begins: Any
    pairs: tuple[Any, Any, Any]
    by_start: dict[bytes, tuple[tuple[bytes, int], ...]]


@cache
def _needles(*, in_utf8: bool) -> _Needles:
    """Lay out all spellings of all words; of those only that can occur in sound UTF-8, half of all."""
    np = import_module("numpy")
    first, second, third = (np.zeros(65_536, np.uint16) for _ in range(3))
    by_start: dict[bytes, tuple[tuple[bytes, int], ...]] = {}
    for flag, words in _WORDS.items():
        for needle in _spelled(words):
            if in_utf8 and not _is_utf8(needle):
                continue
            bit = 1 << zlib.crc32(needle[:4]) % 16
            first[int.from_bytes(needle[:2], "big")] |= bit
            second[int.from_bytes(needle[2:4], "big")] |= bit
            third[int.from_bytes(needle[4:6], "big") if len(needle) >= _WIDE_BYTES else slice(None)] |= bit
            by_start[needle[:4]] = (*by_start.get(needle[:4], ()), (needle, flag))
    return _Needles(first != 0, (first, second, third), by_start)


def _words_in(body: bytes, needles: _Needles) -> int:
    """Tell which words occur in some bytes, as flags."""
    np = import_module("numpy")
    first, second, third = needles.pairs
    found = 0
    for start in range(0, len(body) - _MIN_NEEDLE_BYTES + 1, _WINDOW_BYTES):
        size = min(_WINDOW_BYTES + _WIDE_BYTES - 1, len(body) - start)
        window = np.frombuffer(body, np.uint8, size, start)
        pairs = window[:-1].astype(np.uint16)
        pairs <<= 8
        pairs |= window[1:]
        places = np.flatnonzero(needles.begins.take(pairs[:-2]))
        likely = first[pairs[places]] & second[pairs[places + 2]]
        wide = np.flatnonzero(places < len(pairs) - 4)
        likely[wide] &= third[pairs[places[wide] + 4]]
        for at in places[likely != 0].tolist():
            place = start + at
            for needle, flag in needles.by_start.get(body[place : place + 4], ()):
                if not found & flag and body.startswith(needle, place):
                    found |= flag
            if found == _BOTH:
                return found
    return found


def _members(body: bytes) -> Iterator[bytes]:
    """Unpack the texts of an office document, as far as they are needed."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            names = set(container.namelist())
            for name in _MEMBERS:
                if name in names:
                    with container.open(name) as member:
                        yield re.sub(rb"<[^>]*>", b"", member.read(_MAX_MEMBER_BYTES))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
        yield body  # broken: what can be seen of it decides


@cache
def _spelled(words: tuple[str, ...]) -> tuple[bytes, ...]:
    """Give the byte strings that words are written as: the usual encodings first, then the accidents."""
    sound = [
        needle
        for encoding in ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
        for word in words
        for needle in [_encoded(word, encoding)]
    ]
    # Inserted readings separate the characters: 公(gōng)开(kāi). The first one with its bracket is found.
    read = [
        needle
        for encoding in _PAGE_ENCODINGS
        for word in words
        for bracket in "(（"
        for needle in [_encoded(word[0] + bracket, encoding)]
    ]
    damaged = [
        needle
        for word in words
        for stretch in _misread(word)
        for encoding in _PAGE_ENCODINGS
        for needle in [_encoded(stretch, encoding)]
    ]
    found = [one for one in sound + read + damaged if len(one) >= _MIN_NEEDLE_BYTES or one in sound]
    return tuple(dict.fromkeys(one for one in found if one))


def _misread(word: str) -> Iterator[str]:
    """Give what a word becomes in each misreading, whatever stands before and behind it."""
    for real, read in _MISREADINGS:
        once = list(_read_as(_encoded(word, real), read))
        yield from once
        for stretch in once:
            for again in _READ_AGAIN:
                yield from _read_as(_encoded(stretch, "utf-8"), again)


def _read_as(raw: bytes, codec: str) -> Iterator[str]:
    """Read bytes in a wrong codec, from the first or the second byte on: the longest sound stretch."""
    if codec == "cp1252":
        yield "".join(_windows(byte) for byte in raw)
        yield raw.decode("latin-1")
        return
    for start in (0, 1):
        for end in (len(raw), len(raw) - 1):
            try:
                text = raw[start:end].decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) >= 2:
                yield text
                break


def _windows(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _encoded(text: str, encoding: str) -> bytes:
    """Encode a text, or give nothing where that encoding does not have it."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return b""


@cache
def _escaped(words: tuple[str, ...]) -> tuple[tuple[bytes, ...], re.Pattern[bytes]]:
    """Give how the first characters of words begin as escapes, and a pattern for the words in any manner."""
    starts: list[bytes] = []
    manners: list[bytes] = []
    for word in words:
        decimal = [str(ord(one)).encode() for one in word]
        hexadecimal = [f"{ord(one):04x}".encode() for one in word]
        starts += [decimal[0], hexadecimal[0]]
        manners += [_GAP.join(decimal), _GAP.join(hexadecimal)]
        for encoding in _PAGE_ENCODINGS:
            escapes = [b"%%%02x" % byte for byte in _encoded(word, encoding)]
            starts.append(b"".join(escapes[:2]))
            manners.append(b"".join(escapes))
    return tuple(dict.fromkeys(starts)), re.compile(b"|".join(manners))
