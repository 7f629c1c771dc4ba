"""One request and what came back, as the archive keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

__all__ = ["Capture", "Place", "RunEnd", "RunInfo"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: name of a file in the archive folder, offset in bytes of its gzip member."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class Capture:
    """A request and its answer, complete enough to be processed again without anything else.

    Attributes:
        url: canonical URL asked for.
        fetched_at: ISO 8601, UTC, seconds: ``2024-03-01T02:00:00Z``.
        status: HTTP status, or None when there was no answer.
        reason: the reason phrase.
        headers: names and values as received, in order.
        body: after transfer-encoding, before content-encoding is undone.
        truncated: empty when the body is whole; else ``length``, ``disconnect`` or ``time``.
        error: what went wrong, or None.
        refused: the request was not sent.
        attempts_left: how often it may be tried again; 0 when this try was the last one.
        site, purpose, via, run_id, method, request_body: why and how it was asked for.
        part_of: the page whose report this is a part of, or None.
        part: which part of it, from 2; 0 for none.
        rendered: ``raw`` for a response that another program made something of, which is read in its place:
            ``dom`` for what a browser showed (UTF-8, without HTTP head), ``docx`` for what an office program
            made of an older format, ``zip`` for an archive in which it did so; ``unconverted: `` and why for
            a response that the office program could not read; else empty.
    """

    url: str
    fetched_at: str
    status: int | None
    reason: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    truncated: str = ""
    error: str | None = None
    refused: bool = False
    attempts_left: int = 0
    site: str = ""
    purpose: str = "report"
    via: str | None = None
    run_id: int = 0
    method: str = "GET"
    request_body: str = ""
    part_of: str | None = None
    part: int = 0
    rendered: str = ""

    def header(self, name: str) -> str | None:
        """Give the first header of a name, in any case; bytes beyond ASCII come as UTF-8 or Latin-1.

        >>> Capture("http://a.example/", "", 200, headers=((b"ETag", b'"1"'),)).header("etag")
        '"1"'
        """
        wanted = name.lower().encode("ascii")
        for key, value in self.headers:
            if key.lower() == wanted:
                try:
                    return value.decode("utf-8").strip()
                except UnicodeDecodeError:
                    return value.decode("latin-1").strip()
        return None

    def header_bytes(self, name: str) -> bytes | None:
        """Give the first header of a name as received."""
        wanted = name.lower().encode("ascii")
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def sha256(self) -> str:
        """Digest of the body exactly as archived, in hexadecimal."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a WARC file says of the run that wrote it, in its first record; ``source`` tells others apart.

    ``publishers`` has the publisher that each site description names, so that a replay knows them, too.
    """

    run_id: int
    command: str
    started_at: str
    sites: tuple[str, ...]
    source: str = ""
    publishers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended: the last record of its last file."""

    run_id: int
    finished_at: str
    outcome: str
    counts: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Mapping[str, Any], ...] = ()
