"""From one archived response to rows: what was read in it, or why it was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.urls import canonical, split
from reportharvest.model import Report
from reportharvest.processing.mirrors import fingerprint
from reportharvest.processing.selecting import may_be_report
from reportharvest.processing.tables import Rows, moment
from reportharvest.processing.transfer import undo_chunks
from reportharvest.reading.converting import convert_capture, is_convertible
from reportharvest.reading.response import Reading, read_response
from reportharvest.storing.numbers import page_id
from reportharvest.storing.rows import body_text, child_rows, json_text, report_row, storable, storable_row

__all__ = [
    "Job",
    "Opened",
    "add_failure",
    "add_page",
    "add_part",
    "add_unread",
    "opened",
    "place_of",
    "read",
    "reason_of",
    "sound_read",
]

# Of what a body inflates to; the same bound as a harvest's.
MAX_CONTENT_BYTES = 134_217_728
_REASON_CHARS = 300
_UNDONE = {b"content-encoding", b"transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Job:
    """What holds for all blocks of a run.

    Attributes:
        out: the output folder; every worker must be able to write there.
        block_bytes: how much of a file a block has at least, as the file is.
        all_pages: process every page, not only those that may be reports.
        record_seconds: how long one record may take.
        ocr: read scanned PDF files by optical character recognition.
        converter: the office program that old Word files are given to, or None.
    """

    out: Path
    block_bytes: int
    all_pages: bool
    record_seconds: float
    ocr: bool = False
    converter: Path | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A response with its encodings undone, or why that failed."""

    capture: Capture
    error: str | None = None


def opened(capture: Capture) -> Opened:
    """Undo how a body was sent; other archives keep it as it came over the wire."""
    raw = undo_chunks(capture.body) if capture.header("Transfer-Encoding") else capture.body
    content = undo_content_encoding(raw, capture.header("Content-Encoding"), MAX_CONTENT_BYTES)
    if content.error is not None:
        return Opened(capture, content.error)
    headers = tuple(one for one in capture.headers if one[0].lower() not in _UNDONE)
    url = storable(canonical(capture.url) or capture.url)
    return Opened(replace(capture, url=url, headers=headers, body=content.body))


def read(job: Job, capture: Capture, publishers: Mapping[str, str]) -> Reading | None:
    """Read a response as a harvest does; None where the first test passes it over.

    Args:
        job: what holds for all blocks.
        capture: as :func:`opened` gives it.
        publishers: who publishes what each site has, as the archive says.
    """
    # the second page of a report need not say what the first one does
    if (
        not job.all_pages
        and capture.part_of is None
        and not may_be_report(capture.body, capture.url, capture.header("Content-Type"))
    ):
        return None
    if job.converter is not None and is_convertible(capture):
        capture = convert_capture(capture, job.converter)
    reading = read_response(capture, ocr=job.ocr, links=False)
    return reading.with_publisher(publishers.get(capture.site))


def sound_read(job: Job, capture: Capture, publishers: Mapping[str, str]) -> Reading:
    """Read a response again of which :func:`read` gave something, as archived."""
    return read(replace(job, all_pages=True), opened(capture).capture, publishers) or Reading()


def reason_of(error: Exception | None) -> tuple[str, str]:
    """Say as what a record is counted on which reading failed, and why."""
    return "memory" if isinstance(error, MemoryError) else "failed", f"{type(error).__name__}: {error}"


def add_page(rows: Rows, place: Mapping[str, Any], capture: Capture, reading: Reading) -> str:
    """Add the rows of a response that could be read, and give what it is.

    Args:
        rows: take them.
        place: what stands in front of each row.
        capture: the response as archived.
        reading: what was read in it; with ``whole``, the report that it is the first page of.
    """
    held = Rows()  # a record that fails half way leaves no rows
    if reading.error is not None:
        return add_failure(rows, place, capture, ("unreadable", reading.error))
    report, why = reading.whole or reading.report, reading.blocked or reading.absent
    if report is None or why is not None:
        kind = "other" if why is not None else "list"
        held.add("outcomes", place, [_outcome(place, capture, ("read", why), kind, None)])
        rows.extend(held)
        return kind
    held.add("outcomes", place, [_outcome(place, capture, ("read", None), report.page_kind, report.title)])
    if report.page_kind == "report" and capture.method == "GET":
        _add_report(held, place, report, reading.offsets)
    rows.extend(held)
    return report.page_kind


def add_part(rows: Rows, place: Mapping[str, Any], capture: Capture, title: str | None) -> str:
    """Add a response that is a part of a report whose rows stand elsewhere."""
    rows.add("outcomes", place, [_outcome(place, capture, ("read", None), "part", title)])
    return "part"


def add_failure(rows: Rows, place: Mapping[str, Any], capture: Capture, why: tuple[str, str]) -> str:
    """Add a response that could not be processed: what it is counted as, and the reason."""
    rows.add("outcomes", place, [_outcome(place, capture, why, None, None)])
    return why[0]


def add_unread(rows: Rows, source: str, offset: int, url: str, problem: str | None) -> str:
    """Add a record that could not even be read."""
    place = {
        "report_id": None, "url": storable(canonical(url) or url) or None, "fetched_at": None,
        "warc_file": source, "warc_offset": offset, "sha256": None,
    }  # fmt: skip
    rows.add("outcomes", place, [{"outcome": "unreadable", "reason": problem}])
    return "unreadable"


def place_of(source: str, offset: int, capture: Capture) -> dict[str, Any]:
    """Give what stands in front of every row of a record."""
    url = storable(canonical(capture.url) or capture.url)
    parts = split(url)
    return {
        "report_id": page_id(url),
        "url": url,
        "fetched_at": moment(capture.fetched_at[:19].rstrip("Z") + "Z"),
        "warc_file": source,
        "warc_offset": offset,
        "sha256": capture.sha256,
        "site": capture.site or ("unknown" if parts is None else parts.host),
    }


def _add_report(rows: Rows, place: Mapping[str, Any], report: Report, offsets: Sequence[int | None]) -> None:
    text = body_text(report)
    whole = {
        "site": place["site"],
        "text": text,
        "record": json_text(report.to_dict()),
        "offsets": json_text(offsets) if offsets else None,
    }
    rows.add("reports", place, [report_row(report) | whole])
    below = child_rows(report)
    for one, offset in zip(below["evidence"], offsets, strict=False):
        one["offset"] = offset
    for table, several in below.items():
        rows.add(table, place, [{"position": at} | one for at, one in enumerate(several)])
    issues = [storable_row({"position": at} | one.to_dict()) for at, one in enumerate(report.issues)]
    rows.add("issues", place, issues)
    digest, minhash, chars = fingerprint(text)
    signature = {
        "title": report.title,
        "publisher": report.metadata.publisher,
        "report_year": report.report_year,
        "published_at": report.metadata.published_at,
        "chars": chars,
        "text_sha256": digest,
        "minhash": minhash,
    }
    rows.add("signatures", place, [storable_row(signature)])


def _outcome(
    place: Mapping[str, Any],
    capture: Capture,
    why: tuple[str, str | None],
    page_kind: str | None,
    title: str | None,
) -> dict[str, Any]:
    outcome, reason = why
    row = {
        "outcome": outcome,
        "reason": None if reason is None else reason[:_REASON_CHARS],
        "page_kind": page_kind,
        "title": title,
        "site": place["site"],
        "purpose": capture.purpose,
        "via": capture.via,
        "status": capture.status,
        "content_type": capture.header("Content-Type"),
        "size_bytes": len(capture.body),
    }
    return storable_row(row)
