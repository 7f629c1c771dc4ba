"""What a page comes to as plain values, made by whoever read it, so that writing them is all that is left.

A harvest reads pages in processes of its own; the one that writes has no time to turn records into rows.
These values travel between them in a tenth of the time that the records would take.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from reportharvest.model import PageKind, Report
from reportharvest.storing.fulltext import index_text
from reportharvest.storing.identity_rows import agency_row, identity_row
from reportharvest.storing.numbers import page_id
from reportharvest.storing.rows import (
    CHILD_COLUMNS,
    body_text,
    child_values,
    report_row,
    storable,
    storable_row,
)

__all__ = ["CHILD_INSERTS", "PreparedPage", "PreparedReport", "insertion", "prepare_page"]

_Values = tuple[Any, ...]


class PreparedReport(NamedTuple):
    """The rows of a report, but for what only the database knows.

    Attributes:
        row: its columns in ``reports`` that come from the record, and ``text``.
        identity: who issued it, a row of ``report_identities`` without the report's number.
        agency: its row in ``agencies``, or None.
        children: the rows of the tables below it, each with number and position, in the order of
            ``CHILD_INSERTS``; of its attachments also the number that the file's page would have.
        indexed: title, publisher and text as the full-text index is given them.
    """

    row: dict[str, Any]
    identity: dict[str, Any]
    agency: dict[str, Any] | None
    children: dict[str, list[_Values]]
    files: tuple[int, ...]
    indexed: tuple[str, str, str]


class PreparedPage(NamedTuple):
    """A page as rows.

    Attributes:
        number: its number.
        url: its canonical URL.
        site: name of the site description.
        kind: what it is.
        title: its title, or None.
        digest: digest of what was read from it (hexadecimal).
        issues: rows of ``issues``.
        report: the report's rows, where it is one.
    """

    number: int
    url: str
    site: str
    kind: PageKind
    title: str | None
    digest: str
    issues: list[_Values]
    report: PreparedReport | None


def insertion(table: str, columns: Sequence[str]) -> str:
    """Give the statement that inserts one row.

    >>> insertion("repairs", ["kind", "count"])
    'INSERT INTO [repairs] ([kind], [count]) VALUES (?, ?)'
    """
    names = ", ".join(f"[{name}]" for name in columns)
    return f"INSERT INTO [{table}] ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 (our own)


_OF_EVIDENCE = (*CHILD_COLUMNS["evidence"], "offset")
CHILD_INSERTS = {
    table: insertion(table, ("report_id", "position", *(_OF_EVIDENCE if table == "evidence" else columns)))
    for table, columns in CHILD_COLUMNS.items()
}
"""Statements for the rows of ``PreparedReport.children``."""


def prepare_page(
    url: str,
    site: str,
    report: Report | None,
    page_kind: PageKind,
    *,
    offsets: Sequence[int | None] = (),
    canonical: Callable[[str], str | None] = str,
) -> PreparedPage:
    """Turn what was read from a page into rows.

    Args:
        url: canonical URL of the page.
        site: name of the site description.
        report: the record; may be None for pages that are no report.
        page_kind: what the page is.
        offsets: where each piece of the report's evidence begins in the decoded page, if that is known.
        canonical: gives the canonical form of a URL, or None.
    Raises:
        ValueError: a report page without a record.

    >>> prepare_page("http://a.example/", "a", Report(title="年报"), "other").title
    '年报'
    """
    if page_kind == "report" and report is None:
        raise ValueError("a page of kind 'report' needs its record")
    number, record = page_id(storable(url)), _record(report, page_kind)
    issues = [] if report is None else [(one.name, one.place, one.found) for one in report.issues]
    # JSON escapes a lone surrogate like this; where there is none, no text has to be looked at again
    whole = "\\ud" not in record
    return PreparedPage(
        number=number,
        url=storable(url),
        site=storable(site),
        kind=page_kind,
        title=None if report is None or report.title is None else storable(report.title),
        digest=sha256(record.encode()).hexdigest(),
        issues=_numbered(number, issues, whole=whole),
        report=_prepared(number, site, report, offsets, canonical, whole=whole)
        if report is not None and page_kind == "report"
        else None,
    )


def _prepared(
    number: int,
    site: str,
    report: Report,
    offsets: Sequence[int | None],
    canonical: Callable[[str], str | None],
    *,
    whole: bool,
) -> PreparedReport:
    values = child_values(report)
    places = [*offsets, *([None] * (len(values["evidence"]) - len(offsets)))]
    values["evidence"] = [(*row, offset) for row, offset in zip(values["evidence"], places, strict=False)]
    row = report_row(report) | {"text": body_text(report)}
    agency = None if report.agency is None else agency_row(report.agency, site)
    indexed = (row["title"] or "", row["publisher"] or "", row["text"])
    return PreparedReport(
        row=row,
        identity=storable_row(identity_row(report) | {"agency_id": None if agency is None else agency["id"]}),
        agency=None if agency is None else storable_row(agency),
        children={table: _numbered(number, rows, whole=whole) for table, rows in values.items()},
        files=tuple(page_id(storable(canonical(one.url) or one.url)) for one in report.attachments),
        indexed=(index_text(indexed[0]), index_text(indexed[1]), index_text(indexed[2])),
    )


def _numbered(number: int, rows: Sequence[_Values], *, whole: bool) -> list[_Values]:
    """Put the number of the page and the position before each row."""
    if not whole:
        rows = [tuple(storable(one) if isinstance(one, str) else one for one in row) for row in rows]
    return [(number, at, *row) for at, row in enumerate(rows)]


def _record(report: Report | None, page_kind: PageKind) -> str:
    """Write down what was read; of a page that is no report only its kind, title and issues count.

    Such pages often carry counters and news that differ at each visit; nobody keeps them.
    """
    if report is None:
        record: object = [page_kind]
    elif page_kind == "report":
        record = report.to_dict()
    else:
        record = [page_kind, report.title, [issue.to_dict() for issue in report.issues]]
    return json.dumps(record, sort_keys=True)
