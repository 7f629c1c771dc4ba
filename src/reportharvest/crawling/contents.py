"""Undoing content-encoding, with bounds: a body of a few kilobytes may say that it is gigabytes.

The archive keeps the bytes as received; what is made here is only read and thrown away.
"""

from __future__ import annotations

import importlib
import io
import zlib
from dataclasses import dataclass
from typing import Any

__all__ = ["ACCEPTED_ENCODINGS", "Content", "undo_content_encoding"]


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


# Both come with the extra "codings"; without them nobody is told that they are understood.
_brotli = _optional("brotli")
_zstandard = _optional("zstandard")
ACCEPTED_ENCODINGS = ", ".join(
    ["gzip", "deflate"] + ["br"] * (_brotli is not None) + ["zstd"] * (_zstandard is not None)
)
# A chain of encodings is legal and useless; servers that mean it send one, a broken proxy two.
MAX_ENCODINGS = 3
# gzip shrinks HTML 4 to 12 times (the fixtures: 3 to 9); beyond this, and this large, it is a bomb.
MAX_RATIO = 200
RATIO_FREE_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Content:
    """A body with its content-encoding undone; ``error`` says why not, and is None when all went well."""

    body: bytes
    error: str | None = None


def undo_content_encoding(body: bytes, content_encoding: str | None, max_bytes: int) -> Content:
    """Decompress a body.

    A body that is not in the encoding it declares is given back as it is: servers that compress twice,
    or declare and forget to compress, are common, and the page is there to be read.

    Args:
        body: the bytes as received.
        content_encoding: the Content-Encoding header, or None.
        max_bytes: no more than this is made.

    >>> undo_content_encoding(zlib.compress(b"abc"), "deflate", 100).body
    b'abc'
    >>> undo_content_encoding(b"abc", "gzip", 100)
    Content(body=b'abc', error=None)
    """
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if len(names) > MAX_ENCODINGS:
        return Content(b"", f"{len(names)} content-encodings on one body")
    content = Content(body)
    for name in reversed(names):
        content = _undo_one(content.body, name, max_bytes)
        if content.error is not None:
            return content
    return content


def _undo_one(body: bytes, name: str, max_bytes: int) -> Content:
    if name in {"gzip", "x-gzip"}:
        return _inflate(body, 31, max_bytes) if body[:2] == b"\x1f\x8b" else Content(body)
    if name == "deflate":
        # the standard means zlib's format; many servers send the raw stream
        is_zlib = len(body) >= 2 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return _inflate(body, 15 if is_zlib else -15, max_bytes)
    if name == "br" and _brotli is not None:
        return _unbrotli(body, max_bytes)
    if name == "zstd" and _zstandard is not None:
        return _unzstd(body, max_bytes)
    known = name in {"br", "zstd"}
    return Content(
        b"",
        f"content-encoding {name[:40]} is not understood"
        + (" (pip install 'reportharvest[codings]')" if known else ""),
    )


def _limit(body: bytes, max_bytes: int) -> int:
    return min(max_bytes, max(RATIO_FREE_BYTES, MAX_RATIO * len(body)))


def _unbrotli(body: bytes, max_bytes: int) -> Content:
    limit = _limit(body, max_bytes)
    inflater = _brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    fed = body
    try:
        while not inflater.is_finished():
            part = inflater.process(fed, output_buffer_limit=limit - size + 1)
            size += len(part)
            if size > limit:
                return Content(b"", f"inflates to more than {limit} bytes")
            if not part and inflater.can_accept_more_data():
                return Content(body)  # it ends too early
            parts.append(part)
            fed = b""
    except _brotli.error:
        return Content(body)
    return Content(b"".join(parts))


def _unzstd(body: bytes, max_bytes: int) -> Content:
    limit = _limit(body, max_bytes)
    try:
        with _zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(
            io.BytesIO(body), read_across_frames=True
        ) as stream:
            plain = stream.read(limit + 1)
    except _zstandard.ZstdError:
        return Content(body)
    if len(plain) > limit:
        return Content(b"", f"inflates to more than {limit} bytes")
    return Content(plain or body)


def _inflate(body: bytes, window: int, max_bytes: int) -> Content:
    limit = _limit(body, max_bytes)
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest:
        inflater = zlib.decompressobj(window)
        try:
            part = inflater.decompress(rest, limit - size + 1)
        except zlib.error:
            # the first member is broken: not compressed at all; a later one: padding behind the end
            return Content(b"".join(parts) if parts else body)
        size += len(part)
        if size > limit:
            return Content(b"", f"inflates to more than {limit} bytes")
        parts.append(part)
        if not inflater.eof or window != 31:
            break
        rest = inflater.unused_data.lstrip(b"\0")
    return Content(b"".join(parts))
