"""From an archived response to what was read in it; the part of a harvest that costs processor time.

Pure, and handed to another thread or process as it is. Replay runs the same function.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.absent import absence_evidence
from reportharvest.crawling.blocked import block_evidence
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.feeds import is_feed, read_feed
from reportharvest.crawling.following import is_report_text
from reportharvest.crawling.json_lists import unwrapped_json
from reportharvest.crawling.listing import Listing, read_listing, read_sitemap
from reportharvest.crawling.parts import Part, further_pages, may_have_further_pages
from reportharvest.crawling.urls import canonical
from reportharvest.decoding import decode
from reportharvest.issues import Issue
from reportharvest.model import Report
from reportharvest.pipeline import explain, offsets_of, process_parts, with_site
from reportharvest.reading.converting import UNCONVERTED
from reportharvest.repairing import repair

__all__ = [
    "Reading",
    "clean_texts",
    "is_readable",
    "page_text",
    "read_response",
    "read_whole",
    "report_links",
]

# Of what a body inflates to. The largest page seen anywhere is far below; a PDF of 100 MB is a scan.
MAX_CONTENT_BYTES = 134_217_728
# A page with less beside its links to files says "see the attachment"; the shortest report seen has 160.
FEW_BODY_CHARS = 120
MAX_FILE_PARTS = 5
# files that may hold a report's text, by media type; others are fetched as attachments only
_TEXT_FILES = (
    "application/pdf", "application/msword", "application/vnd.openxmlformats", "application/vnd.ms-excel",
    "application/vnd.ms-works", "application/rtf", "application/zip", "application/ofd",
)  # fmt: skip
_BINARY_STARTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a response holds.

    Attributes:
        report: the record, also of pages that are no report; None for a sitemap or an unreadable body.
        listing: where the page leads, with texts of links repaired; None where that does not matter.
        error: why the body could not be read, or None.
        blocked: what stands before the page (a captcha, a challenge, a login), or None.
        absent: the words by which the page says that there is no such page, or None.
        data: the text of a JSON answer, or None.
        parts: further pages and files that belong to the report.
        whole: the report joined from all of its parts that are at hand, where it has several.
        offsets: where each piece of the report's evidence begins in the decoded page.
    """

    report: Report | None = None
    listing: Listing | None = None
    error: str | None = None
    blocked: str | None = None
    absent: str | None = None
    data: str | None = None
    parts: tuple[Part, ...] = ()
    whole: Report | None = None
    offsets: tuple[int | None, ...] = ()

    def with_publisher(self, publisher: str | None) -> Reading:
        """Complete who issued the report by the publisher that the site description names."""
        report = self.report and with_site(self.report, publisher)
        whole = self.whole and with_site(self.whole, publisher)
        return replace(self, report=report, whole=whole)


def is_readable(capture: Capture) -> bool:
    """Tell whether there is a whole page to be read."""
    return (
        capture.status is not None
        and 200 <= capture.status < 300
        and capture.status != 206
        and not capture.truncated
        and capture.error is None
        and capture.purpose != "robots"
        and capture.rendered != "raw"  # what the browser showed is read instead
    )


def read_response(capture: Capture, *, ocr: bool = False, links: bool = True) -> Reading:
    """Read a complete response: undo its content-encoding, decode, repair, structure, find links.

    Args:
        capture: the response, or what another program made of it.
        ocr: read scanned PDF files by optical character recognition.
        links: find out also where pages lead that are no report; where nothing is asked for, that is idle.
    """
    body, error = _content(capture)
    if error is not None:
        return Reading(error=error)
    content_type = capture.header("Content-Type")
    head = body[:2000].lower()
    if b"<urlset" in head or b"<sitemapindex" in head:
        return Reading(listing=read_sitemap(decode(body, content_type=content_type).text, capture.url))
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head:
        text = decode(body, content_type=content_type).text
        if is_feed(text):
            return Reading(listing=_with_clean_texts(read_feed(text, capture.url)))
    if capture.purpose in {"entry", "list"} and (data := _json(body, content_type)) is not None:
        return Reading(Report(url=capture.url, page_kind="list"), data=data)
    processed = explain(body, url=capture.url, content_type=content_type, ocr=ocr)
    report = processed.report
    if converted := _converted(capture):
        report = replace(report, issues=(*report.issues, *converted))
    if body.startswith(_BINARY_STARTS):
        return Reading(report)
    offsets = offsets_of(processed) if report.page_kind == "report" else ()
    is_page = report.page_kind == "report" and capture.purpose in {"report", "attachment"}
    if is_page and not may_have_further_pages(body, capture.url):
        return Reading(report, parts=_files(report, capture.url), offsets=offsets)
    decoded = decode(body, content_type=content_type)
    if report.page_kind != "report" and (evidence := block_evidence(decoded.text, capture.status or 200)):
        return Reading(blocked=evidence)
    if report.page_kind == "other" and (words := absence_evidence(decoded.text)):
        return Reading(absent=words)
    if not links and report.page_kind != "report" and not capture.part:
        return Reading(report)
    listing = read_listing(decoded.text, capture.url, capture.request_body, decoded.encoding)
    if is_page or capture.part:
        parts = further_pages(listing, capture.url, max(capture.part, 1)) or _files(report, capture.url)
        if is_page:
            return Reading(report, parts=parts, offsets=offsets)
        return Reading(report, replace(listing, links=()), parts=parts)
    if listing.unread_pager:
        report = replace(report, issues=(*report.issues, Issue("pager-unread", capture.url)))
    listing = _with_clean_texts(listing)
    if report.page_kind == "report" and capture.purpose in {"entry", "list"} and _lists(report, listing):
        report = replace(report, page_kind="list")
    return Reading(report, listing, offsets=offsets)


def _converted(capture: Capture) -> tuple[Issue, ...]:
    """Say that what was read is not the file itself, or why an office program could not convert it."""
    if capture.rendered in {"docx", "zip"}:
        return (Issue("document-converted", capture.url, capture.rendered.upper()),)
    if capture.rendered.startswith(UNCONVERTED):
        return (Issue("conversion-failed", capture.url, capture.rendered.removeprefix(UNCONVERTED)),)
    return ()


def read_whole(captures: Sequence[Capture], missing: str = "", *, ocr: bool = False) -> Report:
    """Read a report that consists of several pages or files, as one.

    Args:
        captures: the responses, in order; the first is the page that the report is found at.
        missing: what of it is not at hand, in words; empty when it is whole.
        ocr: as for :func:`read_response`.
    """
    parts = []
    for capture in captures:
        body, error = _content(capture)
        parts.append((b"" if error is not None else body, capture.header("Content-Type")))
    report = process_parts(parts, url=captures[0].url, ocr=ocr)
    issues = [issue for capture in captures for issue in _converted(capture)]
    if missing:
        issues.append(Issue("parts-missing", captures[0].url, missing))
    return replace(report, issues=(*report.issues, *issues)) if issues else report


def page_text(capture: Capture) -> str:
    """Give the text of an answer that is no page to be stored, such as one with an error's status."""
    body, error = _content(capture)
    return "" if error is not None else decode(body, content_type=capture.header("Content-Type")).text


def _content(capture: Capture) -> tuple[bytes, str | None]:
    content = undo_content_encoding(capture.body, capture.header("Content-Encoding"), MAX_CONTENT_BYTES)
    if content.error is None and content.body[:2] == b"\x1f\x8b":  # sitemap.xml.gz, sent as a file
        content = undo_content_encoding(content.body, "gzip", MAX_CONTENT_BYTES)
    return content.body, content.error


def _json(body: bytes, content_type: str | None) -> str | None:
    """The text of a JSON answer, as interfaces of lists give it; None for anything else."""
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    named = re.search(r"json|javascript", content_type or "", re.IGNORECASE) is not None
    if not (named or start[:1] in {b"{", b"["}):
        return None
    text = decode(body, content_type=content_type).text
    return text if unwrapped_json(text) is not None else None


def _files(report: Report, url: str) -> tuple[Part, ...]:
    """The files that hold a report's text, where its page has none."""
    said = sum(len(one.text) + len(one.heading) for top in report.sections for one in top.walk())
    if report.page_kind != "report" or said > FEW_BODY_CHARS or report.statistics:
        return ()
    found = [
        target
        for one in report.attachments
        if one.media_type.startswith(_TEXT_FILES) and (target := canonical(one.url, url)) is not None
    ]
    chosen = list(dict.fromkeys(found))[:MAX_FILE_PARTS]
    return tuple(Part("file", target, number) for number, target in enumerate(chosen, start=2))


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
