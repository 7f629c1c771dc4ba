"""A response read and made ready for the database, as whoever reads hands it to the one that writes."""

from __future__ import annotations

from dataclasses import dataclass

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.urls import canonical
from reportharvest.model import Report
from reportharvest.reading.response import Reading, read_response
from reportharvest.storing.prepared import PreparedPage, prepare_page

__all__ = ["ReadPage", "canonical_or_itself", "read_page"]


@dataclass(frozen=True, slots=True)
class ReadPage(Reading):
    """What a response holds, with its rows.

    Attributes:
        rows: the rows of the page; ``report`` then has only what decides where the page leads: title, kind
            and attachments. None where the rows depend on other pages, and ``report`` is whole.
    """

    rows: PreparedPage | None = None


def canonical_or_itself(url: str) -> str:
    """Give the canonical form of a URL, or what is none as it is."""
    return canonical(url) or url


def read_page(capture: Capture, publisher: str | None = None, *, ocr: bool = False) -> Reading:
    """Read a complete response, and make its rows.

    Args:
        capture: the response, or what another program made of it.
        publisher: publisher that the site description names; it completes what the page says.
        ocr: read scanned PDF files by optical character recognition.
    """
    reading = read_response(capture, ocr=ocr)
    depends = capture.part_of is not None or capture.purpose == "attachment" or reading.parts
    if depends or reading.error is not None or reading.blocked is not None or reading.absent is not None:
        return reading
    report = reading.with_publisher(publisher).report if publisher else reading.report
    kind = "other" if report is None else report.page_kind
    rows = prepare_page(
        capture.url, capture.site, report, kind, offsets=reading.offsets, canonical=canonical_or_itself
    )
    if report is not None:
        report = Report(url=report.url, title=report.title, page_kind=kind, attachments=report.attachments)
    return ReadPage(report, reading.listing, data=reading.data, rows=rows)
