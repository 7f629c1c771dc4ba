"""Undoing the chunks of HTTP/1.1, which some archives keep as they came over the wire."""

from __future__ import annotations

import re

__all__ = ["undo_chunks"]

_SIZE_LINE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")


def undo_chunks(body: bytes) -> bytes:
    r"""Join the chunks of a body; one that is not chunked, or not any more, comes back as it is.

    Many archives undo the chunks and keep the header that announces them, so the header proves nothing.

    Source:
        RFC 9112 §7.1.

    >>> undo_chunks(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), undo_chunks(b"<html>")
    (b'abcde', b'<html>')
    """
    parts: list[bytes] = []
    place = 0
    while found := _SIZE_LINE.match(body, place):
        size = int(found[1], 16)
        start = found.end()
        if size == 0:
            return b"".join(parts)
        parts.append(body[start : start + size])
        place = start + size
        if body[place : place + 2] == b"\r\n":
            place += 2
        elif body[place : place + 1] == b"\n":
            place += 1
        elif place < len(body):
            return body
    # without the last, empty chunk: cut off, or never chunked
    return b"".join(parts) if parts and place >= len(body) else body
