"""WARC files cut into blocks that machines can share, and the records of a block.

A block is a stretch of a file that begins and ends where a record does. It depends on the file and the size
asked for alone, so that the same blocks come out whoever works on them, and finished ones are known again.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from fastwarc.stream_io import GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from reportharvest.archiving.capture import Capture, RunInfo
from reportharvest.archiving.warc import MAX_HEADER_BYTES, read_record
from reportharvest.errors import ArchiveError
from reportharvest.processing.sources import Source, open_source

__all__ = ["Block", "Found", "index_source", "read_at", "read_block"]

GZIP, ZSTD, PLAIN = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"WARC/"
# Larger than what any harvest of ours stores; a record of this size is a film.
MAX_RECORD_BYTES = 268_435_456
_CHUNK = 1 << 20
_LOOK_BYTES = 4_096
_BROKEN = (OSError, ValueError, EOFError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a WARC file.

    Attributes:
        source: the file's absolute path or URL.
        number: its place in the file, from 0.
        start: offset of its first record in bytes.
        end: offset of the first record behind it; None for the last one.
        packed_whole: the file is one compressed stream; it is one block, and offsets count unpacked bytes.
        publishers: who publishes what each site has, as the file's first record says: sites with publishers.
    """

    source: str
    number: int
    start: int
    end: int | None
    packed_whole: bool = False
    publishers: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """A name for files: the same for the same block, different for every other one.

        >>> Block("/archive/run-1.warc.gz", 3, 0, None).key
        'run-1-8c5295a9-00003'
        """
        stem = PurePosixPath(self.source).name.partition(".warc")[0]
        safe = "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "_" for one in stem)[:60]
        return f"{safe}-{sha256(self.source.encode()).hexdigest()[:8]}-{self.number:05}"


@dataclass(frozen=True, slots=True)
class Found:
    """One record of a block: a response, or why there is none to be had.

    Attributes:
        offset: where it begins.
        capture: the response; None for other records and those that cannot be read.
        problem: why it cannot be read, or None.
        url: what the record is about, where that much can be read.
    """

    offset: int
    capture: Capture | None = None
    problem: str | None = None
    url: str = ""


def index_source(source: Source, block_bytes: int) -> tuple[Block, ...]:
    """Cut a file into blocks of at least ``block_bytes`` (as the file is, compressed).

    A file that is no larger is one block and is not read through; a larger one is unpacked once, which
    takes about a hundredth of what processing its reports does.

    Raises:
        ArchiveError: it is no WARC file, or cannot be opened.
    """
    try:
        with open_source(source.name) as stream:
            kind = _kind(stream, source.name)
            publishers, by_record = _beginning(stream, kind)
            if not by_record:
                return (Block(source.name, 0, 0, None, packed_whole=True, publishers=publishers),)
            if source.size_bytes is None or source.size_bytes <= block_bytes:
                return (Block(source.name, 0, 0, None, publishers=publishers),)
            starts = [0]
            for offset, _ in _walk(stream, kind, 0, _nothing):
                if offset - starts[-1] >= block_bytes:
                    starts.append(offset)
    except OSError as error:
        raise ArchiveError(f"{source.name}: cannot be read: {error}") from error
    ends = [*starts[1:], None]
    return tuple(
        Block(source.name, number, start, end, publishers=publishers)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def read_at(source: str, offset: int) -> Capture:
    """Read one response of a file that is packed by record.

    Raises:
        ArchiveError: there is none.
        OSError: the file cannot be opened.
    """
    with closing(read_block(Block(source, 0, offset, None))) as records:
        found = next(records, None)
    if found is None or found.offset != offset or found.capture is None:
        raise ArchiveError(f"{source}: no response at offset {offset}")
    return found.capture


def read_block(block: Block) -> Generator[Found, None, None]:
    """Read the responses of a block, in order; what cannot be read says so and costs nothing else.

    Raises:
        OSError: the file cannot be opened.
    """
    with open_source(block.source) as stream:
        kind = _kind(stream, block.source)
        opened: Any = stream
        if block.packed_whole:
            opened = _Unpacked(GzipReader(stream) if kind == GZIP else ZstdReader(stream))
            kind = b""  # where it is damaged, what follows cannot be found again

        def read(offset: int, record: Any) -> Found | None:
            return _found(offset, record) if block.end is None or offset < block.end else None

        for offset, found in _walk(opened, kind, block.start, read):
            if block.end is not None and offset >= block.end:
                return
            if found is not None:
                yield found


class _Unpacked:
    """The content of a compressed stream, with places counted in it."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        content: bytes = self._reader.read(size)
        self._place += len(content)
        return content

    def tell(self) -> int:
        """Tell how many bytes have been read."""
        return self._place


def _nothing(_offset: int, _record: Any) -> Found | None:
    return None


def _found(offset: int, record: Any) -> Found | None:
    if record.record_type not in (WarcRecordType.response, WarcRecordType.conversion):
        return None
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    if record.content_length > MAX_RECORD_BYTES:
        return Found(offset, problem=f"larger than {MAX_RECORD_BYTES} bytes", url=url)
    content = record.reader.read()
    if len(content) != record.content_length:
        return Found(offset, problem="cut short: the file ends within the record", url=url)
    try:
        read = read_record(record, content)
    except (ArchiveError, ValueError) as error:
        return Found(offset, problem=str(error), url=url)
    return Found(offset, read, url=url) if isinstance(read, Capture) else None


def _walk(
    stream: Any, kind: bytes, start: int, read: Callable[[int, Any], Found | None]
) -> Iterator[tuple[int, Found | None]]:
    """Walk over records and read each; where one is damaged, say so and go on behind it."""
    place: int | None = start
    while place is not None:
        last, under_way, found = place, True, None
        try:
            if place:
                stream.seek(place)
            for record in ArchiveIterator(stream, parse_http=False, max_header_len=MAX_HEADER_BYTES):
                if not under_way:
                    yield last, found  # only now: its checksum was tested when the walk left it
                last, under_way = record.stream_pos, True
                found = read(last, record)
                under_way = False
            if not under_way:
                yield last, found
        except _BROKEN as error:
            place = _next_start(stream, kind, last + 1) if kind else None
            if under_way or (kind and not _is_sound(stream, kind, last, place)):
                found = Found(last, problem=f"damaged: {error}")
            yield last, found
            # A record that cannot be begun is found again by its mark, and fails there as the first one.
            if not under_way and not kind:
                yield last + 1, Found(last + 1, problem=f"damaged from here on: {error}")
        else:
            return


def _is_sound(stream: BinaryIO, kind: bytes, start: int, end: int | None) -> bool:
    """Tell whether the record that was read before an error is whole, or its own checksum was the error."""
    if kind == PLAIN:
        return True
    stream.seek(start)
    piece = io.BytesIO(stream.read(MAX_RECORD_BYTES if end is None else end - start))
    try:
        (GzipReader(piece) if kind == GZIP else ZstdReader(piece)).read(2 * MAX_RECORD_BYTES)
    except _BROKEN:
        return False
    return True


def _kind(stream: BinaryIO, name: str) -> bytes:
    """Tell how a file is packed, by its first bytes, and go back to its beginning."""
    first = stream.read(5)
    if first:
        stream.seek(0)
    for kind in (GZIP, ZSTD, PLAIN):
        if first.startswith(kind):
            return kind
    if first[1:4] == b"\x2a\x4d\x18" and 0x50 <= first[0] <= 0x5F:  # a dictionary before the first frame
        return ZSTD
    raise ArchiveError(f"{name}: this is no WARC file (gzip, Zstandard or plain)")


def _beginning(stream: BinaryIO, kind: bytes) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Give the publishers that the first record names, and whether each record is packed by itself.

    Only then can reading begin at any of them. Where the beginning is damaged, the walk says where.
    """
    publishers: tuple[tuple[str, str], ...] = ()
    second = 0
    try:
        records = iter(ArchiveIterator(stream, parse_http=False, max_header_len=MAX_HEADER_BYTES))
        first = next(records, None)
        if first is not None and first.record_type == WarcRecordType.warcinfo:
            info = read_record(first, first.reader.read())
            publishers = tuple(info.publishers.items()) if isinstance(info, RunInfo) else ()
        following = next(records, None)
        if kind == PLAIN or following is None:
            return publishers, True
        second = following.stream_pos
        stream.seek(second)
        return publishers, second > 0 and stream.read(len(kind)) == kind
    except (ArchiveError, *_BROKEN):
        return publishers, True
    finally:
        stream.seek(0)


def _next_start(stream: BinaryIO, kind: bytes, after: int) -> int | None:
    """Find the next place where a record begins."""
    stream.seek(after)
    held, base, place = b"", after, -1
    while chunk := stream.read(_CHUNK):
        held += chunk
        place = held.find(kind)
        while place >= 0:
            if len(held) - place < _LOOK_BYTES:
                held += stream.read(_LOOK_BYTES)
            if _begins_record(held[place : place + _LOOK_BYTES], kind):
                return base + place
            place = held.find(kind, place + 1)
        kept = min(len(held), len(kind) - 1)
        base += len(held) - kept
        held = held[len(held) - kept :]
    return None


def _begins_record(head: bytes, kind: bytes) -> bool:
    if kind == PLAIN:
        return b"WARC-Type:" in head[:1_000]
    if kind == ZSTD:
        return True  # four bytes are a good mark; the walk finds out what the frame holds
    try:
        return zlib.decompressobj(31).decompress(head, 16).startswith(PLAIN)
    except zlib.error:
        return False
