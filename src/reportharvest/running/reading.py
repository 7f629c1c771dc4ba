"""From an archived response to what was read in it; the part of a harvest that costs processor time.

Pure, and handed to another thread or process as it is. Replay runs the same function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.following import is_report_text
from reportharvest.crawling.listing import Listing, read_listing, read_sitemap
from reportharvest.crawling.urls import canonical
from reportharvest.decoding import decode
from reportharvest.issues import Issue
from reportharvest.model import Report
from reportharvest.pipeline import process
from reportharvest.repairing import repair

__all__ = ["Reading", "clean_texts", "read_response", "report_links"]

# Of what a body inflates to. The largest page seen anywhere is far below; a PDF of 100 MB is a scan.
MAX_CONTENT_BYTES = 134_217_728
_BINARY_STARTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a response holds.

    Attributes:
        report: the record, also of pages that are no report; None for a sitemap or an unreadable body.
        listing: where the page leads, with texts of links repaired; None where that does not matter.
        error: why the body could not be read, or None.
    """

    report: Report | None = None
    listing: Listing | None = None
    error: str | None = None


def read_response(capture: Capture) -> Reading:
    """Read a complete response: undo its content-encoding, decode, repair, structure, find links."""
    content = undo_content_encoding(capture.body, capture.header("Content-Encoding"), MAX_CONTENT_BYTES)
    if content.error is not None:
        return Reading(error=content.error)
    body = content.body
    if body[:2] == b"\x1f\x8b":  # sitemap.xml.gz, sent as a file
        content = undo_content_encoding(body, "gzip", MAX_CONTENT_BYTES)
        body = content.body
    content_type = capture.header("Content-Type")
    head = body[:2000].lower()
    if b"<urlset" in head or b"<sitemapindex" in head:
        return Reading(listing=read_sitemap(decode(body, content_type=content_type).text, capture.url))
    report = process(body, url=capture.url, content_type=content_type)
    if body.startswith(_BINARY_STARTS) or (
        report.page_kind == "report" and capture.purpose in {"report", "attachment"}
    ):
        return Reading(report)
    decoded = decode(body, content_type=content_type)
    listing = read_listing(decoded.text, capture.url, capture.request_body, decoded.encoding)
    if listing.unread_pager:
        report = replace(report, issues=(*report.issues, Issue("pager-unread", capture.url)))
    listing = _with_clean_texts(listing)
    if report.page_kind == "report" and capture.purpose in {"entry", "list"} and _lists(report, listing):
        report = replace(report, page_kind="list")
    return Reading(report, listing)


def _lists(report: Report, listing: Listing) -> bool:
    """Tell a list from a report by what it leads to: a column of reports bears a report's name as well."""
    if report.statistics or len([one for one in report.sections if one.heading]) >= 2:
        return False
    named = [link for link in listing.links if is_report_text(f"{link.text} {link.context}")]
    return len(named) >= 3


def _with_clean_texts(listing: Listing) -> Listing:
    texts = clean_texts([listing.title, *(link.text for link in listing.links)])
    contexts = clean_texts([link.context for link in listing.links])
    links = tuple(
        replace(link, text=text, context=context)
        for link, text, context in zip(listing.links, texts[1:], contexts, strict=True)
    )
    return replace(listing, title=texts[0], links=links)


def clean_texts(texts: list[str]) -> list[str]:
    """Repair the texts of links, all together, because single ones are too short to judge.

    >>> clean_texts(["2019年政府信息公开工作年度报告", ""])
    ['2019年政府信息公开工作年度报告', '']
    """
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    lines = repair(joined).text.split("\n")
    return lines if len(lines) == len(texts) else texts


def report_links(report: Report, url: str) -> list[str]:
    """Canonical URLs of the files that a report links to."""
    found = [canonical(one.url, url) for one in report.attachments]
    return list(dict.fromkeys(one for one in found if one is not None))
