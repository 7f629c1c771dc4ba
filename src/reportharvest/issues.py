"""What was noticed about a page or a run: a closed list of names, a place, the value found.

An issue is data. It is stored beside what it is about, counted in the run, and never raised.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ISSUES", "Issue"]

ISSUES: dict[str, str] = {
    # decoding and repairing
    "bytes-undecodable": "bytes that are no character in the page's encoding; marked U+FFFD",
    "text-lost": "characters that could not be restored; marked U+FFFD",
    # extracting
    "title-missing": "no title was found",
    "year-missing": "the year that the report covers was not found",
    "metadata-conflict": "two sources give different values for a field; the more trusted one was kept",
    "metadata-unreadable": "a label was found, but its value is not of the kind it must be",
    "nesting-too-deep": "mark-up nested deeper than the limit; what lies below it was read flat",
    "table-too-large": "a table with more cells than the limit; the rest was left out",
    "table-unread": "a table that looks like a statutory form could not be matched to its rows or columns",
    "cell-unreadable": "a cell of a statutory form holds something that is not a number",
    "document-unreadable": "an attachment (PDF, DOCX, XLSX) could not be read, or not to its end",
    "document-converted": "an office program made DOCX of a DOC, WPS or RTF file, also in a ZIP file",
    "conversion-failed": "an office program could not turn a DOC, WPS or RTF file into DOCX; says why",
    "needs-ocr": "a PDF without text; it would have to be recognised",
    "read-by-ocr": "a scanned PDF was recognised; its values are readings with a confidence, not the text",
    "content-too-large": "the page is larger than the limit; the rest was not read",
    # crawling
    "fetch-failed": "no response after the last retry",
    "fetch-refused": "not fetched: robots.txt, scope, scheme, a private address or a size limit forbids it",
    "body-truncated": "the connection ended before the body was complete, or the size limit was reached",
    "parts-missing": "a report in several parts (pages, or files with its text) of which some are missing",
    "archive-unpacked": "a ZIP file was read by its members; says which, and which were left out",
    "list-ended": "a list was not followed to its end, such as a pager without end; says why",
    "fetch-blocked": "a captcha, a script challenge or a login stands before a page; it is not circumvented",
    "pager-unread": "a list page has a pager that was recognised but could not be followed",
    "archive-lost": "rows lead to archived bytes that are gone; their pages are asked for again",
    "archive-unknown": "the archive has files that the database knows nothing of; replay reads them",
    "expectation-missed": "a site has not what its description expects: reports, years, index numbers",
    "run-postponed": "a site was left, its budget spent or its hours over; the next run goes on",
}
"""Every name an issue may have, with what it says."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing noticed.

    Args:
        name: a key of :data:`ISSUES`.
        place: where: a field, a table, an offset, a URL.
        found: the value found there, shortened to 200 characters.

    >>> Issue("year-missing", "title", "工作报告")
    Issue(name='year-missing', place='title', found='工作报告')
    """

    name: str
    place: str
    found: str = ""

    def __post_init__(self) -> None:
        if self.name not in ISSUES:
            raise ValueError(f"no issue is called {self.name!r}; ISSUES lists those there are")
        if len(self.found) > 200:
            object.__setattr__(self, "found", self.found[:199] + "…")

    def to_dict(self) -> dict[str, str]:
        """Give the issue as JSON-serialisable data."""
        return {"name": self.name, "place": self.place, "found": self.found}
