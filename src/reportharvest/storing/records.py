"""The rows that the crawler hands to the writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["FetchRecord", "PartPlace", "Purpose", "RunOutcome", "StoreOutcome", "Validators"]

Purpose = Literal["robots", "entry", "list", "report", "attachment", "sitemap"]
RunOutcome = Literal["complete", "incomplete", "failed"]
StoreOutcome = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """One request and what came of it; the columns of the table ``fetches``, where each is described.

    ``warc_file`` and ``warc_offset`` lead to the record of the response, or of why there was none;
    ``sha256`` and ``size_bytes`` are those of the body exactly as archived, None when there was no response.
    """

    run_id: int
    site: str
    url: str
    method: str
    request_body: str
    purpose: Purpose
    via: str | None
    fetched_at: str
    outcome: str
    status: int | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    sha256: str | None = None
    size_bytes: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request for a URL is made from, and where the body it spares is archived."""

    fetch_id: int
    etag: str | None
    last_modified: str | None
    warc_file: str
    warc_offset: int
    sha256: str | None
    content_type: str | None


@dataclass(frozen=True, slots=True)
class PartPlace:
    """Where a page or file belongs in a report of several parts.

    Attributes:
        report_url: canonical URL of the report's first page.
        number: which part it is, from 2.
        kind: ``page`` or ``file``.
        is_last: nothing follows it; parts that once did are forgotten.
    """

    report_url: str
    number: int
    kind: str
    is_last: bool = False
