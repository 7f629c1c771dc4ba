"""WARC files: append what was received, read it back by file and offset, mend a torn end.

A record is one gzip member, written with one call, so that a file holds whole records and at most one
torn one at its end, whenever the program is killed. Records are serialised here and not by fastwarc,
because a member must be complete before any of it reaches the disk; they are read by fastwarc, like
the files of other programs.

What a replay needs beyond WARC's own fields stands in ``X-Harvest-…`` fields: site, purpose, the page
that led here, the run, the request's method and body. A request that got no answer is a ``metadata``
record, so that a replay gives the same fetches. ``Transfer-Encoding`` is renamed in the archived head,
because the archived body has none any more.

Format: ISO 28500:2017 (WARC/1.1). Digests are SHA-256 in hexadecimal.
"""

from __future__ import annotations

import json
import os
import time
import uuid
import zlib
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from types import TracebackType
from typing import Self

from fastwarc.warc import ArchiveIterator

from reportharvest.archiving.capture import Capture, Place, RunEnd, RunInfo
from reportharvest.archiving.warc_records import fields_block, member, read_record, serialise
from reportharvest.errors import ArchiveError, UsageError

__all__ = [
    "ArchiveWriter",
    "is_at_hand",
    "mend",
    "read_capture",
    "read_record",
    "records",
    "run_files",
    "run_stem",
    "verify",
    "warc_files",
]

MAX_FILE_BYTES = 1_000_000_000  # the size that WARC's guidelines recommend
# Every record is handed to the operating system at once, so a killed program loses none; a power cut may
# lose what was written since the last sync.
SYNC_SECONDS = 5.0
MAX_HEADER_BYTES = 1_000_000
_CHUNK = 1 << 20
_NAME_ONE = "name a WARC file, a folder of them, or a folder of recordings; nothing was done"


class ArchiveWriter:
    """Appends to the WARC files of one run.

    Args:
        folder: the archive; made when it is not there.
        info: the run; a run that goes on continues its last file.
        max_file_bytes: a file that is larger is followed by another.
    """

    def __init__(self, folder: Path, info: RunInfo, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._info = info
        self._max_file_bytes = max_file_bytes
        self._synced_at = time.monotonic()
        present = run_files(folder, info)
        self._number = len(present)
        if present:
            self._file = present[-1].open("ab")
        else:
            self._open_next()

    def append(self, *captures: Capture) -> list[Place]:
        """Write records, together: a killed program leaves all of them or, as good as always, none.

        When this returns, the operating system has them.

        Raises:
            ArchiveError: the disk is full, or the file cannot be written.
        """
        if self._file.tell() > self._max_file_bytes:
            self._file.close()
            self._open_next()
        ids = [f"<urn:uuid:{uuid.uuid4()}>" for _ in captures]
        members = [
            serialise(capture, own, before)
            for capture, own, before in zip(captures, ids, ["", *ids], strict=False)
        ]
        start = self._write(b"".join(members))
        ends = accumulate(len(member) for member in members)
        return [Place(start.file, start.offset + at) for at in (0, *list(ends)[:-1])]

    def end(self, end: RunEnd) -> None:
        """Write how the run ended."""
        content = json.dumps(
            {"finished_at": end.finished_at, "outcome": end.outcome, "counts": dict(end.counts),
             "issues": [dict(one) for one in end.issues]},
            ensure_ascii=False,
        ).encode()  # fmt: skip
        fields = [
            ("WARC-Type", "metadata"),
            ("WARC-Date", end.finished_at),
            ("X-Harvest-Run", str(end.run_id)),
            ("X-Harvest-Run-End", "1"),
            ("Content-Type", "application/json"),
        ]
        self._write(member(fields, content))

    def close(self) -> None:
        """Close the file, after what was written is on the disk."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_next(self) -> None:
        self._number += 1
        path = self._folder / f"{run_stem(self._info)}-{self._number:05}.warc.gz"
        self._file = path.open("xb")
        content = fields_block(
            [
                ("software", "reportharvest"),
                ("format", "WARC File Format 1.1"),
                ("run", str(self._info.run_id)),
                ("command", self._info.command),
                ("started", self._info.started_at),
                ("sites", json.dumps(list(self._info.sites), ensure_ascii=False)),
                ("publishers", json.dumps(dict(self._info.publishers), ensure_ascii=False)),
            ]
        )
        fields = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Date", self._info.started_at),
            ("WARC-Filename", path.name),
            ("Content-Type", "application/warc-fields"),
        ]
        self._write(member(fields, content))

    def _write(self, member: bytes) -> Place:
        offset = self._file.tell()
        try:
            self._file.write(member)
            self._file.flush()
            if time.monotonic() - self._synced_at >= SYNC_SECONDS:
                os.fsync(self._file.fileno())
                self._synced_at = time.monotonic()
        except OSError as error:
            raise ArchiveError(f"{self._file.name}: cannot be written: {error}") from error
        return Place(Path(self._file.name).name, offset)


def warc_files(sources: Iterable[Path]) -> list[Path]:
    """Give the WARC files among files and folders, in the order in which they were written.

    Raises:
        UsageError: a source is not there, or a folder has none.
    """
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(one for one in source.iterdir() if one.name.endswith((".warc.gz", ".warc")))
            if not inside:
                raise UsageError(f"{source}: no WARC file (*.warc.gz, *.warc) in this folder", hint=_NAME_ONE)
            found += inside
        elif source.exists():
            found.append(source)
        else:
            raise UsageError(f"{source}: there is no such file or folder", hint=_NAME_ONE)
    return list(dict.fromkeys(found))


def run_files(folder: Path, info: RunInfo) -> list[Path]:
    """Give the WARC files of one run, in order."""
    return sorted(folder.glob(f"{run_stem(info)}-*.warc.gz"))


def records(file: Path, start: int = 0) -> Iterator[tuple[int, Capture | RunInfo | RunEnd]]:
    """Read a file record by record, with the offset of each; requests and other kinds are passed over.

    A torn record at the end is left out.

    Args:
        file: a WARC file, of this program or of another.
        start: offset to begin at.
    Raises:
        ArchiveError: the file cannot be read, or a record in its midst is damaged.
    """
    last: int | None = None
    try:
        with file.open("rb") as stream:
            stream.seek(start)
            for record in ArchiveIterator(stream, parse_http=False, max_header_len=MAX_HEADER_BYTES):
                offset, length = record.stream_pos, record.content_length
                block = record.reader.read()
                if len(block) != length:
                    return
                last = offset
                read = read_record(record, block)
                if read is not None:
                    yield offset, read
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        if last is not None and file.name.endswith(".gz") and _is_last_member(file, last):
            return  # what follows is torn
        raise ArchiveError(f"{file}: cannot be read as a WARC file: {error}") from error


def read_capture(folder: Path, place: Place) -> Capture:
    """Read one record by file and offset, and verify its digest.

    Raises:
        ArchiveError: there is no such record, or its bytes are not those that were written.
    """
    file = folder / place.file
    for offset, record in records(file, place.offset):
        if offset == place.offset and isinstance(record, Capture):
            return record
        break
    raise ArchiveError(f"{file}: there is no response at offset {place.offset}")


def is_at_hand(folder: Path, name: str | None, offset: int | None) -> bool:
    """Tell whether a file of an archive is there and reaches as far as a record is said to begin."""
    if name is None or offset is None:
        return False
    try:
        return (folder / name).stat().st_size > offset
    except OSError:
        return False


def verify(file: Path) -> int:
    """Read a whole file, compare every digest, and give the number of records.

    Raises:
        ArchiveError: a record is damaged, or the file ends inside of one.
    """
    count = sum(1 for _ in records(file))
    whole = _whole_length(file) if file.name.endswith(".gz") else file.stat().st_size
    if whole != file.stat().st_size:
        raise ArchiveError(f"{file}: the last record is torn; what is whole ends at offset {whole}")
    return count


def mend(file: Path) -> int:
    """Cut a torn record off the end of a file, as a killed program leaves it.

    Returns:
        How many bytes were cut off.
    """
    size = file.stat().st_size
    whole = _whole_length(file)
    if whole < size:
        with file.open("r+b") as stream:
            stream.truncate(whole)
            stream.flush()
            os.fsync(stream.fileno())
    return size - whole


def _whole_length(file: Path) -> int:
    """Where the last complete gzip member ends."""
    return max(_member_ends(file, 0), default=0)


def _is_last_member(file: Path, offset: int) -> bool:
    return len(list(islice(_member_ends(file, offset), 2))) <= 1


def _member_ends(file: Path, start: int) -> Iterator[int]:
    """Where each complete gzip member from an offset on ends."""
    with file.open("rb") as stream:
        stream.seek(start)
        inflater = zlib.decompressobj(31)
        position = start
        while chunk := stream.read(_CHUNK):
            position += len(chunk)
            while chunk:
                try:
                    inflater.decompress(chunk)
                except zlib.error:
                    return
                chunk = inflater.unused_data
                if inflater.eof:
                    yield position - len(chunk)
                    inflater = zlib.decompressobj(31)


def run_stem(info: RunInfo) -> str:
    """Give what the names of a run's files begin with."""
    moment = "".join(one for one in info.started_at if one.isalnum())
    return f"run-{info.run_id:06}-{moment}"
