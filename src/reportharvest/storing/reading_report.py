"""What the pages of one report ask: the record, its bytes, its earlier states, its neighbours."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from reportharvest.model import Report
from reportharvest.storing.reader import report
from reportharvest.storing.selecting import Row, row, rows

__all__ = ["StoredReport", "Version", "bytes_of", "stored_report", "version_record"]

_BYTES = (
    "SELECT id, url, fetched_at, status, warc_file, warc_offset, sha256, size_bytes, content_type,"
    " last_modified FROM fetches WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a report: ``version`` counts from 1, the present one is the last and has no cause."""

    version: int
    seen_at: str
    cause: str | None
    fetch_id: int


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with what surrounds it.

    Attributes:
        record: the record.
        about: the row of ``v_reports`` with encoding, dates and digest besides.
        fetch: the response that it was made from: archive file, offset, digest, when.
        attachment_fetches: the response that holds an attachment, by its place; missing where not fetched.
        versions: all states, the oldest first; one where it never changed.
        same_year: other reports of the agency for the year: id and title.
        years: the agency's latest report by year.
    """

    record: Report
    about: Row
    fetch: Row
    attachment_fetches: dict[int, int]
    versions: tuple[Version, ...]
    same_year: tuple[Row, ...]
    years: dict[int, int]


def stored_report(connection: sqlite3.Connection, report_id: int) -> StoredReport | None:
    """Read one report with what surrounds it; None where there is none."""
    record = report(Database(connection, execute_plugins=False), report_id)
    about = row(
        connection,
        "SELECT v_reports.*, reports.fetch_id, reports.record_sha256 FROM v_reports"
        " JOIN reports ON reports.id = v_reports.report_id WHERE report_id = ?",
        [report_id],
    )
    if record is None or about is None:
        return None
    neighbours = _neighbours(connection, about)
    attachments = rows(
        connection,
        "SELECT position, pages.fetch_id FROM attachments JOIN pages ON pages.id = attachments.page_id"
        " WHERE report_id = ?",
        [report_id],
    )
    return StoredReport(
        record=record,
        about=about,
        fetch=bytes_of(connection, about["fetch_id"]) or {},
        attachment_fetches={one["position"]: one["fetch_id"] for one in attachments},
        versions=_versions(connection, report_id, about),
        same_year=tuple(
            one
            for one in neighbours
            if one["report_year"] == about["report_year"] and one["report_id"] != report_id
        ),
        years={one["report_year"]: one["report_id"] for one in neighbours} | _itself(about),
    )


def bytes_of(connection: sqlite3.Connection, fetch_id: int) -> Row | None:
    """Tell where the exact bytes of a response are archived; None for an unknown fetch."""
    return row(connection, _BYTES, [fetch_id])


def version_record(connection: sqlite3.Connection, report_id: int, version: int) -> dict[str, Any] | None:
    """Give the record of an earlier state as ``Report.to_dict()`` gave it; None where there is none."""
    found = row(
        connection,
        "SELECT record FROM report_versions WHERE report_id = ? AND version = ?",
        [report_id, version],
    )
    return None if found is None else dict(json.loads(found["record"]))


def _neighbours(connection: sqlite3.Connection, about: Row) -> list[Row]:
    """Give all reports of the agency that have a year; an index finds them, known agency or not."""
    columns = "SELECT reports.id AS report_id, reports.title, reports.report_year FROM"
    order = " AND report_year IS NOT NULL ORDER BY report_year, reports.id"
    if about["agency_id"] is not None:
        return rows(
            connection,
            f"{columns} report_identities AS known JOIN reports ON reports.id = known.report_id"
            f" WHERE known.agency_id = ?{order}",
            [about["agency_id"]],
        )
    return rows(
        connection,
        f"{columns} reports LEFT JOIN report_identities AS known ON known.report_id = reports.id"
        f" WHERE reports.site = ? AND reports.publisher IS ? AND known.agency_id IS NULL{order}",
        [about["site"], about["publisher"]],
    )


def _itself(about: Row) -> dict[int, int]:
    return {} if about["report_year"] is None else {about["report_year"]: about["report_id"]}


def _versions(connection: sqlite3.Connection, report_id: int, about: Row) -> tuple[Version, ...]:
    earlier = rows(
        connection,
        "SELECT version, seen_at, cause, fetch_id FROM report_versions WHERE report_id = ? ORDER BY version",
        [report_id],
    )
    present = Version(len(earlier) + 1, about["changed_at"], None, about["fetch_id"])
    return (*(Version(**one) for one in earlier), present)
